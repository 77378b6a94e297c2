"""The package: its list of rooms is whole, and its models are found."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from stripper.errors import ModelNotFoundError
from stripper.model import locate
from stripper.model.locate import model_folder

ROOT = Path(__file__).resolve().parent.parent


def setting(section: str, key: str) -> str:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config[section][key]


def test_setup_lists_every_room() -> None:
    files = ROOT.glob("stripper/**/*.py")
    rooms = {file.parent.relative_to(ROOT).as_posix().replace("/", ".") for file in files}
    assert set(setting("options", "packages").split()) == rooms | {"stripper.models"}


def test_an_interrupt_while_the_command_is_imported_is_quiet() -> None:
    module, _, function = setting("options.entry_points", "console_scripts").split()[-1].partition(":")
    code = f"""
import sys
class Interrupted:
    def find_spec(self, name, *args):
        if name == "numpy":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
from {module} import {function}
sys.exit({function}())
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, cwd=ROOT)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")


def test_the_version_stands_in_one_place() -> None:
    assert setting("metadata", "version") == "attr: stripper.__version__"


def test_the_shipped_model_is_found() -> None:
    assert (model_folder("news") / "model.npz").is_file()


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    installed, checkout = tmp_path / "installed", tmp_path / "checkout"
    monkeypatch.setattr(locate, "PLACES", (installed, checkout))
    monkeypatch.chdir(tmp_path)
    return installed, checkout


def make(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    return folder


def test_a_name_is_looked_for_where_models_lie(places: tuple[Path, Path]) -> None:
    installed, checkout = places
    make(Path("news"))  # a folder that happens to be called so is not meant
    second = make(checkout / "news")
    assert model_folder("news") == second
    first = make(installed / "news")
    assert model_folder("news") == first


def test_a_path_is_looked_for_as_it_is(places: tuple[Path, Path]) -> None:
    mine = make(Path("mine"))
    make(places[0] / "mine")
    assert model_folder("./mine") == model_folder(mine) == mine
    assert model_folder(str(mine.absolute())) == mine.absolute()


def test_what_is_not_found_is_told_with_where_it_was_looked_for(places: tuple[Path, Path]) -> None:
    with pytest.raises(ModelNotFoundError) as caught:
        model_folder("news")
    message = str(caught.value)
    assert message.startswith("news: no such model")
    assert all(str(place / "news") in message for place in places)
    with pytest.raises(ModelNotFoundError, match=r"^\./none: "):
        model_folder("./none")


BUILD = """\
import sys
from setuptools import build_meta
out = sys.argv[1]
build_meta.build_wheel(out)
build_meta.build_sdist(out)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of the checkout."""
    source, out = tmp_path_factory.mktemp("source") / "stripper", tmp_path_factory.mktemp("out")
    unwanted = shutil.ignore_patterns(".*", "__pycache__", "build", "*.egg-info", "*.so", "*.pyd")
    shutil.copytree(ROOT, source, ignore=unwanted)
    subprocess.run([sys.executable, "-c", BUILD, str(out)], cwd=source, check=True, capture_output=True)
    return out


def contents() -> set[str]:
    """What users get of the checkout: the code and that it is typed, its tables, style sheets and scripts, the models."""
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "stripper").rglob("*.py")}
    code.add("stripper_command.py")
    tables = {
        f"stripper/training/{name}"
        for name in (
            "boilerplate.tsv",
            "headings.tsv",
            "kinds.tsv",
            "labels.jsonl",
            "labels-text.jsonl",
            "notices.tsv",
            "offers.tsv",
        )
    }
    static = {path.relative_to(ROOT).as_posix() for path in (ROOT / "stripper").glob("*/static/*")}
    files = ("README.md", "manifest.json", "model.npz")
    return (
        code
        | {"stripper/py.typed"}
        | tables
        | static
        | {f"models/{model}/{file}" for model in ("news", "news-text") for file in files}
    )


def test_the_wheel_holds_the_code_and_the_models_and_nothing_else(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        names = {name for name in file.namelist() if ".dist-info/" not in name}
    compiled = f"stripper/native/compiled{sysconfig.get_config_var('EXT_SUFFIX')}"
    assert names - {compiled} == {
        name.replace("models/", "stripper/models/", 1) if name.startswith("models/") else name
        for name in contents()
    }
    assert (compiled in names) == (find_spec("stripper.native.compiled") is not None)


def test_the_sdist_holds_what_the_wheel_is_made_of(built: Path) -> None:
    [sdist] = built.glob("*.tar.gz")
    with tarfile.open(sdist) as file:
        names = {member.name.partition("/")[2] for member in file.getmembers() if member.isfile()}
    # setuptools adds its own list of names, and the files that look like tests.
    kernels = {path.relative_to(ROOT).as_posix() for path in (ROOT / "stripper" / "native").glob("*.[ch]")}
    assert {name for name in names if not name.startswith(("stripper.egg-info/", "tests/"))} == contents() | {
        *("LICENSE", "PKG-INFO", "README.md", "pyproject.toml", "setup.cfg"),
        *kernels,
    }
