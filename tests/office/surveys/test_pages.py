"""Pages and programs: a round is taken in, looked at, handed over, withdrawn; who may not, sees nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chiso.office.api.services import make_token
from chiso.office.campaigns.models import Sheet
from chiso.office.surveys.models import HandedLeaf, HandingOver, RoundVersion, SurveyRound
from chiso.survey.estimates import Estimate
from tests.office.campaigns.appraising.stage import page_of, signed_in
from tests.office.campaigns.making import Running
from tests.office.files.honest import pdf
from tests.office.surveys.making import (
    LEAF,
    NAME,
    ROWS,
    brought,
    campaign,
    estimate,
    handed,
    suppressed,
    taken_in,
    without_errors,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Running:
    return campaign()


def files(rows: tuple[Estimate, ...] = ROWS, **more: Any) -> dict[str, Any]:
    given = brought(rows, **more)
    return {
        "name": NAME,
        "estimates": SimpleUploadedFile("estimates.csv", given.estimates.content),
        "record": SimpleUploadedFile("index.json", given.record.content),
        "note": "",
    }


def field_of(page: str, leaf: str) -> str:
    """The name of the field in which an estimate for a criterion is chosen."""
    before, _, _ = page.partition(f">{leaf} ")
    return before.rpartition('for="id_')[2].split('"')[0]


def test_a_round_is_taken_in_and_shown_with_intervals_and_reasons(made: Running) -> None:
    client = signed_in(made.people["statistician"])
    rows = (*ROWS, suppressed("quan-dong-da"))
    given = files(rows) | {"report": SimpleUploadedFile("bao-cao.pdf", pdf())}
    taken = client.post("/dieu-tra/moi/", given)
    assert taken.status_code == 303
    page = page_of(client.get(taken["Location"]))
    # Numbers as Vietnamese read them: a share in per cent, the interval with an en dash.
    assert "84,0\u00a0%" in page
    assert "82,0–86,0\u00a0%" in page
    assert "Quận Ba Đình" in page
    # What is not told has its reason and no figure.
    assert "dưới 30 người trả lời" in page
    assert "ít người trả lời" in page
    assert "d" * 64 in page
    for end, content in (
        ("uoc-luong.csv", given["estimates"]),
        ("ho-so.json", given["record"]),
        ("bao-cao.pdf", given["report"]),
    ):
        got = client.get(f"{taken['Location']}{end}")
        content.seek(0)
        assert got.content == content.read()
        assert got["Content-Disposition"].startswith("attachment")


def test_all_problems_of_the_files_are_on_the_page_and_nothing_is_kept(made: Running) -> None:
    client = signed_in(made.people["statistician"])
    answer = client.post("/dieu-tra/moi/", files((estimate("x", 0.5, ci_low=0.9), estimate("x", 0.5))))
    assert answer.status_code == 422
    page = page_of(answer)
    assert "CH-7926" in page
    assert "CH-7927" in page
    assert not SurveyRound.objects.exists()


def test_a_stream_of_ratings_stands_apart_and_has_no_interval(made: Running) -> None:
    survey = taken_in(made.people["statistician"])
    stream = taken_in(
        made.people["statistician"], tuple(without_errors(row) for row in ROWS), name="Chấm điểm tại quầy"
    )
    client = signed_in(made.people["auditor"])
    page = page_of(client.get("/dieu-tra/"))
    surveys, _, streams = page.partition('id="danh-gia"')
    assert survey.round.key in surveys
    assert stream.round.key not in surveys
    assert stream.round.key in streams
    shown = page_of(client.get(f"/dieu-tra/ban/{stream.key}/"))
    assert "84,0\u00a0%" in shown
    assert "–86" not in shown
    assert "Khoảng" not in shown


def test_estimates_are_handed_over_after_they_were_shown(made: Running) -> None:
    version = taken_in(made.people["statistician"], (*ROWS[:2], suppressed("quan-hoan-kiem")))
    client = signed_in(made.people["coordinator"])
    assert made.campaign.title in page_of(client.get(f"/dieu-tra/{version.round.key}/"))
    address = f"/dieu-tra/ban/{version.key}/dua-vao/{made.campaign.key}/"
    name = field_of(page_of(client.get(address)), LEAF)
    nothing = client.post(address, {})
    assert nothing.status_code == 422
    assert "CH-7933" in page_of(nothing)
    shown = client.post(address, {name: "1 index"})
    assert shown.status_code == 200
    page = page_of(shown)
    assert "5,04" in page
    assert "dưới 30 người trả lời" in page
    assert not Sheet.objects.exists()
    taken = client.post(f"{address}nhan/", {name: "1 index", "seen": f"{LEAF}=0"})
    assert taken.status_code == 303
    page = page_of(client.get(taken["Location"]))
    assert "Số liệu này đang được tính" in page
    again = client.post(f"{address}nhan/", {name: "1 index", "seen": f"{LEAF}=0"})
    assert again.status_code == 422
    assert "CH-7863" in page_of(again)
    # The next time the same choice stands there already.
    assert "selected" in page_of(client.get(address)).partition(f'name="{name}"')[2].partition("</select>")[0]
    handing = HandingOver.objects.get()
    back = client.post(
        f"/dieu-tra/lan-dua/{handing.key}/rut/", {"reason": "Sai trọng số", "expected_version": "1"}
    )
    assert back.status_code == 303
    assert "Sai trọng số" in page_of(client.get(back["Location"]))
    sheets = page_of(client.get(f"/dot-danh-gia/{made.campaign.key}/so-lieu/{LEAF}/"))
    assert "đã rút" in sheets


@pytest.mark.parametrize("seen", ["", "8.1", "8.1=x", "=1", "8.1=99999999999"])
def test_what_no_page_sends_is_refused(made: Running, seen: str) -> None:
    version = taken_in(made.people["statistician"])
    client = signed_in(made.people["coordinator"])
    address = f"/dieu-tra/ban/{version.key}/dua-vao/{made.campaign.key}/"
    name = field_of(page_of(client.get(address)), LEAF)
    answer = client.post(f"{address}nhan/", {name: "1 index", "seen": seen})
    assert answer.status_code == 400
    assert not HandingOver.objects.exists()


def test_an_agency_learns_nothing_of_a_round(made: Running) -> None:
    version = taken_in(made.people["statistician"])
    handing = handed(made, version)
    for who in ("officer", "head", "officer_2", "appraiser", "member"):
        client = signed_in(made.people[who])
        for address in (
            "/dieu-tra/",
            f"/dieu-tra/{version.round.key}/",
            f"/dieu-tra/ban/{version.key}/",
            f"/dieu-tra/ban/{version.key}/uoc-luong.csv",
            f"/dieu-tra/lan-dua/{handing.key}/",
        ):
            answer = client.get(address)
            assert answer.status_code == 403
            assert NAME not in page_of(answer)
        assert 'href="/dieu-tra/"' not in page_of(client.get("/"))


def test_lists_ask_a_constant_number_of_questions(made: Running) -> None:
    client = signed_in(made.people["coordinator"])
    counts = []
    version = taken_in(made.people["statistician"], name="Đợt 0")
    for number in (1, 2, 3):
        taken_in(made.people["statistician"], name=f"Đợt {number}")
        handed(made, version, seen={LEAF: number - 1})
        if number == 2:
            continue
        for address in ("/dieu-tra/", f"/dieu-tra/{version.round.key}/", f"/dieu-tra/ban/{version.key}/"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]


def test_a_program_takes_a_round_in_and_hands_it_over(made: Running) -> None:
    def ask(who: str, method: str, address: str, content: Any = None) -> Any:
        secret = make_token(
            actor=made.people[who], name="thử", scopes=["surveys:read", "surveys:write"], days=1
        ).secret
        return Client().generic(
            method, f"/api/v1/surveys{address}",
            data=json.dumps(content).encode() if content is not None else b"",
            content_type="application/json", headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip

    given = brought()
    body = {"csv": given.estimates.content.decode(), "record": given.record.content.decode(), "name": NAME}
    opened = ask("statistician", "POST", "", body)
    assert opened.status_code == 201
    version = opened.json()["latest"]
    assert ask("coordinator", "POST", "", body).status_code == 403
    wrong = ask("statistician", "POST", "", body | {"record": "{}"})
    assert [one["code"] for one in wrong.json()["problems"]] == ["CH-7920"]
    feeds = {
        "campaign": made.campaign.key,
        "feeds": [{"node": LEAF, "input": "satisfied", "estimate": "index"}],
    }
    assert ask("statistician", "POST", f"/versions/{version['key']}/handing-over", feeds).status_code == 403
    handing = ask("coordinator", "POST", f"/versions/{version['key']}/handing-over", feeds)
    assert handing.status_code == 201
    assert handing.json()["leaves"] == [
        {"node": LEAF, "sheet": HandedLeaf.objects.get().sheet.key, "number": 1, "stands": True}
    ]
    assert ask("coordinator", "POST", f"/versions/{version['key']}/handing-over", feeds).status_code == 409
    assert ask("auditor", "GET", f"/versions/{version['key']}/files").json() == {
        "csv": body["csv"], "record": body["record"],
    }  # fmt: skip
    back = ask(
        "coordinator", "POST", f"/handing-over/{handing.json()['key']}/withdrawal",
        {"reason": "Sai trọng số", "expected_version": 1},
    )  # fmt: skip
    assert [leaf["stands"] for leaf in back.json()["leaves"]] == [False]
    following = ask(
        "statistician", "POST", f"/{opened.json()['key']}/versions",
        {"csv": body["csv"].replace("0.84,", "0.841,"), "record": body["record"], "expected_version": 1},
    )  # fmt: skip
    assert following.json()["number"] == 2
    whole = ask("auditor", "GET", f"/{opened.json()['key']}").json()
    assert [one["number"] for one in whole["versions"]] == [2, 1]
    assert len(whole["handed_over"]) == 1
    assert [one["key"] for one in ask("auditor", "GET", "").json()["rounds"]] == [opened.json()["key"]]
    assert ask("officer", "GET", "").status_code == 403
    assert RoundVersion.objects.count() == 2
