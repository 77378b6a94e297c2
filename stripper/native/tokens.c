/* Look up the tokens of names, texts and URLs: tokens.py tells what comes out. */

#include "native.h"

/* A token, as it is put together. */
typedef struct {
    Py_UCS4 *letters;
    Py_ssize_t size, room;
} Token;

/* Rows that were found: all of them, and how many of each key. */
typedef struct {
    PyObject *known;
    Token token;
    int64_t *rows;
    Py_ssize_t count, room, begun;
} Found;

/* A stretch of a text's characters. */
typedef struct {
    Py_ssize_t start, end;
} Span;

static int
add_letter(Token *token, Py_UCS4 letter)
{
    if (token->size == token->room) {
        Py_ssize_t room = token->room ? 2 * token->room : 256;
        Py_UCS4 *letters = PyMem_Realloc(token->letters, (size_t)room * sizeof(Py_UCS4));
        if (letters == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        token->letters = letters;
        token->room = room;
    }
    token->letters[token->size++] = letter;
    return 0;
}

static int
begin(Token *token, const char *mark)
{
    token->size = 0;
    for (; *mark; mark++) {
        if (add_letter(token, (Py_UCS4)*mark) < 0) {
            return -1;
        }
    }
    return 0;
}

static int
add_span(Token *token, PyObject *text, Span span)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    for (Py_ssize_t k = span.start; k < span.end; k++) {
        if (add_letter(token, PyUnicode_READ(kind, data, k)) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Add the token's row, if it is known and, of distinct tokens, none of the key's yet. */
static int
look_up(Found *found, int distinct)
{
    PyObject *token = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, found->token.letters, found->token.size);
    PyObject *known = token == NULL ? NULL : PyDict_GetItemWithError(found->known, token);
    int64_t row = known == NULL ? -1 : PyLong_AsLongLong(known);

    Py_XDECREF(token);
    if (known == NULL || PyErr_Occurred()) {
        return PyErr_Occurred() ? -1 : 0;
    }
    for (Py_ssize_t k = found->begun; distinct && k < found->count; k++) {
        if (found->rows[k] == row) {
            return 0;
        }
    }
    if (found->count == found->room) {
        Py_ssize_t room = found->room ? 2 * found->room : 1024;
        int64_t *rows = PyMem_Realloc(found->rows, (size_t)room * sizeof(int64_t));
        if (rows == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        found->rows = rows;
        found->room = room;
    }
    found->rows[found->count++] = row;
    return 0;
}

/* The next word from a place on, as white space parts them; an empty one where there is none. */
static Span
next_word(PyObject *text, Py_ssize_t start, Py_ssize_t end)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    while (start < end && Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, start))) {
        start++;
    }
    Span word = {start, start};
    while (word.end < end && !Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, word.end))) {
        word.end++;
    }
    return word;
}

static int
is_lower(Py_UCS4 letter)
{
    return letter >= 'a' && letter <= 'z';
}

static int
is_upper(Py_UCS4 letter)
{
    return letter >= 'A' && letter <= 'Z';
}

/* The next part of a name from a place on: aaa, AAA, or Aaa; an empty one where there is none. */
static Span
next_part(PyObject *name, Py_ssize_t start, Py_ssize_t end)
{
    int kind = PyUnicode_KIND(name);
    const void *data = PyUnicode_DATA(name);
#define AT(place) ((place) < end ? PyUnicode_READ(kind, data, (place)) : 0)
    while (start < end && !is_lower(AT(start)) && !is_upper(AT(start))) {
        start++;
    }
    Span part = {start, start};
    while (is_upper(AT(part.end))) {
        part.end++;
    }
    if (part.end - start > 1 && is_lower(AT(part.end))) {
        part.end--; /* it begins the next part */
    } else if (part.end - start <= 1) {
        while (is_lower(AT(part.end))) {
            part.end++;
        }
    }
#undef AT
    return part;
}

static int
add_lowered(Token *token, PyObject *name, Span part)
{
    Py_ssize_t size = token->size;
    if (add_span(token, name, part) < 0) {
        return -1;
    }
    for (; size < token->size; size++) {
        token->letters[size] |= 0x20;
    }
    return 0;
}

