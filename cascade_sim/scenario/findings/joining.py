"""Who can get where: roles that nobody can join, courses that nobody asks for, can teach, or may take."""

from collections.abc import Iterator
from functools import cached_property

from ..plan import CourseSettings, Settings
from .finding import Finding
from .look import Look


class Paths:
    """Which courses can be completed by somebody, and which roles have members, at any time of the run.

    Found by going round until nothing is added: a course can be completed if somebody asks for it, it has dates,
    somebody teaches it and what it requires can be held; a role has members if some are there at the start or a
    course that can be completed makes them.
    """

    def __init__(self, look: Look) -> None:
        self.look = look
        self.first = look.plan.first

    @cached_property
    def _found(self) -> tuple[frozenset[int], frozenset[int]]:
        courses: frozenset[int] = frozenset()
        roles = frozenset(i for i, role in enumerate(self.first.roles) if role.members_at_start > 0)
        while True:
            more = courses | {i for i in range(len(self.first.courses)) if not self._hindrance(i, courses, roles)}
            made = roles | {self.first.courses[i].makes for i in more} - {None}
            if (more, made) == (courses, roles):
                return courses, roles
            courses, roles = more, frozenset(role for role in made if role is not None)

    @property
    def courses(self) -> frozenset[int]:
        """The courses that can be completed."""
        return self._found[0]

    @property
    def roles(self) -> frozenset[int]:
        """The roles that have members at some time."""
        return self._found[1]

    def hindrance(self, course: int) -> str:
        """Why nobody can complete a course; empty if somebody can."""
        return self._hindrance(course, *self._found)

    def _hindrance(self, index: int, courses: frozenset[int], roles: frozenset[int]) -> str:
        course = self.first.courses[index]
        required = [i for i, _ in course.requires if i not in courses and not self._held(i)]
        if not self.has_dates(index):
            return "has no dates"
        if not self.is_asked_for(index):
            return "is asked for by nobody"
        if course.role is not None and course.role not in roles:
            return f"is taught by {self.look.roles[course.role]}, who has no members"
        return f"requires {self.look.courses[required[0]]}, which nobody can hold" if required else ""

    def has_dates(self, index: int) -> bool:
        """Whether a delivery is ever planned, or none is needed."""
        return self.first.courses[index].self_paced is not None or any(
            getattr(schedule, "rate", 1.0) > 0
            for settings in self.look.plan.settings
            for schedule in settings.courses[index].schedules
        )

    def is_asked_for(self, index: int) -> bool:
        """Whether anybody is willing or of the public comes, or it renews something that is asked for or held."""
        renewed = [i for i, course in enumerate(self.first.courses) if course.renew_by == index and i != index]
        if any(self._held(i) or self.is_asked_for(i) for i in renewed):
            return True
        return any(_willing(settings, settings.courses[index]) for settings in self.look.plan.settings)

    def _held(self, course: int) -> bool:
        """Whether anybody holds it from the start, or arrives with it."""
        return any(
            group.hold_at_start[course] or group.arrive_with[course]
            for settings in self.look.plan.settings
            for group in settings.groups
        )


def _willing(settings: Settings, course: CourseSettings) -> bool:
    if course.public is not None:
        return course.public.arrivals > 0 or course.public.waiting_at_start > 0
    return any(course.willing_existing_by_group[g] or course.willing_starters_by_group[g] for g in course.groups)


def nobody_asks(look: Look) -> Iterator[Finding]:
    """Courses without demand: they get none."""
    paths = Paths(look)
    for index, name in enumerate(look.courses):
        if not paths.is_asked_for(index) and look.plan.first.courses[index].public:
            yield look.finding(
                "nobody_asks",
                ("courses", name, "public", "arrivals"),
                f"nobody asks for {name}",
                "0 arrivals a year, and 0 people wait at the start",
                f"courses.{name}.public.arrivals: 20/week, or as many as ask",
            )
        elif not paths.is_asked_for(index):
            yield look.finding(
                "nobody_asks",
                ("courses", name),
                f"nobody asks for {name}",
                "0% of staff in post and 0% of starters are willing, and it renews nothing",
                f"courses.{name}.demand: {{willing: 90%}}, for existing staff and starters alike",
            )


def nobody_teaches(look: Look) -> Iterator[Finding]:
    """Courses taught by a role that never has members."""
    paths = Paths(look)
    for course in look.plan.first.courses:
        if course.role is not None and course.role not in paths.roles:
            role = look.roles[course.role]
            yield look.finding(
                "nobody_teaches",
                ("courses", course.name, "taught_by"),
                f"nobody can teach {course.name}, so every delivery is cancelled",
                f"{role} has 0 members at the start, and nobody can become one",
                f"roles.{role}.at_start.members: {course.each} or more, a course that makes: {role}, "
                "or taught_by: external",
            )


def nobody_may_take(look: Look) -> Iterator[Finding]:
    """Courses that require what nobody can hold."""
    paths = Paths(look)
    for index, course in enumerate(look.plan.first.courses):
        hindrance = paths.hindrance(index)
        if hindrance.startswith("requires"):
            required = hindrance.split()[1].rstrip(",")
            why = paths.hindrance(look.courses.index(required))
            yield look.finding(
                "nobody_may_take",
                ("courses", course.name, "requires", required),
                f"nobody can ever take {course.name}: it {hindrance}",
                f"{required} {why}, and 0% hold it at the start or arrive with it",
                f"give courses.{required} dates, demand and somebody to teach it, or leave the requirement out",
            )


def nobody_joins(look: Look) -> Iterator[Finding]:
    """Roles that no course makes, or only courses that nobody can complete: their members dwindle."""
    paths = Paths(look)
    for index, role in enumerate(look.plan.first.roles):
        makers = [i for i, course in enumerate(look.plan.first.courses) if course.makes == index]
        reasons = [f"{look.courses[i]} {paths.hindrance(i)}" for i in makers]
        if any(i in paths.courses for i in makers):
            continue
        yield look.finding(
            "nobody_joins",
            ("roles", role.name),
            f"nobody can join {role.name}",
            f"{role.members_at_start} members at the start + 0 who join, as "
            + (" and ".join(reasons) if reasons else f"no course has makes: {role.name}")
            + "; some leave each year, with their posts",
            f"a course that makes: {role.name}"
            if not reasons
            else f"let people complete {look.courses[makers[0]]}, which {paths.hindrance(makers[0])}",
        )
