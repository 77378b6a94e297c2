"""Pages made to break what reads them, each at a scale; and what becomes of them at full scale.

    python benchmarks/reliability/hostile.py

Each page is read in a process of its own, with the limits on bytes and blocks lifted: a row
tells the seconds, the most memory, and the article's size or the error.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from random import Random

_PAGE = b"<html><head><title>Ferry</title></head><body><h1>Ferry</h1>%s</body></html>"


def deep(count: int) -> bytes:
    """Elements in each other."""
    return _PAGE % (b"<div>It rained. " * count)


def links(count: int) -> bytes:
    """Links in one list."""
    return _PAGE % b"".join(
        b"<li><a href=/%d>The ferry of line %d is late</a>" % (k, k) for k in range(count)
    )


def blocks(count: int) -> bytes:
    """Blocks of a letter each."""
    return _PAGE % (b"<p>a" * count)


def one_block(count: int) -> bytes:
    """Words in one paragraph."""
    return _PAGE % (b"<p>" + b"rain " * count)


def one_word(count: int) -> bytes:
    """A word of so many letters."""
    return _PAGE % (b"<p>" + b"a" * count)


def attributes(count: int) -> bytes:
    """Attributes of one element."""
    return _PAGE % (b"<p " + b"".join(b"a%d=%d " % (k, k) for k in range(count)) + b">It rained.</p>")


def long_names(count: int) -> bytes:
    """Words in one class, with elements below it."""
    return _PAGE % (b"<div class='" + b"c-a-b " * count + b"'>" + b"<p>It rained.</p>" * 100 + b"</div>")


def long_url(count: int) -> bytes:
    """Characters in one link's URL."""
    return _PAGE % (
        b"<a href='data:image/png;base64," + b"A/" * (count // 2) + b"'>The ferry is late again today</a>"
    )


def spans(count: int) -> bytes:
    """Cells that say they reach over so many rows and columns."""
    return _PAGE % (
        b"<table>"
        + b"<tr><td colspan=%d rowspan=%d>It rained.</td></tr>" % (count, count) * 100
        + b"</table>"
    )


def nested_tables(count: int) -> bytes:
    """Tables in each other, never closed."""
    return _PAGE % (b"<table><tr><td>rain" * count)


def nested_forms(count: int) -> bytes:
    """Forms in each other, never closed."""
    return _PAGE % (b"<form><p>rain" * count)


def unclosed(count: int) -> bytes:
    """Inline elements that never end, over many paragraphs (the HTML Standard's adoption agency)."""
    return _PAGE % (b"<b><i><a href=/x><font><p>It rained." * count)


def entities(count: int) -> bytes:
    """Character references, known, unknown and out of range."""
    return _PAGE % (b"<p>" + b"&amp;&nosuch;&#x110000;&#0;&notin" * count)


def spaces(count: int) -> bytes:
    """White space of several kinds between two words."""
    return _PAGE % (b"<p>It" + b" \t\n\xc2\xa0\xe2\x80\x83" * count + b"rained")


def quotes(count: int) -> bytes:
    """Quotation marks and brackets, opened only."""
    return _PAGE % (b"<p>" + '"«(„[{'.encode() * count)


def digits(count: int) -> bytes:
    """Digits, as a number and as times."""
    return _PAGE % (b"<p>" + b"9" * count + b"</p><p>" + b"12:30 1/2. " * (count // 10))


def stops(count: int) -> bytes:
    """Full stops and dashes."""
    return _PAGE % (b"<h2>" + b".-" * count + b"</h2><p>It rained.")


def emoji(count: int) -> bytes:
    """Emoji joined by zero-width joiners, and combining accents on one letter."""
    return _PAGE % ("<p>" + "👩‍👩‍👧‍👦" * (count // 7) + "e" + "\u0301" * count).encode()


def nuls(count: int) -> bytes:
    """NUL bytes between words and within tags."""
    return _PAGE % (b"<p\0>It\0 rained\0" * count)


def surrogates(count: int) -> bytes:
    """Surrogates encoded as if they were characters (CESU-8), half of them alone."""
    return _PAGE % (b"<p>rain \xed\xa0\xbd\xed\xb8\x80 \xed\xa0\xbd" * count)


def mixed_encodings(count: int) -> bytes:
    """Sentences in windows-1252, UTF-8, Shift_JIS and KOI8-R, one after the other."""
    texts = ("Fähre", "cp1252"), ("Fähre 新闻", "utf-8"), ("記事です", "shift_jis"), ("Паром", "koi8-r")
    return _PAGE % b"".join(b"<p>" + text.encode(codec) for _ in range(count) for text, codec in texts)


def utf7(count: int) -> bytes:
    """UTF-7, which must not be decoded as such."""
    return b"<meta charset=utf-7>" + b"+ADw-script+AD4-alert(1)+ADw-/script+AD4- It rained. " * count


def utf16(count: int) -> bytes:
    """UTF-16 without a byte order mark."""
    return (_PAGE % (b"<p>It rained." * count)).decode().encode("utf-16-le")


def lying_xhtml(count: int) -> bytes:
    """XHTML that says it is UTF-16 and is UTF-8."""
    head = b'<?xml version="1.0" encoding="UTF-16"?><html xmlns="http://www.w3.org/1999/xhtml"><body>'
    return head + "<p>Die Fähre kam.</p>".encode() * count + b"</body></html>"


def doctype_bomb(count: int) -> bytes:
    """Entities that stand for each other ("billion laughs"), so many deep."""
    entities = b"".join(
        b'<!ENTITY a%d "%s">' % (k, b"&a%d;" % (k - 1) * 10) for k in range(1, min(count, 60))
    )
    return (
        b'<!DOCTYPE html [<!ENTITY a0 "ha">' + entities + b"]>" + _PAGE % (b"<p>&a%d;" % (min(count, 60) - 1))
    )


def framesets(count: int) -> bytes:
    """Framesets in each other, with pages in <noframes>."""
    return b"<html>" + b"<frameset><frame src=/x><noframes><p>It rained.</noframes>" * count


def plaintext(count: int) -> bytes:
    """<plaintext>, after which no tag is one."""
    return _PAGE % (b"<plaintext>" + b"<p>It rained.</p>" * count)


def comments(count: int) -> bytes:
    """Comments, processing instructions and CDATA, the last never closed."""
    return _PAGE % (b"<!-- a --><?php b ?><![CDATA[c]]><!-->" * count + b"<p>It rained.<!-- never closed")


def linked_data(count: int) -> bytes:
    """JSON-LD nested so deep."""
    return (
        b"<script type=application/ld+json>"
        + b'{"@graph":[' * count
        + b'{"@type":"Article"}</script><p>It rained.'
    )


def article_body(count: int) -> bytes:
    """An articleBody that looks like markup which never ends."""
    body = b"<p " * count + b"<!-- <script" * (count // 10)
    return b'<script type=application/ld+json>{"@type":"NewsArticle","articleBody":"' + body + b'"}</script>'


def at_random(count: int) -> bytes:
    """Bytes at random."""
    return Random(count).randbytes(count)


def many_names(count: int) -> bytes:
    """Elements and attributes, each of a name of its own."""
    return _PAGE % b"".join(b"<x%d y%d=1>rain</x%d>" % (k, k, k) for k in range(count))


#: Each with the number that is hard for it.
MAKERS: dict[Callable[[int], bytes], int] = {
    deep: 100_000,
    links: 1_000_000,
    blocks: 1_000_000,
    one_block: 10_000_000,
    one_word: 10_000_000,
    attributes: 1_000_000,
    long_names: 1_000_000,
    long_url: 10_000_000,
    spans: 1_000_000_000,
    nested_tables: 100_000,
    nested_forms: 100_000,
    unclosed: 10_000,
    entities: 1_000_000,
    spaces: 1_000_000,
    quotes: 1_000_000,
    digits: 10_000_000,
    stops: 1_000_000,
    emoji: 1_000_000,
    nuls: 100_000,
    surrogates: 100_000,
    mixed_encodings: 10_000,
    utf7: 100_000,
    utf16: 100_000,
    lying_xhtml: 100_000,
    doctype_bomb: 60,
    framesets: 10_000,
    plaintext: 100_000,
    comments: 100_000,
    linked_data: 100_000,
    article_body: 1_000_000,
    at_random: 10_000_000,
    many_names: 100_000,
}

_PROCESS = """\
import sys
from time import perf_counter
import stripper
limits = stripper.Limits(bytes=10**9, blocks=10**9)
data = sys.stdin.buffer.read()
stripper.extract("<p>It rained.")
started = perf_counter()
try:
    article = stripper.extract(data, url="https://news.example/a", limits=limits)
    what = f"{len(article.text):,} characters, {len(article.blocks):,} blocks, {len(article.related_titles):,} links"
except stripper.StripperError as error:
    what = f"{type(error).__name__}: {error}"
seconds = perf_counter() - started
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")]
print(f"{seconds:9.2f}{int(peak) / 1000:8.0f}  {what}")
"""


def main() -> None:
    """Print a row for each page."""
    argparse.ArgumentParser(description="Read each page that was made to break what reads it.").parse_args()
    print(f"{'page':28}{'MB':>7}{'seconds':>9}{'peak MB':>8}")
    for make, number in MAKERS.items():
        data = make(number)
        ran = subprocess.run([sys.executable, "-c", _PROCESS], input=data, capture_output=True, check=False)
        told = ran.stdout.decode().rstrip() or f"  exit {ran.returncode}: {ran.stderr.decode()[-200:]}"
        print(
            f"{f'{number:,} ' + make.__name__.replace('_', ' '):28}{len(data) / 1e6:7.1f}{told}", flush=True
        )


if __name__ == "__main__":
    main()
