"""Write a model to a folder and read it back: plain arrays beside a manifest.

A folder holds ``model.npz`` (numpy arrays, nothing that is executed on
loading) and ``manifest.json``, which names the protocol, the features, the
digest of ``model.npz`` and where the model comes from.  The digest is checked
before the arrays are read.
"""

from __future__ import annotations

import hashlib
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from stripper.errors import ModelDamagedError, ModelMismatchError, ModelNotFoundError
from stripper.model.captions import Captions
from stripper.model.classifier import Model, Pass
from stripper.model.grouping import Grouping
from stripper.model.notices import Notices
from stripper.model.trees import Trees
from stripper.model.vocabulary import Vocabulary, Weights
from stripper.types import TARGETS

#: Raised with every change of what the arrays mean.
PROTOCOL = 6
_PLACES = ("near", "far", "text", "under", "url", "page")
_GROUPING = ("wording", "kind", "content")


@cache
def read_model(folder: Path) -> Model:
    """The model in a folder, its digest checked before its arrays are read.

    Raises:
        ModelNotFoundError: a file of it is missing.
        ModelDamagedError: the file is not the one that its manifest describes.
        ModelMismatchError: made for another protocol.
    """
    manifest = read_manifest(folder)
    if manifest.get("protocol") != PROTOCOL:
        raise ModelMismatchError(
            f"{folder}: protocol {manifest.get('protocol')}, this version reads {PROTOCOL}:"
            " retrain the model with `stripper train`, or install the version that made it"
        )
    data = _read(folder / "model.npz")
    if hashlib.sha256(data).hexdigest() != manifest.get("sha256"):
        raise ModelDamagedError(f"{folder / 'model.npz'}: its SHA-256 is not the one in the manifest")
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return _model(manifest, dict(arrays))


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the model in a folder."""
    try:
        return json.loads(_read(folder / "manifest.json"))
    except ValueError as error:
        raise ModelDamagedError(f"{folder / 'manifest.json'}: not valid JSON: {error}") from None


def save_model(model: Model, folder: Path, manifest: dict[str, Any]) -> None:
    """Write ``model`` into ``folder``; ``manifest`` is completed with protocol and digest."""
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **_arrays(model))
    (folder / "model.npz").write_bytes(buffer.getvalue())
    digest = hashlib.sha256(buffer.getvalue()).hexdigest()
    complete = {
        "protocol": PROTOCOL,
        "name": model.name,
        "source": model.source,
        "sha256": digest,
        **manifest,
        "features": list(model.features),
    }
    (folder / "manifest.json").write_text(
        json.dumps(complete, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise ModelNotFoundError(f"{file}: no such file") from None


def _arrays(model: Model) -> dict[str, np.ndarray]:
    arrays = {"thresholds": np.array(model.thresholds), "notices": model.notices.known}
    arrays["captions"] = model.captions.weights.astype(np.float16)
    arrays["captions.baseline"] = np.array(model.captions.baseline)
    for place in _PLACES:
        arrays |= _weight_arrays(place, getattr(model.vocabulary, place))
    for number, one in enumerate(model.passes):
        for target, trees, gate in zip(TARGETS, one.trees, one.gates):
            arrays |= _tree_arrays(f"pass{number}.{target}", trees)
            arrays[f"pass{number}.{target}.gate"] = np.array(gate, np.float64).reshape(-1, 2)
    for name in _GROUPING:
        arrays |= _weight_arrays(name, getattr(model.grouping, name))
    arrays["heading.least"] = np.array(model.grouping.least)
    for name in ("first", "second"):
        arrays |= _tree_arrays(f"heading.{name}", getattr(model.grouping, name))
    return arrays | _tree_arrays("whole", model.whole)


def _weight_arrays(name: str, weights: Weights) -> dict[str, np.ndarray]:
    tokens = np.frombuffer("\n".join(weights.tokens).encode(), np.uint8)
    return {f"{name}.tokens": tokens, f"{name}.values": weights.values}


def _tree_arrays(name: str, trees: Trees) -> dict[str, np.ndarray]:
    return {
        f"{name}.features": trees.features.astype(np.int16),
        f"{name}.thresholds": trees.thresholds,
        f"{name}.values": trees.values,
        f"{name}.baseline": np.array(trees.baseline),
    }


def _model(manifest: dict[str, Any], arrays: dict[str, np.ndarray]) -> Model:
    vocabulary = Vocabulary(*(_weights(arrays, place) for place in _PLACES))
    count = sum(name.endswith(f"{TARGETS[0]}.gate") for name in arrays)
    passes = tuple(
        Pass(
            tuple(_trees(arrays, f"pass{number}.{target}") for target in TARGETS),
            tuple(_gate(arrays[f"pass{number}.{target}.gate"]) for target in TARGETS),
        )
        for number in range(count)
    )
    thresholds = tuple(float(value) for value in arrays["thresholds"])
    return Model(
        manifest["name"],
        manifest["source"],
        tuple(manifest["features"]),
        vocabulary,
        passes,
        _trees(arrays, "whole"),
        Grouping(
            first=_trees(arrays, "heading.first"),
            second=_trees(arrays, "heading.second"),
            least=float(arrays["heading.least"]),
            **{name: _weights(arrays, name) for name in _GROUPING},
        ),
        Notices(arrays["notices"]),
        Captions(arrays["captions"].astype(np.float32), float(arrays["captions.baseline"])),
        thresholds,
    )


def _weights(arrays: dict[str, np.ndarray], place: str) -> Weights:
    text = arrays[f"{place}.tokens"].tobytes().decode()
    return Weights(text.split("\n") if text else [], arrays[f"{place}.values"])


def _trees(arrays: dict[str, np.ndarray], name: str) -> Trees:
    return Trees(
        arrays[f"{name}.features"].astype(np.int32),
        arrays[f"{name}.thresholds"],
        arrays[f"{name}.values"],
        float(arrays[f"{name}.baseline"]),
    )


def _gate(rows: np.ndarray) -> tuple[tuple[int, float], ...]:
    return tuple((int(column), float(bound)) for column, bound in rows)
