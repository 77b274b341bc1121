"""What an agency hands in: its answers and what proves them, in one notation that is hashed.

    SHA-256 over canonical JSON (see `chiso.frameworks.document`) of
    {"format": "chiso-submission/1", "campaign", "framework", "framework_hash", "period", "agency",
     "answers": [{"unit", "code", "status", "rows", "note"}, …],
     "evidence": [{"unit", "code", "document", "number", "issued_on", "issuer", "title", "page", "files"}, …]}

Both lists stand in one order; `files` are the SHA-256 of the latest file of each document. Whoever holds
this text computes the digest of a receipt with any program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from django.db.models import BigIntegerField, Prefetch, prefetch_related_objects
from django_scopes import scopes_disabled

from chiso.frameworks.document import canonical_json
from chiso.office.campaigns.models import Answer
from chiso.office.campaigns.participants import Leaf, Participants
from chiso.office.compiled import Compiled, given
from chiso.office.files.models import DocumentUse, Revision
from chiso.office.organisation.models import Agency

FORMAT = "chiso-submission/1"
Lack: TypeAlias = Literal["answer", "figures", "proof"]
# What the agency itself entered; other figures a table brought.
OWN_ORIGINS = ("", "agency")


@dataclass(frozen=True, slots=True)
class Lacking:
    """A leaf that is not done, and what it lacks: an answer, some figures, what proves or explains it."""

    leaf: Leaf
    what: Lack


@dataclass(frozen=True)
class Content:
    """The self-assessment of one agency as it stands: leaves, answers by leaf, evidence by leaf."""

    participants: Participants
    agency: Agency
    leaves: tuple[Leaf, ...]
    answers: Mapping[tuple[int, str], Answer]
    evidence: Mapping[tuple[int, str], tuple[DocumentUse, ...]]

    @cached_property
    def written(self) -> bytes:
        """The canonical JSON."""
        participants = self.participants
        return canonical_json(
            {
                "format": FORMAT,
                "campaign": participants.campaign.key,
                "framework": participants.framework.key,
                "framework_hash": participants.framework.hash,
                "period": participants.period.written,
                "agency": self.agency.uid,
                "answers": [self._answer(leaf) for leaf in self.leaves if self._is_own(leaf)],
                "evidence": [
                    self._use(leaf, use)
                    for leaf in self.leaves
                    for use in self.evidence.get(self._place(leaf), ())
                ],
            }
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
        return hashlib.sha256(self.written).hexdigest()

    @cached_property
    def lacking(self) -> tuple[Lacking, ...]:
        """The leaves that are not done, in the set's order. What a table brought needs no proof here."""
        found = []
        for leaf in self.leaves:
            answer = self.answers.get(self._place(leaf))
            if answer is None:
                found.append(Lacking(leaf, "answer"))
            elif answer.lacking:
                found.append(Lacking(leaf, "figures"))
            elif answer.origin in OWN_ORIGINS and not self._is_proved(leaf, answer):
                found.append(Lacking(leaf, "proof"))
        return tuple(found)

    @property
    def answered(self) -> int:
        """How many leaves have an answer that says more than that there is none."""
        return sum(answer.status != "missing" for answer in self.answers.values())

    @property
    def not_applicable(self) -> int:
        """How many leaves are said not to apply."""
        return sum(answer.status == "not_applicable" for answer in self.answers.values())

    @property
    def without_evidence(self) -> int:
        """How many answered leaves have neither a document nor an explanation."""
        return sum(one.what == "proof" for one in self.lacking)

    @cached_property
    def documents(self) -> int:
        """How many documents stand beside leaves, each once."""
        return len({use.document_id for uses in self.evidence.values() for use in uses})

    @cached_property
    def damaged(self) -> int:
        """How many of these files the last look at the disk found missing or altered."""
        latest = (_latest_of(use) for uses in self.evidence.values() for use in uses)
        return len({one.content_id for one in latest if one is not None and one.content.condition != "whole"})

    @cached_property
    def files(self) -> int:
        """How many files these documents have, each once."""
        return len({sha for uses in self.evidence.values() for use in uses for sha in _files_of(use)})

    def _is_own(self, leaf: Leaf) -> bool:
        """Whether the agency answered; figures that a table brought are not what it hands in."""
        answer = self.answers.get(self._place(leaf))
        return answer is not None and answer.origin in OWN_ORIGINS

    def _is_proved(self, leaf: Leaf, answer: Answer) -> bool:
        return bool(answer.note.strip()) or bool(self.evidence.get(self._place(leaf)))

    def _answer(self, leaf: Leaf) -> dict[str, object]:
        answer = self.answers[self._place(leaf)]
        return {
            "unit": self.participants.units[leaf.unit].uid, "code": leaf.code, "status": answer.status,
            "rows": answer.rows, "note": answer.note,
        }  # fmt: skip

    def _use(self, leaf: Leaf, use: DocumentUse) -> dict[str, object]:
        document = use.document
        return {
            "unit": self.participants.units[leaf.unit].uid, "code": leaf.code, "document": document.key,
            "number": document.number, "issuer": document.issuer, "title": document.title,
            "issued_on": document.issued_on.isoformat() if document.issued_on else "",
            "page": use.page or document.page, "files": _files_of(use),
        }  # fmt: skip

    @staticmethod
    def _place(leaf: Leaf) -> tuple[int, str]:
        return leaf.unit, leaf.code


def content_of(participants: Participants, agency: Agency) -> Content:
    """What an agency has entered so far: four queries. Whoever asks: the caller has asked the right."""
    leaves = tuple(participants.leaves_of(agency))
    places = {(leaf.unit, leaf.code) for leaf in leaves}
    with scopes_disabled():
        whose = {"campaign": participants.campaign.pk, "of": agency.pk}
        by_leaf = {(one.unit_id, one.node): one for one in _ANSWERS.rows(**whose)}
        latest = Revision.objects.select_related("content").order_by("document", "-number")
        uses = _USES.rows(**whose)
        prefetch_related_objects(uses, Prefetch("document__revisions", latest))
    return Content(
        participants,
        agency,
        leaves,
        {place: one for place, one in by_leaf.items() if place in places},
        _by_place(uses),
    )


_CAMPAIGN, _AGENCY = given("campaign", BigIntegerField()), given("of", BigIntegerField())
_ANSWERS = Compiled(
    lambda: Answer.objects.filter(
        campaign=_CAMPAIGN, agency=_AGENCY, layer="self_assessed", seat=1
    ).order_by()
)
_USES = Compiled(
    lambda: (
        DocumentUse.objects.select_related("document")
        .filter(campaign=_CAMPAIGN, document__agency=_AGENCY, ended_at=None)
        .order_by("document__key")
    )
)


def _by_place(uses: Iterable[DocumentUse]) -> dict[tuple[int, str], tuple[DocumentUse, ...]]:
    found: dict[tuple[int, str], list[DocumentUse]] = {}
    for use in uses:
        found.setdefault((use.unit_id, use.node), []).append(use)
    return {place: tuple(those) for place, those in found.items()}


def _files_of(use: DocumentUse) -> list[str]:
    """The digest of the file that counts; none where the document is a reference without a file."""
    latest = _latest_of(use)
    return [latest.content.sha256] if latest is not None else []


def _latest_of(use: DocumentUse) -> Revision | None:
    return next(iter(use.document.revisions.all()), None)
