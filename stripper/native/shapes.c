/* Number the shapes of URLs: shapes.py tells what comes out. */

#include "native.h"
#include "pairs.h"

/* A stretch of a URL's letters. */
typedef struct {
    const Py_UCS4 *start, *end;
} Part;

/* What is written: nothing gets longer than the URL and a few letters. */
typedef struct {
    Py_UCS4 *letters;
    Py_ssize_t size;
} Written;

#define FEW 16

typedef struct {
    Py_ssize_t slug, number, ending, longest;
} Limits;

/* What a URL's shape is: its host, path, coarse and fine shape. */
enum { HOST, PATH, COARSE, FINE, PARTS };
typedef struct {
    Py_UCS4 *letters;
    Part parts[PARTS];
} Shape;

static const Py_UCS4 *
find(Part part, Py_UCS4 letter)
{
    while (part.start < part.end && *part.start != letter) {
        part.start++;
    }
    return part.start;
}

/* What stands before the first of a letter, which is cut off with it; all where there is none. */
static Part
cut(Part *rest, Py_UCS4 letter)
{
    Part before = {rest->start, find(*rest, letter)};
    rest->start = before.end < rest->end ? before.end + 1 : rest->end;
    return before;
}

/* What stands behind the last of a letter; all where there is none. */
static Part
behind_last(Part part, Py_UCS4 letter)
{
    Part last = {part.end, part.end};
    while (last.start > part.start && last.start[-1] != letter) {
        last.start--;
    }
    return last;
}

static void
put(Written *written, Py_UCS4 letter)
{
    written->letters[written->size++] = letter;
}

static void
put_part(Written *written, Part part)
{
    while (part.start < part.end) {
        put(written, *part.start++);
    }
}

static void
put_kind(Written *written, const char *kind)
{
    while (*kind) {
        put(written, (Py_UCS4)*kind++);
    }
    put(written, '/');
}

static int
is_number(Part part)
{
    const Py_UCS4 *letter = part.start;
    while (letter < part.end && Py_UNICODE_ISDIGIT(*letter)) {
        letter++;
    }
    return letter == part.end && part.start < part.end;
}

static const char *
kind_of(Part segment, const Limits *limits)
{
    Py_ssize_t escapes = 0, parters = 0, spaces = 0, run = 0, longest = 0, letters = 0;
    for (const Py_UCS4 *letter = segment.start; letter < segment.end; letter++) {
        escapes += *letter == '%';
        parters += *letter == '-' || *letter == '_' || *letter == '+';
        spaces += *letter == '%' && segment.end - letter > 2 && letter[1] == '2' && letter[2] == '0';
        run = Py_UNICODE_ISDECIMAL(*letter) ? run + 1 : 0;
        longest = Py_MAX(longest, run);
        letters += Py_UNICODE_ISALPHA(*letter);
    }
    int is_long = longest >= limits->number;
    if (letters > 0 && letters == segment.end - segment.start) {
        return "w";
    }
    if (parters + spaces >= limits->slug - 1 || escapes > 2 * limits->slug) {
        return !is_long ? "s" : run > 0 ? "s9" : "9s";
    }
    if (escapes || !longest) {
        return "w";
    }
    return !is_number(segment) ? "x" : is_long ? "9" : "0";
}

/* The segments of a folder, their kinds, and the words among them. */
static void
write_folder(Part folder, const Limits *limits, Written *path, Written *coarse, Written *fine)
{
    while (folder.start < folder.end) {
        Part segment = cut(&folder, '/');
        if (segment.start == segment.end) {
            continue;
        }
        const char *kind = kind_of(segment, limits);
        put_part(path, segment);
        put(path, '/');
        put_kind(coarse, kind);
        if (strcmp(kind, "w") == 0) {
            put_part(fine, segment);
            put(fine, '/');
        } else {
            put_kind(fine, kind);
        }
    }
}

/* The parameters whose values are numbers. */
static void
write_numbers(Part query, Written *path, Written *coarse, Written *fine)
{
    while (query.start < query.end) {
        Part pair = cut(&query, '&'), name = pair;
        if (is_number(behind_last(pair, '='))) {
            name.end = find(pair, '=');
            put(path, '/');
            put_part(path, pair);
            put(coarse, '/');
            put_part(coarse, name);
            put(fine, '/');
            put_part(fine, name);
        }
    }
}

static void
write_path(Part path, const Limits *limits, Written *whole, Written *coarse, Written *fine)
{
    Part query = cut(&path, '#');
    path = cut(&query, '?');
    while (path.start < path.end && path.end[-1] == '/') {
        path.end--;
    }
    Part last = behind_last(path, '/'), name = last, ending = behind_last(last, '.');
    write_folder((Part){path.start, last.start}, limits, whole, coarse, fine);
    if (ending.start > last.start && ending.end - ending.start <= limits->ending) {
        name.end = ending.start - 1;
    } else {
        ending.start = ending.end;
    }
    put_part(whole, name);
    if (last.start < last.end) {
        put_kind(coarse, kind_of(name, limits));
        put_kind(fine, kind_of(name, limits));
    }
    put(coarse, '.');
    put_part(coarse, ending);
    put(fine, '.');
    put_part(fine, ending);
    if (ending.start < ending.end || last.start == last.end) {
        write_numbers(query, whole, coarse, fine);
    }
}

