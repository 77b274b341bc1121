"""Sessions of the council: held, put right, closed by the approval of their minutes.

Only the approval makes answers of the layer “council” out of rulings, all of them in one transaction. It is
given by a member of the council who wrote neither the minutes nor one of the rulings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, time

from django.db.models import Max
from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.access import APPROVE_MINUTES, RULE
from chiso.office.campaigns.answering.given import Given, given_of
from chiso.office.campaigns.answering.saving import leaf_named, write_layer
from chiso.office.campaigns.council.access import where_of_council
from chiso.office.campaigns.council.problems import minutes_approved, nothing_ruled
from chiso.office.campaigns.council.reasons import KEEP
from chiso.office.campaigns.council.telling import tell_of_approval, tell_of_minutes
from chiso.office.campaigns.models import Answer, Campaign, Ruling, Session
from chiso.office.campaigns.participants import Leaf, participants_of
from chiso.office.campaigns.services import chain_of
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import Work, chain_of_agency, unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Decision, Where, may_each, require
from chiso.office.records import lock_version, save_next
from chiso.scoring.layers import LAYERS

declare_verbs(
    {
        "session_held": text("held session {number} of the council on {day}"),
        "session_changed": text("changed the record of session {number}"),
        "minutes_laid": text("laid the minutes of session {number} before the members"),
        "minutes_approved": text("approved the minutes of session {number}: {rulings} rulings"),
        "ruled": text("the council ruled on {count} criteria of the agency, session {number}"),
    }
)


@dataclass(frozen=True, slots=True)
class SessionWords:
    """What stands in the record of a session beside its rulings. `present`: name and duty of each."""

    held_on: date
    began: time
    place: str
    chair: str
    present: tuple[tuple[str, str], ...] = ()
    ended: time | None = None
    words: str = ""


def hold_session(*, actor: Person, campaign: Campaign, said: SessionWords) -> Session:
    """Open the record of a session, with the next number of the campaign. Raises NoRight, NotNow."""
    decision = require(actor, RULE, where_of_council(campaign, RULE))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        last = Session.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
        session = Session(campaign=campaign, number=last + 1, written_by=actor)
        _put_down(session, said)
        session.save()
        work.record("session_held", session, facts=_facts(session), words=_words(session))
    return session


def change_session(*, actor: Person, session: Session, said: SessionWords, expected_version: int) -> Session:
    """Put the record of a session right; whoever does so has written it.

    Raises NoRight, NotNow, Conflict, Incomplete (CH-7865: its minutes are approved).
    """
    campaign = session.campaign
    decision = require(actor, RULE, where_of_council(campaign, RULE))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = lock_open(session, expected_version, given=asdict(said))
        _put_down(current, said)
        current.written_by = actor
        save_next(current)
        work.record("session_changed", current, facts=_facts(current), words=_words(current))
    return current


def lay_minutes(*, actor: Person, session: Session, expected_version: int) -> Session:
    """Tell the members of the council that the minutes wait for one of them.

    Raises NoRight, NotNow, Conflict, Incomplete (CH-7865, CH-7869: nothing was decided).
    """
    campaign = session.campaign
    decision = require(actor, RULE, where_of_council(campaign, RULE))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = lock_open(session, expected_version)
        if not current.rulings.exists():
            raise nothing_ruled(current.number)
        work.record("minutes_laid", current, facts={"number": current.number})
        tell_of_minutes(work, current, writers_of(current))
    return current


def approve_minutes(*, actor: Person, session: Session, expected_version: int) -> int:
    """Approve the minutes: every ruling becomes an answer of the layer “council”. How many there were.

    Raises NoRight (also for who wrote the minutes or a ruling), NotNow (the council may not decide on one
    of the criteria now), Conflict, Incomplete (CH-7865, CH-7869).
    """
    campaign = session.campaign
    barred = writers_of(session)
    decision = require(actor, APPROVE_MINUTES, where_of_council(campaign, APPROVE_MINUTES, barred=barred))
    participants = participants_of(campaign)
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = lock_open(session, expected_version)
        rulings = list(current.rulings.select_related("unit").select_for_update(of=("self",)))
        if not rulings:
            raise nothing_ruled(current.number)
        leaves = {one.pk: leaf_named(participants, one.unit, one.node) for one in rulings}
        _require_each(actor, campaign, rulings, leaves, writers_of(current))
        current.approved_by, current.approved_at = actor, timezone.now()
        save_next(current)
        work.record("minutes_approved", current, facts={"number": current.number, "rulings": len(rulings)})
        _write_answers(actor, decision, current, rulings, leaves)
        tell_of_approval(work, current, {leaf.responsible for leaf in leaves.values()})
    return len(rulings)


def lock_open(session: Session, expected_version: int | None = None, *, given: object = None) -> Session:
    """The session, locked, if its minutes are still open; of any version where none is expected.

    Raises Conflict, Incomplete (CH-7865).
    """
    # Where it was approved meanwhile that is said, not that somebody saved.
    stands = Session.objects.select_for_update().get(pk=session.pk)
    if stands.approved_at is not None:
        raise minutes_approved(stands.number)
    return stands if expected_version is None else lock_version(session, expected_version, given=given)


def writers_of(session: Session) -> frozenset[int]:
    """Who wrote the minutes, or one of the rulings: somebody else approves them."""
    rulings = session.rulings.exclude(written_by=None).values_list("written_by", flat=True)
    return frozenset({session.written_by_id, *rulings})


def _put_down(session: Session, said: SessionWords) -> None:
    session.held_on, session.began, session.ended = said.held_on, said.began, said.ended
    session.place, session.chair, session.words = said.place, said.chair, said.words
    session.present = [list(one) for one in said.present]


def _facts(session: Session) -> dict[str, object]:
    return {
        "number": session.number,
        "day": f"{session.held_on:%d/%m/%Y}",
        "began": session.began.isoformat("minutes") if session.began else "",
        "ended": session.ended.isoformat("minutes") if session.ended else "",
        "place": session.place,
        "present": len(session.present),
    }


def _words(session: Session) -> dict[str, str]:
    present = "; ".join(", ".join(part for part in one if part) for one in session.present)
    said = {"chair": session.chair, "present_names": present, "words": session.words}
    return {name: words for name, words in said.items() if words}


def _require_each(
    actor: Person,
    campaign: Campaign,
    rulings: Sequence[Ruling],
    leaves: dict[int, Leaf],
    barred: frozenset[int],
) -> None:
    """The right to decide on each of the criteria now. Raises NoRight, NotNow."""
    wheres = [Where(one.unit, campaign, leaves[one.pk].code, barred, chain_of(campaign)) for one in rulings]
    for where, is_allowed in zip(wheres, may_each(actor, APPROVE_MINUTES, wheres), strict=True):
        if not is_allowed:
            require(actor, APPROVE_MINUTES, where)


def _write_answers(
    actor: Person,
    decision: Decision,
    session: Session,
    rulings: Sequence[Ruling],
    leaves: dict[int, Leaf],
) -> None:
    """The answers, each in the chain of the agency that answers; agencies always in the same order."""
    campaign = session.campaign
    stand = _standing(campaign, rulings)
    by_agency: dict[int, list[Ruling]] = {}
    for ruling in rulings:
        by_agency.setdefault(leaves[ruling.pk].responsible, []).append(ruling)
    for agency in sorted(by_agency):
        chain = chain_of_agency(campaign.pk, agency)
        with unit_of_work(chain, actor=actor, decision=decision) as work:
            for ruling in by_agency[agency]:
                _write_answer(work, campaign, leaves[ruling.pk], ruling, stand)
            facts = {"number": session.number, "count": len(by_agency[agency])}
            work.record("ruled", session, facts=facts)


def _write_answer(
    work: Work,
    campaign: Campaign,
    leaf: Leaf,
    ruling: Ruling,
    stand: dict[tuple[int, str], dict[str, Answer]],
) -> None:
    kept = stand.get((leaf.unit, leaf.code), {})
    given = given_of_ruling(ruling, last_before_council(kept))
    version = kept["council"].version if "council" in kept else 0
    write_layer(work, campaign, leaf, "council", given, expected_version=version)


def _standing(campaign: Campaign, rulings: Sequence[Ruling]) -> dict[tuple[int, str], dict[str, Answer]]:
    """The layers of the leaves that are ruled on, of the first seat. One query."""
    rows = Answer.objects.filter(
        campaign=campaign, seat=1, unit__in={one.unit_id for one in rulings},
        node__in={one.node for one in rulings},
    )  # fmt: skip
    found: dict[tuple[int, str], dict[str, Answer]] = {}
    for row in rows:
        found.setdefault((row.unit_id, row.node), {})[row.layer] = row
    return found


def last_before_council(kept: dict[str, Answer]) -> Answer | None:
    """The last of these answers before the council."""
    return next((kept[layer] for layer in reversed(LAYERS[:-1]) if layer in kept), None)


def given_of_ruling(ruling: Ruling, last: Answer | None) -> Given:
    """The answer that a ruling makes: its own inputs, or those that stand."""
    if ruling.status != KEEP or last is None:
        return given_of(ruling)
    stands = given_of(last)
    return Given(stands.rows, stands.status, "", ruling.reason, ruling.words, agreed=True)
