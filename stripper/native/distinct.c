/* Look up the distinct words of texts: distinct.py tells what comes out. */

#include "native.h"

#include "index.h"

/* The distinct words of one text: a hash table of places in an array, and whether one of them is known. */
typedef struct {
    Token letters; /* those of all words, one behind the other */
    Span *words;
    uint64_t *hashes;
    Py_ssize_t *table;
    Py_ssize_t count, room, size;
} Distinct;

static int
same_letters(const Token *letters, Span one, Span other)
{
    return one.end - one.start == other.end - other.start
           && memcmp(letters->letters + one.start, letters->letters + other.start,
                     (size_t)(one.end - one.start) * sizeof(Py_UCS4)) == 0;
}

static void
put_in_table(Distinct *said, Py_ssize_t number)
{
    uint64_t mask = (uint64_t)said->size - 1, place = place_of(said->hashes[number], mask);
    while (said->table[place] >= 0) {
        place = (place + 1) & mask;
    }
    said->table[place] = number;
}

/* Room for a word more, in a table that is half empty; -1 and an exception where there is none. */
static int
grow_distinct(Distinct *said)
{
    Py_ssize_t room = said->room ? 2 * said->room : 64;
    Span *words = PyMem_Realloc(said->words, (size_t)room * sizeof(Span));
    said->words = words ? words : said->words;
    uint64_t *hashes = PyMem_Realloc(said->hashes, (size_t)room * sizeof(uint64_t));
    said->hashes = hashes ? hashes : said->hashes;
    Py_ssize_t *table = PyMem_Realloc(said->table, 2 * (size_t)room * sizeof(Py_ssize_t));
    said->table = table ? table : said->table;
    if (words == NULL || hashes == NULL || table == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    said->room = room;
    said->size = 2 * room;
    memset(table, 0xFF, 2 * (size_t)room * sizeof(Py_ssize_t));
    for (Py_ssize_t k = 0; k < said->count; k++) {
        put_in_table(said, k);
    }
    return 0;
}

/* Note a word of the text; where it is new, add its row, if it is known. */
static int
say(Found *found, Distinct *said, PyObject *text, Span word)
{
    Span letters = {said->letters.size, 0};
    if ((said->count == said->room && grow_distinct(said) < 0) || add_span(&said->letters, text, word) < 0) {
        return -1;
    }
    letters.end = said->letters.size;
    uint64_t hash = hash_of(said->letters.letters + letters.start, letters.end - letters.start);
    uint64_t mask = (uint64_t)said->size - 1;
    for (uint64_t place = place_of(hash, mask); said->table[place] >= 0; place = (place + 1) & mask) {
        Py_ssize_t other = said->table[place];
        if (said->hashes[other] == hash && same_letters(&said->letters, said->words[other], letters)) {
            said->letters.size = letters.start;
            return 0;
        }
    }
    said->words[said->count] = letters;
    said->hashes[said->count] = hash;
    put_in_table(said, said->count++);
    return begin(found, "") < 0 || add_span(&found->token, text, word) < 0 || note_hashed(found, hash, 0) < 0 ? -1 : 0;
}

static void
forget(Distinct *said)
{
    said->count = 0;
    said->letters.size = 0;
    memset(said->table, 0xFF, (size_t)said->size * sizeof(Py_ssize_t));
}

/* The next character that is a letter, a digit or the parter, from a place on; an empty one where there is none. */
static Span
next_character(PyObject *text, Py_ssize_t start, Py_ssize_t end, Py_UCS4 parter)
{
    for (; start < end; start++) {
        Py_UCS4 letter = PyUnicode_READ_CHAR(text, start);
        if (letter == parter || Py_UNICODE_ISALNUM(letter)) {
            return (Span){start, start + 1};
        }
    }
    return (Span){end, end};
}

static int
add_number(PyObject *list, Py_ssize_t number)
{
    PyObject *made = PyLong_FromSsize_t(number);
    int failed = made == NULL || PyList_Append(list, made) < 0;
    Py_XDECREF(made);
    return failed ? -1 : 0;
}

static int
say_all(Found *found, Distinct *said, PyObject *text, Py_UCS4 parter, PyObject *edges, int characters,
        PyObject *sizes, PyObject *distinct)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    Span word = {0, 0};
    for (;;) {
        word = characters ? next_character(text, word.end, size, parter) : next_word(text, word.end, size);
        if (word.end == word.start) {
            return 0;
        }
        if (word.end - word.start == 1 && PyUnicode_READ_CHAR(text, word.start) == parter) {
            if (look_up_waiting(found) < 0 || add_number(sizes, found->sizes[0]) < 0 || add_number(distinct, said->count) < 0) {
                return -1;
            }
            found->sizes[0] = 0;
            forget(said);
            continue;
        }
        Span bare = characters ? word : stripped(text, word, edges, size);
        if (bare.end > bare.start && say(found, said, text, bare) < 0) {
            return -1;
        }
    }
}

PyObject *
word_rows(PyObject *self, PyObject *args)
{
    PyObject *index, *text, *edges, *sizes = PyList_New(0), *distinct = PyList_New(0), *result = NULL;
    int parter, characters;
    Distinct said = {0};

    (void)self;
    if (sizes != NULL && distinct != NULL
        && PyArg_ParseTuple(args, "O!UCUp:word_rows", &index_type, &index, &text, &parter, &edges, &characters)) {
        int64_t size = 0;
        Found found = {.index = (const Index *)index, .sizes = &size};
        if (grow_distinct(&said) == 0
            && say_all(&found, &said, text, (Py_UCS4)parter, edges, characters, sizes, distinct) == 0) {
            result = Py_BuildValue("(y#OO)", found.count ? (const char *)found.rows : "",
                                   found.count * (Py_ssize_t)sizeof(int64_t), sizes, distinct);
        }
        PyMem_Free(found.rows);
        PyMem_Free(found.token.letters);
    }
    Py_XDECREF(sizes);
    Py_XDECREF(distinct);
    PyMem_Free(said.letters.letters);
    PyMem_Free(said.words);
    PyMem_Free(said.hashes);
    PyMem_Free(said.table);
    return result;
}
