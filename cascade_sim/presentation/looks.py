"""What a plan looks like: one colour for one plan, in every chart, page and sheet.

The colours are told apart by people who are colour-blind (Okabe and Ito's palette, and a grey), and read on white.
"""

import re
from collections.abc import Collection, Iterator

PLAN_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#767676")


def plan_colour(place: int) -> str:
    """The colour of a plan by its place among those compared, the baseline being 0."""
    return PLAN_COLOURS[place]


def parted(text: str, plans: Collection[str]) -> Iterator[tuple[str, bool]]:
    """The parts of a text in which plans are named between asterisks; whether each is such a name, now without them."""
    if not plans:
        yield text, False
        return
    marks = {f"*{name}*": name for name in sorted(plans, key=len, reverse=True)}
    for part in re.split(f"({'|'.join(map(re.escape, marks))})", text):
        if part:
            yield marks.get(part, part), part in marks
