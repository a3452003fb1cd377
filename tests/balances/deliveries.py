"""What must add up of deliveries, and of the places lost on them."""

from collections import defaultdict

import numpy as np

from cascade_sim import measures

from .columns import Columns, Tables, name_of, records, scopes
from .shape import Shape

FATES = ("withdrew", "left", "absent", "turned_away", "fell_short", "completed")


def delivery_rows(tables: Tables) -> list[str]:
    """Places + overbooked = empty + what became of those booked, or all lost to the one cause of cancellation."""
    found = []
    for row in records(tables["deliveries"]):
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
    for scope, rows in scopes(table, "course", "schedule", by="number"):
        numbers, before_end = table["number"][rows], end is not None and table["planned"][rows] <= end
        if len(np.unique(numbers)) != len(numbers):
            found.append(f"{name_of(scope)}: a delivery is told twice")
        if np.any((numbers != np.arange(len(numbers))) & before_end):
            found.append(f"{name_of(scope)}: a delivery is missing among {numbers.tolist()}")
    return found


def deliveries_and_people(tables: Tables, shape: Shape) -> list[str]:
    """Who completed, by delivery and by group or among the public; and who is booked at the end."""
    deliveries, found = tables["deliveries"], []
    run, unfinished = deliveries["status"] == "run", deliveries["status"] == "unfinished"
    for table in (tables["coverage"], tables["public"]):
        for course in set(table["course"]) - shape.self_paced:
            own, rows = deliveries["course"] == course, table["course"] == course
            completed = deliveries["completed"][own & run].sum()
            if completed != table["completed"][rows].sum():
                found.append(f"{course}: {completed} completed its deliveries, {table['completed'][rows].sum()} it")
            still = sum((deliveries[name][own & unfinished].sum() * sign for name, sign in _STILL_BOOKED.items()), 0)
            booked = table["booked"][rows & (table["date"] == table["date"].max())].sum()
            if still != booked:
                found.append(f"{course}: {still} are on deliveries not over at the end, {booked} are booked")
    return found


_STILL_BOOKED = {"booked": 1, "left": -1, "turned_away": -1}


def whose_deliveries(tables: Tables, shape: Shape) -> list[str]:
    """No delivery is of a self-paced course; of the public nobody leaves; only who has a budget is without money."""
    found = []
    for row in records(tables["deliveries"]):
        name = f"{row['course']}, number {row['number']}"
        if row["course"] in shape.self_paced:
            found.append(f"{name}: it is self-paced")
        if row["course"] in shape.public and row["left"]:
            found.append(f"{name}: some of the public have left")
        if row["cause"] == "no_budget" and row["course"] not in shape.has_budget:
            found.append(f"{name}: no budget pays for it")
        if not shape.within(row["course"], row["schedule"], row["planned"]):
            found.append(f"{name}: its schedule has no day one on {row['planned']}")
    return found


def deliveries_and_localities(tables: Tables) -> list[str]:
    """Who completed deliveries for a locality are among those of it who completed."""
    deliveries, by_locality, found = tables["deliveries"], tables["coverage_by_locality"], []
    for (course, locality), rows in scopes(by_locality, "course", "locality"):
        own = (deliveries["course"] == course) & (deliveries["locality"] == locality)
        there, all_of_it = deliveries["completed"][own].sum(), by_locality["completed"][rows].sum()
        if there > all_of_it:
            found.append(f"{course}, {locality}: {there} completed deliveries for it, {all_of_it} in all")
    return found


def deliveries_and_limits(tables: Tables) -> list[str]:
    """In each month and course, the places lost are those of the deliveries planned for it."""
    deliveries, limits, found = tables["deliveries"], tables["limits"], []
    lost = _losses(deliveries, limits["month"].max())
    for i, (month, course) in enumerate(zip(limits["month"], limits["course"], strict=True)):
        told = {cause: limits[cause][i] for cause in _TOLD_EXACTLY}
        told["not booked"] = limits["release"][i] + limits["empty"][i]
        for cause, places in told.items():
            expected = lost.get((np.datetime64(month, "M"), course, cause), 0)
            if places != expected:
                found.append(f"{course}, {month}: {places} places lost ({cause}), {expected} by the deliveries")
    return found


_TOLD_EXACTLY = ("closed", "no_trainers", "no_budget", "few_bookings", "attendance")


def _losses(deliveries: Columns, end: np.datetime64) -> dict[tuple[object, ...], int]:
    """By month, course and cause; an unfinished delivery planned for after the end has lost nothing yet."""
    lost: defaultdict[tuple[object, ...], int] = defaultdict(int)
    for row in records(deliveries):
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
    for row in records(limits):
        amounts = {cause: row[cause] for cause in measures.CAUSES}
        largest = max(amounts.values())
        limiter = row["limiter"]
        if limiter != "nothing" if largest == 0 else amounts.get(limiter) != largest:
            found.append(f"{row['course']}, {row['month']}: held back by {limiter}, though {amounts}")
    return found
