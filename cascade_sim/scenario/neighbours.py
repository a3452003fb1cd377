"""The other files that a scenario names: where they may lie."""

from pathlib import Path as FilePath

from ..errors import ScenarioError
from .structure import Path
from .texts import Place


def allowed_folders(path: FilePath) -> tuple[FilePath, ...]:
    """The folders from which files may be read: the working folder and the scenario's own, as far as they exist."""
    folders = []
    for folder in (FilePath(), path.parent):
        try:
            folders.append(folder.resolve())
        except (OSError, RuntimeError, ValueError):  # not there any more, links in a circle, or not a name
            continue
    return tuple(folders)


def beside(path: FilePath, name: str, place: Place, allowed: tuple[FilePath, ...], at: Path) -> FilePath:
    """A file named in a scenario, found from the scenario's folder."""
    try:
        other = path.parent / name
        inside = any(other.resolve().is_relative_to(folder) for folder in allowed)
    except (ValueError, OSError, RuntimeError):
        raise refused(place, "not the name of a file", at) from None
    if not inside:
        raise refused(
            place, f"'{name}' lies outside the working folder and the scenario's own folder: copy it there", at
        )
    return other


def is_there(file: FilePath) -> bool:
    """Whether a file exists; under a name that none can have, none does."""
    try:
        return file.exists()
    except OSError:
        return False


def refused(place: Place, message: str, path: Path = ("extends",)) -> ScenarioError:
    """One problem, by itself."""
    return ScenarioError([place.problem(message, path)])
