"""Make the pictures of docs/ from pages of fixtures/: ``python docs/screenshots.py`` (needs Chromium)."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import stripper

DOCS = Path(__file__).resolve().parent
FIXTURES = DOCS.parent / "fixtures"
PAGE = FIXTURES / "pages" / "most-popular-sidebar" / "page.html"
LINES = FIXTURES / "text" / "teasers-first" / "page.txt"


def main() -> None:
    article = stripper.extract(PAGE.read_bytes())
    headline = next(block.index for block in article.blocks if block.label == "related")
    flattened = stripper.extract_from_text(LINES.read_text("utf-8"))
    title = next(block.index for block in flattened.blocks if block.label == "title")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        report = stripper.explain(PAGE.read_bytes(), name="ferry-vote.html")
        take(browser, report, "explain.png", headline, True, {"width": 1280, "height": 800}, "light")
        report = stripper.explain_from_text(LINES.read_text("utf-8"), name="lines.txt")
        take(browser, report, "explain-narrow.png", title, False, {"width": 390, "height": 844}, "dark")
        browser.close()


def take(browser: Browser, report: str, name: str, block: int, detail: bool, size: dict, scheme: str) -> None:
    page = browser.new_page(viewport=size, color_scheme=scheme)
    page.set_content(report)
    page.click(f"#b{block}")
    if not detail:
        page.keyboard.press("Escape")
    page.screenshot(path=DOCS / name)


if __name__ == "__main__":
    main()
