/* Compare what is in the same group: groups.py tells what comes out. */

#include "native.h"
#include <math.h>

/* Of a group: the sum and the number of its values, the two greatest that differ, and how many are the greatest. */
typedef struct {
    double sum, best, second;
    int64_t count, several;
} Group;

static void
add(Group *group, double value)
{
    group->sum += value;
    group->count++;
    if (value > group->best) {
        group->second = group->best;
        group->best = value;
        group->several = 1;
    } else if (value == group->best) {
        group->several++;
    } else if (value > group->second) {
        group->second = value;
    }
}

static void
compare(const int64_t *groups, const double *values, Py_ssize_t k, double missing, Group *found, double *out)
{
    for (Py_ssize_t at = 0; at < k; at++) {
        found[at] = (Group){.best = -INFINITY, .second = -INFINITY};
    }
    for (Py_ssize_t at = 0; at < k; at++) {
        add(&found[groups[at]], values[at]);
    }
    for (Py_ssize_t at = 0; at < k; at++) {
        const Group *group = &found[groups[at]];
        int alone = group->count == 1, ahead = values[at] == group->best && group->several == 1;
        out[at] = group->best;
        out[k + at] = alone ? missing : (group->sum - values[at]) / (double)(group->count - 1);
        out[2 * k + at] = alone ? missing : ahead ? group->second : group->best;
    }
}

static const char *
compare_all(const Py_buffer *views, double missing)
{
    Py_ssize_t k = views[0].shape[0];
    const int64_t *groups = views[0].buf;
    int fits = 1;

    if (views[1].shape[0] != k || views[2].shape[0] != 3 || views[2].shape[1] != k) {
        return "there must be a place for each value";
    }
    for (Py_ssize_t at = 0; at < k; at++) {
        fits &= groups[at] >= 0 && groups[at] < k;
    }
    if (!fits) {
        return "there are more groups than values";
    }
    Group *found = PyMem_New(Group, k);
    if (found == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    compare(groups, views[1].buf, k, missing, found, views[2].buf);
    PyMem_Free(found);
    return NULL;
}

PyObject *
compare_groups(PyObject *self, PyObject *args)
{
    static const Wanted wanted[] = {{1, INT64, READ}, {1, FLOAT64, READ}, {2, FLOAT64, WRITTEN}};
    PyObject *arrays[3];
    Py_buffer views[3];
    double missing;

    (void)self;
    if (!PyArg_ParseTuple(args, "OOdO:compare_groups", &arrays[0], &arrays[1], &missing, &arrays[2])
        || take_arrays(arrays, views, wanted, 3) < 0) {
        return NULL;
    }
    return told(views, 3, compare_all(views, missing));
}
