"""Handing the estimates of a round over to a campaign, and withdrawing them: all criteria or none.

The figures become versions of figures from elsewhere (`campaigns.sheets`), so that phases, rights, record and
appraisal hold as for any of them. Replacing is handing over once more.

    CH-7938 a later version of the round stands     CH-7939 a basis that nobody confirmed
    CH-7940 made-up figures, a campaign of real ones
    CH-7941 withdrawn already, or nothing of it stands  CH-7942 no reason
    CH-7863 another version of a criterion's figures came meanwhile
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.language import Text, text
from chiso.office.campaigns.access import BRING
from chiso.office.campaigns.models import Campaign, Sheet
from chiso.office.campaigns.participants import Participants, participants_of
from chiso.office.campaigns.services import chain_of
from chiso.office.campaigns.sheets.services import Overtaken, overtaken, take_over, where_of_sheet
from chiso.office.campaigns.sheets.withdrawing import withdraw_sheet
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.office.surveys.access import HAND_OVER, where_of_handing_over
from chiso.office.surveys.handing_over.feeding import Feed
from chiso.office.surveys.handing_over.previewing import (
    HandingPreview,
    make_ready,
    preview_handing_over,
)
from chiso.office.surveys.models import HandedLeaf, HandingOver, RoundVersion
from chiso.problems import Place, Problem
from chiso.survey.design import WITH_ERRORS

declare_verbs(
    {
        "round_handed_over": text(
            "handed version {number} of a survey round of {period} over to {leaves} criteria"
        ),
        "round_withdrawn": text("withdrew what was handed over of a survey round: {leaves} criteria"),
    }
)


def preview_round(
    *, actor: Person, version: RoundVersion, campaign: Campaign, feeds: Sequence[Feed]
) -> HandingPreview:
    """What handing over would change; nothing is written.

    Raises NoRight, NotNow, Incomplete (CH-7933 to CH-7938, CH-7940, and what is wrong with a figure).
    """
    _require_all(actor, campaign, feeds)
    _refuse(_unfit(version, campaign))
    with scopes_disabled():
        participants = participants_of(campaign)
        return preview_handing_over(participants, make_ready(participants, version, feeds))


def hand_over(
    *,
    actor: Person,
    version: RoundVersion,
    campaign: Campaign,
    feeds: Sequence[Feed],
    expected_numbers: Mapping[str, int],
    confirms_basis: bool = False,
) -> HandingOver:
    """Make the estimates the next version of the figures of these criteria: all of them, or none.

    `expected_numbers`: of each criterion the latest version of its figures that was seen, 0 for none.
    `confirms_basis`: that figures of a sample without a basis for errors are wanted all the same. Does not
    appraise: where an appraisal stands, it goes on to count. Raises NoRight, NotNow, Overtaken (CH-7863),
    Incomplete (as `preview_round`; CH-7939).
    """
    _require_all(actor, campaign, feeds)
    decision = require(actor, HAND_OVER, where_of_handing_over(campaign))
    unfit = _unfit(version, campaign)
    if version.round.basis not in WITH_ERRORS and not confirms_basis:
        unfit.append(_unconfirmed(version.round.basis))
    _refuse(unfit)
    with scopes_disabled(), unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        ready = make_ready(participants_of(campaign), version, feeds)
        late = [
            overtaken(leaf.preview.number)
            for leaf in ready.leaves
            if leaf.preview.number != expected_numbers.get(leaf.fed.node.code, 0)
        ]
        if late:
            raise Overtaken(late)
        made: HandingOver = HandingOver.objects.create(
            version_of_round=version, campaign=campaign, handed_over_by=actor
        )
        for leaf in ready.leaves:
            sheet = take_over(work, campaign, leaf.preview, leaf.brought)
            HandedLeaf.objects.create(
                handing_over=made, node=leaf.fed.node.code, feeds=_as_kept(leaf.fed.feeds), sheet=sheet
            )
        facts = {
            "round": version.round_id, "number": version.number, "period": version.round.period,
            "estimates": version.estimates_sha256, "leaves": len(ready.leaves),
            "feeds": [[one.node, one.input, one.estimate, one.times] for one in feeds],
        }  # fmt: skip
        work.record("round_handed_over", made, facts=facts)
    return made


def withdraw_handing_over(
    *, actor: Person, handing_over: HandingOver, reason: str, expected_version: int
) -> HandingOver:
    """Take back what was handed over, while the phase is open: what stood before stands again.

    A criterion that a later version of figures feeds stays as it is. Raises NoRight, NotNow, Conflict,
    Incomplete (CH-7941, CH-7942).
    """
    campaign = handing_over.campaign
    leaves = list(handing_over.leaves.select_related("sheet"))
    for leaf in leaves:
        require(actor, BRING, where_of_sheet(campaign, leaf.node))
    decision = require(actor, HAND_OVER, where_of_handing_over(campaign))
    if not reason.strip():
        raise Incomplete([_no_reason()])
    with scopes_disabled(), unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = lock_version(handing_over, expected_version, given={"reason": reason})
        standing = standing_leaves(current)
        if current.withdrawn_at is not None or not standing:
            raise Incomplete([_nothing_stands()])
        participants: Participants = participants_of(campaign)
        for leaf in standing:
            withdraw_sheet(work, participants, leaf.sheet)
        current.withdrawn_by, current.withdrawn_at = actor, timezone.now()
        current.withdrawn_for = reason.strip()
        save_next(current)
        facts = {"round": current.version_of_round.round_id, "leaves": len(standing)}
        work.record("round_withdrawn", current, facts=facts, words={"reason": current.withdrawn_for})
    return current


def standing_leaves(handing_over: HandingOver) -> list[HandedLeaf]:
    """The criteria whose figures are still those that were handed over."""
    rows = Sheet.objects.filter(campaign=handing_over.campaign, withdrawn_at=None).order_by("number")
    latest = {node: key for key, node in rows.values_list("pk", "node")}
    leaves: list[HandedLeaf] = list(handing_over.leaves.select_related("sheet"))
    return [leaf for leaf in leaves if latest.get(leaf.node) == leaf.sheet_id]


def _require_all(actor: Person, campaign: Campaign, feeds: Sequence[Feed]) -> None:
    """The right to hand over, and for each criterion the right and the time to bring figures."""
    require(actor, HAND_OVER, where_of_handing_over(campaign))
    for node in dict.fromkeys(one.node for one in feeds):
        require(actor, BRING, where_of_sheet(campaign, node))


def _unfit(version: RoundVersion, campaign: Campaign) -> list[Problem]:
    problems = []
    latest = version.round.versions.order_by("-number").values_list("number", flat=True).first()
    if latest != version.number:
        expected = text(
            "Expected the latest version of the round; version {number} stands.", number=latest or 0
        )
        problems.append(_problem("CH-7938", str(version.number), expected, text("Hand over the latest one.")))
    if version.round.is_made_up and not campaign.is_sample:
        expected = text("Expected a campaign of sample data: the figures of this round are made up.")
        mend = text("Choose another campaign, or bring the real round in.")
        problems.append(_problem("CH-7940", version.round.name, expected, mend))
    return problems


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Incomplete(problems)


def _as_kept(feeds: Sequence[Feed]) -> list[dict[str, str]]:
    return [{"input": one.input, "estimate": one.estimate, "times": one.times} for one in feeds]


def _unconfirmed(basis: str) -> Problem:
    expected = text("Expected estimates of a probability sample or a census, or that others are confirmed.")
    mend = text("Confirm in the form that figures without a known error are to be scored.")
    return Problem("CH-7939", Place(field="confirms_basis"), basis, expected, mend)


def _nothing_stands() -> Problem:
    expected = text("Expected figures that stand: these were withdrawn, or replaced by later ones.")
    return _problem("CH-7941", "", expected, text("There is nothing to withdraw."))


def _no_reason() -> Problem:
    expected = text("Expected the reason why the figures are withdrawn.")
    mend = text("Say it in a sentence; it stays beside them.")
    return Problem("CH-7942", Place(field="reason"), "", expected, mend)


def _problem(code: str, found: str, expected: Text, mend: Text) -> Problem:
    return Problem(code, Place(), found, expected, mend)
