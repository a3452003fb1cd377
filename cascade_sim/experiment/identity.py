"""What a finished replication depends on: that an unfinished run may go on, and else what has changed meanwhile."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..scenario import Scenario

_LIBRARIES = ("numpy", "scipy", "simpy")  # whose numbers reach the results
_MOST_TOLD = 20
USUAL, IN_FULL = "usual", "full"  # how much detail is told: in full, coverage by group and locality as well


@dataclass(frozen=True)
class Identity:
    """All that the bytes of a replication depend on, apart from its number."""

    version: str
    libraries: Mapping[str, str]
    scenario: str  # its fingerprint
    chance_only: bool
    seed: int
    settings: Mapping[str, str]  # by path, as written: what makes up the fingerprint, said so that a person can read it
    detail: str = USUAL

    @classmethod
    def of(cls, scenario: Scenario, product: str, *, draws_values: bool, detail: str = USUAL) -> "Identity":
        """That of every replication of a scenario run now, by that version of the product."""
        return cls(
            product,
            {name: version(name) for name in _LIBRARIES},
            scenario.fingerprint,
            not draws_values,
            scenario.seed,
            {**dict(_settings(scenario.plain())), **_joint(scenario)},
            detail,
        )

    def asked(self, matters: Mapping[str, str]) -> "Identity":
        """That of something more than a run, whose results depend on what was asked of it as well."""
        scenario = sha256(repr((self.scenario, sorted(matters.items()))).encode()).hexdigest()
        return replace(self, scenario=scenario, settings={**self.settings, **matters})

    def write(self, path: Path) -> None:
        """Write it to a file, whole or not at all."""
        beside = path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    @classmethod
    def read(cls, path: Path) -> "Identity | None":
        """What `write` wrote there; None if there is nothing that can be read."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def changes_since(self, was: "Identity") -> list[str]:
        """What differs from then and matters to results, one thing a line; nothing if nothing does."""
        changes = [_change("cascade-sim", was.version, self.version)]
        changes += [_change(name, was.libraries.get(name), self.libraries.get(name)) for name in _LIBRARIES]
        changes += [_change("--chance-only", *("yes" if which.chance_only else "no" for which in (was, self)))]
        changes += [_change("--detail", was.detail, self.detail)]
        if was.scenario != self.scenario:
            changes += self._settings_changed_since(was)
        told = [change for change in changes if change]
        more = [f"and {len(told) - _MOST_TOLD} more"] if len(told) > _MOST_TOLD else []
        return told[:_MOST_TOLD] + more

    def _settings_changed_since(self, was: "Identity") -> list[str]:
        then, now = ({**which.settings, "seed": str(which.seed)} for which in (was, self))
        changes = [_change(path, then.get(path), now.get(path)) for path in {**then, **now}]
        return [change for change in changes if change] or ["the public holidays, or a file that the scenario reads"]


def _joint(scenario: Scenario) -> dict[str, str]:
    """The posterior, told by what is in it."""
    return {} if scenario.posterior is None else {"posterior": str(scenario.posterior)}


def _change(what: str, was: str | None, now: str | None) -> str:
    """`places: 10 → 12`; nothing if it is the same."""
    return "" if was == now else f"{what}: {was or 'not given'} → {now or 'not given'}"


def _settings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every setting by its path, as it would be written in one line."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _settings(inner, f"{path}.{key}" if path else str(key))
    else:
        yield path, value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
