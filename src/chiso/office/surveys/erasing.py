"""Erasing a person from survey rounds: notes and reasons of theirs, or that name them, lose their words.

Figures and times stay: they speak of agencies.
"""

from __future__ import annotations

from django.db.models import Model, Q

from chiso.office.ledger.erasing import Erasure
from chiso.office.surveys.models import HandingOver, RoundVersion

# Every free text of the app with the field that says whose it is; a test holds that none is left out.
WRITTEN: tuple[tuple[type[Model], str, str], ...] = (
    (RoundVersion, "brought_by", "note"),
    (HandingOver, "withdrawn_by", "withdrawn_for"),
)


def erase_from_surveys(erasure: Erasure) -> int:
    """Empty what the person wrote and what names them; how many texts."""
    changed = 0
    for model, author, words in WRITTEN:
        theirs = Q(**{author: erasure.person}) | erasure.named_in(words)
        rows = model._base_manager.exclude(**{words: ""}).filter(theirs)
        changed += rows.update(**{words: ""})
    return changed
