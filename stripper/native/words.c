/* Note which words are said in which blocks of a text, and which follow each other: words.py tells what comes out. */

#include "native.h"

#define LETTER 1
#define IDEOGRAPH 2

typedef struct {
    const uint32_t *characters;
    const uint8_t *kinds;
    Py_ssize_t size, most_kinds, least, stem;
    uint32_t parter;
    uint64_t base;
} Text;

/* A word: its key, the last block that said it, and how many have. */
typedef struct {
    uint64_t key;
    int64_t last, said;
} Word;

/* Words by their numbers, the table in which they are found, half empty at least, and all pairs of a word and
 * a block. */
typedef struct {
    Word *words;
    int64_t *table, *pairs;
    uint64_t mask, seed;
    Py_ssize_t count, count_pairs;
} Said;

static inline int
kind_at(const Text *text, Py_ssize_t place)
{
    return text->kinds[Py_MIN((Py_ssize_t)text->characters[place], text->most_kinds - 1)];
}

static uint64_t
key_of(const Text *text, Py_ssize_t start, Py_ssize_t size)
{
    uint64_t key = 0, power = text->base;

    for (Py_ssize_t k = 0; k < size && k < text->stem; k++, power *= text->base) {
        key += text->characters[start + k] * power;
    }
    return key;
}

/* Another place for the same keys in each process: nobody can have all words fall into one. */
static uint64_t
place_of(const Said *said, uint64_t key)
{
    uint64_t hash = (key ^ said->seed) * 0xFF51AFD7ED558CCDu;
    hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53u;
    return (hash ^ (hash >> 33)) & said->mask;
}

static void
say(Said *said, uint64_t key, int64_t block)
{
    uint64_t place = place_of(said, key);
    while (said->table[place] >= 0 && said->words[said->table[place]].key != key) {
        place = (place + 1) & said->mask;
    }
    if (said->table[place] < 0) {
        said->table[place] = said->count;
        said->words[said->count++] = (Word){key, -1, 0};
    }
    Word *word = &said->words[said->table[place]];
    if (word->last != block) {
        word->last = block;
        word->said++;
        said->pairs[2 * said->count_pairs] = said->table[place];
        said->pairs[2 * said->count_pairs++ + 1] = block;
    }
}

/* Say the words from one place to another; how many they are. Without a place for them they are counted alone. */
static Py_ssize_t
say_words(const Text *text, Said *said, Py_ssize_t start, Py_ssize_t end, int64_t block)
{
    Py_ssize_t count = 0, first = start;

    for (Py_ssize_t k = start; k <= end; k++) {
        if (k < end && kind_at(text, k) & LETTER) {
            continue;
        }
        if (k > first && k - first >= text->least) {
            count++;
            if (said != NULL) {
                say(said, key_of(text, first, k - first), block);
            }
        }
        first = k + 1;
    }
    return count;
}

/* The same for pairs of ideographs. */
static Py_ssize_t
say_pairs(const Text *text, Said *said, Py_ssize_t start, Py_ssize_t end, int64_t block)
{
    Py_ssize_t count = 0;
    int before = 0;

    for (Py_ssize_t k = start; k < end; k++) {
        int is_ideograph = kind_at(text, k) >= IDEOGRAPH;
        if (is_ideograph && before) {
            count++;
            if (said != NULL) {
                say(said, key_of(text, k - 1, 2), block);
            }
        }
        before = is_ideograph;
    }
    return count;
}

static void
say_blocks(const Text *text, Said *said)
{
    Py_ssize_t start = 1;

    for (int64_t block = 0; start < text->size; block++) {
        Py_ssize_t end = start;
        while (text->characters[end] != text->parter) {
            end++;
        }
        say_words(text, said, start, end, block);
        say_pairs(text, said, start, end, block);
        start = end + 1;
    }
}

