"""Read the corpora: pages with gold text, as one kind of sample.

A corpus is a folder with ``gold.jsonl``, one page a line, and
``pages/<id>.html.gz``.  What differs between the corpora is told by one small
function for each, in :data:`READERS`; any other corpus has the plain form that
docs/retrain.md describes.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lxml import etree
from tld import get_fld

from stripper.errors import CorpusError
from stripper.html.decode import decode
from stripper.html.parse import parse
from stripper.html.segment import BLOCK_TAGS
from stripper.training.metrics import tokenise

#: Names the folder of the corpora; by default it lies beside the repository.
VARIABLE = "STRIPPER_CORPORA"
DEFAULT = Path(__file__).resolve().parents[2].parent / "shared" / "corpora"

#: What the gold of a corpus plainly leaves out of the text: the roles of which less than a quarter of
#: the characters within an article stand in it (docs/experiments.md).
LEFT_OUT = {
    "fundus": frozenset(("list", "table", "caption", "embed")),
    "wcxb": frozenset(("caption", "embed")),
}
#: So many folds are cross-validated.
FOLDS = 5
#: A first paragraph is the headline where the page's <title> has this share of its words.
HEADLINE_COVERED = 0.8

# Countries of fundus with one language that another corpus has too.
_COUNTRIES = {"at": "German", "de": "German", "uk": "English", "us": "English"}
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_OWN_URLS = "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"

Row = dict[str, Any]
#: What names a page over all corpora: its corpus and its id there.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A page with its gold.

    Attributes:
        corpus, id: together the page's key.
        url: the page's URL (in daniel, its site's home page), or None.
        site: the registered domain, or the id where no domain is known.
        page_type: ``article`` or another type, None where the corpus does not tell.
        text: the gold text, without the headline, one paragraph a line; or None.
        title: the gold headline, or None.
        kept, dropped: segments that must and must not be in the text.
        path: the gzipped page.
        language: in English, or the country's code; None where the corpus tells neither.
    """

    corpus: str
    id: str
    url: str | None
    site: str
    page_type: str | None
    text: str | None
    title: str | None
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    path: Path
    language: str | None = None

    @property
    def key(self) -> Key:
        """What names the page over all corpora."""
        return self.corpus, self.id

    @property
    def is_article(self) -> bool:
        """Whether it is known to be an article, with its gold text."""
        return self.page_type == "article" and bool(self.text)

    def read(self) -> bytes:
        """The page as fetched.

        Raises:
            CorpusError: the file is missing or is no gzip file.
        """
        try:
            return gzip.decompress(self.path.read_bytes())
        except (OSError, EOFError) as error:
            raise CorpusError(f"{self.path}: cannot read the page: {error}") from error


def default_folder() -> Path:
    """The folder of the corpora: $STRIPPER_CORPORA, or ``../shared/corpora`` beside the repository."""
    return Path(os.environ.get(VARIABLE) or DEFAULT)


def found_in(folder: Path | str) -> list[str]:
    """The names of the corpora in a folder, those of READERS first.

    Raises:
        CorpusError: there is none.
    """
    names = sorted(gold.parent.name for gold in Path(folder).glob("*/gold.jsonl"))
    if not names:
        raise CorpusError(f"{folder}: no corpus in it (a folder with gold.jsonl and pages)")
    return [*(name for name in READERS if name in names), *(name for name in names if name not in READERS)]


def load(folder: Path | str, names: Iterable[str] | None = None) -> list[Sample]:
    """The samples of the named corpora in a folder (all by default), in the order of :func:`found_in` and of the files.

    Raises:
        CorpusError: a corpus or a page is missing, or a line is malformed.
    """
    there = found_in(folder)
    wanted = there if names is None else list(names)
    missing = sorted(set(wanted) - set(there))
    if missing:
        raise CorpusError(f"{folder}: no such corpus: {', '.join(missing)} (there are {', '.join(there)})")
    return [sample for name in there if name in wanted for sample in _load_one(Path(folder), name)]


def load_related(file: Path | str) -> dict[Key, list[Row]]:
    """The labelled groups of related links by (corpus, id); an empty list where a page has none.

    A group has ``heading`` (str or None), ``kind`` and ``links``, each with
    ``a`` (the number of its ``<a href>``), ``title`` and ``href``.
    """
    file = Path(file)
    labels = {}
    for where, row in _rows(file):
        groups = _field(row, "groups", list, where)
        for group in groups:
            if not isinstance(group, dict) or not {"heading", "kind", "links"} <= group.keys():
                raise CorpusError(f"{where}: a group needs 'heading', 'kind' and 'links'")
        labels[_field(row, "corpus", str, where), _field(row, "id", str, where)] = groups
    return labels


def block_text(html: str) -> str:
    """The text of HTML that an extractor made, a line for each run of text between block elements."""
    root = parse(html)
    if root is None:
        return ""
    for element in root.iter(etree.Element):
        if element.tag in BLOCK_TAGS or element.tag == "br":
            element.text = "\n" + (element.text or "")
            element.tail = "\n" + (element.tail or "")
    text = "".join(root.itertext())
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def are_learned_together(one: Sample, other: Sample) -> bool:
    """Whether cross-validation has two pages of different sites in one fold: what is made of both is learned
    from only where both are."""
    return one.site != other.site and fold_of(one.site, FOLDS) == fold_of(other.site, FOLDS)


