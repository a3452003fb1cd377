"""History files: what was counted in life, to hold a scenario against.

A history is a CSV file with a row for each count. A malformed row is an error; a row that is well formed but not of
this scenario (another period, a course it does not have) is set aside with the reason, so that one file can serve
several scenarios.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path as FilePath
from typing import Literal, TypeVar

from ..errors import Problem, ScenarioError
from ..measures import OBSERVABLE, Is, Measure
from ..timeline import first_of_year_up_to
from ..units import found, parse, parse_date
from .aims import SCOPES, misplaced
from .kinds import not_told
from .loading import Scenario
from .suggesting import did_you_mean, unknown
from .texts import controls, text_of

NEEDED = ("date", "measure", "course", "group", "role", "value")
OPTIONAL = ("locality", "since", "sd", "date_precision_days", "source", "note")
MAX_ROWS = 10_000
MAX_PRECISION = 3653  # days
_SEPARATORS = (",", ";", "\t")  # as programs write them in different countries, and into the clipboard
T = TypeVar("T")
Day = date  # in a class with a field of that name, `date` is the field
_DECIMAL_COMMA = re.compile(r"([+-]?\d+),(\d+)(\s*%)?", re.ASCII)


@dataclass(frozen=True)
class Observation:
    """A number counted in life: of which measure and scope, when, and how sure we are of it.

    `value` and `sd` are shares between 0 and 1, or counts, as the measure is; `row` is the line of the file. What was
    counted over a period has its first day in `since`, and `date` is its last; for a state, `since` is None.
    """

    row: int
    date: date
    measure: str
    course: str | None
    group: str | None
    role: str | None
    value: float
    sd: float | None
    date_precision_days: float
    source: str
    note: str
    since: Day | None = None
    locality: str | None = None


@dataclass(frozen=True)
class SetAside:
    """A row that is well formed but not of this scenario, and why."""

    row: int
    reason: str


@dataclass(frozen=True)
class History:
    """What a history file says that a scenario can be held against, in the order of the file."""

    path: FilePath
    observations: tuple[Observation, ...]
    set_aside: tuple[SetAside, ...]


def load_history(path: str | FilePath, scenario: Scenario) -> History:
    """Read a history file for a scenario; ScenarioError lists everything malformed in it."""
    path = FilePath(path)
    reader = _Reader(text_of(path, str(path)), str(path))
    observations = reader.observations()
    if reader.problems:
        raise ScenarioError(sorted(reader.problems, key=lambda problem: problem.line or 0))
    judged = [(observation, _not_of(observation, scenario)) for observation in observations]
    return History(
        path,
        tuple(observation for observation, reason in judged if reason is None),
        tuple(SetAside(observation.row, reason) for observation, reason in judged if reason),
    )


def _not_of(observation: Observation, scenario: Scenario) -> str | None:
    """Why an observation says nothing about a scenario, if it does not."""
    if not scenario.start <= observation.date <= scenario.end:
        return f"{observation.date} lies outside the run ({scenario.start} to {scenario.end})"
    if observation.since and (scenario.start - observation.since).days > observation.date_precision_days:
        return f"its period begins on {observation.since}, before the run ({scenario.start} to {scenario.end})"
    valid: Mapping[str, Mapping[str, object]]
    valid = {
        "course": scenario.courses,
        "group": scenario.groups,
        "role": scenario.roles,
        "locality": dict.fromkeys(scenario.localities),
    }
    for scope in SCOPES:
        name = getattr(observation, scope)
        if name is not None and name not in valid[scope]:
            return unknown(scope, name, valid[scope])
    course = observation.course
    if course is None:
        return None
    measure = OBSERVABLE[observation.measure]
    return not_told(measure, course, scenario.courses[course], observation.group, observation.locality)


class _Reader:
    """Reads the text of a history file, gathering its problems."""

    def __init__(self, text: str, shown: str) -> None:
        self.text, self.shown = text, shown
        self.problems: list[Problem] = []
        first = next((line for line in text.splitlines() if line.strip()), "")
        self.separator = max(_SEPARATORS, key=first.count)

    def observations(self) -> list[Observation]:
        """The observations of all rows that are well formed; no two are of the same thing."""
        records = self._records()
        line, header = next(records, (1, []))
        header = _trimmed(header, 0)
        if not header:
            self._wrong(1, "", "the file is empty")
            return []
        self._header(line, header)
        rows = [
            (line, dict(zip(header, record, strict=True)))
            for line, record in ((line, _trimmed(record, len(header))) for line, record in records)
            if self._is_whole(line, len(record), len(header))
        ]
        if not rows and not self.problems:
            self._wrong(line, "", "there is nothing below the names of the columns: give a row for each count")
        read = (self._observation(line, cells) for line, cells in rows)
        return self._once([observation for observation in read if observation])

    def _wrong(self, line: int, column: str, message: str) -> None:
        self.problems.append(Problem(self.shown, line, None, column, message))

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Each record that is not blank, with the line on which it begins."""
        rows = csv.reader(StringIO(self.text, newline=""), delimiter=self.separator, strict=True)
        begins, given = 1, 0
        try:
            for record in rows:
                cells = [cell.strip() for cell in record]
                given += any(cells)
                if given > 1 + MAX_ROWS:
                    raise ScenarioError([Problem(self.shown, begins, None, "", f"more than {MAX_ROWS:,} rows")])
                if any(cells):
                    yield begins, cells
                begins = rows.line_num + 1
        except csv.Error as error:
            self._wrong(begins, "", f"not CSV: {error}")

    def _header(self, line: int, header: list[str]) -> None:
        known = (*NEEDED, *OPTIONAL)
        for place, name in enumerate(header):
            if name in header[:place]:
                self._wrong(line, name, "there are two columns of this name")
            elif name not in known:
                near = did_you_mean(name, known) or f"; there are {', '.join(known)}"
                self._wrong(line, name, f"unknown column{near}")
        for name in NEEDED:
            if name not in header:
                self._wrong(line, name, "this column is missing; the first row names the columns")

    def _is_whole(self, line: int, fields: int, expected: int) -> bool:
        if fields != expected:
            hint = "; put a text that holds the separator in quotes" if fields > expected else ""
            self._wrong(line, "", f"expected {expected} fields, as many as there are columns, found {fields}{hint}")
        return fields == expected

    def _observation(self, line: int, cells: Mapping[str, str]) -> Observation | None:
        before = len(self.problems)
        when = self._read(line, cells, "date", parse_date)
        measure = self._read(line, cells, "measure", _measure)
        since = self._since(line, cells, when, measure)
        value = self._read(line, cells, "value", lambda text: self._amount(text, measure))
        sd = self._read(line, cells, "sd", lambda text: self._spread(text, measure), needed=False)
        precision = self._read(line, cells, "date_precision_days", self._precision, needed=False)
        scopes = {scope: cells.get(scope) or None for scope in SCOPES}
        for scope, name in scopes.items():
            message = misplaced(measure, scope, name is not None) if measure and scope in cells else None
            if message:
                self._wrong(line, scope, message)
        if scopes["group"] and scopes["locality"]:
            self._wrong(line, "locality", "give a group or a locality, not both: no table tells both of all futures")
        for column, text in cells.items():
            message = controls(text)
            if message:
                self._wrong(line, column, message)
        if len(self.problems) > before or when is None or measure is None or value is None:
            return None
        return Observation(
            line, when, measure.name, **scopes, value=value, sd=sd, date_precision_days=precision or 0.0,
            source=cells.get("source", ""), note=cells.get("note", ""), since=since,
        )  # fmt: skip

    def _since(self, line: int, cells: Mapping[str, str], when: date | None, measure: Measure | None) -> date | None:
        """The first day of a count's period: that given, or else that of the twelve months up to its date."""
        given = self._read(line, cells, "since", parse_date, needed=False)
        try:
            return _period(given, when, measure)
        except ValueError as error:
            self._wrong(line, "since", str(error))
        return None

    def _read(
        self, line: int, cells: Mapping[str, str], column: str, read: Callable[[str], T], needed: bool = True
    ) -> T | None:
        """What a cell says; None where it says nothing or cannot be read, which is then among the problems."""
        text = cells.get(column)
        try:
            if text:
                return read(text)
            if text is not None and needed:
                raise ValueError("nothing is written here")
        except ValueError as error:
            self._wrong(line, column, str(error))
        return None

    def _amount(self, text: str, measure: Measure | None) -> float:
        """In the unit of the measure; of an unknown one, a share or a number."""
        share = measure.unit == "share" if measure else text.endswith("%")
        number = self._number("share" if share else "number", text)
        if share and number > 1:
            raise ValueError(f"must be at most 100%, found {found(text)}")
        return number

    def _number(self, kind: Literal["share", "number"], text: str) -> float:
        comma = _DECIMAL_COMMA.fullmatch(text)
        if comma and self.separator != ",":  # where fields end in ';', decimals often begin with ','
            if len(comma[2]) == 3 and comma[1].strip("+-") != "0":
                whole, thousandths = f"{comma[1]}{comma[2]}", f"{comma[1]}.{comma[2]}"
                raise ValueError(f"{found(text)} may mean {whole} or {thousandths}: write which")
            text = text.replace(",", ".")
        number, _ = parse(kind, text)
        if number < 0:
            raise ValueError(f"must be at least 0, found {found(text)}")
        return number

    def _spread(self, text: str, measure: Measure | None) -> float:
        sd = self._amount(text, measure)
        if sd == 0:
            raise ValueError("must be above 0: leave it empty where it is not known")
        return sd

    def _precision(self, text: str) -> float:
        days = self._number("number", text)
        if days > MAX_PRECISION:
            raise ValueError(f"must be at most {MAX_PRECISION} days, found {found(text)}")
        return days

    def _once(self, observations: list[Observation]) -> list[Observation]:
        """The same observations; where one repeats another, that is a problem."""
        lines: dict[tuple[object, ...], int] = {}
        for seen in observations:
            what = (seen.since, seen.date, seen.measure, seen.course, seen.group, seen.role, seen.locality)
            if what in lines:
                same = "period" if seen.since else "date"
                self._wrong(seen.row, "", f"line {lines[what]} gives the same measure of the same {same} already")
            lines.setdefault(what, seen.row)
        return observations


def _trimmed(record: list[str], width: int) -> list[str]:
    """Without the blank cells after `width` columns with which spreadsheets like to end a row."""
    filled = (place + 1 for place, cell in enumerate(record) if cell)
    return record[: max(width, *filled, 0)]


def _measure(text: str) -> Measure:
    if text not in OBSERVABLE:
        raise ValueError(unknown("measure", text, OBSERVABLE))
    return OBSERVABLE[text]


def _period(since: date | None, when: date | None, measure: Measure | None) -> date | None:
    """The first day of the period that a count is of; None for a state."""
    if since is None or when is None or measure is None:
        return first_of_year_up_to(when) if when and measure and measure.role is Is.FLOW else None
    if measure.role is not Is.FLOW:
        raise ValueError(f"{measure.name} is a state, not a count over a period: leave it empty")
    if since > when:
        raise ValueError(f"{since} lies after the date ({when})")
    return since
