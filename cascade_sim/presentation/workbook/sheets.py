"""Sheets of a workbook. Numbers are numbers and dates dates; every text is written as text, whatever it looks like."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from math import ceil
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | float | int | date | None
_LONGEST = 32_767  # letters that a cell can hold
_MADE = datetime(2000, 1, 1)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDEST = 60
_ON_A_LINE, _LINE, _HIGHEST = 85, 15.0, 409.0  # letters; points
_FORMATS = {
    "share": "0.0%",
    "count": "#,##0.0",
    "whole": "#,##0",
    "number": "0.00",
    "date": "d mmm yyyy",
}


@dataclass(frozen=True)
class Place:
    """Where a table stands: the sheet, its columns by name, and the first and last row of its data, from 0."""

    sheet: str
    columns: Mapping[str, int]
    first: int
    last: int

    def values(self, column: str) -> list[Any]:
        """A column, as XlsxWriter's charts have it."""
        at = self.columns[column]
        return [self.sheet, self.first, at, self.last, at]


class Book:
    """A workbook that is being written."""

    def __init__(self, title: str, money: str) -> None:
        self.money = money
        self._bytes = BytesIO()
        self._book = xlsxwriter.Workbook(self._bytes, _OPTIONS)
        self._book.set_properties({"title": title, "author": "cascade-sim", "created": _MADE})
        written = _FORMATS | {"money": money}
        self._formats = {name: self._book.add_format({"num_format": how}) for name, how in written.items()}
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._bold = self._book.add_format({"bold": True, "valign": "top"})
        self._title = self._book.add_format({"bold": True, "font_size": 14})
        self._tables = 0

    def close(self) -> bytes:
        """What is written to a file."""
        self._book.close()
        return self._bytes.getvalue()

    def lines(self, name: str, title: str, entries: Iterable[tuple[str, str]]) -> Worksheet:
        """A sheet of labels and texts under a title."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
        sheet.write_string(0, 0, title[:_LONGEST], self._title)
        for row, (label, text) in enumerate(entries, 2):
            sheet.write_string(row, 0, label[:_LONGEST], self._bold)
            sheet.write_string(row, 1, text[:_LONGEST], self._wrapped)
            if len(text) > _ON_A_LINE:  # not every spreadsheet finds the height of a row by itself
                sheet.set_row(row, min(_LINE * ceil(len(text) / _ON_A_LINE), _HIGHEST))
        self._paper(sheet)
        return sheet

    def table(self, name: str, frame: pd.DataFrame, units: Callable[[str], str | Sequence[str]]) -> Place:
        """A sheet with a table of Excel's, whose rows can be sorted, filtered and pivoted.

        `units` gives the unit of a column, or of each of its rows: share, money, date, or of what it is a count.
        """
        sheet = self._book.add_worksheet(name)
        for at, column in enumerate(frame.columns):
            self._column(sheet, at, str(column), frame[column], units(str(column)))
        self._tables += 1
        last = max(len(frame), 1)  # one row at least, be it empty
        heads = [{"header": str(column), "header_format": self._bold} for column in frame.columns]
        options = {"name": f"table_{self._tables}", "columns": heads, "style": "Table Style Light 9"}
        sheet.add_table(0, 0, last, len(heads) - 1, options)
        sheet.freeze_panes(1, 0)
        self._paper(sheet)
        return Place(name, {str(column): at for at, column in enumerate(frame.columns)}, 1, last)

    def chart(
        self, cell: str, title: str, place: Place, lines: Mapping[str, dict[str, Any]], written: str = "#,##0"
    ) -> None:
        """A line chart of Excel's own beside a table: of some of its columns over the first; each line as it says."""
        sheet, chart = self._book.get_worksheet_by_name(place.sheet), self._book.add_chart({"type": "line"})
        over = next(iter(place.columns))
        for column, how in lines.items():
            name = [
                place.sheet,
                0,
                place.columns[column],
            ]  # a name in words would be taken as a formula if it is like one
            chart.add_series(
                {"name": name, "categories": place.values(over), "values": place.values(column), "line": how}
            )
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_x_axis({"date_axis": True, "num_format": "yyyy", "major_unit": 2, "major_unit_type": "years"})
        chart.set_y_axis(
            {"min": 0, "num_format": written, "major_gridlines": {"visible": True, "line": {"color": "#D0D0D0"}}}
        )
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 720, "height": 360})
        sheet.insert_chart(cell, chart, {"description": title})

    def _column(
        self, sheet: Worksheet, at: int, name: str, values: "pd.Series[Any]", unit: str | Sequence[str]
    ) -> None:
        cells = [_cell(value) for value in values]
        kinds = [unit] * len(cells) if isinstance(unit, str) else unit
        for below, (cell, kind) in enumerate(zip(cells, kinds, strict=True), 1):
            self._write(sheet, below, at, cell, kind)
        longest = max((len(cell) if isinstance(cell, str) else 12 for cell in cells), default=8)
        sheet.set_column(at, at, min(max(longest, len(name) + 3, 8), _WIDEST))

    def _write(self, sheet: Worksheet, row: int, at: int, cell: Cell, unit: str) -> None:
        if cell is None:
            return
        if isinstance(cell, str):
            sheet.write_string(row, at, cell[:_LONGEST])
        elif isinstance(cell, date):
            sheet.write_datetime(row, at, datetime.combine(cell, datetime.min.time()), self._formats["date"])
        else:
            sheet.write_number(row, at, cell, self._format(cell, unit))

    def _format(self, value: float, unit: str) -> Format:
        plain = "whole" if value == round(value) or abs(value) >= 100 else "count" if unit else "number"
        return self._formats[unit if unit in self._formats else plain]

    @staticmethod
    def _paper(sheet: Worksheet) -> None:
        sheet.set_paper(9)  # A4
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)


def _cell(value: Any) -> Cell:
    """A value of a table as a cell has it; nothing where it is missing."""
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return None
    if isinstance(value, datetime):  # pandas has timestamps alone
        return value.date()
    return value if isinstance(value, date) else float(value)


def money_format(currency: str) -> str:
    """How Excel writes amounts; a currency is three capital letters, or there is none."""
    return "£#,##0" if currency in ("GBP", "") else f'#,##0 "{currency}"'
