"""What must add up of people: in post, holding, asking, completing, by group and by locality."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from cascade_sim import measures

from .columns import Columns, Tables, changes, equal, name_of, part_of, records, scopes, told
from .shape import Shape


def people(tables: Tables) -> list[str]:
    """In post at the end = at the start + started − left; posts = filled + vacant; the same people in each table."""
    workforce, found = tables["workforce"], []
    for scope, rows in scopes(workforce, "group"):
        table = part_of(workforce, rows)
        found += changes(scope, table, table["in_post"], ("started",), ("left",), "in post")
        found += equal(scope, table, table["posts"], table["in_post"] + table["vacant"], "posts", "filled + vacant")
        for other, at in scopes(tables["coverage"], "course", "group"):
            if other[1:] == scope:
                same = tables["coverage"]["in_post"][at]
                found += equal(other, table, same, table["in_post"], "in post", "those of the workforce")
    return found


def holders(tables: Tables) -> list[str]:
    """Holders at the end = at the start + gained + arrived with − left holding − expired."""
    gains, losses = ("gained_existing", "gained_starters", "arrived_with"), ("left_holding", "expired")
    found = []
    for scope, table in _each_scope(tables):
        found += changes(scope, table, table["holders"], gains, losses, "holders")
    return found


def asking(tables: Tables) -> list[str]:
    """Waiting + booked at the end = at the start + asked − completed − gave up − left."""
    found = []
    for scope, table in _each_scope(tables):
        stock, losses = table["waiting"] + table["booked"], ("completed", "gave_up", "left_waiting")
        found += changes(scope, table, stock, ("asked",), losses, "waiting or booked")
    return found


def _each_scope(tables: Tables) -> Iterator[tuple[tuple[object, ...], Columns]]:
    """The rows of each course and group and, where there are localities, of each course, group and locality."""
    for name, keys in (("coverage", ()), ("coverage_by_group_and_locality", ("locality",))):
        for scope, rows in scopes(tables[name], "course", "group", *keys):
            yield scope, part_of(tables[name], rows)


def localities(tables: Tables) -> list[str]:
    """Over all localities, and over all groups, the three tables of coverage tell the same."""
    found = []
    if len(tables["coverage_by_locality"]["date"]):
        found += _same_sums(tables, "coverage", "coverage_by_locality", ("date", "course"))
        found += _same_sums(tables, "coverage", "coverage_by_group_and_locality", ("date", "course", "group"))
        keys = ("date", "course", "locality")
        found += _same_sums(tables, "coverage_by_locality", "coverage_by_group_and_locality", keys)
    return found


def _same_sums(tables: Tables, one: str, other: str, keys: tuple[str, ...]) -> list[str]:
    sums = [_sums(tables[name], keys) for name in (one, other)]
    return [
        f"{name_of(scope)}: {column} are {numbers[scope]} in {one}, {sums[1][column].get(scope)} in {other}"
        for column, numbers in sums[0].items()
        for scope in numbers.keys() | sums[1][column].keys()
        if numbers.get(scope) != sums[1][column].get(scope)
    ]


def _sums(table: Columns, keys: tuple[str, ...]) -> dict[str, dict[tuple[object, ...], int]]:
    """Of each column that counts something, the sums by keys."""
    at = [tuple(scope) for scope in zip(*(table[key].tolist() for key in keys), strict=True)]
    place = {scope: i for i, scope in enumerate(dict.fromkeys(at))}
    entry = np.array([place[scope] for scope in at])
    counted = measures.COVERAGE.names(measures.Is.STOCK, measures.Is.FLOW)
    return {name: dict(zip(place, np.bincount(entry, table[name]).tolist(), strict=True)) for name in counted}


def completions(tables: Tables, shape: Shape) -> list[str]:
    """Who completes gains or renews; so may, at most, those who complete a course that renews this one."""
    coverage, found = tables["coverage"], []
    rows_of = dict(scopes(coverage, "course", "group"))
    for (course, group), rows in rows_of.items():
        table = part_of(coverage, rows)
        given = table["gained_existing"] + table["gained_starters"] + table["renewed"]
        most = table["completed"].copy()
        for renewing in shape.renewed_by[course]:
            if (renewing, group) in rows_of:
                most += coverage["completed"][rows_of[renewing, group]]
        too_few, too_many = given < table["completed"], given > most
        found += told((course, group), table, too_few | too_many, "gained and renewed are not those who completed")
    return found


def waits(tables: Tables) -> list[str]:
    """In each year, the people whose wait is told are those who completed."""
    difference: defaultdict[tuple[object, ...], int] = defaultdict(int)
    waited, coverage = tables["waits"], tables["coverage"]
    for row in records(waited):
        difference[row["year"], row["course"], row["group"]] += row["people"]
    years = np.unique(waited["year"])
    for row in records(coverage):
        if row["completed"]:
            later = years[years >= row["date"]]
            difference[later[0] if len(later) else None, row["course"], row["group"]] -= row["completed"]
    return [f"{name_of(scope)}: {n:+} people whose wait is told" for scope, n in difference.items() if n]


def bounds(tables: Tables) -> list[str]:
    """Nothing is negative, no part is larger than its whole, and who was ever trained stays so."""
    found = []
    for name, table in tables.items():
        for column, values in table.items():
            if np.issubdtype(values.dtype, np.integer) and np.any(values < 0):
                found.append(f"{name}: {column} is negative")
    for name, part, whole in _PARTS:
        if np.any(tables[name][part] > tables[name][whole]):
            found.append(f"{name}: {part} is more than {whole}")
    for scope, rows in scopes(tables["coverage"], "course", "group"):
        table = part_of(tables["coverage"], rows)
        more = np.diff(table["trained_ever"], prepend=table["trained_ever"][:1])
        found += told(scope, table, (more < 0) | (more > table["completed"]), "trained ever does not fit completions")
        opening = table["trained_ever_in_post"][0] != table["holders"][0]
        found += [f"{name_of(scope)}: at the start the trained in post are not the holders"] * bool(opening)
    return found


_PARTS = (
    *(
        (table, part, "in_post")
        for table in ("coverage", "coverage_by_group_and_locality")
        for part in ("holders", "trained_ever_in_post", "waiting", "booked")
    ),
    ("coverage", "due_on_time", "due"),
    ("roles", "active", "members"),
    ("roles", "delivering", "members"),
    ("roles", "experienced", "members"),
    ("roles", "never_started", "joined"),
    ("roles", "left_active", "left"),
)
