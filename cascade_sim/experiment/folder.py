"""The folder a run's results go to: it appears whole or not at all, and never at the cost of somebody else's files.

A folder is ours if it holds a manifest of ours and nothing but the files the manifest lists. Results are written
elsewhere and moved into place by renaming.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..errors import UserError

MANIFEST = "manifest.json"
PROGRAM = "cascade-sim"
_LEFT_BY_DESKTOPS = ("Thumbs.db", "desktop.ini")


def check_folder(folder: Path, *, force: bool = False, keep: Iterable[Path] = ()) -> None:
    """Make sure that results can go to `folder`, before any work is done; UserError if not.

    What is not ours is given up only with `force`; a folder with the working folder, the home folder or one of the
    paths to `keep` in it is never given up.
    """
    target = folder.resolve()
    if target.exists() and not target.is_dir():
        raise UserError(f"{folder} is a file: choose another folder for the results with --out")
    if target.exists() and not os.access(target, os.W_OK):
        raise UserError(f"{folder} is read-only: make it writable, or choose another folder with --out")
    for precious in (Path.cwd(), Path.home(), *keep):
        if target in (precious.resolve(), *precious.resolve().parents):
            raise UserError(f"{folder} holds {precious}: choose another folder for the results with --out")
    found = _not_ours(target)
    if found and not force:
        raise UserError(
            f"{folder} holds {found}, which no run of {PROGRAM} put there: "
            "choose another folder with --out, or replace all that is in it with --force"
        )
    _try_to_write_beside(target, folder)


def files_in(folder: Path) -> Iterator[str]:
    """Every file in a folder, as paths relative to it, with forward slashes."""
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of results of ours; empty where there are none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return manifest if manifest["program"] == PROGRAM and isinstance(manifest["files"], list) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all, in place of the one that is there."""
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def move_into_place(staged: Path, target: Path, former: Path) -> None:
    """Make a folder the target; what the target was goes to `former`, and then away. A kill between leaves it there."""
    if not target.exists():
        staged.rename(target)
        return
    target.rename(former)
    try:
        staged.rename(target)
    except BaseException:
        former.rename(target)
        raise
    shutil.rmtree(former, ignore_errors=True)


def put_back(target: Path, former: Path) -> None:
    """Undo what a kill left of `move_into_place`."""
    if former.exists() and not target.exists():
        former.rename(target)
    shutil.rmtree(former, ignore_errors=True)


def settle(folder: Path) -> None:
    """Wait until all that is in a folder would outlast a power cut."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def _not_ours(target: Path) -> str | None:
    """A file in it that is not ours; None if there is no such file."""
    ours = _listed_files(target)
    return next((name for name in files_in(target) if name not in ours and not _is_clutter(name)), None)


def _is_clutter(name: str) -> bool:
    last = name.rpartition("/")[2]
    return last.startswith((".", "~$")) or last in _LEFT_BY_DESKTOPS


def _listed_files(target: Path) -> set[str]:
    """The files that a manifest of ours lists, with the manifest; none if there is no such manifest."""
    manifest = read_manifest(target)
    return {MANIFEST, *manifest["files"]} if manifest else set()


def _try_to_write_beside(target: Path, folder: Path) -> None:
    there = next(parent for parent in target.parents if parent.exists())
    trial = there / f".{PROGRAM}-{secrets.token_hex(4)}"
    try:
        trial.mkdir()
        trial.rmdir()
    except OSError as error:
        raise UserError(
            f"{folder} cannot be written ({os.strerror(error.errno or 0)}): choose another with --out"
        ) from None
