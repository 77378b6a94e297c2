/* The rows of tokens, and the tokens of keys as they are looked up. */

#include "letters.h"

#ifdef __GNUC__
#define FETCH(place) __builtin_prefetch(place)
#else
#define FETCH(place) ((void)(place))
#endif

/* The rows of tokens: a hash table, half empty at least, whose places are tried one after the other.  A place is small,
 * as a large table does not stay in the processor's cache. */
typedef struct {
    uint32_t hash; /* its upper half */
    int32_t row;   /* and one, 0 for none */
} Slot;

typedef struct {
    PyObject_HEAD
    PyObject *tokens;
    Slot *slots;
    uint64_t mask;
} Index;

extern PyTypeObject index_type;

/* A token of a key that is to be looked up: where its letters stand, and whether it counts but once for the key. */
typedef struct {
    uint64_t hash;
    Py_ssize_t key, start, size;
    int distinct;
} Noted;

/* So many tokens are looked up together: what is looked at of each lies far apart, and is fetched for all at once. */
#define TOGETHER 32

/* Rows that were found: all of them, and how many of each key.  Tokens are noted first, with their letters one behind the
 * other in ``token``, of which the last begins at ``start``. */
typedef struct {
    const Index *index;
    Token token, said;
    Noted noted[TOGETHER];
    Py_ssize_t waiting, start, key;
    int64_t *rows, *sizes;
    Py_ssize_t count, room;
} Found;

/* Begin a token, with a mark. */
static inline int
begin(Found *found, const char *mark)
{
    found->start = found->token.size;
    for (; *mark; mark++) {
        if (add_letter(&found->token, (Py_UCS4)*mark) < 0) {
            return -1;
        }
    }
    return 0;
}

/* FNV-1a (Fowler, Noll, Vo), a character at a time. */
#define HASH_BEGIN 0xCBF29CE484222325u
#define HASH_NEXT(hash, letter) (((hash) ^ (letter)) * 0x100000001B3u)

static inline int
is_token(PyObject *known, const Py_UCS4 *letters, Py_ssize_t size)
{
    if (PyUnicode_GET_LENGTH(known) != size) {
        return 0;
    }
    int kind = PyUnicode_KIND(known);
    const void *data = PyUnicode_DATA(known);
    for (Py_ssize_t k = 0; k < size; k++) {
        if (PyUnicode_READ(kind, data, k) != letters[k]) {
            return 0;
        }
    }
    return 1;
}

/* The place in the table where a row starts to be looked for: the low bits alone of this hash mix badly. */
static inline uint64_t
place_of(uint64_t hash, uint64_t mask)
{
    return (hash ^ (hash >> 32)) & mask;
}

static inline uint64_t
hash_of(const Py_UCS4 *letters, Py_ssize_t size)
{
    uint64_t hash = HASH_BEGIN;
    for (Py_ssize_t k = 0; k < size; k++) {
        hash = HASH_NEXT(hash, letters[k]);
    }
    return hash;
}

/* -1 for a token that is not known. */
static inline int64_t
row_of(const Index *index, const Py_UCS4 *letters, Py_ssize_t size, uint64_t hash)
{
    for (uint64_t place = place_of(hash, index->mask);; place = (place + 1) & index->mask) {
        const Slot *slot = &index->slots[place];
        if (slot->row == 0) {
            return -1;
        }
        if (slot->hash == hash >> 32 && is_token(PyTuple_GET_ITEM(index->tokens, slot->row - 1), letters, size)) {
            return slot->row - 1;
        }
    }
}

/* Add a row of a key; of distinct ones, if it is none of the key's yet. */
static inline int
add_row(Found *found, int64_t row, Py_ssize_t key, int distinct)
{
    for (Py_ssize_t k = found->count - found->sizes[key]; distinct && k < found->count; k++) {
        if (found->rows[k] == row) {
            return 0;
        }
    }
    if (grow(&found->rows, &found->room, found->count + 1, sizeof(int64_t)) < 0) {
        return -1;
    }
    found->rows[found->count++] = row;
    found->sizes[key]++;
    return 0;
}

/* Fetch what will be looked at of the tokens that wait, step by step. */
static inline void
fetch_waiting(const Found *found)
{
    const Index *index = found->index;
    PyObject *const *tokens = &PyTuple_GET_ITEM(index->tokens, 0);
    int32_t rows[TOGETHER];
    for (Py_ssize_t k = 0; k < found->waiting; k++) {
        const Slot *slot = &index->slots[place_of(found->noted[k].hash, index->mask)];
        rows[k] = slot->hash == found->noted[k].hash >> 32 ? slot->row : 0;
        if (rows[k] != 0) {
            FETCH(&tokens[rows[k] - 1]);
        }
    }
    for (Py_ssize_t k = 0; k < found->waiting; k++) {
        if (rows[k] != 0) {
            FETCH(tokens[rows[k] - 1]);
        }
    }
}

/* Look up the tokens that wait, and add the rows of those that are known. */
static inline int
look_up_waiting(Found *found)
{
    fetch_waiting(found);
    for (Py_ssize_t k = 0; k < found->waiting; k++) {
        const Noted *noted = &found->noted[k];
        int64_t row = row_of(found->index, found->token.letters + noted->start, noted->size, noted->hash);
        if (row >= 0 && add_row(found, row, noted->key, noted->distinct) < 0) {
            return -1;
        }
    }
    found->waiting = 0;
    found->token.size = 0;
    return 0;
}

/* Note the token that was put together, of which the hash is known: its row is added, if it is known and, of distinct
 * tokens, none of the key's yet. */
static inline int
note_hashed(Found *found, uint64_t hash, int distinct)
{
    Py_ssize_t size = found->token.size - found->start;
    FETCH(&found->index->slots[place_of(hash, found->index->mask)]);
    found->noted[found->waiting++] = (Noted){hash, found->key, found->start, size, distinct};
    return found->waiting == TOGETHER ? look_up_waiting(found) : 0;
}

static inline int
note(Found *found, int distinct)
{
    return note_hashed(found, hash_of(found->token.letters + found->start, found->token.size - found->start), distinct);
}