def fold_of(site: str, folds: int) -> int:
    """The fold, in [0, folds), of all pages of a site, in every corpus and on every machine."""
    return int.from_bytes(hashlib.sha256(site.encode()).digest()[:8], "big") % folds


def _load_one(folder: Path, name: str) -> Iterator[Sample]:
    for where, row in _rows(folder / name / "gold.jsonl"):
        page = _field(row, "id", str, where)
        path = folder / name / "pages" / f"{page}.html.gz"
        if not path.is_file():
            raise CorpusError(f"{where}: the page {path} is missing")
        url = _field(row, "url", str, where, optional=True)
        url = url if url and url.startswith(("http://", "https://")) else None
        sample = Sample(name, page, url, "", None, None, None, (), (), path)
        sample = READERS.get(name, _plain)(sample, row, where)
        yield replace(sample, site=_site(sample))


def _fundus(sample: Sample, row: Row, where: str) -> Sample:
    return replace(
        sample,
        page_type="article",
        text=_field(row, "text", str, where),
        title=_field(row, "title", str, where),
        language=_COUNTRIES.get(country := sample.id.partition("_")[0], country),
    )


def _daniel(sample: Sample, row: Row, where: str) -> Sample:
    paragraphs = _strings(row, "paragraphs", where)
    if not paragraphs:
        raise CorpusError(f"{where}: 'paragraphs' is empty")
    title = None
    # A headline that <title> does not confirm stays: it may be the first paragraph.
    if len(paragraphs) > 1 and _is_headline(paragraphs[0], decode(sample.read())):
        title, paragraphs = paragraphs[0], paragraphs[1:]
    language = _field(row, "language", str, where, optional=True)
    text = "\n".join(paragraphs)
    return replace(sample, page_type="article", text=text, title=title, language=language)


def _wcxb(sample: Sample, row: Row, where: str) -> Sample:
    return replace(
        sample,
        page_type=_field(row, "page_type", str, where),
        text=_field(row, "text", str, where, optional=True) or None,
        title=_field(row, "title", str, where) or None,
        kept=_strings(row, "with", where),
        dropped=_strings(row, "without", where),
    )


def _trafilatura_eval(sample: Sample, row: Row, where: str) -> Sample:
    return replace(sample, kept=_strings(row, "with", where), dropped=_strings(row, "without", where))


def _readability(sample: Sample, row: Row, where: str) -> Sample:
    return replace(
        sample,
        page_type="article",
        text=block_text(_field(row, "expected_html", str, where)) or None,
        title=_field(row, "title", str, where) or None,
    )


def _plain(sample: Sample, row: Row, where: str) -> Sample:
    return replace(
        sample,
        page_type=_field(row, "page_type", str, where, optional=True) or "article",
        text=_field(row, "text", str, where, optional=True) or None,
        title=_field(row, "title", str, where, optional=True) or None,
        language=_field(row, "language", str, where, optional=True),
    )


#: How the gold of the corpora is read that have a form of their own.
READERS: dict[str, Callable[[Sample, Row, str], Sample]] = {
    "fundus": _fundus,
    "daniel": _daniel,
    "wcxb": _wcxb,
    "trafilatura-eval": _trafilatura_eval,
    "readability": _readability,
}


def _is_headline(paragraph: str, page: str) -> bool:
    """Whether the page's <title> has most words of the paragraph."""
    found = _TITLE.search(page)
    words = Counter(tokenise(paragraph.lower()))
    if found is None or not words:
        return False
    common = words & Counter(tokenise(html.unescape(found[1]).lower()))
    return common.total() >= HEADLINE_COVERED * words.total()


def _site(sample: Sample) -> str:
    """The registered domain of the page's URL; of the URL it gives itself; in its id; or the id."""
    if sample.url is not None:
        return _domain(sample.url) or _host(sample.url)
    root = parse(sample.read())
    own = [] if root is None else root.xpath(_OWN_URLS)
    domains = (_domain(url.strip()) for url in own if url.strip().startswith(("http", "//")))
    return next(filter(None, domains), None) or _domain_in(sample.id) or sample.id


def _domain_in(name: str) -> str | None:
    """The longest registered domain that a name such as ``news.example.com.story`` begins with."""
    labels = name.split(".")
    starts = (".".join(labels[:k]) for k in range(len(labels), 1, -1))
    # A label's end after a hyphen may be the story's: example.com-story.html
    hosts = (host for start in starts for host in (start, start.rpartition("-")[0]) if "." in host)
    return next(filter(None, map(_domain, hosts)), None)


def _domain(url: str) -> str | None:
    return get_fld(url, fix_protocol=True, fail_silently=True)


def _host(url: str) -> str:
    return url.split("/")[2].lower()


def _rows(file: Path) -> Iterator[tuple[str, Row]]:
    """The rows of a JSON-lines file, each with its place for messages."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{file}: cannot read: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{file}, line {number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise CorpusError(f"{where}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise CorpusError(f"{where}: not an object")
        yield where, row


def _field(row: Row, name: str, kind: type, where: str, optional: bool = False) -> Any:
    value = row.get(name)
    if value is None and optional:
        return None
    if not isinstance(value, kind):
        raise CorpusError(f"{where}: {name!r} must be {kind.__name__}, not {type(value).__name__}")
    return value


def _strings(row: Row, name: str, where: str) -> tuple[str, ...]:
    values = _field(row, name, list, where)
    if not all(isinstance(value, str) for value in values):
        raise CorpusError(f"{where}: {name!r} must be a list of strings")
    return tuple(values)
