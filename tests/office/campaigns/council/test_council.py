"""Agenda, sessions, rulings, and the minutes whose approval makes rulings count."""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.council.agenda import AgendaFilter, AgendaItem, agenda_of
from chiso.office.campaigns.council.rulings import RulingWords, save_ruling, take_back_ruling
from chiso.office.campaigns.council.sessions import (
    SessionWords,
    approve_minutes,
    change_session,
    hold_session,
    lay_minutes,
)
from chiso.office.campaigns.models import Answer, PhaseException, Question, Ruling, Session
from chiso.office.campaigns.results.layered import layered_results
from chiso.office.errors import Conflict, Incomplete, NoRight, NotNow
from chiso.office.ledger.models import Entry
from chiso.office.notices.models import Notice
from chiso.office.people.roles import Role
from tests.office.campaigns.council.answered import BEST, ON_THE_DAY, answered, published, write
from tests.office.campaigns.making import Running, running
from tests.office.making import appoint, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whole_city() -> Any:
    with scopes_disabled():
        yield


SAID = SessionWords(date(2020, 12, 21), time(8, 30), "Phòng họp số 2", "Nguyễn Văn Chủ, Phó Chủ tịch")


def hold(made: Running) -> Session:
    return hold_session(actor=made.people["secretary"], campaign=made.campaign, said=SAID)


def rule(made: Running, session: Session, node: str = "1", **more: Any) -> Ruling:
    said: dict[str, Any] = {
        "given": Given(BEST[node]),
        "reason": "council_evidence_shows",
        "words": "Sổ gốc đúng",
    } | more
    votes = RulingWords(
        said["given"], said["reason"], said["words"], said.get("votes_for", 5), said.get("votes_against", 1)
    )
    return save_ruling(
        actor=said.get("actor", made.people["secretary"]),
        session=session,
        unit=said.get("unit", made.ba_dinh),
        node=node,
        said=votes,
        expected_version=said.get("expected_version", 0),
    )


def approve(made: Running, session: Session, who: str = "member") -> int:
    session.refresh_from_db()
    return approve_minutes(actor=made.people[who], session=session, expected_version=session.version)


def totals(made: Running) -> dict[str, Fraction | None]:
    layered = layered_results(made.campaign)
    return {unit.name: layered.decided.node(unit.uid).points for unit in made.participants.units.values()}


def item(made: Running, node: str) -> AgendaItem:
    return next(
        one
        for one in agenda_of(layered_results(made.campaign))
        if (one.leaf.unit, one.leaf.code) == (made.ba_dinh.pk, node)
    )


def test_the_agenda_holds_what_appraisal_changed_by_points_at_stake() -> None:
    made = answered(running("council"))
    # 1: 2 → 1 point, 6: 2 → 1 point of the total; nothing else was touched.
    found = agenda_of(layered_results(made.campaign))
    assert [(one.leaf.code, one.at_stake, one.why) for one in found] == [
        ("1", Fraction(1), ["changed"]),
        ("6", Fraction(1), ["changed"]),
    ]
    assert [(one.self_assessed, one.appraised, one.decided) for one in found] == [
        (Fraction(2), Fraction(1), None)
    ] * 2


def test_a_leaf_that_two_seats_judged_differently_stands_on_the_agenda_with_their_distance() -> None:
    made = answered(running("council"))
    # The first seat agreed with 2 points, the second found 0 (a day late).
    late = [row for row in ON_THE_DAY]
    late = [type(row)(row.input, row.case, value="1") for row in late]
    write(made, made.ba_dinh, "2", "appraised_1", late, by=made.people["appraiser_2"], seat=2)
    found = agenda_of(layered_results(made.campaign))
    assert next((one.leaf.code, one.at_stake, one.why) for one in found) == ("2", Fraction(2), ["seats"])


