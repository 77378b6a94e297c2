/* The compiled kernels as one module: each has a file of its own, and a twin in Python beside it. */

#include "native.h"

PyObject *sum_leaves(PyObject *self, PyObject *args);
PyObject *walk_tree(PyObject *self, PyObject *args);
PyObject *name_rows(PyObject *self, PyObject *args);
PyObject *text_rows(PyObject *self, PyObject *args);
PyObject *url_rows(PyObject *self, PyObject *args);
PyObject *number_shapes(PyObject *self, PyObject *args);
PyObject *describe_urls(PyObject *self, PyObject *args);
PyObject *wording_rows(PyObject *self, PyObject *args);
PyObject *token_rows(PyObject *self, PyObject *args);
PyObject *word_rows(PyObject *self, PyObject *args);
PyObject *join_columns(PyObject *self, PyObject *args);
PyObject *number_pairs(PyObject *self, PyObject *args);
PyObject *number_paths(PyObject *self, PyObject *args);
PyObject *number_keys(PyObject *self, PyObject *keys);
PyObject *window_sums(PyObject *self, PyObject *args);
PyObject *neighbours(PyObject *self, PyObject *args);
PyObject *distances(PyObject *self, PyObject *args);
PyObject *count_classes(PyObject *self, PyObject *args);
PyObject *measure_words(PyObject *self, PyObject *args);
PyObject *end_elements(PyObject *self, PyObject *args);
PyObject *sum_subtrees(PyObject *self, PyObject *args);
PyObject *flag_within(PyObject *self, PyObject *args);
PyObject *count_common(PyObject *self, PyObject *args);
PyObject *find_common(PyObject *self, PyObject *args);
PyObject *compare_groups(PyObject *self, PyObject *args);
PyObject *sum_rows(PyObject *self, PyObject *args);
PyObject *cut_lines(PyObject *self, PyObject *args);
PyObject *number_words(PyObject *self, PyObject *args);
PyObject *find_phrases(PyObject *self, PyObject *args);
PyObject *sum_paths(PyObject *self, PyObject *args);
PyObject *far_edges(PyObject *self, PyObject *args);
PyObject *scan_utf8(PyObject *self, PyObject *data);
extern PyTypeObject index_type;
int find_lxml(void);

static PyMethodDef methods[] = {
    {"sum_leaves", sum_leaves, METH_VARARGS, "See stripper/native/trees.py."},
    {"walk_tree", walk_tree, METH_VARARGS, "See stripper/native/walk.py."},
    {"name_rows", name_rows, METH_VARARGS, "See stripper/native/tokens.py."},
    {"text_rows", text_rows, METH_VARARGS, "See stripper/native/tokens.py."},
    {"url_rows", url_rows, METH_VARARGS, "See stripper/native/tokens.py."},
    {"number_shapes", number_shapes, METH_VARARGS, "See stripper/native/shapes.py."},
    {"describe_urls", describe_urls, METH_VARARGS, "See stripper/native/urls.py."},
    {"token_rows", token_rows, METH_VARARGS, "See stripper/native/tokens.py."},
    {"wording_rows", wording_rows, METH_VARARGS, "See stripper/native/tokens.py."},
    {"word_rows", word_rows, METH_VARARGS, "See stripper/native/distinct.py."},
    {"join_columns", join_columns, METH_VARARGS, "See stripper/native/matrix.py."},
    {"number_keys", number_keys, METH_O, "See stripper/native/numbering.py."},
    {"number_pairs", number_pairs, METH_VARARGS, "See stripper/native/numbering.py."},
    {"number_paths", number_paths, METH_VARARGS, "See stripper/native/numbering.py."},
    {"window_sums", window_sums, METH_VARARGS, "See stripper/native/windows.py."},
    {"neighbours", neighbours, METH_VARARGS, "See stripper/native/windows.py."},
    {"distances", distances, METH_VARARGS, "See stripper/native/windows.py."},
    {"count_classes", count_classes, METH_VARARGS, "See stripper/native/characters.py."},
    {"measure_words", measure_words, METH_VARARGS, "See stripper/native/characters.py."},
    {"end_elements", end_elements, METH_VARARGS, "See stripper/native/elements.py."},
    {"sum_subtrees", sum_subtrees, METH_VARARGS, "See stripper/native/elements.py."},
    {"flag_within", flag_within, METH_VARARGS, "See stripper/native/elements.py."},
    {"count_common", count_common, METH_VARARGS, "See stripper/native/elements.py."},
    {"find_common", find_common, METH_VARARGS, "See stripper/native/elements.py."},
    {"compare_groups", compare_groups, METH_VARARGS, "See stripper/native/groups.py."},
    {"sum_rows", sum_rows, METH_VARARGS, "See stripper/native/weights.py."},
    {"number_words", number_words, METH_VARARGS, "See stripper/native/words.py."},
    {"find_phrases", find_phrases, METH_VARARGS, "See stripper/native/words.py."},
    {"sum_paths", sum_paths, METH_VARARGS, "See stripper/native/elements.py."},
    {"far_edges", far_edges, METH_VARARGS, "See stripper/native/pages.py."},
    {"scan_utf8", scan_utf8, METH_O, "See stripper/native/pages.py."},
    {"cut_lines", cut_lines, METH_VARARGS, "See stripper/native/lines.py."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "compiled", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC
PyInit_compiled(void)
{
    if (find_lxml() < 0) {
        return NULL;
    }
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && PyModule_AddType(module, &index_type) < 0) {
        Py_CLEAR(module);
    }
    return module;
}
