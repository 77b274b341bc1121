"""What an appraiser has beside a leaf, where judgements differ, and what the second round asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from chiso.office.campaigns.appraising.agreement import meaning_of
from chiso.office.campaigns.appraising.desk import Desk, desk_of
from chiso.office.campaigns.appraising.evenness import Judged, judged_of, same_documents, severities
from chiso.office.campaigns.appraising.queue import State, entries_of
from chiso.office.campaigns.appraising.rounds import calendar_of
from chiso.office.campaigns.models import PhaseException, Question
from chiso.office.files.models import Content, Document, DocumentUse, Revision
from chiso.office.organisation.models import Agency
from chiso.office.people.roles import Role
from chiso.office.scoping import reach_of
from chiso.scoring.agreement import agreement_of
from tests.office.campaigns.appraising.stage import NODE, appraise, page_of, say, share, signed_in
from tests.office.campaigns.making import Running, running
from tests.office.making import appoint, assign, make_agency

pytestmark = pytest.mark.django_db
CORRECTED = replace(share(1, 4), reason="not_proved", words="Không thấy trong báo cáo.")


@pytest.fixture
def made() -> Running:
    found = running("appraisal_1")
    say(found, found.ba_dinh, share(4, 4))
    say(found, found.hoan_kiem, share(4, 4), by="officer_2")
    return found


def put_beside(made: Running, unit: Agency, *, content: str, page: str = "3") -> Revision:
    """A document with a file of three pages beside the criterion of a unit."""
    officer = made.people["officer" if unit == made.ba_dinh else "officer_2"]
    with scopes_disabled():
        document = Document.objects.create(agency=unit, title="Báo cáo kết quả", added_by=officer)
        kept = Content.objects.create(
            agency=unit, sha256=content * 64, size=1_200_000, kind="pdf", pages=12,
            path=f"{content}/{unit.pk}", scan="clean",
        )  # fmt: skip
        DocumentUse.objects.create(
            document=document, campaign=made.campaign, unit=unit, node=NODE, page=page, added_by=officer
        )
        return Revision.objects.create(
            document=document, number=1, content=kept, name="bao-cao.pdf", received=content * 64,
            uploaded_by=officer,
        )  # fmt: skip


def desk(made: Running, who: str = "appraiser") -> Desk:
    return desk_of(made.people[who], made.participants)


def judged(made: Running) -> list[Judged]:
    return judged_of(desk(made), calendar_of(made.campaign, timezone.now()))


def states(made: Running, who: str = "appraiser") -> dict[str, State]:
    """The state of the criterion in each unit."""
    person = made.people[who]
    with scope(agency=reach_of(person)):
        found = desk(made, who)
        leaves = [leaf for leaf in found.leaves if leaf.code == NODE]
        entries = entries_of(found, calendar_of(made.campaign, timezone.now()), leaves)
    return {one.name: one.state for one in entries}


def test_the_page_that_the_agency_points_at_is_open_beside_the_leaf(made: Running) -> None:
    revision = put_beside(made, made.ba_dinh, content="a")
    client = signed_in(made.people["appraiser"])
    address = f"/dot-danh-gia/{made.campaign.key}/tham-dinh/{made.ba_dinh.key}/{NODE}/"
    assert f"/ban/{revision.key}/trang/3.png" in page_of(client.get(address))
    asked = f"{address}?tai-lieu={revision.key}&trang-tai-lieu="
    assert f"/ban/{revision.key}/trang/7.png" in page_of(client.get(f"{asked}7"))
    assert f"/ban/{revision.key}/trang/12.png" in page_of(client.get(f"{asked}99"))
    assert f"/ban/{revision.key}/trang/1.png" in page_of(client.get(f"{asked}x"))


def test_one_file_judged_differently_is_found_and_alike_is_not(made: Running) -> None:
    put_beside(made, made.ba_dinh, content="a")
    put_beside(made, made.hoan_kiem, content="a")
    appraise(made, made.ba_dinh)
    appraise(made, made.hoan_kiem)
    with scopes_disabled():
        assert same_documents(desk(made), judged(made)) == []
    appraise(made, made.hoan_kiem, CORRECTED, expected=1)
    with scopes_disabled():
        [found] = same_documents(desk(made), judged(made))
    assert (found.sha256, found.name) == ("a" * 64, "bao-cao.pdf")
    assert {one.leaf.unit: one.share for one in found.judged} == {
        made.ba_dinh.pk: Fraction(1),
        made.hoan_kiem.pk: Fraction(1, 2),
    }
    page = page_of(
        signed_in(made.people["coordinator"]).get(f"/dot-danh-gia/{made.campaign.key}/tham-dinh/dong-deu/")
    )
    assert "bao-cao.pdf" in page


def test_other_files_are_not_compared(made: Running) -> None:
    put_beside(made, made.ba_dinh, content="a")
    put_beside(made, made.hoan_kiem, content="b")
    appraise(made, made.ba_dinh)
    appraise(made, made.hoan_kiem, CORRECTED)
    with scopes_disabled():
        assert same_documents(desk(made), judged(made)) == []


def test_who_takes_half_away_is_harder_and_ten_judgements_are_needed_to_say_so(made: Running) -> None:
    units = [made.ba_dinh, made.hoan_kiem]
    for _ in range(18):
        unit = make_agency(kind="quan", level="district")
        assign(made.campaign, unit, "", unit, made.home_affairs)
        say(made, unit, share(4, 4))
        units.append(unit)
    for number, unit in enumerate(units):
        hard = number % 2 == 0
        appraise(made, unit, CORRECTED if hard else None, by="appraiser" if hard else "appraiser_2")
        if number == 3:
            with scopes_disabled():
                few = severities(judged(made))
            assert {one.meaning.message for one in few} == {"too few to say: {own} beside {others} of others"}
    with scopes_disabled():
        hard_one, soft_one = severities(judged(made))
    # 1 of 2 points is taken away each time: half of the maximum.
    assert (hard_one.person, hard_one.difference) == (made.people["appraiser"], Fraction(-50))
    assert (soft_one.person, soft_one.difference) == (made.people["appraiser_2"], Fraction(50))
    assert hard_one.meaning.message.startswith("takes more away")
    assert soft_one.meaning.message.startswith("takes less away")


def test_the_sentence_about_agreement_says_no_more_than_the_figures() -> None:
    said = {
        "too few": meaning_of(agreement_of([(1, 1)] * 9)),
        "all of one value": meaning_of(agreement_of([(1, 1)] * 20)),
        "skewed": meaning_of(agreement_of([(2, 2)] * 118 + [(2, 1)] * 5 + [(1, 2)] * 2)),
        "chance": meaning_of(agreement_of([(1, 1), (2, 2), (1, 2), (2, 1)] * 5)),
        "alike": meaning_of(agreement_of([(1, 1), (2, 2)] * 10)),
    }
    assert {name: one.message.split(" ")[0:3] for name, one in said.items()} == {
        "too few": ["Too", "few", "to"],
        "all of one value": ["All", "{n}", "alike"],
        "skewed": ["{share}.", "Nearly", "all"],
        "chance": ["{share}:", "little", "more"],
        "alike": ["{share}:", "about", "{beyond}"],
    }
    assert "alike" in said["alike"].in_language("en")


def test_a_change_after_the_appraisal_brings_the_leaf_back(made: Running) -> None:
    assert states(made) == {"Quận Ba Đình": "todo", "Quận Hoàn Kiếm": "todo"}
    appraise(made, made.ba_dinh)
    appraise(made, made.hoan_kiem, CORRECTED)
    assert states(made) == {"Quận Ba Đình": "agreed", "Quận Hoàn Kiếm": "corrected"}
    say(made, made.ba_dinh, share(3, 4))
    assert states(made)["Quận Ba Đình"] == "changed"


def test_the_second_round_asks_for_what_was_explained_or_asked_or_differs(made: Running) -> None:
    made.campaign.twice = 100
    made.campaign.save()
    third = make_agency("Quận Đống Đa", uid="quan-dong-da", kind="quan", level="district")
    fourth = make_agency("Quận Tây Hồ", uid="quan-tay-ho", kind="quan", level="district")
    for unit in (third, fourth):
        assign(made.campaign, unit, "", unit, made.home_affairs)
        say(made, unit, share(4, 4))
    for unit in (made.ba_dinh, made.hoan_kiem, third, fourth):
        appraise(made, unit)
        appraise(made, unit, CORRECTED if unit == made.hoan_kiem else None, by="appraiser_2")
    assert states(made)["Quận Hoàn Kiếm"] == "differs"
    say(made, made.ba_dinh, share(3, 4), layer="explained")
    with scopes_disabled():
        Question.objects.create(
            campaign=made.campaign, unit=third, node=NODE, agency=third, words="?", accepted=True,
            asked_by=made.people["appraiser"], answer_until=timezone.now(), closed_at=timezone.now(),
        )  # fmt: skip
    made.only("appraisal_2")
    assert states(made) == {
        "Quận Ba Đình": "todo",
        "Quận Hoàn Kiếm": "todo",
        "Quận Đống Đa": "todo",
        "Quận Tây Hồ": "stands",
    }
    appraise(made, made.ba_dinh)
    assert states(made)["Quận Ba Đình"] == "agreed"


def test_of_a_blind_leaf_each_sees_their_own_state(made: Running) -> None:
    made.campaign.twice = 100
    made.campaign.save()
    appraise(made, made.ba_dinh, CORRECTED)
    assert states(made)["Quận Ba Đình"] == "corrected"
    assert states(made, "appraiser_2")["Quận Ba Đình"] == "todo"


def test_once_the_first_round_is_over_nothing_of_it_is_hidden(made: Running) -> None:
    made.campaign.twice = 100
    made.campaign.save()
    appraise(made, made.ba_dinh, CORRECTED)
    say(made, made.ba_dinh, share(1, 4), layer="explained")
    made.only("appraisal_2")
    client = signed_in(made.people["appraiser_2"])
    address = f"/dot-danh-gia/{made.campaign.key}/tham-dinh/{made.ba_dinh.key}/{NODE}/"
    page = page_of(client.get(address))
    assert "Không thấy trong báo cáo." in page
    given = {"verdict": "agree", "expected_version": "0", "seen_version": "1"}
    assert client.post(address, given).status_code == 303


def test_what_the_other_blind_appraiser_asks_is_not_read_before_both_are_in(made: Running) -> None:
    made.campaign.twice = 100
    made.campaign.save()
    appraise(made, made.ba_dinh, CORRECTED)
    with scopes_disabled():
        asked = Question.objects.create(
            campaign=made.campaign, unit=made.ba_dinh, node=NODE, agency=made.ba_dinh, words="Vì sao 4?",
            asked_by=made.people["appraiser"], answer_until=timezone.now() + timedelta(days=1),
        )  # fmt: skip
    threads = f"/dot-danh-gia/{made.campaign.key}/giai-trinh/"
    one, other = signed_in(made.people["appraiser"]), signed_in(made.people["appraiser_2"])
    assert asked.key in page_of(one.get(threads))
    assert asked.key not in page_of(other.get(threads))
    assert other.get(f"{threads}{asked.key}/").status_code == 404
    assert signed_in(made.people["officer"]).get(f"{threads}{asked.key}/").status_code == 200
    appraise(made, made.ba_dinh, by="appraiser_2")
    assert asked.key in page_of(other.get(threads))


def test_a_desk_holds_only_what_ones_agency_and_role_cover(made: Running) -> None:
    whole = {(leaf.unit, leaf.code) for leaf in desk(made).leaves}
    assert whole == {(leaf.unit, leaf.code) for leaf in made.participants.leaves}
    appoint(made.people["appraiser"], Role.AGENCY_OFFICER, made.ba_dinh)
    assert {leaf.unit for leaf in desk(made).leaves} == {made.hoan_kiem.pk}
    only_six = made.people["appraiser_2"].appointments.get()
    only_six.nodes = ["one-stop-shop:6"]
    only_six.save()
    assert {leaf.code for leaf in desk(made, "appraiser_2").leaves} == {"6"}
    assert desk(made, "member").leaves == ()


def test_a_leaf_that_is_opened_again_for_one_agency_can_be_appraised_there_alone(made: Running) -> None:
    made.close("appraisal_1")
    assert states(made) == {"Quận Ba Đình": "closed", "Quận Hoàn Kiếm": "closed"}
    now = timezone.now()
    PhaseException.objects.create(
        campaign=made.campaign, kind="leaf_reopened", phase="appraisal_1", agency=made.ba_dinh, node=NODE,
        opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1), reason="Sót phiếu.",
        granted_by=made.people["coordinator"],
    )  # fmt: skip
    assert states(made) == {"Quận Ba Đình": "todo", "Quận Hoàn Kiếm": "closed"}
    assert appraise(made, made.ba_dinh).agreed
