/* The rows of tokens as a type: index.py tells what it is. */

#include "native.h"

#include "index.h"

static void
free_index(PyObject *self)
{
    Py_XDECREF(((Index *)self)->tokens);
    PyMem_Free(((Index *)self)->slots);
    PyObject_Free(self);
}

/* To be pickled it is made anew from its tokens. */
static PyObject *
reduce_index(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    return Py_BuildValue("(O(O))", (PyObject *)Py_TYPE(self), ((Index *)self)->tokens);
}

static void
fill_index(Index *index)
{
    for (Py_ssize_t row = 0; row < PyTuple_GET_SIZE(index->tokens); row++) {
        PyObject *token = PyTuple_GET_ITEM(index->tokens, row);
        uint64_t hash = HASH_BEGIN;
        for (Py_ssize_t k = 0; k < PyUnicode_GET_LENGTH(token); k++) {
            hash = HASH_NEXT(hash, PyUnicode_READ_CHAR(token, k));
        }
        uint64_t place = place_of(hash, index->mask);
        while (index->slots[place].row != 0
               && PyUnicode_Compare(PyTuple_GET_ITEM(index->tokens, index->slots[place].row - 1), token) != 0) {
            place = (place + 1) & index->mask;
        }
        index->slots[place] = (Slot){(uint32_t)(hash >> 32), (int32_t)row + 1}; /* of equal ones the last, as in a dict */
    }
}

static PyObject *
new_index(PyTypeObject *type, PyObject *args, PyObject *named)
{
    PyObject *tokens;
    uint64_t size = 8;

    (void)named;
    if (!PyArg_ParseTuple(args, "O:Index", &tokens) || (tokens = PySequence_Tuple(tokens)) == NULL) {
        return NULL;
    }
    if (PyTuple_GET_SIZE(tokens) >= INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "there are too many tokens");
        Py_DECREF(tokens);
        return NULL;
    }
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(tokens); k++) {
        if (!PyUnicode_Check(PyTuple_GET_ITEM(tokens, k))) {
            PyErr_SetString(PyExc_TypeError, "a token must be str");
            Py_DECREF(tokens);
            return NULL;
        }
    }
    while (size < 2 * (uint64_t)PyTuple_GET_SIZE(tokens)) {
        size *= 2;
    }
    Index *index = PyObject_New(Index, type);
    if (index == NULL) {
        Py_DECREF(tokens);
        return NULL;
    }
    index->tokens = tokens;
    index->mask = size - 1;
    index->slots = PyMem_Calloc(size, sizeof(Slot));
    if (index->slots == NULL) {
        Py_DECREF(index);
        return PyErr_NoMemory();
    }
    fill_index(index);
    return (PyObject *)index;
}

static PyMethodDef index_methods[] = {
    {"__reduce__", reduce_index, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject index_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "stripper.native.compiled.Index",
    .tp_doc = "See stripper/native/index.py.",
    .tp_basicsize = sizeof(Index),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = new_index,
    .tp_dealloc = free_index,
    .tp_methods = index_methods,
};
