"""Writing a layer of a leaf: the self-assessed one by its agency, the others by who may.

Each write changes one row, leaves the whole of it in the record (so that any earlier form can be had
again), and lets an approval fall that was given to what stood before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import BigIntegerField, CharField, DateTimeField, F, Field, QuerySet
from django.utils import timezone

from chiso.figures import DecimalSign
from chiso.language import text
from chiso.office.campaigns.access import ANSWER, EXPLAIN
from chiso.office.campaigns.answering.given import Given, RowProblem, given_of, read_given, read_sound
from chiso.office.campaigns.calendar.lateness import with_status_by_time
from chiso.office.campaigns.models import Answer, Campaign, Sheet, Submission
from chiso.office.campaigns.participants import Leaf, Participants, participants_of
from chiso.office.campaigns.services import refuse_closed
from chiso.office.campaigns.submitting.locking import (
    HANDED_IN,
    is_reopened,
    refuse_change,
)
from chiso.office.compiled import Compiled, CompiledChange, given
from chiso.office.errors import Conflict, Incomplete, NotFound
from chiso.office.files.models import DocumentUse
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import Work, chain_of_agency, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Decision, Where, require
from chiso.problems import Place, Problem
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


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: what stands now (None: nothing yet), whether it changed, what is wrong."""

    answer: Answer | None
    is_new: bool = False
    problems: tuple[RowProblem, ...] = ()


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
    unit), Conflict, Incomplete (CH-11nn, CH-7815 from elsewhere, CH-7816 no reason).
    """
    participants = participants_of(campaign, [unit.pk])
    leaf = leaf_named(participants, unit, node)
    decision = require(actor, _action(layer), where_of_leaf(campaign, unit, leaf))
    stands = _standing(campaign, leaf, layer)
    refuse_unwritable(leaf, layer, stands)
    read = read_given(participants, unit.pk, node, given)
    if layer == "self_assessed":
        read = with_status_by_time(campaign, leaf, read, given_of(stands) if stands is not None else None)
    if _lacks_reason(read):
        raise Incomplete([_no_reason()])
    return _write(actor, decision, campaign, unit, leaf, layer, read, expected_version)


def save_what_is_sound(
    *,
    actor: Person,
    campaign: Campaign,
    unit: Agency,
    node: str,
    given: Given,
    expected_version: int,
    layer: Layer = "self_assessed",
    sign: DecimalSign = ",",
    participants: Participants | None = None,
    known: Answer | None = None,
) -> Saved:
    """Save of what was typed all that can be read, and say what is wrong with the rest.

    An input that cannot be read keeps what stood there. Where nothing changes nothing is written.
    `participants` and `known` (what stands): as the page has just asked for them; whether it stands still
    is looked at where it is written. Raises NoRight, NotNow, NotFound, Conflict, Incomplete (CH-7815).
    """
    participants = participants or participants_of(campaign, [unit.pk])
    leaf = leaf_named(participants, unit, node)
    decision = require(actor, _action(layer), where_of_leaf(campaign, unit, leaf))
    stands = known or _standing(campaign, leaf, layer)
    refuse_unwritable(leaf, layer, stands)
    before = given_of(stands) if stands is not None else None
    sound, problems = read_sound(participants, unit.pk, node, given, before, sign=sign)
    if layer == "self_assessed":
        sound = with_status_by_time(campaign, leaf, sound, before)
    if _lacks_reason(sound):
        problem = RowProblem(None, "note", _no_reason())
        if before is None:
            return Saved(None, problems=(problem,))
        sound, problems = before, [problem]
    if sound == before or (before is None and not sound.rows and not sound.note and sound.lacking):
        return Saved(stands, problems=tuple(problems))
    answer = _write(actor, decision, campaign, unit, leaf, layer, sound, expected_version)
    return Saved(answer, is_new=True, problems=tuple(problems))


def refuse_unwritable(leaf: Leaf, layer: Layer, stands: Answer | None) -> None:
    """What an agency may not write although phase and right are given. Raises Incomplete (CH-7815).

    That it was not handed in is looked at where it is written, with the submission locked.
    """
    if layer == "self_assessed" and stands is not None and stands.origin not in ("", "agency"):
        expected = text("Expected no entry of an agency: these figures come from elsewhere.")
        mend = text("If they are wrong, tell the coordinator who brought them.")
        raise Incomplete([Problem("CH-7815", Place(field=leaf.code), stands.origin, expected, mend)])


def _write(
    actor: Person,
    decision: Decision,
    campaign: Campaign,
    unit: Agency,
    leaf: Leaf,
    layer: Layer,
    read: Given,
    expected_version: int,
) -> Answer:
    chain = where_of_leaf(campaign, unit, leaf).chain
    with unit_of_work(chain, actor=actor, decision=decision) as work:
        answer = write_layer(work, campaign, leaf, layer, read, expected_version=expected_version)
        submission = note_change(work, campaign, leaf.responsible)
        if layer == "self_assessed":
            refuse_change(submission, leaf.code)
    return answer


def _action(layer: Layer) -> str:
    return EXPLAIN if layer == "explained" else ANSWER


def _standing(campaign: Campaign, leaf: Leaf, layer: Layer) -> Answer | None:
    return _LAYER.first(campaign=campaign.pk, unit=leaf.unit, node=leaf.code, layer=layer, seat=1)


def _of_a_layer() -> QuerySet[Answer]:
    # Unordered: sorted by campaign and unit these rows would be locked too, and with them the whole city.
    return Answer.objects.filter(
        campaign=given("campaign", BigIntegerField()), unit=given("unit", BigIntegerField()),
        node=given("node", CharField()), layer=given("layer", CharField()),
        seat=given("seat", BigIntegerField()),
    ).order_by()  # fmt: skip


_LAYER = Compiled(_of_a_layer)
_LAYER_LOCKED = Compiled(lambda: _of_a_layer().select_for_update())
# The next form of a layer, where what its writer saw still stands and nobody has closed the campaign since.
_LAYER_NEXT = CompiledChange(
    lambda: _of_a_layer().filter(
        version=given("seen", BigIntegerField()), campaign__in=Campaign.objects.filter(closed_at=None)
    ),
    version=F("version") + 1,
    **{
        name: given(name, cast("Field[Any, Any]", Answer._meta.get_field(name)))
        for name in (
            "status", "rows", "note", "reason", "words", "agreed", "lacking", "origin", "sheet", "by", "at",
            "changed_at",
        )
    },
)  # fmt: skip
_SUBMISSION_LOCKED = Compiled(
    lambda: (
        Submission.objects.select_for_update()
        .filter(campaign=given("campaign", BigIntegerField()), agency=given("of", BigIntegerField()))
        .order_by()
    )
)
# The next revision of what is still with the officers: nothing falls by it, and nothing was handed in.
_REVISION_NEXT = CompiledChange(
    lambda: Submission.objects.filter(
        campaign=given("campaign", BigIntegerField()), agency=given("of", BigIntegerField()),
        state__in=("drafting", "sent_back", "returned"),
    ).order_by(),
    revision=F("revision") + 1, version=F("version") + 1, changed_at=given("at", DateTimeField()),
    approved_revision=None, approved_by=None, approved_at=None, approved_content="",
)  # fmt: skip


def _lacks_reason(given: Given) -> bool:
    return given.status == "not_applicable" and not given.note


def _no_reason() -> Problem:
    expected = text("Expected the reason why the criterion does not apply.")
    mend = text("Write it into the explanation; until then the answer stays as it was.")
    return Problem("CH-7816", Place(field="note"), "", expected, mend)


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
    """Write one layer within a service's transaction; `given` has been read.

    Raises Conflict; Incomplete (CH-7216) where the campaign was closed since the right was asked for: who
    publishes waits for those who write (`publishing.standing`), and those who come after are refused.
    """
    place = {"campaign": campaign.pk, "unit": leaf.unit, "node": leaf.code, "layer": layer, "seat": seat}
    now, rows = timezone.now(), given.kept_rows()
    # One statement where a layer goes on, which is nearly always.
    current = None
    if expected_version:
        current = _LAYER_NEXT.first(
            **place, seen=expected_version, status=given.status, rows=rows, note=given.note,
            reason=given.reason, words=given.words, agreed=given.agreed, lacking=given.lacking, origin=origin,
            sheet=sheet.pk if sheet else None, by=work.actor.pk if work.actor else None, at=now,
            changed_at=now,
        )  # fmt: skip
    if current is None:
        refuse_closed(Campaign.objects.get(pk=campaign.pk))
        found = _LAYER_LOCKED.first(**place)
        if found is not None or expected_version:
            stands = found.version if found is not None else 0
            raise Conflict(found, given, expected_version=expected_version, version=stands)
        current = Answer.objects.create(
            campaign=campaign, unit_id=leaf.unit, node=leaf.code, layer=layer, seat=seat,
            field=leaf.field.code, agency_id=leaf.responsible, evidence=evidence_beside(campaign, leaf),
            status=given.status, rows=rows, note=given.note, reason=given.reason, words=given.words,
            agreed=given.agreed, lacking=given.lacking, origin=origin, sheet=sheet, by=work.actor, at=now,
        )  # fmt: skip
    facts = {
        "campaign": campaign.pk, "unit": leaf.unit, "node": leaf.code, "layer": layer, "seat": seat,
        "version": current.version, "status": given.status, "rows": rows, "origin": origin,
        "reason": given.reason, "agreed": given.agreed, "sheet": sheet.pk if sheet else None,
        "lacking": given.lacking,
    }  # fmt: skip
    words = {name: said for name, said in (("note", given.note), ("words", given.words)) if said}
    work.record("answer_saved", current, facts=facts, words=words)
    return current


def note_change(work: Work, campaign: Campaign, agency: int) -> Submission:
    """An answer, or its evidence, changed: the next revision of what the agency answers for.

    An approval of what stood before falls; what was with the head comes back to the officers. What was
    handed in and is opened again by an exception is to be approved and submitted anew.
    """
    drafted = _REVISION_NEXT.first(campaign=campaign.pk, of=agency, at=timezone.now())
    if drafted is not None:
        return drafted
    found = _SUBMISSION_LOCKED.first(campaign=campaign.pk, of=agency)
    current = found or Submission.objects.create(campaign=campaign, agency_id=agency)
    if current.state in ("approved", "with_head"):
        if current.state == "approved":
            work.record("approval_fell", current, facts={"revision": current.approved_revision})
        current.state = "drafting"
    elif current.state in HANDED_IN and is_reopened(current):
        # What it was returned for before is done with.
        current.state, current.returned_for, current.supplement_until = "returned", "", None
    current.approved_revision = current.approved_by = current.approved_at = None
    current.approved_content = ""
    current.revision += 1
    current.version += 1
    current.save()
    return current


def note_evidence(work: Work, participants: Participants, unit: Agency, node: str) -> None:
    """Documents were put beside a leaf, or taken away: count them anew, and note the change."""
    campaign, leaf = participants.campaign, participants.leaf(unit, node)
    if leaf is None:
        return
    beside = evidence_beside(campaign, leaf)
    _EVIDENCE.rows(campaign=campaign.pk, unit=leaf.unit, node=node, beside=beside)
    submission = note_change(work, campaign, leaf.responsible)
    refuse_change(submission, node, meanwhile=("explanation", "petition"))


def evidence_beside(campaign: Campaign, leaf: Leaf) -> int:
    """How many documents stand beside a leaf."""
    return len(_USES.tuples(campaign=campaign.pk, unit=leaf.unit, node=leaf.code))


_USES: Compiled[Any] = Compiled(
    lambda: (
        DocumentUse.objects.filter(
            campaign=given("campaign", BigIntegerField()), unit=given("unit", BigIntegerField()),
            node=given("node", CharField()), ended_at=None,
        )
        .order_by()
        .values_list("pk")
    )
)  # fmt: skip
_EVIDENCE = CompiledChange(
    lambda: Answer.objects.filter(
        campaign=given("campaign", BigIntegerField()), unit=given("unit", BigIntegerField()),
        node=given("node", CharField()), layer="self_assessed",
    ).order_by(),
    evidence=given("beside", BigIntegerField()),
)  # fmt: skip
