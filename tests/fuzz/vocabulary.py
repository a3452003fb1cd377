"""Words, numbers and names that scenarios are made of, and some that they had better not be made of."""

from random import Random
from typing import Any

WORDS = (
    "", " ", "5", "no", "null", "forever", "external", "all", "others", "keen", "nurses", "teachers", "basic",
    "trainer", "existing", "starters", "renewals", "foundation", "primary", "judged", "all days", "GB-SCT", "none",
    "year", "April", "coverage", "members", "*", "a.b", "..", "/dev/zero", "plan.yaml", "x" * 300, "é", "\u202e",
    "\x00", "\x1b[31m", "\n", "{}", "%s", "{0}", "9 weeks", "0 days", "200 years", "14%/year", "1000/year",
    "2/month", "350 GBP", "90%", "0%", "100%", "101%", "-5%", "1e400", "9" * 5000, "2025-01-01", "2025-02-30",
    "0001-01-01", "9999-12-31", "2027-12-31", "own locality", "North", "South", "parents", "parent_group", "online",
    "20/week", "350 EUR", "-5 GBP", "£45", "locality", "group", "arrived", "cost", "signed_up", "completed", "training",
)  # fmt: skip
NUMBERS = (
    0, 1, -1, 2, 3, 7, 0.5, 0.999999, 1.0000001, 1e-9, 10**9, 10**12, 10**15, 10**16, 10**30, -(10**9), 1.5, 17,
    365, 3653, float("inf"), float("nan"), 2**63 - 1, 2**63, 1e308, 100_000, 9_999_999, True, False, None,
)  # fmt: skip
UNITS = ("days", "weeks", "months", "years", "%", "%/year", "/year", "/month", "%/week", "GBP", "", "day", "/decade")
DATES = ("2024-12-31", "2025-01-01", "2025-01-02", "2026-02-28", "2026-06-15", "2027-12-31", "2028-01-01", "1900-01-01")
SNIPPETS = (
    "&a ", "*a", "!!python/object:os.system ", "!t ", "<<: ", "---\n", "...\n", "\t", "'", '"', ": ", "- ", "? ", "|\n",
    ">\n", "{", "}", "[", "]", "[" * 60, "{a: " * 50, "#", "%YAML 1.1\n", "\x00", "\x1b", "\ufeff", "\u2028",
    "\x85", "@", "`", "null", "~", "\r", "0o17", "1_000", "12:30", ".inf", "yes", "&a [*a, *a]", "\ud800",
    "extends: plan.yaml\n",
)  # fmt: skip
KEYS = (
    "format", "name", "start", "end", "seed", "today", "year_starts", "calendar", "holidays", "closed", "defaults",
    "groups", "courses", "roles", "changes", "targets", "extends", "posts", "turnover", "time_to_fill", "release",
    "arrive_with", "hold_at_start", "label", "for", "taught_by", "days", "places", "minimum", "schedule",
    "per_year", "dates", "when_waiting", "at_most", "closes", "overbook", "attendance", "first_day", "later_days",
    "completes", "at_least", "rebooks", "demand", "existing", "starters", "willing", "ask_over", "ask_after",
    "due", "waiting_at_start", "priority", "reserve", "valid_for", "renew_by", "renew_from", "requires", "makes",
    "trained_before", "paused", "at_start", "members", "active", "experienced", "from", "deliveries", "mean",
    "spread", "posterior", "busiest_tenth_has", "choose", "never_start", "stops", "starts_again", "stops_if_unused",
    "supervised", "drops_out", "serves", "to", "set", "scale", "add", "why", "value", "range", "source", "basis",
    "gamma", "empirical", "file", "column", "unit", "measure", "by", "nurses", "teachers", "basic", "advanced",
    "localities", "locality", "public", "arrivals", "gives_up_after", "self_paced", "finishes", "takes", "asks_again",
    "licences", "follow_up", "sessions", "every", "required", "attends", "length", "cost", "per_delivery", "per_place",
    "per_pack", "per_licence", "per_session", "bought_in", "per_day", "budgets", "pays_for", "North", "South",
    "parent_group", "online", "further", "trainer", "others", "first_year", "later", "2025-01-01", "2026-01-01", "<<",
)  # fmt: skip


def any_key(random: Random) -> str:
    """The name of a setting, most likely."""
    return random.choice(KEYS) if random.random() < 0.85 else random.choice(WORDS)


def anything(random: Random, depth: int) -> Any:
    """A value of any kind, so deep at most."""
    kind = random.randrange(6 if depth else 3)
    if kind == 0:
        return random.choice(NUMBERS)
    if kind == 1:
        return random.choice(WORDS)
    if kind == 2:
        return f"{random.choice(NUMBERS)}{random.choice((' ', ''))}{random.choice(UNITS)}"
    if kind == 3:
        return [anything(random, depth - 1) for _ in range(random.randint(0, 3))]
    return {any_key(random): anything(random, depth - 1) for _ in range(random.randint(0, 4))}
