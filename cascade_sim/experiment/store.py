"""Tables of a run: gathered from its journal, written as Parquet, and read back.

The same outcomes give the same bytes, wherever and in whatever order they were worked out: rows stand in order of
replication, and types and categories come from the declarations in `measures` and not from the data. One table is
gathered at a time, so that a run needs the memory of its largest table and not of all.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from .. import measures
from .journal import Journal
from .replicate import Kind, Replication

Categories = Mapping[str, tuple[str, ...]]

DONE, FAILED = "done", "failed"
_KINDS = tuple(kind.value for kind in Kind)


class Tables(Mapping[str, pd.DataFrame]):
    """DataFrames by name, each made when it is first asked for, and then kept."""

    def __init__(self, makers: Mapping[str, Callable[[], pd.DataFrame]]) -> None:
        self._makers = makers
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __or__(self, frames: Mapping[str, pd.DataFrame]) -> "Tables":
        """These tables and more."""
        return Tables({name: partial(source.__getitem__, name) for source in (self, frames) for name in source})

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def gather(journal: Journal, replications: Sequence[Replication], categories: Categories) -> Tables:
    """Every table of these replications, in order of number; `categories` are what the codes stand for.

    Keys are categoricals, dates datetimes, missing texts missing.
    """
    ordered = sorted(replications, key=lambda replication: replication.number)
    done = [replication for replication in ordered if journal.head(replication).error is None]
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        table.name: partial(_gathered, table, journal, done, categories) for table in measures.TABLES.values()
    }
    return Tables(makers | {"runs": partial(_runs, journal, ordered)})


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write each table of `measures.TABLES` to `NAME.parquet` in the folder, two at a time: pyarrow can."""

    def write(table: measures.Table) -> None:
        pq.write_table(_arrow(table, tables[table.name]), folder / f"{table.name}.parquet", compression="zstd")

    with ThreadPoolExecutor(2) as writers:
        longest_first = sorted(measures.TABLES.values(), key=lambda table: -tables[table.name].size)
        list(writers.map(write, longest_first))  # and raise what any of them raised


def read_tables(folder: Path) -> Tables:
    """What `write_tables` wrote there, each table read when it is first asked for."""
    return Tables({name: partial(_read, folder / f"{name}.parquet") for name in measures.TABLES})


def _gathered(
    table: measures.Table, journal: Journal, replications: Sequence[Replication], categories: Categories
) -> pd.DataFrame:
    rows = [journal.head(replication).tables[table.name].rows for replication in replications]
    columns = {column.name: np.empty(sum(rows), _in_memory(column)) for column in table.columns}
    at = 0
    for replication, length in zip(replications, rows, strict=True):
        for name, values in journal.columns(replication, table.name).items():
            columns[name][at : at + length] = values
        columns["replication"][at : at + length] = replication.number
        at += length
    return _frame({column.name: _series(column, columns[column.name], categories) for column in table.columns})


def _in_memory(column: measures.Column) -> str:
    """The type in which a column is gathered; dates are days since 1970, categories codes and money hundredths."""
    return {"category": "int16", "money": "int64"}.get(column.type, "int32")


def _series(column: measures.Column, values: NDArray[Any], categories: Categories) -> Any:
    if column.type == "category":
        return pd.Categorical.from_codes(values, categories=pd.Index(categories[column.name], dtype="str"))
    if column.type == "date":
        return values.astype("datetime64[D]").astype("datetime64[ms]")
    return values / 100 if column.type == "money" else values


def _runs(journal: Journal, replications: Sequence[Replication]) -> pd.DataFrame:
    heads = [journal.head(replication) for replication in replications]
    return _frame(
        {
            "replication": np.array([replication.number for replication in replications], np.int32),
            "kind": pd.Categorical([replication.kind.value for replication in replications], categories=_KINDS),
            "status": pd.Categorical([FAILED if head.error else DONE for head in heads], categories=[DONE, FAILED]),
            "error": pd.array([head.error for head in heads], dtype="str"),
            "drawn": pd.array([json.dumps(head.drawn, sort_keys=True) for head in heads], dtype="str"),
            "clipped": pd.array([json.dumps(head.clipped) for head in heads], dtype="str"),
        }
    )


def _frame(columns: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(columns, copy=False)  # the arrays are ours alone


def _arrow(table: measures.Table, frame: pd.DataFrame) -> pa.Table:
    """A table that carries its categories along: Parquet forgets those of a column without rows."""
    columns = {column.name: _array(column, frame[column.name]) for column in table.columns}
    coded = [column.name for column in table.columns if column.type == "category"]
    named = {name: list(frame[name].cat.categories) for name in coded}
    return pa.table(columns).replace_schema_metadata({"categories": json.dumps(named)})


def _array(column: measures.Column, values: pd.Series) -> pa.Array:
    if column.type == "category":
        codes = pa.array(values.cat.codes.to_numpy(np.int16))
        return pa.DictionaryArray.from_arrays(codes, pa.array(list(values.cat.categories), pa.string()))
    if column.type == "date":
        return pa.array(values.to_numpy().astype("datetime64[D]"))
    return pa.array(
        values, {"int32": pa.int32(), "money": pa.float64(), "str": pa.string()}[column.type], from_pandas=True
    )


def _read(path: Path) -> pd.DataFrame:
    table = pq.read_table(path)
    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    for name, categories in json.loads(table.schema.metadata[b"categories"]).items():
        frame[name] = pd.Categorical(frame[name], categories=pd.Index(categories, dtype="str"))
    return frame
