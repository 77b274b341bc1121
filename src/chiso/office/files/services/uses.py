"""What a document proves: links to nodes of units in campaigns. One document serves many."""

from __future__ import annotations

from django.db.models import BigIntegerField, CharField
from django.utils import timezone

from chiso.office.campaigns.answering.saving import note_evidence
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.participants import Participants, participants_of
from chiso.office.campaigns.services import framework_of
from chiso.office.compiled import Compiled, given
from chiso.office.files.access import LINK
from chiso.office.files.models import Document, DocumentUse
from chiso.office.files.problems import linked_already, no_such_node, not_of_the_agency
from chiso.office.ledger.work import chain_of_agency, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, assignment_of, require


def link_document(
    *,
    actor: Person,
    document: Document,
    campaign: Campaign,
    unit: Agency,
    node: str,
    page: str = "",
    note: str = "",
    participants: Participants | None = None,
) -> DocumentUse:
    """Put a document beside a node for which its agency answers, while the campaign gathers.

    What the agency says there is counted as borne out; an approval of it falls. `participants`: the unit's,
    where a page has just asked for them; who answers is asked anew all the same.

    Raises NoRight, NotNow, Incomplete (CH-7212 no node of the framework, CH-7438 not assigned to the agency,
    CH-7439 stands there already).
    """
    decision = require(actor, LINK, _where(document, campaign, node))
    if node not in framework_of(campaign).nodes_by_code:
        raise no_such_node(node)
    assignment = assignment_of(campaign, unit, node)
    if assignment is None or assignment.responsible_id != document.agency_id:
        raise not_of_the_agency(node)
    chain = chain_of_agency(campaign.pk, document.agency.pk)
    with unit_of_work(chain, actor=actor, decision=decision) as work:
        place = {"document": document.pk, "campaign": campaign.pk, "unit": unit.pk, "node": node}
        if _STANDS_THERE.rows(**place):
            raise linked_already(node)
        use: DocumentUse = DocumentUse.objects.create(
            document=document, campaign=campaign, unit=unit, node=node, page=page, note=note, added_by=actor
        )
        work.record(
            "evidence_linked",
            document,
            facts={"campaign": campaign.pk, "unit": unit.pk, "node": node},
            words={"note": note} if note else {},
        )
        note_evidence(work, participants or participants_of(campaign, [unit.pk]), unit, node)
    return use


_STANDS_THERE = Compiled(
    lambda: DocumentUse.objects.filter(
        document=given("document", BigIntegerField()), campaign=given("campaign", BigIntegerField()),
        unit=given("unit", BigIntegerField()), node=given("node", CharField()), ended_at=None,
    ).order_by()
)  # fmt: skip


def unlink_document(*, actor: Person, use: DocumentUse, reason: str) -> None:
    """End a use; it stays in the record, and an approval of what the agency says there falls.

    Does nothing to one that has ended. Raises NoRight, NotNow.
    """
    document = use.document
    decision = require(actor, LINK, _where(document, use.campaign, use.node))
    chain = chain_of_agency(use.campaign.pk, document.agency.pk)
    with unit_of_work(chain, actor=actor, decision=decision) as work:
        ended = DocumentUse.objects.filter(pk=use.pk, ended_at=None).update(ended_at=timezone.now())
        work.record(
            "evidence_unlinked",
            document,
            facts={"campaign": use.campaign.pk, "unit": use.unit.pk, "node": use.node},
            words={"reason": reason} if reason else {},
        )
        if ended:
            note_evidence(work, participants_of(use.campaign, [use.unit_id]), use.unit, use.node)


def _where(document: Document, campaign: Campaign, node: str) -> Where:
    chain = chain_of_agency(campaign.pk, document.agency.pk)
    return Where(document.agency, campaign, node, chain=chain)
