/* Take URLs apart: urls.py tells what comes out. */

#include "native.h"

typedef struct {
    Py_ssize_t start, end;
} Span;

typedef struct {
    PyObject *text;
    int kind;
    const void *data;
} Url;

static Py_UCS4
at(const Url *url, Py_ssize_t place)
{
    return PyUnicode_READ(url->kind, url->data, place);
}

/* The first place of a character in a stretch; its end where there is none. */
static Py_ssize_t
find(const Url *url, Span span, Py_UCS4 letter)
{
    while (span.start < span.end && at(url, span.start) != letter) {
        span.start++;
    }
    return span.start;
}

static int
is_word(const Url *url, Span span, const char *word)
{
    Py_ssize_t size = (Py_ssize_t)strlen(word);
    int same = span.end - span.start == size;
    for (Py_ssize_t k = 0; same && k < size; k++) {
        same = at(url, span.start + k) == (Py_UCS4)word[k];
    }
    return same;
}

/* The host, and what stands behind it as the path; an empty one and the whole URL where there is none. */
static Span
host_of(const Url *url, Span *path)
{
    Span whole = *path, host = {0, 0}, before = {0, 0};
    while (before.end + 1 < whole.end && (at(url, before.end) != '/' || at(url, before.end + 1) != '/')) {
        before.end++;
    }
    if (before.end + 2 < whole.end
        && (before.end == 0 || is_word(url, before, "http:") || is_word(url, before, "https:"))) {
        host = (Span){before.end + 2, whole.end};
        host.end = find(url, host, '/');
    }
    if (host.end > host.start) {
        *path = (Span){Py_MIN(host.end + 1, whole.end), whole.end};
    }
    return host;
}

/* Whether what stands before the first colon is a scheme of its own. */
static int
has_scheme(const Url *url, Span whole)
{
    Span scheme = {0, find(url, whole, ':')};
    int is_alpha = scheme.end > 0 && scheme.end < whole.end;
    for (Py_ssize_t k = 0; is_alpha && k < scheme.end; k++) {
        is_alpha = Py_UNICODE_ISALPHA(at(url, k));
    }
    return is_alpha && !is_word(url, scheme, "http") && !is_word(url, scheme, "https");
}

/* Cut off a character and what follows it; how much that is. */
static Py_ssize_t
cut_at(const Url *url, Span *path, Py_UCS4 letter)
{
    Py_ssize_t end = path->end;
    path->end = find(url, *path, letter);
    return end - path->end;
}

/* The path's segments that are not empty, the longest of them and the last. */
static PyObject *
segments_of(const Url *url, Span path, Span *longest, Span *last)
{
    PyObject *segments = PyList_New(0);
    Span one = {path.start, path.start - 1};

    *longest = *last = (Span){path.start, path.start};
    while (segments != NULL && one.end < path.end) {
        one.start = one.end + 1;
        one.end = find(url, (Span){one.start, path.end}, '/');
        if (one.end <= one.start) {
            continue;
        }
        PyObject *segment = PyUnicode_Substring(url->text, one.start, one.end);
        if (segment == NULL || PyList_Append(segments, segment) < 0) {
            Py_CLEAR(segments);
        }
        Py_XDECREF(segment);
        *last = one;
        *longest = one.end - one.start > longest->end - longest->start ? one : *longest;
    }
    return segments;
}

/* How many words a segment has beside the first. */
static Py_ssize_t
count_parters(const Url *url, Span segment)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t k = segment.start; k < segment.end; k++) {
        count += at(url, k) == '-' || at(url, k) == '_'
                 || (at(url, k) == '%' && is_word(url, (Span){k, Py_MIN(k + 3, segment.end)}, "%20"));
    }
    return count;
}

static Py_ssize_t
count_digits(const Url *url, Span path)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t k = path.start; k < path.end; k++) {
        count += Py_UNICODE_ISDECIMAL(at(url, k)) != 0;
    }
    return count;
}

static PyObject *
ending_of(const Url *url, Span segment, Py_ssize_t longest)
{
    Py_ssize_t start = segment.end;
    while (start > segment.start && at(url, start - 1) != '.') {
        start--;
    }
    return PyUnicode_Substring(url->text, start, Py_MIN(segment.end, start + longest));
}

static PyObject *
lowered(PyObject *text, Span span)
{
    PyObject *part = PyUnicode_Substring(text, span.start, span.end);
    PyObject *lower = part == NULL || span.end == span.start ? Py_XNewRef(part) : PyObject_CallMethod(part, "lower", NULL);
    Py_XDECREF(part);
    return lower;
}

static PyObject *
take_apart(PyObject *text, Py_ssize_t longest_ending)
{
    const Url url = {text, PyUnicode_KIND(text), PyUnicode_DATA(text)};
    const Span whole = {0, PyUnicode_GET_LENGTH(text)};
    Span path = whole, host = host_of(&url, &path), longest, last;
    int scheme = host.end == host.start && has_scheme(&url, whole);
    Py_ssize_t fragment = cut_at(&url, &path, '#'), query = cut_at(&url, &path, '?');
    PyObject *segments = segments_of(&url, path, &longest, &last);

    if (segments == NULL) {
        return NULL;
    }
    int dotted = find(&url, longest, '.') < longest.end;
    PyObject *name = lowered(text, host);
    PyObject *ending = dotted ? ending_of(&url, last, longest_ending) : PyUnicode_FromStringAndSize(NULL, 0);
    if (name == NULL || ending == NULL) {
        Py_XDECREF(name);
        Py_XDECREF(ending);
        Py_DECREF(segments);
        return NULL;
    }
    return Py_BuildValue("(NNNNNNnnnnN)", name, segments, ending, PyBool_FromLong(fragment > 0 && path.end == path.start),
                         PyBool_FromLong(scheme), PyBool_FromLong(query > 1), path.end - path.start,
                         PyList_GET_SIZE(segments), count_parters(&url, longest), count_digits(&url, path),
                         PyBool_FromLong(dotted));
}

PyObject *
split_urls(PyObject *self, PyObject *args)
{
    PyObject *urls, *found;
    Py_ssize_t ending;

    (void)self;
    if (!PyArg_ParseTuple(args, "O!n:split_urls", &PyList_Type, &urls, &ending)
        || (found = PyList_New(0)) == NULL) {
        return NULL;
    }
    for (Py_ssize_t k = 0; found != NULL && k < PyList_GET_SIZE(urls); k++) {
        PyObject *url = PyList_GET_ITEM(urls, k), *parts = NULL;
        if (PyUnicode_Check(url)) {
            Py_INCREF(url);
            parts = take_apart(url, ending);
            Py_DECREF(url);
        } else {
            PyErr_SetString(PyExc_TypeError, "a URL must be str");
        }
        if (parts == NULL || PyList_Append(found, parts) < 0) {
            Py_CLEAR(found);
        }
        Py_XDECREF(parts);
    }
    return found;
}
