"""Writing a layer of a leaf: the self-assessed one by its agency, the others by who may.

Each write changes one row, leaves the whole of it in the record (so that any earlier form can be had
again), and lets an approval fall that was given to what stood before.
"""

from __future__ import annotations

from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.access import ANSWER, EXPLAIN
from chiso.office.campaigns.answering.given import Given, read_given
from chiso.office.campaigns.models import Answer, Campaign, Sheet, Submission
from chiso.office.campaigns.participants import Leaf, Participants, participants_of
from chiso.office.errors import Conflict, NotFound
from chiso.office.files.models import DocumentUse
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import Work, chain_of_agency, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.scoring.answers import Origin
from chiso.scoring.layers import Layer

declare_verbs(
    {
        "answer_saved": text("entered {node} ({layer}): {status}"),
        "approval_fell": text("the approval of revision {revision} fell, since an answer changed"),
    }
)

LAYER_NAMES = {
    "self_assessed": text("self-assessed"),
    "appraised_1": text("appraised, first round"),
    "explained": text("explained"),
    "appraised_2": text("appraised, second round"),
    "council": text("decided by the council"),
}
STATUS_NAMES = {
    "given": text("given"),
    "missing": text("not given"),
    "not_applicable": text("not applicable"),
    "withheld": text("withheld"),
    "late": text("given late"),
}
declare_values(LAYER_NAMES)
declare_values(STATUS_NAMES)


def save_answer(
    *,
    actor: Person,
    campaign: Campaign,
    unit: Agency,
    node: str,
    given: Given,
    expected_version: int,
    layer: Layer = "self_assessed",
) -> Answer:
    """Save what an agency says about a leaf: its self-assessment, or its explanation (`explained`).

    `expected_version` 0: nothing stood there yet. Raises NoRight, NotNow, NotFound (no such leaf of this
    unit), Conflict, Incomplete (CH-11nn).
    """
    participants = participants_of(campaign)
    leaf = leaf_named(participants, unit, node)
    action = EXPLAIN if layer == "explained" else ANSWER
    where = where_of_leaf(campaign, unit, leaf)
    decision = require(actor, action, where)
    read = read_given(participants, unit.pk, node, given)
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        answer = write_layer(work, campaign, leaf, layer, read, expected_version=expected_version)
        note_change(work, campaign, leaf.responsible)
    return answer


def leaf_named(participants: Participants, unit: Agency, node: str) -> Leaf:
    """The leaf of a unit. Raises NotFound where there is none that applies and that somebody answers for."""
    leaf = participants.leaf(unit, node)
    if leaf is None:
        raise NotFound
    return leaf


def where_of_leaf(campaign: Campaign, unit: Agency, leaf: Leaf) -> Where:
    """The place of a leaf, for rights: the unit that is measured, and the chain of who answers for it."""
    return Where(unit, campaign, leaf.code, chain=chain_of_agency(campaign.pk, leaf.responsible))


def write_layer(
    work: Work,
    campaign: Campaign,
    leaf: Leaf,
    layer: Layer,
    given: Given,
    *,
    expected_version: int,
    seat: int = 1,
    origin: Origin = "agency",
    sheet: Sheet | None = None,
) -> Answer:
    """Write one layer within a service's transaction; `given` has been read. Raises Conflict."""
    place = {"campaign": campaign, "unit_id": leaf.unit, "node": leaf.code, "layer": layer, "seat": seat}
    current = Answer.objects.select_for_update().filter(**place).first()
    stands = current.version if current is not None else 0
    if stands != expected_version:
        raise Conflict(current, given, expected_version=expected_version, version=stands)
    if current is None:
        current = Answer(**place, field=leaf.field.code, agency_id=leaf.responsible)
        current.evidence = evidence_beside(campaign, leaf)
    else:
        current.version += 1
    current.status, current.rows, current.note = given.status, given.kept_rows(), given.note
    current.reason, current.words, current.agreed = given.reason, given.words, given.agreed
    current.origin, current.sheet = origin, sheet
    current.by, current.at = work.actor, timezone.now()
    current.save()
    facts = {
        "campaign": campaign.pk, "unit": leaf.unit, "node": leaf.code, "layer": layer, "seat": seat,
        "version": current.version, "status": given.status, "rows": given.kept_rows(), "origin": origin,
        "reason": given.reason, "agreed": given.agreed, "sheet": sheet.pk if sheet else None,
    }  # fmt: skip
    words = {name: said for name, said in (("note", given.note), ("words", given.words)) if said}
    work.record("answer_saved", current, facts=facts, words=words)
    return current


def note_change(work: Work, campaign: Campaign, agency: int) -> Submission:
    """An answer, or its evidence, changed: the next revision of what the agency answers for.

    An approval of what stood before falls; what was with the head comes back to the officers.
    """
    made, _is_new = Submission.objects.get_or_create(campaign=campaign, agency_id=agency)
    current = Submission.objects.select_for_update().get(pk=made.pk)
    if current.state in ("approved", "with_head"):
        if current.state == "approved":
            work.record("approval_fell", current, facts={"revision": current.approved_revision})
        current.state = "drafting"
    current.approved_revision = current.approved_by = current.approved_at = None
    current.revision += 1
    current.version += 1
    current.save()
    return current


def note_evidence(work: Work, campaign: Campaign, unit: Agency, node: str) -> None:
    """Documents were put beside a leaf, or taken away: count them anew, and note the change."""
    participants = participants_of(campaign)
    leaf = participants.leaf(unit, node)
    if leaf is None:
        return
    beside = evidence_beside(campaign, leaf)
    rows = Answer.objects.filter(campaign=campaign, unit=unit, node=node, layer="self_assessed")
    rows.update(evidence=beside)
    note_change(work, campaign, leaf.responsible)


def evidence_beside(campaign: Campaign, leaf: Leaf) -> int:
    """How many documents stand beside a leaf."""
    uses = DocumentUse.objects.filter(campaign=campaign, unit_id=leaf.unit, node=leaf.code, ended_at=None)
    return uses.count()
