"""What must add up in the tables of every replication, whatever the scenario.

Tables are columns by name, with the names (not codes) of groups, courses, roles, schedules, states and causes, and
rows in the order in which `tabulate` makes them or in any other. Each function tells in sentences what does not add
up; an empty list means that all does.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cascade_sim import measures
from cascade_sim.scenario.plan import Plan

Columns = Mapping[str, np.ndarray]
Tables = Mapping[str, Columns]

FATES = ("withdrew", "left", "absent", "turned_away", "fell_short", "completed")


@dataclass(frozen=True)
class Shape:
    """What the tables do not tell: who teaches each course, on how many days, and which other courses renew it."""

    taught_by: Mapping[str, str | None]
    days: Mapping[str, int]
    renewed_by: Mapping[str, frozenset[str]]


def shape_of(plan: Plan) -> Shape:
    """The shape of a plan's courses."""
    courses, roles = plan.first.courses, plan.first.roles
    renewing: dict[str, set[str]] = {course.name: set() for course in courses}
    for settings in plan.settings:
        for course in settings.courses:
            if course.renew_by is not None:
                renewing[course.name] |= {courses[course.renew_by].name} - {course.name}
    return Shape(
        taught_by={course.name: None if course.role is None else roles[course.role].name for course in courses},
        days={course.name: len(course.days) for course in courses},
        renewed_by={name: frozenset(others) for name, others in renewing.items()},
    )


def named(tables: Tables, categories: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, np.ndarray]]:
    """The tables with names in place of codes."""
    return {
        table: {
            name: np.array(categories[name], dtype=object)[column.astype(np.int64)] if name in categories else column
            for name, column in columns.items()
        }
        for table, columns in tables.items()
    }


def violations(tables: Tables, shape: Shape) -> list[str]:
    """Everything that does not add up in the tables of one replication."""
    return [
        *people(tables),
        *holders(tables),
        *asking(tables),
        *completions(tables, shape),
        *waits(tables),
        *delivery_rows(tables),
        *delivery_numbers(tables),
        *deliveries_and_coverage(tables),
        *deliveries_and_limits(tables),
        *limiters(tables),
        *members(tables),
        *deliveries_and_roles(tables, shape),
        *bounds(tables),
    ]


def people(tables: Tables) -> list[str]:
    """In post at the end = at the start + started − left; posts = filled + vacant; the same people in each table."""
    workforce, found = tables["workforce"], []
    for scope, rows in _scopes(workforce, "group"):
        table = _of(workforce, rows)
        found += _changes(scope, table, table["in_post"], ("started",), ("left",), "in post")
        found += _equal(scope, table, table["posts"], table["in_post"] + table["vacant"], "posts", "filled + vacant")
        for other, at in _scopes(tables["coverage"], "course", "group"):
            if other[1:] == scope:
                same = tables["coverage"]["in_post"][at]
                found += _equal(other, table, same, table["in_post"], "in post", "those of the workforce")
    return found


def holders(tables: Tables) -> list[str]:
    """Holders at the end = at the start + gained + arrived with − left holding − expired."""
    gains, losses = ("gained_existing", "gained_starters", "arrived_with"), ("left_holding", "expired")
    found = []
    for scope, rows in _scopes(tables["coverage"], "course", "group"):
        table = _of(tables["coverage"], rows)
        found += _changes(scope, table, table["holders"], gains, losses, "holders")
    return found


def asking(tables: Tables) -> list[str]:
    """Waiting + booked at the end = at the start + asked − completed − gave up − left."""
    found = []
    for scope, rows in _scopes(tables["coverage"], "course", "group"):
        table = _of(tables["coverage"], rows)
        stock, losses = table["waiting"] + table["booked"], ("completed", "gave_up", "left_waiting")
        found += _changes(scope, table, stock, ("asked",), losses, "waiting or booked")
    return found


def completions(tables: Tables, shape: Shape) -> list[str]:
    """Who completes gains or renews; so may, at most, those who complete a course that renews this one."""
    coverage, found = tables["coverage"], []
    rows_of = dict(_scopes(coverage, "course", "group"))
    for (course, group), rows in rows_of.items():
        table = _of(coverage, rows)
        given = table["gained_existing"] + table["gained_starters"] + table["renewed"]
        most = table["completed"].copy()
        for renewing in shape.renewed_by[course]:
            if (renewing, group) in rows_of:
                most += coverage["completed"][rows_of[renewing, group]]
        too_few, too_many = given < table["completed"], given > most
        found += _told((course, group), table, too_few | too_many, "gained and renewed are not those who completed")
    return found


