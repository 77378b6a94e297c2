"""What the classified blocks say of the page as a whole: is it an article?"""

from __future__ import annotations

from collections import Counter

import numpy as np

from stripper.features.view import View


def whole_features(view: View, probabilities: np.ndarray, vocabulary: float) -> dict[str, float]:
    """Named numbers from the last pass' probabilities (n, targets).

    ``vocabulary`` is the learned vocabulary's score of the page.
    """
    body, title, related = probabilities[:, 0], probabilities[:, 1], probabilities[:, 2]
    words, head = view.words, view.page.head
    tags = Counter(dict(zip(view.tag_numbers, np.bincount(view.tags).tolist())))
    chosen = body > 0.5
    mass, likely = words * chosen, words * body
    linked, chosen_linked, chosen_prose, sure, visible, total, kept, expected = np.array([
        words * view.linked, mass * view.linked, view.prose * chosen, mass * body,
        mass * np.asarray(view.page.visible), words, mass, likely,
    ]).sum(axis=1)  # fmt: skip
    sizes = np.sort(words[chosen])[::-1]
    first, last = (np.flatnonzero(chosen)[[0, -1]]) if chosen.any() else (0, 0)
    return {
        "whole.vocabulary": vocabulary,
        "whole.words": np.log1p(total),
        "whole.blocks": np.log1p(view.n),
        "whole.linked": linked / total,
        "whole.body_words": np.log1p(kept),
        "whole.body_share": kept / total,
        "whole.body_blocks": np.log1p(chosen.sum()),
        "whole.body_linked": chosen_linked / max(kept, 1),
        "whole.body_mean_words": kept / max(chosen.sum(), 1),
        "whole.body_longest": sizes[0] if len(sizes) else 0,
        "whole.body_prose": chosen_prose / max(kept, 1),
        "whole.body_sure": sure / max(kept, 1),
        "whole.body_lost": (expected - sure) / max(expected, 1),
        "whole.body_visible": visible / max(kept, 1),
        "whole.span": (last - first + 1) / view.n,
        "whole.span_body": words[first : last + 1][chosen[first : last + 1]].sum()
        / words[first : last + 1].sum(),
        "whole.title": title.max(),
        "whole.title_away": float(first - np.argmax(title)),
        "whole.related": np.log1p((related > 0.5).sum()),
        "whole.is_article": any("article" in kind or "posting" in kind for kind in head.types),
        "whole.is_product": any("product" in kind or "offer" in kind for kind in head.types),
        "whole.is_listing": any("collection" in kind or "itemlist" in kind for kind in head.types),
        "whole.is_site": any(kind in ("website", "webpage") for kind in head.types),
        "whole.article_body": np.log1p(len(head.body)),
        "whole.h1": tags["h1"],
        "whole.h2": tags["h2"],
        "whole.times": tags["time"],
        "whole.buttons": tags["button"],
        "whole.articles": tags["article"],
        "whole.options": tags["option"],
        "whole.tables": tags["tr"],
    }
