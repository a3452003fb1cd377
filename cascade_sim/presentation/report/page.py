"""What a page is made of, and the HTML of it.

Everything that is a `str` is escaped, wherever it comes from; only pictures of our own charts go in as they are.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ..grids import Grid
from ..looks import parted

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Lines:
    """Labels, each with what is said of it."""

    kind: ClassVar[str] = "lines"
    entries: tuple[tuple[str, tuple[str, ...]], ...]
    leading: bool = False  # whether it is what should be read first

    @classmethod
    def of(cls, entries: Iterable[tuple[str, str]], *, leading: bool = False) -> "Lines":
        """Lines of an answer; those without a label go with the one before."""
        found: list[tuple[str, tuple[str, ...]]] = []
        for label, text in entries:
            if label or not found:
                found.append((label, (text,)))
            else:
                found[-1] = (found[-1][0], (*found[-1][1], text))
        return cls(tuple(found), leading)


@dataclass(frozen=True)
class Points:
    """A list."""

    kind: ClassVar[str] = "points"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Numbers:
    """A table, open to be read."""

    kind: ClassVar[str] = "numbers"
    grid: Grid


@dataclass(frozen=True)
class Figure:
    """A chart with its text alternative and its numbers, which are folded away until they are asked for."""

    kind: ClassVar[str] = "figure"
    number: int
    title: str
    alt: str
    picture: Markup
    grids: tuple[Grid, ...]


Block = Text | Heading | Lines | Points | Numbers | Figure


@dataclass(frozen=True)
class Section:
    """A part of a page, under a heading."""

    name: str  # in its address
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """A page: a title, a line below it, sections in the order in which they should be read, and where it comes from.

    `colours` are those of plans by name: a name between asterisks, or alone in a cell, is shown with its colour.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = field(default=())
    colours: Mapping[str, str] = field(default_factory=dict)


def render(page: Page) -> str:
    """The page as one HTML file that needs nothing else, no network and no script. The same page, the same bytes."""
    style = Markup((_HERE / "page.css").read_text(encoding="utf-8"))
    told, named = partial(_told, page.colours), partial(_named, page.colours)
    return _environment().get_template("page.html").render(page=page, style=style, told=told, named=named)


def _told(colours: Mapping[str, str], text: str) -> Markup:
    """Text in which plans are named between asterisks, with the colour of each in their place."""
    parts = parted(text, colours)
    return Markup("").join(_named(colours, part) if is_plan else part for part, is_plan in parts)


def _named(colours: Mapping[str, str], text: str) -> Markup:
    """The name of a plan with its colour; anything else as `_breakable` has it."""
    if text not in colours:
        return _breakable(text)
    return Markup('<b class="plan" style="--plan: {}">{}</b>').format(colours[text], text)


def _breakable(text: str) -> Markup:
    """A long word, such as the path of a setting, with places to break it at: after dots and underscores."""
    parts = re.split(r"(?<=[._])(?=\w)", text) if re.fullmatch(r"\S{16,}", text) else [text]
    return Markup("<wbr>").join(map(escape, parts))


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(_HERE, encoding="utf-8")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
