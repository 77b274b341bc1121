"""Erasing a person from counts of dossiers: reasons of theirs, or that name them, lose their words."""

from __future__ import annotations

from django.db.models import Model

from chiso.office.dossiers.models import Intake
from chiso.office.ledger.erasing import Erasure, empty_texts

# Every free text of the app with the field that says whose it is.
WRITTEN: tuple[tuple[type[Model], str, str], ...] = ((Intake, "withdrawn_by", "withdrawn_for"),)


def erase_from_dossiers(erasure: Erasure) -> int:
    """Empty what the person wrote and what names them; how many texts."""
    return empty_texts(erasure, WRITTEN)
