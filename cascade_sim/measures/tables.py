"""The tables of a run: rows for each replication and what their keys name."""

from .columns import Column, Is, Table, counts, keys, money

WORKFORCE = Table(
    "workforce",
    "Posts and the people in them, by group",
    (
        *keys("replication", "date", "group"),
        *counts(
            Is.STOCK,
            "posts",
            posts="posts there are",
            in_post="posts that are filled: people in post",
            vacant="posts that are vacant",
        ),
        *counts(Is.FLOW, "people", started="people who started", left="people who left"),
    ),
)
_COVERAGE = (
    *counts(
        Is.STOCK,
        "people",
        in_post="people in post",
        holders="people in post who hold the qualification, unexpired",
        trained_ever="people who completed the course since the start, plus those trained before",
        trained_ever_in_post="of those, people in post",
    ),
    *counts(
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
    *counts(Is.STOCK, "people", waiting="people waiting", booked="people booked on a delivery that is not over"),
    *counts(
        Is.FLOW,
        "people",
        due="starters whose training fell due and who were still in post, but for those who arrived trained",
        due_on_time="of those, starters who held the qualification on that day",
    ),
)
COVERAGE = Table(
    "coverage",
    "Who holds, asks for and completes each course for staff, by group",
    (*keys("replication", "date", "course", "group"), *_COVERAGE),
)
COVERAGE_BY_LOCALITY = Table(
    "coverage_by_locality",
    "The same by locality, over all groups (no rows where there are no localities)",
    (*keys("replication", "date", "course", "locality"), *_COVERAGE),
)
COVERAGE_BY_GROUP_AND_LOCALITY = Table(
    "coverage_by_group_and_locality",
    "The same by group and locality; only with --detail full",
    (*keys("replication", "date", "course", "group", "locality"), *_COVERAGE),
)
PUBLIC = Table(
    "public",
    "People who are not staff: who comes to each course that is for them",
    (
        *keys("replication", "date", "course"),
        *counts(Is.STOCK, "people", waiting="people waiting", booked="people on the course, or booked on a delivery"),
        *counts(
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
        *keys("replication", "year", "course", "group", "weeks"),
        *counts(Is.FLOW, "people", people="people who completed"),
    ),
)
ROLES = Table(
    "roles",
    "Members of each role, by the group they work in",
    (
        *keys("replication", "date", "role", "group"),
        *counts(
            Is.STOCK,
            "members",
            members="members of the role",
            active="members who take deliveries at present",
            delivering="members with at least one delivery in the last 12 months",
            experienced="members who count as experienced",
        ),
        *counts(
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
        *counts(Is.FLOW, "deliveries", deliveries="deliveries given, counted on planned day one, once for each member"),
        *counts(Is.FLOW, "days", days="days taught in those deliveries, follow-up sessions included"),
        *money(Is.FLOW, cost="what those days cost: for the day jobs' backfill"),
    ),
)
DELIVERIES = Table(
    "deliveries",
    "Every delivery whose bookings closed",
    (
        *keys("replication", "course", "schedule", "number", "locality"),
        Column("planned", "date", "", "planned day one", Is.FACT),
        Column("status", "category", "", "run, cancelled or unfinished", Is.FACT),
        Column("cause", "category", "", "why it was cancelled", Is.FACT),
        *counts(
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
        *counts(Is.FACT, "members", trainers="members who taught it"),
    ),
)
CAUSES = ("closed", "no_trainers", "no_budget", "few_bookings", "release", "empty", "attendance", "dates")
LIMITS = Table(
    "limits",
    "Places lost in each month, by what they were lost to",
    (
        *keys("replication", "month", "course"),
        *counts(
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
        *keys("replication", "date", "course"),
        *money(
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
        *keys("replication"),
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
