"""Reminders: who gets one, no more than agreed, never twice by one press, by the calendar once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Question, Reminder, ReminderRules, Reply, Submission
from chiso.office.campaigns.services import chain_of
from chiso.office.campaigns.watching.announcing import announce, announcements_of, take_down
from chiso.office.campaigns.watching.recipients import recipients_of, rules_of, sendings_of
from chiso.office.campaigns.watching.reminder_words import TEMPLATES, say_reminder
from chiso.office.campaigns.watching.reminding import change_rules, remind_by_calendar, send_reminders
from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.ledger.models import Entry
from chiso.office.notices.models import Notice
from chiso.office.organisation.models import Agency
from chiso.office.people.roles import Role
from tests.office.campaigns.making import Running, running
from tests.office.making import appoint, assign, make_agency, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def submit(made: Running, agency: Agency) -> None:
    with scopes_disabled():
        Submission.objects.create(campaign=made.campaign, agency=agency, state="submitted")


def remind(made: Running, template: str = "not_submitted", **more: object) -> list[str]:
    told = send_reminders(
        actor=made.people["coordinator"], campaign=made.campaign, template=template,
        **{"expected_version": rules_of(made.campaign).version, **more},  # type: ignore[arg-type]
    )  # fmt: skip
    return [one.agency.name for one in told]


def test_officers_and_heads_of_who_has_not_handed_in_are_told(made: Running) -> None:
    submit(made, made.ba_dinh)
    assert remind(made, words="Xin gọi nếu vướng.") == ["Quận Hoàn Kiếm"]
    told = {notice.person for notice in Notice.objects.filter(kind="campaigns.reminder")}
    assert told == {made.people["officer_2"], made.people["head_2"]}
    said = say_reminder(Notice.objects.filter(kind="campaigns.reminder")[0].facts)
    assert "Một cửa các quận năm 2020" in said.title.in_language("vi")
    assert "Xin gọi nếu vướng." in said.more.in_language("vi")  # type: ignore[union-attr]
    entry = Entry.objects.get(verb="agencies_reminded")
    assert (entry.chain.name, entry.facts["keys"]) == (chain_of(made.campaign), [made.hoan_kiem.pk])


def test_every_template_speaks_both_languages() -> None:
    facts = {"campaign": "Đợt", "until": "17:00, 15/12/2026", "left": 2, "words": ""}
    for name in TEMPLATES:
        said = say_reminder({**facts, "template": name})
        assert said.title.in_language("vi") != said.title.in_language("en")
        assert "17:00, 15/12/2026" in said.title.in_language("vi")


def test_pressing_twice_sends_once(made: Running) -> None:
    version = rules_of(made.campaign).version
    remind(made, expected_version=version)
    with pytest.raises(Conflict):
        remind(made, expected_version=version)
    assert Reminder.objects.count() == 2


def test_nobody_gets_more_than_was_agreed(made: Running) -> None:
    remind(made)
    remind(made)
    with pytest.raises(Incomplete) as refused:
        remind(made)
    assert [one.code for one in refused.value.problems] == ["CH-7886"]
    now = timezone.now()
    assert not any(one.is_told for one in recipients_of(made.campaign, "not_submitted", now))
    # On another day there is room again, up to what was agreed for the campaign.
    Reminder.objects.update(at=now - timedelta(days=2))
    assert len(remind(made)) == 2
    change_rules(
        actor=made.people["coordinator"], campaign=made.campaign, days_before=[], most_a_day=5, most_in_all=3,
        expected_version=rules_of(made.campaign).version,
    )  # fmt: skip
    with pytest.raises(Incomplete):
        remind(made)
    assert next((one.agencies, one.people) for one in sendings_of(made.campaign)) == (2, 5)


def test_an_agency_in_which_nobody_has_an_account_is_named_and_not_counted(made: Running) -> None:
    lonely = make_agency("Quận Không người", kind="quan", level="district")
    assign(made.campaign, lonely, "", lonely)
    assert remind(made) == ["Quận Ba Đình", "Quận Hoàn Kiếm"]
    shown = recipients_of(made.campaign, "not_submitted", timezone.now())
    assert [one.people for one in shown if one.agency == lonely] == [0]


def test_questions_wait_until_the_agency_has_answered(made: Running) -> None:
    until = timezone.now() + timedelta(days=1)
    with scopes_disabled():
        asked = [
            Question.objects.create(
                campaign=made.campaign, unit=unit, node="1", agency=unit, words="?",
                asked_by=made.people["appraiser"], answer_until=until,
            )
            for unit in (made.ba_dinh, made.hoan_kiem)
        ]  # fmt: skip
        Reply.objects.create(question=asked[0], by=made.people["appraiser"], is_appraiser=True, words="Thêm")
        Reply.objects.create(question=asked[1], by=made.people["officer_2"], words="Đây")
    found = recipients_of(made.campaign, "questions_open", timezone.now())
    assert [(one.agency, one.left, one.until) for one in found] == [(made.ba_dinh, 1, until)]


def test_a_rehearsal_reminds_nobody_and_an_unknown_template_is_refused(made: Running) -> None:
    made.campaign.rehearsal_of = made.campaign
    made.campaign.save()
    with pytest.raises(Incomplete) as refused:
        remind(made, template="insult")
    assert [one.code for one in refused.value.problems] == ["CH-7885", "CH-7887"]


def test_only_who_runs_the_campaign_reminds_or_announces(made: Running) -> None:
    for key in ("leader", "auditor", "head"):
        with pytest.raises(NoRight):
            send_reminders(actor=made.people[key], campaign=made.campaign, template="not_begun")
        with pytest.raises(NoRight):
            announce(actor=made.people[key], campaign=made.campaign, words="x")


def test_what_was_agreed_stays_sensible(made: Running) -> None:
    with pytest.raises(Incomplete) as refused:
        change_rules(
            actor=made.people["coordinator"], campaign=made.campaign, days_before=[0, 31], most_a_day=9,
            most_in_all=0, expected_version=0,
        )  # fmt: skip
    places = [(one.code, one.where.field) for one in refused.value.problems]
    assert places == [
        ("CH-7888", "days_before"), ("CH-7888", "days_before"), ("CH-7888", "most_a_day"),
        ("CH-7888", "most_in_all"),
    ]  # fmt: skip


def test_the_calendar_reminds_on_its_days_once_and_by_default_never(made: Running) -> None:
    made.campaign.phases.all().delete()
    # Friday 13 November 2026, 17:00; three working days before is Tuesday 10.
    closes = timezone.make_aware(datetime(2026, 11, 13, 17))
    made.phase("self_assessment", closes - timedelta(days=20), closes)
    tuesday = closes - timedelta(days=3)
    assert remind_by_calendar(tuesday) == 0
    change_rules(
        actor=made.people["coordinator"], campaign=made.campaign, days_before=[3, 1], most_a_day=2,
        most_in_all=10, expected_version=0,
    )  # fmt: skip
    assert remind_by_calendar(tuesday - timedelta(days=1)) == 0
    assert remind_by_calendar(tuesday) == 2
    assert remind_by_calendar(tuesday + timedelta(minutes=5)) == 0
    assert {one.by for one in Reminder.objects.all()} == {None}
    submit(made, made.ba_dinh)
    assert remind_by_calendar(closes - timedelta(days=1)) == 1
    assert ReminderRules.objects.get().days_before == [3, 1]


def test_sending_costs_as_many_queries_for_five_agencies_as_for_two(made: Running) -> None:
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as asked:
            remind(made, "not_begun")
        counts.append(len(asked))
        for more in range(3):
            agency = make_agency(f"Quận {number}{more}", kind="quan", level="district")
            assign(made.campaign, agency, "", agency)
            appoint(make_person(), Role.AGENCY_OFFICER, agency)
    # The first one also makes the chain and the row of what was agreed.
    assert counts[1] <= counts[0]


def test_an_announcement_stands_until_it_is_taken_down(made: Running) -> None:
    coordinator = made.people["coordinator"]
    made_known = announce(actor=coordinator, campaign=made.campaign, words="Hệ thống bảo trì lúc 22:00.")
    assert [one.words for one in announcements_of(made.campaign)] == ["Hệ thống bảo trì lúc 22:00."]
    take_down(actor=coordinator, announcement=made_known, expected_version=1)
    assert announcements_of(made.campaign) == []
    with pytest.raises(Conflict):
        take_down(actor=coordinator, announcement=made_known, expected_version=1)
    with pytest.raises(Incomplete) as refused:
        announce(actor=coordinator, campaign=made.campaign, words="  ")
    assert [one.code for one in refused.value.problems] == ["CH-7889"]
