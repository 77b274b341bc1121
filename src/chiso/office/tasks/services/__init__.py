"""Every write of directives and tasks.

directives.py    enter and correct directives
giving.py        give tasks, give parts of them on
distributing.py  which section or person of the agency does it
reporting.py     progress, done, notes
deciding.py      confirm, return, withdraw
extending.py     ask for more time, grant, refuse
reminders.py     who is reminded when
calendars.py     addresses of calendars
"""

from chiso.office.tasks.services.calendars import revoke_calendar, subscribe
from chiso.office.tasks.services.deciding import confirm_done, return_task, withdraw_task
from chiso.office.tasks.services.directives import DirectiveFacts, correct_directive, enter_directive
from chiso.office.tasks.services.distributing import distribute_task
from chiso.office.tasks.services.extending import ask_for_time, grant_time, refuse_time
from chiso.office.tasks.services.giving import Aim, NewTask, give_part, give_task
from chiso.office.tasks.services.reminders import change_reminder_rules
from chiso.office.tasks.services.reporting import OutreachGiven, add_note, report_done, report_progress

__all__ = [
    "Aim",
    "DirectiveFacts",
    "NewTask",
    "OutreachGiven",
    "add_note",
    "ask_for_time",
    "change_reminder_rules",
    "confirm_done",
    "correct_directive",
    "distribute_task",
    "enter_directive",
    "give_part",
    "give_task",
    "grant_time",
    "refuse_time",
    "report_done",
    "report_progress",
    "return_task",
    "revoke_calendar",
    "subscribe",
    "withdraw_task",
]
