"""A chart: what it says in words, the tables it is drawn from, and the picture itself."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ...errors import UserError
from ..grids import Grid
from .style import DPI, FONT, any_letters, house_style

# Where a reader's machine has no DejaVu Sans, Verdana is as wide and Arial narrower: nothing overlaps.
_FONTS = f"'{FONT}', Verdana, Arial, sans-serif"
_FONT = re.compile(rf"(style=\"[^\"]*?font(?:-family)?: [^\";]*)'{FONT}'")


@dataclass(frozen=True, repr=False)
class Chart:
    """A picture that says what it found.

    `title` is the finding in a sentence, `alt` the text for those who do not see the picture, `tables` the names of
    the tables that its numbers are in, `observed` the rows of a history that are drawn on it; `numbers()` are what is
    drawn, as tables to be read. In a notebook it shows itself; `save` writes it as SVG or PNG. The same chart gives
    the same bytes.
    """

    name: str
    title: str
    alt: str
    tables: tuple[str, ...]
    build: Callable[[], Figure] = field(compare=False)
    observed: tuple[int, ...] = ()
    numbers: Callable[[], tuple[Grid, ...]] = field(default=tuple, compare=False)

    def __repr__(self) -> str:
        return f"<Chart {self.name!r}: {self.title}>"

    @property
    def figure(self) -> Figure:
        """A new matplotlib figure of it, to be altered at will."""
        with house_style(self.name):
            return self.build()

    def svg(self) -> str:
        """The picture as SVG, with its text as text and the text alternative in it."""
        with self._drawn() as figure:
            return self._svg(figure)

    def png(self, dpi: int = DPI) -> bytes:
        """The picture as PNG."""
        with self._drawn() as figure:
            return self._png(figure, dpi)

    def save(self, path: str | Path) -> None:
        """Write it to a file that ends in .svg or .png; UserError for any other, OSError if it cannot be written."""
        path = Path(path)
        match path.suffix.lower():
            case ".svg":
                path.write_text(self.svg(), encoding="utf-8", newline="\n")
            case ".png":
                path.write_bytes(self.png())
            case other:
                raise UserError(f"a chart is saved as .svg or .png, not as '{other}': {path}")

    def files(self) -> dict[str, bytes]:
        """What is written to `NAME.svg` and `NAME.png`."""
        with self._drawn() as figure:
            return {f"{self.name}.svg": self._svg(figure).encode(), f"{self.name}.png": self._png(figure, DPI)}

    def _repr_svg_(self) -> str:
        return self.svg()

    @contextmanager
    def _drawn(self) -> Iterator[Figure]:
        with house_style(self.name), any_letters():
            yield self.build()

    def _svg(self, figure: Figure) -> str:
        taken = BytesIO()
        figure.savefig(taken, format="svg", metadata={"Date": None, "Creator": None})
        text = _FONT.sub(rf"\1{_FONTS}", taken.getvalue().decode("utf-8").replace("\r\n", "\n"))
        start = text.index("<svg ")
        opening_end = text.index(">", start) + 1
        words = f"<title>{escape(self.title)}</title><desc>{escape(self.alt)}</desc>"
        opening = text[start : opening_end - 1] + f' role="img" aria-label="{escape(self.title)}">'
        return text[:start] + opening + words + text[opening_end:]

    def _png(self, figure: Figure, dpi: int) -> bytes:
        raw, taken, words = BytesIO(), BytesIO(), PngInfo()
        figure.savefig(raw, format="rgba", dpi=dpi)
        width, height = (int(inches * dpi) for inches in figure.get_size_inches())
        # nothing is transparent, and trying harder makes such pictures larger
        picture = Image.frombytes("RGBA", (width, height), raw.getvalue()).convert("RGB")
        for name, text in (("Title", self.title), ("Description", self.alt)):
            words.add_text(name, text)
        picture.save(taken, "png", dpi=(dpi, dpi), pnginfo=words, compress_level=3)
        return taken.getvalue()
