/* Look up the tokens of names, texts and URLs: tokens.py tells what comes out. */

#include "native.h"

#include "index.h"

static int
is_decimal(Py_UCS4 letter)
{
    return letter < 0x80 ? letter >= '0' && letter <= '9' : Py_UNICODE_ISDECIMAL(letter);
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
            && (begin(found, "") < 0 || add_lowered(&found->token, names, part) < 0
                || note(found, 1) < 0)) {
            return -1;
        }
    }
    for (part = next_part(names, name.start, name.end); part.end > part.start;
         part = next_part(names, part.end, name.end)) {
        if (last.end > 0
            && (begin(found, "") < 0 || add_lowered(&found->token, names, last) < 0
                || add_letter(&found->token, '-') < 0 || add_lowered(&found->token, names, part) < 0
                || note(found, 1) < 0)) {
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

/* A stretch of a text by one of its methods that, of ASCII, makes lower case. */
static PyObject *
changed(PyObject *text, Span span, const char *method)
{
    if (PyUnicode_IS_ASCII(text)) {
        const char *from = (const char *)PyUnicode_DATA(text) + span.start;
        PyObject *result = PyUnicode_New(span.end - span.start, 127);
        for (Py_ssize_t k = 0; result != NULL && k < span.end - span.start; k++) {
            ((char *)PyUnicode_DATA(result))[k] = is_upper((Py_UCS4)from[k]) ? from[k] | 0x20 : from[k];
        }
        return result;
    }
    PyObject *part = PyUnicode_Substring(text, span.start, span.end);
    PyObject *result = part == NULL ? NULL : PyObject_CallMethod(part, method, NULL);
    Py_XDECREF(part);
    return result;
}

/* Add a word with 0 for digits. */
static int
add_word(Token *token, PyObject *text, Span word)
{
    Py_ssize_t k = token->size;
    if (add_span(token, text, word) < 0) {
        return -1;
    }
    for (; k < token->size; k++) {
        if (is_decimal(token->letters[k])) {
            token->letters[k] = '0';
        }
    }
    return 0;
}

/* Look up a mark and so many words. */
static int
look_up_words(Found *found, const char *mark, PyObject *text, const Span *words, Py_ssize_t count, int distinct)
{
    if (begin(found, mark) < 0) {
        return -1;
    }
    for (Py_ssize_t k = 0; k < count; k++) {
        if ((k > 0 && add_letter(&found->token, ' ') < 0)
            || add_word(&found->token, text, words[k]) < 0) {
            return -1;
        }
    }
    return note(found, distinct);
}

#define MOST_WORDS 64

/* The words of a case-folded text, without what stands at their edges, at most so many; how many they are. */
static Py_ssize_t
read_words(PyObject *folded, Span *words, Py_ssize_t most, PyObject *edges, Py_ssize_t longest)
{
    Py_ssize_t count = 0, size = PyUnicode_GET_LENGTH(folded);
    for (Span word = next_word(folded, 0, size); count < most && word.end > word.start;
         word = next_word(folded, word.end, size)) {
        words[count++] = stripped(folded, word, edges, longest);
    }
    return count;
}

/* The first words of a text, one more than those of a short text at most; an empty one, if there is none. */
static PyObject *
read_beginning(PyObject *text, const Py_ssize_t *limits, PyObject *edges, Span *words, Py_ssize_t *count)
{
    Py_ssize_t end = Py_MIN(PyUnicode_GET_LENGTH(text), limits[1]), upto = 0;
    Span one = {0, 0};

    for (*count = 0; *count <= limits[0]; (*count)++) {
        one = next_word(text, one.end, end);
        if (one.end == one.start) {
            break;
        }
        upto = one.end;
    }
    PyObject *folded = changed(text, (Span){0, upto}, "casefold");
    if (folded != NULL) {
        words[0] = (Span){0, 0};
        *count = Py_MAX(read_words(folded, words, *count, edges, limits[3]), 1);
    }
    return folded;
}

static int
look_up_ending(Found *found, PyObject *text, const Py_ssize_t *limits, PyObject *edges)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), from = Py_MAX(0, size - limits[2]);
    Span last = {0, 0}, one;
    for (one = next_word(text, from, size); one.end > one.start; one = next_word(text, one.end, size)) {
        last = one;
    }
    PyObject *folded = changed(text, last, "casefold");
    if (folded == NULL) {
        return -1;
    }
    last = stripped(folded, (Span){0, PyUnicode_GET_LENGTH(folded)}, edges, limits[3]);
    int failed = look_up_words(found, "-1 ", folded, &last, 1, 0);
    Py_DECREF(folded);
    return failed;
}

static int
look_up_label(Found *found, PyObject *text, const Py_ssize_t *limits, PyObject *edges)
{
    Span words[MOST_WORDS];
    PyObject *folded = changed(text, (Span){0, PyUnicode_GET_LENGTH(text)}, "casefold");
    if (folded == NULL) {
        return -1;
    }
    Py_ssize_t count = read_words(folded, words, MOST_WORDS, edges, limits[3]);
    int failed = look_up_words(found, "= ", folded, words, count, 0);
    Py_DECREF(folded);
    return failed;
}

