/* Sum up rows of weights: weights.py tells what comes out. */

#include "native.h"

/* What is wrong with the arrays; NULL for nothing. */
static const char *
fault(const Py_buffer *values, const Py_buffer *rows, const Py_buffer *sizes, const Py_buffer *out)
{
    const int64_t *row = rows->buf, *size = sizes->buf;
    Py_ssize_t left = rows->shape[0];

    if (out->shape[0] != sizes->shape[0] || out->shape[1] != values->shape[1]) {
        return "there must be a place for the sum of each group";
    }
    for (Py_ssize_t k = 0; k < sizes->shape[0]; k++) {
        if (size[k] < 0 || size[k] > left) {
            return "the groups must have all rows";
        }
        left -= size[k];
    }
    if (left > 0) {
        return "the groups must have all rows";
    }
    for (Py_ssize_t k = 0; k < rows->shape[0]; k++) {
        if (row[k] < 0 || row[k] >= values->shape[0]) {
            return "there is no such row";
        }
    }
    return NULL;
}

/* So many columns at a time. */
#define ABREAST 8

static void
sum_group(const float *values, Py_ssize_t columns, const int64_t *rows, int64_t size, float *out)
{
    for (Py_ssize_t first = 0; first < columns; first += ABREAST) {
        Py_ssize_t width = Py_MIN(columns - first, ABREAST);
        double sums[ABREAST] = {0};
        for (int64_t k = 0; k < size; k++) {
            const float *row = values + rows[k] * columns + first;
            for (Py_ssize_t column = 0; column < width; column++) {
                sums[column] += row[column];
            }
        }
        for (Py_ssize_t column = 0; column < width; column++) {
            out[first + column] = (float)sums[column];
        }
    }
}

static void
sum_groups(const Py_buffer *values, const int64_t *rows, const Py_buffer *sizes, float *out)
{
    Py_ssize_t columns = values->shape[1];
    for (Py_ssize_t k = 0; k < sizes->shape[0]; k++) {
        int64_t size = ((const int64_t *)sizes->buf)[k];
        sum_group(values->buf, columns, rows, size, out);
        rows += size;
        out += columns;
    }
}

PyObject *
sum_rows(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {{2, FLOAT32, READ}, {1, INT64, READ}, {1, INT64, READ}, {2, FLOAT32, WRITTEN}};
    PyObject *arrays[4];
    Py_buffer views[4];

    (void)self;
    if (!PyArg_ParseTuple(args, "OOOO:sum_rows", &arrays[0], &arrays[1], &arrays[2], &arrays[3])
        || take_arrays(arrays, views, wanted, 4) < 0) {
        return NULL;
    }
    const char *wrong = fault(&views[0], &views[1], &views[2], &views[3]);
    if (wrong == NULL) {
        sum_groups(&views[0], views[1].buf, &views[2], views[3].buf);
    }
    return told(views, 4, wrong);
}
