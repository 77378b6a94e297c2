/* The shapes of URLs: shapes.py tells what comes out. */

#include "native.h"

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
    Py_ssize_t slug, number, ending;
} Limits;

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

static PyObject *
text_of(const Py_UCS4 *letters, Py_ssize_t size)
{
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, letters, size);
}

static PyObject *
shape(const Py_UCS4 *letters, Py_ssize_t size, Py_UCS4 *room, const Limits *limits)
{
    Part host = {letters, letters}, path = {letters, letters + size};
    Written written[3] = {{room, 0}, {room + size + FEW, 0}, {room + 2 * (size + FEW), 0}};

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
    write_path(path, limits, &written[0], &written[1], &written[2]);
    return Py_BuildValue("(NNNN)", text_of(host.start, host.end - host.start),
                         text_of(written[0].letters, written[0].size),
                         text_of(written[1].letters, written[1].size),
                         text_of(written[2].letters, written[2].size));
}

static PyObject *
shape_of_url(PyObject *url, const Limits *limits)
{
    if (!PyUnicode_Check(url)) {
        PyErr_SetString(PyExc_TypeError, "a URL must be str");
        return NULL;
    }
    PyObject *lower = PyObject_CallMethod(url, "lower", NULL), *result = NULL;
    if (lower == NULL || !PyUnicode_Check(lower)) {
        Py_XDECREF(lower);
        return NULL;
    }
    Py_ssize_t size = PyUnicode_GET_LENGTH(lower);
    Py_UCS4 *letters = PyMem_Malloc((4 * (size_t)size + 3 * FEW) * sizeof(Py_UCS4));
    if (letters == NULL) {
        PyErr_NoMemory();
    } else if (size == 0 || PyUnicode_AsUCS4(lower, letters, size, 0) != NULL) {
        result = shape(letters, size, letters + size, limits);
    }
    PyMem_Free(letters);
    Py_DECREF(lower);
    return result;
}

PyObject *
shape_urls(PyObject *self, PyObject *args)
{
    PyObject *urls;
    Limits limits;

    (void)self;
    if (!PyArg_ParseTuple(args, "O!nnn:shape_urls", &PyList_Type, &urls, &limits.slug, &limits.number,
                          &limits.ending)) {
        return NULL;
    }
    if (limits.slug < 2 || limits.slug > 99 || limits.number < 1 || limits.ending < 0) {
        PyErr_SetString(PyExc_ValueError, "a slug has two words at least, a number one digit");
        return NULL;
    }
    PyObject *result = PyList_New(0);
    for (Py_ssize_t k = 0; result != NULL && k < PyList_GET_SIZE(urls); k++) {
        PyObject *url = Py_NewRef(PyList_GET_ITEM(urls, k));
        PyObject *one = shape_of_url(url, &limits);
        if (one == NULL || PyList_Append(result, one) < 0) {
            Py_CLEAR(result);
        }
        Py_XDECREF(one);
        Py_DECREF(url);
    }
    return result;
}
