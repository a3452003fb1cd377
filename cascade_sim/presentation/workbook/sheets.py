"""Sheets of a workbook. Numbers are numbers and dates dates; every text is written as text, whatever it looks like."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from math import ceil
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..looks import parted

Cell = str | float | int | date | None
_LONGEST = 32_767  # letters that a cell can hold
_MADE = datetime(2000, 1, 1)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDEST, _NUMBER, _DATE, _BUTTON = 60, 11, 13, 4  # columns, in letters; the button by which a column is filtered
_ON_A_LINE, _LINE, _HIGHEST = 85, 15.0, 409.0  # letters; points
_SMALL = 0.05  # what is less and not 0 would be 0.0
_FORMATS = {
    "share": "0.0%",
    "count": "#,##0.0",
    "small": "0.000",
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

    def __init__(self, title: str, currency: str) -> None:
        self.money = money_format(currency)
        self._bytes = BytesIO()
        self._book = xlsxwriter.Workbook(self._bytes, _OPTIONS)
        self._book.set_properties({"title": title, "author": "cascade-sim", "created": _MADE})
        written = _FORMATS | {"money": self.money, "small money": money_format(currency, ".00")}
        top = {"valign": "top"}
        self._formats = {name: self._book.add_format({"num_format": how, **top}) for name, how in written.items()}
        self._wrapped = self._book.add_format({"text_wrap": True, **top})
        self._bold = self._book.add_format({"bold": True, **top})
        left = {"align": "left", "indent": 1, **top}  # clear of numbers to its left
        self._text = self._book.add_format({"text_wrap": True, **left})
        self._formats["as written"] = self._book.add_format(left)
        self._title = self._book.add_format({"bold": True, "font_size": 14})
        head = {"bold": True, "text_wrap": True}
        self._head_of_text = self._book.add_format(head | left)
        self._head_of_numbers = self._book.add_format(head | {"align": "right", "indent": 2, **top})  # of its button
        self._tables = 0

    def close(self) -> bytes:
        """What is written to a file."""
        self._book.close()
        return self._bytes.getvalue()

    def lines(
        self, name: str, title: str, entries: Iterable[tuple[str, str]], plans: Collection[str] = ()
    ) -> Worksheet:
        """A sheet of labels and texts under a title; names of these plans, between asterisks, become bold."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 1, 90)
        sheet.write_string(0, 0, title[:_LONGEST], self._title)
        for row, (label, text) in enumerate(entries, 2):
            sheet.write_string(row, 0, label[:_LONGEST], self._bold)
            self._write_told(sheet, row, text[:_LONGEST], plans)
            self._make_room(sheet, row, len(text), _ON_A_LINE)
        self._paper(sheet)
        return sheet

    @staticmethod
    def _make_room(sheet: Worksheet, row: int, letters: int, on_a_line: int) -> None:
        """Make a row as high as its longest text needs: not every spreadsheet finds that by itself."""
        if letters > on_a_line:
            sheet.set_row(row, min(_LINE * ceil(letters / on_a_line), _HIGHEST))

    def _write_told(self, sheet: Worksheet, row: int, text: str, plans: Collection[str]) -> None:
        parts = list(parted(text, plans))
        if len(parts) < 2:
            sheet.write_string(row, 1, text, self._wrapped)
            return
        fragments = [piece for part, is_plan in parts for piece in ([self._bold] if is_plan else []) + [part]]
        sheet.write_rich_string(row, 1, *fragments, self._wrapped)

    def table(self, name: str, frame: pd.DataFrame, units: Callable[[str], str | Sequence[str]]) -> Place:
        """A sheet with a table of Excel's, whose rows can be sorted, filtered and pivoted.

        `units` gives the unit of a column, or of each of its rows: share, money, date, as written, or of what it is a
        count.
        """
        sheet = self._book.add_worksheet(name)
        heads, lines = [], 1
        for at, column in enumerate(frame.columns):
            head, high = self._column(sheet, at, str(column), frame[column], units(str(column)))
            heads.append({"header": str(column), "header_format": head})
            lines = max(lines, high)
        self._tables += 1
        last = max(len(frame), 1)  # one row at least, be it empty
        options = {"name": f"table_{self._tables}", "columns": heads, "style": "Table Style Light 9"}
        sheet.add_table(0, 0, last, len(heads) - 1, options)
        sheet.set_row(0, min(_LINE * lines, _HIGHEST))
        for below, row in enumerate(frame.itertuples(index=False), 1):
            self._make_room(sheet, below, max((len(text) for text in row if isinstance(text, str)), default=0), _WIDEST)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
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
    ) -> tuple[Format, int]:
        """Write a column, as wide as it needs to be; how its head looks, and how many lines that takes."""
        cells = [_cell(value) for value in values]
        kinds = [unit] * len(cells) if isinstance(unit, str) else list(unit)
        broken = {kind for cell, kind in zip(cells, kinds, strict=True) if isinstance(cell, float) and cell % 1}
        for below, (cell, kind) in enumerate(zip(cells, kinds, strict=True), 1):
            self._write(sheet, below, at, cell, kind, whole=kind not in broken)
        longest = max((_letters(cell) for cell in cells if cell is not None), default=0)
        width = min(max(longest, *(len(word) + _BUTTON for word in name.split()), 8), _WIDEST)
        sheet.set_column(at, at, width)
        numbers = any(cell is not None for cell in cells) and not any(isinstance(cell, str) for cell in cells)
        return self._head_of_numbers if numbers else self._head_of_text, ceil((len(name) + _BUTTON) / width)

    def _write(self, sheet: Worksheet, row: int, at: int, cell: Cell, unit: str, *, whole: bool) -> None:
        if cell is None:
            return
        if isinstance(cell, str):
            sheet.write_string(row, at, cell[:_LONGEST], self._text)
        elif isinstance(cell, date):
            sheet.write_datetime(row, at, datetime.combine(cell, datetime.min.time()), self._formats["date"])
        else:
            sheet.write_number(row, at, cell, self._format(cell, unit, whole=whole))

    def _format(self, value: float, unit: str, *, whole: bool) -> Format:
        """How a number is written; `whole` says that all in its column and unit are whole numbers."""
        if unit == "money":
            return self._formats["small money" if value % 1 and abs(value) < 10 else "money"]
        if unit in self._formats:
            return self._formats[unit]
        if whole or abs(value) >= 100:
            return self._formats["whole"]
        if not unit:
            return self._formats["number"]
        return self._formats["small" if 0 < abs(value) < _SMALL else "count"]

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


def _letters(cell: Cell) -> int:
    """How wide a cell is, about."""
    if isinstance(cell, str):
        return len(cell) + 2
    return _DATE if isinstance(cell, date) else _NUMBER


def money_format(currency: str, hundredths: str = "") -> str:
    """How Excel writes amounts; a currency is three capital letters, or there is none."""
    amount = f"#,##0{hundredths}"
    return f"£{amount}" if currency in ("GBP", "") else f'{amount} "{currency}"'
