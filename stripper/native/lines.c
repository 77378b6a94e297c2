/* Cut text into lines and cells: lines.py tells what comes out. */

#include "native.h"

typedef struct {
    int kind;
    const void *data;
    PyObject *bullets, *lines;
    Py_ssize_t wide, most, room;
    Py_UCS4 *shown;
    int follows;
} Cut;

#define LETTER(place) PyUnicode_READ(cut->kind, cut->data, (place))
#define IS_SPACE(place) Py_UNICODE_ISSPACE(LETTER(place))

/* Copy a cell, its words parted by one space each; how many characters that makes. */
static Py_ssize_t
squeeze(Cut *cut, Py_ssize_t start, Py_ssize_t end)
{
    Py_ssize_t size = 0;
    int parted = 0;

    for (Py_ssize_t k = start; k < end; k++) {
        Py_UCS4 letter = LETTER(k);
        if (Py_UNICODE_ISSPACE(letter)) {
            parted = size > 0;
            continue;
        }
        if (parted) {
            cut->shown[size++] = ' ';
            parted = 0;
        }
        cut->shown[size++] = letter;
    }
    return size;
}

/* Where the text of an item begins; where the cell does, if it is none. */
static Py_ssize_t
behind_bullet(const Cut *cut, Py_ssize_t start, Py_ssize_t end)
{
    Py_ssize_t place = start + 1;

    if (place >= end || !IS_SPACE(place)
        || PyUnicode_FindChar(cut->bullets, LETTER(start), 0, PyUnicode_GET_LENGTH(cut->bullets), 1) < 0) {
        return start;
    }
    while (place < end && IS_SPACE(place)) {
        place++;
    }
    return place < end ? place : start;
}

static int
add_cell(Cut *cut, Py_ssize_t start, Py_ssize_t end, int before, int after)
{
    Py_ssize_t from = behind_bullet(cut, start, end);

    if (grow(&cut->shown, &cut->room, end - from, sizeof(Py_UCS4)) < 0) {
        return -1;
    }
    Py_ssize_t size = squeeze(cut, from, end);
    int follows = cut->follows, failed = 0;
    cut->follows = size > 0;
    if (size > 0) {
        PyObject *shown = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, cut->shown, size);
        PyObject *line = shown == NULL ? NULL
                                       : PyTuple_Pack(5, shown, from > start ? Py_True : Py_False,
                                                      before ? Py_True : Py_False, after ? Py_True : Py_False,
                                                      follows ? Py_True : Py_False);
        failed = line == NULL || PyList_Append(cut->lines, line) < 0;
        Py_XDECREF(shown);
        Py_XDECREF(line);
    }
    return failed ? -1 : 0;
}

/* Where the next gap between cells begins, and where it ends; the end, where none does. */
static Py_ssize_t
next_gap(const Cut *cut, Py_ssize_t place, Py_ssize_t end, Py_ssize_t *behind)
{
    while (place < end) {
        Py_UCS4 letter = LETTER(place);
        *behind = place + 1;
        if (letter == ' ' || letter == '\t') {
            while (*behind < end && LETTER(*behind) == letter) {
                ++*behind;
            }
            if (letter == '\t' || *behind - place >= cut->wide) {
                return place;
            }
        }
        place = *behind;
    }
    *behind = end;
    return end;
}

static int
add_line(Cut *cut, Py_ssize_t start, Py_ssize_t end)
{
    Py_ssize_t first = start, last = end;

    while (first < last && IS_SPACE(first)) {
        first++;
    }
    while (first < last && IS_SPACE(last - 1)) {
        last--;
    }
    if (first == last) {
        cut->follows = 0;
        return 0;
    }
    int before = first == start + 1 && LETTER(start) == ' ', after = last == end - 1 && LETTER(last) == ' ';
    while (first < last && PyList_GET_SIZE(cut->lines) < cut->most) {
        Py_ssize_t behind, gap = next_gap(cut, first, last, &behind);
        if (add_cell(cut, first, gap, before, after) < 0) {
            return -1;
        }
        first = behind;
    }
    return 0;
}

static int
cut_all(Cut *cut, Py_ssize_t size)
{
    for (Py_ssize_t start = 0, end; start < size && PyList_GET_SIZE(cut->lines) < cut->most; start = end + 1) {
        for (end = start; end < size && !Py_UNICODE_ISLINEBREAK(LETTER(end)); end++) {
        }
        if (add_line(cut, start, end) < 0) {
            return -1;
        }
        if (end + 1 < size && LETTER(end) == '\r' && LETTER(end + 1) == '\n') {
            end++;
        }
    }
    return 0;
}

PyObject *
cut_lines(PyObject *self, PyObject *args)
{
    PyObject *text;
    Cut cut = {0};

    (void)self;
    if (!PyArg_ParseTuple(args, "UUnn:cut_lines", &text, &cut.bullets, &cut.wide, &cut.most)) {
        return NULL;
    }
    cut.kind = PyUnicode_KIND(text);
    cut.data = PyUnicode_DATA(text);
    cut.lines = PyList_New(0);
    if (cut.lines != NULL && cut_all(&cut, PyUnicode_GET_LENGTH(text)) < 0) {
        Py_CLEAR(cut.lines);
    }
    PyMem_Free(cut.shown);
    return cut.lines;
}
