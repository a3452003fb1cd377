# ruff: noqa: E501
"""Every kind of wrong file, and all that is said of it: edits of tests/scenarios/small.yaml, one table row each."""

from pathlib import Path

import pytest

from cascade_sim.errors import ScenarioError
from cascade_sim.scenario import load

pytestmark = pytest.mark.unit

SMALL = (Path(__file__).parents[1] / "scenarios" / "small.yaml").read_text(encoding="utf-8")

Edits = tuple[tuple[str, str], ...]

# what is replaced by what in the file, and every line of the message without "plan.yaml:"
WRONG: tuple[tuple[Edits, tuple[str, ...]], ...] = (
    (
        (("{courses.basic.paused: true}", "{courses.basic.attendance.first_day: {nurse: 5%, nurses: 4%}}"),),
        (
            "29:87 changes.pause.set.courses.basic.attendance.first_day: 'teachers' is missing: name every group the course is for, or add others",
            "29:88 changes.pause.set.courses.basic.attendance.first_day.nurse: there is no group 'nurse'; did you mean 'nurses'?",
        ),
    ),
    (
        (("places: 17", "capcity: 17"),),
        (
            "11:3 courses.basic.places: missing: seats on a delivery",
            "15:5 courses.basic.capcity: unknown setting; there are label, for, taught_by, days, places, minimum, schedule, closes, overbook, attendance, demand, priority, reserve, valid_for, renew_by, renew_from, requires, makes, trained_before, paused",
        ),
    ),
    (
        (("places: 17", "places: 17 people"),),
        ("15:13 courses.basic.places: expected a whole number, found '17 people'",),
    ),
    (
        (("places: 17", "places: 17.5"),),
        ("15:13 courses.basic.places: expected a whole number, found '17.5': it counts whole things",),
    ),
    ((("places: 17", "places: 0"),), ("15:13 courses.basic.places: must be at least 1, found '0'",)),
    (
        (("places: 17", "places: no"),),
        ("15:13 courses.basic.places: YAML reads 'no' as false: write false, or put it in quotes",),
    ),
    (
        (("places: 17", "places: 017"),),
        (
            "15:13 courses.basic.places: YAML may read '017' as an octal number: write it without the leading 0, or put it in quotes",
        ),
    ),
    (
        (("places: 17", "places: 1e3"),),
        ("15:13 courses.basic.places: '1e3' may be read as a text: write the number in full, or put it in quotes",),
    ),
    ((("places: 17", "places: .nan"),), ("15:13 courses.basic.places: '.nan' is not a number that can be used",)),
    ((("places: 17", "places: true"),), ("15:13 courses.basic.places: expected a whole number, found true",)),
    ((("places: 17", "places: [17]"),), ("15:13 courses.basic.places: expected a whole number, found a list",)),
    (
        (("places: 17", "places: {value: 17, range: [20, 30]}"),),
        (
            "15:32 courses.basic.places.range: the value must lie between the two ends of its range: 20 < 17 < 30 does not do",
        ),
    ),
    (
        (("places: 17", "places: {value: 17, range: [10]}"),),
        ("15:32 courses.basic.places.range: expected two numbers such as [low, high], found a list",),
    ),
    (
        (("places: 17", "places: {value: 17, basis: guessed}"),),
        ("15:32 courses.basic.places.basis: expected measured, calibrated, judged or assumed, found 'guessed'",),
    ),
    (
        (("places: 17", "places: {range: [10, 20], sorce: x}"),),
        (
            "15:13 courses.basic.places: evidence needs a value beside it: add 'value'",
            "15:31 courses.basic.places.sorce: unknown setting; did you mean 'source'?",
        ),
    ),
    (
        (("places: 17", "places: {2025-02-01: 17}"),),
        (
            "15:26 courses.basic.places.2025-02-01: nothing says what holds from the start (1 January 2025): add a value dated 2025-01-01",
        ),
    ),
    (
        (("places: 17", "places: {2025-02-30: 17}"),),
        ("15:14 courses.basic.places.2025-02-30: there is no date 2025-02-30",),
    ),
    (
        (("places: 17", "places: {2025-01-01: 17, 2026-01-01: x}"),),
        ("15:42 courses.basic.places.2026-01-01: expected a whole number, found 'x'",),
    ),
    ((("places: 17", "places: 5"),), ("16:14 courses.basic.minimum: must be at most 5 places, found 8",)),
    (
        (("places: 17", "places:"),),
        (
            "15:12 courses.basic.places: nothing is written here; write null to remove what another file or 'defaults' gives",
        ),
    ),
    ((("places: 17", "places: null"),), ("11:3 courses.basic.places: missing: seats on a delivery",)),
    (
        (("turnover: 10%/year", "turnover: 0.1"),),
        ("8:15 groups.nurses.turnover: 0.1 has no unit: write 0.1/year, 0.1%/year or 0.1/month",),
    ),
    (
        (("turnover: 10%/year", "turnover: 10%"),),
        ("8:15 groups.nurses.turnover: expected a rate such as 14%/year, 4/year or 2/month, found '10%'",),
    ),
    (
        (("turnover: 10%/year", "turnover: {first_year: 10%/year}"),),
        ("8:15 groups.nurses.turnover: 'later' is missing: give both first_year and later, or one rate",),
    ),
    (
        (("turnover: 10%/year", "turnover: 10%/decade"),),
        ("8:15 groups.nurses.turnover: expected a rate such as 14%/year, 4/year or 2/month, found '10%/decade'",),
    ),
    (
        (("turnover: 10%/year", "turnover: -1%/year"),),
        ("8:15 groups.nurses.turnover: must be at least 0, found '-1%/year'",),
    ),
    (
        (("posts: 100", "posts: {value: 100, range: [0, 200]}"),),
        (
            "7:32 groups.nurses.posts.range: a range must lie above 0, since it is drawn on a logarithmic scale: 0 < 100 < 200 does not do",
        ),
    ),
    (
        (("posts: 100", "time_to_fill: {gamma: {mean: 9 weeks}}"),),
        (
            "6:3 groups.nurses.posts: missing: positions for one person each, filled or vacant (heads, not full-time equivalents)",
            "7:27 groups.nurses.time_to_fill.gamma: 'sd' is missing: gamma takes mean, sd",
        ),
    ),
    (
        (("posts: 100", "posts: 100\n    time_to_fill: {gama: {mean: 9 weeks, sd: 2 weeks}}"),),
        (
            "8:19 groups.nurses.time_to_fill: expected a duration, or one of gamma, lognormal, exponential, triangular, uniform or empirical, found a mapping with 'gama'; did you mean 'gamma'?",
        ),
    ),
    (
        (("posts: 100", "posts: 100\n    time_to_fill: 9"),),
        ("8:19 groups.nurses.time_to_fill: 9 has no unit: write 9 days, 9 weeks, 9 months or 9 years",),
    ),
    (
        (("posts: 100", "posts: 100\n    time_to_fill: {uniform: {low: 9 weeks, high: 8 weeks}}"),),
        ("8:29 groups.nurses.time_to_fill.uniform: low must be below high",),
    ),
    ((("posts: 100", "posts: 100\n    localities: {A: 5%}"),), ("8:5 groups.nurses.localities: not supported yet",)),
    (
        (("posts: 100", "posts: 100\n    arrive_with: {basc: 3%}"),),
        ("8:19 groups.nurses.arrive_with.basc: there is no course 'basc'; did you mean 'basic'?",),
    ),
    (
        (("posts: 100", "posts: 100\n    hold_at_start: {basic: 30}"),),
        ("8:21 groups.nurses.hold_at_start.basic: 30 is not a share: write 30% or a number from 0 to 1",),
    ),
    (
        (("posts: 100", "posts: 100\n    hold_at_start: {basic: {gained: 1 year}}"),),
        (
            "8:21 groups.nurses.hold_at_start.basic.share: missing: share of the staff in post at the start who hold it: each person's own chance",
        ),
    ),
    ((("format: 1", "format: 2"),), ("1:9 format: expected 1, found '2'",)),
    ((("format: 1\n", ""),), ("1:1 format: missing: the version of this format: 1",)),
    ((("name: Test", "name: 2025"),), ("2:7 name: expected a text, found '2025'",)),
    ((("start: 2025-01-01", "start: 2025-02-30"),), ("3:8 start: there is no date 2025-02-30",)),
    (
        (("start: 2025-01-01", "start: 01/01/2025"),),
        ("3:8 start: expected a date such as 2026-01-31, found '01/01/2025'",),
    ),
    ((("end: 2027-12-31", "end: 2024-12-31"),), ("4:6 end: the end (2024-12-31) lies before the start (2025-01-01)",)),
    ((("end: 2027-12-31", "end: 2027-12-31\nseed: -1"),), ("5:7 seed: must be at least 0, found '-1'",)),
    (
        (("end: 2027-12-31", "end: 2027-12-31\nyear_starts: 4"),),
        ("5:14 year_starts: expected the name of a month such as April, found '4'",),
    ),
    (
        (("end: 2027-12-31", "end: 2027-12-31\ncalendar: {holidays: GB-SCO}"),),
        (
            "5:22 calendar.holidays: expected GB-SCT, GB-ENG, GB-WLS, GB-NIR, a list of dates, or none, found 'GB-SCO'; did you mean 'GB-SCT'?",
        ),
    ),
    (
        (("end: 2027-12-31", "end: 2027-12-31\ncalendar: {closed: {summer: {from: 2025-07-01}}}"),),
        ("5:29 calendar.closed.summer: give 'from' and 'to', or 'dates'",),
    ),
    (
        (
            (
                "end: 2027-12-31",
                "end: 2027-12-31\ncalendar: {closed: {summer: {from: 2025-07-01, to: 2025-07-09, until: 2026-01-01}}}",
            ),
        ),
        ("5:29 calendar.closed.summer: 'until' ends what comes 'every: year'",),
    ),
    (
        (
            (
                "end: 2027-12-31",
                "end: 2027-12-31\ncalendar: {closed: {summer: {from: 2025-07-01, to: 2025-07-09, every: year, until: 2025-01-01}}}",
            ),
        ),
        ("5:29 calendar.closed.summer: 'until' (2025-01-01) lies before 'from' (2025-07-01)",),
    ),
    (
        (
            (
                "end: 2027-12-31",
                "end: 2027-12-31\ncalendar: {closed: {summer: {dates: [[2025-07-10, 2025-07-01], 2025-13-01]}}}",
            ),
        ),
        (
            "5:37 calendar.closed.summer.dates: 2025-07-01 lies before 2025-07-10",
            "5:64 calendar.closed.summer.dates: there is no date 2025-13-01",
        ),
    ),
    ((("end: 2027-12-31", "end: 2027-12-31\nlocalities: {A: 100%}"),), ("5:1 localities: not supported yet",)),
    ((("end: 2027-12-31", "end: 2027-12-31\nname: again"),), ("5:1 name: 'name' is given twice; first on line 2",)),
    (
        (("for: [nurses, teachers]", "for: [nurse, teachers]"),),
        ("12:10 courses.basic.for: there is no group 'nurse'; did you mean 'nurses'?",),
    ),
    ((("for: [nurses, teachers]", "for: nurses"),), ("12:10 courses.basic.for: expected a list, found 'nurses'",)),
    (
        (("role: trainer, each", "role: trainers, each"),),
        ("13:23 courses.basic.taught_by.role: there is no role 'trainers'; did you mean 'trainer'?",),
    ),
    (
        (("{role: trainer, each: 2, experienced: 1}", "trainer"),),
        (
            "13:16 courses.basic.taught_by: expected external or {role: ...}, found 'trainer'; did you mean {role: trainer}?",
        ),
    ),
    (
        (("experienced: 1}", "experienced: 3}"),),
        ("13:54 courses.basic.taught_by.experienced: must be at most the 2 who teach, found 3",),
    ),
    (
        (("experienced: 1}", "experienced: 1, cost: 5}"),),
        ("13:57 courses.basic.taught_by.cost: unknown setting; there are role, each, experienced",),
    ),
    (
        (("days: [0, 14]", "days: [1, 14]"),),
        ("14:11 courses.basic.days: offsets count from day one: they begin with 0 and rise, over ten years at most",),
    ),
    (
        (("days: [0, 14]", "days: 2"),),
        (
            "14:11 courses.basic.days: expected days after day one such as [0, 14], or {weekly: 10} with up to 200 weeks, found '2'",
        ),
    ),
    (
        (("days: [0, 14]", "days: {weekly: ten}"),),
        (
            "14:11 courses.basic.days: expected days after day one such as [0, 14], or {weekly: 10} with up to 200 weeks",
        ),
    ),
    (
        (("{per_year: 12}", "{per_year: 12, dates: [2025-03-03]}"),),
        (
            "17:22 courses.basic.schedule.core: a schedule is one of per_year, dates and when_waiting: per_year and dates are both given (null removes one that is inherited)",
        ),
    ),
    (
        (("{per_year: 12}", "{dates: [2024-03-03]}"),),
        ("17:30 courses.basic.schedule.core.dates: 2024-03-03 lies outside the run (2025-01-01 to 2027-12-31)",),
    ),
    (
        (("{per_year: 12}", "{per_year: 12/year}"),),
        ("17:33 courses.basic.schedule.core.per_year: expected a number, found '12/year'",),
    ),
    (
        (("{per_year: 12}", "{at_most: 2}"),),
        ("17:32 courses.basic.schedule.core.at_most: 2 has no unit: write 2/month",),
    ),
    (
        (("{per_year: 12}", "{when_waiting: 12, at_most: 2}"),),
        ("17:50 courses.basic.schedule.core.at_most: 2 has no unit: write 2/month",),
    ),
    (
        (("{per_year: 12}", "{per_year: 12, locality: X}"),),
        ("17:37 courses.basic.schedule.core.locality: not supported yet",),
    ),
    (
        (("others: 80%", "teacher: 80%"),),
        (
            "18:29 courses.basic.attendance.first_day: 'teachers' is missing: name every group the course is for, or add others",
            "18:43 courses.basic.attendance.first_day.teacher: there is no group 'teacher'; did you mean 'teachers'?",
        ),
    ),
    (
        (("others: 80%", "others: 80"),),
        ("18:51 courses.basic.attendance.first_day.others: 80 is not a share: write 80% or a number from 0 to 1",),
    ),
    (
        ((", others: 80%", ""),),
        (
            "18:29 courses.basic.attendance.first_day: 'teachers' is missing: name every group the course is for, or add others",
        ),
    ),
    (
        (("at_least: 1}", "at_least: 3}"),),
        ("18:79 courses.basic.attendance.completes.at_least: must be at most 2 days, found 3",),
    ),
    (
        (("{at_least: 1}", "most days"),),
        ("18:68 courses.basic.attendance.completes: expected all days, or {at_least: 7}, found 'most days'",),
    ),
    (
        (("willing: 80%", "willing: 80"),),
        ("19:23 courses.basic.demand.willing: 80 is not a share: write 80% or a number from 0 to 1",),
    ),
    (
        (("willing: 80%", "existing: {willing: 80%, due: 3 months}"),),
        ("19:39 courses.basic.demand.existing.due: unknown setting; there are willing, ask_over, waiting_at_start",),
    ),
    (
        (("requires: {basic: 6 months}", "requires: {basics: 6 months}"),),
        ("22:16 courses.advanced.requires.basics: there is no course 'basics'; did you mean 'basic'?",),
    ),
    (
        (("requires: {basic: 6 months}", "requires: {basic: 6}"),),
        ("22:23 courses.advanced.requires.basic: 6 has no unit: write 6 days, 6 weeks, 6 months or 6 years",),
    ),
    (
        (("requires: {basic: 6 months}", "requires: {advanced: 6 months}"),),
        ("22:26 courses.advanced.requires.advanced: courses require each other in a circle: advanced -> advanced",),
    ),
    (
        (("makes: trainer", "makes: trainr"),),
        ("23:12 courses.advanced.makes: there is no role 'trainr'; did you mean 'trainer'?",),
    ),
    (
        (("makes: trainer", "renew_by: basic"),),
        (
            "23:15 courses.advanced.renew_by: what is valid forever needs no renewal: give valid_for, or leave renew_by out",
        ),
    ),
    (
        (("makes: trainer", "valid_for: 1 year\n    renew_from: 2 years\n    renew_by: basic"),),
        ("24:17 courses.advanced.renew_from: must be at most the 1 year for which it is valid, found 2 years",),
    ),
    (
        (("makes: trainer", "priority: [starter, nurses]"),),
        ("23:15 courses.advanced.priority: there is no group or kind 'starter'; did you mean 'starters'?",),
    ),
    (
        (("makes: trainer", "reserve: {nurse: 3}"),),
        ("23:15 courses.advanced.reserve.nurse: there is no group 'nurse'; did you mean 'nurses'?",),
    ),
    ((("active: 8", "active: 12"),), ("26:37 roles.trainer.at_start.active: must be at most 10 members, found 12",)),
    ((("nurses: 50%, ", ""),), ("26:62 roles.trainer.at_start.from: the shares add up to 50%, not 100%",)),
    (
        (("{nurses: 50%, teachers: 50%}", "{nurse: 50%, teachers: 50%}"),),
        ("26:63 roles.trainer.at_start.from.nurse: there is no group 'nurse'; did you mean 'nurses'?",),
    ),
    (
        (("deliveries: {mean: 3/year, spread: 1.0}", "choose: keen"),),
        (
            "25:3 roles.trainer.deliveries: missing: a member's own capacity: {mean: 3/year, spread: 1.0}, or {mean: 3/year, busiest_tenth_has: 45%}",
        ),
    ),
    (
        (
            (
                "deliveries: {mean: 3/year, spread: 1.0}",
                "deliveries: {mean: 3/year, spread: 1.0, busiest_tenth_has: 45%}",
            ),
        ),
        (
            "27:17 roles.trainer.deliveries: give spread or busiest_tenth_has, not both (null removes one that is inherited)",
        ),
    ),
    (
        (
            (
                "deliveries: {mean: 3/year, spread: 1.0}",
                "deliveries: {mean: 3/year, busiest_tenth_has: 5%}\n    choose: keener",
            ),
        ),
        (
            "27:51 roles.trainer.deliveries.busiest_tenth_has: must be at least 10%, found '5%'",
            "28:13 roles.trainer.choose: expected keen or share, found 'keener'; did you mean 'keen'?",
        ),
    ),
    (
        (("courses.basic.paused: true", "courses.basics.paused: true"),),
        (
            "29:74 changes.pause.set.courses.basics.paused: the path matches no setting that may change; did you mean 'courses.basic.paused'?",
        ),
    ),
    (
        (("courses.basic.paused: true", "courses.basic.days: [0]"),),
        ("29:71 changes.pause.set.courses.basic.days: this setting may not change",),
    ),
    (
        (("courses.basic.paused: true", "courses.basic.paused: 1"),),
        ("29:73 changes.pause.set.courses.basic.paused: expected true or false, found '1'",),
    ),
    (
        (("courses.basic.paused: true", "courses.basic.minimum: 20"),),
        (
            "29:74 changes.pause.set.courses.basic.minimum: makes courses.basic.minimum 20, which must be at most 17 places",
        ),
    ),
    (
        (("courses.basic.paused: true", "courses.basic.demand.existing.waiting_at_start: 20"),),
        (
            "29:99 changes.pause.set.courses.basic.demand.existing.waiting_at_start: this setting may not change: it is read at the start only",
        ),
    ),
    (
        (("set: {courses.basic.paused: true}", "scale: {courses.basic.paused: 2}"),),
        (
            "29:75 changes.pause.scale.courses.basic.paused: this setting is not a number, so it cannot be scaled: use set",
        ),
    ),
    (
        (("set: {courses.basic.paused: true}", "scale: {courses.basic.attendance.first_day: 1.3}"),),
        (
            "29:89 changes.pause.scale.courses.basic.attendance.first_day: makes courses.basic.attendance.first_day 117%, which must be at most 100%",
            "29:89 changes.pause.scale.courses.basic.attendance.first_day: makes courses.basic.attendance.first_day 104%, which must be at most 100%",
        ),
    ),
    (
        (("set: {courses.basic.paused: true}", "add: {courses.*.places: -16}"),),
        (
            "29:69 changes.pause.add.courses.*.places: leaves courses.basic.minimum at 8, which must be at most 1 place",
            "29:69 changes.pause.add.courses.*.places: makes courses.advanced.places -6, which must be at least 1",
        ),
    ),
    (
        (("set: {courses.basic.paused: true}", "add: {courses.*.places: -1.5}"),),
        ("29:69 changes.pause.add.courses.*.places: expected a whole number, found '-1.5': it counts whole things",),
    ),
    (
        (("set: {courses.basic.paused: true}", "scale: {groups.nurses.release.per_month: 2}"),),
        (
            "29:86 changes.pause.scale.groups.nurses.release.per_month: this setting is left out, so it cannot be scaled: use set",
        ),
    ),
    (
        (("set: {courses.basic.paused: true}", "why: x"),),
        ("29:10 changes.pause: a change needs 'set', 'scale' or 'add'",),
    ),
    (
        (("from: 2026-03-01, to: 2026-05-31", "from: 2028-03-01"),),
        ("29:17 changes.pause.from: the change lies outside the run (2025-01-01 to 2027-12-31)",),
    ),
    (
        (("from: 2026-03-01, to: 2026-05-31", "from: 2026-06-01, to: 2026-05-31"),),
        ("29:10 changes.pause: 'to' (2026-05-31) lies before 'from' (2026-06-01)",),
    ),
    (
        (("measure: coverage", "measure: converage"),),
        ("31:22 targets.covered.measure: there is no measure 'converage'; did you mean 'coverage'?",),
    ),
    (
        (("course: basic, at_least", "course: basics, at_least"),),
        ("31:40 targets.covered.course: there is no course 'basics'; did you mean 'basic'?",),
    ),
    (
        (("course: basic, at_least", "at_least"),),
        ("31:12 targets.covered: 'course' is missing: coverage is of one course",),
    ),
    (
        (("course: basic, at_least", "course: basic, role: trainer, at_least"),),
        ("31:53 targets.covered.role: coverage is not of a role: leave it out",),
    ),
    (
        (("at_least: 80%", "at_least: 80"),),
        ("31:57 targets.covered.at_least: coverage is a share, at most 100%: write a share such as 80%, not 80",),
    ),
    ((("at_least: 80%, ", ""),), ("31:12 targets.covered: a target needs at_least or at_most",)),
    (
        (("by: 2027-06-30", "by: 2028-06-30"),),
        ("31:66 targets.covered.by: 2028-06-30 lies outside the run (2025-01-01 to 2027-12-31)",),
    ),
    (
        (("measure: coverage, course: basic, at_least: 80%", "measure: active, role: trainer, at_least: 80%"),),
        ("31:55 targets.covered.at_least: active counts members: write a number, not a share",),
    ),
    (
        (("  nurses:\n", "  starters:\n"),),
        (
            "6:3 groups.starters: 'starters' means something else in scenarios: choose another name",
            "12:10 courses.basic.for: there is no group 'nurses'; there is teachers",
            "18:30 courses.basic.attendance.first_day.nurses: there is no group 'nurses'; there are teachers or others",
            "26:63 roles.trainer.at_start.from.nurses: there is no group 'nurses'; there is teachers",
        ),
    ),
    (
        (("  nurses:\n", "  nur ses:\n"),),
        (
            "6:3 groups.nur ses: a name begins with a letter and holds letters, digits, _ and - only",
            "12:10 courses.basic.for: there is no group 'nurses'; there is teachers",
            "18:30 courses.basic.attendance.first_day.nurses: there is no group 'nurses'; there are teachers or others",
            "26:63 roles.trainer.at_start.from.nurses: there is no group 'nurses'; there is teachers",
        ),
    ),
    ((("name: Test", "name: *x"),), ("2:7 name: *x is not defined before this line",)),
    ((("name: Test", "name: &x [*x]"),), ("2:11 name: *x holds itself",)),
    (
        (("name: Test", "name: !!python/object:os.system x"),),
        ("2:7 name: tags such as tag:yaml.org,2002:python/object:os.system are not used in scenarios",),
    ),
    ((("name: Test", "? [a]\n: b"),), ("2:3: a setting's name is a word, not a list, a mapping or an alias",)),
    (
        (("name: Test", "name: Test: again"),),
        (
            "2:11: not YAML: mapping values are not allowed in this context: put a text that holds ': ' in quotes, and indent settings of one level alike",
        ),
    ),
    (
        (("name: Test", "name: 'Test"),),
        ("32:1: not YAML: found unexpected end of stream: a quote or a bracket is not closed",),
    ),
    (
        (("name: Test", "<<: {a: b}\nname: Test"),),
        ("2:1 <<: '<<' is not used in scenarios: use 'defaults' or 'extends'",),
    ),
    (
        (("name: Test", "name: Test\n---\nname: b"),),
        ("3:1: a second document begins here: one file holds one scenario",),
    ),
    (
        (("places: 17\n", "places: 17\n    cost: {per_delivery: 350 GBP}\n    public: {name: x}\n"),),
        (
            "16:5 courses.basic.cost: not supported yet",
            "17:5 courses.basic.public: not supported yet",
        ),
    ),
    (
        (("groups:\n", "groups: 5\ngroup:\n"),),
        (
            "5:9 groups: expected a mapping of names, found '5'",
            "6:1 group: unknown setting; did you mean 'groups'?",
        ),
    ),
    (
        (("places: 17", "places: {value: 17, 2025-01-01: 5}"),),
        ("15:21 courses.basic.places.value: expected a date such as 2026-01-31, found 'value'",),
    ),
    ((("name: Test", "name: 12:30"),), ("2:7 name: YAML reads '12:30' as a number of minutes: put it in quotes",)),
    (
        (("posts: 100\n", "posts: 100\n    lable: null\n"),),
        ("8:5 groups.nurses.lable: there is no setting 'lable'; did you mean 'label'?",),
    ),
    (
        (
            ("places: 17", "capcity: 17"),
            ("makes: trainer", "makes: trainr"),
            ("by: 2027-06-30", "by: 2028-06-30"),
            ("turnover: 10%/year", "turnover: 10%"),
        ),
        (
            "8:15 groups.nurses.turnover: expected a rate such as 14%/year, 4/year or 2/month, found '10%'",
            "11:3 courses.basic.places: missing: seats on a delivery",
            "15:5 courses.basic.capcity: unknown setting; there are label, for, taught_by, days, places, minimum, schedule, closes, overbook, attendance, demand, priority, reserve, valid_for, renew_by, renew_from, requires, makes, trained_before, paused",
            "23:12 courses.advanced.makes: there is no role 'trainr'; did you mean 'trainer'?",
            "31:66 targets.covered.by: 2028-06-30 lies outside the run (2025-01-01 to 2027-12-31)",
        ),
    ),
    ((("name: Test", "name: ''"),), ("2:7 name: expected a text, found nothing",)),
    ((("places: 17", "places: 123456789012345678901"),), ("15:13 courses.basic.places: the number is too large",)),
    (
        (("places: 17", "places: 17\n    requires: {advanced: 0 days}"),),
        ("23:23 courses.advanced.requires.basic: courses require each other in a circle: basic -> advanced -> basic",),
    ),
    (
        (("deliveries: {mean: 3/year, spread: 1.0}", "deliveries: {mean: 0/year, spread: 1.0}"),),
        ("27:24 roles.trainer.deliveries.mean: must be above 0, found '0/year'",),
    ),
    (
        (("set: {courses.basic.paused: true}", "set: {groups.nurses.turnover: {2026-04-01: 5%/year}}"),),
        (
            "29:75 changes.pause.set.groups.nurses.turnover: dated values are not used here: a change has its own 'from' and 'to'",
        ),
    ),
    (
        (("set: {courses.basic.paused: true}", "set: {courses.basic.attendance: 1}"),),
        (
            "29:77 changes.pause.set.courses.basic.attendance: the path matches no setting that may change; name one setting such as courses.basic.attendance.withdraws",
        ),
    ),
    (
        (("set: {courses.basic.paused: true}", "scale: {groups.nurses.posts: 110%}"),),
        ("29:74 changes.pause.scale.groups.nurses.posts: expected a number, found '110%'",),
    ),
    (
        (("set: {courses.basic.paused: true}", "scale: {courses.basic.attendance.first_day.others: 1.1}"),),
        (
            "29:96 changes.pause.scale.courses.basic.attendance.first_day.others: the path matches no setting that may change; name the groups, or leave the last name out to change all",
        ),
    ),
    ((("name: Test", "name: [Test]"),), ("2:7 name: expected a text, found a list",)),
    (
        (("places: 17", "label: {2026-01-01: x}\n    places: 17"),),
        ("15:12 courses.basic.label: expected a text, found a mapping with '2026-01-01'",),
    ),
    (
        (("posts: 100", "posts: {value: 100, range: [90, 110], source: 5}"),),
        ("7:51 groups.nurses.posts.source: expected a text, found '5'",),
    ),
    (
        (("posts: 100", "posts: 100000000"),),
        ("7:12 groups.nurses.posts: must be at most 10,000,000, found '100000000'",),
    ),
    (
        (("willing: 80%", "willing: {value: 80%, range: [60%, 100%]}"),),
        (
            "19:43 courses.basic.demand.willing.range: the range of a share must lie below 100%: 60% < 80% < 100% does not do",
        ),
    ),
    ((("end: 2027-12-31", "end: 2227-12-31"),), ("4:6 end: a run lasts at most 100 years",)),
    (
        (("roles:\n", "rolls:\n"),),
        (
            "13:23 courses.basic.taught_by.role: there is no role 'trainer', nor any other",
            "23:12 courses.advanced.makes: there is no role 'trainer', nor any other",
            "24:1 rolls: unknown setting; did you mean 'roles'?",
        ),
    ),
    ((("makes: trainer", "serves: all"),), ("23:5 courses.advanced.serves: unknown setting; did you mean 'reserve'?",)),
    (
        (
            (
                "deliveries: {mean: 3/year, spread: 1.0}",
                "deliveries: {mean: 3/year, spread: 1.0}\n    serves: own locality\n    cost: {per_day: 210 GBP}",
            ),
        ),
        (
            "28:13 roles.trainer.serves: own locality is not supported yet: write all, or leave it out",
            "29:5 roles.trainer.cost: not supported yet",
        ),
    ),
)


@pytest.mark.parametrize(("edits", "messages"), WRONG, ids=[" ".join(new for _, new in edits) for edits, _ in WRONG])
def test_everything_wrong_is_told_at_once(tmp_path, monkeypatch, edits, messages):
    text = SMALL
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError) as caught:
        load("plan.yaml")
    assert str(caught.value).splitlines() == [f"plan.yaml:{message}" for message in messages]
