"""The pages of calendar, exceptions, copies and assignments, as coordinator and agency meet them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Campaign, Edition, ExtensionRequest, Phase, PhaseException
from chiso.office.organisation.models import Assignment
from tests.office.campaigns.making import Running, running
from tests.office.making import assign, make_agency
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def page(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def address(made: Running, name: str, *more: str) -> str:
    return reverse(f"campaigns:{name}", args=[made.campaign.key, *more])


def typed(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M, %d/%m/%Y")


def coordinator(made: Running) -> Client:
    return sign_in(made.people["coordinator"])


def test_a_calendar_is_typed_with_working_days_and_stands_there_afterwards() -> None:
    made = running()
    given = {
        "expected_version": "1",
        "self_assessment_opens": "08:00, 01/12/2026",
        "self_assessment_days": "15 ngày làm việc",
        "completeness_opens": "08:00, 23/12/2026",
        "completeness_closes": "17:00, 25/12/2026",
    }
    client = coordinator(made)
    answer = client.post(address(made, "calendar"), given)
    assert answer.status_code == 303
    assert 'value="17:00, 22/12/2026"' in page(client.get(address(made, "calendar")))
    assert Phase.objects.count() == 2


def test_what_skips_a_phase_is_said_beside_the_calendar_that_was_typed() -> None:
    made = running()
    given = {
        "expected_version": "1",
        "self_assessment_opens": "08:00, 01/12/2026",
        "self_assessment_closes": "17:00, 15/12/2026",
        "council_opens": "08:00, 10/12/2026",
        "council_closes": "17:00, 20/12/2026",
    }
    answer = coordinator(made).post(address(made, "calendar"), given)
    assert answer.status_code == 422
    assert "CH-7801" in page(answer)
    assert 'value="08:00, 10/12/2026"' in page(answer)
    given |= {"council_closes": "", "completeness_days": "5"}
    answer = coordinator(made).post(address(made, "calendar"), given)
    assert answer.status_code == 422
    assert page(answer).count("Ghi cả hai thời điểm, hoặc để trống cả hai") == 4


def test_more_time_is_granted_and_withdrawn_on_pages() -> None:
    made = running("self_assessment")
    client = coordinator(made)
    until = typed(timezone.now() + 5 * HOUR)
    given = {
        "agency": made.ba_dinh.key, "phase": "self_assessment", "until": until, "reason": "Mất điện cả tuần."
    }  # fmt: skip
    shown = page(client.post(address(made, "extend"), given, follow=True))
    assert "Mất điện cả tuần." in shown
    assert until in shown
    exception = PhaseException.objects.get()
    withdraw = address(made, "withdraw-exception", exception.key)
    assert client.post(withdraw, {"reason": ""}).status_code == 422
    shown = page(client.post(withdraw, {"reason": "Nhầm."}, follow=True))
    assert made.people["coordinator"].full_name in shown
    assert withdraw not in shown


def test_a_part_is_opened_again_from_a_link_that_names_it() -> None:
    made = running("self_assessment")
    made.close("self_assessment")
    client = coordinator(made)
    there = address(made, "reopen")
    shown = page(client.get(there, {"agency": made.ba_dinh.key, "node": "2"}))
    assert 'value="2"' in shown
    assert re.search(rf'<option value="{made.ba_dinh.key}" selected>', shown)
    given = {
        "agency": made.ba_dinh.key, "node": "2", "phase": "self_assessment",
        "until": typed(timezone.now() + 5 * HOUR), "reason": "Số liệu đã đổi.",
    }  # fmt: skip
    client.post(there, given)
    assert PhaseException.objects.get().kind == "leaf_reopened"


def test_an_agency_sees_its_own_exceptions_asks_for_time_and_reads_the_answer() -> None:
    made = running("self_assessment")
    now = timezone.now()
    for agency, reason in ((made.ba_dinh, "Lý do của Ba Đình"), (made.hoan_kiem, "Lý do của Hoàn Kiếm")):
        PhaseException.objects.create(
            campaign=made.campaign, kind="extension", phase="self_assessment", agency=agency,
            opens_at=now, closes_at=now + HOUR, reason=reason, granted_by=made.people["coordinator"],
        )  # fmt: skip
    officer = sign_in(made.people["officer"])
    shown = page(officer.get(address(made, "exceptions")))
    assert "Lý do của Ba Đình" in shown
    assert "Hoàn Kiếm" not in shown
    ask = address(made, "ask-for-time", made.ba_dinh.key)
    assert ask in shown
    assert officer.get(address(made, "ask-for-time", made.hoan_kiem.key)).status_code == 404
    given = {"phase": "self_assessment", "until": typed(now + 9 * HOUR), "words": "Chờ số liệu của Chi cục."}
    assert "Chờ số liệu của Chi cục." in page(officer.post(ask, given, follow=True))
    with scopes_disabled():
        request = ExtensionRequest.objects.get()
    decide = address(made, "decide-request", request.key)
    client = coordinator(made)
    shown = page(client.get("/"))
    assert decide in shown
    refusal = {"decision": "decline", "expected_version": "1", "answer": "Đã gia hạn một lần.", "until": ""}
    client.post(decide, refusal)
    assert "Đã gia hạn một lần." in page(officer.get(address(made, "exceptions")))
    other = sign_in(made.people["officer_2"])
    assert "Đã gia hạn một lần." not in page(other.get(address(made, "exceptions")))
    assert "Đã gia hạn một lần." in page(client.get(decide))
    assert client.post(decide, refusal | {"expected_version": "2"}).status_code == 422


def test_a_coordinator_grants_what_was_asked_for() -> None:
    made = running("self_assessment")
    with scopes_disabled():
        request = ExtensionRequest.objects.create(
            campaign=made.campaign, agency=made.ba_dinh, phase="self_assessment",
            until=timezone.now() + 5 * HOUR, words="Chờ.", asked_by=made.people["officer"],
        )  # fmt: skip
    decide = address(made, "decide-request", request.key)
    given = {"decision": "grant", "expected_version": "1", "answer": "", "until": typed(request.until)}
    coordinator(made).post(decide, given)
    assert PhaseException.objects.get().reason == "Chờ."


def test_a_published_year_is_opened_again_only_with_a_fresh_code() -> None:
    made = running("publication")
    Edition.objects.create(
        campaign=made.campaign, number=1, state="published", run_hash="0" * 64, folder="x",
        prepared_by=made.people["coordinator"],
    )  # fmt: skip
    Campaign.objects.update(closed_at=timezone.now())
    given = {"expected_version": "1", "until": typed(timezone.now() + 5 * HOUR), "reason": "Sai số liệu."}
    plain = Client()
    plain.force_login(
        made.people["coordinator"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    session = plain.session
    session["proved_at"] = 0
    session.save()
    assert plain.post(address(made, "reopen-year"), given).status_code == 403
    assert Campaign.objects.get().closed_at is not None
    client = coordinator(made)
    assert address(made, "reopen-year") in page(client.get(address(made, "exceptions")))
    client.post(address(made, "reopen-year"), given)
    assert Campaign.objects.get().closed_at is None


def test_a_copy_is_shown_before_it_is_made_and_asks_what_it_cannot_know() -> None:
    made = running(framework="papi@2016")
    Assignment.objects.update(node="3.3")
    client = coordinator(made)
    there = address(made, "copy")
    given = {"title": "Đợt sau", "period": "2021", "framework": "papi@2018", "with_phases": "on"}
    answer = client.post(there, given)
    assert answer.status_code == 200
    assert 'name="move_3.3"' in page(answer)
    assert Campaign.objects.count() == 1
    answer = client.post(there, given | {"decision": "copy"})
    assert (answer.status_code, "CH-7812" in page(answer)) == (422, True)
    client.post(there, given | {"decision": "copy", "move_3.3": "7.1"})
    copy = Campaign.objects.get(title="Đợt sau")
    assert set(copy.assignments.values_list("node", flat=True)) == {"7.1"}


def test_a_copy_for_no_period_says_so() -> None:
    made = running()
    given = {"title": "x", "period": "năm tới", "framework": "papi@2018"}
    answer = coordinator(made).post(address(made, "copy"), given)
    assert (answer.status_code, "CH-1301" in page(answer)) == (422, True)


def test_a_rehearsal_says_on_its_page_what_it_is() -> None:
    made = running("self_assessment")
    answer = coordinator(made).post(address(made, "rehearse"), {"title": "Chạy thử 2020"}, follow=True)
    copy = Campaign.objects.get(title="Chạy thử 2020")
    assert copy.rehearsal_of == made.campaign
    assert copy.key in answer.redirect_chain[-1][0]


def test_who_appraises_which_field_is_said_once() -> None:
    made = running()
    client = coordinator(made)
    there = address(made, "assign-by-field")
    assert page(client.get(there)).count("<select") == 10  # nine criteria, and who does it instead
    client.post(there, {"field_1": made.home_affairs.key})
    rows = Assignment.objects.filter(unit=made.ba_dinh).values_list("node", "appraising__name")
    assert set(rows) == {("", None), ("1", "Sở Nội vụ")}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_assignments_are_taken_away_and_brought_again(form: str) -> None:
    made = running()
    client = coordinator(made)
    taken = client.get(address(made, "assignments-table", form))
    file = SimpleUploadedFile(f"bang.{form}", taken.content)
    answer = client.post(address(made, "assignments"), {"table": file})
    assert answer.status_code == 303
    assert Assignment.objects.count() == 2
    assert client.get(address(made, "assignments-table", "pdf")).status_code == 404


def test_a_phase_says_one_way_when_it_closes() -> None:
    made = running()
    client = coordinator(made)
    there = address(made, "add-phase")
    given = {"kind": "council", "opens_at": "08:00, 01/12/2026", "expected_version": "0"}
    for ends in ({}, {"closes_at": "17:00, 15/12/2026", "days": "3"}):
        assert client.post(there, given | ends).status_code == 422
    client.post(there, given | {"days": "3"})
    assert typed(Phase.objects.get().closes_at) == "17:00, 04/12/2026"


def test_how_a_campaign_is_held_is_chosen_and_changed() -> None:
    made = running()
    client = coordinator(made)
    given = {
        "title": "Đợt mới", "kind": "units", "period": "2026", "framework": "papi@2019",
        "lateness": "marked", "twice": "10", "remark": "Bộ của tỉnh khác", "is_sample": "on",
    }  # fmt: skip
    client.post("/dot-danh-gia/mo/", given)
    opened = Campaign.objects.get(title="Đợt mới")
    assert (opened.lateness, opened.twice, opened.remark, opened.is_sample) == (
        "marked", 10, "Bộ của tỉnh khác", True,
    )  # fmt: skip
    there = reverse("campaigns:change", args=[opened.key])
    assert client.post(there, given | {"twice": "101", "expected_version": "1"}).status_code == 422
    client.post(there, given | {"twice": "0", "lateness": "by_rule", "expected_version": "1"})
    opened.refresh_from_db()
    assert (opened.lateness, opened.twice) == ("by_rule", 0)


def test_the_list_of_exceptions_asks_the_same_questions_for_one_and_for_three() -> None:
    made = running("self_assessment")
    client = coordinator(made)
    now, counts = timezone.now(), []
    for more in (1, 2):
        for _ in range(more):
            agency = make_agency()
            assign(made.campaign, agency, "", agency)
            PhaseException.objects.create(
                campaign=made.campaign, kind="extension", phase="self_assessment", agency=agency,
                opens_at=now, closes_at=now + HOUR, reason="x", granted_by=made.people["coordinator"],
            )  # fmt: skip
            with scopes_disabled():
                ExtensionRequest.objects.create(
                    campaign=made.campaign, agency=agency, phase="self_assessment", until=now, words="x",
                    asked_by=made.people["officer"],
                )  # fmt: skip
        client.get(address(made, "exceptions"))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(made, "exceptions"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
