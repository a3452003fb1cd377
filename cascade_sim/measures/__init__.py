"""The vocabulary of results: every table, column and measure, declared once.

A column says what it counts, in what unit, and how it adds up over time (`stock`: the state at the end of the date;
`flow`: what happened since the row before) and over groups (always by adding: shares are measures, made of two
columns). A measure is a named output that a target, a history file or a summary can ask for; a count is of a row of a
summary by year or month, and only a history file can be of one. Nothing is guessed from a name.

`TABLES` have a row for each replication and what their keys name; `SUMMARIES` are made from them, over replications;
`COMPARISONS` set several runs side by side, `CALIBRATIONS` set a scenario against a history, and `TRACKINGS` a forecast
against what has been counted since.
"""

from .calibrations import AGREEMENT, CALIBRATIONS, NEXT, STEPS, TOGETHER, VALUES
from .columns import Column, Is, Table
from .comparisons import (
    COMPARISONS,
    COST_OF_POINTS,
    DIFFERENCES,
    OVER_TIME,
    PLANS,
    PROBABILITIES,
    RANKING,
    SETTINGS,
    WATERFALL,
)
from .outputs import COUNTS, MEASURES, OBSERVABLE, Measure
from .summaries import (
    BRIDGE,
    CHANCES,
    COSTS_YEARLY,
    DELIVERIES_YEARLY,
    DRIVERS,
    LADDER,
    LEVELS,
    LIMITS_SUMMARY,
    SUMMARIES,
    SUMMARY,
    TARGETS,
    UNIT_COSTS,
    YEARLY,
)
from .tables import (
    CAUSES,
    COSTS,
    COVERAGE,
    COVERAGE_BY_GROUP_AND_LOCALITY,
    COVERAGE_BY_LOCALITY,
    DELIVERIES,
    LIMITS,
    PUBLIC,
    ROLES,
    RUNS,
    TABLES,
    WAITS,
    WORKFORCE,
)
from .trackings import TRACKING, TRACKINGS

__all__ = [
    "AGREEMENT", "BRIDGE", "CALIBRATIONS", "CAUSES", "CHANCES", "COMPARISONS", "COSTS", "COSTS_YEARLY",
    "COST_OF_POINTS", "COUNTS", "COVERAGE", "COVERAGE_BY_GROUP_AND_LOCALITY", "COVERAGE_BY_LOCALITY", "DELIVERIES",
    "DELIVERIES_YEARLY", "DIFFERENCES", "DRIVERS", "LADDER", "LEVELS", "LIMITS", "LIMITS_SUMMARY", "MEASURES",
    "NEXT", "OBSERVABLE", "OVER_TIME", "PLANS", "PROBABILITIES", "PUBLIC", "RANKING", "ROLES", "RUNS", "SETTINGS",
    "STEPS", "SUMMARIES", "SUMMARY", "TABLES", "TARGETS", "TOGETHER", "TRACKING", "TRACKINGS", "UNIT_COSTS", "VALUES",
    "WAITS", "WATERFALL", "WORKFORCE", "YEARLY", "Column", "Is", "Measure", "Table",
]  # fmt: skip