/* The parts of one name, and then the pairs of them. */
static int
look_up_parts(Found *found, PyObject *names, Span name)
{
    Span part, last = {0, 0};
    for (part = next_part(names, name.start, name.end); part.end > part.start;
         part = next_part(names, part.end, name.end)) {
        if (part.end - part.start > 2
            && (begin(&found->token, "") < 0 || add_lowered(&found->token, names, part) < 0
                || look_up(found, 1) < 0)) {
            return -1;
        }
    }
    for (part = next_part(names, name.start, name.end); part.end > part.start;
         part = next_part(names, part.end, name.end)) {
        if (last.end > 0
            && (begin(&found->token, "") < 0 || add_lowered(&found->token, names, last) < 0
                || add_letter(&found->token, '-') < 0 || add_lowered(&found->token, names, part) < 0
                || look_up(found, 1) < 0)) {
            return -1;
        }
        last = part;
    }
    return 0;
}

static int
look_up_names(Found *found, PyObject *names, const Py_ssize_t *limits)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(names);
    Span name = {0, 0};
    for (Py_ssize_t k = 0; k < limits[0]; k++) {
        name = next_word(names, name.end, size);
        Span begins = {name.start, Py_MIN(name.end, name.start + limits[1])};
        if (name.end == name.start) {
            break;
        }
        if (look_up_parts(found, names, begins) < 0) {
            return -1;
        }
    }
    return 0;
}

/* A stretch of a text by one of its methods without arguments. */
static PyObject *
changed(PyObject *text, Span span, const char *method)
{
    PyObject *part = PyUnicode_Substring(text, span.start, span.end);
    PyObject *result = part == NULL ? NULL : PyObject_CallMethod(part, method, NULL);
    Py_XDECREF(part);
    return result;
}

