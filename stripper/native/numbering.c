/* Number keys: numbering.py tells what comes out. */

#include "native.h"

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
