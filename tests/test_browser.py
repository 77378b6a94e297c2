"""The reports and the served page in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_lib import chromium, needs_chromium, watched
from corpora_lib import add_hostile, evaluated, write_corpora
from fixtures_lib import FIXTURES, INJECTIONS
from playwright.sync_api import Browser, Page, expect

import stripper
from stripper.report.evaluation import write_evaluation

pytestmark = needs_chromium

SIDEBAR = (FIXTURES / "pages" / "most-popular-sidebar" / "page.html").read_bytes()
LINES = FIXTURES / "text" / "teasers-first" / "page.txt"
URL = "https://news.example/ferry"
ARTICLE = stripper.extract(SIDEBAR, url=URL)
BODY = [block.index for block in ARTICLE.blocks if block.label == "body"]
BOILERPLATE = [block.index for block in ARTICLE.blocks if block.label == "boilerplate"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    gold = "\n".join(ARTICLE.text.split("\n\n")[:-2]) + "\n" + ARTICLE.blocks[BOILERPLATE[1]].text
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(stripper.explain(SIDEBAR, url=URL, gold=gold, with_page=True), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def page(browser: Browser, report: str) -> Iterator[Page]:
    with watched(browser) as page:
        page.goto(report)
        yield page


def shown(page: Page) -> int:
    return page.locator("#blocks li:visible").count()


def click_through(page: Page) -> None:
    """Every element of the page in the frame, from without, as it is closed to the driver's scripts too."""
    count = page.evaluate(
        """() => {
          const all = [...document.getElementById("page").contentDocument.querySelectorAll("body *")];
          all.forEach((one) => ["mouseover", "focus", "click"].forEach((name) =>
            one.dispatchEvent(new MouseEvent(name, { bubbles: true }))));
          return all.length;
        }"""
    )
    assert count > 10


def test_a_click_tells_of_a_block(page: Page) -> None:
    detail = page.locator("#detail")
    expect(detail).to_be_hidden()
    page.click(f"#b{BODY[3]}")
    expect(detail).to_contain_text(f"Block {BODY[3] + 1} of {len(ARTICLE.blocks)}: body, paragraph")
    expect(detail).to_contain_text("body 0.9")
    expect(detail).to_contain_text(ARTICLE.blocks[BODY[3]].path or "")
    assert detail.locator("tr").count() == 12
    expect(page.locator(f"#a{BODY[3]}")).to_have_class("r-paragraph chosen")
    page.click(f"#a{BODY[4]}")
    expect(detail).to_contain_text(f"Block {BODY[4] + 1} of")
    assert page.locator("[aria-selected=true]").count() == 1
    detail.get_by_role("button", name="Close").click()
    expect(detail).to_be_hidden()


