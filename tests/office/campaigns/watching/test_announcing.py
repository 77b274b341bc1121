"""Announcements: who is told, when mail may go, and what the notice does not repeat."""

from __future__ import annotations

import pytest
from django.utils import timezone

from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.watching.announcing import announce, say_announced
from chiso.office.notices.hours import next_digest, next_quiet_end
from chiso.office.notices.models import Choice, Notice
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.campaigns.making import Running, running
from tests.office.making import appoint, make_agency, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def say(made: Running, words: str = "Hệ thống bảo trì lúc 22:00.") -> dict[Person, Notice]:
    announce(actor=made.people["coordinator"], campaign=made.campaign, words=words)
    return {one.person: one for one in Notice.objects.filter(kind="campaigns.announced")}


def test_who_takes_part_is_told_once_and_nobody_else(made: Running) -> None:
    elsewhere = make_agency("Quận khác")
    outside = [
        appoint(make_person("Người ngoài"), Role.AGENCY_OFFICER, elsewhere).person,
        appoint(make_person("Thẩm định ngoài"), Role.APPRAISER, elsewhere).person,
        appoint(make_person("Kiểm toán"), Role.AUDITOR).person,
    ]
    # Two roles are no reason for two notices.
    appoint(made.people["officer"], Role.AGENCY_HEAD, made.ba_dinh)
    gone = appoint(make_person("Đã nghỉ"), Role.AGENCY_OFFICER, made.ba_dinh).person
    Person.objects.filter(pk=gone.pk).update(left_at=timezone.now())
    told = say(made)
    assert Notice.objects.filter(kind="campaigns.announced").count() == len(told)
    held = {
        name for name, person in made.people.items()
        if person.appointments.filter(
            role__in=("agency_officer", "agency_head", "appraiser", "council_member", "council_secretary")
        ).exists()
    }  # fmt: skip
    assert set(told) == {made.people[name] for name in held}
    assert {"officer", "officer_2", "head", "head_2"} < held
    assert not {*outside, gone, made.people["coordinator"]} & set(told)


def test_the_notice_leads_to_the_page_and_repeats_no_word(made: Running) -> None:
    notice = say(made, "Mật khẩu của hệ thống là …")[made.people["officer"]]
    assert notice.address == f"/dot-danh-gia/{made.campaign.key}/"
    assert notice.facts == {"campaign": made.campaign.title}
    said = say_announced(notice.facts).title
    assert said.in_language("en") == f"“{made.campaign.title}”: the coordinator announced something."
    assert said.in_language("vi").startswith(f"“{made.campaign.title}”: người điều phối")


def test_mail_waits_for_the_morning_or_for_the_digest_as_each_has_chosen(made: Running) -> None:
    for name in ("officer", "officer_2", "head"):
        Person.objects.filter(pk=made.people[name].pk).update(email=f"{name}@hanoi.gov.vn")
    Choice.objects.create(person=made.people["officer_2"], by_mail="daily")
    Choice.objects.create(person=made.people["head"], by_mail="never")
    told = say(made)
    notices = {name: told[made.people[name]] for name in ("officer", "officer_2", "head")}
    at = notices["officer"].created_at
    assert {name: one.mail_after for name, one in notices.items()} == {
        "officer": next_quiet_end(at),
        "officer_2": next_digest(at),
        "head": None,
    }


def test_of_a_rehearsal_nobody_is_told(made: Running) -> None:
    other = Campaign.objects.create(
        kind="units", title="Đợt", period="2020", framework=made.campaign.framework
    )
    Campaign.objects.filter(pk=made.campaign.pk).update(rehearsal_of=other)
    assert say(made) == {}
