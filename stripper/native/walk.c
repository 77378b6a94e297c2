/* Walk over an lxml tree: walk.py tells what comes out. */

#include "native.h"

/* The beginnings of libxml2's nodes, which are part of its public interface (libxml/tree.h). */
enum { ELEMENT = 1, TEXT = 3, CDATA = 4, ENTITY = 5, INSTRUCTION = 7, COMMENT = 8, XINCLUDE_START = 19, XINCLUDE_END };

typedef struct {
    void *next;
    int type;
    const char *href;
} Namespace;

typedef struct Node {
    void *private;
    int type;
    const char *name;
    struct Node *children, *last, *parent, *next, *prev;
    void *document;
    Namespace *space; /* of attributes too */
    char *content;    /* of elements and texts, from here on */
    struct Node *attributes;
} Node;

/* An lxml element (lxml/etree.h). */
typedef struct {
    PyObject_HEAD
    PyObject *document;
    Node *node;
    PyObject *tag;
} Element;

static PyTypeObject *element_type;
static PyObject *(*text_of)(Node *), *(*tail_of)(Node *), *(*attribute_value)(Node *, Node *);

/* What tags and attributes do: those of walk.py. */
enum { PARTS = 1, SKIPPED = 2, HIDDEN = 4, STRONG = 8, VERBATIM = 16, BREAK = 32, ANCHOR = 64, ROW = 128 };
enum { NAMES = 1, HIDES = 2, STYLES = 4 };

/* Names that have been met, by where they lie in memory: libxml2 keeps each once. */
#define MET 512
typedef struct {
    const char *name;
    PyObject *shown;
    long does;
} Name;

typedef struct {
    Py_ssize_t node, link;
    long does;
    char strong, visible, verbatim, counts;
} State;

/* A run's piece: as libxml2 has it, or if that is in several pieces as a str. */
typedef struct {
    const char *bytes;
    PyObject *text;
    Py_ssize_t node, link;
    char strong;
} Piece;

typedef struct {
    Py_ssize_t parent, depth, blockish;
} Place;

typedef struct {
    PyObject *kinds, *attributes, *styles;
    PyObject *tags, *names, *hrefs, *events, *empty;
    Name met_tags[MET], met_attributes[MET];
    State now, *open;
    Piece *run;
    Place *places;
    Py_UCS4 *letters;
    Py_ssize_t opened, open_room, pieces, run_room, count, room, letter_room, breaks;
    /* How many pieces of the run are not blank, to two, and the first of them; and where the run begins. */
    Py_ssize_t filled, first, base;
    /* The run, before that, that a hidden element in the midst of it does not part. */
    Py_ssize_t aside_filled, aside_first, aside_breaks;
    Node *skipping;
} Walk;

static PyObject *
decoded(const char *bytes)
{
    return PyUnicode_DecodeUTF8(bytes, (Py_ssize_t)strlen(bytes), NULL);
}

static int
add_event(Walk *walk, PyObject *event)
{
    int failed = event == NULL || PyList_Append(walk->events, event) < 0;
    Py_XDECREF(event);
    return failed ? -1 : 0;
}

static int
is_plain(const Node *node)
{
    return node->space == NULL || node->space->href == NULL;
}

/* The name without its namespace, as what follows the first brace in "{namespace}name". */
static PyObject *
local_name(const Node *node)
{
    const char *brace = is_plain(node) ? NULL : strchr(node->space->href, '}');
    return brace == NULL ? decoded(node->name) : PyUnicode_FromFormat("%s}%s", brace + 1, node->name);
}

/* A name that has been met, and what it does by a dict; NULL and an exception on failure. */
static const Name *
look_up(Name *met, const Node *node, PyObject *table)
{
    int repeats = is_plain(node) || strchr(node->space->href, '}') == NULL;
    Name *name = &met[((uintptr_t)node->name >> 3) % MET];
    if (repeats && name->name == node->name) {
        return name;
    }
    PyObject *shown = local_name(node);
    if (shown == NULL) {
        return NULL;
    }
    PyUnicode_InternInPlace(&shown);
    PyObject *does = PyDict_GetItemWithError(table, shown);
    long flags = does == NULL ? 0 : PyLong_AsLong(does);
    if (PyErr_Occurred()) {
        Py_DECREF(shown);
        return NULL;
    }
    Py_XSETREF(name->shown, shown);
    name->name = repeats ? node->name : NULL;
    name->does = flags;
    return name;
}

