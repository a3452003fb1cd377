"""Named outputs: the measures, and the counts by year or month of which only a history file can be."""

from dataclasses import dataclass

from .columns import Is, Table
from .summaries import DELIVERIES_YEARLY, LADDER, LIMITS_SUMMARY
from .tables import CAUSES, LIMITS


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
