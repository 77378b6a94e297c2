"""Search for inputs that break the way from bytes to an article, guided by coverage.

    pip install atheris
    python benchmarks/reliability/fuzz.py -max_total_time=1800 WORK fixtures/hostile fixtures/pages

WORK is a folder for what the fuzzer learns; the others give it pages to begin with.  What
breaks stripper is written to ./crash-*; mended, it goes to fixtures/hostile.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["stripper"]):
    import stripper


def extract(data: bytes) -> None:
    """Whatever the bytes, an article comes out, or the error for what is no page."""
    try:
        article = stripper.extract(data, url="https://news.example/a")
    except stripper.NotAPageError:
        return
    if article.text:
        stripper.extract_from_text(article.text)
    for block in article.blocks:
        assert block.label in stripper.LABELS


if __name__ == "__main__":
    atheris.Setup(sys.argv, extract)
    atheris.Fuzz()
