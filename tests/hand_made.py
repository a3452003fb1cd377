"""Tables written by hand, as a run would leave them, for tests of what is made from tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cascade_sim import measures

Row = Mapping[str, Any]
_COUNTED = {"int32": "int32", "money": "float64"}


def table(name: str, rows: Sequence[Row]) -> pd.DataFrame:
    """A table of `measures` from rows that give its keys and what counts; all else is 0.

    Categories are in the order in which they come first.
    """
    columns = {}
    for column in measures.TABLES[name].columns:
        values = [row.get(column.name, 0 if column.type in _COUNTED else None) for row in rows]
        if column.type == "category":
            columns[column.name] = pd.Categorical(values, categories=list(dict.fromkeys(v for v in values if v)))
        elif column.type == "date":
            columns[column.name] = pd.to_datetime(pd.Series(values, dtype="datetime64[ms]"))
        else:
            columns[column.name] = pd.Series(values, dtype=_COUNTED.get(column.type, object))
    return pd.DataFrame(columns)


def run_of(full: int, chance: int = 0, failed: Sequence[int] = (), **rows: Sequence[Row]) -> dict[str, pd.DataFrame]:
    """Every table of a run of so many full replications followed by so many by chance alone."""
    kinds = ["full"] * full + ["chance"] * chance
    runs = pd.DataFrame(
        {
            "replication": range(1, len(kinds) + 1),
            "kind": pd.Categorical(kinds, categories=["full", "chance"]),
            "status": pd.Categorical(
                ["failed" if i + 1 in failed else "done" for i in range(len(kinds))], categories=["done", "failed"]
            ),
            "error": ["ValueError: it broke" if i + 1 in failed else None for i in range(len(kinds))],
            "drawn": ["{}"] * len(kinds),
        }
    )
    return {name: table(name, rows.get(name, ())) for name in measures.TABLES if name != "runs"} | {"runs": runs}
