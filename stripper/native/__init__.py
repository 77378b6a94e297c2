"""The inner loops: compiled from C where a compiler was at hand, else their twins in Python.

Each kernel is a pair of files, such as ``trees.c`` and ``trees.py``: the one in Python tells what
comes out, the one in C gives the very same, faster.  They decide nothing: what is text, what parts
it and what counts is handed to them.  With ``STRIPPER_NATIVE=0`` in the environment the twins run.
"""

from __future__ import annotations

import os

from stripper.native import trees, walk

#: Where it is ``0`` the twins run, even if the kernels are compiled.
VARIABLE = "STRIPPER_NATIVE"
COMPILED = False

sum_leaves = trees.sum_leaves
walk_tree = walk.walk_tree

if os.environ.get(VARIABLE) != "0":
    try:
        import stripper.native.compiled as compiled
    except ImportError:  # no compiler was at hand when it was installed
        pass
    else:
        COMPILED = True
        sum_leaves = compiled.sum_leaves
        walk_tree = compiled.walk_tree

#: Which of them run.
NAME = "compiled" if COMPILED else "Python"
