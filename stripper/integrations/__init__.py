"""stripper within other tools: :mod:`scrapy`, :mod:`spark` and :mod:`datatrove`, each an extra."""
