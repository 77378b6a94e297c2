/* Describe URLs: urls.py tells what comes out. */

#include "native.h"

/* Rows of the table that is written. */
#define ROWS 14

typedef struct {
    Py_ssize_t start, end;
} Span;

typedef struct {
    PyObject *text;
    int kind;
    const void *data;
    Span host, path, longest, last;
    Py_ssize_t segments, words, digits;
    char fragment, scheme, query, dotted;
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

/* The next segment that is not empty; 0 where there is none. */
static int
next_segment(const Url *url, Span *rest, Span *segment)
{
    while (rest->start < rest->end) {
        *segment = (Span){rest->start, find(url, *rest, '/')};
        rest->start = Py_MIN(segment->end + 1, rest->end);
        if (segment->end > segment->start) {
            return 1;
        }
    }
    *segment = (Span){rest->end, rest->end};
    return 0;
}

static int
is_same(const Url *one, Span here, const Url *other, Span there)
{
    int same = here.end - here.start == there.end - there.start;
    for (Py_ssize_t k = 0; same && k < here.end - here.start; k++) {
        same = at(one, here.start + k) == at(other, there.start + k);
    }
    return same;
}

/* Whether the first segments of two URLs, at most so many, are the same. */
static int
same_segments(const Url *one, const Url *other, Py_ssize_t most)
{
    Span rest = one->path, others = other->path, here, there;
    for (Py_ssize_t k = 0; k < most; k++) {
        int more = next_segment(one, &rest, &here);
        if (more != next_segment(other, &others, &there) || !is_same(one, here, other, there)) {
            return 0;
        }
        if (!more) {
            return 1;
        }
    }
    return 1;
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

/* What stands behind the last dot of the last segment, if the longest has one. */
static Span
ending_of(const Url *url, Py_ssize_t longest)
{
    Span ending = {url->last.end, url->last.end};
    while (url->dotted && ending.start > url->last.start && at(url, ending.start - 1) != '.') {
        ending.start--;
    }
    ending.end = Py_MIN(ending.end, ending.start + longest);
    return ending;
}

static Url
take_apart(PyObject *text)
{
    Url url = {.text = text, .kind = PyUnicode_KIND(text), .data = PyUnicode_DATA(text)};
    const Span whole = {0, PyUnicode_GET_LENGTH(text)};
    Span path = whole, rest, segment;

    url.host = host_of(&url, &path);
    url.scheme = url.host.end == url.host.start && has_scheme(&url, whole);
    url.fragment = cut_at(&url, &path, '#') > 0;
    url.query = cut_at(&url, &path, '?') > 1;
    url.fragment = url.fragment && path.end == path.start;
    url.path = rest = path;
    url.longest = url.last = (Span){path.start, path.start};
    for (; next_segment(&url, &rest, &segment); url.segments++) {
        url.last = segment;
        url.longest = segment.end - segment.start > url.longest.end - url.longest.start ? segment : url.longest;
    }
    url.words = count_parters(&url, url.longest);
    url.digits = count_digits(&url, path);
    url.dotted = find(&url, url.longest, '.') < url.longest.end;
    return url;
}

/* Write a column of the table of so many URLs. */
static void
describe(const Url *url, const Url *own, Py_ssize_t ending, Py_ssize_t count, double *out)
{
    const double column[] = {
        url->fragment,
        url->scheme,
        url->query,
        (double)(url->path.end - url->path.start),
        (double)url->segments,
        (double)url->words,
        (double)url->digits,
        url->dotted,
        same_segments(url, own, PY_SSIZE_T_MAX),
        same_segments(url, own, 1),
        (double)(url->segments - own->segments),
        (double)(url->words - own->words),
        (double)(url->digits - own->digits),
        is_same(url, ending_of(url, ending), own, ending_of(own, ending)),
    };
    _Static_assert(sizeof column == ROWS * sizeof(double), "a value for each row");
    for (Py_ssize_t row = 0; row < ROWS; row++) {
        out[row * count] = column[row];
    }
}

/* The host in lower case. */
static PyObject *
host_name(const Url *url)
{
    PyObject *host = PyUnicode_Substring(url->text, url->host.start, url->host.end);
    PyObject *lower = host == NULL || url->host.end == url->host.start ? Py_XNewRef(host)
                                                                       : PyObject_CallMethod(host, "lower", NULL);
    Py_XDECREF(host);
    return lower;
}

static PyObject *
describe_all(PyObject *urls, const Url *own, Py_ssize_t ending)
{
    Py_ssize_t count = PyTuple_GET_SIZE(urls);
    PyObject *hosts = PyList_New(count);
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, ROWS * count * (Py_ssize_t)sizeof(double));

    for (Py_ssize_t k = 0; hosts != NULL && bytes != NULL && k < count; k++) {
        PyObject *text = PyTuple_GET_ITEM(urls, k), *host = NULL;
        if (PyUnicode_Check(text)) {
            Url url = take_apart(text);
            describe(&url, own, ending, count, (double *)PyBytes_AS_STRING(bytes) + k);
            host = host_name(&url);
        } else {
            PyErr_SetString(PyExc_TypeError, "a URL must be str");
        }
        if (host == NULL) {
            Py_CLEAR(hosts);
        } else {
            PyList_SET_ITEM(hosts, k, host);
        }
    }
    if (hosts == NULL || bytes == NULL) {
        Py_XDECREF(hosts);
        Py_XDECREF(bytes);
        return NULL;
    }
    return Py_BuildValue("(NN)", hosts, bytes);
}

PyObject *
describe_urls(PyObject *self, PyObject *args)
{
    PyObject *list, *address, *urls, *found = NULL;
    Py_ssize_t ending;

    (void)self;
    if (!PyArg_ParseTuple(args, "O!Un:describe_urls", &PyList_Type, &list, &address, &ending)) {
        return NULL;
    }
    if (ending < 0) {
        PyErr_SetString(PyExc_ValueError, "an ending has no characters at least");
        return NULL;
    }
    urls = PyList_AsTuple(list);
    if (urls != NULL) {
        Url own = take_apart(address);
        found = describe_all(urls, &own, ending);
        Py_DECREF(urls);
    }
    return found;
}