def test_explanations_that_are_open_or_declined_stand_on_the_agenda_and_heard_ones_do_not() -> None:
    made = answered(running("council"))
    for node, closed, accepted in (("3", False, None), ("4", True, False), ("5", True, True)):
        Question.objects.create(
            campaign=made.campaign, unit=made.ba_dinh, node=node, agency=made.ba_dinh, words="?",
            asked_by=made.people["appraiser"], answer_until="2020-12-01T17:00:00+07:00",
            closed_at="2020-12-02T08:00:00+07:00" if closed else None, accepted=accepted,
        )  # fmt: skip
    why = {one.leaf.code: one.why for one in agenda_of(layered_results(made.campaign))}
    assert why == {
        "1": ["changed"], "6": ["changed"], "3": ["explanation_open"], "4": ["explanation_declined"],
    }  # fmt: skip


def test_the_agenda_is_filtered_by_field_agency_reason_and_state() -> None:
    made = answered(running("council"))
    found = agenda_of(layered_results(made.campaign))
    assert [one.leaf.code for one in found if AgendaFilter(field="6").fits(one)] == ["6"]
    assert [one for one in found if AgendaFilter(agency=made.hoan_kiem.key).fits(one)] == []
    assert [one for one in found if AgendaFilter(why="petition").fits(one)] == []
    assert len([one for one in found if AgendaFilter(state="open").fits(one)]) == 2


def test_a_ruling_counts_once_a_member_approved_the_minutes_and_not_before() -> None:
    made = answered(running("council"))
    session = hold(made)
    rule(made, session, "1")
    rule(made, session, "6", given=None, reason="council_stands", words="Giữ nguyên")
    assert totals(made) == {"Quận Ba Đình": 16, "Quận Hoàn Kiếm": 17}
    assert (item(made, "1").state, item(made, "1").ruling is not None) == ("written", True)
    assert approve(made, session) == 2
    assert totals(made) == {"Quận Ba Đình": 17, "Quận Hoàn Kiếm": 17}
    with scopes_disabled():
        council = {one.node: one for one in Answer.objects.filter(layer="council")}
    assert (council["1"].agreed, council["1"].reason) == (False, "council_evidence_shows")
    assert (council["6"].agreed, council["6"].rows) == (True, Given(published(electronic=False)).kept_rows())
    assert [one.state for one in agenda_of(layered_results(made.campaign))] == ["decided", "decided"]
    chain = f"campaign/{made.campaign.pk}/agency/{made.ba_dinh.pk}"
    verbs = Entry.objects.filter(chain__name=chain).order_by("-pk").values_list("verb", flat=True)
    assert list(verbs[:3]) == ["ruled", "answer_saved", "answer_saved"]


def test_who_wrote_the_minutes_or_a_ruling_does_not_approve_them() -> None:
    made = answered(running("council"))
    secretary = made.people["secretary"]
    appoint(secretary, Role.COUNCIL_MEMBER)
    session = hold(made)
    rule(made, session)
    with pytest.raises(NoRight):
        approve(made, session, "secretary")
    second = make_person("Thư ký thứ hai")
    appoint(second, Role.COUNCIL_SECRETARY)
    appoint(second, Role.COUNCIL_MEMBER)
    rule(made, session, "6", actor=second)
    made.people["second"] = second
    with pytest.raises(NoRight):
        approve(made, session, "second")
    assert approve(made, session) == 2


def test_who_appraised_a_leaf_does_not_write_its_ruling() -> None:
    made = answered(running("council"))
    appoint(made.people["appraiser"], Role.COUNCIL_SECRETARY)
    session = hold(made)
    with pytest.raises(NoRight):
        rule(made, session, actor=made.people["appraiser"])
    assert not Ruling.objects.exists()


def test_a_member_does_not_approve_a_ruling_that_was_changed_while_the_minutes_were_read() -> None:
    made = answered(running("council"))
    session = hold(made)
    ruling = rule(made, session)
    session.refresh_from_db()
    seen = session.version
    rule(made, session, expected_version=ruling.version, given=Given(ON_THE_DAY))
    with pytest.raises(Conflict):
        approve_minutes(actor=made.people["member"], session=session, expected_version=seen)
    assert totals(made)["Quận Ba Đình"] == 16