/* Add a word, case folded already, without the characters at its edges and with 0 for digits. */
static int
add_word(Token *token, PyObject *text, Span word, PyObject *edges, Py_ssize_t longest)
{
#define IS_EDGE(place) \
    (PyUnicode_FindChar(edges, PyUnicode_READ_CHAR(text, (place)), 0, PyUnicode_GET_LENGTH(edges), 1) >= 0)
    while (word.start < word.end && IS_EDGE(word.start)) {
        word.start++;
    }
    while (word.start < word.end && IS_EDGE(word.end - 1)) {
        word.end--;
    }
#undef IS_EDGE
    word.end = Py_MIN(word.end, word.start + longest);
    for (Py_ssize_t k = word.start; k < word.end; k++) {
        Py_UCS4 letter = PyUnicode_READ_CHAR(text, k);
        if (add_letter(token, Py_UNICODE_ISDECIMAL(letter) ? '0' : letter) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Look up a mark and so many words. */
static int
look_up_words(Found *found, const char *mark, PyObject *text, const Span *words, Py_ssize_t count, PyObject *edges,
              Py_ssize_t longest, int distinct)
{
    if (begin(&found->token, mark) < 0) {
        return -1;
    }
    for (Py_ssize_t k = 0; k < count; k++) {
        if ((k > 0 && add_letter(&found->token, ' ') < 0)
            || add_word(&found->token, text, words[k], edges, longest) < 0) {
            return -1;
        }
    }
    return look_up(found, distinct);
}

#define MOST_WORDS 64

/* limits: the most words of a short text; characters at the beginning and at the end that are looked at; those of a
 * word, and of a label. */
static int
look_up_text(Found *found, PyObject *text, const Py_ssize_t *limits, PyObject *edges)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), most = limits[0], longest = limits[3];
    Span words[MOST_WORDS + 1], last = {0, 0}, one;
    PyObject *folded, *ending = NULL;
    Py_ssize_t count = 0, end = Py_MIN(size, limits[1]);
    int failed;

    /* The beginning: as many words as are looked at. */
    for (Py_ssize_t place = 0; count <= most; count++) {
        one = next_word(text, place, end);
        if (one.end == one.start) {
            break;
        }
        place = one.end;
        words[count] = one;
    }
    folded = changed(text, (Span){0, count ? words[count - 1].end : 0}, "casefold");
    if (folded == NULL) {
        return -1;
    }
    one = (Span){0, 0};
    for (Py_ssize_t k = 0; k < count; k++) {
        words[k] = one = next_word(folded, one.end, PyUnicode_GET_LENGTH(folded));
    }
    if (count == 0) {
        words[count++] = (Span){0, 0};
    }
    /* The last word. */
    Py_ssize_t from = Py_MAX(0, size - limits[2]);
    for (one = next_word(text, from, size); one.end > one.start; one = next_word(text, one.end, size)) {
        last = one;
    }
    ending = changed(text, last, "casefold");
    if (ending == NULL) {
        Py_DECREF(folded);
        return -1;
    }
    last = (Span){0, PyUnicode_GET_LENGTH(ending)};
    failed = look_up_words(found, "1 ", folded, words, 1, edges, longest, 0) < 0
             || look_up_words(found, "2 ", folded, words, Py_MIN(count, 2), edges, longest, 0) < 0
             || look_up_words(found, "3 ", folded, words, Py_MIN(count, 3), edges, longest, 0) < 0
             || look_up_words(found, "-1 ", ending, &last, 1, edges, longest, 0) < 0;
    if (!failed && count <= most) {
        for (Py_ssize_t k = 0; !failed && k < count; k++) {
            failed = look_up_words(found, "w ", folded, &words[k], 1, edges, longest, 1) < 0;
        }
        failed = failed || look_up_words(found, "= ", folded, words, count, edges, longest, 0) < 0;
    } else if (!failed && size <= limits[4]) {
        /* A label of many words: all of them. */
        Span all[MOST_WORDS];
        PyObject *whole = changed(text, (Span){0, size}, "casefold");
        failed = whole == NULL;
        one = (Span){0, 0};
        for (count = 0; !failed && count < MOST_WORDS; count++) {
            all[count] = one = next_word(whole, one.end, PyUnicode_GET_LENGTH(whole));
            if (one.end == one.start) {
                break;
            }
        }
        failed = failed || look_up_words(found, "= ", whole, all, count, edges, longest, 0) < 0;
        Py_XDECREF(whole);
    }
    Py_DECREF(folded);
    Py_DECREF(ending);
    return failed ? -1 : 0;
}

/* The next stretch up to a character, from a place on. */
static Span
next_piece(PyObject *text, Py_ssize_t start, Py_ssize_t end, Py_UCS4 parter)
{
    Py_ssize_t found = start < end ? PyUnicode_FindChar(text, parter, start, end, 1) : -1;
    return (Span){start, found < 0 ? end : found};
}

static int
look_up_span(Found *found, const char *mark, PyObject *text, Span span)
{
    if (begin(&found->token, mark) < 0 || add_span(&found->token, text, span) < 0) {
        return -1;
    }
    return look_up(found, 1);
}

/* The path's segments: their beginnings joined, lower-case and with 0 for digits; NULL and an exception on failure. */
static PyObject *
segments_of(Found *found, PyObject *url, Span path, const Py_ssize_t *limits)
{
    Token *joined = &found->token;
    joined->size = 0;
    Span piece = {0, path.start - 1};
    for (Py_ssize_t k = 0; k < limits[0] && piece.end < path.end; k++) {
        piece = next_piece(url, piece.end + 1, path.end, '/');
        if (piece.end > piece.start) {
            Span begins = {piece.start, Py_MIN(piece.end, piece.start + limits[1])};
            if ((joined->size && add_letter(joined, '/') < 0) || add_span(joined, url, begins) < 0) {
                return NULL;
            }
        }
    }
    PyObject *begins = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, joined->letters, joined->size);
    PyObject *lower = begins == NULL ? NULL : PyObject_CallMethod(begins, "lower", NULL);
    Py_XDECREF(begins);
    if (lower == NULL) {
        return NULL;
    }
    joined->size = 0;
    for (Py_ssize_t k = 0; k < PyUnicode_GET_LENGTH(lower); k++) {
        Py_UCS4 letter = PyUnicode_READ_CHAR(lower, k);
        if (add_letter(joined, Py_UNICODE_ISDECIMAL(letter) ? '0' : letter) < 0) {
            Py_DECREF(lower);
            return NULL;
        }
    }
    Py_DECREF(lower);
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, joined->letters, joined->size);
}

static int
look_up_path(Found *found, PyObject *path, const Py_ssize_t *limits)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(path), dot;
    Span first = next_piece(path, 0, size, '/'), piece = {0, -1};

    first.end = Py_MIN(first.end, limits[1]);
    while (piece.end < size) {
        piece = next_piece(path, piece.end + 1, size, '/');
        if (piece.end - piece.start < limits[1] && look_up_span(found, "/", path, piece) < 0) {
            return -1;
        }
    }
    if (look_up_span(found, "^", path, first) < 0) {
        return -1;
    }
    piece.end = Py_MIN(piece.end, piece.start + limits[1]);
    dot = PyUnicode_FindChar(path, '.', piece.start, piece.end, -1);
    piece.start = dot < 0 ? piece.start : dot + 1;
    piece.end = Py_MIN(piece.end, piece.start + limits[2]);
    return look_up_span(found, ".", path, piece);
}

