"""The evaluation report: the figures behind it, what it says, and that nothing of a corpus breaks out of its place."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
from corpora_lib import add_hostile, evaluated, write_corpora
from lxml import html
from lxml.html import HtmlElement

from stripper.report import evaluation as report
from stripper.report.markup import static
from stripper.report.plots import draw_bands
from stripper.training import pages, verdicts
from stripper.training.corpora import Sample
from stripper.training.evaluate import Evaluation
from stripper.training.pages import PageScore
from stripper.training.verdicts import Verdicts
from stripper.types import LABELS

BODY, TITLE, RELATED, REST = (LABELS.index(name) for name in ("body", "title", "related", "boilerplate"))


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    folder = write_corpora(tmp_path_factory.mktemp("corpora"))
    add_hostile(folder)
    return evaluated(folder)


@pytest.fixture(scope="module")
def written(evaluation: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("evaluation") / "a report.html"
    report.write_evaluation(evaluation, file, 1)
    return file


@pytest.fixture(scope="module")
def document(written: Path) -> HtmlElement:
    return html.document_fromstring(written.read_text(encoding="utf-8"))


def told() -> Verdicts:
    """Six blocks: of the last but one the body is not known, of the last nothing but its title."""
    nan = np.nan
    body = [(0.9, 1), (0.75, 1), (0.6, 0), (0.1, 0), (0.5, nan), (0.5, nan)]
    probabilities = np.array([[body[k][0], 0.9 if k == 3 else 0.1, 0.2 * k] for k in range(6)], np.float32)
    truth = np.array(
        [[body[k][1], k == 3, nan if k == 5 else k == 4] for k in range(6)],
        np.float32,
    )
    labels = np.array([BODY, REST, BODY, TITLE, RELATED, BODY], np.int8)
    return Verdicts(probabilities, truth, labels)


def test_a_curve_is_of_the_blocks_that_are_known() -> None:
    curve = verdicts.curve(told(), "body")
    assert (curve.blocks, curve.positives, curve.average_precision) == (4, 2, 1)
    assert curve.decided == (0.5, 0.5)
    points = set(zip(curve.recall.tolist(), curve.precision.tolist()))
    assert {(1.0, 0.5), (1.0, 1.0), (0.5, 1.0)} <= points
    assert verdicts.curve(told(), "related").blocks == 5


def test_a_long_curve_is_thinned_and_keeps_its_shape() -> None:
    random = np.random.default_rng(1)
    truth = random.random(20_000) < 0.3
    probability = np.clip(truth * 0.3 + random.random(20_000) * 0.7, 0, 1)
    columns = np.column_stack([probability] * 3).astype(np.float32)
    known = Verdicts(columns, np.column_stack([truth] * 3).astype(np.float32), np.zeros(20_000, np.int8))
    curve = verdicts.curve(known, "body")
    assert len(curve.recall) <= verdicts.POINTS
    assert np.abs(np.diff(curve.recall)).max() < 0.02
    area = -np.trapezoid(curve.precision, curve.recall)
    assert area == pytest.approx(curve.average_precision, abs=0.005)


def test_calibration_tells_how_often_a_probability_is_right() -> None:
    calibration = verdicts.calibration(told(), "body")
    assert calibration.counts.tolist() == [1, 1, 1, 1]
    assert calibration.told == pytest.approx([0.1, 0.6, 0.75, 0.9])
    assert calibration.true.tolist() == [0, 0, 1, 1]
    assert calibration.error == pytest.approx((0.1 + 0.6 + 0.25 + 0.1) / 4)


def test_confusion_is_of_the_blocks_of_which_all_is_known() -> None:
    counts = verdicts.confusion(told())
    assert counts.sum() == 4
    assert counts[BODY, BODY] == counts[BODY, REST] == counts[REST, BODY] == counts[TITLE, TITLE] == 1


def test_pages_are_gathered_with_the_worst_first() -> None:
    def page(name: str, language: str | None, precision: float, recall: float) -> PageScore:
        sample = Sample("c", name, None, name, "article", "x", None, (), (), Path(name), language)
        return PageScore(sample, precision, recall)

    nan = float("nan")
    scores = [
        page("a", "Greek", 0.5, 0.5),
        page("b", None, 0, 0),
        page("c", "Greek", nan, 0),
        page("d", "Polish", 1, 1),
    ]
    first, second = pages.gather(scores, lambda sample: sample.language)
    assert (first.name, len(first.pages), first.precision, first.recall) == ("Greek", 2, 0.5, 0.25)
    assert first.f1 == pytest.approx(1 / 3)
    assert (second.name, second.f1) == ("Polish", 1)
    assert scores[2].f1 == 0


def test_every_figure_of_the_comparison_is_shown(evaluation: Evaluation, document: HtmlElement) -> None:
    cells = {cell.text_content() for cell in document.iter("td")}
    for table in evaluation.comparison.tables:
        for row in table.rows:
            assert row.name in cells
            assert {f"{one.value:.3f} ± {(one.high - one.low) / 2:.3f}" for one in row.figures.values()
                    if one is not None and not np.isnan(one.value)} <= cells  # fmt: skip
    text = document.text_content()
    assert "confidence tells" in text and "all <b> 1.0" in text


def test_all_sites_are_listed_and_the_worst_explained(
    evaluation: Evaluation, document: HtmlElement, written: Path
) -> None:
    [sites] = document.xpath("//section[@id='sites']//tbody")
    listed = [row[0].text_content() for row in sites]
    measured = pages.score_pages(evaluation.samples, evaluation.outputs["stripper"])
    assert sorted(listed) == sorted({page.sample.site for page in measured})
    f1 = [float(row[5].get("data-v") or 0) for row in sites]
    assert f1 == sorted(f1)
    links = sites.xpath(".//a/@href")
    assert len(links) == len(listed)
    for link in document.xpath("//main//a/@href"):
        explained = (written.parent / unquote(link)).read_text(encoding="utf-8")
        assert "explained</title>" in explained
        assert "wrongly lost" in explained or "other-" in explained  # pages without an article have no gold


def test_plots_stand_in_the_file_with_their_numbers(document: HtmlElement) -> None:
    images = document.xpath("//figure//img/@src | //figure//source/@srcset")
    assert len(images) == 2 * (2 + 3)  # precision and recall, calibration, and three corpora with texts
    assert all(image.startswith("data:image/svg+xml;base64,") for image in images)
    assert all(figure.xpath(".//details//td") for figure in document.iter("figure"))
    assert all(document.xpath("//figure//img/@alt"))


def test_bands_are_of_all_pages() -> None:
    assert report._bands([0.2, 0.5, 0.85, 0.9, 0.95, 1.0]) == pytest.approx(
        [1 / 6, 1 / 6, 1 / 6, 1 / 6, 2 / 6]
    )
    assert "16.7" in draw_bands("c", {"x": report._bands([0.2, 0.5, 0.85, 0.9, 0.95, 1.0])})


def test_nothing_of_a_corpus_breaks_out(document: HtmlElement, written: Path) -> None:
    assert [script.text for script in document.iter("script")] == [static("evaluation.js")]
    assert not document.xpath("//@*[starts-with(name(), 'on')]")
    assert not document.xpath("//main//img[not(starts-with(@src, 'data:'))]")
    assert not [link for link in document.xpath("//@href") if link.startswith(("http", "//", "javascript"))]
    names = [file.name for file in written.with_name("a report_pages").iterdir()]
    assert all(set(name) <= set(report._UNSAFE.sub("", name)) for name in names)
    assert any("script" in name for name in names)


def test_the_same_evaluation_gives_the_same_file(evaluation: Evaluation) -> None:
    assert report.as_html(evaluation, {}) == report.as_html(evaluation, {})


def test_the_missing_extra_is_told_before_anything_is_measured(tmp_path: Path) -> None:
    code = "import sys; sys.modules['matplotlib'] = None; from stripper.cli import main; sys.exit(main(sys.argv[1:]))"
    wanted = [
        "evaluate",
        "--corpora",
        "nowhere",
        "--labels",
        "nowhere.jsonl",
        "--report",
        str(tmp_path / "r.html"),
    ]
    run = subprocess.run([sys.executable, "-c", code, *wanted], capture_output=True, text=True)
    assert run.returncode == 1
    assert (
        run.stderr
        == "stripper: an evaluation as HTML needs a package: pip install '.[report]' in the project's folder\n"
    )
    assert not list(tmp_path.iterdir())


def test_the_page_of_a_hostile_id_is_measured(evaluation: Evaluation) -> None:
    hostile = [sample for sample in evaluation.samples if "<script>" in sample.id]
    assert len(hostile) == 1 and json.dumps(hostile[0].site)
    assert hostile[0].key in evaluation.folds.found


def test_what_is_kept_of_comments_is_told(document: HtmlElement) -> None:
    [table] = document.xpath('//table[starts-with(caption, "Readers\' comments")]')
    assert [row[0].text_content() for row in table.xpath("./tbody/tr")] == ["stripper", "all <b>"]
