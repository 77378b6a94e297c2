"""stripper within Scrapy, Spark and datatrove: the real ones."""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
import scrapy
from datatrove.data import Document
from datatrove.pipeline.extractors.base import ExtractorSandbox
from fixtures_lib import FIXTURES, load
from scrapy.utils.test import get_crawler
from warc_lib import warc

import stripper
from stripper.errors import MissingExtraError
from stripper.integrations import spark
from stripper.integrations.datatrove import StripperExtractor, StripperStep
from stripper.integrations.scrapy import StripperPipeline, fill

PAGES = [fixture for fixture in load("pages") if fixture.encoding == "utf-8"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(FIXTURES.parent), "PYSPARK_PYTHON": sys.executable}


@pytest.mark.parametrize(
    ("module", "package", "what", "extra"),
    [
        ("stripper.integrations.scrapy", "scrapy", "Scrapy", "scrapy"),
        ("stripper.integrations.spark", "pyspark", "Spark", "spark"),
        ("stripper.integrations.datatrove", "datatrove", "datatrove", "datatrove"),
    ],
)
def test_a_missing_package_is_told_with_what_to_install(
    module: str, package: str, what: str, extra: str
) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; import {module}"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, env=ENVIRONMENT, text=True
    )
    assert ran.stderr.endswith(
        f"MissingExtraError: {what} needs a package: pip install '.[{extra}]' in the project's folder\n"
    )


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and tells nobody."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address at which the fixtures are served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(FIXTURES / "pages")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


SPIDER = """\
import sys, scrapy
from scrapy.crawler import CrawlerProcess

class Spider(scrapy.Spider):
    name = "fixtures"
    start_urls = [sys.argv[1]]

    def parse(self, response):
        yield from response.follow_all(css="a", callback=self.parse_folder)

    def parse_folder(self, response):
        yield response.follow("page.html", callback=self.parse_page)

    def parse_page(self, response):
        if "chinese" in response.url:
            yield {"url": response.url, "html": response.text}
        elif "paywall" in response.url:
            yield {"url": response.url, "html": b"%PDF-1.7"}
        else:
            yield {"url": response.url, "response": response}

process = CrawlerProcess({
    "ITEM_PIPELINES": {"stripper.integrations.scrapy.StripperPipeline": 300},
    "FEEDS": {sys.argv[2]: {"format": "jsonlines", "encoding": "utf-8"}},
    "LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False, "STRIPPER_OPTIONS": {"leave_out": ["list"]},
})
process.crawl(Spider)
process.start()
"""


def test_a_spider_crawls_a_site(site: str, tmp_path: Path) -> None:
    script = tmp_path / "spider.py"  # Scrapy looks at a spider's source
    script.write_text(SPIDER)
    command = [sys.executable, str(script), f"{site}/", str(tmp_path / "items.jsonl")]
    ran = subprocess.run(command, capture_output=True, check=True, env=ENVIRONMENT, text=True)
    items = {
        row["url"].split("/")[-2]: row
        for row in map(json.loads, (tmp_path / "items.jsonl").read_text().splitlines())
    }
    assert set(items) == {fixture.slug for fixture in load("pages")}, ran.stderr
    for fixture in PAGES:
        item = items[fixture.slug]
        assert "html" not in item and "response" not in item
        if "paywall" in fixture.slug:
            assert item["error"] == "this is a PDF document, not an HTML page"
            assert f"{item['url']}: {item['error']}" in ran.stderr
            continue
        article = stripper.extract(fixture.data, url=item["url"], leave_out="list")
        assert (item["title"], item["text"]) == (article.title, article.text)
        assert [[link["url"] for link in group["links"]] for group in item["related"]] == [
            [link.url for link in group.links] for group in article.related
        ]


def told() -> dict[str, Any]:
    return {"html": "<html lang=en><p>It rained.", "url": "https://a.example/1"}


@dataclasses.dataclass
class Item:
    """An item that has no field for an error."""

    html: str | bytes | None
    url: str
    text: str | None = None
    metadata: dict[str, Any] | None = None


class ScrapyItem(scrapy.Item):
    """The same, as Scrapy's own class."""

    html, url, text = scrapy.Field(), scrapy.Field(), scrapy.Field()


def filled(item: Any, keep: bool = False, **options: Any) -> Any:
    return StripperPipeline(("html", "response"), options, keep)._fill(item, "html")


