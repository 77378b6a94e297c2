"""A Scrapy item pipeline: items that hold a page get its text, title and related links.

In the project's settings::

    ITEM_PIPELINES = {"stripper.integrations.scrapy.StripperPipeline": 300}
    STRIPPER_HTML_FIELDS = ("html", "response")   # the first that an item has
    STRIPPER_OPTIONS = {"leave_out": ("table",)}  # as for stripper.extract
    STRIPPER_KEEP_HTML = False                    # whether the page stays in the item
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any

import stripper

try:
    from itemadapter import ItemAdapter
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.utils.defer import maybe_deferred_to_future
    from twisted.internet.threads import deferToThread
except ImportError as error:
    raise stripper.MissingExtraError("Scrapy", "scrapy") from error

log = logging.getLogger(__name__)


def fill(item: Any, page: Response | bytes | str, **options: Any) -> Any:
    """The item with ``text``, ``title`` and ``related`` (plain data) of a page; ``error`` if it has none.

    Args:
        item: a dict, or whatever itemadapter takes.
        page: a response, whose URL and Content-Type are heard, or what it held.
        options: as for :func:`stripper.extract`.
    """
    adapter = ItemAdapter(item)
    if isinstance(page, Response):
        declared = page.headers.get("Content-Type") or b""
        options = {"url": page.url, "content_type": declared.decode("latin-1"), **options}
        page = page.body
    try:
        article = stripper.extract(page, **options)
    except stripper.StripperError as error:
        _set(adapter, "error", str(error))
        return item
    _set(adapter, "text", article.text)
    _set(adapter, "title", article.title)
    _set(adapter, "related", [asdict(group) for group in article.related])
    return item


def _set(adapter: ItemAdapter, name: str, value: Any) -> None:
    """Set a field, if the item's class knows it (a dict knows all)."""
    names = adapter.field_names()
    if isinstance(adapter.item, dict) or name in names:
        adapter[name] = value


class StripperPipeline:
    """Fills items, each in a thread, so that the reactor goes on."""

    def __init__(self, fields: tuple[str, ...], options: dict[str, Any], keep: bool) -> None:
        self.fields, self.options, self.keep = fields, options, keep

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StripperPipeline:
        """The pipeline that the settings ask for; an error of the model comes now."""
        settings = crawler.settings
        options = settings.getdict("STRIPPER_OPTIONS")
        stripper.load_model(options.get("model"))
        fields = settings.getlist("STRIPPER_HTML_FIELDS", ["html", "response"])
        return cls(tuple(fields), options, settings.getbool("STRIPPER_KEEP_HTML"))

    async def process_item(self, item: Any) -> Any:
        """The item, filled; one that holds no page as it is."""
        adapter = ItemAdapter(item)
        name = next((name for name in self.fields if adapter.get(name) is not None), None)
        if name is None:
            return item
        return await maybe_deferred_to_future(deferToThread(self._fill, item, name))

    def _fill(self, item: Any, name: str) -> Any:
        adapter = ItemAdapter(item)
        page, options = adapter[name], dict(self.options)
        url = adapter.get("url")
        if isinstance(url, str) and not isinstance(page, Response):
            options = {"url": url, **options}
        fill(item, page, **options)
        if adapter.get("error"):
            log.warning("%s: %s", url or getattr(page, "url", "an item"), adapter["error"])
        if not self.keep:
            del adapter[name]
        return item