static void
shape(Shape *shape, Py_ssize_t size, const Limits *limits)
{
    const Py_UCS4 *letters = shape->letters;
    Part host = {letters, letters}, path = {letters, letters + size};
    Written written[PARTS];

    for (int k = PATH; k < PARTS; k++) {
        written[k] = (Written){shape->letters + k * (size + FEW), 0};
    }
    for (const Py_UCS4 *letter = letters; letter + 1 < path.end; letter++) {
        if (letter[0] == '/' && letter[1] == '/') {
            path.start = letter + 2;
            host = cut(&path, '/');
            break;
        }
    }
    if (host.end - host.start >= 4 && host.start[0] == 'w' && host.start[1] == 'w' && host.start[2] == 'w'
        && host.start[3] == '.') {
        host.start += 4;
    }
    write_path(path, limits, &written[PATH], &written[COARSE], &written[FINE]);
    shape->parts[HOST] = host;
    for (int k = PATH; k < PARTS; k++) {
        shape->parts[k] = (Part){written[k].letters, written[k].letters + written[k].size};
    }
}

/* The beginning of a URL in lower case, as a str. */
static PyObject *
lowered(PyObject *url, Py_ssize_t longest)
{
    PyObject *beginning = PyUnicode_Substring(url, 0, longest);
    PyObject *lower = beginning == NULL ? NULL : PyObject_CallMethod(beginning, "lower", NULL);
    Py_XDECREF(beginning);
    return lower;
}

