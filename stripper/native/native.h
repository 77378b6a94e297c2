/* What all kernels share. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The view of an array, contiguous, of so many dimensions and of elements of the size and one of the struct
 * module's formats given; -1 and an exception where it is another. */
static inline int
take_array(PyObject *array, Py_buffer *view, int dimensions, Py_ssize_t size, const char *formats, int flags)
{
    if (PyObject_GetBuffer(array, view, PyBUF_ANY_CONTIGUOUS | PyBUF_FORMAT | flags) < 0) {
        return -1;
    }
    if (view->ndim != dimensions || view->itemsize != size || view->format == NULL
        || strlen(view->format) != 1 || strchr(formats, view->format[0]) == NULL) {
        PyErr_Format(PyExc_ValueError, "an array of %d dimensions and format '%s' is wanted, not %d and '%s'",
                     dimensions, formats, view->ndim, view->format == NULL ? "" : view->format);
        PyBuffer_Release(view);
        return -1;
    }
    return 0;
}

/* Give back the views of so many arrays; None, or NULL where there is an exception. */
static inline PyObject *
released(Py_buffer *views, int taken)
{
    while (taken > 0) {
        PyBuffer_Release(&views[--taken]);
    }
    if (PyErr_Occurred()) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* The same, after a ValueError that tells what is wrong with them; NULL for nothing. */
static inline PyObject *
told(Py_buffer *views, int taken, const char *wrong)
{
    if (wrong != NULL) {
        PyErr_SetString(PyExc_ValueError, wrong);
    }
    return released(views, taken);
}

#define BOOL 1, "?"
#define FLOAT32 4, "f"
#define FLOAT64 8, "d"
#define INT32 4, "il"
#define UINT32 4, "IL"
#define UINT8 1, "B"
#define INT64 8, "lq"
