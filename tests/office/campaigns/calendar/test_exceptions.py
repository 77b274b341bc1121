"""Exceptions from the calendar: whom they open what for, what is refused, who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.access import ANSWER, APPRAISE, SUBMIT
from chiso.office.campaigns.calendar.exceptions import grant_extension, reopen_leaf, withdraw_exception
from chiso.office.campaigns.calendar.lateness import deadlines_of, is_late
from chiso.office.campaigns.calendar.requests import ask_for_time, decline_request, grant_request
from chiso.office.campaigns.calendar.telling import tasks_of_calendar
from chiso.office.campaigns.models import Campaign, Edition, ExtensionRequest, Phase, PhaseException
from chiso.office.errors import Incomplete, NoRight
from chiso.office.ledger.models import Entry, Words
from chiso.office.ledger.work import chain_of_agency
from chiso.office.notices.models import Notice
from chiso.office.people.holdings import holdings
from chiso.office.people.rights import Where, may
from chiso.office.ui.reader import Reader
from tests.office.campaigns.making import Running, running

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def may_answer(made: Running, who: str, node: str = "1") -> bool:
    unit = made.hoan_kiem if who.endswith("_2") else made.ba_dinh
    return may(made.people[who], ANSWER, Where(unit, made.campaign, node))


def extension(made: Running, hours: float = 5, **other: object) -> PhaseException:
    given = {
        "actor": made.people["coordinator"],
        "campaign": made.campaign,
        "agency": made.ba_dinh,
        "phase": "self_assessment",
        "until": timezone.now() + hours * HOUR,
        "reason": "Mất điện cả tuần.",
    }
    return grant_extension(**given | other)  # type: ignore[arg-type]


def test_more_time_is_for_that_agency_alone_and_ends_when_it_ends() -> None:
    made = running("self_assessment")
    made.close("self_assessment")
    assert not may_answer(made, "officer")
    extension(made)
    assert (may_answer(made, "officer"), may_answer(made, "officer_2")) == (True, False)
    PhaseException.objects.update(closes_at=timezone.now())
    assert not may_answer(made, "officer")


def test_more_time_that_is_granted_before_the_end_begins_at_the_end() -> None:
    made = running("self_assessment")
    granted = extension(made)
    assert granted.opens_at == Phase.objects.get().closes_at
    assert deadlines_of(made.campaign).of(made.ba_dinh.pk) == granted.closes_at


def test_who_granted_it_and_why_stand_in_the_record_and_the_agency_is_told() -> None:
    made = running("self_assessment")
    extension(made)
    entry = Entry.objects.get(verb="exception_granted")
    assert entry.chain.name == chain_of_agency(made.campaign.pk, made.ba_dinh.pk)
    assert entry.actor == made.people["coordinator"].pk
    assert Words.objects.get(entry=entry, name="reason").text == "Mất điện cả tuần."
    told = set(Notice.objects.values_list("person__full_name", flat=True))
    assert told == {made.people[who].full_name for who in ("officer", "colleague", "head")}


def test_of_a_rehearsal_nobody_is_told() -> None:
    made = running("self_assessment")
    Campaign.objects.filter(pk=made.campaign.pk).update(
        rehearsal_of=Campaign.objects.create(kind="units", title="x", period="2020", framework="papi@2019")
    )
    made.campaign.refresh_from_db()
    extension(made)
    assert not Notice.objects.exists()


def test_an_extension_without_reason_or_gain_is_refused_with_everything_at_once() -> None:
    made = running("self_assessment")
    with pytest.raises(Incomplete) as refused:
        extension(made, reason=" ", hours=0.5)
    assert codes(refused) == ["CH-7805", "CH-7806"]
    with pytest.raises(Incomplete) as refused:
        extension(made, phase="appraisal_1", agency=made.home_affairs)
    assert codes(refused) == ["CH-7806", "CH-7808"]


def test_more_time_ends_before_the_council_begins() -> None:
    made = running("self_assessment")
    now = timezone.now()
    made.phase("council", now + 4 * HOUR, now + 8 * HOUR)
    with pytest.raises(Incomplete) as refused:
        extension(made, hours=5)
    assert codes(refused) == ["CH-7807"]
    extension(made, hours=3)


def test_nothing_is_excepted_while_results_are_being_decided() -> None:
    made = running("self_assessment")
    Edition.objects.create(
        campaign=made.campaign, number=1, state="approved", run_hash="0" * 64, folder="x",
        prepared_by=made.people["coordinator"],
    )  # fmt: skip
    with pytest.raises(Incomplete) as refused:
        extension(made)
    assert codes(refused) == ["CH-7809"]


def test_a_closed_campaign_has_no_exceptions_and_nothing_open() -> None:
    made = running("self_assessment")
    granted = extension(made)
    Campaign.objects.update(closed_at=timezone.now())
    made.campaign.refresh_from_db()
    assert not may_answer(made, "officer")
    with pytest.raises(Incomplete) as refused:
        extension(made, hours=9)
    assert codes(refused) == ["CH-7216"]
    with pytest.raises(Incomplete) as refused:
        withdraw_exception(actor=made.people["coordinator"], exception=granted, reason="x")
    assert codes(refused) == ["CH-7216"]


def reopened(made: Running, node: str = "2", **other: object) -> PhaseException:
    given = {
        "actor": made.people["coordinator"],
        "campaign": made.campaign,
        "agency": made.ba_dinh,
        "node": node,
        "phase": "self_assessment",
        "until": timezone.now() + HOUR,
        "reason": "Số liệu của Cục thay đổi.",
    }
    return reopen_leaf(**given | other)  # type: ignore[arg-type]


def test_one_part_is_open_again_for_one_agency_and_can_be_handed_in_again() -> None:
    made = running("self_assessment", "council")
    made.close("self_assessment")
    reopened(made)
    assert [may_answer(made, "officer", node) for node in ("2", "3")] == [True, False]
    assert not may_answer(made, "officer_2", "2")
    # The head submits the whole once more, since a part of it is open.
    where = Where(made.ba_dinh, made.campaign)
    assert may(made.people["head"], SUBMIT, where)
    assert not may(made.people["head_2"], SUBMIT, Where(made.hoan_kiem, made.campaign))


def test_a_part_can_be_opened_again_for_whoever_appraises_it() -> None:
    made = running("appraisal_1")
    made.close("appraisal_1")
    where = Where(made.ba_dinh, made.campaign, "2")
    assert not may(made.people["appraiser"], APPRAISE, where)
    reopened(made, phase="appraisal_1")
    assert may(made.people["appraiser"], APPRAISE, where)
    assert not may(made.people["appraiser"], APPRAISE, Where(made.hoan_kiem, made.campaign, "2"))


def test_what_is_open_or_not_the_agencys_is_not_opened_again() -> None:
    made = running("self_assessment")
    with pytest.raises(Incomplete) as refused:
        reopened(made)
    assert codes(refused) == ["CH-7806"]
    made.close("self_assessment")
    with pytest.raises(Incomplete) as refused:
        reopened(made, node="99")
    assert codes(refused) == ["CH-7808"]


def test_an_exception_is_withdrawn_once_and_stays_to_be_seen() -> None:
    made = running("self_assessment")
    made.close("self_assessment")
    granted = extension(made)
    coordinator = made.people["coordinator"]
    with pytest.raises(Incomplete) as refused:
        withdraw_exception(actor=coordinator, exception=granted, reason="")
    assert codes(refused) == ["CH-7805"]
    withdraw_exception(actor=coordinator, exception=granted, reason="Nhầm cơ quan.")
    assert not may_answer(made, "officer")
    with pytest.raises(Incomplete) as refused:
        withdraw_exception(actor=coordinator, exception=granted, reason="Nhầm cơ quan.")
    assert codes(refused) == ["CH-7810"]
    kept = PhaseException.objects.get()
    assert (kept.withdrawn_by, kept.reason) == (coordinator, "Mất điện cả tuần.")


@pytest.mark.parametrize("who", ["officer", "head", "appraiser", "secretary", "leader", "auditor"])
def test_only_a_coordinator_grants_exceptions(who: str) -> None:
    made = running("self_assessment")
    with pytest.raises(NoRight):
        extension(made, actor=made.people[who])


def asked(made: Running) -> ExtensionRequest:
    return ask_for_time(
        actor=made.people["officer"],
        campaign=made.campaign,
        agency=made.ba_dinh,
        phase="self_assessment",
        until=timezone.now() + 6 * HOUR,
        words="Chưa nhận được số liệu của Chi cục.",
    )


def test_an_agency_asks_and_the_coordinator_grants_perhaps_less() -> None:
    made = running("self_assessment")
    request = asked(made)
    coordinator = made.people["coordinator"]
    assert [one.person for one in Notice.objects.all()] == [coordinator]
    reader = Reader(coordinator, holdings(coordinator), timezone.now())
    tasks = list(tasks_of_calendar(reader))
    assert [one.title.in_language("en") for one in tasks] == ["Quận Ba Đình asks for more time"]  # type: ignore[union-attr]
    assert request.key in tasks[0].address
    officer = made.people["officer"]
    assert not list(tasks_of_calendar(Reader(officer, holdings(officer), timezone.now())))
    until = timezone.now() + 3 * HOUR
    grant_request(
        actor=coordinator, request=request, until=until, answer="Cho đến 15 giờ.", expected_version=1
    )
    granted = PhaseException.objects.get()
    assert (granted.closes_at, granted.reason, granted.agency) == (until, "Cho đến 15 giờ.", made.ba_dinh)
    with scopes_disabled():
        assert ExtensionRequest.objects.get().exception == granted
    with pytest.raises(Incomplete) as refused:
        decline_request(actor=coordinator, request=request, answer="x", expected_version=2)
    assert codes(refused) == ["CH-7810"]


def test_no_more_time_needs_a_word_why_and_the_agency_reads_it() -> None:
    made = running("self_assessment")
    request = asked(made)
    coordinator = made.people["coordinator"]
    with pytest.raises(Incomplete) as refused:
        decline_request(actor=coordinator, request=request, answer=" ", expected_version=1)
    assert codes(refused) == ["CH-7805"]
    decline_request(actor=coordinator, request=request, answer="Đã gia hạn một lần.", expected_version=1)
    assert not PhaseException.objects.exists()
    assert Notice.objects.filter(person=made.people["officer"], kind="campaigns.time_declined").exists()


def test_one_request_waits_at_a_time_and_no_agency_asks_for_another() -> None:
    made = running("self_assessment")
    asked(made)
    with pytest.raises(Incomplete) as refused:
        asked(made)
    assert codes(refused) == ["CH-7810"]
    with pytest.raises(NoRight):
        ask_for_time(
            actor=made.people["officer"], campaign=made.campaign, agency=made.hoan_kiem,
            phase="self_assessment", until=timezone.now() + 6 * HOUR, words="x",
        )  # fmt: skip


def test_late_is_what_comes_after_the_deadline_that_holds_for_the_agency() -> None:
    made = running("self_assessment")
    end = Phase.objects.get().closes_at
    campaign, ba_dinh, hoan_kiem = made.campaign, made.ba_dinh, made.hoan_kiem
    assert not is_late(campaign, ba_dinh, "1", end - timedelta(microseconds=1))
    assert is_late(campaign, ba_dinh, "1", end)
    granted = extension(made, hours=3)
    assert not is_late(campaign, ba_dinh, "1", end)
    assert is_late(campaign, ba_dinh, "1", granted.closes_at)
    assert is_late(campaign, hoan_kiem, "1", end)


def test_a_part_that_was_opened_again_is_late_by_its_own_end_alone() -> None:
    made = running("self_assessment")
    made.close("self_assessment")
    again = reopened(made, node="2")
    before = again.closes_at - timedelta(minutes=1)
    assert not is_late(made.campaign, made.ba_dinh, "2", before)
    assert is_late(made.campaign, made.ba_dinh, "3", before)


def test_with_late_answers_taken_the_phase_stays_open_to_the_end_of_that() -> None:
    made = running("self_assessment")
    made.close("self_assessment")
    Phase.objects.update(late_until=timezone.now() + HOUR)
    assert not may_answer(made, "officer")
    Campaign.objects.update(lateness="marked")
    assert may_answer(made, "officer")
    Phase.objects.update(late_until=timezone.now())
    assert not may_answer(made, "officer")
