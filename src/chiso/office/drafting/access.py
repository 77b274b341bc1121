"""Who may read, write, comment on and approve drafts; the one place that fetches them by key."""

from __future__ import annotations

from django.db.models import QuerySet

from chiso.language import text
from chiso.office.drafting.models import Consultation, Draft, DraftNode, Frozen, Programme, Trial
from chiso.office.errors import NotFound
from chiso.office.people.models import Person
from chiso.office.people.rights import Right, Where, Whose, agencies_for, declare, may, require
from chiso.office.people.roles import Role

READ = "drafting.read"
DRAFT = "drafting.draft"
CONSULT = "drafting.consult"
COMMENT = "drafting.comment"
APPROVE = "drafting.approve"
PROGRAMME = "drafting.programme"


def declare_rights() -> None:
    """Called once, when the app is ready."""
    declare(
        Right(READ, Role.COORDINATOR),
        Right(READ, Role.STATISTICIAN),
        Right(READ, Role.CITY_LEADER),
        Right(READ, Role.AUDITOR),
        Right(DRAFT, Role.COORDINATOR),
        Right(DRAFT, Role.STATISTICIAN),
        Right(CONSULT, Role.COORDINATOR),
        Right(COMMENT, Role.AGENCY_OFFICER, Whose.OWN),
        Right(COMMENT, Role.AGENCY_HEAD, Whose.OWN),
        Right(APPROVE, Role.CITY_LEADER),
        Right(PROGRAMME, Role.COORDINATOR),
        titles={
            READ: text("read drafts of frameworks"),
            DRAFT: text("write drafts of frameworks, and try them"),
            CONSULT: text("open consultations on drafts and answer opinions"),
            COMMENT: text("give their agency's opinion on a draft that it is asked about"),
            APPROVE: text("approve a framework, which freezes it"),
            PROGRAMME: text("say which framework measures which units in a year"),
        },
    )


def chain_of(draft: Draft) -> str:
    """The chain of what is done to a draft."""
    return f"drafting/{draft.pk}"


def where_of(draft: Draft) -> Where:
    """The place for questions of rights about a draft: no agency's, recorded in its own chain."""
    return Where(chain=chain_of(draft))


def drafts_for(person: Person) -> QuerySet[Draft]:
    """The drafts that `person` may read: all, or those about which their agency is or was asked."""
    drafts = Draft.objects.select_related("prepared_by", "errata_of")
    if may(person, READ, Where()):
        return drafts
    asked = Consultation.objects.filter(agencies__in=agencies_for(person, COMMENT) or ())
    return drafts.filter(pk__in=asked.values("draft"))


def draft_for(person: Person, key: str) -> Draft:
    """A draft by its key, if `person` may read it. Raises NotFound."""
    found = drafts_for(person).filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def draft_to_write(person: Person, key: str) -> Draft:
    """A draft by its key, for who writes drafts. Raises NotFound, NoRight."""
    found = draft_for(person, key)
    require(person, DRAFT, where_of(found))
    return found


def node_for(person: Person, key: str, node: str) -> DraftNode:
    """A node of a draft by both keys, if `person` may read the draft. Raises NotFound."""
    found = (
        DraftNode.objects.select_related("draft")
        .filter(draft__in=drafts_for(person).values("pk"), draft__key=key, key=node)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def consultation_for(person: Person, key: str) -> Consultation:
    """A consultation by its key, if `person` may read its draft. Raises NotFound."""
    found = (
        Consultation.objects.select_related("draft")
        .filter(key=key, draft__in=drafts_for(person).values("pk"))
        .first()
    )
    if found is None:
        raise NotFound
    return found


def frozen_for(_person: Person, key: str) -> Frozen:
    """A frozen set by its key: it is no secret. Raises NotFound."""
    found = Frozen.objects.select_related("approved_by", "replaces", "draft").filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def programme_for(_person: Person, key: str) -> Programme:
    """A programme by its key: no secret within the office. Raises NotFound."""
    found = Programme.objects.filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def trial_for(person: Person, key: str) -> Trial:
    """A trial by its key, if `person` may read its draft. Raises NotFound."""
    require(person, READ, Where())
    found = Trial.objects.select_related("draft").filter(key=key).first()
    if found is None:
        raise NotFound
    return found
