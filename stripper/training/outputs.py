"""Let the other extractors read pages, and keep what they give."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from joblib import Parallel, delayed

from stripper.html.decode import decode
from stripper.training import peers
from stripper.training.corpora import Key, Sample
from stripper.training.peers import Output

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS outputs (peer, page, text, title, PRIMARY KEY (peer, page)) WITHOUT ROWID"
)


def run_peers(
    samples: Sequence[Sample], names: Sequence[str], jobs: int, cache: Path | str
) -> dict[str, dict[Key, Output]]:
    """What each named peer makes of each page: name -> (corpus, id) -> output.

    Outputs are kept in the folder ``cache``, by peer, version, page and URL, so
    that only what is new is computed; empty it after a change to how a peer is called.
    """
    Path(cache).mkdir(parents=True, exist_ok=True)
    found: dict[str, dict[Key, Output]] = {name: {} for name in names}
    with closing(sqlite3.connect(Path(cache) / "peers.sqlite", isolation_level=None)) as store:
        store.execute(_SCHEMA)
        missing = []
        for sample in samples:
            digest = _digest(sample)
            for name in names:
                output = _recall(store, name, digest)
                if output is None:
                    missing.append((sample, name, digest))
                else:
                    found[name][sample.key] = output
        work = (delayed(_run)(sample, name) for sample, name, _ in missing)
        results = Parallel(n_jobs=jobs, return_as="generator")(work)
        for (sample, name, digest), output in zip(missing, results):
            found[name][sample.key] = output
            if output.error is None:  # a failure may be the machine's, not the page's
                _remember(store, name, digest, output)
    return {name: {sample.key: found[name][sample.key] for sample in samples} for name in names}


def _run(sample: Sample, name: str) -> Output:
    return peers.run(name, decode(sample.read()), sample.url)


def _digest(sample: Sample) -> str:
    return hashlib.sha256(f"{sample.url}\n{decode(sample.read())}".encode()).hexdigest()


def _recall(store: sqlite3.Connection, name: str, digest: str) -> Output | None:
    query = "SELECT text, title FROM outputs WHERE peer = ? AND page = ?"
    row = store.execute(query, (f"{name}, {peers.release(name)}", digest)).fetchone()
    return None if row is None else Output(*row)


def _remember(store: sqlite3.Connection, name: str, digest: str, output: Output) -> None:
    values = f"{name}, {peers.release(name)}", digest, output.text, output.title
    store.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?)", values)
