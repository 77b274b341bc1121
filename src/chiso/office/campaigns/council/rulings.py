"""Rulings of the council on leaves: written, changed, taken back while the minutes are open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django_scopes import scopes_disabled

from chiso.figures import DecimalSign
from chiso.language import text
from chiso.office.campaigns.access import RULE
from chiso.office.campaigns.answering.given import Given, read_given
from chiso.office.campaigns.answering.saving import leaf_named
from chiso.office.campaigns.council.problems import (
    inputs_lacking,
    nothing_to_keep,
    reason_unknown,
    ruled_elsewhere,
    vote_does_not_carry,
    words_missing,
)
from chiso.office.campaigns.council.reasons import KEEP, REASONS
from chiso.office.campaigns.council.sessions import lock_open
from chiso.office.campaigns.models import Answer, Campaign, Ruling, Session
from chiso.office.campaigns.participants import Participants, participants_of
from chiso.office.campaigns.services import chain_of
from chiso.office.errors import Conflict, Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import save_next
from chiso.problems import Problem

declare_verbs(
    {
        "ruling_saved": text("wrote a ruling on {node}: {status}, {votes_for} for, {votes_against} against"),
        "ruling_taken_back": text("took back the ruling on {node}"),
    }
)
_APPRAISED = ("appraised_1", "appraised_2")


@dataclass(frozen=True, slots=True)
class RulingWords:
    """What the council decides: the inputs that count (None: the appraisal stands), why, and the vote."""

    given: Given | None
    reason: str
    words: str
    votes_for: int
    votes_against: int = 0
    abstained: int = 0


def save_ruling(
    *,
    actor: Person,
    session: Session,
    unit: Agency,
    node: str,
    said: RulingWords,
    expected_version: int,
    sign: DecimalSign = ",",
) -> Ruling:
    """Write down what the council decides on a leaf, or change it; the answer follows with the minutes.

    `expected_version` 0: no ruling of this session stands yet. Raises NoRight (also for who appraised the
    leaf), NotNow, NotFound, Conflict, Incomplete (CH-7865 to CH-7869, CH-11nn for the inputs).
    """
    campaign = session.campaign
    participants = participants_of(campaign, [unit.pk])
    leaf = leaf_named(participants, unit, node)
    decision = require(actor, RULE, where_of_ruling(campaign, unit, leaf.code))
    read = _read(participants, unit, node, said, sign)
    _check(session, unit, node, said, read)
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current_session = lock_open(session)
        current = _ruling_of(current_session, unit, node, expected_version, said)
        current.status = KEEP if read is None else read.status
        current.rows = [] if read is None else read.kept_rows()
        current.reason, current.words, current.written_by = said.reason, said.words, actor
        current.votes_for, current.votes_against = said.votes_for, said.votes_against
        current.abstained = said.abstained
        if current.pk is None:
            current.save()
        else:
            save_next(current)
        facts = {
            "unit": unit.pk, "node": node, "status": current.status, "rows": current.rows,
            "reason": said.reason, "votes_for": said.votes_for, "votes_against": said.votes_against,
            "abstained": said.abstained, "session": session.number,
        }  # fmt: skip
        work.record("ruling_saved", current, facts=facts, words={"words": said.words})
        # Who read the minutes before this does not approve what they have not read.
        save_next(current_session)
    return current


def take_back_ruling(*, actor: Person, ruling: Ruling, expected_version: int) -> None:
    """Take a ruling back while the minutes are open.

    Raises NoRight, NotNow, Conflict, Incomplete (CH-7865).
    """
    session = ruling.session
    campaign = session.campaign
    decision = require(actor, RULE, where_of_ruling(campaign, ruling.unit, ruling.node))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current_session = lock_open(session)
        current = Ruling.objects.select_for_update().get(pk=ruling.pk)
        if current.version != expected_version:
            raise Conflict(current, None, expected_version=expected_version, version=current.version)
        work.record("ruling_taken_back", current, facts={"unit": current.unit_id, "node": current.node})
        current.delete()
        save_next(current_session)


def where_of_ruling(campaign: Campaign, unit: Agency, node: str) -> Where:
    """The place of a ruling: who appraised the leaf does not write it. One query."""
    # Whoever asks: a scope must not hide an appraiser.
    with scopes_disabled():
        appraisers = Answer.objects.filter(campaign=campaign, unit=unit, node=node, layer__in=_APPRAISED)
        barred = frozenset(appraisers.exclude(by=None).values_list("by", flat=True))
    return Where(unit, campaign, node, barred, chain_of(campaign))


def _read(
    participants: Participants, unit: Agency, node: str, said: RulingWords, sign: DecimalSign
) -> Given | None:
    """The inputs as they will be kept. Raises Incomplete (CH-11nn)."""
    if said.given is None:
        return None
    return read_given(participants, unit.pk, node, replace(said.given, note=said.words), sign=sign)


def _check(session: Session, unit: Agency, node: str, said: RulingWords, read: Given | None) -> None:
    problems: list[Problem] = []
    if said.reason not in REASONS:
        problems.append(reason_unknown(said.reason))
    if not said.words.strip():
        problems.append(words_missing())
    if said.votes_for <= said.votes_against:
        problems.append(vote_does_not_carry(said.votes_for, said.votes_against))
    before = Answer.objects.filter(campaign=session.campaign, unit=unit, node=node, seat=1)
    if said.given is None and not before.exclude(layer="council").exists():
        problems.append(nothing_to_keep())
    if read is not None and read.lacking:
        problems.append(inputs_lacking(read.lacking))
    other = (
        Ruling.objects.select_related("session")
        .filter(session__campaign=session.campaign, session__approved_at=None, unit=unit, node=node)
        .exclude(session=session)
        .first()
    )
    if other is not None:
        problems.append(ruled_elsewhere(other.session.number))
    if problems:
        raise Incomplete(problems)


def _ruling_of(session: Session, unit: Agency, node: str, expected_version: int, said: RulingWords) -> Ruling:
    found = (
        Ruling.objects.select_for_update().order_by().filter(session=session, unit=unit, node=node).first()
    )
    stands = found.version if found is not None else 0
    if stands != expected_version:
        raise Conflict(found, said, expected_version=expected_version, version=stands)
    return found or Ruling(session=session, unit=unit, node=node)
