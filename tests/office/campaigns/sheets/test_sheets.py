"""Figures of a criterion for all units: read whole or refused whole, each version kept, agencies shut out."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope, scopes_disabled

from chiso.office.api.services import make_token
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Answer, Sheet
from chiso.office.campaigns.scoring import result_of
from chiso.office.campaigns.sheets.services import Brought, Overtaken, bring_sheet, preview_sheet
from chiso.office.errors import Incomplete, NoRight, NotNow
from chiso.office.ledger.models import Entry
from chiso.office.scoping import reach_of
from chiso.problems import BadInput
from tests.office.campaigns.appraising.stage import NODE, appraise, page_of, say, share, signed_in
from tests.office.campaigns.making import Running, running

pytestmark = pytest.mark.django_db

TABLE = """unit,input,numerator,denominator
quan-ba-dinh,whole_share,3,4
quan-ba-dinh,reception_share,4,4
Quận Hoàn Kiếm,whole_share,1,4
Quận Hoàn Kiếm,reception_share,4,4
"""
SOURCE = "Báo cáo 12/BC-CTK ngày 15/01/2021"


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def bring(
    made: Running,
    table: str | bytes = TABLE,
    *,
    expected: int = 0,
    by: str = "statistician",
    origin: str = "statistic",
    source: str = SOURCE,
    basis: str = "",
    node: str = NODE,
) -> Sheet:
    content = table.encode() if isinstance(table, str) else table
    person = made.people[by]
    with scope(agency=reach_of(person)):
        return bring_sheet(
            actor=person,
            campaign=made.campaign,
            node=node,
            brought=Brought(content, "so-lieu.csv", origin, source, basis),
            expected_number=expected,
        )


def problems(made: Running, table: str, **given: Any) -> list[tuple[str, int | None]]:
    with pytest.raises((BadInput, Incomplete)) as refused:
        bring(made, table, **given)
    with scopes_disabled():
        assert not Sheet.objects.exists()
        assert not Answer.objects.exists()
    return [(problem.code, problem.where.row) for problem in refused.value.problems]


def answers(made: Running) -> dict[str, Answer]:
    with scopes_disabled():
        rows = Answer.objects.select_related("unit").filter(campaign=made.campaign, layer="self_assessed")
        return {row.unit.uid: row for row in rows}


def test_a_table_becomes_answers_of_its_origin_and_gives_points(made: Running) -> None:
    sheet = bring(made)
    kept = answers(made)
    assert {uid: (one.origin, one.sheet, one.rows[0]) for uid, one in kept.items()} == {
        "quan-ba-dinh": ("statistic", sheet, ["whole_share", "", "", "3", "4", ""]),
        "quan-hoan-kiem": ("statistic", sheet, ["whole_share", "", "", "1", "4", ""]),
    }
    result = result_of(made.participants)
    points = {uid: result.node(uid, NODE).points for uid in kept}
    # A district with at least half of its procedures done whole at the one-stop shop gets 2, else 1.
    assert points == {"quan-ba-dinh": 2, "quan-hoan-kiem": 1}


def test_an_agency_cannot_enter_what_comes_from_elsewhere(made: Running) -> None:
    bring(made)
    person = made.people["officer"]
    with scope(agency=reach_of(person)), pytest.raises(Incomplete) as refused:
        save_answer(
            actor=person, campaign=made.campaign, unit=made.ba_dinh, node=NODE, given=share(4, 4),
            expected_version=1,
        )  # fmt: skip
    assert [problem.code for problem in refused.value.problems] == ["CH-7815"]
    assert answers(made)["quan-ba-dinh"].version == 1


def test_a_later_version_changes_only_what_differs_and_the_earlier_stays(made: Running) -> None:
    bring(made)
    second = bring(made, TABLE.replace("whole_share,1,4", "whole_share,2,4"), expected=1)
    assert second.number == 2
    kept = answers(made)
    assert {uid: one.version for uid, one in kept.items()} == {"quan-ba-dinh": 1, "quan-hoan-kiem": 2}
    assert [one.number for one in Sheet.objects.filter(campaign=made.campaign)] == [2, 1]
    assert Sheet.objects.get(number=1).table == TABLE
    saved = Entry.objects.filter(verb="answer_saved").order_by("pk")
    assert [(one.facts["rows"][0][3], one.facts["origin"]) for one in saved] == [
        ("3", "statistic"), ("1", "statistic"), ("2", "statistic"),
    ]  # fmt: skip
    assert Entry.objects.filter(verb="sheet_brought").last().facts["changed"] == 1  # type: ignore[union-attr]


def test_who_saw_an_older_version_is_told_and_nothing_is_taken(made: Running) -> None:
    bring(made)
    with pytest.raises(Overtaken) as refused:
        bring(made, TABLE.replace("1,4", "2,4"))
    assert [problem.code for problem in refused.value.problems] == ["CH-7863"]
    assert Sheet.objects.count() == 1


def test_every_row_that_is_wrong_is_named_by_its_line_and_nothing_is_taken(made: Running) -> None:
    table = TABLE.replace("Quận Hoàn Kiếm,whole_share,1,4", "Quận Hoàn Kiến,whole_share,1,4").replace(
        "whole_share,3,4", "whole_share,5,4"
    )
    assert problems(made, table) == [("CH-1130", 2), ("CH-1112", 4)]


def test_where_the_figures_come_from_must_be_said(made: Running) -> None:
    assert problems(made, TABLE, origin="agency", source=" ") == [("CH-7861", None), ("CH-7862", None)]
    assert problems(made, TABLE, basis="somehow") == [("CH-7862", None)]
    assert problems(made, TABLE, node="99") == [("CH-7860", None)]


def test_errors_of_estimates_need_a_sample_that_allows_them(made: Running) -> None:
    lines = ["unit,input,value,se,ci_low,ci_high,n"]
    lines += ["quan-ba-dinh,whole_share,0.80,0.02,0.76,0.84,412", "quan-ba-dinh,reception_share,1,,,,"]
    table = "\n".join(lines) + "\n"
    assert problems(made, table, origin="survey") == [("CH-7857", 2)]
    assert problems(made, table, origin="survey", basis="quota") == [("CH-7859", 2)]
    outside = table.replace("0.76", "0.82")
    assert problems(made, outside, origin="survey", basis="probability") == [("CH-7858", 2)]
    half = table.replace("412", "412.5")
    assert problems(made, half, origin="survey", basis="probability") == [("CH-7856", 2)]
    sheet = bring(made, table, origin="survey", basis="probability")
    assert sheet.errors == {"quan-ba-dinh": {"se": "0.02", "ci_low": "0.76", "ci_high": "0.84", "n": "412"}}


def test_units_that_a_table_does_not_name_are_listed_and_keep_what_stands(made: Running) -> None:
    say(made, made.hoan_kiem, share(4, 4), by="officer_2")
    person = made.people["statistician"]
    only_one = "".join(TABLE.splitlines(keepends=True)[:3])
    with scope(agency=reach_of(person)):
        preview = preview_sheet(
            actor=person, campaign=made.campaign, node=NODE,
            brought=Brought(only_one.encode(), "so-lieu.csv", "statistic", SOURCE),
        )  # fmt: skip
    assert [leaf.unit for leaf in preview.sheet.missing] == [made.hoan_kiem.pk]
    assert [one.leaf.unit for one in preview.differences] == [made.ba_dinh.pk]
    bring(made, only_one)
    assert answers(made)["quan-hoan-kiem"].origin == "agency"


def test_where_an_appraisal_stands_it_is_told_and_goes_on_to_count(made: Running) -> None:
    say(made, made.ba_dinh, share(4, 4))
    made.only("appraisal_1")
    appraise(made, made.ba_dinh)
    person = made.people["coordinator"]
    brought = Brought(TABLE.replace("3,4", "1,4").encode(), "so-lieu.csv", "inspection", SOURCE)
    with scope(agency=reach_of(person)):
        preview = preview_sheet(actor=person, campaign=made.campaign, node=NODE, brought=brought)
    assert preview.appraised == 1
    bring(made, TABLE.replace("3,4", "1,4"), by="coordinator")
    assert result_of(made.participants).node("quan-ba-dinh", NODE).points == 2


def test_only_who_may_and_only_until_the_last_round_closes(made: Running) -> None:
    for by in ("officer", "appraiser", "auditor", "member"):
        with pytest.raises(NoRight):
            bring(made, by=by)
    made.only("council")
    with pytest.raises(NotNow):
        bring(made)
    assert answers(made) == {}


def test_a_workbook_is_read_as_well_as_csv(made: Running) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet()
        for number, line in enumerate(TABLE.splitlines()):
            for column, cell in enumerate(line.split(",")):
                value: Any = int(cell) if cell.isdigit() else cell
                sheet.write(number, column, value)
    bring(made, content.getvalue())
    assert answers(made)["quan-hoan-kiem"].rows[0] == ["whole_share", "", "", "1", "4", ""]


# Pages and programs.


def address(made: Running, rest: str = "") -> str:
    return f"/dot-danh-gia/{made.campaign.key}/so-lieu/{rest}"


def test_the_differences_are_shown_before_anything_is_taken_over(made: Running) -> None:
    client = signed_in(made.people["statistician"])
    assert address(made, f"{NODE}/") in page_of(client.get(address(made)))
    given = {"origin": "statistic", "source": SOURCE, "basis": ""}
    file = SimpleUploadedFile("so-lieu.csv", TABLE.encode())
    shown = client.post(address(made, f"{NODE}/"), given | {"table": file})
    page = page_of(shown)
    assert shown.status_code == 200
    assert "Quận Hoàn Kiếm" in page
    assert answers(made) == {}
    taken = client.post(
        address(made, f"{NODE}/nhan/"),
        given | {"written": TABLE.replace("\n", "\r\n"), "name": "so-lieu.csv", "expected_version": "0"},
    )
    assert taken.status_code == 303
    assert SOURCE in page_of(client.get(taken["Location"]))
    assert client.get(taken["Location"] + "bang.csv").content.decode() == TABLE
    again = client.post(
        address(made, f"{NODE}/nhan/"),
        given | {"written": TABLE, "name": "so-lieu.csv", "expected_version": "0"},
    )
    assert again.status_code == 422
    assert "CH-7863" in page_of(again)


def test_lines_that_are_wrong_are_listed_on_the_page(made: Running) -> None:
    client = signed_in(made.people["statistician"])
    file = SimpleUploadedFile("so-lieu.csv", TABLE.replace("quan-ba-dinh", "quan-khong-co").encode())
    given = {"origin": "statistic", "source": SOURCE, "basis": "", "table": file}
    answer = client.post(address(made, f"{NODE}/"), given)
    assert answer.status_code == 422
    assert "CH-1112" in page_of(answer)
    assert "so-lieu.csv" in page_of(answer)


def test_an_officer_sees_no_sheets_and_an_auditor_reads_them(made: Running) -> None:
    bring(made)
    assert signed_in(made.people["officer"]).get(address(made)).status_code == 403
    client = signed_in(made.people["auditor"])
    page = page_of(client.get(address(made, f"{NODE}/")))
    assert SOURCE in page
    assert 'type="file"' not in page


def test_a_program_brings_a_table_once(made: Running) -> None:
    secret = make_token(
        actor=made.people["statistician"], name="thử", scopes=["sheets:write", "campaigns:read"], days=1
    ).secret

    def ask(method: str, content: Any = None, **headers: str) -> Any:
        return Client().generic(
            method,
            f"/api/v1/campaigns/{made.campaign.key}/sheets",
            data=json.dumps(content).encode() if content is not None else b"",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"} | headers,
        )

    given = {"node": NODE, "origin": "statistic", "source": SOURCE, "csv": TABLE}
    first = ask("POST", given, **{"Idempotency-Key": "một-lần".encode().hex()})
    assert first.status_code == 201
    again = ask("POST", given, **{"Idempotency-Key": "một-lần".encode().hex()})
    assert again.json() == first.json()
    assert ask("POST", given).status_code == 409
    assert [one["number"] for one in ask("GET").json()["sheets"]] == [1]
    wrong = ask("POST", given | {"csv": "unit,value\nkhong-co,1\n", "expected_number": 1})
    assert wrong.status_code == 422
    assert [one["row"] for one in wrong.json()["problems"]] == [2]
