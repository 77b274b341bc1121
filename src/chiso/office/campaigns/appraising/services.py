"""Appraising a leaf: agree with what stands, or correct its inputs with a reason."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from chiso.figures import DecimalSign
from chiso.language import Text, text
from chiso.office.campaigns.access import APPRAISE
from chiso.office.campaigns.answering.given import Given, given_of, read_given
from chiso.office.campaigns.answering.saving import leaf_named, where_of_leaf, write_layer
from chiso.office.campaigns.appraising.reasons import NEEDS_WORDS, REASONS
from chiso.office.campaigns.appraising.rounds import ACTIONS, base_of, calendar_of
from chiso.office.campaigns.appraising.twice import BLIND_LAYER, are_both_in, is_drawn, seat_of
from chiso.office.campaigns.models import Answer, Campaign
from chiso.office.campaigns.participants import Leaf, Participants, participants_of
from chiso.office.errors import Incomplete
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.problems import Place, Problem
from chiso.scoring.layers import Layer


def appraise_leaf(
    *,
    actor: Person,
    campaign: Campaign,
    unit: Agency,
    node: str,
    agrees: bool,
    given: Given,
    expected_version: int,
    seen_version: int,
    sign: DecimalSign = ",",
) -> Answer:
    """Write an appraisal of the round that is open.

    `agrees`: what stands is taken over as it is, and of `given` only the words are kept. Otherwise `given`
    holds the corrected inputs with reason and words. `expected_version` is that of one's own appraisal
    (0: none yet), `seen_version` that of what is judged (0: the agency gave nothing).

    Raises NoRight, NotNow, NotFound, Conflict, Incomplete (CH-7845 no reason of the list, CH-7846 no words,
    CH-7847 nothing corrected, CH-7848 the agency changed it meanwhile, CH-7849 both seats are taken or both
    have judged, CH-11nn inputs).
    """
    participants = participants_of(campaign, [unit.pk])
    leaf = leaf_named(participants, unit, node)
    where = where_of_leaf(campaign, unit, leaf)
    layer = calendar_of(campaign, timezone.now()).layer_now(leaf)
    decision = require(actor, ACTIONS[layer] if layer else APPRAISE, where)
    # The right holds only while a round is open, by the same rows and the same clock.
    layer = layer or BLIND_LAYER
    read = given if agrees else read_given(participants, unit.pk, node, given, sign=sign)
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        # Not by campaign and unit, whose rows would be locked too.
        rows = (
            Answer.objects.select_for_update().order_by("pk").filter(campaign=campaign, unit=unit, node=node)
        )
        answers = list(rows)
        base = base_of(layer, {one.layer: one for one in answers if one.seat == 1})  # type: ignore[misc]  # a choice
        if (base.version if base is not None else 0) != seen_version:
            raise Incomplete([_changed_meanwhile()])
        written = _agreed(base, read) if agrees else _corrected(base, read)
        seat = _seat(actor, participants, leaf, layer, answers)
        return write_layer(work, campaign, leaf, layer, written, expected_version=expected_version, seat=seat)


def _agreed(base: Answer | None, given: Given) -> Given:
    """What stood before, taken over; where nothing was given, that nothing was given."""
    taken = Given(status="missing") if base is None else given_of(base)
    return replace(taken, note="", reason="", words=given.words, agreed=True)


def _corrected(base: Answer | None, given: Given) -> Given:
    """The corrected inputs. Raises Incomplete (CH-7845, CH-7846, CH-7847)."""
    problems = []
    if given.reason not in REASONS:
        expected = text("Expected a reason of the list: the agency and the council read it.")
        problems.append(_problem("CH-7845", "reason", expected, text("Choose the reason of the correction.")))
    elif given.reason in NEEDS_WORDS and not given.words:
        expected = text("Expected words: this reason says nothing by itself.")
        problems.append(_problem("CH-7846", "words", expected, text("Say in a sentence what the reason is.")))
    before = given_of(base) if base is not None else Given(status="missing")
    if (before.status, before.kept_rows()) == (given.status, given.kept_rows()):
        expected = text("Expected an input that differs from what stands.")
        mend = text("Correct the input, or agree.")
        problems.append(_problem("CH-7847", "verdict", expected, mend))
    if problems:
        raise Incomplete(problems)
    return replace(given, note="", agreed=False)


def _seat(actor: Person, participants: Participants, leaf: Leaf, layer: Layer, answers: list[Answer]) -> int:
    """The seat to write on. Raises Incomplete (CH-7849)."""
    if layer != BLIND_LAYER:
        return 1
    drawn = is_drawn(participants.campaign, participants.units[leaf.unit].uid, leaf.code)
    first_round = [one for one in answers if one.layer == layer]
    seat = seat_of(actor, first_round, drawn=drawn)
    if seat is None or (drawn and are_both_in(first_round)):
        expected = text("Two people have appraised this criterion, without seeing each other.")
        mend = text("What they differ in is decided in the second round or by the council.")
        raise Incomplete([_problem("CH-7849", "", expected, mend)])
    return seat


def _changed_meanwhile() -> Problem:
    expected = text("The agency changed its answer while you read it; nothing of yours was saved.")
    mend = text("Read the figures as they stand now, then decide again.")
    return _problem("CH-7848", "", expected, mend)


def _problem(code: str, field: str, expected: Text, mend: Text) -> Problem:
    return Problem(code, Place(field=field), "", expected, mend)
