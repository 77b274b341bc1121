"""What is kept about campaigns, from the calendar to the published edition."""

from __future__ import annotations

from chiso.office.campaigns.models.answers import Answer, Comment, LeafTask
from chiso.office.campaigns.models.appraising import Question, Reply
from chiso.office.campaigns.models.calendar import (
    PHASES,
    Campaign,
    ExtensionRequest,
    Phase,
    PhaseException,
)
from chiso.office.campaigns.models.council import Petition, Ruling, Session
from chiso.office.campaigns.models.editions import Edition
from chiso.office.campaigns.models.sheets import Sheet
from chiso.office.campaigns.models.submissions import Receipt, Submission
from chiso.office.campaigns.models.targets import Target
from chiso.office.campaigns.models.watching import Announcement, Reminder, ReminderRules
from chiso.office.campaigns.models.workbooks import Workbook

__all__ = [
    "PHASES",
    "Announcement",
    "Answer",
    "Campaign",
    "Comment",
    "Edition",
    "ExtensionRequest",
    "LeafTask",
    "Petition",
    "Phase",
    "PhaseException",
    "Question",
    "Receipt",
    "Reminder",
    "ReminderRules",
    "Reply",
    "Ruling",
    "Session",
    "Sheet",
    "Submission",
    "Target",
    "Workbook",
]
