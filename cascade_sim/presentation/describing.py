"""What a scenario file describes, in two lines."""

from dataclasses import dataclass
from datetime import date

from .words import counted, month_words


@dataclass(frozen=True, repr=False)
class Description:
    """How much of what a scenario holds; `str()` is what `check` prints."""

    name: str
    start: date
    end: date
    groups: int
    posts: int  # on the first day
    courses: int
    roles: int
    ranges: int  # numbers given with a range
    targets: int

    def __str__(self) -> str:
        things = [
            f"{counted(self.groups, 'group')} with {counted(self.posts, 'post')}",
            counted(self.courses, "course"),
            counted(self.roles, "role"),
            f"{counted(self.ranges, 'number')} with a range",
            counted(self.targets, "target"),
        ]
        when = f"{month_words(self.start)} to {month_words(self.end)}"
        return f"{self.name} · {when}\n\n  {' · '.join(things)}\n  No errors."

    __repr__ = __str__
