"""Scenario files: reading, checking and compiling them into plans; and history files, to hold scenarios against."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .history import History, Observation, SetAside, load_history
    from .loading import SCENARIO_FILES, Evidence, Scenario, Target, load
    from .posterior import Posterior, posterior_text
    from .rewriting import with_numbers
    from .schema import json_schema

_HOMES = {
    "SCENARIO_FILES": "loading", "Evidence": "loading", "Scenario": "loading", "Target": "loading", "load": "loading",
    "History": "history", "Observation": "history", "SetAside": "history", "load_history": "history",
    "Posterior": "posterior", "posterior_text": "posterior", "with_numbers": "rewriting", "json_schema": "schema",
}  # fmt: skip

__all__ = [
    "SCENARIO_FILES", "Evidence", "History", "Observation", "Posterior", "Scenario", "SetAside", "Target",
    "json_schema", "load", "load_history", "posterior_text", "with_numbers",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Loaded when first asked for, so that what only needs `scenario.plan` starts quickly."""
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
