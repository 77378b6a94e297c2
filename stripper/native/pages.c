/* Look through the bytes of a page: pages.py tells what comes out. */

#include "native.h"

/* So many bytes are looked at together, as long as they are ASCII. */
#define TOGETHER 64

/* Without branches, so that many bytes are looked at together. */
static inline int
is_forbidden(uint8_t byte)
{
    return (byte < 0x20) & (byte != '\t') & (byte != '\n') & (byte != '\r');
}

/* Whether none of so many bytes is beyond ASCII; and whether one is forbidden. */
static int
is_ascii(const uint8_t *bytes, int *forbidden)
{
    uint8_t all = 0, odd = 0;
    for (int k = 0; k < TOGETHER; k++) {
        all |= bytes[k];
        odd |= (uint8_t)is_forbidden(bytes[k]);
    }
    *forbidden = odd;
    return all < 0x80;
}

/* How many bytes a character has (RFC 3629, section 4), 0 where it is none. */
static Py_ssize_t
size_of(const uint8_t *bytes, Py_ssize_t left)
{
    uint8_t first = bytes[0], least = 0x80, most = 0xBF;
    Py_ssize_t size = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;

    if (size > left) {
        return 0;
    }
    if (first == 0xE0) {
        least = 0xA0;
    } else if (first == 0xED) {
        most = 0x9F;
    } else if (first == 0xF0) {
        least = 0x90;
    } else if (first == 0xF4) {
        most = 0x8F;
    }
    if (size > 1 && (bytes[1] < least || bytes[1] > most)) {
        return 0;
    }
    for (Py_ssize_t k = 2; k < size; k++) {
        if ((bytes[k] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return size;
}

PyObject *
scan_utf8(PyObject *self, PyObject *data)
{
    char *begin;
    Py_ssize_t size, characters = 0, width;
    int clean = 1, forbidden;

    (void)self;
    if (PyBytes_AsStringAndSize(data, &begin, &size) < 0) {
        return NULL;
    }
    const uint8_t *bytes = (const uint8_t *)begin, *end = bytes + size;
    while (bytes < end) {
        if (end - bytes >= TOGETHER && is_ascii(bytes, &forbidden)) {
            clean &= !forbidden;
            characters += TOGETHER;
            bytes += TOGETHER;
            continue;
        }
        const uint8_t *stop = end - bytes > TOGETHER ? bytes + TOGETHER : end;
        for (; bytes < stop; bytes += width, characters++) {
            width = size_of(bytes, end - bytes);
            if (width == 0) {
                Py_RETURN_NONE;
            }
            clean &= !is_forbidden(bytes[0]);
            clean &= !(width == 2 && bytes[0] == 0xC2 && bytes[1] < 0xA0);
            clean &= !(width == 3 && bytes[0] == 0xEF && bytes[1] == 0xBF && bytes[2] >= 0xBE);
        }
    }
    return Py_BuildValue("(nO)", characters, clean ? Py_True : Py_False);
}

/* The first of some bytes that is a '<' or a '>'; their end, where none is. */
static const uint8_t *
next_edge(const uint8_t *bytes, const uint8_t *end)
{
    while (end - bytes >= TOGETHER) {
        uint8_t found = 0;
        for (int k = 0; k < TOGETHER; k++) {
            found |= (uint8_t)((bytes[k] | 2) == '>');
        }
        if (found) {
            break;
        }
        bytes += TOGETHER;
    }
    while (bytes < end && (*bytes | 2) != '>') {
        bytes++;
    }
    return bytes;
}

PyObject *
far_edges(PyObject *self, PyObject *args)
{
    PyObject *data, *found = PyList_New(0);
    Py_ssize_t far;

    (void)self;
    if (found == NULL || !PyArg_ParseTuple(args, "Sn:far_edges", &data, &far)) {
        Py_XDECREF(found);
        return NULL;
    }
    const uint8_t *begin = (const uint8_t *)PyBytes_AS_STRING(data), *end = begin + PyBytes_GET_SIZE(data);
    const uint8_t *edge = begin - 1;
    while (edge < end) {
        const uint8_t *within = end - edge > far ? edge + far : end - 1;
        while (within > edge && (*within | 2) != '>') {
            within--;
        }
        if (within > edge) { /* none of those in between has a far one behind it */
            edge = within;
            continue;
        }
        const uint8_t *next = next_edge(edge + 1, end);
        if (next - edge > far) {
            PyObject *pair = Py_BuildValue("(nn)", (Py_ssize_t)(edge - begin), (Py_ssize_t)(next - begin));
            int failed = pair == NULL || PyList_Append(found, pair) < 0;
            Py_XDECREF(pair);
            if (failed) {
                Py_CLEAR(found);
                break;
            }
        }
        edge = next;
    }
    return found;
}