def waits(tables: Tables) -> list[str]:
    """In each year, the people whose wait is told are those who completed."""
    told: defaultdict[tuple[object, ...], int] = defaultdict(int)
    waited, coverage = tables["waits"], tables["coverage"]
    for row in _records(waited):
        told[row["year"], row["course"], row["group"]] += row["people"]
    years = np.unique(waited["year"])
    for row in _records(coverage):
        if row["completed"]:
            later = years[years >= row["date"]]
            told[later[0] if len(later) else None, row["course"], row["group"]] -= row["completed"]
    return [f"{_name(scope)}: {n:+} people whose wait is told" for scope, n in told.items() if n]


def delivery_rows(tables: Tables) -> list[str]:
    """Places + overbooked = empty + what became of those booked, or all lost to the one cause of cancellation."""
    found = []
    for row in _records(tables["deliveries"]):
        fates = [row[fate] for fate in FATES]
        name = f"{row['course']}, {row['schedule']}, number {row['number']} ({row['status']})"
        if row["overbooked"] != max(0, row["booked"] - row["places"]):
            found.append(f"{name}: {row['overbooked']} overbooked")
        if row["status"] == "cancelled":
            adds_up = row["cause"] and not any(fates) and not row["empty"] and not row["trainers"]
        else:
            known = sum(fates)
            adds_up = not row["cause"] and row["places"] + row["overbooked"] == row["empty"] + row["booked"]
            adds_up &= known == row["booked"] if row["status"] == "run" else known <= row["booked"]
        if not adds_up:
            found.append(f"{name}: its places do not add up: {row}")
    return found


def delivery_numbers(tables: Tables) -> list[str]:
    """Deliveries of a schedule are numbered from 0; none is missing but those cancelled after the run's end."""
    table, found = tables["deliveries"], []
    end = tables["workforce"]["date"].max() if len(tables["workforce"]["date"]) else None
    for scope, rows in _scopes(table, "course", "schedule", by="number"):
        numbers, before_end = table["number"][rows], end is not None and table["planned"][rows] <= end
        if len(np.unique(numbers)) != len(numbers):
            found.append(f"{_name(scope)}: a delivery is told twice")
        if np.any((numbers != np.arange(len(numbers))) & before_end):
            found.append(f"{_name(scope)}: a delivery is missing among {numbers.tolist()}")
    return found


def deliveries_and_coverage(tables: Tables) -> list[str]:
    """Who completed, by delivery and by group; and who is booked at the end."""
    deliveries, coverage, found = tables["deliveries"], tables["coverage"], []
    run, unfinished = deliveries["status"] == "run", deliveries["status"] == "unfinished"
    for course in np.unique(coverage["course"]):
        own, rows = deliveries["course"] == course, coverage["course"] == course
        completed = deliveries["completed"][own & run].sum()
        if completed != coverage["completed"][rows].sum():
            found.append(f"{course}: {completed} completed its deliveries, {coverage['completed'][rows].sum()} it")
        still = sum((deliveries[name][own & unfinished].sum() * sign for name, sign in _STILL_BOOKED.items()), 0)
        booked = coverage["booked"][rows & (coverage["date"] == coverage["date"].max())].sum()
        if still != booked:
            found.append(f"{course}: {still} are on deliveries not over at the end, {booked} are booked")
    return found


_STILL_BOOKED = {"booked": 1, "left": -1, "turned_away": -1}


def deliveries_and_limits(tables: Tables) -> list[str]:
    """In each month and course, the places lost are those of the deliveries planned for it."""
    deliveries, limits, found = tables["deliveries"], tables["limits"], []
    lost = _losses(deliveries, limits["month"].max())
    for i, (month, course) in enumerate(zip(limits["month"], limits["course"], strict=True)):
        told = {cause: limits[cause][i] for cause in ("closed", "no_trainers", "few_bookings", "attendance")}
        told["not booked"] = limits["release"][i] + limits["empty"][i]
        for cause, places in told.items():
            expected = lost.get((np.datetime64(month, "M"), course, cause), 0)
            if places != expected:
                found.append(f"{course}, {month}: {places} places lost ({cause}), {expected} by the deliveries")
    return found


def _losses(deliveries: Columns, end: np.datetime64) -> dict[tuple[object, ...], int]:
    """By month, course and cause; an unfinished delivery planned for after the end has lost nothing yet."""
    lost: defaultdict[tuple[object, ...], int] = defaultdict(int)
    for row in _records(deliveries):
        if row["planned"] > end:
            continue
        month = np.datetime64(row["planned"], "M")
        cause = "no_trainers" if row["cause"] == "trainer_dropped_out" else row["cause"]
        if row["status"] == "cancelled":
            lost[month, row["course"], cause] += row["places"]
        else:
            lost[month, row["course"], "not booked"] += row["empty"]
        if row["status"] == "run":
            lost[month, row["course"], "attendance"] += row["withdrew"] + row["absent"] + row["fell_short"]
    return lost


