"""What a conclusion recommends: about which findings, to whom, by when. Changed until it is approved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Max
from django.utils import timezone

from chiso.language import text
from chiso.office.inspections.access import chain_of
from chiso.office.inspections.following.access import CONCLUDE, where_of_agency
from chiso.office.inspections.following.content import findings_of
from chiso.office.inspections.following.problems import (
    approved_already,
    in_the_past,
    no_words,
    not_of_the_agency,
    of_several_places,
)
from chiso.office.inspections.following.services.checking import refuse
from chiso.office.inspections.models import Conclusion, Finding, Recommendation
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.office.tasks.days import said_day
from chiso.problems import Problem

Made = TypeVar("Made")
declare_verbs(
    {
        "recommendation_entered": text("recommended to {owner}, until {deadline}"),
        "recommendation_changed": text("changed the recommendation to {owner}, until {deadline}"),
        "recommendation_dropped": text("dropped the recommendation to {owner}"),
    }
)


@dataclass(frozen=True, slots=True)
class RecommendationGiven:
    """What is to be done, by whom, by when, about which findings."""

    words: str
    owner: Agency
    deadline: date
    findings: Sequence[Finding]


def recommend(
    *, actor: Person, conclusion: Conclusion, given: RecommendationGiven, expected_version: int
) -> Recommendation:
    """Add a recommendation; `expected_version` is that of the conclusion.

    Raises NoRight, Conflict, Incomplete (CH-8721, CH-8737, CH-8739, CH-8741, CH-8751).
    """

    def do(work: Work, current: Conclusion) -> Recommendation:
        last = current.recommendations.aggregate(last=Max("number"))["last"]
        made = Recommendation.objects.create(
            conclusion=current, number=(last or 0) + 1, words=given.words.strip(), owner=given.owner,
            deadline=given.deadline,
        )  # fmt: skip
        made.findings.set(given.findings)
        work.record("recommendation_entered", made, facts=_facts(made), words={"words": made.words})
        return made

    return _within(actor, conclusion, expected_version, _problems(conclusion, given), do)


def change_recommendation(
    *, actor: Person, recommendation: Recommendation, given: RecommendationGiven, expected_version: int
) -> Recommendation:
    """Change one; `expected_version` is that of the recommendation. Raises as `recommend`."""
    conclusion = recommendation.conclusion

    def do(work: Work, current: Conclusion) -> Recommendation:
        stands = lock_version(recommendation, expected_version, given=given)
        stands.words, stands.owner, stands.deadline = given.words.strip(), given.owner, given.deadline
        save_next(stands)
        stands.findings.set(given.findings)
        work.record("recommendation_changed", stands, facts=_facts(stands), words={"words": stands.words})
        return stands

    return _within(actor, conclusion, None, _problems(conclusion, given), do)


def drop_recommendation(*, actor: Person, recommendation: Recommendation, expected_version: int) -> None:
    """Take one away that was not approved. Raises NoRight, Conflict, Incomplete (CH-8737)."""

    def do(work: Work, current: Conclusion) -> None:
        stands = lock_version(recommendation, expected_version)
        work.record("recommendation_dropped", stands, facts=_facts(stands), words={"words": stands.words})
        stands.delete()

    _within(actor, recommendation.conclusion, None, [], do)


def lock_to_prepare(actor: Person, conclusion: Conclusion, expected_version: int | None) -> Conclusion:
    """The conclusion, locked, if it is not approved; who changes it is noted as one who prepared it, and it
    waits for nobody's approval until it is handed in again.

    `expected_version` None: whichever stands. Raises Conflict, Incomplete (CH-8737).
    """
    if expected_version is None:
        rows = Conclusion.objects.select_for_update(of=("self",)).order_by()
        expected_version = rows.get(pk=conclusion.pk).version
    current = lock_version(conclusion, expected_version)
    refuse([approved_already()] if current.approved_at is not None else [])
    current.preparers.add(actor)
    current.handed_in_at = None
    # What belongs to it was read with the page and does not change.
    current.inspection, current.agency = conclusion.inspection, conclusion.agency
    return current


def _within(
    actor: Person,
    conclusion: Conclusion,
    expected_version: int | None,
    problems: list[Problem],
    do: Callable[[Work, Conclusion], Made],
) -> Made:
    where = where_of_agency(conclusion.inspection, conclusion.agency)
    decision = require(actor, CONCLUDE, where)
    with unit_of_work(chain_of(conclusion.inspection), actor=actor, decision=decision) as work:
        current = lock_to_prepare(actor, conclusion, expected_version)
        refuse(problems)
        made = do(work, current)
        # Whoever approves names the version: it goes on with every part of the conclusion.
        save_next(current)
    return made


def _problems(conclusion: Conclusion, given: RecommendationGiven) -> list[Problem]:
    problems = []
    if not given.words.strip():
        problems.append(no_words("words", text("Expected what is to be done.")))
    if given.deadline < timezone.localdate():
        problems.append(in_the_past("deadline", given.deadline))
    known = {one.pk: one for one in findings_of(conclusion)}
    strange = [str(one.number) for one in given.findings if one.pk not in known]
    if strange or not given.findings:
        problems.append(not_of_the_agency(", ".join(strange)))
    places = {known[one.pk].visit.place.code for one in given.findings if one.pk in known}
    if len(places) > 1:
        problems.append(of_several_places(", ".join(sorted(places))))
    return problems


def _facts(recommendation: Recommendation) -> dict[str, object]:
    return {
        "number": recommendation.number,
        "owner": recommendation.owner.name,
        "deadline": said_day(recommendation.deadline),
        "findings": sorted(one.number for one in recommendation.findings.all()),
    }
