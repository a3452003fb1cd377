"""An outcome as bytes and back: what a worker sends to its parent and a journal keeps.

A worker needs this module, so it knows neither pandas nor pyarrow. The bytes are a head in JSON, which says what came
of the replication, and after it the columns of each table, compressed table by table, so that one table can be read
without the others.
"""

import json
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..measures import TABLES
from ..recording.tabulate import Columns
from ..scenario import Scenario
from .replicate import Kind, Outcome, Replication, replicate

_LENGTH = struct.Struct("<I")
_NARROW = (np.dtype("<i1"), np.dtype("<i2"), np.dtype("<i4"))  # the smallest that holds a column will do
_MONEY = np.dtype("<i8")
_QUICK = 1  # how hard zlib tries: what it gains beyond that is not worth its time


@dataclass(frozen=True)
class Head:
    """What came of a replication, without its rows."""

    replication: Replication
    error: str | None
    drawn: dict[str, float]
    clipped: tuple[str, ...]
    tables: dict[str, "Section"]


@dataclass(frozen=True)
class Section:
    """Where the bytes of a table lie among those of its outcome, and what is in them."""

    start: int
    size: int
    rows: int
    columns: dict[str, str]  # the type in which each was kept


def replicate_to_bytes(scenario: Scenario, replication: Replication, *, in_detail: bool = False) -> bytes:
    """Run one replication; what came of it, as bytes."""
    return encode(replicate(scenario, replication, in_detail=in_detail))


def encode(outcome: Outcome) -> bytes:
    """An outcome as bytes; the same outcome gives the same bytes."""
    bodies, tables, start = [], {}, 0
    for name, columns in outcome.tables.items():
        money = {column.name for column in TABLES[name].columns if column.type == "money"} if name in TABLES else ()
        narrow = {column: _narrowed(values, money=column in money) for column, values in columns.items()}
        bodies.append(zlib.compress(b"".join(values.tobytes() for values in narrow.values()), _QUICK))
        rows = len(next(iter(narrow.values())))
        types = {column: values.dtype.str for column, values in narrow.items()}
        tables[name] = {"start": start, "size": len(bodies[-1]), "rows": rows, "columns": types}
        start += len(bodies[-1])
    head = {
        "number": outcome.replication.number,
        "kind": outcome.replication.kind.value,
        "error": outcome.error,
        "drawn": outcome.drawn,
        "clipped": outcome.clipped,
        "tables": tables,
    }
    words = json.dumps(head, separators=(",", ":")).encode()
    return b"".join([_LENGTH.pack(len(words)), words, *bodies])


def head_of(data: bytes) -> Head:
    """What came of a replication, read off the beginning of its bytes."""
    (length,) = _LENGTH.unpack_from(data)
    body = _LENGTH.size + length
    told = json.loads(data[_LENGTH.size : body])
    return Head(
        Replication(told["number"], Kind(told["kind"])),
        told["error"],
        told["drawn"],
        tuple(told["clipped"]),
        {name: _section(section, body) for name, section in told["tables"].items()},
    )


def columns_of(body: bytes, section: Section) -> Columns:
    """A table's columns, out of the bytes of its section: counts, codes, hundredths, and dates as days since 1970.

    They are whole numbers, each column in the narrowest type that holds it.
    """
    plain, columns, at = zlib.decompress(body), {}, 0
    for name, kind in section.columns.items():
        columns[name] = np.frombuffer(plain, kind, section.rows, at)
        at += columns[name].nbytes
    return dict(columns)


def _section(told: dict[str, Any], body: int) -> Section:
    return Section(body + told["start"], told["size"], told["rows"], told["columns"])


def _narrowed(values: NDArray[Any], *, money: bool) -> NDArray[Any]:
    """The same numbers in the narrowest type that holds them, money in a wide one; dates become days since 1970."""
    if money:
        return values.astype(_MONEY)
    if values.dtype.kind == "M":
        values = values.astype("datetime64[D]").astype(np.int64)
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    for narrow in _NARROW:
        bounds = np.iinfo(narrow)
        if bounds.min <= low and high <= bounds.max:
            return values.astype(narrow)
    raise OverflowError(f"{max(-low, high)} does not fit into 32 bits")