def limiters(tables: Tables) -> list[str]:
    """The limiter of a month is its largest loss."""
    limits, found = tables["limits"], []
    for row in _records(limits):
        amounts = {cause: row[cause] for cause in measures.CAUSES}
        largest = max(amounts.values())
        limiter = row["limiter"]
        if limiter != "nothing" if largest == 0 else amounts.get(limiter) != largest:
            found.append(f"{row['course']}, {row['month']}: held back by {limiter}, though {amounts}")
    return found


def members(tables: Tables) -> list[str]:
    """Members and active members change by what is told of them."""
    found = []
    for scope, rows in _scopes(tables["roles"], "role", "group"):
        table = _of(tables["roles"], rows)
        found += _changes(scope, table, table["members"], ("joined",), ("left",), "members")
        losses = ("never_started", "stopped", "stopped_unused", "left_active")
        found += _changes(scope, table, table["active"], ("joined", "started_again"), losses, "active")
    return found


def deliveries_and_roles(tables: Tables, shape: Shape) -> list[str]:
    """Up to each date, the deliveries and days that members gave are those of the deliveries that ran."""
    roles, deliveries, found = tables["roles"], tables["deliveries"], []
    taught_by = np.array([shape.taught_by[course] for course in deliveries["course"]], dtype=object)
    days = np.array([shape.days[course] for course in deliveries["course"]], dtype=np.int64)
    trainers = deliveries["trainers"] * (deliveries["status"] == "run")
    for role in np.unique(roles["role"]):
        for date in np.unique(roles["date"]):
            given = (taught_by == role) & (deliveries["planned"] <= date)
            rows = (roles["role"] == role) & (roles["date"] <= date)
            for column, count in (("deliveries", trainers), ("days", trainers * days)):
                if roles[column][rows].sum() != count[given].sum():
                    found.append(f"{role} up to {date}: {roles[column][rows].sum()} {column}, not {count[given].sum()}")
    return found


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
    for scope, rows in _scopes(tables["coverage"], "course", "group"):
        table = _of(tables["coverage"], rows)
        more = np.diff(table["trained_ever"], prepend=table["trained_ever"][:1])
        found += _told(scope, table, (more < 0) | (more > table["completed"]), "trained ever does not fit completions")
        opening = table["trained_ever_in_post"][0] != table["holders"][0]
        found += [f"{_name(scope)}: at the start the trained in post are not the holders"] * bool(opening)
    return found


_PARTS = (
    ("coverage", "holders", "in_post"),
    ("coverage", "trained_ever_in_post", "in_post"),
    ("coverage", "waiting", "in_post"),
    ("coverage", "booked", "in_post"),
    ("coverage", "due_on_time", "due"),
    ("roles", "active", "members"),
    ("roles", "delivering", "members"),
    ("roles", "experienced", "members"),
    ("roles", "never_started", "joined"),
    ("roles", "left_active", "left"),
)


def _scopes(table: Columns, *keys: str, by: str = "date") -> Iterator[tuple[tuple[object, ...], np.ndarray]]:
    """Each combination of keys, and its rows in order."""
    found: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for i in np.argsort(table[by], kind="stable").tolist():
        found[tuple(table[key][i] for key in keys)].append(i)
    for scope, rows in found.items():
        yield scope, np.array(rows)


def _of(table: Columns, rows: np.ndarray) -> dict[str, np.ndarray]:
    return {name: column[rows] for name, column in table.items()}


def _records(table: Columns) -> Iterator[dict[str, object]]:
    for values in zip(*table.values(), strict=True):
        yield dict(zip(table, values, strict=True))


def _changes(
    scope: tuple[object, ...],
    table: Columns,
    stock: np.ndarray,
    plus: tuple[str, ...],
    minus: tuple[str, ...],
    what: str,
) -> list[str]:
    """A stock changes from row to row by its flows, and none is told in the opening row."""
    flow = sum((table[name] for name in plus), np.zeros_like(stock)) - sum(table[name] for name in minus)
    wrong = np.diff(stock, prepend=stock[:1]) != flow
    return _told(scope, table, wrong, f"{what} changed by something else than {' + '.join(plus)} − {' − '.join(minus)}")


def _equal(
    scope: tuple[object, ...], table: Columns, left: np.ndarray, right: np.ndarray, what: str, other: str
) -> list[str]:
    return _told(scope, table, left != right, f"{what} are not {other}")


def _told(scope: tuple[object, ...], table: Columns, wrong: np.ndarray, sentence: str) -> list[str]:
    return [f"{_name(scope)}, {when}: {sentence}" for when in table["date"][wrong]]


def _name(scope: tuple[object, ...]) -> str:
    return ", ".join(str(part) for part in scope)