static int
has_more_words(PyObject *text, Py_ssize_t most)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    Span word = next_word(text, 0, size);
    for (Py_ssize_t k = 0; k < most && word.end > word.start; k++) {
        word = next_word(text, word.end, size);
    }
    return word.end > word.start;
}

/* limits: the most words of a short text; characters at the beginning and at the end that are looked at; those of a
 * word, and of a label. */
static int
look_up_text(Found *found, PyObject *text, const Py_ssize_t *limits, PyObject *edges)
{
    Span words[MOST_WORDS + 1];
    Py_ssize_t count;
    PyObject *folded = read_beginning(text, limits, edges, words, &count);

    if (folded == NULL) {
        return -1;
    }
    int failed = look_up_words(found, "1 ", folded, words, 1, 0) < 0
                 || look_up_words(found, "2 ", folded, words, Py_MIN(count, 2), 0) < 0
                 || look_up_words(found, "3 ", folded, words, Py_MIN(count, 3), 0) < 0
                 || look_up_ending(found, text, limits, edges) < 0;
    if (count <= limits[0]) {
        for (Py_ssize_t k = 0; !failed && k < count; k++) {
            failed = look_up_words(found, "w ", folded, &words[k], 1, 1) < 0;
        }
        failed = failed || look_up_words(found, "= ", folded, words, count, 0) < 0;
    }
    if (!failed && PyUnicode_GET_LENGTH(text) <= limits[4] && has_more_words(text, limits[0])) {
        failed = look_up_label(found, text, limits, edges) < 0;
    }
    Py_DECREF(folded);
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
    if (begin(found, mark) < 0 || add_span(&found->token, text, span) < 0) {
        return -1;
    }
    return note(found, 1);
}

