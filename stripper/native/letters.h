/* What is made of letters: tokens that are put together, and the words of a text. */

/* Letters, as they are put together. */
typedef struct {
    Py_UCS4 *letters;
    Py_ssize_t size, room;
} Token;

/* A stretch of a text's characters. */
typedef struct {
    Py_ssize_t start, end;
} Span;

/* Room for so many letters more; -1 and an exception where there is none. */
static inline int
make_room(Token *token, Py_ssize_t more)
{
    return grow(&token->letters, &token->room, token->size + more, sizeof(Py_UCS4));
}

static inline int
add_letter(Token *token, Py_UCS4 letter)
{
    if (make_room(token, 1) < 0) {
        return -1;
    }
    token->letters[token->size++] = letter;
    return 0;
}

static inline int
add_letters(Token *token, const Py_UCS4 *letters, Py_ssize_t size)
{
    if (make_room(token, size) < 0) {
        return -1;
    }
    memcpy(token->letters + token->size, letters, (size_t)size * sizeof(Py_UCS4));
    token->size += size;
    return 0;
}

static inline int
add_span(Token *token, PyObject *text, Span span)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    if (make_room(token, span.end - span.start) < 0) {
        return -1;
    }
    for (Py_ssize_t k = span.start; k < span.end; k++) {
        token->letters[token->size++] = PyUnicode_READ(kind, data, k);
    }
    return 0;
}

/* The next word from a place on, as white space parts them; an empty one where there is none. */
static inline Span
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

static inline int
is_lower(Py_UCS4 letter)
{
    return letter >= 'a' && letter <= 'z';
}

static inline int
is_upper(Py_UCS4 letter)
{
    return letter >= 'A' && letter <= 'Z';
}

static inline int
is_edge(PyObject *edges, Py_UCS4 letter)
{
    return !is_lower(letter) && !is_upper(letter)
           && PyUnicode_FindChar(edges, letter, 0, PyUnicode_GET_LENGTH(edges), 1) >= 0;
}

/* A word, case folded already, without the characters at its edges, and of so many at most. */
static inline Span
stripped(PyObject *text, Span word, PyObject *edges, Py_ssize_t longest)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
#define IS_EDGE(place) is_edge(edges, PyUnicode_READ(kind, data, (place)))
    while (word.start < word.end && IS_EDGE(word.start)) {
        word.start++;
    }
    while (word.start < word.end && IS_EDGE(word.end - 1)) {
        word.end--;
    }
#undef IS_EDGE
    word.end = Py_MIN(word.end, word.start + longest);
    return word;
}
