"""The classifier: the same figures as scikit-learn's, and safe to store and load."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from lightgbm import LGBMClassifier

import stripper
from stripper import ModelDamagedError, ModelMismatchError, ModelNotFoundError
from stripper.model.classifier import candidates_of
from stripper.model.locate import model_folder
from stripper.model.store import read_manifest, read_model, save_model
from stripper.model.trees import Trees
from stripper.model.vocabulary import Weights, element_tokens, text_tokens
from stripper.native.trees import CHUNK
from stripper.training import boost


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_folder("news"), tmp_path / "copy"))


def change(folder: Path, **changes: object) -> None:
    file = folder / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **changes}), "utf-8")


def test_trees_say_what_lightgbm_says(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(7)
    rows = random.normal(0, 1, (4 * CHUNK // 3, 6)).astype(np.float32)
    label = rows[:, 0] * rows[:, 1] + random.normal(0, 0.1, len(rows)) > 0
    weight = random.uniform(0.5, 2, len(rows))
    fitted: list[LGBMClassifier] = []
    fit = LGBMClassifier.fit

    def remember(self, *args, **more):  # type: ignore[no-untyped-def]
        fitted.append(self)
        return fit(self, *args, **more)

    monkeypatch.setattr(LGBMClassifier, "fit", remember)
    trees = boost.fit_trees(rows, label, weight, 20, 0.1, 1)
    assert np.allclose(trees.probability(rows), fitted[0].predict_proba(rows)[:, 1], atol=1e-5)


def test_a_value_at_a_threshold_goes_left() -> None:
    trees = Trees(
        np.zeros((1, 1), np.int32), np.full((1, 1), 2, np.float32), np.array([[-1, 1]], np.float32), 0.5
    )
    assert trees.log_odds(np.array([[1], [2], [3]], np.float32)).tolist() == [-0.5, -0.5, 1.5]


def test_no_rows() -> None:
    model = stripper.load_model()
    assert model.passes[0].trees[0].log_odds(np.zeros((0, 400), np.float32)).shape == (0,)


def test_gates() -> None:
    rows = np.array([[0, 1], [1, 0], [0, 0]], np.float32)
    assert candidates_of(rows, ((0, 0.5), (1, 0.5))).tolist() == [0, 1]
    assert candidates_of(rows, ()).tolist() == [0, 1, 2]


def test_weights_sum_over_known_tokens() -> None:
    weights = Weights(["a", "b"], np.array([[1, 2, 3], [10, 20, 30]], np.float32))
    assert weights.sum(("a", "b", "c")).tolist() == [11, 22, 33]
    assert weights.sum(()).tolist() == [0, 0, 0]


def test_tokens() -> None:
    assert element_tokens("div", "articleBody article-body__text x1") == [
        "<div", "article", "body", "article-body", "text", "body-text",
    ]  # fmt: skip
    assert "2 read more" in text_tokens("Read more: 12 ferries")
    assert "w 00" in text_tokens("Read more: 12 ferries")
    assert text_tokens("") == text_tokens(" ")


def test_a_model_comes_back_as_it_was_written(tmp_path: Path) -> None:
    model = stripper.load_model()
    save_model(model, tmp_path / "again", {})
    again = read_model(tmp_path / "again")
    rows = np.random.default_rng(0).normal(size=(50, len(model.features))).astype(np.float32)
    assert (again.passes[1].probabilities(rows) == model.passes[1].probabilities(rows)).all()
    assert again.vocabulary.text.tokens == model.vocabulary.text.tokens
    written = (tmp_path / "again" / "model.npz").read_bytes()
    save_model(again, tmp_path / "third", {})
    assert (tmp_path / "third" / "model.npz").read_bytes() == written


def test_a_tampered_model_is_refused(copy: Path) -> None:
    data = bytearray((copy / "model.npz").read_bytes())
    data[len(data) // 2] ^= 1
    (copy / "model.npz").write_bytes(data)
    with pytest.raises(ModelDamagedError, match=r"model\.npz.*SHA-256"):
        stripper.load_model(copy)


def test_another_protocol_is_refused_with_what_to_do(copy: Path) -> None:
    change(copy, protocol=999)
    with pytest.raises(ModelMismatchError, match=r"999.*retrain"):
        stripper.load_model(copy)


def test_other_features_are_refused(copy: Path) -> None:
    change(copy, features=[*read_manifest(copy)["features"], "text.odd"])
    with pytest.raises(ModelMismatchError, match=r"text\.odd"):
        stripper.load_model(copy)


def test_a_broken_manifest_is_refused(copy: Path) -> None:
    (copy / "manifest.json").write_text("{")
    with pytest.raises(ModelDamagedError, match="not valid JSON"):
        stripper.load_model(copy)


def test_a_missing_model_or_file(copy: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="no-such-model"):
        stripper.load_model("no-such-model")
    (copy / "model.npz").unlink()
    with pytest.raises(ModelNotFoundError, match=r"model\.npz"):
        stripper.load_model(copy)


def test_the_manifest_tells_where_the_model_comes_from() -> None:
    for name in ("news", "news-text"):
        assert set(read_manifest(model_folder(name))["corpora"]) == {
            "fundus",
            "wcxb",
            "daniel",
            "trafilatura-eval",
        }
    manifest = read_manifest(model_folder("news"))
    assert manifest["scores"]["tables"]
    assert {"stripper", "numpy", "scikit-learn"} <= set(manifest["made_with"])


def test_the_card_names_licences_and_the_attribution_that_cc_by_asks_for() -> None:
    card = (model_folder("news") / "README.md").read_text("utf-8")
    for text in ("Murrough Foley", "creativecommons.org/licenses/by/4.0", "MIT", "Apache"):
        assert text in card


def test_a_folder_named_like_a_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelNotFoundError, match=r"; for the folder that is here say \.[/\\]mine$"):
        model_folder("mine")
    with pytest.raises(ModelNotFoundError, match=r"\)$"):
        model_folder("yours")
