"""Tables that set several runs side by side."""

from .columns import OF_COURSE, RANGE, SCOPE, WILSON, Column, Is, Table, estimates, keys

_PLAN = Column("plan", "text", "", "the plan, by its scenario's name", Is.KEY)
_YARDSTICK = (
    Column("name", "text", "", "what plans are compared by: a target, or a headline measure", Is.KEY),
    *SCOPE,
    Column("date", "date", "", "the end of this date; counts of people and money are those since the start", Is.KEY),
    Column("unit", "text", "", "unit of the numbers that follow: share, people, members, money…", Is.FACT),
)
_DIFFERENCE = estimates("mean", "mean_low", "mean_high", "p10", "p50", "p90", "chance_p10", "chance_p90")
PLANS = Table(
    "plans",
    "The plans, in the order given; the first is the baseline",
    (
        _PLAN,
        Column("given", "text", "", "the scenario file or run folder it comes from", Is.FACT),
        Column("start", "date", "", "first day", Is.FACT),
        Column("end", "date", "", "last day", Is.FACT),
        Column("seed", "int", "", "which random numbers", Is.FACT),
        Column("replications", "int", "", "futures compared", Is.FACT),
        Column("colour", "text", "", "its colour in every chart, as #RRGGBB", Is.FACT),
    ),
)
DIFFERENCES = Table(
    "differences",
    "Each plan less the baseline, replication by replication: differences in the same futures",
    (
        _PLAN,
        *_YARDSTICK,
        Column("baseline_mean", "float", "that of the measure", "mean over futures with the baseline", Is.ESTIMATE),
        Column("plan_mean", "float", "that of the measure", "mean over futures with the plan", Is.ESTIMATE),
        *_DIFFERENCE,
        Column("ahead", "int", "", "futures in which the plan does better", Is.ESTIMATE),
        Column("level", "int", "", "futures in which both do the same", Is.ESTIMATE),
        *estimates("replications"),
        Column("ahead_share", "float", "share", "share of futures in which the plan does better", Is.ESTIMATE),
        Column("ahead_low", "float", "share", "its 95% interval (Wilson), low", Is.ESTIMATE),
        Column("ahead_high", "float", "share", "its 95% interval (Wilson), high", Is.ESTIMATE),
        Column("worthwhile", "float", "that of the measure", "the least difference that is worthwhile", Is.FACT),
        Column(
            "verdict",
            "text",
            "",
            "better, worse (by enough to be worthwhile), small (known, but less than worthwhile), unclear (too "
            "close to call: the interval of the mean holds 0) or same (in every future)",
            Is.ESTIMATE,
        ),
    ),
)
PROBABILITIES = Table(
    "probabilities",
    "How likely each plan is to meet each target, in the futures compared",
    (
        _PLAN,
        Column("name", "text", "", "the target", Is.KEY),
        Column("probability", "float", "share", "share of futures that meet it", Is.ESTIMATE),
        *WILSON,
        *estimates("expected", "p10", "p90", "chance_p10", "chance_p90", "replications"),
    ),
)
RANKING = Table(
    "ranking",
    "The order of the plans by each target and headline measure",
    (
        Column("name", "text", "", "what plans are compared by", Is.KEY),
        Column("rank", "int", "", "one more than the plans that surely do better", Is.ESTIMATE),
        _PLAN,
        *estimates("mean"),
    ),
)
COST_OF_POINTS = Table(
    "cost_of_points",
    "What each plan costs more than the baseline, and what it gives for it",
    (
        _PLAN,
        *(column for column in _YARDSTICK if column.name in ("name", "course", "date")),
        Column("cost", "float", "money", "mean difference of what was spent since the start", Is.ESTIMATE),
        Column("cost_low", "float", "money", "95% interval of that mean, low", Is.ESTIMATE),
        Column("cost_high", "float", "money", "95% interval of that mean, high", Is.ESTIMATE),
        Column("cost_p10", "float", "money", "one future in ten lies below", Is.ESTIMATE),
        Column("cost_p90", "float", "money", "one future in ten lies above", Is.ESTIMATE),
        Column("points", "float", "percentage points", "mean difference of coverage", Is.ESTIMATE),
        Column(
            "cost_per_point",
            "float",
            "money",
            "cost ÷ points; nothing where the plan gives no more coverage for sure, or costs no more",
            Is.ESTIMATE,
        ),
    ),
)
OVER_TIME = Table(
    "over_time",
    "Coverage with each plan at each date, in the futures compared",
    (_PLAN, *keys("date"), OF_COURSE, *RANGE),
)
SETTINGS = Table(
    "settings",
    "What differs between the files, setting by setting",
    (
        Column("path", "text", "", "the setting", Is.KEY),
        _PLAN,
        Column("value", "text", "", "as written (empty: not given)", Is.FACT),
    ),
)
WATERFALL = Table(
    "waterfall",
    "Why a plan differs from the baseline, change by change; only with --why",
    (
        _PLAN,
        Column("name", "text", "", "what plans are compared by", Is.KEY),
        Column("order", "int", "", "place in the waterfall, from 0", Is.KEY),
        Column("change", "text", "", "baseline, each change, and plan; the bars add up to the last", Is.KEY),
        Column("method", "text", "", "shapley (mean over every order) or file order", Is.FACT),
        *estimates("mean", "mean_low", "mean_high", "p10", "p50", "p90"),
        Column("alone", "float", "that of the measure", "mean of what it does to the baseline alone", Is.ESTIMATE),
        Column("alone_low", "float", "that of the measure", "95% interval of that mean, low", Is.ESTIMATE),
        Column("alone_high", "float", "that of the measure", "95% interval of that mean, high", Is.ESTIMATE),
        *estimates("replications"),
    ),
)
COMPARISONS = {
    t.name: t for t in (PLANS, DIFFERENCES, PROBABILITIES, RANKING, COST_OF_POINTS, OVER_TIME, SETTINGS, WATERFALL)
}
