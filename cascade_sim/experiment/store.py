"""Tables of a run: gathered from its replications, written as Parquet, and read back.

The same outcomes give the same bytes, wherever and in whatever order they were worked out: rows stand in order of
replication, and types and categories come from the declarations in `measures` and not from the data.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from .. import measures
from .replicate import Kind, Outcome

Categories = Mapping[str, tuple[str, ...]]

DONE, FAILED = "done", "failed"
_TYPES = {
    "int32": pa.int32(),
    "date": pa.date32(),
    "category": pa.dictionary(pa.int16(), pa.string()),
    "str": pa.string(),
}


def gather(outcomes: Sequence[Outcome], categories: Categories) -> dict[str, pa.Table]:
    """Every table of the run, from outcomes in order of replication; `categories` are what the codes stand for."""
    finished = [outcome for outcome in outcomes if outcome.error is None]
    tables = {"runs": _runs(outcomes)}
    for table in measures.TABLES.values():
        if table.name != "runs":
            tables[table.name] = _table(table, finished, categories)
    return {name: tables[name] for name in measures.TABLES}


def frames(tables: Mapping[str, pa.Table]) -> dict[str, pd.DataFrame]:
    """The tables as DataFrames: keys as categoricals, dates as datetimes, missing texts as missing."""
    return {name: _frame(table) for name, table in tables.items()}


def write_tables(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write each table to `NAME.parquet` in the folder."""
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """What `write_tables` wrote there, as `frames` gives it."""
    return frames({name: pq.read_table(folder / f"{name}.parquet") for name in measures.TABLES})


def _table(table: measures.Table, outcomes: Sequence[Outcome], categories: Categories) -> pa.Table:
    first, *others = table.columns  # the first is the replication
    rows = [len(outcome.tables[table.name][others[0].name]) for outcome in outcomes]
    numbers = np.repeat(np.array([o.replication.number for o in outcomes], np.int32), rows)
    columns = {first.name: pa.array(numbers)}
    for column in others:
        empty = np.zeros(0, "datetime64[D]" if column.type == "date" else np.int32)
        values = np.concatenate([empty, *(outcome.tables[table.name][column.name] for outcome in outcomes)])
        columns[column.name] = _array(column, values, categories)
    return _described(columns)


def _array(column: measures.Column, values: Any, categories: Categories) -> pa.Array:
    if column.type == "category":
        return pa.DictionaryArray.from_arrays(pa.array(values.astype(np.int16)), list(categories[column.name]))
    return pa.array(values, _TYPES[column.type])


def _runs(outcomes: Sequence[Outcome]) -> pa.Table:
    kinds, statuses = [kind.value for kind in Kind], [DONE, FAILED]
    columns: dict[str, Any] = {
        "replication": [outcome.replication.number for outcome in outcomes],
        "kind": np.array([kinds.index(outcome.replication.kind) for outcome in outcomes], np.int16),
        "status": np.array([int(outcome.error is not None) for outcome in outcomes], np.int16),
        "error": [outcome.error for outcome in outcomes],
        "drawn": [json.dumps(outcome.drawn, sort_keys=True) for outcome in outcomes],
        "clipped": [json.dumps(outcome.clipped, sort_keys=True) for outcome in outcomes],
    }
    names = {"kind": tuple(kinds), "status": tuple(statuses)}
    return _described({c.name: _array(c, columns[c.name], names) for c in measures.RUNS.columns})


def _described(columns: dict[str, pa.Array]) -> pa.Table:
    """A table that carries its categories along: Parquet forgets those of a column without rows."""
    named = {name: array.dictionary.to_pylist() for name, array in columns.items() if hasattr(array, "dictionary")}
    return pa.table(columns).replace_schema_metadata({"categories": json.dumps(named)})


def _frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    for name, categories in json.loads(table.schema.metadata[b"categories"]).items():
        frame[name] = pd.Categorical(frame[name], categories=categories)
    return frame
