"""A Scrapy item pipeline: items that hold a page get its text, title and related links.

In the project's settings::

    ITEM_PIPELINES = {"stripper.integrations.scrapy.StripperPipeline": 300}
    STRIPPER_HTML_FIELDS = ("html", "response")   # the first that an item has
    STRIPPER_OPTIONS = {"leave_out": ("table",)}  # as for stripper.extract
    STRIPPER_KEEP_HTML = False                    # whether the page stays in the item

Without STRIPPER_KEEP_HTML the page is dropped: a dict or a scrapy.Item loses the field, any other item has None in it.
"""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

import stripper
from stripper.integrations.options import check

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
    """The item with ``text``, ``title``, ``related`` and, if asked for, ``metadata`` (plain data) of a page.

    A page that cannot be read is logged and gives an ``error`` instead.  Of these fields an item gets those
    that its class has; a dict gets all.

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
        log.warning("%s: %s", options.get("url") or adapter.get("url") or "an item", error)
        _set(adapter, "error", str(error))
        return item
    record = article.as_dict()
    for name in ("text", "title", "related", *(["metadata"] if article.metadata else [])):
        _set(adapter, name, record[name])
    return item


def _set(adapter: ItemAdapter, name: str, value: Any) -> None:
    """Set a field, if the item's class knows it (a dict knows all)."""
    names = adapter.field_names()
    if isinstance(adapter.item, dict) or name in names:
        adapter[name] = value


def _drop(adapter: ItemAdapter, name: str) -> None:
    if isinstance(adapter.item, MutableMapping):
        del adapter[name]
    else:
        adapter[name] = None  # dataclasses.asdict needs every field


class StripperPipeline:
    """Fills items, each in a thread, so that the reactor goes on; the page is dropped unless it is to be kept."""

    def __init__(self, fields: tuple[str, ...], options: dict[str, Any], keep: bool) -> None:
        self.fields, self.options, self.keep = fields, options, keep

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StripperPipeline:
        """The pipeline that the settings ask for; an error of the options or the model comes now."""
        settings = crawler.settings
        options = settings.getdict("STRIPPER_OPTIONS")
        check(options)
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
        if not self.keep:
            _drop(adapter, name)
        return item
