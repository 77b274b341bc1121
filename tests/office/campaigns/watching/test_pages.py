"""The pages of who watches, and the campaign's page as each role meets it."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Announcement, Answer, Reminder, ReminderRules, Submission, Target
from chiso.office.campaigns.services import chain_of
from chiso.office.campaigns.watching.doing import _DOORS
from chiso.office.ledger.selectors import Filters, entries_of
from chiso.office.ledger.work import chain_of_agency, unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import waiting_for
from tests.office.campaigns.making import Running, running
from tests.office.making import appoint, assign, make_agency, make_person

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def page_of(made: Running, who: str, below: str = "", status: int = 200) -> str:
    answer = signed_in(made.people[who]).get(f"/dot-danh-gia/{made.campaign.key}/{below}")
    assert answer.status_code == status, below
    return answer.content.decode()


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


PAGES = (
    "", "lich-va-phan-cong/", "theo-doi/", "theo-doi/tham-dinh/", "theo-doi/thong-ke/", "theo-doi/lanh-dao/",
    "theo-doi/muc-tieu/",
)  # fmt: skip


@pytest.mark.parametrize("below", PAGES)
def test_every_page_says_that_its_data_are_made_up(made: Running, below: str) -> None:
    assert "Số liệu minh hoạ" in page_of(made, "coordinator", below)


def test_each_role_finds_its_own_work_on_the_page_of_the_campaign(made: Running) -> None:
    officer = page_of(made, "officer")
    assert f"/tu-danh-gia/{made.ba_dinh.key}/" in officer
    assert f"/tu-danh-gia/{made.hoan_kiem.key}/" not in officer
    # Nine leaves, none of them done.
    assert "Còn 9 tiêu chí. Trạng thái: chưa làm." in officer
    assert 'id="ma-tran"' not in officer
    for who in ("coordinator", "leader", "auditor"):
        assert 'id="ma-tran"' in page_of(made, who)
    made.open("appraisal_1")
    assert f"/dot-danh-gia/{made.campaign.key}/tham-dinh/" in page_of(made, "appraiser")
    assert f"/dot-danh-gia/{made.campaign.key}/tham-dinh/" not in page_of(made, "officer")


def test_whatever_the_page_leads_to_is_there(made: Running) -> None:
    for door in _DOORS:
        for kind in door.phases:
            made.open(kind)
    made.open("results")
    for who in made.people:
        page = page_of(made, who)
        for link in page.split('href="')[1:]:
            address = link.partition('"')[0].partition("?")[0].partition("#")[0]
            if address.startswith("/dot-danh-gia/"):
                assert resolve(address)


def test_who_does_not_watch_is_refused(made: Running) -> None:
    for below in PAGES[2:]:
        page_of(made, "officer", below, status=403)
    for below in ("theo-doi/nhac-viec/", "theo-doi/thong-bao/", "theo-doi/nhac-viec/quy-uoc/"):
        page_of(made, "leader", below, status=403)
    page_of(made, "leader", "theo-doi/tai-ve/", status=403)


def test_the_matrix_is_filtered_and_sorted_by_its_address(made: Running) -> None:
    with scopes_disabled():
        Submission.objects.create(campaign=made.campaign, agency=made.ba_dinh, state="submitted")
    found = page_of(made, "coordinator", "theo-doi/?trang-thai=open&sap-xep=-name")
    assert "Quận Hoàn Kiếm</a></th>" in found
    assert "Quận Ba Đình</a></th>" not in found
    assert 'aria-sort="descending"' in found
    everything = page_of(made, "coordinator", "theo-doi/?q=ba+dinh&moi-trang=tat-ca&trang-thai=nonsense")
    assert "Quận Ba Đình</a></th>" in everything


@pytest.mark.parametrize("below", [*PAGES, "theo-doi/nhac-viec/"])
def test_a_page_costs_as_many_queries_for_three_agencies_more(made: Running, below: str) -> None:
    coordinator = signed_in(made.people["coordinator"])
    address = f"/dot-danh-gia/{made.campaign.key}/{below}"
    counts = []
    for round_ in range(2):
        coordinator.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert coordinator.get(address).status_code == 200
            counts.append(len(asked))
        for number in range(3):
            agency = make_agency(f"Quận {round_}{number}", kind="quan", level="district")
            assign(made.campaign, agency, "", agency, made.home_affairs)
            appoint(make_person(), Role.AGENCY_OFFICER, agency)
            with scopes_disabled():
                Answer.objects.create(
                    campaign=made.campaign, unit=agency, node="6", field="6", layer="self_assessed",
                    agency=agency, status="missing",
                )  # fmt: skip
    assert counts[1] <= counts[0]


def test_a_reminder_is_looked_at_first_and_then_sent(made: Running) -> None:
    coordinator = signed_in(made.people["coordinator"])
    address = f"/dot-danh-gia/{made.campaign.key}/theo-doi/nhac-viec/"
    assert "Quận Ba Đình" in coordinator.get(f"{address}?mau=not_begun").content.decode()
    given = {"template": "not_begun", "words": "Xin làm sớm", "expected_version": "0"}
    answer = coordinator.post(address, given, follow=True)
    assert answer.redirect_chain == [(address, 303)]
    assert "Đã nhắc 2 cơ quan." in answer.content.decode()
    assert Reminder.objects.count() == 2
    assert coordinator.post(address, given).status_code == 409


def test_what_was_agreed_is_changed(made: Running) -> None:
    coordinator = signed_in(made.people["coordinator"])
    address = f"/dot-danh-gia/{made.campaign.key}/theo-doi/nhac-viec/quy-uoc/"
    given = {"days_before": "1, 3", "most_a_day": "1", "most_in_all": "4", "expected_version": "0"}
    assert coordinator.post(address, given).status_code == 303
    rules = ReminderRules.objects.get()
    assert (rules.days_before, rules.most_a_day, rules.most_in_all) == ([3, 1], 1, 4)
    wrong = coordinator.post(address, given | {"days_before": "ba", "expected_version": "1"})
    assert wrong.status_code == 422
    assert "Cần các số nguyên" in wrong.content.decode()
    far = coordinator.post(address, given | {"days_before": "99", "expected_version": "1"})
    assert "CH-7888" in far.content.decode()


def test_an_announcement_is_seen_by_everybody_and_taken_down(made: Running) -> None:
    coordinator = signed_in(made.people["coordinator"])
    address = f"/dot-danh-gia/{made.campaign.key}/theo-doi/thong-bao/"
    coordinator.post(address, {"words": "Dòng một\n<b>Dòng hai</b>"})
    page = page_of(made, "officer")
    assert "Dòng một<br>&lt;b&gt;Dòng hai&lt;/b&gt;" in page
    one = Announcement.objects.get()
    coordinator.post(f"{address}{one.key}/go/", {"expected_version": "1"})
    assert "Dòng một" not in page_of(made, "officer")


def test_everything_is_taken_away_as_a_zip(made: Running) -> None:
    coordinator = signed_in(made.people["coordinator"])
    address = f"/dot-danh-gia/{made.campaign.key}/theo-doi/tai-ve/"
    assert "answers.csv" in coordinator.get(address).content.decode()
    answer = coordinator.post(address)
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]
        assert "answers.csv" in archive.namelist()


def test_targets_are_set_and_brought(made: Running) -> None:
    coordinator = signed_in(made.people["coordinator"])
    address = f"/dot-danh-gia/{made.campaign.key}/theo-doi/muc-tieu/"
    one = f"{address}{made.ba_dinh.key}/6/"
    assert coordinator.get(one).status_code == 200
    given = {"points": "1,5", "published": "", "source": "", "expected_version": "0"}
    assert coordinator.post(one, given).status_code == 303
    assert Target.objects.get().points == "1.5"
    too_much = coordinator.post(one, given | {"points": "99", "expected_version": "1"})
    assert "CH-7891" in too_much.content.decode()
    table = SimpleUploadedFile("m.csv", b"unit,node,points\nquan-ba-dinh,total,10\n")
    assert coordinator.post(f"{address}bang/", {"table": table}).status_code == 303
    page = coordinator.get(f"{address}?don-vi={made.ba_dinh.key}").content.decode()
    assert "10,00" in page
    assert coordinator.get(f"{address}{made.ba_dinh.key}/99/").status_code == 404
    assert coordinator.get(f"{address}?don-vi=none").status_code == 404


def test_the_sheet_of_the_leader_names_what_is_late_and_who_must_act(made: Running) -> None:
    made.campaign.phases.update(
        opens_at=timezone.now() - timedelta(days=5), closes_at=timezone.now() - timedelta(hours=1)
    )
    with scopes_disabled():
        Submission.objects.create(campaign=made.campaign, agency=made.ba_dinh, state="drafting")
    made.open("completeness")
    page = page_of(made, "leader", "theo-doi/lanh-dao/")
    assert "Quận Ba Đình" in page
    assert "0/9 tiêu chí, chưa nộp" in page
    assert "còn 2 bản tự đánh giá phải nộp" in page


def test_chains_of_campaigns_read_as_titles_and_can_be_asked_for_together(made: Running) -> None:
    other = make_agency("Quận của đợt khác")
    for chain in (
        chain_of(made.campaign),
        chain_of_agency(made.campaign.pk, made.ba_dinh.pk),
        f"campaign/{made.campaign.pk}0/agency/{other.pk}",
    ):
        with unit_of_work(chain, actor=made.people["auditor"]) as work:
            work.record("attempted", None, facts={"action": "campaigns.watch"})
    found = entries_of(Filters(chain=f"campaign/{made.campaign.pk}/*"))
    assert [line.title.in_language("vi") for line in found] == [
        "Một cửa các quận năm 2020, Quận Ba Đình",
        "Đợt “Một cửa các quận năm 2020”",
    ]
    page = signed_in(made.people["auditor"]).get(f"/so-cai/?chain=campaign/{made.campaign.pk}/*")
    assert "Một cửa các quận năm 2020, Quận Ba Đình" in page.content.decode()
    assert f"chain=campaign/{made.campaign.pk}/*" in page_of(made, "auditor")


def test_a_coordinator_is_told_of_a_phase_that_closes_within_a_day_with_agencies_missing(
    made: Running,
) -> None:
    def titles() -> list[str]:
        person = made.people["coordinator"]
        reader = Reader(person, signed_in_holdings(person), timezone.now())
        # A request of a coordinator has the scope of the whole city.
        with scopes_disabled():
            waiting = waiting_for(reader)
        return [one.task.title.in_language("vi") for one in waiting]  # type: ignore[union-attr]

    assert titles() == ["Còn cơ quan chưa nộp: Một cửa các quận năm 2020"]
    with scopes_disabled():
        for agency in (made.ba_dinh, made.hoan_kiem):
            Submission.objects.create(campaign=made.campaign, agency=agency, state="complete")
    assert titles() == []


def signed_in_holdings(person: Person) -> list[object]:
    from chiso.office.people.holdings import holdings

    return list(holdings(person))
