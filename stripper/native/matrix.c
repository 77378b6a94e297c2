/* Put columns together: matrix.py tells what comes out. */

#include "native.h"

/* One column as float32, whatever numbers it holds; -1 where they are none that are known. */
static int
copy_column(const Py_buffer *view, Py_ssize_t n, float missing, float *out)
{
    const char *from = view->buf;
    Py_ssize_t step = view->strides == NULL ? view->itemsize : view->strides[0];
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

static int
copy_one(PyObject *column, const Py_buffer *out, Py_ssize_t place, float missing)
{
    Py_buffer view;
    Py_ssize_t n = out->shape[1];

    if (PyObject_GetBuffer(column, &view, PyBUF_STRIDES | PyBUF_FORMAT) < 0) {
        return -1;
    }
    int fits = view.ndim == 1 && view.shape[0] == n
               && copy_column(&view, n, missing, (float *)out->buf + place * n) == 0;
    if (!fits) {
        PyErr_Format(PyExc_ValueError, "column %zd is not one of %zd numbers", place, n);
    }
    PyBuffer_Release(&view);
    return fits ? 0 : -1;
}

PyObject *
join_columns(PyObject *self, PyObject *args)
{
    PyObject *columns, *array;
    Py_buffer out;
    double missing;

    (void)self;
    if (!PyArg_ParseTuple(args, "O!dO:join_columns", &PyList_Type, &columns, &missing, &array)
        || take_array(array, &out, 2, FLOAT32, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE) < 0) {
        return NULL;
    }
    if (out.shape[0] != PyList_GET_SIZE(columns)) {
        PyErr_SetString(PyExc_ValueError, "there must be a place for each column");
    }
    for (Py_ssize_t k = 0; !PyErr_Occurred() && k < PyList_GET_SIZE(columns) && k < out.shape[0]; k++) {
        copy_one(PyList_GET_ITEM(columns, k), &out, k, (float)missing);
    }
    PyBuffer_Release(&out);
    if (PyErr_Occurred()) {
        return NULL;
    }
    Py_RETURN_NONE;
}
