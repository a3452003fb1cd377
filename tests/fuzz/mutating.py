"""Ways in which a good scenario goes wrong: each takes some part of it, as plain data, and gives another."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

from cascade_sim.scenario.reading import read

from .vocabulary import DATES, NUMBERS, UNITS, WORDS, any_key, anything

ROOT = Path(__file__).parents[2]


@cache
def scenarios() -> tuple[dict[str, Any], ...]:
    """The good scenarios there are, as plain data."""
    files = sorted([*(ROOT / "scenarios").glob("*.yaml"), *(ROOT / "tests" / "scenarios").glob("*.yaml")])
    plain = (read(path, path.name).root.plain() for path in files)
    return tuple(data for data in plain if "extends" not in data)


def any_good(random: Random) -> Any:
    """A good scenario; a small one more often, since it is read sooner."""
    return deepcopy(random.choices(scenarios(), weights=[1 / len(str(data)) for data in scenarios()])[0])


def mutated(random: Random, data: Any, times: int) -> tuple[Any, str]:
    """The data with so many mutations, and which."""
    done = []
    for _ in range(times):
        mutation = random.choices(list(_MUTATIONS), weights=list(_MUTATIONS.values()))[0]
        done.append(mutation.__name__.strip("_"))
        where = random.choice(list(places(data)))
        data = _at(data, where, partial(mutation, random, where[-1] if where else ""))
    return data, "mutant: " + ", ".join(done)


def places(data: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every path in some data, deep ones too."""
    yield here
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from places(value, (*here, key))


def _at(data: Any, where: tuple[str | int, ...], change: Callable[[Any], Any]) -> Any:
    """The data with what stands at a path changed."""
    if not where:
        return change(data)
    data[where[0]] = _at(data[where[0]], where[1:], change)
    return data


def _replaced(random: Random, key: str | int, value: Any) -> Any:
    return anything(random, 2)


def _borrowed(random: Random, key: str | int, value: Any) -> Any:
    """What stands under the same name elsewhere."""
    return deepcopy(random.choice(_by_key().get(key, [value])))


@cache
def _by_key() -> dict[str | int, list[Any]]:
    """Every value in the good scenarios, by its name."""
    found: dict[str | int, list[Any]] = {}
    for data in scenarios():
        for where in places(data):
            value = data
            for key in where:
                value = value[key]
            found.setdefault(where[-1] if where else "", []).append(value)
    return found


def _left_out(random: Random, key: str | int, value: Any) -> Any:
    if isinstance(value, dict | list) and value:
        gone = random.choice(list(value) if isinstance(value, dict) else range(len(value)))
        del value[gone]
        return value
    return None


def _renamed(random: Random, key: str | int, value: Any) -> Any:
    if not isinstance(value, dict) or not value:
        return value
    old = random.choice(list(value))
    new = random.choice((any_key(random), str(old)[:-1], str(old) + "s", str(old).upper()))
    return {(new if key == old else key): item for key, item in value.items()}


def _added(random: Random, key: str | int, value: Any) -> Any:
    if isinstance(value, dict):
        return {**value, any_key(random): anything(random, 2)}
    if isinstance(value, list):
        return [*value, anything(random, 1)]
    return [value, value]


def _retyped(random: Random, key: str | int, value: Any) -> Any:
    return random.choice(([value], {"value": value}, str(value), {"x": value}, {str(value): value}, [], {}))


def _resized(random: Random, key: str | int, value: Any) -> Any:
    """A number far larger or smaller than it was, in whatever text it stands."""
    if isinstance(value, bool) or value is None:
        return random.choice(NUMBERS)
    by = random.choice((-1, 0, 0.001, 0.1, 0.5, 0.8, 1.1, 1.5, 2, 2, 3, 10, 1000, 10**6, 10**12))
    if isinstance(value, int | float):
        return type(value)(value * by) if abs(value * by) < 1e300 else value
    if isinstance(value, str):
        return re.sub(r"\d+(\.\d+)?", lambda match: f"{float(match[0]) * by:g}"[:12], value, count=1)
    return value