static PyObject *
value_of(Node *element, Node *attribute)
{
    Node *child = attribute->children;
    if (child == NULL) {
        return PyUnicode_FromStringAndSize(NULL, 0);
    }
    if (child->type == TEXT && child->next == NULL && child->content != NULL) {
        return decoded(child->content);
    }
    return attribute_value(element, attribute);
}

/* The value of an attribute without namespace: NULL without an exception where there is none. */
static PyObject *
href_of(Node *element)
{
    for (Node *attribute = element->attributes; attribute != NULL; attribute = attribute->next) {
        if (is_plain(attribute) && strcmp(attribute->name, "href") == 0) {
            return value_of(element, attribute);
        }
    }
    return NULL;
}

static int
is_text(const Node *node)
{
    return node != NULL && (node->type == TEXT || node->type == CDATA);
}

static int
is_included(const Node *node)
{
    return node != NULL && (node->type == XINCLUDE_START || node->type == XINCLUDE_END);
}

/* 1 where a text is but white space, 0 where not, -1 and an exception on failure. */
static int
is_blank(const char *bytes, PyObject *text)
{
    PyObject *whole = text;
    int blank = 1;
    if (whole == NULL) {
        while (*bytes == ' ' || (*bytes >= '\t' && *bytes <= '\r') || (*bytes >= 0x1C && *bytes <= 0x1F)) {
            bytes++;
        }
        if ((unsigned char)*bytes < 0x80) {
            return *bytes == '\0';
        }
        whole = decoded(bytes);
        if (whole == NULL) {
            return -1;
        }
    }
    for (Py_ssize_t k = 0; blank && k < PyUnicode_GET_LENGTH(whole); k++) {
        blank = Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(whole, k));
    }
    if (text == NULL) {
        Py_DECREF(whole);
    }
    return blank;
}

/* The text that begins at a node, as bytes, or as a str where it is in several pieces; both NULL for none. */
static int
read_text(Node *owner, Node *first, PyObject *(*whole)(Node *), const char **bytes, PyObject **text)
{
    *bytes = NULL;
    *text = NULL;
    if (is_text(first) && first->content != NULL && !is_text(first->next) && !is_included(first->next)) {
        *bytes = *first->content ? first->content : NULL;
    } else if (is_text(first) || is_included(first)) {
        *text = whole(owner);
        if (*text == NULL) {
            return -1;
        }
        if (!PyUnicode_Check(*text) || PyUnicode_GET_LENGTH(*text) == 0) {
            Py_CLEAR(*text);
        }
    }
    return 0;
}

static int
add_text(Walk *walk, Node *owner, Node *first, PyObject *(*whole)(Node *))
{
    const char *bytes;
    PyObject *text;
    int blank = 1;

    if (read_text(owner, first, whole, &bytes, &text) < 0) {
        return -1;
    }
    if (bytes == NULL && text == NULL) {
        return 0;
    }
    if (walk->filled < 2) {
        blank = is_blank(bytes, text);
    }
    if (blank < 0 || grow(&walk->run, &walk->run_room, walk->pieces + 1, sizeof(Piece)) < 0) {
        Py_XDECREF(text);
        return -1;
    }
    if (!blank) {
        walk->first = walk->filled++ ? walk->first : walk->pieces;
    }
    walk->run[walk->pieces++] = (Piece){bytes, text, walk->now.node, walk->now.link, walk->now.strong};
    return 0;
}

static PyObject *
text_in(Piece *piece)
{
    PyObject *text = piece->text ? piece->text : decoded(piece->bytes);
    piece->text = NULL;
    return text;
}

