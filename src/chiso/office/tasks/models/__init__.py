"""Directives, tasks, what is done about them, and how people are told."""

from chiso.office.tasks.models.directives import DIRECTIVE_KINDS, Directive, DirectiveChange
from chiso.office.tasks.models.doing import (
    Extension,
    Note,
    Outreach,
    Report,
    ReportDocument,
    Withdrawal,
)
from chiso.office.tasks.models.tasks import PRIORITIES, Involvement, Task, TaskAim
from chiso.office.tasks.models.telling import Reminded, ReminderRules, Subscription

__all__ = [
    "DIRECTIVE_KINDS",
    "PRIORITIES",
    "Directive",
    "DirectiveChange",
    "Extension",
    "Involvement",
    "Note",
    "Outreach",
    "Reminded",
    "ReminderRules",
    "Report",
    "ReportDocument",
    "Subscription",
    "Task",
    "TaskAim",
    "Withdrawal",
]
