"""Walk over an lxml tree, in document order, and gather its text into runs."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from lxml import etree

#: What a tag does: it parts text from what stands outside of the element, and is text to read
#: neither in it nor below; is hidden, bold, or text whose white space counts; it is a line break, an
#: anchor, or the row of a table.
PARTS, SKIPPED, HIDDEN, STRONG, VERBATIM, BREAK, ANCHOR, ROW = (1 << bit for bit in range(8))
#: What an attribute does: it names its element, hides it, or is a style, which may hide it.
NAMES, HIDES, STYLES = 1, 2, 4

#: A piece of a run: its text, innermost element, link (-1 for none), whether bold.
Piece: TypeAlias = tuple[str, int, int, bool]


class Walked(NamedTuple):
    """What a walk finds.

    For each element that is not skipped, in document order: ``parents`` (-1 for the root), ``tags`` without
    namespace, ``names`` (the values of its naming attributes, joined by spaces), ``depths``, and
    ``blockish``, the nearest enclosing one that parts text, or the root.  ``hrefs``: of every anchor that
    has one, even of those that are skipped.

    ``events``, in document order, are tuples, told apart by their lengths: ``()``, a row begins, and what
    stands before may not have been a run yet; ``(row,)``, it ends; ``(element, link)``, an anchor
    without content or fragment; ``(pieces, visible, verbatim, breaks)``, a run that is not blank, and whether a single
    line break alone parts it from the one before; ``(text, element, link, bold, visible, breaks)``, the same where but one
    piece is not blank and white space does not count: that piece, each stretch of white space in it a single space.
    What is hidden within a run is a run by itself, and comes before the one around it.
    """

    parents: list[int]
    tags: list[str]
    names: list[str]
    depths: list[int]
    blockish: list[int]
    hrefs: list[str]
    events: list[tuple]


def walk_tree(
    root: etree._Element, kinds: dict[str, int], attributes: dict[str, int], styles: tuple[str, ...]
) -> Walked:
    """Walk over the tree under ``root``, which stays as it is and must not be changed meanwhile.

    ``kinds`` and ``attributes`` tell what tags and attributes do; ``styles`` are ASCII, and one that is in a style, in lower case
    and without spaces, hides its element.
    """
    return _Walk(kinds, attributes, styles).over(root)


class _Walk:
    """The state of one walk over one tree."""

    def __init__(self, kinds: dict[str, int], attributes: dict[str, int], styles: tuple[str, ...]) -> None:
        self.kinds, self.attributes, self.styles = kinds, attributes, styles
        self.found = Walked([], [], [], [], [], [], [])
        self.run: list[Piece] = []
        # The run, and its line breaks, that a hidden element in the midst of it does not part.
        self.aside: tuple[list[Piece], int] = ([], 0)
        self.node = -1
        self.link = -1
        self.strong = False
        self.visible = True
        self.verbatim = False
        self.line_breaks = 0

    def over(self, root: etree._Element) -> Walked:
        # The open elements, innermost last: each with what to restore at its end.
        opened: list[tuple] = []
        parent_of = etree._Element.getparent
        parent, skipping = None, None
        for element in root.iter():
            if opened:
                parent = parent_of(element)
                while opened[-1][0] is not parent:
                    skipping = self._close(opened.pop(), skipping)
            tag = element.tag
            if skipping is not None or not isinstance(tag, str):
                if self.kinds.get(tag, 0) & ANCHOR and element.get("href") is not None:
                    self.found.hrefs.append(element.get("href"))
                opened.append((element, None))
                continue
            if tag[0] == "{":
                tag = tag[tag.index("}") + 1 :]
            does = self.kinds.get(tag, 0)
            opened.append((element, does, (self.node, self.link, self.strong, self.visible, self.verbatim)))
            if does & SKIPPED:
                skipping = element
                if does & PARTS:
                    self._flush()
                continue
            self._open(element, tag, does)
        while len(opened) > 1:
            skipping = self._close(opened.pop(), skipping)
        self._flush()
        return self.found

    def _open(self, element: etree._Element, tag: str, does: int) -> None:
        found = self.found
        if does & ROW:
            found.events.append(())
        if does & (PARTS | BREAK):
            self._flush()
            self.line_breaks = 0 if does & PARTS else self.line_breaks + 1
        names, hidden = self._attributes(element)
        if (hidden or does & HIDDEN) and self.visible:
            if not does & PARTS:
                self.aside = self.run, self.line_breaks
                self.run, self.line_breaks = [], 0
            self.visible = False
        parent, self.node = self.node, len(found.parents)
        found.parents.append(parent)
        found.tags.append(tag)
        found.names.append(names)
        found.depths.append(found.depths[parent] + 1 if parent >= 0 else 0)
        found.blockish.append(self.node if does & PARTS or parent < 0 else found.blockish[parent])
        if does & ANCHOR:
            self._open_anchor(element)
        elif does & STRONG:
            self.strong = True
        elif does & VERBATIM:
            self.verbatim = True
        self._add(element.text)

    def _attributes(self, element: etree._Element) -> tuple[str, bool]:
        """The values of the naming attributes, joined; and whether an attribute hides the element."""
        names, hidden = "", False
        for key, value in element.items():
            does = self.attributes.get(key, 0)
            if does & HIDES:
                hidden = True
            elif does & STYLES:
                style = value.replace(" ", "").lower()
                hidden = hidden or any(one in style for one in self.styles)
            elif does & NAMES:
                names = f"{names} {value}" if names else value
        return names, hidden

    def _open_anchor(self, element: etree._Element) -> None:
        href = element.get("href")
        if href is not None:
            self.link = len(self.found.hrefs)
            self.found.hrefs.append(href)
            if not len(element) and not (element.text or "").strip() and "#" not in href:
                self.found.events.append((self.node, self.link))

    def _close(self, opened: tuple, skipping: etree._Element | None) -> etree._Element | None:
        """End an element: flush, restore what held outside it, take its tail."""
        element, does = opened[:2]
        if skipping is element:
            skipping = None
        elif does is not None and skipping is None:
            node, link, strong, visible, verbatim = opened[2]
            if visible != self.visible and not does & PARTS:
                self._flush()
                self.run, self.line_breaks = self.aside
            elif does & PARTS:
                self._flush()
                self.line_breaks = 0
                if does & ROW:
                    self.found.events.append((self.node,))
            self.node, self.link, self.strong = node, link, strong
            self.visible, self.verbatim = visible, verbatim
        if skipping is None:
            self._add(element.tail)
        return skipping

    def _add(self, text: str | None) -> None:
        if text:
            self.run.append((text, self.node, self.link, self.strong))

    def _flush(self) -> None:
        """End the run gathered so far."""
        filled = [piece for piece in self.run if not piece[0].isspace()]
        if filled:
            breaks = self.line_breaks == 1
            if len(filled) == 1 and not self.verbatim:
                [(text, *rest)] = filled
                self.found.events.append((" ".join(text.split()), *rest, self.visible, breaks))
            else:
                self.found.events.append((self.run, self.visible, self.verbatim, breaks))
            self.line_breaks = 0
        self.run = []
