"""Steps for datatrove's pipelines: an extractor, and a step that keeps the related links too.

WarcReader(...), StripperExtractor(), ...          # as any other of datatrove's extractors
WarcReader(...), StripperStep(), JsonlWriter(...)  # doc.metadata["title"] and ["related"] too
"""

from __future__ import annotations

from typing import Any

import stripper
from stripper.integrations.options import check

try:
    from datatrove.data import DocumentsPipeline
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.extractors.base import BaseExtractor
except ImportError as error:
    raise stripper.MissingExtraError("datatrove", "datatrove") from error


class StripperExtractor(BaseExtractor):
    """The article's text; a document without one, or that is no page, is dropped, as datatrove's extractors do.

    ``timeout``: a page may take so many seconds; ``options``: as for :func:`stripper.extract`, but ``metadata``,
    for which an extractor has no place.
    """

    name = "⛏ stripper"
    _requires_dependencies = ("stripper",)

    def __init__(self, timeout: float = 1, **options: Any) -> None:
        super().__init__(timeout)
        if options.get("metadata"):
            raise ValueError("an extractor gives text alone: StripperStep keeps metadata")
        self.options = options
        check(options)  # loads the model before datatrove's worker is forked, and not within its time

    def extract(self, text: str) -> str:
        """The text of a page; none of what cannot be read, since an error would end datatrove's worker."""
        try:
            return stripper.extract(text, **self.options).text
        except stripper.StripperError:
            return ""


class StripperStep(PipelineStep):
    """The article's text; its title, related groups and confidence, and metadata if asked for, in ``doc.metadata``.

    What cannot be read keeps no text and gets ``doc.metadata["error"]``; with
    ``keep_failed=False`` it is dropped.  ``options``: as for :func:`stripper.extract`.
    """

    type = "🛢 - EXTRAC"
    name = "⛏ stripper, with related links"
    _requires_dependencies = ("stripper",)

    def __init__(self, keep_failed: bool = True, **options: Any) -> None:
        super().__init__()
        self.keep_failed, self.options = keep_failed, options
        check(options)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """The documents of a rank, filled."""
        for doc in data:
            self.stat_update("total")
            with self.track_time():
                try:
                    article = stripper.extract(doc.text, url=doc.metadata.get("url"), **self.options)
                    record = article.as_dict()
                    names = ("title", "related", "confidence", *(["metadata"] if article.metadata else []))
                    doc.text = article.text
                    doc.metadata |= {name: record[name] for name in names}
                except stripper.StripperError as error:
                    doc.text = ""
                    doc.metadata["error"] = str(error)
                    self.stat_update("failed")
            if doc.text or self.keep_failed:
                self.stat_update("forwarded")
                self.update_doc_stats(doc)
                yield doc
            else:
                self.stat_update("dropped")