def test_a_page_that_fails_is_logged_though_the_item_has_no_error(caplog: pytest.LogCaptureFixture) -> None:
    fill(Item(b"%PDF-1.7", "https://a.example/1"), b"%PDF-1.7")
    [record] = caplog.records
    assert record.getMessage() == "https://a.example/1: this is a PDF document, not an HTML page"


def test_the_page_is_dropped_such_that_an_item_stays_whole() -> None:
    assert dataclasses.asdict(filled(Item(**told())))["html"] is None
    assert "html" not in filled(told()) and "html" not in filled(ScrapyItem(**told()))
    assert filled(Item(**told()), keep=True).html == filled(told(), keep=True)["html"] == told()["html"]


def test_metadata_that_are_asked_for_stand_in_the_item() -> None:
    assert filled(Item(**told()), metadata=True).metadata["language"] == "en"
    assert filled(told(), metadata=True)["metadata"]["language"] == "en"
    assert "metadata" not in filled(told())
    assert "metadata" not in filled(ScrapyItem(**told()), metadata=True)


WRONG_OPTIONS = [({"leave_out": "tabel"}, "no role is called 'tabel'"), ({"modle": "news"}, "modle"),
                 ({"model": "no-such"}, "no such model")]  # fmt: skip


@pytest.mark.parametrize(("options", "cause"), WRONG_OPTIONS)
def test_wrong_options_are_told_before_any_page_is_read(options: dict[str, Any], cause: str) -> None:
    crawler = get_crawler(settings_dict={"STRIPPER_OPTIONS": options})
    for begin in (
        partial(StripperPipeline.from_crawler, crawler),
        partial(StripperExtractor, **options),
        partial(StripperStep, **options),
    ):
        with pytest.raises((TypeError, ValueError, stripper.ModelError), match=cause):
            begin()


def test_a_missing_package_is_told_between_processes() -> None:
    error = MissingExtraError("Spark", "spark")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


JOB = """\
import json, sys
from pyspark.sql import SparkSession
from stripper.integrations import spark

session = (SparkSession.builder.master(sys.argv[1]).appName("test").config("spark.ui.enabled", "false")
           .config("spark.executorEnv.PYTHONPATH", sys.argv[4]).getOrCreate())
session.sparkContext.setLogLevel("ERROR")
pages = spark.read_warc(session, [sys.argv[2]]).repartition(3)
articles = spark.extract(pages, "html", "url", "content_type", leave_out=("list",))
rows = [row.asDict(recursive=True) for row in articles.collect()]
json.dump(rows, open(sys.argv[3], "w"))
session.stop()
"""


@pytest.mark.parametrize(
    ("columns", "options", "cause"),
    [
        (["nope"], {}, "the pages have no column 'nope': they have html, url"),
        (["html", "adress"], {}, "no column 'adress'"),
        (["html"], {"content_type_col": "type"}, "no column 'type'"),
        (["html"], {"leave_out": "tabel"}, "no role is called 'tabel'"),
        (["html"], {"model": "no-such"}, "no such model"),
        (["html"], {"model": "news-text"}, "a model for text"),
        (["html"], {"metadata": True}, "unexpected keyword argument 'metadata'"),
    ],
)
def test_wrong_use_of_spark_is_told_before_any_worker_begins(
    columns: list[str], options: dict[str, Any], cause: str
) -> None:
    pages = SimpleNamespace(columns=["html", "url"])
    with pytest.raises((TypeError, ValueError, stripper.ModelError), match=cause):
        spark.extract(pages, *columns, **options)


