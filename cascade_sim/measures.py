"""The vocabulary of results: every table, column and measure, declared once.

A column says what it counts, in what unit, and how it adds up over time (`stock`: the state at the end of the date;
`flow`: what happened since the row before) and over groups (always by adding: shares are measures, made of two
columns). A measure is a named output that a target, a history file or a summary can ask for; a count is of a row of a
summary by year or month, and only a history file can be of one. Nothing is guessed from a name.

`TABLES` have a row for each replication and what their keys name; `SUMMARIES` are made from them, over replications;
`COMPARISONS` set several runs side by side.
"""

from dataclasses import dataclass
from enum import StrEnum


class Is(StrEnum):
    """What a column is."""

    KEY = "key"  # says which row it is
    STOCK = "stock"  # the state at the end of the row's date
    FLOW = "flow"  # what happened since the row before
    FACT = "fact"  # a property of the thing the row is about
    ESTIMATE = "estimate"  # computed over replications


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, type, unit and meaning."""

    name: str
    type: str
    unit: str
    label: str
    role: Is


@dataclass(frozen=True)
class Table:
    """A table: what its rows are about, and its columns in order."""

    name: str
    label: str
    columns: tuple[Column, ...]

    def names(self, *roles: Is) -> tuple[str, ...]:
        """The names of its columns, in order: all, or those of the given roles."""
        return tuple(column.name for column in self.columns if not roles or column.role in roles)


@dataclass(frozen=True)
class Measure:
    """A named output, by default of one date: column `of` ÷ column `over`, or `of` alone.

    `role` says how it adds up over time: a stock is what holds at a date, a flow is summed over a period. `takes`
    names the scopes it can be asked for; the first is needed, the others narrow it down, one at a time. `of_public`:
    of a course that is for the public it is told as well, from the column of that name of the table `public`.
    """

    name: str
    label: str
    unit: str
    table: str
    of: str
    over: str | None
    role: Is
    takes: tuple[str, ...]
    of_public: bool = False


def _keys(*names: str) -> tuple[Column, ...]:
    known = {
        "replication": Column("replication", "int32", "", "which future", Is.KEY),
        "date": Column("date", "date", "", "the end of this date; flows count since the row before", Is.KEY),
        "month": Column("month", "date", "", "last day of the calendar month (or of the run)", Is.KEY),
        "year": Column("year", "date", "", "last day of the year (or of the run)", Is.KEY),
        "group": Column("group", "category", "", "staff group", Is.KEY),
        "course": Column("course", "category", "", "course", Is.KEY),
        "role": Column("role", "category", "", "role", Is.KEY),
        "schedule": Column("schedule", "category", "", "schedule of the course", Is.KEY),
        "number": Column("number", "int32", "", "which delivery of its schedule, from 0 in order of day one", Is.KEY),
        "locality": Column("locality", "category", "", "locality (empty: the whole area)", Is.KEY),
        "weeks": Column("weeks", "int32", "weeks", "whole weeks from asking to day one", Is.KEY),
    }
    return tuple(known[name] for name in names)


def _counts(role: Is, unit: str, **labels: str) -> tuple[Column, ...]:
    return tuple(Column(name, "int32", unit, label, role) for name, label in labels.items())


def _money(role: Is, **labels: str) -> tuple[Column, ...]:
    return tuple(Column(name, "money", "money", label, role) for name, label in labels.items())


WORKFORCE = Table(
    "workforce",
    "Posts and the people in them, by group",
    (
        *_keys("replication", "date", "group"),
        *_counts(
            Is.STOCK,
            "posts",
            posts="posts there are",
            in_post="posts that are filled: people in post",
            vacant="posts that are vacant",
        ),
        *_counts(Is.FLOW, "people", started="people who started", left="people who left"),
    ),
)
_COVERAGE = (
    *_counts(
        Is.STOCK,
        "people",
        in_post="people in post",
        holders="people in post who hold the qualification, unexpired",
        trained_ever="people who completed the course since the start, plus those trained before",
        trained_ever_in_post="of those, people in post",
    ),
    *_counts(
        Is.FLOW,
        "people",
        completed="completions",
        gained_existing="existing staff who gained the qualification, first time or regained",
        gained_starters="starters who gained it by completing, first time or regained",
        renewed="holders who renewed in time",
        arrived_with="recruits who arrived with it",
        left_holding="holders who left the partnership",
        expired="holders in post whose qualification expired",
        asked="people who asked for the course",
        signed_up="people who signed up to a self-paced course",
        gave_up="people who gave up after missing a delivery",
        left_waiting="people who left the partnership while waiting or booked",
    ),
    *_counts(Is.STOCK, "people", waiting="people waiting", booked="people booked on a delivery that is not over"),
    *_counts(
        Is.FLOW,
        "people",
        due="starters whose training fell due and who were still in post, but for those who arrived trained",
        due_on_time="of those, starters who held the qualification on that day",
    ),
)
COVERAGE = Table(
    "coverage",
    "Who holds, asks for and completes each course for staff, by group",
    (*_keys("replication", "date", "course", "group"), *_COVERAGE),
)
COVERAGE_BY_LOCALITY = Table(
    "coverage_by_locality",
    "The same by locality, over all groups (no rows where there are no localities)",
    (*_keys("replication", "date", "course", "locality"), *_COVERAGE),
)
COVERAGE_BY_GROUP_AND_LOCALITY = Table(
    "coverage_by_group_and_locality",
    "The same by group and locality; only with --detail full",
    (*_keys("replication", "date", "course", "group", "locality"), *_COVERAGE),
)
PUBLIC = Table(
    "public",
    "People who are not staff: who comes to each course that is for them",
    (
        *_keys("replication", "date", "course"),
        *_counts(Is.STOCK, "people", waiting="people waiting", booked="people on the course, or booked on a delivery"),
        *_counts(
            Is.FLOW,
            "people",
            arrived="people who asked for the course",
            signed_up="people who signed up, where it is self-paced",
            completed="completions",
            gave_up_waiting="people who gave up while waiting",
            gave_up="people who gave up after missing a delivery, or did not finish",
        ),
    ),
)
WAITS = Table(
    "waits",
    "How long those who completed had waited, by year of completion",
    (
        *_keys("replication", "year", "course", "group", "weeks"),
        *_counts(Is.FLOW, "people", people="people who completed"),
    ),
)
ROLES = Table(
    "roles",
    "Members of each role, by the group they work in",
    (
        *_keys("replication", "date", "role", "group"),
        *_counts(
            Is.STOCK,
            "members",
            members="members of the role",
            active="members who take deliveries at present",
            delivering="members with at least one delivery in the last 12 months",
            experienced="members who count as experienced",
        ),
        *_counts(
            Is.FLOW,
            "members",
            joined="new members",
            never_started="of those, members who never deliver",
            stopped="active members who stopped",
            stopped_unused="active members who stopped because they were not used",
            started_again="inactive members who started again",
            left="members who left the partnership",
            left_active="of those, active members",
        ),
        *_counts(
            Is.FLOW, "deliveries", deliveries="deliveries given, counted on planned day one, once for each member"
        ),
        *_counts(Is.FLOW, "days", days="days taught in those deliveries, follow-up sessions included"),
        *_money(Is.FLOW, cost="what those days cost: for the day jobs' backfill"),
    ),
)
DELIVERIES = Table(
    "deliveries",
    "Every delivery whose bookings closed",
    (
        *_keys("replication", "course", "schedule", "number", "locality"),
        Column("planned", "date", "", "planned day one", Is.FACT),
        Column("status", "category", "", "run, cancelled or unfinished", Is.FACT),
        Column("cause", "category", "", "why it was cancelled", Is.FACT),
        *_counts(
            Is.FACT,
            "places",
            places="places offered",
            overbooked="people booked beyond the places",
            booked="people booked at closing",
            empty="places not booked",
            withdrew="people who withdrew before day one",
            left="people booked who left the partnership",
            absent="people who did not come on day one",
            turned_away="people for whom there was no place on day one",
            fell_short="people who came on too few days",
            completed="people who completed",
        ),
        *_counts(Is.FACT, "members", trainers="members who taught it"),
    ),
)
CAUSES = ("closed", "no_trainers", "no_budget", "few_bookings", "release", "empty", "attendance", "dates")
LIMITS = Table(
    "limits",
    "Places lost in each month, by what they were lost to",
    (
        *_keys("replication", "month", "course"),
        *_counts(
            Is.FLOW,
            "places",
            closed="on deliveries cancelled by a pause",
            no_trainers="on deliveries cancelled for want of trainers, drop-outs included",
            no_budget="on deliveries stopped by a spent budget",
            few_bookings="on deliveries cancelled for want of bookings",
            release="left empty while people were passed over for want of release",
            empty="left empty for want of people",
            attendance="withdrew, absent or fell short",
            dates="people still waiting after the month's last closing, less the other losses",
        ),
        Column("limiter", "category", "", "the largest of these, or nothing", Is.FACT),
    ),
)
COSTS = Table(
    "costs",
    "What each course costs, in the currency of the scenario (no rows where nothing has a price)",
    (
        *_keys("replication", "date", "course"),
        *_money(
            Is.FLOW,
            deliveries="prices of deliveries, on planned day one, from when their bookings have closed",
            places="of the places offered on them",
            packs="of a pack for each person who came and found a place",
            licences="of a licence for each person who signed up",
            sessions="of follow-up sessions",
            bought_in="of deliveries by an external body",
            member_days="of the days of the members who taught, whose day jobs are filled meanwhile",
            total="all of these",
        ),
    ),
)
RUNS = Table(
    "runs",
    "Every replication",
    (
        *_keys("replication"),
        Column(
            "kind", "category", "", "full (values drawn from their ranges) or chance (held at their values)", Is.FACT
        ),
        Column("status", "category", "", "done or failed", Is.FACT),
        Column("error", "str", "", "what went wrong", Is.FACT),
        Column("drawn", "str", "", "the values drawn, as JSON: path to number", Is.FACT),
        Column("clipped", "str", "", "drawn values that broke another rule and what was used, as JSON", Is.FACT),
    ),
)
TABLES = {
    t.name: t
    for t in (
        WORKFORCE,
        COVERAGE,
        COVERAGE_BY_LOCALITY,
        COVERAGE_BY_GROUP_AND_LOCALITY,
        WAITS,
        ROLES,
        DELIVERIES,
        LIMITS,
        PUBLIC,
        COSTS,
        RUNS,
    )
}


_COURSE, _GROUP, _ROLE = ("course", "group", "locality"), ("group",), ("role", "group")


def _measures() -> tuple[Measure, ...]:
    stock, flow = Is.STOCK, Is.FLOW
    still = "people trained ever who are still in post"
    recently = "members who delivered in the last 12 months"
    return (
        Measure("coverage", "staff trained", "share", "coverage", "holders", "in_post", stock, _COURSE),
        Measure("holders", "people in post who are trained", "people", "coverage", "holders", None, stock, _COURSE),
        Measure("trained_ever", "people trained ever", "people", "coverage", "trained_ever", None, stock, _COURSE),
        Measure("trained_ever_in_post", still, "people", "coverage", "trained_ever_in_post", None, stock, _COURSE),
        Measure("completed", "completions", "people", "coverage", "completed", None, flow, _COURSE, of_public=True),
        Measure("waiting", "people waiting", "people", "coverage", "waiting", None, stock, _COURSE, of_public=True),
        Measure("due_on_time", "starters trained on time", "share", "coverage", "due_on_time", "due", flow, _COURSE),
        Measure(
            "signed_up", "people signed up", "people", "coverage", "signed_up", None, flow, _COURSE, of_public=True
        ),
        Measure("arrived", "people of the public who asked", "people", "public", "arrived", None, flow, ("course",)),
        Measure("in_post", "people in post", "people", "workforce", "in_post", None, stock, _GROUP),
        Measure("vacancies", "posts vacant", "share", "workforce", "vacant", "posts", stock, _GROUP),
        Measure("members", "members", "members", "roles", "members", None, stock, _ROLE),
        Measure("active", "active members", "members", "roles", "active", None, stock, _ROLE),
        Measure("delivering", recently, "members", "roles", "delivering", None, stock, _ROLE),
        Measure("experienced", "experienced members", "members", "roles", "experienced", None, stock, _ROLE),
        Measure("cost", "cost", "money", "costs", "total", None, flow, ("course",)),
    )


MEASURES = {m.name: m for m in _measures()}


def _estimates(*names: str) -> tuple[Column, ...]:
    same = "that of the measure"
    known = {
        "mean": Column("mean", "float", same, "mean over futures: what to expect", Is.ESTIMATE),
        "mean_low": Column("mean_low", "float", same, "simulation error: 95% interval of the mean, low", Is.ESTIMATE),
        "mean_high": Column("mean_high", "float", same, "simulation error: 95% interval, high", Is.ESTIMATE),
        "expected": Column("expected", "float", same, "mean over futures", Is.ESTIMATE),
        "p10": Column("p10", "float", same, "one future in ten lies below", Is.ESTIMATE),
        "p50": Column("p50", "float", same, "half of the futures lie below", Is.ESTIMATE),
        "p90": Column("p90", "float", same, "one future in ten lies above", Is.ESTIMATE),
        "chance_p10": Column("chance_p10", "float", same, "p10 by chance alone, values held", Is.ESTIMATE),
        "chance_p90": Column("chance_p90", "float", same, "p90 by chance alone, values held", Is.ESTIMATE),
        "replications": Column("replications", "int", "", "futures it was computed from", Is.ESTIMATE),
    }
    return tuple(known[name] for name in names)


_SCOPE = (
    Column("measure", "text", "", "which measure", Is.KEY),
    Column("course", "text", "", "course (empty: the measure has none)", Is.KEY),
    Column("group", "text", "", "staff group (empty: over all groups)", Is.KEY),
    Column("locality", "text", "", "locality (empty: the whole area)", Is.KEY),
    Column("role", "text", "", "role (empty: the measure has none)", Is.KEY),
)
_RANGE = _estimates("mean", "mean_low", "mean_high", "p10", "p50", "p90", "chance_p10", "chance_p90", "replications")
SUMMARY = Table(
    "summary",
    "Every measure at every date, over all groups, in each, and in each locality",
    (Column("date", "date", "", "the end of this date; flows count since the date before", Is.KEY), *_SCOPE, *_RANGE),
)
YEARLY = Table(
    "yearly",
    "Every measure by year: stocks at its last day, flows summed over it",
    (*_keys("year"), *_SCOPE, *_RANGE),
)
_WILSON = (
    Column("low", "float", "share", "95% interval of the probability (Wilson), low", Is.ESTIMATE),
    Column("high", "float", "share", "95% interval of the probability (Wilson), high", Is.ESTIMATE),
)
TARGETS = Table(
    "targets",
    "How likely each target is to be met",
    (
        Column("name", "text", "", "the target", Is.KEY),
        Column("probability", "float", "share", "share of futures that meet it", Is.ESTIMATE),
        *_WILSON,
        *_estimates("expected", "p10", "p90", "chance_p10", "chance_p90", "replications"),
    ),
)
LIMITS_SUMMARY = Table(
    "limits_summary",
    "What held each course back, month by month",
    (
        *_keys("month"),
        Column("course", "text", "", "course", Is.KEY),
        Column("cause", "text", "", "what places were lost to (a column of `limits`), or nothing", Is.KEY),
        Column("places", "float", "places", "places lost to it, mean over futures", Is.ESTIMATE),
        Column("limiter", "float", "share", "share of futures in which it was the month's limiter", Is.ESTIMATE),
        *_estimates("replications"),
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
        *_WILSON,
        Column("chance", "float", "share", "the probability by chance alone, values held", Is.ESTIMATE),
        *_estimates("replications"),
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
        *_WILSON,
        Column("chance", "float", "share", "the probability by chance alone, values held", Is.ESTIMATE),
        *_estimates("replications"),
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
        *_estimates("replications"),
    ),
)
_OF_COURSE = Column("course", "text", "", "course", Is.KEY)
DELIVERIES_YEARLY = Table(
    "deliveries_yearly",
    "Deliveries by the year of their planned day one, and what became of them",
    (
        *_keys("year"),
        _OF_COURSE,
        Column("outcome", "text", "", "run, cancelled (for any cause), each cause, or unfinished", Is.KEY),
        *_RANGE,
    ),
)
LADDER = Table(
    "ladder",
    "The places ladder: what became of the places offered, by the year of the delivery's planned day one",
    (
        *_keys("year"),
        _OF_COURSE,
        Column(
            "step",
            "text",
            "",
            "places and overbooked (people booked beyond them) are what there was; the others add up to it: places of "
            "cancelled deliveries by cause, unfinished, and columns of `deliveries`",
            Is.KEY,
        ),
        *_RANGE,
    ),
)
BRIDGE = Table(
    "bridge",
    "Why coverage is not what it was: from one date to another, the parts of the change, which add up",
    (
        Column("since", "date", "", "the end of this date", Is.KEY),
        Column("until", "date", "", "the end of this date", Is.KEY),
        _OF_COURSE,
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
        *_RANGE,
    ),
)
_COSTS_KEYS = (*_keys("year"), Column("course", "text", "", "course (empty: all of them)", Is.KEY))
COSTS_YEARLY = Table(
    "costs_yearly",
    "What each course costs by year, by kind",
    (
        *_COSTS_KEYS,
        Column("kind", "text", "", "what it was paid for: a column of `costs`, total included", Is.KEY),
        *_RANGE,
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
        *_RANGE,
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


_PLAN = Column("plan", "text", "", "the plan, by its scenario's name", Is.KEY)
_YARDSTICK = (
    Column("name", "text", "", "what plans are compared by: a target, or a headline measure", Is.KEY),
    *_SCOPE,
    Column("date", "date", "", "the end of this date; counts of people and money are those since the start", Is.KEY),
    Column("unit", "text", "", "unit of the numbers that follow: share, people, members, money…", Is.FACT),
)
_DIFFERENCE = _estimates("mean", "mean_low", "mean_high", "p10", "p50", "p90", "chance_p10", "chance_p90")
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
        *_estimates("replications"),
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
        *_WILSON,
        *_estimates("expected", "p10", "p90", "chance_p10", "chance_p90", "replications"),
    ),
)
RANKING = Table(
    "ranking",
    "The order of the plans by each target and headline measure",
    (
        Column("name", "text", "", "what plans are compared by", Is.KEY),
        Column("rank", "int", "", "1 is best; those that are too close to call share a rank", Is.ESTIMATE),
        _PLAN,
        *_estimates("mean"),
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
    (_PLAN, *_keys("date"), _OF_COURSE, *_RANGE),
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
        *_estimates("mean", "mean_low", "mean_high", "p10", "p50", "p90"),
        Column("alone", "float", "that of the measure", "mean of what it does to the baseline alone", Is.ESTIMATE),
        Column("alone_low", "float", "that of the measure", "95% interval of that mean, low", Is.ESTIMATE),
        Column("alone_high", "float", "that of the measure", "95% interval of that mean, high", Is.ESTIMATE),
        *_estimates("replications"),
    ),
)
COMPARISONS = {
    t.name: t for t in (PLANS, DIFFERENCES, PROBABILITIES, RANKING, COST_OF_POINTS, OVER_TIME, SETTINGS, WATERFALL)
}

TRACKING = Table(
    "tracking",
    "A forecast held against what was counted: a row for each count, in order of date",
    (
        Column("row", "int", "", "line of the history file", Is.KEY),
        Column("date", "date", "", "the end of this date", Is.KEY),
        Column("since", "date", "", "of what was counted over a period, its first day", Is.KEY),
        *_SCOPE,
        Column("value", "float", "that of the measure", "what was counted", Is.FACT),
        Column("sd", "float", "that of the measure", "standard deviation of its error (empty: not known)", Is.FACT),
        Column("date_precision_days", "float", "days", "how far off its date may be, either way", Is.FACT),
        Column("known", "int", "", "1: counted by `today`, when the forecast was made, and so not scored", Is.FACT),
        Column("p10", "float", "that of the measure", "in one future of ten less would have been counted", Is.ESTIMATE),
        Column("p50", "float", "that of the measure", "in half of the futures", Is.ESTIMATE),
        Column("p90", "float", "that of the measure", "in one future of ten more would have been", Is.ESTIMATE),
        Column("below", "float", "share", "share of futures below what was counted, equal ones half", Is.ESTIMATE),
        Column("inside", "int", "", "1: between p10 and p90, where 8 in 10 should lie", Is.ESTIMATE),
        Column(
            "crps",
            "float",
            "that of the measure",
            "continuous ranked probability score: how far off the forecast was, its own spread allowed for",
            Is.ESTIMATE,
        ),
        *_estimates("replications"),
        Column("counts", "int", "", "counts scored so far", Is.FACT),
        Column("inside_share", "float", "share", "share of them between p10 and p90", Is.ESTIMATE),
        Column("crps_mean", "float", "that of the measure", "mean crps so far of its measure and scope", Is.ESTIMATE),
    ),
)
TRACKINGS = {TRACKING.name: TRACKING}


def _of_courses(what: str, unit: str, table: Table, **labels: str) -> dict[str, Measure]:
    """Counts of a course over a period, by name: `what`, and the row of the table if it is called otherwise."""
    names = {row: what if row == what else f"{what}_{row}" for row in labels}
    return {
        names[row]: Measure(names[row], label, unit, table.name, row, None, Is.FLOW, ("course",))
        for row, label in labels.items()
    }


COUNTS = (
    _of_courses(
        "deliveries",
        "deliveries",
        DELIVERIES_YEARLY,
        run="deliveries that ran",
        cancelled="deliveries called off, for any cause",
        closed="deliveries called off by a pause",
        no_trainers="deliveries called off for want of trainers",
        few_bookings="deliveries called off for want of bookings",
        trainer_dropped_out="deliveries called off because a trainer dropped out",
        no_budget="deliveries called off for want of money",
    )
    | _of_courses(
        "places",
        "places",
        LADDER,
        places="places offered",
        overbooked="people booked beyond the places",
        closed="places on deliveries called off by a pause",
        no_trainers="places on deliveries called off for want of trainers",
        few_bookings="places on deliveries called off for want of bookings",
        trainer_dropped_out="places on deliveries called off because a trainer dropped out",
        no_budget="places on deliveries called off for want of money",
        empty="places not booked on deliveries that ran",
        booked="people booked on deliveries that ran",
        withdrew="people who withdrew before day one",
        left="people booked who left the partnership",
        absent="people who did not come on day one",
        turned_away="people for whom there was no place on day one",
        fell_short="people who came on too few days",
    )
    | _of_courses("lost", "places", LIMITS_SUMMARY, **{c.name: c.label for c in LIMITS.columns if c.name in CAUSES})
)
OBSERVABLE = MEASURES | COUNTS
