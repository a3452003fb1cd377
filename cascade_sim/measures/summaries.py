"""What is made of the tables of a run, over its replications."""

from .columns import OF_COURSE, RANGE, SCOPE, WILSON, Column, Is, Table, estimates, keys

SUMMARY = Table(
    "summary",
    "Every measure at every date, over all groups, in each, and in each locality",
    (Column("date", "date", "", "the end of this date; flows count since the date before", Is.KEY), *SCOPE, *RANGE),
)
YEARLY = Table(
    "yearly",
    "Every measure by year: stocks at its last day, flows summed over it",
    (*keys("year"), *SCOPE, *RANGE),
)
TARGETS = Table(
    "targets",
    "How likely each target is to be met",
    (
        Column("name", "text", "", "the target", Is.KEY),
        Column("probability", "float", "share", "share of futures that meet it", Is.ESTIMATE),
        *WILSON,
        *estimates("expected", "p10", "p90", "chance_p10", "chance_p90", "replications"),
    ),
)
LIMITS_SUMMARY = Table(
    "limits_summary",
    "What held each course back, month by month",
    (
        *keys("month"),
        Column("course", "text", "", "course", Is.KEY),
        Column("cause", "text", "", "what places were lost to (a column of `limits`), or nothing", Is.KEY),
        Column("places", "float", "places", "places lost to it, mean over futures", Is.ESTIMATE),
        Column("limiter", "float", "share", "share of futures in which it was the month's limiter", Is.ESTIMATE),
        *estimates("replications"),
    ),
)
LEVELS = Table(
    "levels",
    "For each target, how likely every level is that lies within reach, not only the one aimed for",
    (
        Column("name", "text", "", "the target", Is.KEY),
        Column("direction", "text", "", "whether levels are reached from below (at_least) or kept (at_most)", Is.KEY),
        Column("level", "float", "that of the measure", "a level the measure may have on the target's date", Is.KEY),
        Column("probability", "float", "share", "share of futures with at least (at most) that level", Is.ESTIMATE),
        *WILSON,
        Column("chance", "float", "share", "the probability by chance alone, values held", Is.ESTIMATE),
        *estimates("replications"),
    ),
)
CHANCES = Table(
    "chances",
    "For each target, how likely some round levels are at each year's end ahead, and on its own date",
    (
        Column("name", "text", "", "the target", Is.KEY),
        Column("direction", "text", "", "whether levels are reached from below (at_least) or kept (at_most)", Is.KEY),
        Column("date", "date", "", "the end of this date; a flow counts the twelve months up to it", Is.KEY),
        Column("level", "float", "that of the measure", "a level the measure may have then", Is.KEY),
        Column("probability", "float", "share", "share of futures with at least (at most) that level", Is.ESTIMATE),
        *WILSON,
        Column("chance", "float", "share", "the probability by chance alone, values held", Is.ESTIMATE),
        *estimates("replications"),
    ),
)
_EFFECT = "standardised coefficient of its rank, from -1 to 1"
DRIVERS = Table(
    "drivers",
    "Which values with a range drive the spread of what each target is about, those that drive it most first",
    (
        Column("name", "text", "", "the target", Is.KEY),
        Column("path", "text", "", "where the value is written; empty: all else, which is chance and bends", Is.KEY),
        Column("effect", "float", "", f"{_EFFECT}; below 0, more of it brings less", Is.ESTIMATE),
        Column("effect_low", "float", "", "simulation error: 95% interval of the effect, low", Is.ESTIMATE),
        Column("effect_high", "float", "", "simulation error: 95% interval of the effect, high", Is.ESTIMATE),
        Column("share", "float", "share", "share of the spread (variance of ranks) it accounts for", Is.ESTIMATE),
        Column("share_low", "float", "share", "simulation error: 95% interval of the share, low", Is.ESTIMATE),
        Column("share_high", "float", "share", "simulation error: 95% interval of the share, high", Is.ESTIMATE),
        Column(
            "when_low", "float", "that of the measure", "mean in the third of futures that drew it lowest", Is.ESTIMATE
        ),
        Column("when_high", "float", "that of the measure", "the same in the third that drew it highest", Is.ESTIMATE),
        Column("together", "int", "", "1: all values were told at once; 0: too few futures, each by itself", Is.FACT),
        *estimates("replications"),
    ),
)
DELIVERIES_YEARLY = Table(
    "deliveries_yearly",
    "Deliveries by the year of their planned day one, and what became of them",
    (
        *keys("year"),
        OF_COURSE,
        Column("outcome", "text", "", "run, cancelled (for any cause), each cause, or unfinished", Is.KEY),
        *RANGE,
    ),
)
LADDER = Table(
    "ladder",
    "The places ladder: what became of the places offered, by the year of the delivery's planned day one",
    (
        *keys("year"),
        OF_COURSE,
        Column(
            "step",
            "text",
            "",
            "places and overbooked (people booked beyond them) are what there was; the others add up to it: places of "
            "cancelled deliveries by cause, unfinished, and columns of `deliveries`",
            Is.KEY,
        ),
        *RANGE,
    ),
)
BRIDGE = Table(
    "bridge",
    "Why coverage is not what it was: from one date to another, the parts of the change, which add up",
    (
        Column("since", "date", "", "the end of this date", Is.KEY),
        Column("until", "date", "", "the end of this date", Is.KEY),
        OF_COURSE,
        Column("group", "text", "", "staff group (empty: over all groups)", Is.KEY),
        Column(
            "part",
            "text",
            "",
            "start, gained, arrived, left, expired, dilution, end: the first six, losses below 0, add up to the last; "
            "people as a share of those in post at the end; dilution: holders at the start as a share of those in post "
            "at the end less the same of those at the start",
            Is.KEY,
        ),
        *RANGE,
    ),
)
_COSTS_KEYS = (*keys("year"), Column("course", "text", "", "course (empty: all of them)", Is.KEY))
COSTS_YEARLY = Table(
    "costs_yearly",
    "What each course costs by year, by kind",
    (
        *_COSTS_KEYS,
        Column("kind", "text", "", "what it was paid for: a column of `costs`, total included", Is.KEY),
        *RANGE,
    ),
)
UNIT_COSTS = Table(
    "unit_costs",
    "What was got for the money, from the start up to the end of each year",
    (
        *_COSTS_KEYS,
        Column(
            "per",
            "text",
            "",
            "cost for each: completion; point_year (a percentage point of coverage held for a year); trained_in_post "
            "(a person in post who holds the qualification at the year's end)",
            Is.KEY,
        ),
        *RANGE,
    ),
)
SUMMARIES = {
    t.name: t
    for t in (
        SUMMARY,
        YEARLY,
        TARGETS,
        LEVELS,
        CHANCES,
        DRIVERS,
        LIMITS_SUMMARY,
        DELIVERIES_YEARLY,
        LADDER,
        BRIDGE,
        COSTS_YEARLY,
        UNIT_COSTS,
    )
}