@pytest.mark.parametrize("paths", ["a.warc.gz", Path("a.warc.gz"), ["a.warc.gz"], [Path("a.warc.gz")]])
def test_spark_reads_one_file_or_several(paths: Any) -> None:
    session = MagicMock()
    spark.read_warc(session, paths)
    session.read.format.return_value.load.assert_called_once_with(["a.warc.gz"])


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17")
@pytest.mark.parametrize("master", ["local[2]", "local-cluster[2,1,1024]"])
def test_spark(master: str, tmp_path: Path) -> None:
    pages = [(fixture.expected["url"], fixture.data, "text/html; charset=utf-8") for fixture in PAGES]
    pages.append(("https://a.example/leaflet", b"%PDF-1.7", "text/html"))
    pages.append(("https://a.example/damaged", b"<p>It rained.", "text/html; charset=utf-8"))
    source = warc(tmp_path / "crawl.warc.gz", pages)
    source.write_bytes(source.read_bytes()[:-20])  # within the last member
    command = [
        sys.executable,
        "-c",
        JOB,
        master,
        str(source),
        str(tmp_path / "rows.json"),
        str(FIXTURES.parent),
    ]
    ran = subprocess.run(command, capture_output=True, check=False, env=ENVIRONMENT, text=True)
    assert ran.returncode == 0, ran.stderr[-3000:]
    rows = {row["url"]: row for row in json.loads((tmp_path / "rows.json").read_text())}
    assert rows.pop("https://a.example/leaflet")["error"] == "this is a PDF document, not an HTML page"
    assert rows.pop(None)["error"].startswith("damaged WARC record")
    assert len(rows) == len(PAGES)
    for fixture in PAGES:
        row = rows[fixture.expected["url"]]
        article = stripper.extract(fixture.data, url=fixture.expected["url"], leave_out="list")
        assert (row["title"], row["text"], row["error"]) == (article.title, article.text, None)
        assert [group["kind"] for group in row["related"]] == [group.kind for group in article.related]
        assert [
            link["title"] for group in row["related"] for link in group["links"]
        ] == article.related_titles
        assert row["id"].startswith("<urn:uuid:") and "html" not in row


PIPELINE = """\
import sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import WarcReader
from datatrove.pipeline.writers import JsonlWriter
from stripper.integrations.datatrove import StripperExtractor, StripperStep

if __name__ == "__main__":
    step = StripperExtractor(timeout=float(sys.argv[4])) if sys.argv[3] == "extractor" else StripperStep()
    LocalPipelineExecutor(
        pipeline=[WarcReader(sys.argv[1]), step, JsonlWriter(sys.argv[2], compression=None)],
        tasks=2, workers=2, logging_dir=sys.argv[2] + "/logs",
    ).run()
"""


def run_datatrove(tmp_path: Path, step: str) -> list[dict[str, Any]]:
    (tmp_path / "in").mkdir()
    for part in (0, 1):
        pages = [
            (fixture.expected["url"], fixture.data, "text/html; charset=utf-8") for fixture in PAGES[part::2]
        ]
        warc(tmp_path / "in" / f"{part}.warc.gz", pages)
    script = tmp_path / "pipeline.py"
    script.write_text(PIPELINE)
    command = [sys.executable, str(script), str(tmp_path / "in"), str(tmp_path / "out"), step, "20"]
    ran = subprocess.run(command, capture_output=True, check=False, env=ENVIRONMENT, text=True)
    assert ran.returncode == 0, ran.stderr[-3000:]
    files = sorted((tmp_path / "out").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def test_datatrove_with_related_links(tmp_path: Path) -> None:
    found = {document["metadata"]["url"]: document for document in run_datatrove(tmp_path, "step")}
    for fixture in PAGES:
        article = stripper.extract(fixture.content, url=fixture.expected["url"])
        if not article.text:
            continue
        document = found[fixture.expected["url"]]
        assert (document["text"], document["metadata"]["title"]) == (article.text, article.title)
        assert [group["heading"] for group in document["metadata"]["related"]] == [
            group.heading for group in article.related
        ]


def test_datatrove_with_its_own_sandbox(tmp_path: Path) -> None:
    found = {
        document["metadata"]["url"]: document["text"] for document in run_datatrove(tmp_path, "extractor")
    }
    wanted = {fixture.expected["url"]: stripper.extract(fixture.content).text for fixture in PAGES}
    assert found == {url: text for url, text in wanted.items() if text}


def test_the_extractor_drops_what_is_no_page() -> None:
    assert StripperExtractor().extract("%PDF-1.4 ...") == ""
    with pytest.raises(ValueError, match="StripperStep keeps metadata"):
        StripperExtractor(metadata=True)


def test_the_step_keeps_metadata_that_are_asked_for() -> None:
    for asked in (True, False):
        [document] = StripperStep(metadata=asked).run([Document(told()["html"], "1")])
        assert ("metadata" in document.metadata) is asked


def test_the_extractor_is_ready_within_a_second() -> None:
    extractor = StripperExtractor()
    page = PAGES[0].content
    with ExtractorSandbox(timeout=extractor.timeout, warmup_text="") as sandbox:
        assert sandbox.process_document(page, extractor.extract) == stripper.extract(page).text