/* limits: the most segments, the characters of one, of an ending, of a parameter. */
static int
look_up_url(Found *found, PyObject *url, const Py_ssize_t *limits)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(url);
    Span path = next_piece(url, 0, size, '?'), piece;
    Py_ssize_t query = path.end + 1;

    for (Py_ssize_t k = path.start; k + 1 < path.end; k++) {
        if (PyUnicode_READ_CHAR(url, k) == '/' && PyUnicode_READ_CHAR(url, k + 1) == '/') {
            piece = next_piece(url, k + 2, path.end, '/');
            path.start = Py_MIN(piece.end + 1, path.end);
            break;
        }
    }
    PyObject *segments = segments_of(found, url, path, limits);
    if (segments == NULL) {
        return -1;
    }
    int failed = PyUnicode_GET_LENGTH(segments) > 0 && look_up_path(found, segments, limits) < 0;
    Py_DECREF(segments);
    piece = (Span){0, query - 1};
    for (Py_ssize_t k = 0; !failed && k < limits[0] && piece.end < size; k++) {
        piece = next_piece(url, piece.end + 1, size, '&');
        Span name = next_piece(url, piece.start, piece.end, '=');
        name.end = Py_MIN(name.end, name.start + limits[3]);
        failed = piece.end > piece.start && look_up_span(found, "?", url, name) < 0;
    }
    return failed ? -1 : 0;
}

enum { OF_NAMES, OF_TEXTS, OF_URLS };

static int
look_up_key(Found *found, int what, PyObject *key, const Py_ssize_t *limits, PyObject *edges)
{
    found->begun = found->count;
    switch (what) {
    case OF_NAMES:
        return look_up_names(found, key, limits);
    case OF_TEXTS:
        return look_up_text(found, key, limits, edges);
    default:
        return look_up_url(found, key, limits);
    }
}

/* The rows of all keys, and how many there are of each, as bytes. */
static PyObject *
rows_of(int what, PyObject *known, PyObject *keys, const Py_ssize_t *limits, PyObject *edges)
{
    Found found = {.known = known};
    PyObject *result = NULL;
    Py_ssize_t count = PyList_GET_SIZE(keys);
    PyObject *sizes = PyBytes_FromStringAndSize(NULL, count * (Py_ssize_t)sizeof(int64_t));

    for (Py_ssize_t k = 0; sizes != NULL && k < count && k < PyList_GET_SIZE(keys); k++) {
        PyObject *key = Py_NewRef(PyList_GET_ITEM(keys, k));
        int failed = !PyUnicode_Check(key);
        if (failed) {
            PyErr_SetString(PyExc_TypeError, "a key must be str");
        }
        failed = failed || look_up_key(&found, what, key, limits, edges) < 0;
        Py_DECREF(key);
        if (failed) {
            Py_CLEAR(sizes);
            break;
        }
        ((int64_t *)PyBytes_AS_STRING(sizes))[k] = found.count - found.begun;
    }
    if (sizes != NULL) {
        result = Py_BuildValue("(y#N)", found.count ? (const char *)found.rows : "",
                               found.count * (Py_ssize_t)sizeof(int64_t), sizes);
    }
    PyMem_Free(found.rows);
    PyMem_Free(found.token.letters);
    return result;
}

PyObject *
name_rows(PyObject *self, PyObject *args)
{
    PyObject *known, *keys;
    Py_ssize_t limits[2];

    (void)self;
    if (!PyArg_ParseTuple(args, "O!O!nn:name_rows", &PyDict_Type, &known, &PyList_Type, &keys, &limits[0],
                          &limits[1])) {
        return NULL;
    }
    return rows_of(OF_NAMES, known, keys, limits, NULL);
}

PyObject *
text_rows(PyObject *self, PyObject *args)
{
    PyObject *known, *keys, *edges;
    Py_ssize_t limits[5];

    (void)self;
    if (!PyArg_ParseTuple(args, "O!O!nnnnnU:text_rows", &PyDict_Type, &known, &PyList_Type, &keys, &limits[0],
                          &limits[1], &limits[2], &limits[3], &limits[4], &edges)) {
        return NULL;
    }
    if (limits[0] < 1 || limits[0] > MOST_WORDS || limits[4] > 2 * MOST_WORDS) {
        PyErr_SetString(PyExc_ValueError, "a text is not looked through for so many words");
        return NULL;
    }
    return rows_of(OF_TEXTS, known, keys, limits, edges);
}

PyObject *
url_rows(PyObject *self, PyObject *args)
{
    PyObject *known, *keys;
    Py_ssize_t limits[4];

    (void)self;
    if (!PyArg_ParseTuple(args, "O!O!nnnn:url_rows", &PyDict_Type, &known, &PyList_Type, &keys, &limits[0],
                          &limits[1], &limits[2], &limits[3])) {
        return NULL;
    }
    return rows_of(OF_URLS, known, keys, limits, NULL);
}
