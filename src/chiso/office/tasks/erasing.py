"""Erasing a person from directives and tasks: what they wrote, or what names them, loses its words.

That a task was given, reported, confirmed stays: it speaks of agencies. Addresses of their calendars go.
"""

from __future__ import annotations

from django.db.models import Model

from chiso.office.ledger.erasing import Erasure, empty_texts
from chiso.office.tasks.models import (
    Directive,
    DirectiveChange,
    Extension,
    Note,
    Outreach,
    Report,
    Subscription,
    Task,
    Withdrawal,
)

# Every free text of the app with the field that says whose it is; a test holds that none is left out.
# Author "": what it says is the office's, not its writer's; only a name in it makes it go.
WRITTEN: tuple[tuple[type[Model], str, str], ...] = (
    (Directive, "", "title"),
    (Directive, "", "issuer"),
    (Directive, "", "extract"),
    (DirectiveChange, "changed_by", "reason"),
    (Task, "", "title"),
    (Task, "", "words"),
    (Task, "", "product"),
    (Task, "", "measure"),
    (Report, "by", "words"),
    (Report, "by", "parts_left_for"),
    (Report, "decided_by", "answer"),
    (Outreach, "report__by", "channels"),
    (Outreach, "report__by", "products"),
    (Extension, "asked_by", "reason"),
    (Extension, "decided_by", "answer"),
    (Note, "by", "words"),
    (Withdrawal, "by", "reason"),
)
# A title stands in lists, and is what one presses there.
_GONE = {"title": "–"}


def erase_from_tasks(erasure: Erasure) -> int:
    """Empty what the person wrote and what names them; how many texts and addresses."""
    changed = empty_texts(erasure, WRITTEN, _GONE)
    for change in DirectiveChange.objects.all():
        changed += _erase_from_change(change, erasure)
    deleted, _ = Subscription.objects.filter(person=erasure.person).delete()
    return changed + deleted


def _erase_from_change(change: DirectiveChange, erasure: Erasure) -> int:
    """A form that a directive had before, without the texts that name the person."""
    told = [
        name for name, value in change.stood.items() if isinstance(value, str) and erasure.is_named_in(value)
    ]
    if told:
        change.stood = change.stood | dict.fromkeys(told, "")
        change.save(update_fields=["stood"])
    return len(told)
