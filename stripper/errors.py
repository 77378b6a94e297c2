"""Every error that stripper raises on purpose.

    StripperError
    ├── InputError              this input cannot be cleaned
    │   ├── NotAPageError       it is a PDF, an image, an archive, ...
    │   ├── TooLargeError       it has more bytes or blocks than the limits allow
    │   └── FetchError          its URL could not be fetched
    ├── OutputError             what is asked for cannot be written there
    ├── ModelError              a model cannot be used
    │   ├── ModelNotFoundError  no such name or folder
    │   ├── ModelDamagedError   the file is not the one its manifest describes
    │   └── ModelMismatchError  made for another protocol or other features
    ├── MissingExtraError       a package that only some users need is not installed
    └── CorpusError             training data are missing or malformed

Each message names the input and the cause, and reads well after ``stripper: ``.
"""

from __future__ import annotations


def how_to_install(extra: str) -> str:
    """The command that installs an extra: from the project's folder, since on PyPI the name is another project's."""
    return f"pip install '.[{extra}]' in the project's folder"


class StripperError(Exception):
    """The root of all errors below: catch this one to catch them all."""


class InputError(StripperError):
    """This input cannot be cleaned."""


class NotAPageError(InputError):
    """The input is plainly not a page: a PDF, an image, an archive, ..."""


class TooLargeError(InputError):
    """The input has more bytes or blocks than the limits allow."""

    @classmethod
    def passing(cls, limit: str, found: str) -> TooLargeError:
        """An input passes the limit of this name: what was ``found`` is too much."""
        return cls(f"{found}: Limits({limit}=...), or --max-{limit}, allows more")


class FetchError(InputError):
    """The page behind a URL could not be fetched."""


class OutputError(StripperError):
    """What is asked for cannot be written there."""


class ModelError(StripperError):
    """A model cannot be used."""


class ModelNotFoundError(ModelError):
    """No model has this name, and no folder this path."""


class ModelDamagedError(ModelError):
    """The model file is not the one that its manifest describes."""


class ModelMismatchError(ModelError):
    """The model was made for another protocol or for other features."""


class MissingExtraError(StripperError, ImportError):
    """A package that only some users need is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs a package: {how_to_install(extra)}")
        self._what, self._extra = what, extra

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return type(self), (self._what, self._extra)


class CorpusError(StripperError):
    """Training data are missing or malformed."""
