"""What a plan looks like: one colour for one plan, in every chart, page and sheet.

The colours are told apart by people who are colour-blind (Okabe and Ito's palette, and a grey), and read on white.
"""

PLAN_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#767676")


def plan_colour(place: int) -> str:
    """The colour of a plan by its place among those compared, the baseline being 0."""
    return PLAN_COLOURS[place]
