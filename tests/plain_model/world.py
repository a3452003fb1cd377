"""All that one replication of the plain model consists of."""

from collections import Counter

from cascade_sim.randomness.streams import Luck
from cascade_sim.recording import Recorder, Records
from cascade_sim.scenario.plan import Plan

from .clock import Clock
from .counts import Counts, month_index, scopes_of, take_snapshots
from .courses import Course
from .money import Budget
from .planning import plan_deliveries
from .roles import Role
from .self_paced import open_self_paced_courses
from .start import set_the_scene
from .workforce import Group


class World:
    """Groups, courses and roles, what is counted of them, and the clock."""

    def __init__(self, plan: Plan, luck: Luck) -> None:
        self.plan, self.luck = plan, luck
        self.clock = Clock(plan.timeline.days - 1)
        self.record = Recorder(scopes_of(plan))
        self.counts = Counts(self.record.scopes)
        self.order = luck.stream("order")
        self.booked_in_month: Counter[tuple[int, int, int]] = Counter()  # by year and month of day one, and group
        self.months_with_closings: set[tuple[int, int]] = set()
        self._month_starts = plan.timeline.month_starts.tolist()
        self.groups = [Group(self, i) for i in range(len(plan.first.groups))]
        self.courses = [Course(self, i) for i in range(len(plan.first.courses))]
        self.roles = [Role(self, i) for i in range(len(plan.first.roles))]
        self.budgets = [Budget(plan, i) for i in range(len(plan.first.budgets))]

    def month_of(self, day: float) -> int:
        """Which of the run's calendar months a day falls in."""
        return month_index(self._month_starts, int(day))

    def note_closing(self, course: Course) -> None:
        """Bookings of a delivery have just closed: who waits now was not served by it."""
        month = self.month_of(self.clock.now)
        self.months_with_closings.add((month, course.index))
        self.record.still_waiting[month, course.index] = course.number_waiting()


def simulate(plan: Plan, luck: Luck) -> Records:
    """Run one replication and hand over what it recorded."""
    world = World(plan, luck)
    set_the_scene(world)
    for group in world.groups:
        group.open()
    for course in world.courses:
        if course.public:
            course.public.open()
    plan_deliveries(world)
    open_self_paced_courses(world)
    world.clock.process(take_snapshots(world))
    world.clock.run_to_the_end()
    for course in world.courses:
        for delivery in course.under_way:
            delivery.tell_unfinished()
    return world.record.finish()
