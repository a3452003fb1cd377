"""The manifest of a run: all one needs to know where its numbers come from, and to get them again."""

import json
import platform
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..randomness import streams
from .folder import MANIFEST, PROGRAM, files_in, read_manifest, write_whole

FORMAT = 1
_LIBRARIES = ("holidays", "numpy", "pandas", "pyarrow", "pydantic", "scipy", "simpy")


def described(about: Mapping[str, object]) -> dict[str, Any]:
    """What a manifest says, times and files apart: what `about` says, and the versions of all that was used."""
    return {
        "program": PROGRAM,
        "format": FORMAT,
        **about,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "compiled": not streams.__file__.endswith(".py"),  # matters to nothing but the time it takes
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def write_manifest(folder: Path, told: Mapping[str, object], *, started: datetime, finished: datetime) -> None:
    """Write `manifest.json` to a folder that holds all its other files: what `described` gave, times and files."""
    times = {name: when.isoformat(timespec="seconds") for name, when in (("started", started), ("finished", finished))}
    _write(folder, {**told, **times, "files": sorted(files_in(folder))})


def add_files(folder: Path, names: Iterable[str]) -> None:
    """List more files in the manifest of a folder, before they are there."""
    manifest = read_manifest(folder)
    _write(folder, manifest | {"files": sorted({*manifest["files"], *names})})


def without_times(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What `described` gave of a manifest that was read."""
    return {name: value for name, value in manifest.items() if name not in ("started", "finished", "files")}


def _write(folder: Path, manifest: Mapping[str, object]) -> None:
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    write_whole(folder / MANIFEST, f"{text}\n".encode())