/* A text, each stretch of white space in it a single space, and none at its ends; takes the text. */
static PyObject *
collapsed(Walk *walk, PyObject *text)
{
    Py_ssize_t size = text == NULL ? -1 : PyUnicode_GET_LENGTH(text), kept = 0;
    int changed = 0, parted = 0;

    if (size < 0 || grow(&walk->letters, &walk->letter_room, size + 1, sizeof(Py_UCS4)) < 0) {
        Py_XDECREF(text);
        return NULL;
    }
    for (Py_ssize_t k = 0; k < size; k++) {
        Py_UCS4 letter = PyUnicode_READ_CHAR(text, k);
        if (Py_UNICODE_ISSPACE(letter)) {
            changed |= parted || kept == 0 || letter != ' ';
            parted = 1;
            continue;
        }
        if (parted && kept > 0) {
            walk->letters[kept++] = ' ';
        }
        walk->letters[kept++] = letter;
        parted = 0;
    }
    if (!changed && !parted) {
        return text;
    }
    Py_DECREF(text);
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, walk->letters, kept);
}

#define TRUTH(flag) ((flag) ? Py_True : Py_False)

static PyObject *
made(Piece *piece)
{
    PyObject *text = text_in(piece);
    return text == NULL ? NULL : Py_BuildValue("(NnnO)", text, piece->node, piece->link, TRUTH(piece->strong));
}

/* The event of a run of which but one piece is not blank. */
static PyObject *
made_alone(Walk *walk, Piece *piece)
{
    PyObject *text = collapsed(walk, text_in(piece));
    return text == NULL ? NULL
                        : Py_BuildValue("(NnnOOO)", text, piece->node, piece->link, TRUTH(piece->strong),
                                        TRUTH(walk->now.visible), TRUTH(walk->breaks == 1));
}

/* The event of any other run. */
static PyObject *
made_together(Walk *walk)
{
    PyObject *pieces = PyList_New(walk->pieces - walk->base);
    for (Py_ssize_t k = walk->base; pieces != NULL && k < walk->pieces; k++) {
        PyObject *piece = made(&walk->run[k]);
        if (piece == NULL) {
            Py_CLEAR(pieces);
            break;
        }
        PyList_SET_ITEM(pieces, k - walk->base, piece);
    }
    return pieces == NULL ? NULL
                          : Py_BuildValue("(NOOO)", pieces, TRUTH(walk->now.visible), TRUTH(walk->now.verbatim),
                                          TRUTH(walk->breaks == 1));
}

/* End the run: an event, unless it is blank. */
static int
flush(Walk *walk)
{
    int failed = 0;
    if (walk->filled) {
        int alone = walk->filled == 1 && !walk->now.verbatim;
        failed = add_event(walk, alone ? made_alone(walk, &walk->run[walk->first]) : made_together(walk));
        walk->breaks = 0;
    }
    for (Py_ssize_t k = walk->base; k < walk->pieces; k++) {
        Py_CLEAR(walk->run[k].text);
    }
    walk->pieces = walk->base;
    walk->filled = 0;
    return failed;
}

/* Begin a run within the one so far, for what is hidden there. */
static void
put_aside(Walk *walk)
{
    walk->aside_filled = walk->filled;
    walk->aside_first = walk->first;
    walk->aside_breaks = walk->breaks;
    walk->base = walk->pieces;
    walk->filled = 0;
    walk->breaks = 0;
}

/* End that run, and go on with the one around it. */
static int
take_up(Walk *walk)
{
    int failed = flush(walk);
    walk->filled = walk->aside_filled;
    walk->first = walk->aside_first;
    walk->breaks = walk->aside_breaks;
    walk->base = 0;
    return failed;
}

/* Whether a style, in lower case without spaces, has one of the words; -1 and an exception on failure. */
static int
hides(Walk *walk, PyObject *value)
{
    Py_ssize_t size, kept = 0;
    const char *style = PyUnicode_AsUTF8AndSize(value, &size);
    char *squeezed = style == NULL ? NULL : PyMem_Malloc((size_t)size + 1);
    int found = 0;

    if (squeezed == NULL) {
        if (style != NULL) {
            PyErr_NoMemory();
        }
        return -1;
    }
    for (Py_ssize_t k = 0; k < size; k++) {
        if (style[k] != ' ') {
            squeezed[kept++] = style[k] >= 'A' && style[k] <= 'Z' ? style[k] + ('a' - 'A') : style[k];
        }
    }
    squeezed[kept] = '\0';
    for (Py_ssize_t k = 0; !found && k < PyTuple_GET_SIZE(walk->styles); k++) {
        const char *word = PyUnicode_AsUTF8(PyTuple_GET_ITEM(walk->styles, k));
        found = word == NULL ? -1 : strstr(squeezed, word) != NULL;
    }
    PyMem_Free(squeezed);
    return found;
}