/* Room for a URL's letters and all that is written of them; -1 and an exception where there is none. */
static int
make_room(Shape *shape, Py_ssize_t size)
{
    shape->letters = PyMem_New(Py_UCS4, PARTS * (size + FEW));
    if (shape->letters == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

static int
shape_url(PyObject *url, const Limits *limits, Shape *found)
{
    if (!PyUnicode_Check(url)) {
        PyErr_SetString(PyExc_TypeError, "a URL must be str");
        return -1;
    }
    Py_ssize_t size = Py_MIN(PyUnicode_GET_LENGTH(url), limits->longest);
    int failed;
    if (PyUnicode_IS_ASCII(url)) {
        failed = make_room(found, size);
        for (Py_ssize_t k = 0; !failed && k < size; k++) {
            found->letters[k] = (Py_UCS4)Py_TOLOWER(PyUnicode_1BYTE_DATA(url)[k]);
        }
    } else {
        PyObject *lower = lowered(url, limits->longest);
        size = lower == NULL ? 0 : PyUnicode_GET_LENGTH(lower);
        failed = lower == NULL || make_room(found, size) < 0
                 || PyUnicode_AsUCS4(lower, found->letters, size + FEW, 0) == NULL;
        Py_XDECREF(lower);
    }
    if (failed) {
        return -1;
    }
    shape(found, size, limits);
    return 0;
}

/* The numbers of texts: a hash table, half empty at least. */
typedef struct {
    Part text;
    int64_t number;
} Text;

typedef struct {
    Text *texts;
    uint64_t mask;
    int64_t next;
} Texts;

static int64_t
number_of_text(Texts *table, Part text)
{
    uint64_t hash = 0xCBF29CE484222325u;
    size_t size = (size_t)(text.end - text.start);
    for (const Py_UCS4 *letter = text.start; letter < text.end; letter++) {
        hash = (hash ^ *letter) * 0x100000001B3u;
    }
    for (uint64_t place = hash >> 16;; place++) {
        Text *known = &table->texts[place & table->mask];
        if (known->text.start == NULL) {
            *known = (Text){text, table->next++};
            return known->number;
        }
        if ((size_t)(known->text.end - known->text.start) == size
            && memcmp(known->text.start, text.start, size * sizeof(Py_UCS4)) == 0) {
            return known->number;
        }
    }
}

typedef struct {
    Py_ssize_t count;
    Shape *shapes; /* the last is that of the page's own URL */
    int64_t *parts; /* the numbers of the parts of each */
    int64_t *met;   /* so many places as there are texts or pairs */
    Texts texts;
    Pairs pairs;
} Numbering;

static void
end(Numbering *numbering)
{
    for (Py_ssize_t k = 0; numbering->shapes != NULL && k <= numbering->count; k++) {
        PyMem_Free(numbering->shapes[k].letters);
    }
    PyMem_Free(numbering->shapes);
    PyMem_Free(numbering->parts);
    PyMem_Free(numbering->met);
    PyMem_Free(numbering->texts.texts);
    PyMem_Free(numbering->pairs.pairs);
}

static int
begin(Numbering *numbering, Py_ssize_t count)
{
    size_t shapes = (size_t)count + 1, size = 16;
    while (size < 2 * PARTS * shapes) {
        size *= 2;
    }
    *numbering = (Numbering){
        .count = count,
        .shapes = PyMem_Calloc(shapes, sizeof(Shape)),
        .parts = PyMem_New(int64_t, PARTS * shapes),
        .met = PyMem_New(int64_t, (PARTS + 1) * shapes),
        .texts = {PyMem_Calloc(size, sizeof(Text)), size - 1, 0},
    };
    if (numbering->shapes == NULL || numbering->parts == NULL || numbering->met == NULL
        || numbering->texts.texts == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return make_pairs(&numbering->pairs, (PARTS + 1) * shapes);
}

/* The host of relative URLs: that of the page, else that of most others, the first of several. */
static int64_t
home_of(Numbering *numbering, int64_t none)
{
    int64_t home = numbering->parts[PARTS * numbering->count], *times = numbering->met;
    if (home != none) {
        return home;
    }
    memset(times, 0, (size_t)numbering->texts.next * sizeof(int64_t));
    for (Py_ssize_t k = 0; k < numbering->count; k++) {
        times[numbering->parts[PARTS * k]]++;
    }
    for (Py_ssize_t k = 0; k < numbering->count; k++) {
        int64_t host = numbering->parts[PARTS * k];
        if (host != none && (home == none || times[host] > times[home])) {
            home = host;
        }
    }
    return home;
}

/* Number the parts of all shapes, the host of relative URLs as that of the others. */
static void
number_parts(Numbering *numbering)
{
    for (Py_ssize_t k = 0; k <= numbering->count; k++) {
        for (int part = 0; part < PARTS; part++) {
            numbering->parts[PARTS * k + part] = number_of_text(&numbering->texts, numbering->shapes[k].parts[part]);
        }
    }
    const Py_UCS4 *nothing = numbering->shapes[numbering->count].letters;
    int64_t none = number_of_text(&numbering->texts, (Part){nothing, nothing}), home = home_of(numbering, none);
    for (Py_ssize_t k = 0; k < numbering->count; k++) {
        int64_t *host = &numbering->parts[PARTS * k];
        *host = *host == none ? home : *host;
    }
}

/* A number for what one row is to tell of a URL: all of its shape, or its host and another part. */
static int64_t
number_of_shape(Pairs *pairs, const int64_t *parts, int row)
{
    if (row != HOST) {
        return number_of(pairs, parts[HOST], parts[row]);
    }
    int64_t coarse = number_of(pairs, number_of_shape(pairs, parts, PATH), parts[COARSE]);
    return number_of(pairs, coarse, parts[FINE]);
}

static void
number_rows(Numbering *numbering, int64_t *out)
{
    int64_t next = 0;
    for (int row = 0; row < PARTS; row++) {
        memset(numbering->met, 0xFF, (PARTS + 1) * ((size_t)numbering->count + 1) * sizeof(int64_t));
        for (Py_ssize_t k = 0; k < numbering->count; k++) {
            int64_t *number = &numbering->met[number_of_shape(&numbering->pairs, numbering->parts + PARTS * k, row)];
            *number = *number < 0 ? next++ : *number;
            *out++ = *number;
        }
    }
}

static PyObject *
number_all(Numbering *numbering, PyObject *urls, PyObject *address, const Limits *limits)
{
    for (Py_ssize_t k = 0; k < numbering->count; k++) {
        if (shape_url(PyTuple_GET_ITEM(urls, k), limits, &numbering->shapes[k]) < 0) {
            return NULL;
        }
    }
    if (shape_url(address, limits, &numbering->shapes[numbering->count]) < 0) {
        return NULL;
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, PARTS * numbering->count * (Py_ssize_t)sizeof(int64_t));
    if (bytes != NULL) {
        number_parts(numbering);
        number_rows(numbering, (int64_t *)PyBytes_AS_STRING(bytes));
    }
    return bytes;
}

PyObject *
number_shapes(PyObject *self, PyObject *args)
{
    PyObject *list, *address, *result = NULL;
    Limits limits;

    (void)self;
    if (!PyArg_ParseTuple(args, "O!Onnnn:number_shapes", &PyList_Type, &list, &address, &limits.slug,
                          &limits.number, &limits.ending, &limits.longest)) {
        return NULL;
    }
    if (limits.slug < 2 || limits.slug > 99 || limits.number < 1 || limits.ending < 0 || limits.longest < 0) {
        PyErr_SetString(PyExc_ValueError, "a slug has two words at least, a number one digit");
        return NULL;
    }
    PyObject *urls = PyList_AsTuple(list);
    if (urls != NULL) {
        Numbering numbering = {0};
        if (begin(&numbering, PyTuple_GET_SIZE(urls)) == 0) {
            result = number_all(&numbering, urls, address, &limits);
        }
        end(&numbering);
        Py_DECREF(urls);
    }
    return result;
}
