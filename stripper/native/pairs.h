/* The numbers of pairs: a hash table, half empty at least. */

typedef struct {
    int64_t one, other, number;
} Pair;

typedef struct {
    Pair *pairs;
    uint64_t mask;
    int64_t next;
} Pairs;

/* Room for so many pairs; -1 and an exception where there is none. */
static inline int
make_pairs(Pairs *table, size_t most)
{
    size_t size = 16;
    while (size < 2 * most) {
        size *= 2;
    }
    *table = (Pairs){PyMem_Malloc(size * sizeof(Pair)), size - 1, 0};
    if (table->pairs == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memset(table->pairs, 0xFF, size * sizeof(Pair));
    return 0;
}

/* The number of a pair: the next one, where it is new. */
static inline int64_t
number_of(Pairs *table, int64_t one, int64_t other)
{
    uint64_t hash = ((uint64_t)one * 0x9E3779B97F4A7C15u ^ (uint64_t)other) * 0xC2B2AE3D27D4EB4Fu;
    Pair *pair = &table->pairs[(hash >> 32) & table->mask];
    while (pair->number >= 0 && (pair->one != one || pair->other != other)) {
        pair = pair == &table->pairs[table->mask] ? table->pairs : pair + 1;
    }
    if (pair->number < 0) {
        *pair = (Pair){one, other, table->next++};
    }
    return pair->number;
}