def _in_other_units(random: Random, key: str | int, value: Any) -> Any:
    number = re.match(r"-?[\d.]+", str(value))
    return f"{number[0] if number else 5}{random.choice((' ', ''))}{random.choice(UNITS)}"


def _with_evidence(random: Random, key: str | int, value: Any) -> Any:
    ends = random.choice(
        ([value, value], [_in_other_units(random, key, 1), _in_other_units(random, key, 99)], [1, 10**6], value)
    )
    return {"value": value, "range": ends, "source": random.choice(WORDS), "basis": random.choice(("assumed", "x"))}


def _dated(random: Random, key: str | int, value: Any) -> Any:
    dates = random.sample(DATES, k=random.randint(1, 4))
    return {when: value if random.random() < 0.7 else anything(random, 1) for when in dates}


def _distributed(random: Random, key: str | int, value: Any) -> Any:
    return random.choice(
        (
            {"gamma": {"mean": value, "sd": value}}, {"exponential": {"mean": value}}, {"gamma": value},
            {"uniform": {"low": "1 day", "high": value}}, {"empirical": [value, value]},
    {"triangular": {"low": "0 days", "mode": value, "high": value}}, {"lognormal": {"mean": "1 week",
    "sd": value}}, )
    )  # fmt: skip


def _by_group(random: Random, key: str | int, value: Any) -> Any:
    names = random.sample(("nurses", "teachers", "primary", "others", "nobody", "North"), k=random.randint(1, 3))
    return dict.fromkeys(names, value)


def _spliced(random: Random, key: str | int, value: Any) -> Any:
    """A part of another scenario in its place."""
    other = any_good(random)
    where = random.choice(list(places(other)))
    for step in where:
        other = other[step]
    return {**value, **other} if isinstance(value, dict) and isinstance(other, dict) else other


def _shuffled(random: Random, key: str | int, value: Any) -> Any:
    """The values of a mapping or a list, each where another stood."""
    if isinstance(value, dict):
        return dict(zip(value, random.sample(list(value.values()), k=len(value)), strict=True))
    return random.sample(value, k=len(value)) if isinstance(value, list) else value


def _changed_later(random: Random, key: str | int, value: Any) -> Any:
    """A change of something, put where changes may stand."""
    if not isinstance(value, dict):
        return value
    target = random.choice(("groups.*.turnover", "courses.*.places", "groups.*.posts", "*.*.*", "roles.trainer.stops",
                            "courses.*.attendance.first_day", "groups.*.time_to_fill", "courses.*.schedule.*.per_year",
                            "roles.*.deliveries.mean", "courses.*.demand.willing", "courses.*.valid_for",
                            "courses.*.cost.per_delivery", "courses.*.public.arrivals", "courses.*.self_paced.finishes",
                            "courses.*.self_paced.takes", "courses.*.self_paced.licences", "budgets.*.per_year",
                            "courses.*.follow_up.attends", "roles.*.cost.per_day", "courses.*.cost.*"))  # fmt: skip
    change = {random.choice(("set", "scale", "add")): {target: anything(random, 1)}, "from": random.choice(DATES)}
    key = "changes" if "format" in value else random.choice(("later", "pause"))
    return {**value, key: {"later": change} if key == "changes" else change}


_MUTATIONS: dict[Callable[[Random, str | int, Any], Any], int] = {
    _borrowed: 14, _replaced: 4, _left_out: 3, _renamed: 2, _added: 2, _retyped: 2, _resized: 5,
    _in_other_units: 2, _with_evidence: 2, _dated: 2, _distributed: 2, _by_group: 1, _spliced: 3, _shuffled: 2,
    _changed_later: 2,
}  # fmt: skip
