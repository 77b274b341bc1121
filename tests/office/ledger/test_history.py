"""Reading the record: history in plain words, at a constant price."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from chiso.language import text
from chiso.office.ledger import verbs
from chiso.office.ledger.selectors import Filters, all_lines, entries_of, history_of
from chiso.office.ledger.work import unit_of_work
from tests.office.making import make_agency, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "_VERBS", dict(verbs._VERBS))
    verbs.declare_verbs({"named": text("named it {name}, of {count} parts")})


def test_a_line_says_who_did_what_and_why() -> None:
    actor, agency = make_person("Lê Thị Hoa"), make_agency()
    with unit_of_work("organisation", actor=actor) as work:
        work.record("named", agency, facts={"count": 3}, words={"name": "Sở Y tế", "reason": "Nghị quyết 1"})
    [line] = history_of(agency)
    assert (line.who, line.reason) == ("Lê Thị Hoa", "Nghị quyết 1")
    assert line.said.in_language("en") == "named it Sở Y tế, of 3 parts"


def test_a_verb_without_its_values_is_still_told() -> None:
    actor = make_person()
    with unit_of_work("organisation", actor=actor) as work:
        work.record("named", actor)
    assert history_of(actor)[0].said.in_language("en") == "named it –, of – parts"


@pytest.mark.parametrize("count", [1, 3, 40])
def test_a_history_costs_the_same_however_long_it_is(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actor, agency = make_person(), make_agency()
    for _ in range(count):
        with unit_of_work("organisation", actor=actor) as work:
            work.record("named", agency)
    with django_assert_num_queries(2):
        assert len(history_of(agency)) == count


def test_pages_follow_one_another_and_the_export_holds_all() -> None:
    actor = make_person()
    for number in range(7):
        with unit_of_work("organisation", actor=actor) as work:
            work.record("named", actor, facts={"count": number})
    first = entries_of(Filters(), limit=3)
    second = entries_of(Filters(), before=first[-1].id, limit=3)
    assert [line.sequence for line in first + second] == [7, 6, 5, 4, 3, 2]
    assert [line.sequence for line in all_lines(Filters(verb="named"))] == [1, 2, 3, 4, 5, 6, 7]
    assert list(all_lines(Filters(verb="other"))) == []
