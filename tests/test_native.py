"""The compiled kernels, and that they give what their twins in Python give, bit by bit."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from fixtures_lib import FIXTURES
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import stripper
from stripper import native
from stripper.html import segment
from stripper.html.parse import parse
from stripper.native import characters as characters_twin
from stripper.native import distinct as distinct_twin
from stripper.native import elements as elements_twin
from stripper.native import groups as groups_twin
from stripper.native import index as index_twin
from stripper.native import lines as lines_twin
from stripper.native import matrix as matrix_twin
from stripper.native import numbering as numbering_twin
from stripper.native import pages as pages_twin
from stripper.native import shapes as shapes_twin
from stripper.native import tokens as tokens_twin
from stripper.native import trees as trees_twin
from stripper.native import urls as urls_twin
from stripper.native import walk as walk_twin
from stripper.native import weights as weights_twin
from stripper.native import windows as windows_twin
from stripper.native import words as words_twin

COMPILER = (sysconfig.get_config_var("CC") or "cc").split()[0]
BUILT = find_spec("stripper.native.compiled") is not None
HEADER = Path(sysconfig.get_paths()["include"]) / "Python.h"


@pytest.mark.skipif(
    not BUILT and (shutil.which(COMPILER) is None or not HEADER.exists()),
    reason="needs a C compiler and Python's headers when it is installed",
)
def test_the_kernels_are_compiled() -> None:
    assert BUILT, "install it again: there is a compiler, and nothing was compiled"


@pytest.mark.parametrize(("value", "compiled"), [("0", False), ("1", BUILT)])
def test_a_variable_chooses_the_twins(value: str, compiled: bool) -> None:
    code = "from stripper import native; print(native.COMPILED, native.sum_leaves.__module__)"
    result = subprocess.run(
        [sys.executable, "-c", code], env={native.VARIABLE: value}, capture_output=True, text=True, check=True
    )
    module = "stripper.native.compiled" if compiled else "stripper.native.trees"
    assert result.stdout.split() == [str(compiled), module]


#: Values at which rows part, and what lies beside them.
VALUES = np.array([0, -0.0, 1, -1, 0.1, 1e30, -1000, np.inf, -np.inf, np.nan], np.float32)


@given(st.tuples(*(st.integers(0, most) for most in (4, 5, 4, 40, 40, 99))), st.sampled_from("CF"))
def test_trees(sizes: tuple[int, ...], order: Literal["C", "F"]) -> None:
    trees, depth, columns, n, count, seed = sizes
    random, inner = np.random.default_rng(seed), 2**depth - 1
    features = random.integers(0, 1 + columns, (trees, inner), np.int32)
    thresholds = random.choice(VALUES, (trees, inner))
    values = random.normal(size=(trees, inner + 1)).astype(np.float32)
    rows = np.asarray(random.choice(VALUES, (1 + n, 1 + columns)), order=order)
    which = random.integers(0, 1 + n, count)
    found = np.empty((2, count), np.float32)
    for kernel, out in zip((native.sum_leaves, trees_twin.sum_leaves), found):
        kernel(features, thresholds, values, rows, which, 0.1, out)
    assert found[0].tobytes() == found[1].tobytes()


ONE = (np.zeros((1, 1), np.int32), np.zeros((1, 1), np.float32), np.zeros((1, 2), np.float32))
ROWS, WHICH = np.zeros((3, 1), np.float32), np.zeros(2, np.int64)


@pytest.mark.parametrize("kernel", [native.sum_leaves, trees_twin.sum_leaves])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((ONE[0] + np.int32(1), *ONE[1:], ROWS, WHICH), "column"),
        ((ONE[0] - np.int32(1), *ONE[1:], ROWS, WHICH), "column"),
        ((*ONE, ROWS, WHICH + 3), "row"),
        ((*ONE, ROWS, WHICH - 1), "row"),
        ((*ONE, ROWS, WHICH[:1]), "place"),
        ((*ONE[:2], np.zeros((1, 3), np.float32), ROWS, WHICH), "perfect"),
        ((ONE[0], np.zeros((2, 1), np.float32), ONE[2], ROWS, WHICH), "perfect"),
    ],
)
def test_trees_that_do_not_fit_are_refused(kernel, arguments, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        kernel(*arguments, 0.0, np.zeros(2, np.float32))


#: What parts text, names, hides and links; in HTML, and in XML with all that only trees of others hold.
FRAGMENTS = st.sampled_from([
    *("<div class=x id='é'>", "<p>", "<b>", "<pre>", "<br/>", "<a href='/x'>", "<a href='#x'>", "<a>", "<table>"),
    *("<tr>", "<td>", "<svg>", "<iframe>", "<noscript>", "<p hidden=''>", "<p style='Display : none'>", "<i style='color:red'>"),
    *("</div>", "</p>", "</b>", "</pre>", "</a>", "</table>", "</tr>", "</td>", "</svg>", "</iframe>", "</p>", "</i>"),
    *("rain ", " ", "\n", "\xa0", "\u2003", "é", "&amp;", "&unknown;", "\U0001f327", "<!-- c -->", "<?target x?>", "<![CDATA[x]]>"),
    *("<s:p xmlns:s='urn:s' s:class='y' class='z'>", "</s:p>", "<s:a xmlns:s='urn:s' href='x'>", "</s:a>"),
    *("<a xmlns='a}b' href='x'>", "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='x'/>"),
])  # fmt: skip
PARSERS = {
    "html": etree.HTMLParser(encoding="utf-8"),
    "xml": etree.XMLParser(recover=True, resolve_entities=False, strip_cdata=False),
}


def both_walk(root: etree._Element) -> None:
    one, other = (
        kernel(root, segment._KINDS, segment._ATTRIBUTES, segment._HIDING)
        for kernel in (native.walk_tree, walk_twin.walk_tree)
    )
    assert list(one) == list(other)


@given(st.lists(FRAGMENTS, max_size=30), st.sampled_from(sorted(PARSERS)))
def test_walks(fragments: list[str], parser: str) -> None:
    page = f"<html><body>{''.join(fragments)}"
    root = etree.fromstring(page.encode(), PARSERS[parser])
    if root is not None:
        both_walk(root)


@pytest.mark.parametrize(
    "file", sorted(FIXTURES.glob("*/*/page.html")) + sorted(FIXTURES.glob("hostile/*")), ids=str
)
def test_walks_over_fixtures(file: Path) -> None:
    root = parse(file.read_bytes())
    if root is not None:
        both_walk(root)


def test_walks_over_elements_made_by_hand() -> None:
    root = etree.Element("div")
    root.text, root.tail = "a", "not within"
    root.append(etree.Comment("c"))
    root[0].tail = "b"
    root.append(etree.Entity("nbsp"))
    root[1].tail = "c"
    both_walk(root)
    both_walk(root[0])
    child = etree.SubElement(root, "{urn:x}p", {"class": "", "{urn:x}id": "y", "id": "z"})
    child.text = etree.CDATA("d")
    both_walk(root)
    both_walk(child)


def test_a_walk_wants_an_element() -> None:
    with pytest.raises((TypeError, AttributeError)):
        native.walk_tree(None, {}, {}, ())


#: What parts words, names and URLs, and what case folding and Unicode make hard.
LETTERS = "aAbBzZ0٣ \t\n\xa0\u2003\x1f-_.,/?&=%#:|ßİŉǅ。新聞\U0001f327é’…"
KEYS = st.lists(st.text(LETTERS, max_size=60) | st.text(max_size=30), max_size=5)
LIMITS = {
    "name_rows": st.tuples(st.integers(1, 4), st.integers(1, 9)),
    "text_rows": st.tuples(*(st.integers(1, most) for most in (9, 50, 20, 9, 24)), st.just(".,:…’")),
    "url_rows": st.tuples(*(st.integers(1, 9) for _ in range(4))),
    "wording_rows": st.tuples(st.integers(0, 4), st.integers(0, 20), st.integers(1, 4), st.integers(0, 6)),
    "token_rows": st.just(()),
}


@pytest.mark.parametrize("name", LIMITS)
@given(st.data())
def test_tokens(name: str, data: st.DataObject) -> None:
    keys, limits = data.draw(KEYS), data.draw(LIMITS[name])
    said = _Everything()
    getattr(tokens_twin, name)(said, keys, *limits)
    tokens = sorted(said.asked)[::2]
    one, other = (getattr(room, name)(room.Index(tokens), keys, *limits) for room in (native, tokens_twin))
    assert one == other


def test_a_label_may_be_longer_than_the_beginning_of_a_text() -> None:
    for room in (native, tokens_twin):
        rows, sizes = room.text_rows(room.Index(["= a", "= a b"]), ["a b", "a"], 1, 1, 1, 9, 3, "")
        assert np.frombuffer(rows, np.int64).tolist() == [0, 1, 0]
        assert np.frombuffer(sizes, np.int64).tolist() == [2, 1]


class _Everything(index_twin.Index):
    """Knows no token, and which it was asked for."""

    def __init__(self) -> None:
        super().__init__(())
        self.asked: set[str] = set()

    def __contains__(self, token: object) -> bool:
        self.asked.add(str(token))
        return False


@pytest.mark.parametrize("file", sorted(FIXTURES.glob("*/*/page.html")), ids=lambda file: file.parent.name)
def test_tokens_of_fixtures(file: Path) -> None:
    page = segment.segment(parse(file.read_bytes()))
    model = stripper.load_model()
    vocabulary, grouping = model.vocabulary, model.grouping
    assert_described(page.link_urls, page.head.address)
    assert_shapes(page.link_urls, page.head.address)
    for lookup, twin, keys in (
        (vocabulary._names, tokens_twin.name_rows, page.attrs),
        (vocabulary._texts, tokens_twin.text_rows, page.texts),
        (vocabulary._urls, tokens_twin.url_rows, page.link_urls),
        (grouping._headings, tokens_twin.wording_rows, page.texts),
    ):
        found = lookup.kernel(lookup.index, keys, *lookup.limits)
        assert found == twin(index_twin.Index(lookup.weights.tokens), keys, *lookup.limits)


@given(st.lists(st.text("ab", max_size=2) | st.tuples(st.text("ab", max_size=1), st.text("ab", max_size=1))))
def test_numbers(keys: list[str]) -> None:
    assert native.number_keys(keys) == numbering_twin.number_keys(keys)


@given(st.lists(st.tuples(st.integers(-1, 5), st.integers(-3, 3)), max_size=40))
def test_pairs_and_paths(pairs: list[tuple[int, int]]) -> None:
    ones, others = np.array(pairs, np.int64).reshape(-1, 2).T.copy()
    parents = np.minimum(ones, np.arange(len(ones)) - 1)
    for name, first in (("number_pairs", ones), ("number_paths", parents)):
        found = np.empty((2, len(ones)), np.int64)
        for room, out in zip((native, numbering_twin), found):
            getattr(room, name)(first, others, out)
        assert found[0].tolist() == found[1].tolist()


@pytest.mark.parametrize("room", [native, numbering_twin])
def test_columns_that_do_not_fit_are_refused(room) -> None:  # type: ignore[no-untyped-def]
    three = np.zeros(3, np.int64)
    for kernel in (room.number_pairs, room.number_paths):
        with pytest.raises(ValueError, match="length"):
            kernel(three, three[:2], three)
    with pytest.raises(ValueError, match="parent"):
        room.number_paths(np.arange(3), three, three.copy())


@given(st.lists(st.text(LETTERS, max_size=40), max_size=5), st.booleans(), st.sampled_from([1, 2]))
def test_words(texts: list[str], characters: bool, step: int) -> None:
    text = "".join(f"{one} \0 " for one in texts)
    words = sorted({*text} if characters else {word.strip(".:…") for word in text.split()})[::step]
    one, other = (
        room.word_rows(index(words), text, "\0", ".:…", characters)
        for room, index in ((native, native.Index), (distinct_twin, index_twin.Index))
    )
    assert one == other


@given(
    st.lists(
        st.text(LETTERS + "htp", max_size=40)
        | st.from_regex(r"(https?:)?//[a-zÉİ.]*(/[\\w%.-]*){0,4}([?#].?)*")
    )
)
def test_urls(urls: list[str]) -> None:
    for address in ("", *urls[:1]):
        assert_described(urls, address)
        assert_shapes(urls, address)


PIECES = st.sampled_from(
    ["/", "//", "a", "É", "Ǆ", "İ", "12345", "٣٤٥٦٧", "²", "7", "-", "_", "+", "%20", "%2", "%", ".", "html", "?", "&", "=", "#", "www.", "\ud800"]
)  # fmt: skip


def assert_described(urls: list[str], own: str) -> None:
    assert native.describe_urls(urls, own, 4) == urls_twin.describe_urls(urls, own, 4)


def assert_shapes(urls: list[str], address: str, *limits: int) -> None:
    limits = limits or (3, 5, 5, 2000)
    found = native.number_shapes(urls, address, *limits)
    assert found == shapes_twin.number_shapes(urls, address, *limits)


@given(
    st.lists(st.lists(PIECES, max_size=12).map("".join), max_size=6),
    st.tuples(st.integers(2, 4), st.integers(1, 6), st.integers(0, 5), st.integers(0, 30)),
)
def test_shapes(urls: list[str], limits: tuple[int, ...]) -> None:
    for address in ("", "//a/b", *urls[:1]):
        assert_shapes(urls, address, *limits)


@pytest.mark.parametrize("room", [native, shapes_twin])
@pytest.mark.parametrize("limits", [(1, 5, 5, 9), (100, 5, 5, 9), (3, 0, 5, 9), (3, 5, -1, 9), (3, 5, 5, -1)])
def test_shapes_that_are_none_are_refused(room, limits) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="a slug has"):
        room.number_shapes(["/a"], "", *limits)


@pytest.mark.parametrize(
    "url", ["", "/", "//", "///", "//a", "http://", "http:///b", "http://a/b", "x:", ":", "mailto:a", "http:a", "#", "#a", "?", "?#", "a?b#c", "/a.b/c", "/a/b.cdefgh"]
)  # fmt: skip
def test_short_urls(url: str) -> None:
    assert_described([url, f"{url}/", f"a/{url}"], url)
    assert_shapes([url, f"{url}/"], url)


NUMBERS = (np.bool_, np.uint8, np.int32, np.int64, np.float32, np.float64)


@given(
    st.lists(st.sampled_from(NUMBERS), max_size=8), st.integers(0, 9), st.integers(1, 3), st.integers(0, 99)
)
def test_columns(kinds: list[type], n: int, step: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    columns = [random.choice(VALUES[:5], step * n).astype(kind)[::step] for kind in kinds]
    columns += [random.choice(VALUES, n).astype(kind) for kind in kinds if np.issubdtype(kind, np.floating)]
    columns += [random.choice(VALUES[:5], (n, 2)).astype(kind).T for kind in kinds]
    columns += [0.5, float("nan"), np.float64(-3.5)]
    count = sum(len(column) if np.ndim(column) == 2 else 1 for column in columns)
    found = np.empty((2, count, n), np.float32)
    for kernel, out in zip((native.join_columns, matrix_twin.join_columns), found):
        kernel(columns, -1000.0, out)
    assert found[0].tobytes() == found[1].tobytes()


@pytest.mark.parametrize("kernel", [native.join_columns, matrix_twin.join_columns])
@pytest.mark.parametrize(
    ("column", "message"),
    [
        (np.zeros(2), "column 0"),
        (np.zeros(3, "U1"), "column 0"),
        (np.zeros((3, 1)), "column 0"),
        (np.zeros((2, 3)), "column 0"),
        (np.zeros((1, 3, 1)), "column 0"),
        (np.zeros(()), "column 0"),
    ],
)
def test_columns_of_another_shape_are_refused(kernel, column, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        kernel([column], 0.0, np.zeros((1, 3), np.float32))
    with pytest.raises(ValueError, match="column 1"):
        kernel([1.0, 1.0], 0.0, np.zeros((1, 3), np.float32))
    with pytest.raises(ValueError, match="place"):
        kernel([], 0.0, np.zeros((1, 3), np.float32))


PLACES = st.integers(-12, 12) | st.sampled_from([2**62, -(2**62)])
SHAPES = st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(0, 99))


@given(SHAPES, st.sampled_from([np.float32, np.float64]), st.lists(st.tuples(PLACES, PLACES), max_size=4))
def test_windows(shape: tuple[int, int, int], kind: type, pairs: list[tuple[int, int]]) -> None:
    k, n, seed = shape
    values = np.random.default_rng(seed).normal(size=(k, n)).astype(kind)
    windows = np.array(pairs, np.int64).reshape(-1, 2)
    for mean in (False, True):
        found = np.empty((2, k, len(pairs), n))
        native.window_sums(values, windows, mean, found[0])
        windows_twin.window_sums(values, windows, mean, found[1])
        assert found[0].tobytes() == found[1].tobytes()
    near = np.empty((2, k, len(pairs), n), np.float32)
    native.neighbours(values, windows[:, 0].copy(), near[0])
    windows_twin.neighbours(values, windows[:, 0].copy(), near[1])
    assert np.array_equal(*near, equal_nan=True)


PARTS_OF_UTF8 = [b"a" * 64, *map(str.encode, "é€😀\ufffe\uffff\ufffd\x0b\r\x7f")]


@given(st.lists(st.binary(max_size=3) | st.sampled_from(PARTS_OF_UTF8)))
def test_utf8(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    assert native.scan_utf8(data) == pages_twin.scan_utf8(data)


@given(st.lists(st.sampled_from([b"<", b">", b"a", b"=", b"?", b" " * 63, b"b" * 130])), st.integers(0, 200))
def test_far_edges(pieces: list[bytes], far: int) -> None:
    data = b"".join(pieces)
    assert native.far_edges(data, far) == pages_twin.far_edges(data, far)


@pytest.mark.parametrize("start", range(0, 0x110000, 0x8000))
def test_utf8_of_every_character(start: int) -> None:
    for point in range(start, start + 0x8000, 1 if start < 0x10000 else 61):
        data = chr(point).encode("utf-8", "surrogatepass")
        for written in (data, data[:-1], data + b"\xbf"):
            assert native.scan_utf8(written) == pages_twin.scan_utf8(written)


@given(SHAPES, st.integers(0, 9))
def test_distances(shape: tuple[int, int, int], farthest: int) -> None:
    k, n, seed = shape
    flags = np.random.default_rng(seed).random((k, n)) < 0.2
    found = np.empty((2, k, 2, n))
    native.distances(flags, farthest, found[0])
    windows_twin.distances(flags, farthest, found[1])
    assert np.array_equal(*found, equal_nan=True)


@given(st.integers(1, 30), st.integers(0, 9), st.sampled_from([1, 3, 64]), st.integers(0, 99))
def test_elements(m: int, n: int, sorts: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    parents = np.array([-1, *(random.integers(-(random.random() < 0.1), k) for k in range(1, m))])
    nodes, sort = random.integers(0, m, n), random.integers(-1, sorts, m)
    values, own = random.normal(size=(2, n)), random.normal(size=(m, 3)).astype(np.float32)
    found = []
    for room in (native, elements_twin):
        along = np.empty((m, 3))
        ends, common, met = np.empty(m, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
        sums, flags = np.empty((2, m)), np.empty((sorts, n), bool)
        room.end_elements(parents, ends)
        room.sum_subtrees(values, nodes, ends, sums)
        room.sum_paths(own, ends, along)
        room.flag_within(parents, sort, nodes, flags)
        room.count_common(parents, ends, m - 1, nodes, common)
        ends[0] = m  # so that one holds all, in whatever order they are
        room.find_common(
            np.maximum(parents, np.minimum(np.arange(m) - 1, 0)), ends, nodes, nodes[::-1].copy(), met
        )
        found.append([array.tobytes() for array in (ends, sums, along, flags, common, met)])
    assert found[0] == found[1]


@pytest.mark.parametrize("room", [native, elements_twin])
def test_elements_that_do_not_fit_are_refused(room) -> None:  # type: ignore[no-untyped-def]
    parents, ends, nodes = np.array([-1, 0]), np.array([2, 2]), np.array([0])
    sums, flags = np.empty((1, 2)), np.empty((1, 1), bool)
    for wrong in (np.array([-1, 1]), np.array([-2, 0])):
        with pytest.raises(ValueError, match="behind its child"):
            room.end_elements(wrong, ends.copy())
        with pytest.raises(ValueError, match="behind its child"):
            room.flag_within(wrong, nodes[[0, 0]], nodes, flags)
    with pytest.raises(ValueError, match="behind its child"):
        room.count_common(np.array([-1, 1]), ends, 1, nodes, nodes.copy())
    with pytest.raises(ValueError, match="place"):
        room.end_elements(parents, ends[:1].copy())
    with pytest.raises(ValueError, match="place"):
        room.sum_subtrees(np.ones((1, 2)), nodes, ends, sums)
    with pytest.raises(ValueError, match="place"):
        room.sum_paths(np.ones((1, 2), np.float32), ends, np.empty((1, 2)))
    with pytest.raises(ValueError, match="place"):
        room.flag_within(parents, ends - 2, nodes, np.empty((65, 1), bool))
    with pytest.raises(ValueError, match="place"):
        room.count_common(parents, ends, 0, nodes, ends.copy())
    for node in (np.array([2]), np.array([-1])):
        with pytest.raises(ValueError, match="no such element"):
            room.sum_subtrees(np.ones((1, 1)), node, ends, sums)
        with pytest.raises(ValueError, match="no such element"):
            room.sum_paths(np.ones((1, 2), np.float32), 2 * node, np.empty((1, 2)))
        with pytest.raises(ValueError, match="no such element"):
            room.flag_within(parents, ends - 2, node, flags)
        with pytest.raises(ValueError, match="no such element"):
            room.count_common(parents, ends, int(node[0]), nodes, nodes.copy())
    with pytest.raises(ValueError, match="no such element"):
        room.sum_subtrees(np.ones((1, 1)), nodes, ends + 1, sums)
    with pytest.raises(ValueError, match="no such element"):
        room.flag_within(parents, ends - 1, nodes, flags)
    for ones, others, message in (([2], [0], "no such"), ([0], [2], "holds both"), ([0, 0], [0], "place")):
        with pytest.raises(ValueError, match=message):
            room.find_common(parents, ends, np.array(ones), np.array(others), nodes.copy())
    with pytest.raises(ValueError, match="behind its child"):
        room.find_common(np.array([-1, 1]), ends, np.array([1]), nodes, nodes.copy())


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from([-np.inf, -1.5, 0.0, 0.1, 0.2, 3.0])),
        min_size=6,
        max_size=30,
    )
    | st.just([])
)
def test_groups(pairs: list[tuple[int, float]]) -> None:
    groups, values = (
        np.array([group for group, _ in pairs], np.int64),
        np.array([value for _, value in pairs]),
    )
    found = np.empty((2, 3, len(pairs)))
    with np.errstate(invalid="ignore"):  # of infinite values there is no mean
        for kernel, out in zip((native.compare_groups, groups_twin.compare_groups), found):
            kernel(groups, values, 99.0, out)
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("kernel", [native.compare_groups, groups_twin.compare_groups])
@pytest.mark.parametrize(
    ("groups", "values", "message"), [([0, 2], 2, "groups"), ([-1, 0], 2, "groups"), ([0], 2, "place")]
)
def test_groups_that_do_not_fit_are_refused(kernel, groups, values, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        kernel(np.array(groups), np.zeros(values), 0.0, np.empty((3, len(groups))))


@given(st.lists(st.lists(st.integers(0, 12), max_size=9), max_size=6))
def test_characters(texts: list[list[int]]) -> None:
    characters = np.array([point for text in texts for point in text], np.uint32)
    sizes, table = np.array([len(text) for text in texts], np.int64), np.arange(10, dtype=np.uint8) % 4
    found = []
    for room in (native, characters_twin):
        classes = np.empty(len(characters), np.uint8)
        counts, words = np.empty((len(texts), 4), np.float32), np.empty((2, len(texts)), np.float32)
        room.count_classes(characters, table, sizes, classes, counts)
        room.measure_words(classes, sizes, 0, 1, words)
        found.append([array.tobytes() for array in (classes, counts, words)])
    assert found[0] == found[1]


@pytest.mark.parametrize("room", [native, characters_twin])
def test_characters_that_do_not_fit_are_refused(room) -> None:  # type: ignore[no-untyped-def]
    characters, table, classes = np.zeros(2, np.uint32), np.array([0, 3], np.uint8), np.zeros(2, np.uint8)
    counts, words = np.empty((1, 4), np.float32), np.empty((2, 1), np.float32)
    for sizes in (np.array([1]), np.array([3]), np.array([3, -1])):
        with pytest.raises(ValueError, match="all characters"):
            room.count_classes(characters, table, sizes, classes, np.empty((len(sizes), 4), np.float32))
        with pytest.raises(ValueError, match="all characters"):
            room.measure_words(classes, sizes, 0, 1, np.empty((2, len(sizes)), np.float32))
    with pytest.raises(ValueError, match="place for each text"):
        room.measure_words(classes, np.array([2]), 0, 1, words[:1])
    with pytest.raises(ValueError, match="place for each class"):
        room.count_classes(characters + np.uint32(1), table, np.array([2]), classes, counts[:, :3].copy())
    with pytest.raises(ValueError, match="place for each character"):
        room.count_classes(characters, table, np.array([2]), classes[:1], counts)


@given(st.lists(st.lists(st.integers(0, 6), max_size=9), max_size=6), st.integers(1, 9), st.integers(0, 99))
def test_sums_of_rows(groups: list[list[int]], columns: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(7, columns)).astype(np.float32)
    rows = np.array([row for group in groups for row in group], np.int64)
    sizes = np.array([len(group) for group in groups], np.int64)
    found = np.empty((2, len(groups), columns), np.float32)
    for kernel, out in zip((native.sum_rows, weights_twin.sum_rows), found):
        kernel(values, rows, sizes, out)
    assert found[0].tobytes() == found[1].tobytes()


@pytest.mark.parametrize("kernel", [native.sum_rows, weights_twin.sum_rows])
@pytest.mark.parametrize(
    ("rows", "sizes", "places", "message"),
    [
        ([0, 1], [2], 2, "place"),
        ([0, 1], [1], 1, "all rows"),
        ([0, 1], [3], 1, "all rows"),
        ([0, 1], [3, -1], 2, "all rows"),
        ([0, 2], [2], 1, "no such row"),
        ([0, -1], [2], 1, "no such row"),
    ],
)
def test_sums_of_rows_that_do_not_fit_are_refused(kernel, rows, sizes, places, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        kernel(
            np.ones((2, 3), np.float32), np.array(rows), np.array(sizes), np.empty((places, 3), np.float32)
        )


@pytest.mark.parametrize("room", [native, windows_twin])
def test_places_that_do_not_fit_are_refused(room) -> None:  # type: ignore[no-untyped-def]
    values, small = np.zeros((2, 3), np.float32), np.zeros((2, 1, 2))
    for windows in (np.zeros((1, 2), np.int64), np.zeros((1, 3), np.int64)):
        with pytest.raises(ValueError, match="place"):
            room.window_sums(values, windows, True, small)
    with pytest.raises(ValueError, match="place"):
        room.neighbours(values, np.zeros(1, np.int64), small.astype(np.float32))
    with pytest.raises(ValueError, match="place"):
        room.distances(values > 0, 9, small)


@given(
    st.lists(st.sampled_from([*"a•🌧 \t\n\r\xa0\x1c\x85\u2028", "   ", "\r\n", "* b", "\ud800"]), max_size=30),
    st.integers(1, 4),
    st.integers(0, 9),
)
def test_lines(pieces: list[str], wide: int, most: int) -> None:
    text = "".join(pieces)
    one, other = (room.cut_lines(text, "•*", wide, most) for room in (native, lines_twin))
    assert one == other


#: A parter, what is neither, letters, and what is both or an ideograph alone.
KINDS = np.array([0, 0, 1, 1, 1, 3, 3, 2], np.uint8)


@given(
    st.lists(st.integers(0, 9), max_size=60),
    st.integers(0, 3),
    st.integers(0, 4),
    st.sampled_from([3, 2**63 + 1]),
)
def test_words_of_blocks(points: list[int], least: int, stem: int, base: int) -> None:
    characters = np.array([0, *points, 0], np.uint32)
    one, other = (room.number_words(characters, KINDS, 0, least, stem, base) for room in (native, words_twin))
    assert one == other


@given(
    st.lists(st.integers(0, 9), max_size=60),
    st.integers(0, 4),
    st.sampled_from([3, 2**63 + 1]),
    st.integers(1, 8),
)
def test_phrases_of_blocks(points: list[int], stem: int, base: int, length: int) -> None:
    characters = np.array([0, *points, 0], np.uint32)
    one, other = (
        room.find_phrases(characters, KINDS, 0, stem, base, 5, length) for room in (native, words_twin)
    )
    assert one == other


@pytest.mark.parametrize("room", [native, words_twin])
@pytest.mark.parametrize("length", [0, 9])
def test_phrases_of_no_words_are_refused(room, length: int) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="one to eight"):
        room.find_phrases(np.zeros(2, np.uint32), KINDS, 0, 1, 3, 5, length)


@pytest.mark.parametrize("room", [native, words_twin])
def test_a_phrase_is_three_words_or_four_ideographs_in_a_row(room) -> None:  # type: ignore[no-untyped-def]
    def found(*points: int) -> tuple[np.ndarray, np.ndarray]:
        hashes, sizes = room.find_phrases(
            np.array([0, *points, 0], np.uint32), KINDS, 0, 2, 2**40 + 1, 2**20 + 7, 3
        )
        return np.frombuffer(hashes, np.uint32), np.frombuffer(sizes, np.int64)

    hashes, sizes = found(2, 1, 3, 1, 4, 0, 2, 3, 3, 1, 3, 1, 4, 0, 0, 2, 1, 4, 1, 3, 0, 7, 7, 7, 7, 0, 2, 3)
    assert sizes.tolist() == [1, 1, 0, 1, 2, 0]
    assert hashes[0] != hashes[1]  # other words
    assert hashes[0] != hashes[2]  # in another order
    assert found(2, 3, 4, 1, 3, 1, 4)[0] == found(2, 3, 3, 1, 3, 1, 4)[0]  # the stems are the same
    assert [len(part) for part in found()] == [0, 1]


@pytest.mark.parametrize("room", [native, words_twin])
def test_blocks_that_nothing_parts_are_refused(room) -> None:  # type: ignore[no-untyped-def]
    for points, kinds, parter, message in (
        ([], KINDS, 0, "ends"),
        ([0, 2], KINDS, 0, "ends"),
        ([2, 0], KINDS, 0, "ends"),
        ([2, 2], KINDS, 2, "letter"),
        ([0, 0], KINDS[:0], 0, "letter"),
    ):
        with pytest.raises(ValueError, match=message):
            room.number_words(np.array(points, np.uint32), kinds, parter, 1, 1, 3)
        with pytest.raises(ValueError, match=message):
            room.find_phrases(np.array(points, np.uint32), kinds, parter, 1, 3, 5, 3)


def test_many_distinct_words() -> None:
    text = "".join(f"{' '.join(map(str, range(most)))} \0 " for most in (1000, 3, 500))
    found = native.word_rows(native.Index(["7", "999"]), text, "\0", ".", False)
    assert found == distinct_twin.word_rows(index_twin.Index(["7", "999"]), text, "\0", ".", False)
    assert found[1:] == ([2, 0, 1], [1000, 3, 500])


def test_keys_that_are_none_are_refused() -> None:
    with pytest.raises(TypeError):
        native.number_keys([[]])
    with pytest.raises((TypeError, AttributeError)):
        native.number_shapes([None], "", 3, 5, 5, 9)
    for kernel, limits in ((native.name_rows, (1, 1)), (native.url_rows, (1, 1, 1, 1))):
        with pytest.raises((TypeError, AttributeError)):
            kernel(native.Index(()), [None], *limits)
    with pytest.raises((TypeError, AttributeError)):
        native.name_rows(native.Index([None]), [None], 1, 1)


@pytest.mark.parametrize("room", [native, tokens_twin])
@pytest.mark.parametrize("limits", [(-1, 9, 1, 1), (9, -1, 1, 1), (9, 9, 0, 1)])
def test_pieces_of_no_characters_are_refused(room, limits) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="no pieces"):
        room.wording_rows(room.Index(()), ["a"], *limits)


def test_an_index_is_pickled() -> None:
    index = pickle.loads(pickle.dumps(native.Index(["", "a", "b-c", "a"])))
    rows, sizes = native.name_rows(index, ["aa b-c", "x"], 9, 9)
    assert np.frombuffer(rows, np.int64).tolist() == [2] and np.frombuffer(sizes, np.int64).tolist() == [1, 0]
