"""Whose visits a person finds counted: in the report, its files and its map, and in prevalence.

A figure tells as much as a list where few visits are behind it: a group of one agency says that it was
visited and what was found there. So nobody finds a visit counted before it may be told to them.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from chiso.language import Text, text
from chiso.office.inspections.access import sees_all, teams_of
from chiso.office.inspections.blindness import looked_at_blind, not_before_the_second_draw_opens
from chiso.office.inspections.following.access import is_issued
from chiso.office.inspections.interests import interests_of
from chiso.office.inspections.models import Conclusion, Finding, Inspection, Visit
from chiso.office.people.models import Person


def visits_counted_for(person: Person) -> QuerySet[Visit]:
    """The visits that are over and may be counted: all; once the draw is opened (auditor, statistician); of
    agencies in which they have an interest as `visits_reckoned_with` says."""
    rows = visits_reckoned_with(person).filter(ended_at__isnull=False)
    if sees_all(person):
        return rows
    return rows.filter(not_before_the_second_draw_opens(), inspection__opened_at__isnull=False)


def visits_reckoned_with(person: Person) -> QuerySet[Visit]:
    """All visits but those to agencies in which they have an interest, until the record is handed over, the
    agency's conclusion is issued, and every finding of the visit stands in one that is; and but the first
    one of a place that they are to visit a second time blind."""
    rows = Visit.objects.filter(~interests_of(person).visits() | _told_to_its_agency())
    teams = teams_of(person)
    return rows.exclude(looked_at_blind(teams)) if teams else rows


def visits_told_to_everybody() -> QuerySet[Visit]:
    """The visits that nobody who reads for the city finds kept back, whatever their interests."""
    rows = Visit.objects.filter(_told_to_its_agency(), ended_at__isnull=False)
    return rows.filter(not_before_the_second_draw_opens(), inspection__opened_at__isnull=False)


def _told_to_its_agency() -> Q:
    """That the record is handed over, the conclusion issued, and every finding stands in one that is."""
    concluded = Conclusion.objects.filter(
        inspection=OuterRef("inspection"), agency=OuterRef("place__agency"), issued_at__isnull=False
    )
    kept_back = Finding.objects.filter(~Q(is_issued()), visit=OuterRef("pk"), withdrawn_at=None)
    return Q(Exists(concluded.order_by()), ~Exists(kept_back.order_by()), handed_over_at__isnull=False)


def may_estimate(person: Person, inspection: Inspection) -> bool:
    """Whether a person is told how common findings are: once drawn; the statistician once it is opened."""
    if inspection.drawn_at is None:
        return False
    return inspection.opened_at is not None or sees_all(person)


def limits_of(person: Person) -> list[Text]:
    """What is not counted for a person, for them to know that others may count more."""
    interests, said = interests_of(person), []
    if not sees_all(person):
        said.append(text("Counted are inspections whose draw is opened."))
    if interests.agencies or interests.places:
        said.append(
            text(
                "Agencies in which you hold a post, or to which you are tied, are counted once their "
                "conclusion is issued."
            )
        )
    return said