/* The pairs sorted by their words, as two columns of bytes. */
static PyObject *
sorted_pairs(const Said *said)
{
    PyObject *words = PyBytes_FromStringAndSize(NULL, said->count_pairs * (Py_ssize_t)sizeof(int64_t));
    PyObject *blocks = PyBytes_FromStringAndSize(NULL, said->count_pairs * (Py_ssize_t)sizeof(int64_t));

    if (words == NULL || blocks == NULL) {
        Py_XDECREF(words);
        Py_XDECREF(blocks);
        return NULL;
    }
    int64_t next = 0;
    for (Py_ssize_t k = 0; k < said->count; k++) {
        int64_t many = said->words[k].said;
        said->words[k].said = next;
        next += many;
    }
    for (Py_ssize_t k = 0; k < said->count_pairs; k++) {
        int64_t number = said->pairs[2 * k], place = said->words[number].said++;
        ((int64_t *)PyBytes_AS_STRING(words))[place] = number;
        ((int64_t *)PyBytes_AS_STRING(blocks))[place] = said->pairs[2 * k + 1];
    }
    return Py_BuildValue("(NN)", words, blocks);
}

/* A number that differs from process to process, where Python's own hashes do. */
static int
seed_of(uint64_t *seed)
{
    PyObject *text = PyUnicode_FromString("words");
    Py_hash_t hash = text == NULL ? -1 : PyObject_Hash(text);

    Py_XDECREF(text);
    *seed = (uint64_t)hash;
    return hash == -1 ? -1 : 0;
}

static PyObject *
number_all(const Text *text)
{
    Py_ssize_t most = say_words(text, NULL, 0, text->size, 0) + say_pairs(text, NULL, 0, text->size, 0), size = 16;
    PyObject *result = NULL;

    while (size < 2 * most) {
        size *= 2;
    }
    Said said = {
        .words = PyMem_New(Word, most), .table = PyMem_New(int64_t, size), .pairs = PyMem_New(int64_t, 2 * most),
        .mask = (uint64_t)size - 1,
    };
    if (said.words == NULL || said.table == NULL || said.pairs == NULL) {
        PyErr_NoMemory();
    } else if (seed_of(&said.seed) == 0) {
        memset(said.table, 0xFF, (size_t)size * sizeof(int64_t));
        say_blocks(text, &said);
        result = sorted_pairs(&said);
    }
    PyMem_Free(said.words);
    PyMem_Free(said.table);
    PyMem_Free(said.pairs);
    return result;
}

static const char *
fault(const Text *text)
{
    if (text->most_kinds == 0 || text->kinds[Py_MIN((Py_ssize_t)text->parter, text->most_kinds - 1)]) {
        return "the parter must be no letter";
    }
    if (text->size == 0 || text->characters[0] != text->parter || text->characters[text->size - 1] != text->parter) {
        return "a parter must stand at both ends";
    }
    return NULL;
}

/* No phrase has more words. */
enum { LONGEST_PHRASE = 8 };

/* The phrases of all blocks, and how many each has; without a place for them they are counted alone. */
typedef struct {
    uint32_t *hashes;
    int64_t *sizes;
    Py_ssize_t count, blocks;
} Phrases;

/* Where the word that begins at a place ends: an ideograph is one of its own. */
static Py_ssize_t
end_of_word(const Text *text, Py_ssize_t start)
{
    Py_ssize_t end = start + 1;
    if (kind_at(text, start) == LETTER) {
        while (kind_at(text, end) == LETTER) {
            end++;
        }
    }
    return end;
}

/* What a phrase is: so many words in a row, and the number that what follows a word multiplies it with. */
typedef struct {
    Py_ssize_t length;
    uint64_t step;
} Phrase;

/* The hash of the phrase that ends with the last of so many words, of which the keys are kept in turn. */
static uint32_t
hash_of(const uint64_t *kept, Py_ssize_t words, const Phrase *phrase)
{
    uint64_t sum = 0;
    for (Py_ssize_t k = words - phrase->length; k < words; k++) {
        sum = (sum + kept[k % LONGEST_PHRASE]) * phrase->step;
    }
    return (uint32_t)(sum >> 32);
}

