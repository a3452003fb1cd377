"""What must add up of money: costs follow from the deliveries, the members and the prices, and budgets hold."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from cascade_sim.recording.records import COSTS
from cascade_sim.scenario.plan import CourseSettings, Plan, Settings

from .columns import Tables, records
from .shape import Shape

Range = tuple[int, int]  # the least and the most an amount can be


def costs(tables: Tables, shape: Shape) -> list[str]:
    """Each cost is what the deliveries and the sign-ups since the row before make of the prices."""
    table, found = tables["costs"], []
    expected = _expected(tables, shape.plan)
    for row in records(table):
        for kind in COSTS:
            low, high = expected.get((row["date"], row["course"], kind), (0, 0))
            if not low <= row[kind] <= high:
                found.append(f"{row['course']}, {row['date']}: {row[kind]} for {kind}, not {low} to {high}")
        if row["total"] != sum(row[kind] for kind in COSTS):
            found.append(f"{row['course']}, {row['date']}: the total is not the sum")
    told = {(row["date"], row["course"]) for row in records(table)}
    found += [f"{key}: no row for what it costs" for key, (low, _) in expected.items() if low and key[:2] not in told]
    return found


def members_and_costs(tables: Tables, shape: Shape) -> list[str]:
    """What is paid for the members of each role is what the days of those who taught its courses cost."""
    roles, table, found = tables["roles"], tables["costs"], []
    taught_by = np.array([shape.taught_by[course] for course in table["course"]], dtype=object)
    for role in np.unique(roles["role"]):
        for date in np.unique(roles["date"]):
            paid = roles["cost"][(roles["role"] == role) & (roles["date"] == date)].sum()
            costs = table["member_days"][(taught_by == role) & (table["date"] == date)].sum()
            if paid != costs:
                found.append(f"{role}, {date}: {paid} paid for its members, {costs} for days of its courses")
    return found


def budgets(tables: Tables, shape: Shape) -> list[str]:
    """In no year is more spent than a budget has, but for stand-ins who cost more than those they replace."""
    plan, table, found = shape.plan, tables["costs"], []
    years = year_of_rows(table["date"], plan.year_starts)
    for i, budget in enumerate(plan.first.budgets):
        paid = {plan.first.courses[course].name for course in budget.courses}
        own = np.array([course in paid for course in table["course"]], dtype=bool)
        for year in np.unique(years):
            spent = table["total"][own & (years == year)].sum()
            limit = _most(plan, i, int(year)) + _for_stand_ins(tables, plan, paid, int(year))
            if spent > limit:
                found.append(f"{budget.name}, {year}: {spent} spent of {limit}")
    return found


def year_of_rows(dates: np.ndarray, year_starts: int) -> np.ndarray:
    """The year in which the flows of each row fall, told by the calendar year it begins in."""
    months = dates.astype("datetime64[M]").astype(np.int64)
    return 1970 + (months - (year_starts - 1)) // 12


def _most(plan: Plan, budget: int, year: int) -> int:
    """The most that a budget ever had in a year."""
    begin, finish = (np.datetime64(f"{y}-{plan.year_starts:02d}-01", "D") for y in (year, year + 1))
    start = np.datetime64(plan.timeline.start, "D")
    first, last = (int((day - start).astype(np.int64)) for day in (begin, finish))
    in_force = [
        settings.budgets[budget].per_year
        for settings, since, until in zip(plan.settings, plan.breaks, (*plan.breaks[1:], np.inf), strict=True)
        if since < last and until > first
    ]
    per_year = max(in_force, default=0)  # the opening row may fall in a year before the first
    return per_year if first >= 0 else per_year * last // (last - first)


def _for_stand_ins(tables: Tables, plan: Plan, courses: set[str], year: int) -> int:
    """What members who stood in may have cost more than those first chosen."""
    more = 0
    for row in records(tables["deliveries"]):
        if row["course"] in courses and row["status"] == "run" and _year_of(row["planned"], plan) == year:
            low, high = _member_days(plan, row)
            more += high - low
    return more


def _year_of(date: np.datetime64, plan: Plan) -> int:
    return int(year_of_rows(np.array([date]), plan.year_starts)[0])


def _expected(tables: Tables, plan: Plan) -> dict[tuple[object, ...], Range]:
    """By date, course and kind."""
    dates = np.unique(tables["workforce"]["date"])
    expected: defaultdict[tuple[object, ...], Range] = defaultdict(lambda: (0, 0))
    for row in records(tables["deliveries"]):
        if row["planned"] > dates[-1]:
            continue
        date = dates[np.searchsorted(dates, row["planned"])]
        for kind, (low, high) in _of_delivery(plan, row):
            before = expected[date, row["course"], kind]
            expected[date, row["course"], kind] = before[0] + low, before[1] + high
    for table in (tables["coverage"], tables["public"]):
        for row in records(table):
            low, high = _licence(plan, dates, row)
            before = expected[row["date"], row["course"], "licences"]
            expected[row["date"], row["course"], "licences"] = before[0] + low, before[1] + high
    return expected


def _of_delivery(plan: Plan, row: dict[str, object]) -> Iterator[tuple[str, Range]]:
    terms = _course(_at_closing(plan, row), row["course"])
    prices = terms.prices
    if row["status"] == "cancelled" and _was_cancelled_at_closing(plan, row):
        return  # it owes nothing
    yield "deliveries", (prices.per_delivery, prices.per_delivery)
    yield "places", (prices.per_place * row["places"], prices.per_place * row["places"])
    if terms.role is None:
        yield "bought_in", (prices.bought_in, prices.bought_in)
    if row["status"] == "run":
        sessions = prices.per_session * (len(terms.follow_up.offsets) if terms.follow_up else 0)
        yield "sessions", (sessions, sessions)
        stayed = row["completed"] + row["fell_short"]
        yield "packs", (prices.per_pack * stayed, prices.per_pack * min(stayed + row["left"], row["places"]))
        yield "member_days", _member_days(plan, row)


def _was_cancelled_at_closing(plan: Plan, row: dict[str, object]) -> bool:
    if row["cause"] == "closed":
        return _course(_at_closing(plan, row), row["course"]).paused
    return row["cause"] != "trainer_dropped_out"


def _member_days(plan: Plan, row: dict[str, object]) -> Range:
    """The tables do not tell which groups those who taught belong to."""
    settings = _at_closing(plan, row)
    terms = _course(settings, row["course"])
    per_day = () if terms.role is None else settings.roles[terms.role].per_day_by_group
    sessions, length = (len(terms.follow_up.offsets), terms.follow_up.length) if terms.follow_up else (0, 0)
    each = [price * len(terms.days) + round(price * length) * sessions for price in per_day] or [0]
    return row["trainers"] * min(each), row["trainers"] * max(each)


def _licence(plan: Plan, dates: np.ndarray, row: dict[str, object]) -> Range:
    """The price may have changed since the row before."""
    before = dates[max(0, np.searchsorted(dates, row["date"]) - 1)]
    start = np.datetime64(plan.timeline.start, "D")
    first, last = (int((date - start).astype(np.int64)) for date in (before + 1, row["date"]))
    prices = [
        _course(plan.settings[i], row["course"]).prices.per_licence
        for i in range(plan.stretch(first), plan.stretch(last) + 1)
    ]
    return row["signed_up"] * min(prices), row["signed_up"] * max(prices)


def _at_closing(plan: Plan, row: dict[str, object]) -> Settings:
    planned = int((row["planned"] - np.datetime64(plan.timeline.start, "D")).astype(np.int64))
    return plan.at(max(0, planned - _course(plan.first, row["course"]).closes))


def _course(settings: Settings, name: object) -> CourseSettings:
    return next(course for course in settings.courses if course.name == name)
