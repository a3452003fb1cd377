"""What a table and a column are, and the columns that several tables share."""

from dataclasses import dataclass
from enum import StrEnum


class Is(StrEnum):
    """What a column is."""

    KEY = "key"  # says which row it is
    STOCK = "stock"  # the state at the end of the row's date
    FLOW = "flow"  # what happened since the row before
    FACT = "fact"  # a property of the thing the row is about
    ESTIMATE = "estimate"  # computed over replications


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, type, unit and meaning."""

    name: str
    type: str
    unit: str
    label: str
    role: Is


@dataclass(frozen=True)
class Table:
    """A table: what its rows are about, and its columns in order."""

    name: str
    label: str
    columns: tuple[Column, ...]

    def names(self, *roles: Is) -> tuple[str, ...]:
        """The names of its columns, in order: all, or those of the given roles."""
        return tuple(column.name for column in self.columns if not roles or column.role in roles)


def keys(*names: str) -> tuple[Column, ...]:
    """The columns of these names that say which row it is."""
    known = {
        "replication": Column("replication", "int32", "", "which future", Is.KEY),
        "date": Column("date", "date", "", "the end of this date; flows count since the row before", Is.KEY),
        "month": Column("month", "date", "", "last day of the calendar month (or of the run)", Is.KEY),
        "year": Column("year", "date", "", "last day of the year (or of the run)", Is.KEY),
        "group": Column("group", "category", "", "staff group", Is.KEY),
        "course": Column("course", "category", "", "course", Is.KEY),
        "role": Column("role", "category", "", "role", Is.KEY),
        "schedule": Column("schedule", "category", "", "schedule of the course", Is.KEY),
        "number": Column("number", "int32", "", "which delivery of its schedule, from 0 in order of day one", Is.KEY),
        "locality": Column("locality", "category", "", "locality (empty: the whole area)", Is.KEY),
        "weeks": Column("weeks", "int32", "weeks", "whole weeks from asking to day one", Is.KEY),
    }
    return tuple(known[name] for name in names)


def counts(role: Is, unit: str, **labels: str) -> tuple[Column, ...]:
    """Columns of whole numbers, each by name with what it counts."""
    return tuple(Column(name, "int32", unit, label, role) for name, label in labels.items())


def money(role: Is, **labels: str) -> tuple[Column, ...]:
    """Columns of money, each by name with what it was spent on."""
    return tuple(Column(name, "money", "money", label, role) for name, label in labels.items())


def estimates(*names: str) -> tuple[Column, ...]:
    """The columns of these names that are computed over replications."""
    same = "that of the measure"
    known = {
        "mean": Column("mean", "float", same, "mean over futures: what to expect", Is.ESTIMATE),
        "mean_low": Column("mean_low", "float", same, "simulation error: 95% interval of the mean, low", Is.ESTIMATE),
        "mean_high": Column("mean_high", "float", same, "simulation error: 95% interval, high", Is.ESTIMATE),
        "expected": Column("expected", "float", same, "mean over futures", Is.ESTIMATE),
        "p10": Column("p10", "float", same, "one future in ten lies below", Is.ESTIMATE),
        "p50": Column("p50", "float", same, "half of the futures lie below", Is.ESTIMATE),
        "p90": Column("p90", "float", same, "one future in ten lies above", Is.ESTIMATE),
        "chance_p10": Column("chance_p10", "float", same, "p10 by chance alone, values held", Is.ESTIMATE),
        "chance_p90": Column("chance_p90", "float", same, "p90 by chance alone, values held", Is.ESTIMATE),
        "replications": Column("replications", "int", "", "futures it was computed from", Is.ESTIMATE),
    }
    return tuple(known[name] for name in names)


OF_COURSE = Column("course", "text", "", "course", Is.KEY)
SCOPE = (
    Column("measure", "text", "", "which measure", Is.KEY),
    Column("course", "text", "", "course (empty: the measure has none)", Is.KEY),
    Column("group", "text", "", "staff group (empty: over all groups)", Is.KEY),
    Column("locality", "text", "", "locality (empty: the whole area)", Is.KEY),
    Column("role", "text", "", "role (empty: the measure has none)", Is.KEY),
)
RANGE = estimates("mean", "mean_low", "mean_high", "p10", "p50", "p90", "chance_p10", "chance_p90", "replications")
WILSON = (
    Column("low", "float", "share", "95% interval of the probability (Wilson), low", Is.ESTIMATE),
    Column("high", "float", "share", "95% interval of the probability (Wilson), high", Is.ESTIMATE),
)
