"""What a scenario file may say: every setting with its form, default and meaning.

The models are frozen and closed; they validate files, describe themselves in the JSON Schema and in the reference,
and say which settings may change and when the model reads them. Values stay as written (`forms.Value`): dates,
groups and ranges are resolved when a plan is compiled. A default here is what a planner would expect to be meant by
leaving a setting out.
"""

from .base import KINDS, Model
from .calendars import CalendarModel, Closure
from .courses import Course, FollowUpModel, ScheduleModel
from .document import Budget, ChangeModel, Document, TargetModel
from .groups import Group
from .roles import Role

__all__ = [
    "KINDS",
    "Budget",
    "CalendarModel",
    "ChangeModel",
    "Closure",
    "Course",
    "Document",
    "FollowUpModel",
    "Group",
    "Model",
    "Role",
    "ScheduleModel",
    "TargetModel",
]
