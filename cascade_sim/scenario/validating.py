"""From a tree to the models, with every problem that stands in the way, each in the user's words and place.

A file with problems is mended (what is wrong is left out, what is missing is stood in for) until the models accept
it, so that names and dates are checked too and one reading tells all. Nothing mended is ever run.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from ..errors import Problem
from ..units import found, looks_like_date
from .forms import EVIDENCE, FormError
from .models import Document
from .reading import Node
from .structure import Path, description, known_names
from .suggesting import did_you_mean
from .texts import Place

_STAND_INS: dict[str, object] = {
    "format": 1,
    "name": "?",
    "posts": 1,
    "turnover": "0/year",
    "places": 100_000,
    "deliveries": {"mean": "1/year"},
    "mean": "1/year",
    "members": 0,
    "share": 0,
    "arrivals": "0/year",
    "every": "1 day",
    "sessions": 1,
    "per_year": "0 GBP",
}
_SKELETONS: dict[str, object] = {
    "localities": "100%",
    "groups": {"posts": 1, "turnover": "0/year"},
    "courses": {"places": 100_000},
    "roles": {"deliveries": {"mean": "1/year"}},
    "budgets": {"per_year": "0 GBP"},
}
_ROUNDS = 6
_MOST_TOLD = 1_000  # of one kind of error; looking for the nearest names takes a while


class Mended:
    """The paths that were mended, so that what is said of them might not be true of the file."""

    def __init__(self) -> None:
        self._paths: set[Path] = set()
        self._around: set[Path] = set()

    def add(self, paths: Iterable[Path]) -> None:
        """Note that these were mended."""
        for path in paths:
            self._paths.add(path)
            self._around.update(path[:depth] for depth in range(len(path)))

    def touches(self, path: Path) -> bool:
        """Whether something at, around or in a path was mended."""
        return path in self._around or any(path[:depth] in self._paths for depth in range(len(path) + 1))

    def __contains__(self, path: object) -> bool:
        return path in self._paths


class Placed:
    """The tree of a scenario, asked where things are and where they were written."""

    def __init__(self, root: Node) -> None:
        self.root = root

    def place(self, path: Path, key: bool = False) -> Place:
        """Where a path's value is (its name, if `key`), or that of the nearest thing around it."""
        node, place = self.root, self.root.place
        for i, name in enumerate(path):
            if not isinstance(node.value, dict):
                return place if key else node.place
            if name not in node.value:
                break
            last = i == len(path) - 1
            place = node.keys.get(name, node.place) if key or not last else node.value[name].place
            node = node.value[name]
        return place

    def written(self, path: Path) -> Path:
        """The path where what stands at `path` is written: in `defaults`, or as a short form."""
        node, so_far = self.root, Path()
        for name in path:
            if not isinstance(node.value, dict):
                return so_far
            if name not in node.value and (
                not node.value.keys().isdisjoint(EVIDENCE) or any(map(looks_like_date, node.value))
            ):
                return so_far  # a short form: the value stands where the mapping of settings might
            if name not in node.value:
                return path if so_far == path[: len(so_far)] else so_far + path[len(so_far) :]
            node = node.value[name]
            so_far = node.written or (*so_far, name)
        return so_far

    def gives(self, path: Path) -> bool:
        """Whether the file itself says something at a path, and not only its `defaults`."""
        node = self.root
        for name in path:
            if not isinstance(node.value, dict) or name not in node.value:
                return False
            node = node.value[name]
        return self.written(path)[:1] != ("defaults",)

    def problem(self, path: Path, message: str, key: bool = False) -> Problem:
        """A problem with what stands at a path; or with its name, if `key` or where the message is of that name."""
        if message.startswith("there is no "):
            key = message.partition(";")[0].endswith((f"'{path[-1]}'", path[-1]))
        return self.place(path, key).problem(message, self.written(path))