/* Find the phrases of the block that begins at a place; where it ends. */
static Py_ssize_t
find_in_block(const Text *text, Py_ssize_t start, const Phrase *phrase, Phrases *found)
{
    uint64_t kept[LONGEST_PHRASE];
    Py_ssize_t words = 0;

    while (text->characters[start] != text->parter) {
        Py_ssize_t end = end_of_word(text, start);
        if (kind_at(text, start) && found->hashes != NULL) {
            int is_pair = kind_at(text, start) >= IDEOGRAPH && kind_at(text, end) >= IDEOGRAPH;
            kept[words % LONGEST_PHRASE] = key_of(text, start, end - start + is_pair);
            if (words + 1 >= phrase->length) {
                found->hashes[found->count + words + 1 - phrase->length] = hash_of(kept, words + 1, phrase);
            }
        }
        words += kind_at(text, start) != 0;
        start = end;
    }
    Py_ssize_t count = Py_MAX(words + 1 - phrase->length, 0);
    if (found->sizes != NULL) {
        found->sizes[found->blocks] = count;
    }
    found->count += count;
    found->blocks++;
    return start;
}

static Phrases
find_in_all(const Text *text, const Phrase *phrase, uint32_t *hashes, int64_t *sizes)
{
    Phrases found = {hashes, sizes, 0, 0};
    for (Py_ssize_t k = 1; k < text->size; k++) {
        k = find_in_block(text, k, phrase, &found);
    }
    return found;
}

static PyObject *
phrases_of(const Text *text, const Phrase *phrase)
{
    Phrases some = find_in_all(text, phrase, NULL, NULL);
    PyObject *hashes = PyBytes_FromStringAndSize(NULL, some.count * (Py_ssize_t)sizeof(uint32_t));
    PyObject *sizes = PyBytes_FromStringAndSize(NULL, some.blocks * (Py_ssize_t)sizeof(int64_t));

    if (hashes == NULL || sizes == NULL) {
        Py_XDECREF(hashes);
        Py_XDECREF(sizes);
        return NULL;
    }
    find_in_all(text, phrase, (uint32_t *)PyBytes_AS_STRING(hashes), (int64_t *)PyBytes_AS_STRING(sizes));
    return Py_BuildValue("(NN)", hashes, sizes);
}

/* The views of characters and kinds, as a text with its parter; -1, an exception and none taken where they are none. */
static int
take_text(PyObject *const *arrays, Py_buffer *views, Text *text, uint32_t parter)
{
    static const Wanted wanted[] = {{1, UINT32, READ}, {1, UINT8, READ}};

    if (take_arrays(arrays, views, wanted, 2) < 0) {
        return -1;
    }
    text->characters = views[0].buf;
    text->kinds = views[1].buf;
    text->size = views[0].shape[0];
    text->most_kinds = views[1].shape[0];
    text->parter = parter;
    const char *wrong = fault(text);
    if (wrong != NULL) {
        PyErr_SetString(PyExc_ValueError, wrong);
        release(views, 2);
        return -1;
    }
    return 0;
}

PyObject *
number_words(PyObject *self, PyObject *args)
{
    PyObject *arrays[2], *result;
    Py_buffer views[2];
    unsigned int parter;
    unsigned long long base;
    Text text;

    (void)self;
    if (!PyArg_ParseTuple(args, "OOInnK:number_words", &arrays[0], &arrays[1], &parter, &text.least, &text.stem, &base)
        || take_text(arrays, views, &text, parter) < 0) {
        return NULL;
    }
    text.base = base;
    result = number_all(&text);
    release(views, 2);
    return result;
}

PyObject *
find_phrases(PyObject *self, PyObject *args)
{
    PyObject *arrays[2], *result;
    Py_buffer views[2];
    unsigned int parter;
    unsigned long long base, step;
    Phrase phrase;
    Text text;

    (void)self;
    if (!PyArg_ParseTuple(args, "OOInKKn:find_phrases", &arrays[0], &arrays[1], &parter, &text.stem, &base, &step,
                          &phrase.length)) {
        return NULL;
    }
    if (phrase.length < 1 || phrase.length > LONGEST_PHRASE) {
        PyErr_SetString(PyExc_ValueError, "phrases have one to eight words");
        return NULL;
    }
    if (take_text(arrays, views, &text, parter) < 0) {
        return NULL;
    }
    text.base = base;
    phrase.step = step;
    result = phrases_of(&text, &phrase);
    release(views, 2);
    return result;
}
