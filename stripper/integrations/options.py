"""Options are looked at where a job is put together, not where its first page is read."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import signature
from typing import Any

import stripper
from stripper.api import named_roles


def check(options: Mapping[str, Any]) -> None:
    """Refuse options that :func:`stripper.extract` does not take, and have the model ready.

    Raises:
        TypeError: there is no such option.
        ValueError: there is no such role.
        ModelError: the model cannot be used.
    """
    signature(stripper.extract).bind("", **options)
    named_roles(options.get("leave_out", ()))
    stripper.load_model(options.get("model"))
