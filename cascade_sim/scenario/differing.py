"""What differs between scenarios, setting by setting, and the scenarios that lie between two of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Any

from .loading import Scenario, load
from .posterior import POSTERIOR_FILE, Posterior, ranged_in
from .reading import write
from .structure import Path, holds_settings

_NOT_GIVEN = object()
_WORDS = ("name", "label", "why", "source")  # that say something, and change nothing
_ASKED = ("name", "seed", "start", "end", "today", "targets", "year_starts", "format")  # of a plan: not what it does


@dataclass(frozen=True)
class Difference:
    """A setting that one scenario has otherwise than another; values as written, None where it is not given."""

    path: Path
    before: Any
    after: Any

    @property
    def written(self) -> str:
        """The path as a person writes it."""
        return ".".join(self.path)


@dataclass(frozen=True)
class Change:
    """Differences that belong together: one bar of a waterfall."""

    name: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Setting:
    """A setting that is not the same in all of several scenarios: the value as written in each, None where not given.

    It `matters` unless it says something and changes nothing (labels, reasons, sources) or is only what is asked.
    """

    path: str
    values: Mapping[str, str | None]
    matters: bool


def differing(scenarios: Mapping[str, Scenario]) -> tuple[Setting, ...]:
    """Every setting that is not the same in all of these scenarios, in the order of the files; their names apart."""
    plains = {name: dict(_settings(_told(scenario), ())) for name, scenario in scenarios.items()}
    paths = dict.fromkeys(path for plain in plains.values() for path in plain)
    told = []
    for path in paths:
        values = {name: plain.get(path) for name, plain in plains.items()}
        if path != ("name",) and len(set(values.values())) > 1:
            told.append(Setting(".".join(path), values, _matters(path)))
    return tuple(told)


def changes_between(before: Scenario, after: Scenario) -> tuple[Change, ...]:
    """What one scenario changes of another, in file order; what neither luck nor people would notice is left out.

    A dated change belongs together, and so does what is wholly new or gone (a group, a course, a schedule).
    """
    found: dict[str, list[Difference]] = {}
    for one in _differences(_told(before), _told(after), ()):
        if not _matters(one.path):
            continue
        together = one.path[:2] if one.path[0] == "changes" else one.path
        found.setdefault(".".join(together), []).append(one)
    return tuple(Change(name, tuple(those)) for name, those in found.items())


def between(before: Scenario, changes: Iterable[Change]) -> Scenario:
    """The scenario with some changes made to it; ScenarioError where these make no scenario by themselves."""
    plain = _told(before)
    for change in changes:
        for one in change.differences:
            _put(plain, one.path, one.after)
    with TemporaryDirectory() as folder:
        path = FilePath(folder) / "between.yaml"
        _keep_posterior(plain, path.with_name(POSTERIOR_FILE))
        path.write_text(write(plain), encoding="utf-8")
        return load(path)


def joined(changes: Sequence[Change]) -> Change:
    """Several changes as one."""
    names = " and ".join(change.name for change in changes)
    return Change(names, tuple(one for change in changes for one in change.differences))


def written(value: Any) -> str | None:
    """A value in one line, as it would be written; None where it is not given."""
    if value is _NOT_GIVEN or value is None:
        return None
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {written(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(str(written(inner)) for inner in value)}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _told(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says, with its posterior rather than the name of a file."""
    joint = {} if scenario.posterior is None else {"posterior": scenario.posterior}
    return {**scenario.plain(), **joint}


def _keep_posterior(plain: dict[str, Any], beside: FilePath) -> None:
    """Write the posterior of a scenario, as far as its numbers are still drawn, to a file that it names instead."""
    posterior = plain.pop("posterior", None)
    if isinstance(posterior, Posterior) and (drawn := posterior.only(set(ranged_in(plain)))):
        beside.write_text(drawn.text(), encoding="utf-8")
        plain["posterior"] = beside.name


def _matters(path: Path) -> bool:
    return path[0] not in _ASKED and path[-1] not in _WORDS


def _settings(value: Any, path: Path) -> Iterator[tuple[Path, str | None]]:
    """Every setting by its path, with its value in one line."""
    if isinstance(value, Mapping) and value and holds_settings(path):
        for key, inner in value.items():
            yield from _settings(inner, (*path, str(key)))
    else:
        yield path, written(value)


def _differences(before: Any, after: Any, path: Path) -> Iterator[Difference]:
    """Where two trees differ: in values, which are taken whole, and in what only one of them has."""
    if before == after:
        return
    if len(path) == 1:  # whole sections may be left out
        before, after = ({} if some is _NOT_GIVEN and holds_settings(path) else some for some in (before, after))
    if not (isinstance(before, Mapping) and isinstance(after, Mapping) and holds_settings(path)):
        yield Difference(path, before, after)
        return
    for key in {**before, **after}:
        yield from _differences(before.get(key, _NOT_GIVEN), after.get(key, _NOT_GIVEN), (*path, str(key)))


def _put(plain: dict[str, Any], path: Path, value: Any) -> None:
    """Set, or take away, what stands at a path."""
    *above, last = path
    for key in above:
        plain = plain.setdefault(key, {})
    if value is _NOT_GIVEN:
        plain.pop(last, None)
    else:
        plain[last] = value