def validate(placed: Placed) -> tuple[Document | None, list[Problem], Mended]:
    """The document, all problems met, and the paths mended; the document is None where nothing can be checked."""
    data = placed.root.plain()
    problems: dict[Problem, None] = {}
    mended = Mended()
    for _ in range(_ROUNDS):
        try:
            return Document.model_validate(data), list(problems), mended
        except ValidationError as error:
            told = (wrong for wrong in _wrongs(error) if not mended.touches(wrong[0]))
            problems |= dict.fromkeys(placed.problem(path, message, key) for path, message, key in told)
            mended.add(_mend(data, error))
    return None, list(problems), mended


def _wrongs(error: ValidationError) -> Iterator[tuple[Path, str, bool]]:
    """Each thing wrong: its path, a message, and whether it stands at the name rather than the value."""
    for wrong in error.errors(include_url=False)[:_MOST_TOLD]:
        path = _path(wrong["loc"])
        kind = wrong["type"]
        inner = wrong.get("ctx", {}).get("error")
        if isinstance(inner, FormError):
            for at, message in inner.problems:
                yield (*path, *at), message, message.startswith("unknown setting")
        elif kind == "extra_forbidden":
            yield path, _unknown(path), True
        elif kind == "missing":
            yield path, _missing(path), True
        else:
            yield path, _reworded(kind, wrong, inner), "[key]" in wrong["loc"]


def _path(loc: tuple[int | str, ...]) -> Path:
    """The path in the file: without positions in lists and marks of names."""
    return tuple(part for part in loc if isinstance(part, str) and part != "[key]")


def _unknown(path: Path) -> str:
    names = known_names(path[:-1]) or ()
    near = did_you_mean(path[-1], names)
    return f"unknown setting{near}" if near else f"unknown setting; there are {', '.join(names)}"


def _missing(path: Path) -> str:
    meaning = description(path)
    return f"missing: {meaning[0].lower() + meaning[1:].partition('. ')[0].rstrip('.')}" if meaning else "missing"


_EXPECTED = {
    "string_type": "a text",
    "string_too_short": "a text",
    "int_type": "a whole number",
    "model_type": "a mapping of settings",
    "dict_type": "a mapping of names",
    "tuple_type": "a list",
    "literal_error": "{expected}",
}
_BOUNDS = {"greater_than_equal": "must be at least {ge}"}


def _reworded(kind: str, wrong: Any, inner: object) -> str:
    """What pydantic says, in the words of this house."""
    if inner is not None:
        return str(inner)
    if kind == "too_short":
        return "is empty: give at least one"
    if kind == "too_long":
        return f"there are {len(wrong['input']):,}: give at most {wrong['ctx']['max_length']:,}"
    context = {key: str(value).replace("'", "") for key, value in wrong.get("ctx", {}).items()}
    if kind in _EXPECTED:
        said = f"expected {_EXPECTED[kind].format(**context)}"
    else:
        said = _BOUNDS.get(kind, wrong["msg"].replace("{", "(").replace("}", ")")).format(**context)
    return f"{said}, found {found(None if kind == 'string_too_short' else wrong.get('input'))}"


def _mend(data: Any, error: ValidationError) -> set[Path]:
    """Leave out what is wrong and stand in for what is missing; the paths touched."""
    touched = set()
    for wrong in error.errors(include_url=False):
        path = _path(wrong["loc"])
        holder: Any = data
        for depth, name in enumerate(path[:-1]):
            inner = holder.get(name) if isinstance(holder, dict) else None
            if not isinstance(inner, dict):
                path = path[: depth + 1]
                break
            holder = inner
        if not path:
            continue
        touched.add(path)
        if wrong["type"] == "missing" and path[-1] in _STAND_INS:
            holder[path[-1]] = _STAND_INS[path[-1]]
        elif len(path) == 2 and path[0] in _SKELETONS and "[key]" not in wrong["loc"]:
            holder[path[-1]] = deepcopy(_SKELETONS[path[0]])
        elif wrong["type"] == "missing" and path[0] == "targets":
            data["targets"].pop(path[1], None)
        elif isinstance(holder, dict):
            holder.pop(path[-1], None)
    return touched
