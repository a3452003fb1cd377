"""A run with localities, people of the public, self-paced courses and money, its tables made up rather than simulated.

What is drawn and said of such a run can so be held against numbers that are known, whatever the model does.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cascade_sim.scenario import Scenario, load
from cascade_sim.workflows.result import Result
from cascade_sim.workflows.summing_up import summarise
from tests.hand_made import run_of

FULL, CHANCE = 12, 4
MONTHS = pd.date_range("2024-12-31", "2026-12-31", freq="ME")  # the first is the opening
SCENARIO = """\
format: 1
name: Three localities, parents, and what it costs
start: 2025-01-01
end: 2026-12-31
today: 2025-10-15
year_starts: April
localities: {North: 40%, South: 40%, east_end: 20%}
groups: {nurses: {posts: 60, turnover: 10%/year}, teachers: {posts: 40, turnover: 10%/year}}
courses:
  basic:
    label: Two-day training
    taught_by: {role: trainer, each: 2}
    places: 10
    schedule: {core: {per_year: 8}}
    demand: {willing: 90%}
    cost: {per_delivery: 350 GBP, per_place: 20 GBP}
  parent_group:
    taught_by: {role: trainer, each: 2}
    places: 10
    schedule: {core: {per_year: 8}}
    public: {name: parents, arrivals: 20/week}
    cost: {per_pack: 12 GBP}
  online: {self_paced: {finishes: 40%}, public: {name: people at home, arrivals: 30/week}}
  advanced: {label: Advanced course, self_paced: {finishes: 60%, licences: 40}, demand: {willing: 30%}}
roles:
  trainer: {at_start: {members: 6}, deliveries: {mean: 4/year}}
targets:
  everywhere: {measure: coverage, course: basic, every: locality, at_least: 50%, by: 2026-06-30}
  in_all: {measure: coverage, course: basic, at_least: 55%, by: 2026-06-30}
  reached: {measure: completed, course: parent_group, at_least: 300, by: 2026-06-30}
  budget: {measure: cost, course: basic, at_most: 9000, by: 2026-12-31}
"""
_IN_POST = {"North": 40, "South": 40, "east_end": 20}
_LEVEL = {"North": 0.9, "South": 0.6, "east_end": 0.4}
_CAUSES = ("no_trainers", "no_budget", "few_bookings", "closed", "trainer_dropped_out")


def scenario_in(folder: Path) -> Scenario:
    """The scenario, written to a folder and read."""
    path = folder / "parts.yaml"
    path.write_text(SCENARIO)
    return load(path)


def made_up(scenario: Scenario, full: int = FULL, chance: int = CHANCE) -> Result:
    """A run of it with so many futures."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for replication in range(1, full + chance + 1):
        spread = 1.0 if replication > full else 1 + (replication - full / 2) / full  # what chance leaves is narrower
        chances = np.random.default_rng(replication)
        for table, row in _rows(chances, spread):
            rows.setdefault(table, []).append({"replication": replication, **row})
    return Result(scenario, summarise(scenario, run_of(full, chance, **rows)), 1.0)


def _rows(chances: np.random.Generator, spread: float) -> Iterator[tuple[str, dict[str, Any]]]:
    for i, date in enumerate(MONTHS):
        flows = i > 0
        holders = {
            place: int(min(n, n * _LEVEL[place] * spread * i / 24 + chances.integers(3)))
            for place, n in _IN_POST.items()
        }
        for course in ("basic", "advanced"):
            self_paced = course == "advanced"
            signed_up = int(chances.poisson(3)) if self_paced and flows else 0
            for place, held in holders.items():
                yield "coverage_by_locality", {
                    "date": date, "course": course, "locality": place, "in_post": _IN_POST[place], "holders": held,
                    "trained_ever": held, "trained_ever_in_post": held,
                }  # fmt: skip
            for group, part in (("nurses", 0.6), ("teachers", 0.4)):
                held = round(part * sum(holders.values()))
                yield "coverage", {
                    "date": date, "course": course, "group": group, "in_post": 100 * part, "holders": held,
                    "trained_ever": held, "trained_ever_in_post": held, "completed": 2 * flows,
                    "signed_up": signed_up, "waiting": 3 + self_paced,
                }  # fmt: skip
        for group, size in (("nurses", 60), ("teachers", 40)):
            yield "workforce", {"date": date, "group": group, "posts": size, "in_post": size}
            yield "roles", {"date": date, "role": "trainer", "group": group, "members": 3, "active": 2, "delivering": 1}
        for course in ("parent_group", "online"):
            yield "public", {
                "date": date, "course": course, "waiting": int(chances.integers(20, 60)) * (course == "parent_group"),
                "arrived": int(chances.poisson(87)) * flows, "completed": int(chances.poisson(26 * spread)) * flows,
                "signed_up": int(chances.poisson(80)) * (course == "online") * flows,
            }  # fmt: skip
        for course, scale in (("basic", 1.0), ("parent_group", 0.3)):
            kinds = {"deliveries": 350, "places": 200, "packs": 60, "sessions": 40, "member_days": 420 * spread}
            paid = {kind: round(scale * each * flows * chances.uniform(0.8, 1.2), 2) for kind, each in kinds.items()}
            yield "costs", {"date": date, "course": course, **paid, "total": sum(paid.values())}
            if flows:
                yield "deliveries", _delivery(course, i, date)
                lost = {"date": None, "month": date, "course": course, "no_trainers": 10, "limiter": "no_trainers"}
                yield "limits", lost
    for course in ("basic", "advanced"):
        yield "waits", {"year": MONTHS[-1], "course": course, "group": "nurses", "weeks": 5, "people": 9}


def _delivery(course: str, number: int, date: pd.Timestamp) -> dict[str, Any]:
    cause = _CAUSES[number % 5] if number % 3 == 0 else ""
    keys = {"course": course, "schedule": "core", "number": number, "planned": date, "places": 10}
    if cause:
        return {**keys, "status": "cancelled", "cause": cause}
    return {**keys, "status": "run", "cause": None, "booked": 8, "empty": 2, "absent": 1, "completed": 7}
