"""The manifest of a run: all one needs to know where its numbers come from, and to get them again."""

import json
import platform
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from ..randomness import streams
from .folder import MANIFEST, PROGRAM, files_in

FORMAT = 1
_LIBRARIES = ("holidays", "numpy", "pandas", "pyarrow", "pydantic", "scipy", "simpy")


def write_manifest(folder: Path, about: Mapping[str, object], *, started: datetime, finished: datetime) -> None:
    """Write `manifest.json` to a folder that holds all its other files: what `about` says, versions, times, files."""
    manifest = {
        "program": PROGRAM,
        "format": FORMAT,
        **about,
        "started": started.isoformat(timespec="seconds"),
        "finished": finished.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "compiled": not streams.__file__.endswith(".py"),  # matters to nothing but the time it takes
        "libraries": {name: version(name) for name in _LIBRARIES},
        "files": sorted(files_in(folder)),
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