/* The values of the naming attributes, joined; and whether an attribute hides the element. */
static PyObject *
read_attributes(Walk *walk, Node *element, int *hidden)
{
    PyObject *names = Py_NewRef(walk->empty);
    for (Node *attribute = element->attributes; attribute != NULL; attribute = attribute->next) {
        if (!is_plain(attribute)) {
            continue;
        }
        const Name *name = look_up(walk->met_attributes, attribute, walk->attributes);
        if (name == NULL) {
            goto failed;
        }
        if (name->does & HIDES) {
            *hidden = 1;
        } else if (name->does & (NAMES | STYLES)) {
            PyObject *value = value_of(element, attribute);
            if (value == NULL) {
                goto failed;
            }
            if (name->does & STYLES) {
                int found = hides(walk, value);
                Py_DECREF(value);
                if (found < 0) {
                    goto failed;
                }
                *hidden |= found;
            } else if (PyUnicode_GET_LENGTH(names) == 0) {
                Py_SETREF(names, value);
            } else {
                PyObject *joined = PyUnicode_FromFormat("%U %U", names, value);
                Py_DECREF(value);
                Py_SETREF(names, joined);
                if (names == NULL) {
                    return NULL;
                }
            }
        }
    }
    return names;

failed:
    Py_DECREF(names);
    return NULL;
}

static int
add_place(Walk *walk, const Name *tag, PyObject *names)
{
    if (names == NULL) {
        return -1;
    }
    int failed = PyList_Append(walk->names, names) < 0 || PyList_Append(walk->tags, tag->shown) < 0
                 || grow(&walk->places, &walk->room, walk->count + 1, sizeof(Place)) < 0;
    Py_DECREF(names);
    if (failed) {
        return -1;
    }
    Py_ssize_t parent = walk->now.node, node = walk->count++;
    walk->places[node] = (Place){
        parent,
        parent < 0 ? 0 : walk->places[parent].depth + 1,
        parent < 0 || tag->does & PARTS ? node : walk->places[parent].blockish,
    };
    walk->now.node = node;
    return 0;
}

static int
has_element(Node *node)
{
    for (; node != NULL; node = node->next) {
        if (node->type == ELEMENT || node->type == COMMENT || node->type == ENTITY || node->type == INSTRUCTION) {
            return 1;
        }
    }
    return 0;
}

