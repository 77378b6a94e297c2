"""The direction of imports: they point down only, and stages do not import each other."""

from __future__ import annotations

import ast
import configparser
import subprocess
import sys
from pathlib import Path

import stripper

ROOT = Path(stripper.__file__).parent
#: Each room may import itself and what stands in a row above its own.
ROWS = (
    {"types", "errors", "letters", "native"},
    {"words"},
    {"html", "text", "features", "model", "article", "io"},
    {"judge"},
    {"api"},
    {"batch", "training"},
    {"report"},
    {"integrations", "server"},
    {"cli"},
    {"__main__"},
)
ROW = {room: number for number, rooms in enumerate(ROWS) for room in rooms}


def imports(file: Path) -> set[str]:
    """The rooms that a module imports, wherever the import stands in it."""
    rooms = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "stripper" else [f"stripper.{a.name}" for a in node.names]
        rooms |= {name.split(".")[1] for name in names if name.startswith("stripper.")}
    return rooms


def test_imports_point_down_only() -> None:
    wrong = []
    for file in sorted(ROOT.rglob("*.py")):
        room = file.relative_to(ROOT).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        wrong += [
            f"{file.relative_to(ROOT)} imports {other}"
            for other in imports(file)
            if other in ROW and other != room and ROW[other] >= ROW[room]
        ]
    assert wrong == []


def test_every_room_has_a_row() -> None:
    rooms = {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert rooms - {"__init__"} <= set(ROW)


def test_importing_is_light() -> None:
    """Importing the package loads neither the trainer nor the metadata reader."""
    heavy = ("sklearn", "trafilatura", "scipy", "pandas", "joblib", "charset_normalizer")
    code = f"import sys, stripper; print([name for name in {heavy!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_what_only_training_needs_is_not_installed_with_the_core() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT.parent / "setup.cfg", encoding="utf-8")
    core, train = config["options"]["install_requires"], config["options.extras_require"]["train"]
    for package in ("lightgbm", "scikit-learn", "scipy", "threadpoolctl", "tld"):
        assert f"\n{package} >=" not in core and f"\n{package} >=" in train


def test_training_is_not_imported_at_run_time() -> None:
    code = "import sys, stripper.cli; print([n for n in sys.modules if n.startswith('stripper.training')])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_public_names() -> None:
    assert all(hasattr(stripper, name) for name in stripper.__all__)
    assert {"extract", "load_model", "Article", "StripperError"} <= set(stripper.__all__)
