"""The shipped models say the same of the fixtures on every supported version of everything.

``python tests/test_predictions.py`` writes anew what they say, after a training.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fixtures_lib import Fixture, load

import stripper

SAID = Path(__file__).with_suffix(".json")
FIXTURES = [*load("pages"), *load("text")]


def predict(fixture: Fixture) -> dict[str, Any]:
    """What comes out, as a digest; and the probabilities, as sums over the blocks of each label."""
    if fixture.room == "pages":
        article = stripper.extract(fixture.data, url=fixture.expected["url"])
    else:
        article = stripper.extract_from_text(fixture.content)
    groups = [[group.heading, group.kind, *map(repr, group.links)] for group in article.related]
    said = json.dumps([article.text, article.title, groups], ensure_ascii=False)
    sums = dict.fromkeys(stripper.LABELS, 0.0)
    for block in article.blocks:
        sums[block.label] += block.probability
    return {
        "digest": hashlib.sha256(said.encode()).hexdigest()[:16],
        "confidence": round(article.confidence, 5),
        "probabilities": [round(total, 4) for total in sums.values()],
    }


@pytest.mark.parametrize("fixture", FIXTURES, ids=str)
def test_the_same_is_said_everywhere(fixture: Fixture) -> None:
    said, wanted = predict(fixture), json.loads(SAID.read_text("utf-8"))[str(fixture)]
    assert said["digest"] == wanted["digest"]
    assert said["confidence"] == pytest.approx(wanted["confidence"], abs=0.005)
    # A feature that differs in its last bit may fall on the other side of one of the trees' thresholds.
    assert np.allclose(said["probabilities"], wanted["probabilities"], atol=0.02)


if __name__ == "__main__":
    lines = (f"{json.dumps(str(fixture))}: {json.dumps(predict(fixture))}" for fixture in FIXTURES)
    SAID.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
