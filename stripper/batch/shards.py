"""Let an output grow in whole shards, so that a run that was killed can go on.

Beside the output stands a folder ``OUTPUT.unfinished`` with the shards and a
journal: its first line tells what is run, each other line a shard that is
whole.  The output itself gets its name by one rename, when it is whole.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stripper.batch.sinks import Row, Sink
from stripper.errors import OutputError
from stripper.io.records import UNFINISHED


@dataclass(slots=True)
class Shards:
    """The shards of one output; ``run`` tells what is run.

    ``records`` and ``errors``: how many they hold so far; ``digest``: that of all that was read for
    them; ``joined``: whether they are one output that has but to get its name.
    """

    output: Path
    sink: Sink
    folder: Path
    run: dict[str, object]
    paths: list[Path] = field(default_factory=list)
    records: int = 0
    errors: int = 0
    digest: str = ""
    joined: bool = False

    def begin(self) -> None:
        """Tell in the journal what is run, if it does not yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not _lines(self.journal):
            _append(self.journal, self.run)

    def add(self, rows: Sequence[Row], records: int, errors: int, digest: str) -> None:
        """Write a shard of rows, which came of so many records, of which so many had errors, and tell it in the journal."""
        path = self.folder / f"{len(self.paths):06}"
        unfinished = path.with_suffix(".new")
        _remove(unfinished)
        self.sink.write(unfinished, rows)
        _sync(unfinished)
        _remove(path)  # whole, but not told in the journal
        unfinished.rename(path)
        self.paths.append(path)
        self.records += records
        self.errors += errors
        self.digest = digest
        _append(self.journal, {"records": records, "errors": errors, "digest": digest})

    def finish(self) -> None:
        """Join the shards, give the output its name, and remove what is no longer needed."""
        if not self.joined:
            _remove(self.whole)
            self.sink.join(self.paths, self.whole)
            _sync(self.whole)
            _append(self.journal, {"joined": True})
        if self.whole.exists():  # else it has its name, and the run was killed while it cleaned up
            if self.output.is_dir():
                self.output.rmdir()  # it is empty, or else this fails
            os.replace(self.whole, self.output)
        for path in self.folder.iterdir():
            if path != self.journal:
                _remove(path)
        self.journal.unlink()
        self.folder.rmdir()

    @property
    def journal(self) -> Path:
        return self.folder / "journal.jsonl"

    @property
    def whole(self) -> Path:
        return self.folder / "whole"


def open_shards(output: Path, sink: Sink, run: dict[str, object], resume: bool) -> Shards:
    """The shards of an output, those of an unfinished run included where it is resumed.

    ``run`` tells what is run: inputs, options, model, version.  Nothing is written yet.

    Raises:
        OutputError: an unfinished run stands there that is not to be resumed, or is another, or whose output was whole
            and is gone.
    """
    folder = _folder_of(output)
    shards = Shards(output, sink, folder, run)
    lines = _lines(shards.journal)
    if not lines:
        return shards
    if not resume:
        raise OutputError(f"{folder}: a run was not finished: go on with --resume, or remove the folder")
    if lines[0] != json.loads(json.dumps(run)):
        odd = ", ".join(name for name in run if lines[0].get(name) != json.loads(json.dumps(run[name])))
        raise OutputError(
            f"{folder}: the unfinished run was another ({odd}): remove the folder to begin anew"
        )
    for number, line in enumerate(lines[1:]):
        if "joined" in line:
            shards.joined = True
            break
        shards.paths.append(folder / f"{number:06}")
        shards.records += line["records"]
        shards.errors += line["errors"]
        shards.digest = line.get("digest", "")  # none: what was read is unknown, and is told as changed
    if shards.joined and not shards.whole.exists() and not _is_there(output):
        raise OutputError(f"{folder}: the output was whole, and is gone: remove the folder to begin anew")
    return shards


def is_finished(output: Path) -> bool:
    """Whether an output stands there whole, and no unfinished run of it."""
    return _is_there(output) and not _folder_of(output).exists()


def _is_there(output: Path) -> bool:
    """Whether there is such a file, or such a folder with anything in it."""
    return any(output.iterdir()) if output.is_dir() else output.exists()


def _folder_of(output: Path) -> Path:
    return output.with_name(f"{output.name}{UNFINISHED}")


def _lines(journal: Path) -> list[dict]:
    """The journal's lines but for one that was cut off, which is removed."""
    if not journal.exists():
        return []
    data = journal.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        journal.write_bytes(whole)
    return [json.loads(line) for line in whole.splitlines()]


def _append(journal: Path, line: dict[str, object]) -> None:
    with journal.open("ab") as file:
        file.write(json.dumps(line).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    """Have a file, or all files of a folder, on the disk."""
    for file in path.rglob("*") if path.is_dir() else (path,):
        if file.is_file():
            with file.open("rb+") as opened:
                os.fsync(opened.fileno())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