/* Note an anchor's link, and whether the anchor is empty. */
static int
open_anchor(Walk *walk, Node *element)
{
    PyObject *href = href_of(element), *text;
    const char *bytes;
    int blank = 1;

    if (href == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    walk->now.link = PyList_GET_SIZE(walk->hrefs);
    int failed = PyList_Append(walk->hrefs, href) < 0;
    int fragment = PyUnicode_FindChar(href, '#', 0, PyUnicode_GET_LENGTH(href), 1) >= 0;
    Py_DECREF(href);
    if (failed) {
        return -1;
    }
    if (fragment || has_element(element->children)) {
        return 0;
    }
    if (read_text(element, element->children, text_of, &bytes, &text) < 0) {
        return -1;
    }
    if (bytes != NULL || text != NULL) {
        blank = is_blank(bytes, text);
        Py_XDECREF(text);
    }
    if (blank <= 0) {
        return blank;
    }
    return add_event(walk, Py_BuildValue("(nn)", walk->now.node, walk->now.link));
}

static int
open_element(Walk *walk, Node *element, const Name *tag)
{
    long does = tag->does;
    int hidden = (does & HIDDEN) != 0;

    if (does & (PARTS | BREAK)) {
        if (flush(walk) < 0) {
            return -1;
        }
        walk->breaks = does & PARTS ? 0 : walk->breaks + 1;
    }
    PyObject *names = read_attributes(walk, element, &hidden);
    if (names == NULL) {
        return -1;
    }
    if (hidden && walk->now.visible) {
        if (!(does & PARTS)) {
            put_aside(walk);
        }
        walk->now.visible = 0;
    }
    if (add_place(walk, tag, names) < 0) {
        return -1;
    }
    if (does & ANCHOR) {
        if (open_anchor(walk, element) < 0) {
            return -1;
        }
    } else if (does & STRONG) {
        walk->now.strong = 1;
    } else if (does & VERBATIM) {
        walk->now.verbatim = 1;
    }
    return add_text(walk, element, element->children, text_of);
}

static int
enter(Walk *walk, Node *node)
{
    const Name *tag = NULL;
    if (grow(&walk->open, &walk->open_room, walk->opened + 1, sizeof(State)) < 0) {
        return -1;
    }
    if (node->type == ELEMENT) {
        tag = look_up(walk->met_tags, node, walk->kinds);
        if (tag == NULL) {
            return -1;
        }
    }
    State *state = &walk->open[walk->opened++];
    *state = walk->now;
    state->counts = tag != NULL && walk->skipping == NULL;
    state->does = tag == NULL ? 0 : tag->does;
    if (!state->counts) {
        if (tag != NULL && tag->does & ANCHOR && is_plain(node)) {
            PyObject *href = href_of(node);
            if (href == NULL) {
                return PyErr_Occurred() ? -1 : 0;
            }
            int failed = PyList_Append(walk->hrefs, href);
            Py_DECREF(href);
            return failed;
        }
        return 0;
    }
    if (tag->does & SKIPPED) {
        walk->skipping = node;
        return tag->does & PARTS ? flush(walk) : 0;
    }
    if (tag->does & ROW && add_event(walk, Py_BuildValue("()")) < 0) {
        return -1;
    }
    return open_element(walk, node, tag);
}

static int
leave(Walk *walk, Node *node)
{
    State *state = &walk->open[--walk->opened];
    if (walk->skipping == node) {
        walk->skipping = NULL;
    } else if (state->counts && walk->skipping == NULL) {
        if (state->visible != walk->now.visible && !(state->does & PARTS)) {
            if (take_up(walk) < 0) {
                return -1;
            }
        } else if (state->does & PARTS) {
            if (flush(walk) < 0) {
                return -1;
            }
            walk->breaks = 0;
            if (state->does & ROW && add_event(walk, Py_BuildValue("(n)", walk->now.node)) < 0) {
                return -1;
            }
        }
        walk->now = *state;
    }
    return walk->skipping == NULL ? add_text(walk, node, node->next, tail_of) : 0;
}

/* The first of some nodes that lxml counts as elements. */
static Node *
element_from(Node *node)
{
    while (node != NULL && node->type != ELEMENT && node->type != COMMENT && node->type != ENTITY
           && node->type != INSTRUCTION) {
        node = node->next;
    }
    return node;
}

static int
go_over(Walk *walk, Node *root)
{
    Node *node = root;
    for (;;) {
        if (enter(walk, node) < 0) {
            return -1;
        }
        Node *next = node->type == ELEMENT ? element_from(node->children) : NULL;
        while (next == NULL) {
            if (node == root) {
                return flush(walk);
            }
            if (leave(walk, node) < 0) {
                return -1;
            }
            next = element_from(node->next);
            if (next == NULL) {
                node = node->parent;
            }
        }
        node = next;
    }
}

static PyObject *
numbers(const Walk *walk, Py_ssize_t offset)
{
    PyObject *list = PyList_New(walk->count);
    for (Py_ssize_t k = 0; list != NULL && k < walk->count; k++) {
        Py_ssize_t value;
        memcpy(&value, (const char *)&walk->places[k] + offset, sizeof value);
        PyObject *number = PyLong_FromSsize_t(value);
        if (number == NULL) {
            Py_CLEAR(list);
            break;
        }
        PyList_SET_ITEM(list, k, number);
    }
    return list;
}

static PyObject *
columns_of(const Walk *walk)
{
    PyObject *parents = numbers(walk, offsetof(Place, parent)), *depths = numbers(walk, offsetof(Place, depth));
    PyObject *blockish = numbers(walk, offsetof(Place, blockish));
    if (parents == NULL || depths == NULL || blockish == NULL) {
        Py_XDECREF(parents);
        Py_XDECREF(depths);
        Py_XDECREF(blockish);
        return NULL;
    }
    return Py_BuildValue("(NOONNOO)", parents, walk->tags, walk->names, depths, blockish, walk->hrefs, walk->events);
}

static void
end(Walk *walk)
{
    for (Py_ssize_t k = 0; k < walk->pieces; k++) {
        Py_XDECREF(walk->run[k].text);
    }
    for (int k = 0; k < MET; k++) {
        Py_XDECREF(walk->met_tags[k].shown);
        Py_XDECREF(walk->met_attributes[k].shown);
    }
    Py_XDECREF(walk->tags);
    Py_XDECREF(walk->names);
    Py_XDECREF(walk->hrefs);
    Py_XDECREF(walk->events);
    Py_XDECREF(walk->empty);
    PyMem_Free(walk->run);
    PyMem_Free(walk->letters);
    PyMem_Free(walk->open);
    PyMem_Free(walk->places);
    PyMem_Free(walk);
}

PyObject *
walk_tree(PyObject *self, PyObject *args)
{
    PyObject *root, *kinds, *attributes, *styles, *result = NULL;

    (void)self;
    if (!PyArg_ParseTuple(args, "O!O!O!O!:walk_tree", element_type, &root, &PyDict_Type, &kinds, &PyDict_Type,
                          &attributes, &PyTuple_Type, &styles)) {
        return NULL;
    }
    if (((Element *)root)->node == NULL) {
        PyErr_SetString(PyExc_ValueError, "the element is none of a tree");
        return NULL;
    }
    Walk *walk = PyMem_Calloc(1, sizeof(Walk));
    if (walk == NULL) {
        return PyErr_NoMemory();
    }
    walk->kinds = kinds;
    walk->attributes = attributes;
    walk->styles = styles;
    walk->tags = PyList_New(0);
    walk->names = PyList_New(0);
    walk->hrefs = PyList_New(0);
    walk->events = PyList_New(0);
    walk->empty = PyUnicode_FromStringAndSize(NULL, 0);
    walk->now = (State){.node = -1, .link = -1, .visible = 1};
    if (walk->tags && walk->names && walk->hrefs && walk->events && walk->empty
        && go_over(walk, ((Element *)root)->node) == 0) {
        result = columns_of(walk);
    }
    end(walk);
    return result;
}

static void *
lxml_function(PyObject *table, const char *name, const char *signature)
{
    PyObject *capsule = PyMapping_GetItemString(table, name);
    void *function = capsule == NULL ? NULL : PyCapsule_GetPointer(capsule, signature);
    Py_XDECREF(capsule);
    return function;
}

/* Find what lxml offers other extensions; -1 and an exception where it is not what was built for. */
int
find_lxml(void)
{
    PyObject *etree = PyImport_ImportModule("lxml.etree");
    PyObject *table = etree == NULL ? NULL : PyObject_GetAttrString(etree, "__pyx_capi__");
    if (table != NULL) {
        element_type = (PyTypeObject *)PyObject_GetAttrString(etree, "_Element");
        text_of = lxml_function(table, "textOf", "PyObject *(xmlNode *)");
        tail_of = text_of ? lxml_function(table, "tailOf", "PyObject *(xmlNode *)") : NULL;
        attribute_value = tail_of ? lxml_function(table, "attributeValue", "PyObject *(xmlNode *, xmlAttr *)") : NULL;
    }
    Py_XDECREF(table);
    Py_XDECREF(etree);
    if (element_type != NULL && attribute_value != NULL && PyType_Check(element_type)
        && element_type->tp_basicsize >= (Py_ssize_t)sizeof(Element)) {
        return 0;
    }
    PyErr_SetString(PyExc_ImportError, "lxml is not the one that the kernels were written for");
    return -1;
}
