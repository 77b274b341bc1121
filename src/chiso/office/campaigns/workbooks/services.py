"""A workbook is brought, then accepted or discarded: nothing is saved before somebody saw what changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.access import ANSWER
from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.answering.saving import note_change, write_layer
from chiso.office.campaigns.models import Campaign, Workbook
from chiso.office.campaigns.participants import Participants, participants_with
from chiso.office.campaigns.submitting.locking import refuse_change
from chiso.office.campaigns.workbooks.comparing import (
    Comparison,
    Difference,
    compare,
    keep_edited,
    wheres_of,
)
from chiso.office.campaigns.workbooks.opening import open_book
from chiso.office.campaigns.workbooks.reading import Edited, read_book
from chiso.office.errors import Conflict, Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import chain_of_agency, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.holdings import forget
from chiso.office.people.models import Person
from chiso.office.people.rights import Decision, Where, may_each, require
from chiso.office.records import lock_version, save_next
from chiso.problems import Place, Problem

declare_verbs(
    {
        "workbook_brought": text("brought a workbook back; criteria edited in it: {edited}"),
        "workbook_accepted": text(
            "accepted a workbook; criteria changed: {changed}, kept as they stood: {kept}"
        ),
        "workbook_discarded": text("discarded a workbook"),
    }
)


def bring_workbook(
    *, actor: Person, campaign: Campaign, agency: Agency, content: bytes, name: str
) -> Workbook:
    """Keep what a workbook says for a decision; no answer is changed by it.

    Raises NoRight, NotNow, BadInput (every problem by sheet and cell: see `opening` and `reading`),
    Incomplete (CH-7844 nothing was edited).
    """
    participants = participants_with(campaign, agency)
    decision = _require(actor, participants, agency)
    name = name[-200:]
    edited = read_book(open_book(content, name), participants, agency, name)
    if not edited:
        expected = text("Expected something that was filled in since the workbook was taken.")
        mend = text("Fill it in, save it, and bring that file.")
        raise Incomplete([Problem("CH-7844", Place(name), "", expected, mend)])
    with unit_of_work(chain_of_agency(campaign.pk, agency.pk), actor=actor, decision=decision) as work:
        workbook: Workbook = Workbook.objects.create(
            campaign=campaign,
            agency=agency,
            name=name,
            sha256=hashlib.sha256(content).hexdigest(),
            leaves=keep_edited(edited),
            brought_by=actor,
        )
        work.record("workbook_brought", workbook, facts={"edited": len(edited), "sha256": workbook.sha256})
    return workbook


def accept_workbook(
    *,
    actor: Person,
    workbook: Workbook,
    choices: Mapping[str, str],
    expected_version: int,
    submission_version: int,
) -> tuple[int, int]:
    """Save what a workbook says, in one transaction; how many leaves were changed, how many kept.

    `choices`: for each conflict (`Difference.name`) “workbook” or “standing”. `submission_version`: beside
    which version of the agency's answers it was looked at. Raises NoRight, NotNow, Conflict (somebody saved
    since the page was made), Incomplete (CH-7844 decided already, or a conflict without a choice).
    """
    campaign, agency = workbook.campaign, workbook.agency
    participants = participants_with(campaign, agency)
    decision = _require(actor, participants, agency)
    with unit_of_work(chain_of_agency(campaign.pk, agency.pk), actor=actor, decision=decision) as work:
        current = _undecided(workbook, expected_version)
        comparison = compare(participants, current, actor)
        if comparison.version != submission_version:
            raise Conflict(current, None, expected_version=submission_version, version=comparison.version)
        taken, kept = _chosen(comparison, choices)
        for one in taken:
            write_layer(
                work, campaign, one.edited.leaf, "self_assessed", one.edited.given,
                expected_version=one.version,
            )  # fmt: skip
        if taken:
            submission = note_change(work, campaign, agency.pk)
            refuse_change(submission, taken[0].edited.leaf.code)
        current.accepted_at, current.leaves = timezone.now(), []
        save_next(current)
        work.record("workbook_accepted", current, facts={"changed": len(taken), "kept": len(kept)})
    return len(taken), len(kept)


def discard_workbook(*, actor: Person, workbook: Workbook, expected_version: int) -> None:
    """Do without a workbook. Raises NoRight, NotNow, Conflict, Incomplete (CH-7844 decided already)."""
    campaign, agency = workbook.campaign, workbook.agency
    decision = _require(actor, participants_with(campaign, agency), agency)
    with unit_of_work(chain_of_agency(campaign.pk, agency.pk), actor=actor, decision=decision) as work:
        current = _undecided(workbook, expected_version)
        current.discarded_at, current.leaves = timezone.now(), []
        save_next(current)
        work.record("workbook_discarded", current)


def _require(actor: Person, participants: Participants, agency: Agency) -> Decision:
    """The right to enter at least one leaf of an agency, asked afresh; of each leaf it is asked later."""
    forget()
    leaves = participants.leaves_of(agency)
    wheres: Sequence[Where] = wheres_of(participants, [Edited(leaf, 0, Given()) for leaf in leaves])
    allowed = may_each(actor, ANSWER, wheres)
    first = next((where for where, is_allowed in zip(wheres, allowed, strict=True) if is_allowed), None)
    return require(actor, ANSWER, first or (wheres[0] if wheres else Where(agency, participants.campaign)))


def _undecided(workbook: Workbook, expected_version: int) -> Workbook:
    current = lock_version(workbook, expected_version)
    if current.accepted_at is not None or current.discarded_at is not None:
        expected = text("Expected a workbook that nobody has decided on yet.")
        mend = text("Bring it once more if something of it is still missing.")
        raise Incomplete([Problem("CH-7844", Place(workbook.name), "", expected, mend)])
    current.campaign, current.agency = workbook.campaign, workbook.agency
    return current


def _chosen(comparison: Comparison, choices: Mapping[str, str]) -> tuple[list[Difference], list[Difference]]:
    conflicts = comparison.of_kind("conflict")
    open_ones = [one for one in conflicts if choices.get(one.name) not in ("workbook", "standing")]
    if open_ones:
        expected = text("Expected a choice for each criterion that was saved meanwhile.")
        mend = text("Choose for each whether the workbook or what stands is to count.")
        found = text("{count} without a choice", count=len(open_ones))
        raise Incomplete([Problem("CH-7844", Place(), found, expected, mend)])
    mine = [one for one in conflicts if choices[one.name] == "workbook"]
    kept = [one for one in conflicts if choices[one.name] == "standing"]
    return [*comparison.of_kind("change"), *mine], kept
