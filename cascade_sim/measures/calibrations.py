"""The tables of a calibration: what the counts of a history left of what was known before."""

from .columns import Column, Is, Table

_VALUE = "in the unit beside it"
_OF_ROW = "that of the measure"


def _estimate(name: str, unit: str, label: str) -> Column:
    return Column(name, "float", unit, label, Is.ESTIMATE)


def _range(unit: str, before: str, said: str) -> tuple[Column, ...]:
    return tuple(
        _estimate(f"{before}{name}", unit, f"{said}: {what}")
        for name, what in (("low", "one in twenty lies below"), ("middle", "half lie below"), ("high", "one above"))
    )


_SCOPE = tuple(
    Column(name, "text", "", f"{name} (empty: not of one)", Is.KEY) for name in ("course", "group", "role", "locality")
)
VALUES = Table(
    "values",
    "Every value fitted: what was known of it before, and what the counts left of that",
    (
        Column("path", "text", "", "where the value is written", Is.KEY),
        Column("unit", "text", "", "the unit in which it is written", Is.FACT),
        *_range(_VALUE, "prior_", "before, by the file"),
        *_range(_VALUE, "", "by the counts as well"),
        _estimate("width", "share", "width of the range of nine tenths, now ÷ before, on the scale of the draws"),
        Column("told", "text", "", "how much the counts tell of it by itself: well, partly or not", Is.ESTIMATE),
    ),
)
AGREEMENT = Table(
    "agreement",
    "Every row of the history: what was counted, and what would be by the ranges before and after",
    (
        Column("row", "int", "", "line of the history file", Is.KEY),
        Column("date", "date", "", "when it was counted, or the last day of what was", Is.FACT),
        Column("since", "date", "", "first day of the period that was counted (empty: a state)", Is.FACT),
        Column("measure", "text", "", "which measure", Is.FACT),
        *(Column(c.name, c.type, c.unit, c.label, Is.FACT) for c in _SCOPE),
        Column("counted", "float", _OF_ROW, "what was counted", Is.FACT),
        *_range(_OF_ROW, "prior_", "what would be counted, by the ranges of the file"),
        _estimate("prior_p", "share", "P-value: how often something as far out, or farther, would be counted then"),
        *_range(_OF_ROW, "", "what would be counted, by what the counts left"),
        _estimate("p", "share", "P-value: the same by what the counts left"),
        Column("set_aside", "text", "", "why nothing was fitted to the row (empty: it was)", Is.FACT),
    ),
)
TOGETHER = Table(
    "together",
    "Values that the counts fix together and not each",
    (
        Column("combination", "int", "", "which combination, from 1, the best fixed first", Is.KEY),
        Column("path", "text", "", "a value in it, the weightiest first", Is.KEY),
        Column("power", "int", "", "1: it is multiplied by; -1: it is divided by", Is.ESTIMATE),
        _estimate("width", "share", "what is left of the combination's standard deviation"),
        Column(
            "whole", "text", "", "yes: no other value has a part in it; no: many others have small parts", Is.ESTIMATE
        ),
    ),
)
NEXT = Table(
    "next",
    "What one count more would be expected to tell, the most telling first",
    (
        Column("measure", "text", "", "what would be counted", Is.KEY),
        *_SCOPE,
        Column("date", "date", "", "when", Is.KEY),
        Column("since", "date", "", "from when on (empty: a state)", Is.KEY),
        _estimate("narrower", "share", "by how much the values would get narrower, mean over all of them"),
        Column("path", "text", "", "the value of which it would tell most", Is.ESTIMATE),
        _estimate("most", "share", "by how much that one would get narrower"),
    ),
)
STEPS = Table(
    "steps",
    "How the counts were given their weight, step by step",
    (
        Column("step", "int", "", "from 1", Is.KEY),
        _estimate("weight", "share", "how much the counts weighed in the end"),
        Column("simulations", "int", "simulations", "how many it took", Is.FACT),
        Column("sweeps", "int", "", "how often every particle was offered another place", Is.FACT),
        _estimate("taken", "share", "share of offers that were taken"),
        _estimate("set_aside", "share", "share of offers that history matching ruled out before they were simulated"),
    ),
)
CALIBRATIONS = {table.name: table for table in (VALUES, AGREEMENT, TOGETHER, NEXT, STEPS)}
