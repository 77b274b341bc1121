"""Erasing a person from plans: reasons of theirs, or that name them, lose their words.

Plans themselves stay: they speak of agencies. A name in them goes too.
"""

from __future__ import annotations

from django.db.models import Model

from chiso.office.ledger.erasing import Erasure, empty_texts
from chiso.office.plans.models import Line, PlanTarget, Solution, Step

# Every free text of the app, with the field that says whose it is where it is somebody's own; a test holds
# that none is left out.
WRITTEN: tuple[tuple[type[Model], str, str], ...] = (
    (Step, "by", "words"),
    (Line, "", "words"),
    (Line, "", "measure"),
    (Line, "", "level"),
    (Line, "", "product"),
    (Line, "", "source"),
    (PlanTarget, "", "source"),
    (Solution, "", "problem"),
    (Solution, "", "cause"),
    (Solution, "", "solution"),
)


def erase_from_plans(erasure: Erasure) -> int:
    """Empty what the person wrote and what names them; how many texts."""
    return empty_texts(erasure, WRITTEN)