/* The path's segments: their beginnings joined, lower-case and with 0 for digits; NULL and an exception on failure. */
static PyObject *
segments_of(Found *found, PyObject *url, Span path, const Py_ssize_t *limits)
{
    Token *joined = &found->said;
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
    PyObject *lower = begins == NULL ? NULL : changed(begins, (Span){0, joined->size}, "lower");
    Py_XDECREF(begins);
    if (lower == NULL) {
        return NULL;
    }
    joined->size = 0;
    for (Py_ssize_t k = 0; k < PyUnicode_GET_LENGTH(lower); k++) {
        Py_UCS4 letter = PyUnicode_READ_CHAR(lower, k);
        if (add_letter(joined, is_decimal(letter) ? '0' : letter) < 0) {
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

static int
look_up_letters(Found *found, const char *mark, const Py_UCS4 *letters, Py_ssize_t size)
{
    if (begin(found, mark) < 0 || add_letters(&found->token, letters, size) < 0) {
        return -1;
    }
    return note(found, 1);
}

/* The words of a text, letters, digits and lines below, each with a space behind it, and one before them all. */
static int
read_wording(Token *said, PyObject *text)
{
    PyObject *folded = changed(text, (Span){0, PyUnicode_GET_LENGTH(text)}, "casefold");
    if (folded == NULL) {
        return -1;
    }
    said->size = 0;
    int failed = add_letter(said, ' ') < 0;
    for (Py_ssize_t k = 0; !failed && k < PyUnicode_GET_LENGTH(folded); k++) {
        Py_UCS4 letter = PyUnicode_READ_CHAR(folded, k);
        if (letter == '_' || Py_UNICODE_ISALNUM(letter)) {
            failed = add_letter(said, letter) < 0;
        } else if (said->letters[said->size - 1] != ' ') {
            failed = add_letter(said, ' ') < 0;
        }
    }
    Py_DECREF(folded);
    if (!failed && (said->size == 1 || said->letters[said->size - 1] != ' ')) {
        failed = add_letter(said, ' ') < 0;
    }
    return failed ? -1 : 0;
}

/* limits: the most words; the characters of which pieces are looked up, and those of the shortest piece and of the
 * longest. */
static int
look_up_wording(Found *found, PyObject *text, const Py_ssize_t *limits)
{
    Token *said = &found->said;
    if (read_wording(said, text) < 0
        || look_up_letters(found, "= ", said->letters + 1, said->size - 2) < 0) {
        return -1;
    }
    Py_ssize_t start = 1;
    for (Py_ssize_t k = 0, end = start; k < limits[0] && said->size > 2 && start < said->size; k++) {
        while (said->letters[end] != ' ') {
            end++;
        }
        if (look_up_letters(found, "w ", said->letters + start, end - start) < 0) {
            return -1;
        }
        start = ++end;
    }
    Py_ssize_t size = Py_MIN(said->size - 2, limits[1]) + 2;
    said->letters[size - 1] = ' ';
    for (Py_ssize_t piece = limits[2]; piece <= Py_MIN(limits[3], size); piece++) {
        for (Py_ssize_t k = 0; k + piece <= size; k++) {
            if (look_up_letters(found, "", said->letters + k, piece) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

enum { OF_NAMES, OF_TEXTS, OF_URLS, OF_WORDINGS, OF_TOKENS };

static int
look_up_key(Found *found, int what, PyObject *key, const Py_ssize_t *limits, PyObject *edges)
{
    switch (what) {
    case OF_NAMES:
        return look_up_names(found, key, limits);
    case OF_TEXTS:
        return look_up_text(found, key, limits, edges);
    case OF_URLS:
        return look_up_url(found, key, limits);
    case OF_WORDINGS:
        return look_up_wording(found, key, limits);
    default:
        return look_up_span(found, "", key, (Span){0, PyUnicode_GET_LENGTH(key)});
    }
}

/* The rows of all keys, and how many there are of each, as bytes. */
static PyObject *
rows_of(int what, PyObject *index, PyObject *keys, const Py_ssize_t *limits, PyObject *edges)
{
    Found found = {.index = (const Index *)index};
    PyObject *result = NULL;
    Py_ssize_t count = PyList_GET_SIZE(keys), size = count * (Py_ssize_t)sizeof(int64_t);
    PyObject *sizes = PyBytes_FromStringAndSize(NULL, size);
    int failed = sizes == NULL;

    if (!failed) {
        found.sizes = memset(PyBytes_AS_STRING(sizes), 0, (size_t)size);
    }
    for (; !failed && found.key < count && found.key < PyList_GET_SIZE(keys); found.key++) {
        PyObject *key = Py_NewRef(PyList_GET_ITEM(keys, found.key));
        failed = !PyUnicode_Check(key);
        if (failed) {
            PyErr_SetString(PyExc_TypeError, "a key must be str");
        }
        failed = failed || look_up_key(&found, what, key, limits, edges) < 0;
        Py_DECREF(key);
    }
    if (!failed && look_up_waiting(&found) == 0) {
        result = Py_BuildValue("(y#O)", found.count ? (const char *)found.rows : "",
                               found.count * (Py_ssize_t)sizeof(int64_t), sizes);
    }
    Py_XDECREF(sizes);
    PyMem_Free(found.rows);
    PyMem_Free(found.token.letters);
    PyMem_Free(found.said.letters);
    return result;
}

PyObject *
name_rows(PyObject *self, PyObject *args)
{
    PyObject *index, *keys;
    Py_ssize_t limits[2];

    (void)self;
    if (!PyArg_ParseTuple(args, "O!O!nn:name_rows", &index_type, &index, &PyList_Type, &keys, &limits[0],
                          &limits[1])) {
        return NULL;
    }
    return rows_of(OF_NAMES, index, keys, limits, NULL);
}

PyObject *
text_rows(PyObject *self, PyObject *args)
{
    PyObject *index, *keys, *edges;
    Py_ssize_t limits[5];

    (void)self;
    if (!PyArg_ParseTuple(args, "O!O!nnnnnU:text_rows", &index_type, &index, &PyList_Type, &keys, &limits[0],
                          &limits[1], &limits[2], &limits[3], &limits[4], &edges)) {
        return NULL;
    }
    if (limits[0] < 1 || limits[0] > MOST_WORDS || limits[4] > 2 * MOST_WORDS) {
        PyErr_SetString(PyExc_ValueError, "a text is not looked through for so many words");
        return NULL;
    }
    return rows_of(OF_TEXTS, index, keys, limits, edges);
}

PyObject *
url_rows(PyObject *self, PyObject *args)
{
    PyObject *index, *keys;
    Py_ssize_t limits[4];

    (void)self;
    if (!PyArg_ParseTuple(args, "O!O!nnnn:url_rows", &index_type, &index, &PyList_Type, &keys, &limits[0],
                          &limits[1], &limits[2], &limits[3])) {
        return NULL;
    }
    return rows_of(OF_URLS, index, keys, limits, NULL);
}

PyObject *
wording_rows(PyObject *self, PyObject *args)
{
    PyObject *index, *keys;
    Py_ssize_t limits[4];

    (void)self;
    if (!PyArg_ParseTuple(args, "O!O!nnnn:wording_rows", &index_type, &index, &PyList_Type, &keys, &limits[0],
                          &limits[1], &limits[2], &limits[3])) {
        return NULL;
    }
    if (limits[0] < 0 || limits[1] < 0 || limits[2] < 1) {
        PyErr_SetString(PyExc_ValueError, "there are no pieces of no characters");
        return NULL;
    }
    return rows_of(OF_WORDINGS, index, keys, limits, NULL);
}

PyObject *
token_rows(PyObject *self, PyObject *args)
{
    PyObject *index, *keys;

    (void)self;
    if (!PyArg_ParseTuple(args, "O!O!:token_rows", &index_type, &index, &PyList_Type, &keys)) {
        return NULL;
    }
    return rows_of(OF_TOKENS, index, keys, NULL, NULL);
}
