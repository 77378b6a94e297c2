"""Find a model's folder by its name or its path."""

from __future__ import annotations

import os
from pathlib import Path

from stripper.errors import ModelNotFoundError

_PACKAGE = Path(__file__).resolve().parents[1]
#: Where models with a name lie: in the installed package, or in the checkout.
PLACES = (_PACKAGE / "models", _PACKAGE.parent / "models")


def model_folder(name_or_path: str | Path) -> Path:
    """The folder of a model.

    A Path, or a str with a separator in it, is a folder; any other str is the
    name of a model that came with stripper.

    Raises:
        ModelNotFoundError: no such folder, or no model of this name.
    """
    folders = [Path(name_or_path)] if is_path(name_or_path) else [place / name_or_path for place in PLACES]
    for folder in folders:
        if (folder / "manifest.json").is_file():
            return folder
    looked = ", ".join(map(str, folders))
    is_beside = not is_path(name_or_path) and Path(name_or_path).is_dir()
    hint = f"; for the folder that is here say .{os.sep}{name_or_path}" if is_beside else ""
    raise ModelNotFoundError(f"{name_or_path}: no such model (no manifest.json in {looked}){hint}")


def is_path(name_or_path: str | Path) -> bool:
    """Whether a folder is meant, and not the name of a model that came with stripper."""
    if isinstance(name_or_path, Path):
        return True
    return os.sep in name_or_path or (os.altsep is not None and os.altsep in name_or_path)
