"""Rights by phases, late answers, exceptions and closing: asked one by one and many at once, the same."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chiso.office.campaigns.access import ANSWER, APPRAISE, READ, SEE_RESULT
from chiso.office.campaigns.models import Campaign, Phase, PhaseException
from chiso.office.people.rights import Where, may, may_each
from tests.office.campaigns.making import Running, running
from tests.office.making import assign, make_agency

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def excepted(made: Running, phase: str, **more: object) -> PhaseException:
    now = timezone.now()
    given: dict[str, object] = {
        "campaign": made.campaign, "kind": "extension", "phase": phase, "opens_at": now - HOUR,
        "closes_at": now + HOUR, "reason": "x", "granted_by": made.people["coordinator"],
    }  # fmt: skip
    return PhaseException.objects.create(**given | more)


def test_many_places_are_answered_as_each_by_itself() -> None:
    made = running("appraisal_1")
    excepted(made, "self_assessment", agency=made.ba_dinh)
    excepted(made, "self_assessment", agency=made.hoan_kiem, node="2")
    excepted(made, "appraisal_2", agency=None, node="3")
    excepted(made, "explanation", withdrawn_at=timezone.now())
    made.phase("petition", timezone.now() - 3 * HOUR, timezone.now() - HOUR)
    Phase.objects.filter(kind="petition").update(late_until=timezone.now() + HOUR)
    units = (made.ba_dinh, made.hoan_kiem)
    for lateness, is_closed in product(("refused", "marked"), (False, True)):
        made.campaign.lateness = lateness
        made.campaign.closed_at = timezone.now() if is_closed else None
        made.campaign.save()
        for who, action in product(made.people, (ANSWER, APPRAISE, READ, SEE_RESULT)):
            wheres = [Where(unit, made.campaign, node) for unit in units for node in ("", "1", "2", "3.1")]
            one_by_one = [may(made.people[who], action, where) for where in wheres]
            assert may_each(made.people[who], action, wheres) == one_by_one, (who, action, lateness)


def test_an_exception_speaks_of_whoever_answers_also_where_one_unit_is_measured() -> None:
    made = running()
    city, water = make_agency("Thành phố"), make_agency("Sở Nông nghiệp")
    Campaign.objects.update(kind="city")
    assign(made.campaign, city, "1", made.ba_dinh, made.home_affairs)
    assign(made.campaign, city, "2", water, made.home_affairs)
    excepted(made, "self_assessment", agency=made.ba_dinh)
    assert may(made.people["officer"], ANSWER, Where(city, made.campaign, "1"))
    assert not may(made.people["officer"], ANSWER, Where(city, made.campaign, "2"))
    excepted(made, "appraisal_1", agency=water)
    assert not may(made.people["appraiser"], APPRAISE, Where(city, made.campaign, "1"))
    assert may(made.people["appraiser"], APPRAISE, Where(city, made.campaign, "2"))


def test_who_answers_for_a_part_of_the_city_does_not_appraise_it() -> None:
    made = running("appraisal_1")
    city = make_agency("Thành phố")
    # A table refuses such a row (CH-7214); the right does not hang on the table alone.
    assign(made.campaign, city, "1", made.home_affairs, made.home_affairs)
    assert not may(made.people["appraiser"], APPRAISE, Where(city, made.campaign, "1"))


def test_an_exception_holds_up_to_not_at_its_end() -> None:
    made = running()
    given = excepted(made, "self_assessment", agency=made.ba_dinh)
    where = Where(made.ba_dinh, made.campaign, "1")
    tick = timedelta(microseconds=1)
    assert may(made.people["officer"], ANSWER, where, given.opens_at)
    assert may(made.people["officer"], ANSWER, where, given.closes_at - tick)
    assert not may(made.people["officer"], ANSWER, where, given.closes_at)
    assert not may(made.people["officer"], ANSWER, where, given.opens_at - tick)


def test_many_places_cost_the_same_questions_as_one() -> None:
    made = running("self_assessment")
    for _ in range(3):
        excepted(made, "self_assessment", agency=made.ba_dinh)
    counts = []
    for places in (1, 40):
        wheres = [Where(made.ba_dinh, made.campaign, str(number)) for number in range(places)]
        with CaptureQueriesContext(connection) as queries:
            may_each(made.people["officer"], ANSWER, wheres)
        counts.append(len(queries))
    assert counts[0] == counts[1]
