/* Number keys: numbering.py tells what comes out. */

#include "native.h"
#include "pairs.h"

PyObject *
number_keys(PyObject *self, PyObject *keys)
{
    (void)self;
    if (!PyList_Check(keys)) {
        PyErr_SetString(PyExc_TypeError, "keys must be a list");
        return NULL;
    }
    Py_ssize_t count = PyList_GET_SIZE(keys);
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, count * (Py_ssize_t)sizeof(int64_t));
    PyObject *numbers = PyDict_New();
    int failed = bytes == NULL || numbers == NULL;

    for (Py_ssize_t k = 0; !failed && k < count; k++) {
        PyObject *key = k < PyList_GET_SIZE(keys) ? Py_NewRef(PyList_GET_ITEM(keys, k)) : Py_NewRef(Py_None);
        PyObject *known = PyDict_GetItemWithError(numbers, key);
        int64_t number = PyDict_GET_SIZE(numbers);
        if (known != NULL) {
            number = PyLong_AsLongLong(known);
        } else {
            PyObject *fresh = PyErr_Occurred() ? NULL : PyLong_FromLongLong(number);
            failed = fresh == NULL || PyDict_SetItem(numbers, key, fresh) < 0;
            Py_XDECREF(fresh);
        }
        Py_DECREF(key);
        ((int64_t *)PyBytes_AS_STRING(bytes))[k] = number;
    }
    if (failed) {
        Py_XDECREF(bytes);
        Py_XDECREF(numbers);
        return NULL;
    }
    return Py_BuildValue("(NN)", bytes, numbers);
}

/* Number the pairs of two columns; with paths the first is that of parents, whose own numbers stand for them. */
static const char *
number_columns(const Py_buffer *views, int paths)
{
    Py_ssize_t count = views[0].shape[0];
    const int64_t *ones = views[0].buf, *others = views[1].buf;
    int64_t *out = views[2].buf;
    const char *wrong = NULL;
    Pairs pairs;

    if (views[1].shape[0] != count || views[2].shape[0] != count) {
        return "the columns are not of one length";
    }
    if (make_pairs(&pairs, (size_t)count) < 0) {
        return NULL;
    }
    for (Py_ssize_t k = 0; wrong == NULL && k < count; k++) {
        int64_t one = ones[k];
        if (paths && one >= k) {
            wrong = "a parent stands behind its child";
        } else {
            out[k] = number_of(&pairs, paths && one >= 0 ? out[one] : one, others[k]);
        }
    }
    PyMem_Free(pairs.pairs);
    return wrong;
}

static PyObject *
number_arrays(PyObject *args, int paths)
{
    static const Wanted wanted[] = {{1, INT64, READ}, {1, INT64, READ}, {1, INT64, WRITTEN}};
    PyObject *arrays[3];
    Py_buffer views[3];

    if (!PyArg_ParseTuple(args, "OOO", &arrays[0], &arrays[1], &arrays[2])
        || take_arrays(arrays, views, wanted, 3) < 0) {
        return NULL;
    }
    return told(views, 3, number_columns(views, paths));
}

PyObject *
number_pairs(PyObject *self, PyObject *args)
{
    (void)self;
    return number_arrays(args, 0);
}

PyObject *
number_paths(PyObject *self, PyObject *args)
{
    (void)self;
    return number_arrays(args, 1);
}
