"""Erasing a person from survey rounds: notes and reasons of theirs, or that name them, lose their words.

Figures and times stay: they speak of agencies.
"""

from __future__ import annotations

from django.db.models import Model

from chiso.office.ledger.erasing import Erasure, empty_texts
from chiso.office.surveys.models import HandingOver, RoundVersion

# Every free text of the app with the field that says whose it is; a test holds that none is left out.
WRITTEN: tuple[tuple[type[Model], str, str], ...] = (
    (RoundVersion, "brought_by", "note"),
    (HandingOver, "withdrawn_by", "withdrawn_for"),
)


def erase_from_surveys(erasure: Erasure) -> int:
    """Empty what the person wrote and what names them; how many texts."""
    return empty_texts(erasure, WRITTEN)
