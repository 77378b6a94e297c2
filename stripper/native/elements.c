/* Look at what stands above and below the elements of a tree: elements.py tells what comes out. */

#include "native.h"

#define MOST_SORTS 64

static const char no_place[] = "there must be a place for each element";
static const char no_element[] = "there is no such element";
static const char no_order[] = "a parent stands behind its child";

/* Whether numbers are from a least one on and below a count. */
static int
are_within(const Py_buffer *numbers, int64_t least, int64_t count)
{
    const int64_t *number = numbers->buf;
    int within = 1;
    for (Py_ssize_t k = 0; k < numbers->shape[0]; k++) {
        within &= number[k] >= least && number[k] < count;
    }
    return within;
}

static int
are_in_order(const Py_buffer *parents)
{
    const int64_t *parent = parents->buf;
    int in_order = 1;
    for (Py_ssize_t k = 0; k < parents->shape[0]; k++) {
        in_order &= parent[k] >= -1 && parent[k] < k;
    }
    return in_order;
}

static const char *
end_all(const Py_buffer *parents, const Py_buffer *out)
{
    const int64_t *parent = parents->buf;
    int64_t *end = out->buf;

    if (out->shape[0] != parents->shape[0]) {
        return no_place;
    }
    if (!are_in_order(parents)) {
        return no_order;
    }
    for (Py_ssize_t k = 0; k < out->shape[0]; k++) {
        end[k] = k + 1;
    }
    for (Py_ssize_t k = out->shape[0] - 1; k > 0; k--) {
        if (parent[k] >= 0 && end[parent[k]] == parent[k] + 1) { /* its last child */
            end[parent[k]] = end[k];
        }
    }
    return NULL;
}

static void
sum_row(const double *values, const Py_buffer *nodes, const Py_buffer *ends, double *upto, double *out)
{
    const int64_t *node = nodes->buf, *end = ends->buf;
    Py_ssize_t m = ends->shape[0];

    memset(upto, 0, ((size_t)m + 1) * sizeof(double));
    for (Py_ssize_t k = 0; k < nodes->shape[0]; k++) {
        upto[node[k] + 1] += values[k];
    }
    for (Py_ssize_t k = 0; k < m; k++) {
        upto[k + 1] += upto[k];
    }
    for (Py_ssize_t k = 0; k < m; k++) {
        out[k] = upto[end[k]] - upto[k];
    }
}

static const char *
sum_all(const Py_buffer *values, const Py_buffer *nodes, const Py_buffer *ends, const Py_buffer *out)
{
    Py_ssize_t k = values->shape[0], n = nodes->shape[0], m = ends->shape[0];

    if (out->shape[0] != k || out->shape[1] != m || values->shape[1] != n) {
        return "there must be a place for each sum";
    }
    if (!are_within(nodes, 0, m) || !are_within(ends, 0, m + 1)) {
        return no_element;
    }
    double *upto = PyMem_New(double, m + 1);
    if (upto == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t row = 0; row < k; row++) {
        sum_row((const double *)values->buf + row * n, nodes, ends, upto, (double *)out->buf + row * m);
    }
    PyMem_Free(upto);
    return NULL;
}

static const char *
sum_down(const Py_buffer *values, const Py_buffer *ends, const Py_buffer *out)
{
    Py_ssize_t m = values->shape[0], width = values->shape[1];
    const float *own = values->buf;
    const int64_t *end = ends->buf;
    double *sum = out->buf;

    if (out->shape[0] != m || out->shape[1] != width || ends->shape[0] != m) {
        return "there must be a place for each sum";
    }
    if (!are_within(ends, 0, m + 1)) {
        return no_element;
    }
    double *ended = PyMem_Calloc((size_t)((m + 1) * width), sizeof(double));
    if (ended == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t k = 0; k < m; k++) {
        for (Py_ssize_t column = 0; column < width; column++) {
            ended[end[k] * width + column] += own[k * width + column];
        }
    }
    for (Py_ssize_t k = 0; k < m * width; k++) {
        double more = own[k] - ended[k];
        sum[k] = k < width ? more : sum[k - width] + more;
    }
    PyMem_Free(ended);
    return NULL;
}

static const char *
flag_all(const Py_buffer *parents, const Py_buffer *sorts, const Py_buffer *nodes, const Py_buffer *out)
{
    Py_ssize_t m = parents->shape[0], k = out->shape[0], n = nodes->shape[0];
    const int64_t *parent = parents->buf, *sort = sorts->buf, *node = nodes->buf;
    uint8_t *flag = out->buf;

    if (sorts->shape[0] != m || out->shape[1] != n || k > MOST_SORTS) {
        return no_place;
    }
    if (!are_in_order(parents)) {
        return no_order;
    }
    if (!are_within(nodes, 0, m) || !are_within(sorts, -1, k)) {
        return no_element;
    }
    uint64_t *within = PyMem_New(uint64_t, m);
    if (within == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t at = 0; at < m; at++) {
        within[at] = (parent[at] < 0 ? 0 : within[parent[at]]) | (sort[at] < 0 ? 0 : (uint64_t)1 << sort[at]);
    }
    for (Py_ssize_t row = 0; row < k; row++) {
        for (Py_ssize_t at = 0; at < n; at++) {
            *flag++ = within[node[at]] >> row & 1;
        }
    }
    PyMem_Free(within);
    return NULL;
}

