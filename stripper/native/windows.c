/* Look at what stands around each place of a row: windows.py tells what comes out. */

#include "native.h"
#include <math.h>

static inline int64_t
clip(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

/* What the places of a row sum up to, from none of them to all n. */
static void
sum_up(const Py_buffer *values, Py_ssize_t row, double *upto)
{
    Py_ssize_t n = values->shape[1];

#define SUM_UP(type)                                        \
    const type *from = (const type *)values->buf + row * n; \
    type sum = 0;                                           \
    for (Py_ssize_t k = 0; k < n; k++) {                    \
        sum = k == 0 ? from[0] : sum + from[k];             \
        upto[k + 1] = sum;                                  \
    }
    upto[0] = 0;
    if (values->itemsize == sizeof(float)) {
        SUM_UP(float)
    } else {
        SUM_UP(double)
    }
#undef SUM_UP
}

static void
sum_windows(const double *upto, Py_ssize_t n, const int64_t *window, int mean, double *out)
{
    int64_t before = clip(window[0], -n - 1, n + 1), after = clip(window[1], -n - 1, n + 1);

    for (Py_ssize_t k = 0; k < n; k++) {
        int64_t start = clip(k - before, 0, n), end = clip(k + after + 1, 0, n);
        out[k] = upto[end] - upto[start];
        if (mean && end - start > 1) {
            out[k] /= (double)(end - start);
        }
    }
}

static int
sum_all(const Py_buffer *views, int mean)
{
    Py_ssize_t rows = views[0].shape[0], n = views[0].shape[1], windows = views[1].shape[0];
    double *out = views[2].buf;

    if (views[1].shape[1] != 2 || views[2].shape[0] != rows || views[2].shape[1] != windows || views[2].shape[2] != n) {
        PyErr_SetString(PyExc_ValueError, "there must be a place for each window of each value");
        return -1;
    }
    double *upto = PyMem_New(double, n + 1);
    if (upto == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t row = 0; row < rows; row++) {
        sum_up(&views[0], row, upto);
        for (Py_ssize_t k = 0; k < windows; k++, out += n) {
            sum_windows(upto, n, (const int64_t *)views[1].buf + 2 * k, mean, out);
        }
    }
    PyMem_Free(upto);
    return 0;
}

static int
copy_neighbours(const Py_buffer *views)
{
    Py_ssize_t rows = views[0].shape[0], n = views[0].shape[1], count = views[1].shape[0];
    const int64_t *offsets = views[1].buf;
    const float *floats = views[0].buf;
    const double *doubles = views[0].buf;
    float *out = views[2].buf;

    if (views[2].shape[0] != rows || views[2].shape[1] != count || views[2].shape[2] != n) {
        PyErr_SetString(PyExc_ValueError, "there must be a place for each neighbour of each value");
        return -1;
    }
    for (Py_ssize_t row = 0; row < rows; row++) {
        for (Py_ssize_t k = 0; k < count; k++) {
            int64_t by = clip(offsets[k], -n, n);
            for (Py_ssize_t at = 0; at < n; at++) {
                int64_t from = at + by, place = row * n + from;
                if (from < 0 || from >= n) {
                    *out++ = NAN;
                } else {
                    *out++ = views[0].itemsize == sizeof(float) ? floats[place] : (float)doubles[place];
                }
            }
        }
    }
    return 0;
}

/* How far each place stands from the last flag before it, in steps of 1 or, from the end, -1. */
static void
measure(const uint8_t *flags, Py_ssize_t n, Py_ssize_t first, Py_ssize_t step, int64_t farthest, double *out)
{
    int64_t since = -1;

    for (Py_ssize_t k = 0, at = first; k < n; k++, at += step) {
        out[at] = since < 0 ? NAN : (double)(since < farthest ? since : farthest);
        since = flags[at] ? 1 : since < 0 ? -1 : since + 1;
    }
}

static int
measure_all(const Py_buffer *views, int64_t farthest)
{
    Py_ssize_t rows = views[0].shape[0], n = views[0].shape[1];
    const uint8_t *flags = views[0].buf;
    double *out = views[1].buf;

    if (views[1].shape[0] != rows || views[1].shape[1] != 2 || views[1].shape[2] != n) {
        PyErr_SetString(PyExc_ValueError, "there must be a place for the two distances of each flag");
        return -1;
    }
    for (Py_ssize_t row = 0; row < rows; row++, flags += n, out += 2 * n) {
        measure(flags, n, 0, 1, farthest, out);
        measure(flags, n, n - 1, -1, farthest, out + n);
    }
    return 0;
}

PyObject *
window_sums(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {{2, FLOATS, READ}, {2, INT64, READ}, {3, FLOAT64, WRITTEN}};
    PyObject *arrays[3];
    Py_buffer views[3];
    int mean;

    (void)self;
    if (!PyArg_ParseTuple(args, "OOpO:window_sums", &arrays[0], &arrays[1], &mean, &arrays[2])
        || take_arrays(arrays, views, wanted, 3) < 0) {
        return NULL;
    }
    sum_all(views, mean);
    return told(views, 3, NULL);
}

PyObject *
neighbours(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {{2, FLOATS, READ}, {1, INT64, READ}, {3, FLOAT32, WRITTEN}};
    PyObject *arrays[3];
    Py_buffer views[3];

    (void)self;
    if (!PyArg_ParseTuple(args, "OOO:neighbours", &arrays[0], &arrays[1], &arrays[2])
        || take_arrays(arrays, views, wanted, 3) < 0) {
        return NULL;
    }
    copy_neighbours(views);
    return told(views, 3, NULL);
}

PyObject *
distances(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {{2, BOOL, READ}, {3, FLOAT64, WRITTEN}};
    PyObject *arrays[2];
    Py_buffer views[2];
    long long farthest;

    (void)self;
    if (!PyArg_ParseTuple(args, "OLO:distances", &arrays[0], &farthest, &arrays[1])
        || take_arrays(arrays, views, wanted, 2) < 0) {
        return NULL;
    }
    measure_all(views, farthest);
    return told(views, 2, NULL);
}
