"""The text of a file, whatever program saved it, and where in it something stands."""

import re
import stat
from pathlib import Path
from typing import NamedTuple

from ..errors import Problem, ScenarioError

MAX_BYTES = 4_000_000


class Place(NamedTuple):
    """Where something is written; line and column count from 1, and are None for `--set`."""

    file: str
    line: int | None = None
    column: int | None = None

    def problem(self, message: str, path: tuple[str, ...] = ()) -> Problem:
        """A problem there."""
        return Problem(self.file, self.line, self.column, ".".join(path), message)


def text_of(path: Path, shown: str, most: int = MAX_BYTES) -> str:
    """The text of a file, called `shown` in messages; ScenarioError if it is none, too large or not in UTF-8 or 16."""
    here = Place(shown)
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise ScenarioError([here.problem("this is a folder, not a file")])
        if not stat.S_ISREG(kind):  # reading one might never end
            raise ScenarioError([here.problem("this is a device or a pipe: save what it gives as a file")])
        with path.open("rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError:
        raise ScenarioError([here.problem("there is no such file")]) from None
    except OSError as error:
        raise ScenarioError([here.problem(f"cannot be read: {error.strerror}")]) from None
    except ValueError:
        raise ScenarioError([here.problem("not the name of a file")]) from None
    if len(data) > most:
        raise ScenarioError([here.problem(f"the file is larger than {most // 1_000_000} MB")])
    return decode(data, shown)


def decode(data: bytes, shown: str) -> str:
    """The text of a file in UTF-8 or UTF-16, with or without a byte order mark."""
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not utf16 and b"\0" in data[:4]:
        raise ScenarioError(
            [Place(shown).problem("the file is not UTF-8 (perhaps UTF-16 without its mark): save it as UTF-8")]
        )
    try:
        return data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        what = (
            "the file is not valid UTF-16"
            if utf16
            else f"byte 0x{data[error.start]:02x} is not UTF-8 (perhaps the file was saved as Windows-1252)"
        )
        raise ScenarioError([Place(shown, line, column).problem(f"{what}: save it as UTF-8")]) from None


def controls(text: str) -> str | None:
    """What is wrong with a text that would move a cursor or turn a line around where it is shown, if it would."""
    harmful = _CONTROLS.search(text)
    return f"the control character {ascii(harmful[0])[1:-1]} cannot be used: remove it" if harmful else None


_CONTROLS = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]")