static const char *
count_all(const Py_buffer *parents, const Py_buffer *ends, int64_t element, const Py_buffer *nodes, const Py_buffer *out)
{
    const int64_t *parent = parents->buf, *end = ends->buf, *node = nodes->buf;
    int64_t *count = out->buf, above = -1;

    if (ends->shape[0] != parents->shape[0] || out->shape[0] != nodes->shape[0]) {
        return no_place;
    }
    if (element < 0 || element >= parents->shape[0]) {
        return no_element;
    }
    memset(count, 0, (size_t)out->len);
    for (; element >= 0; element = above) {
        above = parent[element];
        if (above >= element) {
            return no_order;
        }
        for (Py_ssize_t k = 0; k < nodes->shape[0]; k++) {
            count[k] += node[k] >= element && node[k] < end[element];
        }
    }
    return NULL;
}

/* The innermost element around one that is or holds another, too; -1 where there is none, -2 where parents are not
 * in order. */
static int64_t
common_of(const int64_t *parent, const int64_t *end, int64_t element, int64_t other)
{
    while (element >= 0 && (other < element || other >= end[element])) {
        if (parent[element] >= element) {
            return -2;
        }
        element = parent[element];
    }
    return element < 0 ? -1 : element;
}

static const char *
find_all(const Py_buffer *parents, const Py_buffer *ends, const Py_buffer *ones, const Py_buffer *others,
         const Py_buffer *out)
{
    int64_t *found = out->buf;

    if (ends->shape[0] != parents->shape[0] || ones->shape[0] != out->shape[0] || others->shape[0] != out->shape[0]) {
        return no_place;
    }
    if (!are_within(ones, 0, parents->shape[0])) {
        return no_element;
    }
    for (Py_ssize_t k = 0; k < out->shape[0]; k++) {
        found[k] = common_of(parents->buf, ends->buf, ((const int64_t *)ones->buf)[k], ((const int64_t *)others->buf)[k]);
        if (found[k] < 0) {
            return found[k] == -1 ? "no element holds both" : no_order;
        }
    }
    return NULL;
}

PyObject *
end_elements(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {{1, INT64, READ}, {1, INT64, WRITTEN}};
    PyObject *arrays[2];
    Py_buffer views[2];

    (void)self;
    if (!PyArg_ParseTuple(args, "OO:end_elements", &arrays[0], &arrays[1])
        || take_arrays(arrays, views, wanted, 2) < 0) {
        return NULL;
    }
    return told(views, 2, end_all(&views[0], &views[1]));
}

PyObject *
sum_subtrees(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {{2, FLOAT64, READ}, {1, INT64, READ}, {1, INT64, READ}, {2, FLOAT64, WRITTEN}};
    PyObject *arrays[4];
    Py_buffer views[4];

    (void)self;
    if (!PyArg_ParseTuple(args, "OOOO:sum_subtrees", &arrays[0], &arrays[1], &arrays[2], &arrays[3])
        || take_arrays(arrays, views, wanted, 4) < 0) {
        return NULL;
    }
    return told(views, 4, sum_all(&views[0], &views[1], &views[2], &views[3]));
}

PyObject *
sum_paths(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {{2, FLOAT32, READ}, {1, INT64, READ}, {2, FLOAT64, WRITTEN}};
    PyObject *arrays[3];
    Py_buffer views[3];

    (void)self;
    if (!PyArg_ParseTuple(args, "OOO:sum_paths", &arrays[0], &arrays[1], &arrays[2])
        || take_arrays(arrays, views, wanted, 3) < 0) {
        return NULL;
    }
    return told(views, 3, sum_down(&views[0], &views[1], &views[2]));
}

PyObject *
flag_within(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {{1, INT64, READ}, {1, INT64, READ}, {1, INT64, READ}, {2, BOOL, WRITTEN}};
    PyObject *arrays[4];
    Py_buffer views[4];

    (void)self;
    if (!PyArg_ParseTuple(args, "OOOO:flag_within", &arrays[0], &arrays[1], &arrays[2], &arrays[3])
        || take_arrays(arrays, views, wanted, 4) < 0) {
        return NULL;
    }
    return told(views, 4, flag_all(&views[0], &views[1], &views[2], &views[3]));
}

PyObject *
count_common(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {{1, INT64, READ}, {1, INT64, READ}, {1, INT64, READ}, {1, INT64, WRITTEN}};
    PyObject *arrays[4];
    Py_buffer views[4];
    long long element;

    (void)self;
    if (!PyArg_ParseTuple(args, "OOLOO:count_common", &arrays[0], &arrays[1], &element, &arrays[2], &arrays[3])
        || take_arrays(arrays, views, wanted, 4) < 0) {
        return NULL;
    }
    return told(views, 4, count_all(&views[0], &views[1], element, &views[2], &views[3]));
}

PyObject *
find_common(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {
        {1, INT64, READ}, {1, INT64, READ}, {1, INT64, READ},
        {1, INT64, READ}, {1, INT64, WRITTEN},
    };
    PyObject *arrays[5];
    Py_buffer views[5];

    (void)self;
    if (!PyArg_ParseTuple(args, "OOOOO:find_common", &arrays[0], &arrays[1], &arrays[2], &arrays[3], &arrays[4])
        || take_arrays(arrays, views, wanted, 5) < 0) {
        return NULL;
    }
    return told(views, 5, find_all(&views[0], &views[1], &views[2], &views[3], &views[4]));
}
