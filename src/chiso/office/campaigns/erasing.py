"""Erasing a person from campaigns: what they wrote loses its words, and so does every text that names them.

Figures, reasons of a list, decisions and times stay: they speak of agencies. Whose a text is tells a field of
its row; where none does, the record, which holds the same text under the person who wrote it. A published
edition stays as it is: who signed a decision is told by the decision.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Q
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import (
    Announcement,
    Answer,
    Comment,
    Edition,
    ExtensionRequest,
    Petition,
    PhaseException,
    Question,
    Reminder,
    Reply,
    Ruling,
    Session,
    Submission,
    Workbook,
)
from chiso.office.ledger.erasing import Erasure
from chiso.office.ledger.models import Words

# A note may hold the digest of a withheld value (chiso.scoring.reading); it is no words of a person.
_DIGEST = "sha256:"


@dataclass(frozen=True, slots=True)
class Written:
    """Texts of a model, and the field by which one knows whose they are; "" where only the record tells."""

    model: type[Model]
    author: str
    texts: tuple[str, ...]


# Every free text of the app; a test holds that none is left out.
WRITTEN: tuple[Written, ...] = (
    Written(Answer, "by", ("note", "words")),
    Written(Comment, "author", ("words",)),
    Written(Question, "asked_by", ("words",)),
    Written(Reply, "by", ("words",)),
    Written(Petition, "by", ("words",)),
    Written(Petition, "answered_by", ("answer",)),
    Written(Ruling, "written_by", ("words",)),
    Written(Session, "written_by", ("words",)),
    Written(Submission, "", ("remarks", "returned_for")),
    Written(Reminder, "by", ("words",)),
    Written(Announcement, "by", ("words",)),
    Written(PhaseException, "granted_by", ("reason",)),
    Written(ExtensionRequest, "asked_by", ("words",)),
    Written(ExtensionRequest, "decided_by", ("answer",)),
    Written(Edition, "prepared_by", ("reason",)),
)


def erase_from_campaigns(erasure: Erasure) -> int:
    """Empty what the person wrote and what names them; how many texts."""
    with scopes_disabled():
        found = sum(_erase_text(erasure, one, text) for one in WRITTEN for text in one.texts)
        return found + _erase_from_minutes(erasure) + _erase_workbooks(erasure)


def _erase_text(erasure: Erasure, written: Written, text: str) -> int:
    rows = written.model._base_manager.exclude(**{text: ""})
    if text == "note":
        rows = rows.exclude(note__startswith=_DIGEST)
    theirs = Q(**{written.author: erasure.person}) if written.author else _as_recorded(erasure, written, text)
    return rows.filter(theirs | erasure.named_in(text)).update(**{text: ""})


def _as_recorded(erasure: Erasure, written: Written, text: str) -> Q:
    """Texts that the record holds as words of the person about this very thing."""
    said = Words.objects.filter(
        person=erasure.person.pk,
        erased_at=None,
        entry__object_kind=written.model._meta.label_lower,
        entry__object_id=OuterRef("pk"),
        text=OuterRef(text),
    )
    return Q(Exists(said))


def _erase_from_minutes(erasure: Erasure) -> int:
    """Take the name out of who was present and who had the chair."""
    changed = 0
    for session in Session.objects.select_for_update():
        chair, present = erasure.taken_out_of(session.chair), erasure.taken_out_of(session.present)
        if (chair, present) != (session.chair, session.present):
            Session.objects.filter(pk=session.pk).update(chair=chair, present=present)
            changed += 1
    return changed


def _erase_workbooks(erasure: Erasure) -> int:
    """What a workbook of theirs said that nobody accepted goes; it can be accepted no more."""
    waiting = Workbook._base_manager.filter(brought_by=erasure.person, accepted_at=None, discarded_at=None)
    return waiting.update(leaves=[], discarded_at=erasure.at)
