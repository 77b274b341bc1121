"""Erasing a person from drafts and consultations: texts that name them, and senders of their name.

What a drafter said of a criterion belongs to the file of the set and stays, without whose it was.
"""

from __future__ import annotations

from django.db.models import Model

from chiso.office.drafting.consulting.keeping import erase_from_opinions
from chiso.office.drafting.models import Consultation, Draft, Frozen, NodeComment, Opinion, Question, Trial
from chiso.office.ledger.erasing import Erasure

# Every free text that people write beside a set; a test holds that none is left out. A set names nobody.
WRITTEN: tuple[tuple[type[Model], str], ...] = (
    (NodeComment, "words"),
    (Draft, "origin_words"),
    (Draft, "returned_words"),
    (Question, "answer"),
    (Frozen, "errata_words"),
    (Consultation, "words"),
    (Opinion, "words"),
    (Opinion, "answer"),
    (Trial, "answers_name"),
    (Trial, "units_name"),
)


def erase_from_drafting(erasure: Erasure) -> int:
    """Empty every text that names the person; how many."""
    found = erase_from_opinions(erasure)
    for model, words in WRITTEN:
        found += model._base_manager.filter(erasure.named_in(words)).update(**{words: ""})
    return found
