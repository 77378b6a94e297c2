/* What all kernels share. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What is wanted of an array: its dimensions; the size of its elements (0 for any) and one of these formats of the
 * struct module; and what it is for. */
typedef struct {
    int dimensions;
    Py_ssize_t size;
    const char *formats;
    int flags;
} Wanted;

#define BOOL 1, "?"
#define FLOAT32 4, "f"
#define FLOAT64 8, "d"
#define INT32 4, "il"
#define UINT32 4, "IL"
#define UINT8 1, "B"
#define INT64 8, "lq"
#define FLOATS 0, "fd"

/* By rows, or either way round; or by rows, to be written to. */
#define READ PyBUF_C_CONTIGUOUS
#define READ_EITHER_WAY PyBUF_ANY_CONTIGUOUS
#define WRITTEN (PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE)

static inline void
release(Py_buffer *views, int count)
{
    while (count > 0) {
        PyBuffer_Release(&views[--count]);
    }
}

/* Whether a view is of what is wanted; an exception where it is not. */
static inline int
is_wanted(const Py_buffer *view, const Wanted *wanted)
{
    int size_fits = wanted->size == 0 || view->itemsize == wanted->size;

    if (view->ndim == wanted->dimensions && size_fits && view->format != NULL && strlen(view->format) == 1
        && strchr(wanted->formats, view->format[0]) != NULL) {
        return 1;
    }
    PyErr_Format(PyExc_ValueError, "an array of %d dimensions and format '%s' is wanted, not %d and '%s'",
                 wanted->dimensions, wanted->formats, view->ndim, view->format == NULL ? "" : view->format);
    return 0;
}

/* Room for so many elements in an array, of which the address of the pointer is given; -1 and an exception where there
 * is none. */
static inline int
grow(void *pointer, Py_ssize_t *room, Py_ssize_t wanted, Py_ssize_t size)
{
    void *array;

    if (wanted <= *room) {
        return 0;
    }
    memcpy(&array, pointer, sizeof array); /* of whatever type: no pointer is read as another's */
    wanted = Py_MAX(2 * wanted, 64);
    array = PyMem_Realloc(array, (size_t)wanted * (size_t)size);
    if (array == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(pointer, &array, sizeof array);
    *room = wanted;
    return 0;
}

/* The views of so many arrays; -1, an exception and none taken where one is not what is wanted of it. */
static inline int
take_arrays(PyObject *const *arrays, Py_buffer *views, const Wanted *wanted, int count)
{
    for (int k = 0; k < count; k++) {
        if (PyObject_GetBuffer(arrays[k], &views[k], wanted[k].flags | PyBUF_FORMAT) < 0) {
            release(views, k);
            return -1;
        }
        if (!is_wanted(&views[k], &wanted[k])) {
            release(views, k + 1);
            return -1;
        }
    }
    return 0;
}

/* Give back so many views; None, or NULL where there is an exception: a ValueError where something is told to be
 * wrong. */
static inline PyObject *
told(Py_buffer *views, int count, const char *wrong)
{
    if (wrong != NULL) {
        PyErr_SetString(PyExc_ValueError, wrong);
    }
    release(views, count);
    if (PyErr_Occurred()) {
        return NULL;
    }
    Py_RETURN_NONE;
}
