"""A simulator of train-the-trainer cascades: how much of a workforce will be trained, and by when.

import cascade_sim as cs
result = cs.run("scenarios/north-lanarkshire.yaml")
print(result.summary())
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .workflows.calibrating import calibrate
    from .workflows.calibration import Calibration
    from .workflows.checking import check, schema
    from .workflows.comparing import compare
    from .workflows.comparison import Comparison
    from .workflows.creating import new
    from .workflows.reporting import report
    from .workflows.result import Result
    from .workflows.running import run
    from .workflows.tracking import Tracking, track

__version__ = "0.1.0"
__all__ = [
    "Calibration",
    "Comparison",
    "Result",
    "Tracking",
    "__version__",
    "calibrate",
    "check",
    "compare",
    "new",
    "report",
    "run",
    "schema",
    "track",
]

_HOMES = {
    "Calibration": "calibration",
    "calibrate": "calibrating",
    "Comparison": "comparison",
    "Result": "result",
    "Tracking": "tracking",
    "check": "checking",
    "compare": "comparing",
    "new": "creating",
    "report": "reporting",
    "run": "running",
    "schema": "checking",
    "track": "tracking",
}


def __getattr__(name: str) -> Any:
    """Import the workflows when one is first asked for: the command line's help needs none of them."""
    if name in _HOMES:
        return getattr(import_module(f".workflows.{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
