"""The inner loops: compiled from C where a compiler was at hand, else their twins in Python.

Each kernel is a pair of files, such as ``trees.c`` and ``trees.py``: the one in Python tells what
comes out, the one in C gives the very same, faster.  They decide nothing: what is text, what parts
it and what counts is handed to them.  With ``STRIPPER_NATIVE=0`` in the environment the twins run.
"""

from __future__ import annotations

import os

from stripper.native.characters import count_classes, measure_words
from stripper.native.distinct import word_rows
from stripper.native.elements import (
    count_common,
    end_elements,
    find_common,
    flag_within,
    sum_paths,
    sum_subtrees,
)
from stripper.native.groups import compare_groups
from stripper.native.index import Index
from stripper.native.lines import cut_lines
from stripper.native.matrix import join_columns
from stripper.native.numbering import number_keys, number_pairs, number_paths
from stripper.native.pages import far_edges, scan_utf8
from stripper.native.shapes import number_shapes
from stripper.native.tokens import name_rows, text_rows, token_rows, url_rows, wording_rows
from stripper.native.trees import sum_leaves
from stripper.native.urls import describe_urls
from stripper.native.walk import walk_tree
from stripper.native.weights import sum_rows
from stripper.native.windows import distances, neighbours, window_sums
from stripper.native.words import find_phrases, number_words

#: Where it is ``0`` the twins run, even if the kernels are compiled.
VARIABLE = "STRIPPER_NATIVE"
COMPILED = False

if os.environ.get(VARIABLE) != "0":
    try:
        import stripper.native.compiled as compiled
    except ImportError:  # no compiler was at hand when it was installed
        pass
    else:
        COMPILED = True
        Index = compiled.Index  # type: ignore[misc]
        word_rows, wording_rows = compiled.word_rows, compiled.wording_rows
        token_rows = compiled.token_rows
        name_rows, text_rows, url_rows = compiled.name_rows, compiled.text_rows, compiled.url_rows
        number_keys, number_pairs = compiled.number_keys, compiled.number_pairs
        join_columns, number_paths = compiled.join_columns, compiled.number_paths
        sum_leaves, walk_tree = compiled.sum_leaves, compiled.walk_tree
        count_classes, measure_words = compiled.count_classes, compiled.measure_words
        count_common, end_elements = compiled.count_common, compiled.end_elements
        find_common, flag_within = compiled.find_common, compiled.flag_within
        find_phrases = compiled.find_phrases
        sum_subtrees, compare_groups = compiled.sum_subtrees, compiled.compare_groups
        sum_rows, window_sums = compiled.sum_rows, compiled.window_sums
        neighbours, distances = compiled.neighbours, compiled.distances
        number_words, cut_lines = compiled.number_words, compiled.cut_lines
        number_shapes, describe_urls = compiled.number_shapes, compiled.describe_urls
        scan_utf8, far_edges, sum_paths = compiled.scan_utf8, compiled.far_edges, compiled.sum_paths

#: Which of them run.
NAME = "compiled" if COMPILED else "Python"

__all__ = [
    "COMPILED",
    "NAME",
    "VARIABLE",
    "Index",
    "compare_groups",
    "count_classes",
    "count_common",
    "cut_lines",
    "describe_urls",
    "distances",
    "end_elements",
    "far_edges",
    "find_common",
    "find_phrases",
    "flag_within",
    "join_columns",
    "measure_words",
    "name_rows",
    "neighbours",
    "number_keys",
    "number_pairs",
    "number_paths",
    "number_shapes",
    "number_words",
    "scan_utf8",
    "sum_leaves",
    "sum_paths",
    "sum_rows",
    "sum_subtrees",
    "text_rows",
    "token_rows",
    "url_rows",
    "walk_tree",
    "window_sums",
    "word_rows",
    "wording_rows",
]
