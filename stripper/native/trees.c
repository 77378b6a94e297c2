/* Evaluate perfect binary trees: trees.py tells what comes out. */

#include "native.h"

/* So many rows go down a tree side by side: the processor waits for none of them. */
#define ABREAST 8
/* And so many pass one tree before the next: both stay in the processor's cache. */
#define CHUNK 256

typedef struct {
    Py_ssize_t trees, depth, inner, leaves, columns, column, n, row, count;
    const int32_t *features;
    const float *thresholds, *values, *rows;
    const int64_t *which;
    float baseline, *out;
} Forest;

static inline void
descend(const Forest *forest, Py_ssize_t tree, const int64_t *which, Py_ssize_t abreast, double *sums)
{
    const int32_t *features = forest->features + tree * forest->inner;
    const float *thresholds = forest->thresholds + tree * forest->inner;
    const float *values = forest->values + tree * forest->leaves;
    Py_ssize_t node[ABREAST] = {0}, place[ABREAST];

    for (Py_ssize_t k = 0; k < abreast; k++) {
        place[k] = which[k] * forest->row;
    }
    if (forest->depth > 0) { /* all begin at the root: it is looked up once */
        const float *column = forest->rows + features[0] * forest->column;
        float threshold = thresholds[0];
        for (Py_ssize_t k = 0; k < abreast; k++) {
            node[k] = 1 + (column[place[k]] > threshold);
        }
    }
    for (Py_ssize_t level = 1; level < forest->depth; level++) {
        for (Py_ssize_t k = 0; k < abreast; k++) {
            Py_ssize_t at = node[k];
            float value = forest->rows[features[at] * forest->column + place[k]];
            node[k] = 2 * at + 1 + (value > thresholds[at]);
        }
    }
    for (Py_ssize_t k = 0; k < abreast; k++) {
        sums[k] += values[node[k] - forest->inner];
    }
}

static void
evaluate(const Forest *forest)
{
    for (Py_ssize_t start = 0; start < forest->count; start += CHUNK) {
        double sums[CHUNK] = {0};
        const int64_t *which = forest->which + start;
        Py_ssize_t size = forest->count - start < CHUNK ? forest->count - start : CHUNK, k;
        for (Py_ssize_t tree = 0; tree < forest->trees; tree++) {
            for (k = 0; k + ABREAST <= size; k += ABREAST) {
                descend(forest, tree, which + k, ABREAST, sums + k);
            }
            if (k < size) {
                descend(forest, tree, which + k, size - k, sums + k);
            }
        }
        for (k = 0; k < size; k++) {
            forest->out[start + k] = (float)sums[k] + forest->baseline;
        }
    }
}

/* What is wrong with the arrays; NULL for nothing. */
static const char *
fault(const Forest *forest, const Py_buffer *views)
{
    if (views[1].shape[0] != forest->trees || views[2].shape[0] != forest->trees
        || forest->leaves != (Py_ssize_t)1 << forest->depth || forest->inner != forest->leaves - 1
        || views[1].shape[1] != forest->inner) {
        return "the trees are not perfect";
    }
    if (views[5].shape[0] != forest->count) {
        return "there must be a place for the score of each row";
    }
    for (Py_ssize_t k = 0; k < forest->trees * forest->inner; k++) {
        if (forest->features[k] < 0 || forest->features[k] >= forest->columns) {
            return "a tree looks at a column that is not there";
        }
    }
    for (Py_ssize_t k = 0; k < forest->count; k++) {
        if (forest->which[k] < 0 || forest->which[k] >= forest->n) {
            return "there is no such row";
        }
    }
    return NULL;
}

static Forest
forest_of(const Py_buffer *views, double baseline)
{
    Forest forest = {
        .trees = views[0].shape[0], .inner = views[0].shape[1], .leaves = views[2].shape[1],
        .n = views[3].shape[0], .columns = views[3].shape[1], .count = views[4].shape[0],
        .features = views[0].buf, .thresholds = views[1].buf, .values = views[2].buf, .rows = views[3].buf,
        .which = views[4].buf, .out = views[5].buf, .baseline = (float)baseline,
    };
    int by_row = PyBuffer_IsContiguous(&views[3], 'C');

    forest.column = by_row ? 1 : forest.n;
    forest.row = by_row ? forest.columns : 1;
    while (((Py_ssize_t)1 << forest.depth) < forest.leaves) {
        forest.depth++;
    }
    return forest;
}

PyObject *
sum_leaves(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {
        {2, INT32, READ}, {2, FLOAT32, READ}, {2, FLOAT32, READ},
        {2, FLOAT32, READ_EITHER_WAY}, {1, INT64, READ}, {1, FLOAT32, WRITTEN},
    };
    PyObject *arrays[6];
    Py_buffer views[6];
    double baseline;

    (void)self;
    if (!PyArg_ParseTuple(args, "OOOOOdO:sum_leaves", &arrays[0], &arrays[1], &arrays[2], &arrays[3], &arrays[4],
                          &baseline, &arrays[5])
        || take_arrays(arrays, views, wanted, 6) < 0) {
        return NULL;
    }
    Forest forest = forest_of(views, baseline);
    const char *wrong = fault(&forest, views);
    if (wrong == NULL) {
        Py_BEGIN_ALLOW_THREADS
        evaluate(&forest);
        Py_END_ALLOW_THREADS
    }
    return told(views, 6, wrong);
}
