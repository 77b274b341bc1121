"""Petitions: the head of an agency asks for a result to be looked at again, the secretary answers.

One that is accepted, whole or in part, lies before the council again: the agenda shows it until a ruling
of a later session is approved.
"""

from __future__ import annotations

from django.utils import timezone

from chiso.language import Text, text
from chiso.office.campaigns.access import ANSWER_PETITION, PETITION
from chiso.office.campaigns.council.access import where_of_council
from chiso.office.campaigns.models import Campaign, Petition
from chiso.office.campaigns.participants import Participants, participants_of
from chiso.office.campaigns.results.access import where_of_agency
from chiso.office.campaigns.results.problems import (
    answer_missing,
    asked_already,
    no_longer_open,
    not_of_the_agency,
    words_missing,
)
from chiso.office.campaigns.results.telling import tell_answered, tell_petition
from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import chain_of_agency, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next

PETITION_NAMES: dict[str, Text] = {
    "open": text("waiting for an answer"),
    "accepted": text("accepted"),
    "in_part": text("accepted in part"),
    "declined": text("declined"),
    "withdrawn": text("withdrawn by the agency"),
}
ANSWERS = ("accepted", "in_part", "declined")
declare_verbs(
    {
        "petition_made": text("asked for {node} to be looked at again"),
        "petition_withdrawn": text("withdrew the petition on {node}"),
        "petition_answered": text("answered the petition on {node}: {state}"),
    }
)
declare_values({"accepted": PETITION_NAMES["accepted"], "in_part": PETITION_NAMES["in_part"]})


def make_petition(
    *, actor: Person, campaign: Campaign, agency: Agency, unit: Agency, node: str, words: str
) -> Petition:
    """Ask for a leaf, or the whole result ("" as node), to be looked at again.

    Raises NoRight, NotNow, Incomplete (CH-7870, CH-7871).
    """
    where = where_of_agency(campaign, agency)
    decision = require(actor, PETITION, where)
    problems = [] if words.strip() else [words_missing()]
    if not may_ask(participants_of(campaign), agency, unit, node):
        problems.append(not_of_the_agency(node))
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        standing = Petition.objects.filter(campaign=campaign, agency=agency, unit=unit, node=node)
        if standing.filter(state="open").exists():
            problems.append(asked_already())
        if problems:
            raise Incomplete(problems)
        petition: Petition = Petition.objects.create(
            campaign=campaign, agency=agency, unit=unit, node=node, words=words.strip(), by=actor
        )
        facts = {"unit": unit.pk, "node": node}
        work.record("petition_made", petition, facts=facts, words={"words": words.strip()})
        tell_petition(work, petition)
    return petition


def withdraw_petition(*, actor: Person, petition: Petition, expected_version: int) -> Petition:
    """Take a petition back. Raises NoRight, NotNow, Conflict, Incomplete (CH-7872)."""
    where = where_of_agency(petition.campaign, petition.agency)
    decision = require(actor, PETITION, where)
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        current = _lock_open(petition, expected_version)
        current.state = "withdrawn"
        save_next(current)
        work.record("petition_withdrawn", current, facts={"unit": current.unit_id, "node": current.node})
    return current


def answer_petition(
    *, actor: Person, petition: Petition, state: str, words: str, expected_version: int
) -> Petition:
    """Answer a petition; an accepted one goes to a further session of the council.

    Raises NoRight, NotNow, Conflict, Incomplete (CH-7872, CH-7873).
    """
    campaign = petition.campaign
    decision = require(actor, ANSWER_PETITION, where_of_council(campaign, ANSWER_PETITION))
    problems = [answer_missing("state")] if state not in ANSWERS else []
    problems += [] if words.strip() else [answer_missing("answer")]
    if problems:
        raise Incomplete(problems)
    chain = chain_of_agency(campaign.pk, petition.agency_id)
    with unit_of_work(chain, actor=actor, decision=decision) as work:
        current = _lock_open(petition, expected_version)
        current.state, current.answer = state, words.strip()
        current.answered_by, current.answered_at = actor, timezone.now()
        save_next(current)
        facts = {"unit": current.unit_id, "node": current.node, "state": state}
        work.record("petition_answered", current, facts=facts, words={"answer": words.strip()})
        tell_answered(work, current)
    return current


def may_ask(participants: Participants, agency: Agency, unit: Agency, node: str) -> bool:
    """Whether this is something of the agency: a leaf that it answers for, or its own whole result."""
    if node:
        leaf = participants.leaf(unit, node)
        return leaf is not None and leaf.responsible == agency.pk
    answers_there = any(leaf.unit == unit.pk for leaf in participants.leaves_of(agency))
    return unit.pk in participants.units and (unit.pk == agency.pk or answers_there)


def _lock_open(petition: Petition, expected_version: int) -> Petition:
    stands = Petition.objects.select_for_update().filter(pk=petition.pk).first()
    if stands is None:
        raise NotFound
    if stands.state != "open":
        raise no_longer_open(PETITION_NAMES[stands.state])
    current = lock_version(petition, expected_version)
    current.campaign, current.agency = petition.campaign, petition.agency
    return current