def test_the_keyboard_is_enough(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    expect(page.locator("#blocks")).to_have_attribute("aria-activedescendant", "b1")
    page.keyboard.press("Enter")
    expect(page.locator("#detail")).to_contain_text("Block 2 of")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#detail")).to_contain_text("Block 3 of")
    page.keyboard.press("Escape")
    expect(page.locator("#detail")).to_be_hidden()
    page.keyboard.press("End")
    expect(page.locator("#blocks")).to_have_attribute("aria-activedescendant", f"b{len(ARTICLE.blocks) - 1}")
    page.keyboard.press("/")
    page.keyboard.type("ferry")
    expect(page.locator("#search")).to_have_value("ferry")
    assert 0 < shown(page) < len(ARTICLE.blocks)
    page.keyboard.press("Escape")
    expect(page.locator("#blocks")).to_be_focused()


def test_filters(page: Page) -> None:
    assert shown(page) == len(ARTICLE.blocks)
    boilerplate = page.get_by_role("button", name="boilerplate")
    boilerplate.focus()
    page.keyboard.press("Space")
    expect(boilerplate).to_have_attribute("aria-pressed", "false")
    assert shown(page) == len(ARTICLE.blocks) - len(BOILERPLATE)
    expect(page.locator("#said")).to_contain_text(f"of {len(ARTICLE.blocks)} shown")
    page.get_by_role("button", name="only wrongly kept").click()
    assert shown(page) == 2
    page.get_by_role("button", name="only wrongly kept").click()
    page.fill("#search", "no block says this")
    expect(page.locator("#none")).to_be_visible()
    page.fill("#search", "")
    boilerplate.click()
    page.get_by_role("button", name="only wrongly lost").click()
    assert page.locator("#blocks li:visible").evaluate_all("all => all.map(one => one.id)") == [
        f"b{BOILERPLATE[1]}"
    ]


def test_the_slider_shows_what_would_change(page: Page) -> None:
    chosen = page.locator("#at").inner_text()
    page.focus("#threshold")
    page.keyboard.press("End")
    expect(page.locator("#at")).to_have_text("0.95")
    page.keyboard.press("Home")
    expect(page.locator("#at")).to_have_text("0.05")
    gained = page.locator("#blocks li.gain").count()
    expect(page.locator("#change")).to_contain_text(
        f"{gained} block{'' if gained == 1 else 's'} more, 0 less"
    )
    assert page.locator("#text p:visible").count() == len(BODY) + gained
    page.click("#reset")
    expect(page.locator("#at")).to_have_text(chosen)
    expect(page.locator("#change")).to_contain_text("chosen for this page")
    assert page.locator(".gain, .loss").count() == 0


def test_copy(browser: Browser, report: str) -> None:
    with watched(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(report)
        page.click("#copy-text")
        expect(page.locator("#said")).to_have_text("Text copied")
        assert page.evaluate("navigator.clipboard.readText()") == ARTICLE.text
        page.click("#copy-json")
        expect(page.locator("#said")).to_have_text("JSON copied")
        copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
        assert copied["related"][0]["heading"] == ARTICLE.related[0].heading


def test_the_page_itself(page: Page) -> None:
    page.click("#view-page")
    frame = page.frame_locator("#page")
    expect(page.locator("#blocks")).to_be_hidden()
    marked = frame.locator(f"[data-b='{BODY[1]}']")
    expect(marked).to_have_attribute("data-k", "body")
    expect(marked).to_have_css("background-color", "rgb(205, 238, 227)")
    marked.click()
    expect(page.locator("#detail")).to_contain_text(f"Block {BODY[1] + 1} of")
    page.click("#view-blocks")
    expect(page.locator(f"#b{BODY[1]}")).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_the_screen(browser: Browser, report: str, width: int, scheme: str) -> None:
    with watched(browser, width, 844, color_scheme=scheme) as page:
        page.goto(report)
        page.click(f"#b{BOILERPLATE[0]}")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        box = page.locator("#detail").bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == ("rgb(251, 251, 249)" if scheme == "light" else "rgb(20, 21, 23)")


def test_flattened_text(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(stripper.explain_from_text(LINES.read_text("utf-8"), name="lines.txt"), encoding="utf-8")
    with watched(browser) as page:
        page.goto(file.as_uri())
        page.click("#b0")
        expect(page.locator("#detail")).to_contain_text("Block 1 of")


def test_nothing_of_a_page_runs_or_leaves(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    name = "<img src=http://leak.example/name.png onerror=ran('name')>"
    report = stripper.explain(
        INJECTIONS, name=name, url="javascript:ran('url')", gold="</script>", with_page=True
    )
    file.write_text(report, encoding="utf-8")
    with watched(browser) as page:
        page.goto(file.as_uri())
        for item in page.locator("#blocks li").all():
            item.click()
        page.click("#view-page")
        click_through(page)
        page.click("#copy-json")
        assert page.url == file.as_uri()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, "-m", "stripper", "serve", "--port", "0", "-j", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        yield process.stderr.readline().split()[3]
        process.terminate()


@pytest.fixture
def served(browser: Browser, address: str) -> Iterator[Page]:
    with watched(browser) as page:
        page.goto(address)
        yield page


def paste(page: Page, text: str) -> None:
    """As a user does it: the text comes from the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.focus("#text")
    page.keyboard.press("Control+V")


def drop(page: Page, name: str, text: str) -> None:
    files = page.evaluate_handle(
        "([name, text]) => { const all = new DataTransfer(); all.items.add(new File([text], name)); return all; }",
        [name, text],
    )
    page.dispatch_event("body", "dragenter", {"dataTransfer": files})
    expect(page.locator("body")).to_have_class("over")
    page.dispatch_event("body", "drop", {"dataTransfer": files})


def test_paste_a_page(served: Page) -> None:
    paste(served, SIDEBAR.decode())
    served.fill("#url", URL)
    served.get_by_role("button", name="Explain").click()
    expect(served.locator("h1")).to_have_text("pasted")
    served.click(f"#b{BODY[0]}")
    expect(served.locator("#detail")).to_contain_text("body")
    assert served.locator(".right .title").inner_text() == ARTICLE.title


def test_paste_flattened_text(served: Page) -> None:
    paste(served, LINES.read_text("utf-8"))
    served.keyboard.press("Control+Enter")
    expect(served.locator("header")).to_contain_text("flattened text")


def test_drop_a_page(served: Page) -> None:
    served.get_by_label("Show the page itself").check()
    drop(served, "ferry.html", SIDEBAR.decode())
    expect(served.locator("h1")).to_have_text("ferry.html")
    served.click("#view-page")
    expect(served.frame_locator("#page").locator("h1")).to_have_text(ARTICLE.title or "")
    served.frame_locator("#page").locator("h1").click()
    expect(served.locator("#detail")).to_contain_text("title")


def test_choose_a_file_by_keyboard(served: Page) -> None:
    served.set_input_files("#file", LINES)
    served.get_by_role("button", name="Explain").focus()
    served.keyboard.press("Enter")
    expect(served.locator("h1")).to_have_text("page.txt")


def test_what_goes_wrong_is_shown(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("alert")).to_contain_text("there is nothing to explain")
    context.close()


def test_nothing_of_a_served_page_runs_or_leaves(served: Page, address: str) -> None:
    served.get_by_label("Show the page itself").check()
    drop(served, "<img src=x onerror=ran('name')>.html", INJECTIONS.decode())
    expect(served.locator("header")).to_contain_text("HTML")
    for item in served.locator("#blocks li").all():
        item.click()
    served.click("#view-page")
    click_through(served)
    assert served.url == f"{address}explain"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_form_fits_the_screen(browser: Browser, address: str, width: int) -> None:
    with watched(browser, width, 844) as page:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = write_corpora(tmp_path_factory.mktemp("corpora"))
    add_hostile(folder)
    file = tmp_path_factory.mktemp("evaluation") / "report.html"
    write_evaluation(evaluated(folder), file, 1)
    return file.as_uri()


def figures(page: Page, column: int) -> list[float]:
    cells = page.locator(f"#sites tbody td:nth-child({column})")
    return [float(text) for text in cells.all_inner_texts() if text != "-"]


def test_the_tables_of_an_evaluation_are_sorted_by_a_click_or_a_key(
    browser: Browser, evaluation: str
) -> None:
    with watched(browser) as page:
        page.goto(evaluation)
        head = page.locator("#sites th", has_text="precision")
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", "ascending")
        assert figures(page, 4) == sorted(figures(page, 4))
        page.keyboard.press("Enter")
        expect(head).to_have_attribute("aria-sort", "descending")
        assert figures(page, 4) == sorted(figures(page, 4), reverse=True)
        page.locator("#sites th button").first.click()
        names = page.locator("#sites tbody td:first-child").all_inner_texts()
        assert names == sorted(names)
        assert page.locator("#sites [aria-sort]").count() == 1


def test_the_sites_of_an_evaluation_are_filtered(browser: Browser, evaluation: str) -> None:
    with watched(browser) as page:
        page.goto(evaluation)
        rows = page.locator("#sites tbody tr:visible")
        whole = rows.count()
        page.fill("#sites .filter", "WCXB")
        assert 0 < rows.count() < whole
        expect(page.locator("#sites .count")).to_have_text(f"{rows.count()} of {whole} rows")
        assert all("wcxb" in row for row in rows.all_inner_texts())
        page.fill("#sites .filter", "")
        expect(page.locator("#sites .count")).to_have_text(f"{whole} rows")


def test_an_evaluation_leads_to_its_worst_pages_explained(browser: Browser, evaluation: str) -> None:
    with watched(browser) as page:
        page.goto(evaluation)
        link = page.locator("#pages tbody a").first
        name = link.inner_text()
        assert "<img src=x onerror=window.ran=1><script>" in name
        link.click()
        expect(page.locator("h1")).to_contain_text(name)
        assert page.locator(".g-lost, .g-wrong").count()
        page.go_back()
        page.locator("#sites tbody a").last.click()
        expect(page.locator("#text p:visible").first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_an_evaluation_fits_its_window(browser: Browser, evaluation: str, width: int, scheme: str) -> None:
    with watched(browser, width, color_scheme=scheme) as page:
        page.goto(evaluation)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        plots = page.locator("figure img")
        assert plots.count() == 5
        assert all(plots.evaluate_all("all => all.map(one => one.naturalWidth > 0)"))
        chosen = plots.first.evaluate("one => one.currentSrc === one.src")
        assert chosen == (scheme == "light")
        page.locator("figure summary").first.click()
        expect(page.locator("figure table").first).to_be_visible()
        page.locator("nav a", has_text="Pages").click()
        expect(page.locator("#pages h2")).to_be_in_viewport()
