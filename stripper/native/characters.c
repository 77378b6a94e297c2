/* Look at the characters of texts: characters.py tells what comes out. */

#include "native.h"

/* What is wrong with the sizes of texts of so many characters; NULL for nothing. */
static const char *
fault(const Py_buffer *sizes, Py_ssize_t characters)
{
    for (Py_ssize_t k = 0; k < sizes->shape[0]; k++) {
        int64_t size = ((const int64_t *)sizes->buf)[k];
        if (size < 0 || size > characters) {
            return "the texts must have all characters";
        }
        characters -= size;
    }
    return characters > 0 ? "the texts must have all characters" : NULL;
}

static const char *
fault_of_counts(const Py_buffer *views)
{
    if (views[3].shape[0] != views[0].shape[0] || views[4].shape[0] != views[2].shape[0] || views[1].shape[0] == 0) {
        return "there must be a place for each character and each text";
    }
    return fault(&views[2], views[0].shape[0]);
}

static const char *
count(const Py_buffer *views)
{
    const uint32_t *character = views[0].buf, *end;
    const uint8_t *table = views[1].buf;
    const int64_t *sizes = views[2].buf;
    uint32_t last = (uint32_t)views[1].shape[0] - 1;
    uint8_t *class = views[3].buf;
    float *counts = views[4].buf;
    Py_ssize_t classes = Py_MIN(views[4].shape[1], UINT8_MAX + 1);
    int64_t found[UINT8_MAX + 1] = {0};

    for (Py_ssize_t k = 0; k < views[2].shape[0]; k++, counts += views[4].shape[1]) {
        for (end = character + sizes[k]; character < end; character++) {
            *class = table[*character < last ? *character : last];
            found[*class++]++;
        }
        memset(counts, 0, (size_t)views[4].shape[1] * sizeof(float));
        for (Py_ssize_t one = 0; one < classes; one++) {
            counts[one] = (float)found[one];
            found[one] = 0;
        }
    }
    for (Py_ssize_t one = classes; one <= UINT8_MAX; one++) {
        if (found[one]) {
            return "there must be a place for each class";
        }
    }
    return NULL;
}

static void
measure(const Py_buffer *views, uint8_t space, uint8_t upper)
{
    const uint8_t *class = views[0].buf;
    const int64_t *sizes = views[1].buf;
    float *capitals = views[2].buf, *longest = capitals + views[2].shape[1];

    for (Py_ssize_t k = 0; k < views[1].shape[0]; k++) {
        Py_ssize_t found = 0, most = 0, begin = 0;
        for (Py_ssize_t at = 0; at < sizes[k]; at++) {
            found += at == begin && class[at] == upper;
            if (class[at] == space || at + 1 == sizes[k]) {
                most = Py_MAX(most, at + 1 - begin);
                begin = at + 1;
            }
        }
        capitals[k] = (float)found;
        longest[k] = (float)most;
        class += sizes[k];
    }
}

PyObject *
count_classes(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {
        {1, UINT32, READ}, {1, UINT8, READ}, {1, INT64, READ},
        {1, UINT8, WRITTEN}, {2, FLOAT32, WRITTEN},
    };
    PyObject *arrays[5];
    Py_buffer views[5];

    (void)self;
    if (!PyArg_ParseTuple(args, "OOOOO:count_classes", &arrays[0], &arrays[1], &arrays[2], &arrays[3], &arrays[4])
        || take_arrays(arrays, views, wanted, 5) < 0) {
        return NULL;
    }
    const char *wrong = fault_of_counts(views);
    return told(views, 5, wrong == NULL ? count(views) : wrong);
}

PyObject *
measure_words(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {{1, UINT8, READ}, {1, INT64, READ}, {2, FLOAT32, WRITTEN}};
    PyObject *arrays[3];
    Py_buffer views[3];
    unsigned char space, upper;

    (void)self;
    if (!PyArg_ParseTuple(args, "OObbO:measure_words", &arrays[0], &arrays[1], &space, &upper, &arrays[2])
        || take_arrays(arrays, views, wanted, 3) < 0) {
        return NULL;
    }
    const char *wrong = views[2].shape[0] != 2 || views[2].shape[1] != views[1].shape[0]
                            ? "there must be a place for each text"
                            : fault(&views[1], views[0].shape[0]);
    if (wrong == NULL) {
        measure(views, space, upper);
    }
    return told(views, 3, wrong);
}
