/* Put columns together: matrix.py tells what comes out. */

#include "native.h"

/* Numbers of one kind, so far apart, as float32; -1 where the kind is none that is known. */
static int
copy_column(const char *from, Py_ssize_t step, const Py_buffer *view, Py_ssize_t n, float missing, float *out)
{
    char format = view->format != NULL && strlen(view->format) == 1 ? view->format[0] : 0;

#define COPY(type)                                          \
    for (Py_ssize_t k = 0; k < n; k++, from += step) {      \
        type value;                                         \
        memcpy(&value, from, sizeof value);                 \
        out[k] = value != value ? missing : (float)value;   \
    }                                                       \
    return 0
    if (format == 'd' && view->itemsize == sizeof(double)) {
        COPY(double);
    }
    if (format == 'f' && view->itemsize == sizeof(float)) {
        COPY(float);
    }
    if ((format == 'l' || format == 'q') && view->itemsize == sizeof(int64_t)) {
        COPY(int64_t);
    }
    if ((format == 'l' || format == 'i') && view->itemsize == sizeof(int32_t)) {
        COPY(int32_t);
    }
    if ((format == '?' || format == 'B') && view->itemsize == 1) {
        COPY(uint8_t);
    }
#undef COPY
    return -1;
}

/* A column of one number; as below. */
static Py_ssize_t
fill_column(double value, const Py_buffer *out, Py_ssize_t place, float missing)
{
    Py_ssize_t n = out->shape[1];
    float *to = (float *)out->buf + place * n;

    if (place >= out->shape[0]) {
        PyErr_Format(PyExc_ValueError, "column %zd is not one of %zd numbers", place, n);
        return -1;
    }
    for (Py_ssize_t k = 0; k < n; k++) {
        to[k] = value != value ? missing : (float)value;
    }
    return 1;
}

/* A column, or several as the rows of an array, from a place on; how many, -1 and an exception on failure. */
static Py_ssize_t
copy_columns(PyObject *columns, const Py_buffer *out, Py_ssize_t place, float missing)
{
    Py_buffer view;
    Py_ssize_t n = out->shape[1];

    if (PyFloat_Check(columns)) {
        return fill_column(PyFloat_AS_DOUBLE(columns), out, place, missing);
    }
    if (PyObject_GetBuffer(columns, &view, PyBUF_STRIDES | PyBUF_FORMAT) < 0) {
        return -1;
    }
    Py_ssize_t count = view.ndim == 2 ? view.shape[0] : 1, last = view.ndim - 1;
    int fits = (last == 0 || last == 1) && view.shape[last] == n && count <= out->shape[0] - place;
    for (Py_ssize_t k = 0; fits && k < count; k++) {
        const char *from = (const char *)view.buf + (last ? k * view.strides[0] : 0);
        fits = copy_column(from, view.strides[last], &view, n, missing, (float *)out->buf + (place + k) * n) == 0;
    }
    if (!fits) {
        PyErr_Format(PyExc_ValueError, "column %zd is not one of %zd numbers", place, n);
    }
    PyBuffer_Release(&view);
    return fits ? count : -1;
}

PyObject *
join_columns(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {{2, FLOAT32, WRITTEN}};
    PyObject *columns, *array;
    Py_buffer out;
    double missing;

    (void)self;
    if (!PyArg_ParseTuple(args, "O!dO:join_columns", &PyList_Type, &columns, &missing, &array)
        || take_arrays(&array, &out, wanted, 1) < 0) {
        return NULL;
    }
    Py_ssize_t place = 0;
    for (Py_ssize_t k = 0; place >= 0 && k < PyList_GET_SIZE(columns); k++) {
        Py_ssize_t count = copy_columns(PyList_GET_ITEM(columns, k), &out, place, (float)missing);
        place = count < 0 ? -1 : place + count;
    }
    return told(&out, 1, place >= 0 && place != out.shape[0] ? "there must be a place for each column" : NULL);
}
