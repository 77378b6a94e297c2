"""Undo what mail, browsers in a terminal and text extraction put into lines beside a page's own text.

Each step looks for what it undoes in the whole text first: a sign before one line may be meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from math import gcd

from stripper.letters import STOPS, UNSEEN, without_unseen
from stripper.text.segment import BULLETS
from stripper.text.sheets import without_sheets

#: A mark stands before this share of the lines that are not blank where it is none of the text.
MARKED = 0.9
#: The header of a mail has at least so many of its fields.
LEAST_FIELDS = 3
#: Lines that are spaced out are at least so many.
LEAST_SPACED = 8
#: Numbers of links are at least so many, and this share of them follow one another.
LEAST_NUMBERS, IN_ORDER = 8, 0.9
#: Extractors that write where links lead do so at least so often; before it stands a link of at most so many characters.
LEAST_TARGETS, LONGEST_LINK = 8, 200
#: Signs that may be bullets are, before at least so many lines.
LEAST_BULLETS = 3
#: A line of more characters than this that runs words together has at least one such place in so many characters.
LONGEST_LINE, RUN_TOGETHER = 1_000, 300
#: So many characters of a word tell it from others.
LONGEST_WORD = 20

# Line ends that `str.splitlines` knows, but which are control characters.
_LINE_ENDS = re.compile(r"[\x0b\x0c\x1c-\x1e]")
# Where a word is parted, a soft hyphen is seen.
_SEEN_HYPHEN = re.compile(r"(?<=\w)\u00ad(?=\r?\n)")
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_DIRECTION = re.compile(f"[{_DIRECTIONS}]")
_ODD = re.compile(f"[{''.join(map(chr, UNSEEN))}{_DIRECTIONS}]")
_QUOTED = re.compile(r"^[ \t]*>+[> \t]*", re.MULTILINE)
# Those of RFC 5322, section 3.6, and what stands for the date in what is forwarded.
_FIELDS = frozenset((
    *("date", "from", "sender", "reply-to", "to", "cc", "bcc", "message-id", "in-reply-to", "references"),
    *("subject", "comments", "keywords", "return-path", "received", "sent"),
))  # fmt: skip
_FIELD = re.compile(r"([a-z]+(?:-[a-z]+)*):(?=\s|$)", re.IGNORECASE)
_SUBJECT = re.compile(r"^[ \t]*subject:", re.IGNORECASE | re.MULTILINE)
_FORWARDED = re.compile(r"\s*-{5,}")
# Not those of Markdown: [text][1], [1]: URL and [1](URL).
_NUMBER = re.compile(r"(?<!\])\[(\d{1,4})\](?![:(\[])")
_ADDRESS = re.compile(r"[ \t]*\d{1,4}\.[ \t]+[a-z][a-z+.-]*:\S+[ \t]*")
# Behind words, whole or from the root of its site.
_PATH = r"(?:[^\s()<>]|\([^\s()<>]*\))*"
_TARGET = re.compile(
    rf"(?<=[^\s\]])[ \t]*(?:\(((?:https?://|[/#?]|mailto:|javascript:){_PATH})\)|<(https?://{_PATH})>)"
)
_ANY_BULLET = re.compile(rf"^[ \t]*[{BULLETS}](?=\s)", re.MULTILINE)
_STOPS = tuple(STOPS)
_WIDE_BULLET = re.compile(rf"^([ \t]*[{BULLETS}])[ \t]{{2,}}(?=\S)", re.MULTILINE)
_LONE_BULLET = re.compile(rf"^([ \t]*[{BULLETS}])[ \t]*\r?\n(?=[ \t]*\S)", re.MULTILINE)
_NESTED = re.compile(r"^([ \t]{2,}|(?=-[ \t]{2}))([-+o#])[ \t]+(?=\S)", re.MULTILINE)
_RUN_TOGETHER = re.compile(
    r"(?<=[^\W\d_A-Z][.!?…])(?=[^\W\d_a-z])|(?<=[^\W\d_A-Z]{2})(?=[A-Z][^\W\d_A-Z])|(?<=[。！？])(?=\w)"
)


def tidied(text: str) -> str:
    """The lines as they were on the page: without marks before all of them, numbers of links, or
    characters that are never seen; and words parted that stood in elements of their own."""
    for step in _STEPS:
        text = step(text)
    return text


def _without_unseen(text: str) -> str:
    if not _ODD.search(text):
        return text
    text = without_unseen(_SEEN_HYPHEN.sub("-", _LINE_ENDS.sub("\n", text)))
    if not _DIRECTION.search(text):
        return text
    return "\n".join(line.strip(_DIRECTIONS) for line in text.splitlines())


def _without_quotes(text: str) -> str:
    """Without the angle brackets of quoted mail."""
    if ">" not in text:
        return text
    lines = sum(map(bool, map(str.strip, text.splitlines())))
    return _QUOTED.sub("", text) if len(_QUOTED.findall(text)) >= MARKED * lines else text


def _without_headers(text: str) -> str:
    """With the subject alone of the header that begins a mail, or one that it forwards; and without quotes in it."""
    if not _SUBJECT.search(text):
        return text
    lines, kept = text.splitlines(), list[str]()
    place, begins, is_mail = 0, True, False
    while place < len(lines):
        end, subject = _header(lines, place) if begins else (place, None)
        if subject is None:
            begins = bool(_FORWARDED.match(lines[place])) or (begins and not lines[place].strip())
            kept.append(lines[place])
            place += 1
        else:
            kept += "", subject, ""
            place, begins, is_mail = end, False, True
    return _QUOTED.sub("", "\n".join(kept)) if is_mail else text


def _header(lines: list[str], place: int) -> tuple[int, str | None]:
    """Where the header of a mail at a place ends, and its subject; None where there is no header."""
    fields: list[list[str]] = []
    while place < len(lines):
        line = lines[place].strip()
        found = _FIELD.match(line)
        if found:
            fields.append([found[1].lower(), line[found.end() :].strip()])
        elif fields and line and lines[place][0].isspace():
            fields[-1].append(line)
        else:
            break
        place += 1
    values = {name: " ".join(parts) for name, *parts in fields}
    return place, values.get("subject") if len(_FIELDS & values.keys()) >= LEAST_FIELDS else None


def _single_spaced(text: str) -> str:
    """With one line end for two, or for as many as everywhere stand together."""
    lines = text.splitlines()
    places: list[int] = []
    step = 0
    for place, line in enumerate(lines):
        if line and not line.isspace():
            step = gcd(step, place - places[-1] if places else 0)
            if step == 1:
                return text
            places.append(place)
    gaps = {after - before for before, after in pairwise(places)}
    if len(places) < LEAST_SPACED or len(gaps) < 2:  # paragraphs may all be parted alike
        return text
    return "\n".join(lines[places[0] : places[-1] + 1 : step])


def _without_numbers(text: str) -> str:
    """Without the numbers that stand before links, and the list of where they lead."""
    if text.count("[") < LEAST_NUMBERS:
        return text
    numbers = list(map(int, _NUMBER.findall(text)))
    rising = sum(after == before + 1 for before, after in pairwise(numbers))
    if len(numbers) < LEAST_NUMBERS or rising < IN_ORDER * (len(numbers) - 1):
        return text
    lines = text.splitlines()
    addresses = [place for place, line in enumerate(lines) if _ADDRESS.fullmatch(line)]
    if len(addresses) >= LEAST_NUMBERS:
        lines = lines[: _without_heading(lines, addresses[0])]
    return _NUMBER.sub("", "\n".join(lines))


def _with_links(text: str) -> str:
    """With links of Markdown for lines behind which stands where they lead; without the targets within lines."""
    if "://" not in text or "](" in text:
        return text
    targets = (found[1] or found[2] for found in _TARGET.finditer(text))
    if sum(target.startswith(("http:", "https:")) for target in targets) < LEAST_TARGETS:
        return text
    return "\n".join(map(_linked, _ANY_BULLET.sub("*", text).splitlines()))


def _linked(line: str) -> str:
    found = list(_TARGET.finditer(line))
    shown = _TARGET.sub("", line)
    link = shown.strip().removeprefix("* ").lstrip()
    if len(found) == 1 and found[0].end() == len(line.rstrip()) and len(link) <= LONGEST_LINK:
        return shown.replace(link, f"[{link}](<{found[0][1] or found[0][2]}>)")
    return shown


def _without_heading(lines: list[str], place: int) -> int:
    """Where the headings of what begins at a place begin: lines of two words before it, such as "References"."""
    while place and len(lines[place - 1].split()) <= 2 and lines[place - 1].rstrip()[-1:] not in _STOPS:
        place -= 1
    return place


def _with_bullets(text: str) -> str:
    """With one space behind each bullet, and bullets for what stands before the items of nested lists."""
    if any(map(text.__contains__, BULLETS)):
        text = _LONE_BULLET.sub(r"\1 ", _WIDE_BULLET.sub(r"\1 ", text))
    if "  " not in text and "\t" not in text:
        return text
    counts = Counter(sign for _, sign in _NESTED.findall(text))
    bullets = "".join(sign for sign, count in counts.items() if count >= LEAST_BULLETS)
    if not bullets:
        return text
    return _NESTED.sub(lambda found: f"{found[1]}* " if found[2] in bullets else found[0], text)


def _with_lines(text: str) -> str:
    """With line ends in lines that run the words of several elements together."""
    if len(text) <= LONGEST_LINE:
        return text
    lines = text.splitlines()
    return "\n".join(_parted(lines) if max(map(len, lines)) > LONGEST_LINE else lines)


def _parted(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if len(line) > LONGEST_LINE:
            parts = _RUN_TOGETHER.split(line)
            if len(set(map(_run_together, parts, parts[1:]))) * RUN_TOGETHER >= len(line):
                yield from parts
                continue
        yield line


def _run_together(one: str, other: str) -> str:
    """What stands where two parts meet: their last and first words, or, at the end of a sentence, all of them."""
    if one[-1:] in _STOPS:
        return one + other
    return one[-LONGEST_WORD:].split()[-1] + other[:LONGEST_WORD].split()[0]


_STEPS: tuple[Callable[[str], str], ...] = (
    without_sheets,
    _without_unseen,
    _without_quotes,
    _without_headers,
    _single_spaced,
    _without_numbers,
    _with_links,
    _with_bullets,
    _with_lines,
)
