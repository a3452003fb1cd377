"""The report and the workbook of a run that is finished: read its folder → make them → put them beside its tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..errors import NotFinished, UserError
from ..experiment.folder import MANIFEST, read_manifest, write_whole
from ..experiment.manifest import FORMAT, add_files
from ..experiment.store import Tables, read_tables
from ..experiment.workplace import workplace
from ..measures import TABLES
from ..scenario import load, load_history
from .asking import check_slides
from .result import Result
from .summing_up import of_folder, reports

_DAMAGED = (OSError, ValueError, KeyError, TypeError, pa.ArrowException)  # what reading such a file may raise
_TOLD = ("version", "command", "python", "platform")
_AGAIN = "run its scenario again with cascade-sim run"


def report(folder: Path | str, *, history: Path | str | None = None, slides: bool = False) -> Result:
    """Write `report.html` and `workbook.xlsx` to the folder of a finished run, in place of any that are there.

    `history` is a CSV file of what was counted in life, laid over the charts. `slides` writes `slides.pptx` as well.
    UserError says why it cannot be done: no folder of a run, a table that is damaged, a scenario that has been changed
    since; then nothing has been written. NotFinished, that a file could not be written.
    """
    check_slides(asked=slides)
    folder = Path(folder)
    result = finished(folder)
    if history is not None:
        result = replace(result, history=load_history(Path(history), result.scenario))
    made = reports(result, slides=slides)
    with workplace(folder):
        try:
            add_files(folder, made)
            for name, content in made.items():
                write_whole(folder / name, content)
        except OSError as error:
            raise NotFinished(_not_written(error, folder)) from error
    return result.written(folder, _with_reports(result.contents, made), result.failed_charts)


def finished(folder: Path) -> Result:
    """What a run left in its folder; UserError says what is wrong with the folder."""
    if not folder.is_dir():
        raise UserError(f"there is no folder {folder}: give the folder of a finished run, such as outputs/NAME")
    manifest = read_manifest(folder)
    if not manifest:
        raise UserError(f"{folder} is not the folder of a run of cascade-sim: it has no manifest of ours")
    if "compared" in manifest:
        raise UserError(f"{folder} is a comparison: its report is written by cascade-sim compare --report")
    if not _whole(manifest):
        raise UserError(f"{folder / MANIFEST} is damaged, or of another version of cascade-sim: {_AGAIN}")
    scenario = load(folder / "scenario.yaml")
    if scenario.fingerprint != manifest["scenario"]["sha256"]:
        raise UserError(f"{folder / 'scenario.yaml'} is not what was run any more: put it back, or {_AGAIN}")
    return of_folder(scenario, folder, manifest, _tables(folder / "tables"))


def _whole(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest says all that a report tells of it."""
    try:
        texts = [manifest["scenario"]["file"], *(manifest[name] for name in _TOLD)]
        times = [datetime.fromisoformat(manifest[name]) for name in ("started", "finished")]
        return manifest["format"] == FORMAT and len(times) == 2 and {*map(type, texts)} == {str}
    except (KeyError, TypeError, ValueError):
        return False


def _tables(folder: Path) -> Tables:
    """The tables of a run; UserError if one is missing, cannot be read, or is of another version."""
    tables = read_tables(folder)
    for name, table in TABLES.items():
        path = folder / f"{name}.parquet"
        try:
            columns = tuple(tables[name].columns)
        except FileNotFoundError:
            raise UserError(f"{path} is missing: {_AGAIN}") from None
        except _DAMAGED:
            raise UserError(f"{path} is damaged: {_AGAIN}") from None
        if columns != table.names():
            raise UserError(f"{path} has other columns than this version of cascade-sim writes: {_AGAIN}")
    return tables


def _with_reports(contents: Sequence[str], made: Iterable[str]) -> tuple[str, ...]:
    return (*made, *(name for name in contents if name not in made))


def _not_written(error: OSError, folder: Path) -> str:
    if isinstance(error, PermissionError):
        return f"{error.filename or folder} could not be written: close it where it is open, in Excel or a browser"
    return f"{error.filename or folder} could not be written: {error.strerror or error}"
