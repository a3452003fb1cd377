"""Scenario files: reading, checking and compiling them into plans."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .loading import Evidence, Scenario, Target, load
    from .schema import json_schema

__all__ = ["Evidence", "Scenario", "Target", "json_schema", "load"]


def __getattr__(name: str) -> Any:
    """Loaded when first asked for, so that what only needs `scenario.plan` starts quickly."""
    if name == "json_schema":
        from .schema import json_schema  # noqa: PLC0415

        return json_schema
    if name in __all__:
        from . import loading  # noqa: PLC0415

        return getattr(loading, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
