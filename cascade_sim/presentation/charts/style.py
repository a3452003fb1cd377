"""The house style: colours, letters, and how wide a text is.

Colours are told apart by people who are colour-blind (Okabe and Ito's palette), and nothing is told by colour alone:
lines have dashes, fills have hatches, and both have their names beside them.

Letters are DejaVu Sans, which comes with matplotlib, so that a picture is the same bytes on every machine.
"""

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.textpath import text_to_path

BLUE, VERMILION, GREEN, PURPLE, BLACK = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000"
GREY, PALE, PALE_BLUE, DARK_VERMILION = "#595959", "#E8E8E8", "#8FC3E0", "#9C4400"
PALETTE = (BLUE, VERMILION, GREEN, PURPLE)  # at most four in a panel
DASHES = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
HATCHES = ("", "////", "\\\\\\\\", "xxxx")
FILLS = (*zip(PALETTE, HATCHES, strict=True), (GREY, "...."))  # of the parts of a bar
RANGE_ALPHA, CHANCE_ALPHA = 0.20, 0.45

WIDTH = 6.7  # inches: what an A4 page leaves between its margins
DPI = 160
TITLE, SUBTITLE, TEXT, SMALL = 11.0, 8.5, 8.0, 7.0  # points
FONT = "DejaVu Sans"
_EM = 100.0  # points, at which letters are measured

_HOUSE: dict[str, Any] = {
    "font.family": FONT,
    "font.size": TEXT,
    "text.hinting": "none",  # so that a line is as wide as it was measured, at any size of picture
    "text.parse_math": False,  # a label with two dollar signs is no formula
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.labelsize": TEXT,
    "axes.axisbelow": True,
    "xtick.labelsize": TEXT,
    "ytick.labelsize": TEXT,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": BLACK,
    "ytick.labelcolor": BLACK,
    "grid.color": "#D0D0D0",
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "none",  # text stays text: it can be searched, copied and read aloud, and files stay small
}


@contextmanager
def house_style(salt: str = "") -> Iterator[None]:
    """matplotlib's own defaults and our style on top, whatever the user's settings; `salt` makes ids in SVG."""
    with mpl.rc_context():
        mpl.rcdefaults()
        settings: Any = _HOUSE | {"svg.hashsalt": f"cascade-sim {salt}"}
        mpl.rcParams.update(settings)
        yield


@contextmanager
def any_letters() -> Iterator[None]:
    """No warning of a name in letters that DejaVu Sans lacks: an SVG shows them all the same, a PNG shows boxes."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is, in inches."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    with any_letters():
        width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 72


@lru_cache(maxsize=1024)
def _advance(letter: str, *, bold: bool) -> float:
    """How far a letter moves the next one on, in sizes of the letters; infinity for one that DejaVu Sans lacks."""
    font = get_font(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal")))
    if not font.get_char_index(ord(letter)):
        return math.inf
    font.set_size(_EM, 72)
    return float(font.load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / _EM


def _fits(text: str, size: float, width: float, *, bold: bool) -> bool:
    """Whether a line is no wider than that. It is measured, which takes its time, only if it is not plain from afar.

    A line is never much wider than its letters one by one: what lies between them is mostly drawn closer.
    """
    roughly = sum(_advance(letter, bold=bold) for letter in text)
    return (1.02 * roughly + 0.2) * size / 72 <= width or text_width(text, size, bold=bold) <= width


def wrapped(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """The lines of a text, none wider than `width` inches; a word that is too long by itself is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if _fits(longer, size, width, bold=bold):
            lines[-1] = longer
            continue
        pieces = _broken(word, size, width, bold=bold)
        lines[-1:] = [lines[-1], *pieces] if lines[-1] else pieces
    return lines


def balanced(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """The same in as few lines, but about equally long: no word is left alone on the last one."""
    lines = wrapped(text, size, width, bold=bold)
    for narrower in (width * share / 20 for share in range(19, 9, -1)):
        tighter = wrapped(text, size, narrower, bold=bold)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def _broken(word: str, size: float, width: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and not _fits(pieces[-1] + letter, size, width, bold=bold):
            pieces.append("")
        pieces[-1] += letter
    return pieces