def test_approved_minutes_are_changed_by_nobody() -> None:
    made = answered(running("council"))
    session = hold(made)
    ruling = rule(made, session)
    approve(made, session)
    session.refresh_from_db()
    refused = []
    for call in (
        lambda: approve(made, session),
        lambda: rule(made, session, "6"),
        lambda: take_back_ruling(
            actor=made.people["secretary"], ruling=ruling, expected_version=ruling.version
        ),
        lambda: change_session(
            actor=made.people["secretary"], session=session, said=SAID, expected_version=session.version
        ),
    ):
        with pytest.raises(Incomplete) as caught:
            call()
        refused.append(caught.value.problems[0].code)
    assert refused == ["CH-7865"] * 4


def test_a_ruling_names_a_reason_words_and_a_vote_that_carries_all_problems_at_once() -> None:
    made = answered(running("council"))
    session = hold(made)
    with pytest.raises(Incomplete) as caught:
        rule(made, session, reason="because", words=" ", votes_for=2, votes_against=2)
    assert [one.code for one in caught.value.problems] == ["CH-7866", "CH-7866", "CH-7868"]
    with pytest.raises(Incomplete) as caught:
        rule(made, session, given=Given(published()[:1]), node="6")
    assert [one.code for one in caught.value.problems] == ["CH-7867"]


def test_two_sessions_do_not_rule_on_one_leaf_and_empty_minutes_are_not_laid() -> None:
    made = answered(running("council"))
    first, second = hold(made), hold(made)
    assert (first.number, second.number) == (1, 2)
    rule(made, first)
    with pytest.raises(Incomplete) as caught:
        rule(made, second)
    assert [one.code for one in caught.value.problems] == ["CH-7869"]
    with pytest.raises(Incomplete) as caught:
        lay_minutes(actor=made.people["secretary"], session=second, expected_version=second.version)
    assert [one.code for one in caught.value.problems] == ["CH-7869"]
    with pytest.raises(Incomplete):
        approve(made, second)


def test_members_are_told_that_minutes_wait_but_not_who_wrote_them() -> None:
    made = answered(running("council"))
    appoint(made.people["secretary"], Role.COUNCIL_MEMBER)
    session = hold(made)
    rule(made, session)
    session.refresh_from_db()
    lay_minutes(actor=made.people["secretary"], session=session, expected_version=session.version)
    told = Notice.objects.filter(kind="campaigns.minutes_laid").values_list("person", flat=True)
    assert list(told) == [made.people["member"].pk]


def test_outside_its_phases_the_council_decides_nothing() -> None:
    made = answered(running("council"))
    session = hold(made)
    rule(made, session)
    made.only("results")
    for call in (lambda: hold(made), lambda: rule(made, session, "6"), lambda: approve(made, session)):
        with pytest.raises(NotNow):
            call()
    assert totals(made)["Quận Ba Đình"] == 16


def test_one_leaf_that_is_reopened_may_be_ruled_on_and_no_other() -> None:
    made = answered(running("decision"))
    PhaseException.objects.create(
        campaign=made.campaign, kind="leaf_reopened", phase="council", agency=made.ba_dinh, node="1",
        opens_at="2020-01-01T00:00:00+07:00", closes_at="2100-01-01T00:00:00+07:00", reason="Bản án",
        granted_by=made.people["coordinator"],
    )  # fmt: skip
    session = hold(made)
    with pytest.raises(NotNow):
        rule(made, session, "6")
    rule(made, session, "1")
    assert approve(made, session) == 1
    assert totals(made)["Quận Ba Đình"] == 17


def test_the_agenda_asks_the_same_questions_of_the_database_for_one_change_and_for_many() -> None:
    made = answered(running("council"))

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            agenda_of(layered_results(made.campaign))
        return len(captured)

    before = queries()
    for code in ("2", "7"):
        rows = [type(row)(row.input, row.case, value="0") for row in BEST[code]]
        write(made, made.hoan_kiem, code, "appraised_1", rows, by=made.people["appraiser"])
    assert queries() == before
