"""trafilatura on fundus with its lists and tables and without, as the gold of fundus is.

    python benchmarks/roles.py CORPORA

It is the one peer whose output tells roles: its XML has ``list`` and ``table``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import trafilatura
from lxml import etree

from stripper.html.decode import decode
from stripper.training import corpora, metrics

MODES = {"trafilatura": {}, "trafilatura precision": {"favor_precision": True}}
LEFT_OUT = ("list", "table")


def main(folder: Path) -> None:
    samples = corpora.load(folder, ["fundus"])
    for name, mode in MODES.items():
        for left_out in ((), LEFT_OUT):
            texts = [_text(decode(sample.read()), left_out, mode) for sample in samples]
            scores = [metrics.shingle_scores(text, sample.text or "") for text, sample in zip(texts, samples)]
            precision, recall = np.nanmean(scores, 0)
            f1 = 2 * precision * recall / (precision + recall)
            without = " without " + ", ".join(left_out) if left_out else ""
            print(f"{name + without:45} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")


def _text(html: str, left_out: tuple[str, ...], mode: dict[str, bool]) -> str:
    found = trafilatura.extract(html, include_comments=False, output_format="xml", **mode)
    if not found:
        return ""
    body = etree.fromstring(found.encode()).find("main")
    for element in list(body.iter(*left_out)) if left_out else ():
        element.getparent().remove(element)
    return "\n".join(line for line in (" ".join(text.split()) for text in body.itertext()) if line)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Score trafilatura with lists and tables, and without.")
    parser.add_argument("corpora", type=Path, metavar="CORPORA", help="the folder of the corpora")
    main(parser.parse_args().corpora)
