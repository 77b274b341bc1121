"""Taking a round in: read whole or refused whole, every problem at once, each version kept, rights held."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.ledger.models import Entry
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.surveys.erasing import WRITTEN
from chiso.office.surveys.models import QualityReport, RoundVersion, SurveyRound
from chiso.office.surveys.reading import RoundFile
from chiso.office.surveys.reports import scan_waiting_reports
from chiso.office.surveys.services import BroughtRound, bring_version, open_round
from chiso.survey.estimates import COLUMNS
from chiso.survey.estimates_table import csv_of_estimates
from tests.cli.calling import call
from tests.cli.test_survey_estimate import DATA, design_file
from tests.office.campaigns.appraising.stage import signed_in
from tests.office.files.conftest import configured as configured
from tests.office.files.honest import pdf, png
from tests.office.files.test_scanner import stub
from tests.office.making import appoint, make_person
from tests.office.surveys.making import (
    NAME,
    ROWS,
    brought,
    estimate,
    record_of,
    suppressed,
    taken_in,
    without_errors,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def statistician() -> Person:
    person = make_person("Mai Văn Khôi")
    appoint(person, Role.STATISTICIAN)
    return person


def problems(statistician: Person, given: BroughtRound, *, name: str = NAME) -> list[tuple[Any, ...]]:
    with pytest.raises(Incomplete) as refused:
        open_round(actor=statistician, name=name, is_made_up=False, brought=given)
    assert not SurveyRound.objects.exists()
    assert not RoundVersion.objects.exists()
    return [(one.code, one.where.row, one.where.field) for one in refused.value.problems]


def test_a_round_is_kept_as_it_came_with_the_hashes_of_design_and_data(statistician: Person) -> None:
    rows = (*ROWS, suppressed("quan-dong-da"))
    made = open_round(actor=statistician, name=NAME, is_made_up=True, brought=brought(rows, note="Lần đầu"))
    assert made.estimates.encode() == csv_of_estimates(rows)
    assert json.loads(made.record) == record_of(rows)
    assert (made.number, made.kind, made.design_sha256, made.data_sha256) == (1, "index", "d" * 64, "a" * 64)
    assert (made.shown, made.unreliable, made.suppressed) == (2, 1, 1)
    assert (made.round.period, made.round.basis, made.round.is_made_up) == ("2020", "probability", True)
    entry = Entry.objects.get(verb="round_opened")
    assert entry.facts["design"] == "d" * 64
    assert entry.facts["rows"] == 4
    # Names and notes are words of a person, apart from the chain.
    assert sorted(entry.digests) == ["actor", "name", "note"]


def test_what_the_command_writes_is_taken_in_as_it_is(statistician: Person, tmp_path: Path) -> None:
    answered = call(
        "survey", "estimate", DATA, "--design", design_file(tmp_path), "--stat", "mean:y",
        "--by", "sex", "--out", tmp_path / "out",
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    table, record = (
        RoundFile((tmp_path / "out" / name).read_bytes(), name) for name in ("estimates.csv", "estimate.json")
    )
    made = open_round(actor=statistician, name=NAME, is_made_up=True, brought=BroughtRound(table, record))
    assert made.kind == "estimate"
    assert made.shown + made.unreliable + made.suppressed == len(table.content.splitlines()) - 1
    assert made.design_sha256 == json.loads(record.content)["design_sha256"]


def test_every_problem_of_both_files_is_told_at_once_and_nothing_is_kept(statistician: Person) -> None:
    rows = (
        estimate("", 0.82, ci_low=0.83),
        without_errors(estimate("quan-ba-dinh", 0.84), "probability"),
        estimate("quan-ba-dinh", 0.84),
        replace(suppressed("quan-dong-da"), estimate=0.5, reason=""),
        estimate("quan-hoan-kiem", 0.7, period="2019"),
    )
    given = brought(rows, design_sha256="khong", figures={"shown": 9, "unreliable": 0, "suppressed": 0})
    assert problems(statistician, given, name=" ") == [
        ("CH-7932", None, "name"),
        ("CH-7921", None, "design_sha256"),
        ("CH-7926", 2, "ci_low"),
        ("CH-7925", 5, "estimate"),
        ("CH-7925", 5, "reason"),
        ("CH-7923", 6, "period"),
        ("CH-7927", 4, "code"),
        ("CH-7922", None, "figures"),
    ]


def test_a_sample_without_a_basis_for_errors_has_none(statistician: Person) -> None:
    rows = [estimate("quan-ba-dinh", 0.84, sampling_basis="open")]
    assert problems(statistician, brought(rows)) == [("CH-7924", 2, "se")]
    made = taken_in(statistician, [without_errors(estimate("quan-ba-dinh", 0.84))])
    assert made.round.basis == "open"


def test_figures_of_two_bases_are_never_pooled(statistician: Person) -> None:
    rows = [estimate("quan-ba-dinh", 0.84), without_errors(estimate("quan-hoan-kiem", 0.8))]
    assert problems(statistician, brought(rows)) == [("CH-7923", 3, "sampling_basis")]
    made = taken_in(statistician)
    with pytest.raises(Incomplete) as refused:
        bring_version(
            actor=statistician, survey_round=made.round, expected_version=1,
            brought=brought([without_errors(estimate("quan-ba-dinh", 0.84))]),
        )  # fmt: skip
    assert [one.code for one in refused.value.problems] == ["CH-7928"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (brought(record=b"{"), [("CH-7920", None, "")]),
        (brought(record=b"[" * 100_000), [("CH-7920", None, "")]),
        (brought(record=b'{"format": "chiso-survey-map/1"}'), [("CH-7920", None, "")]),
        (brought(record=b'{"format": []}'), [("CH-7920", None, "")]),
        (brought(period=["2020"]), [("CH-7921", None, "period"), ("CH-7922", None, "period")]),
        (brought(table=",".join(COLUMNS).encode()), [("CH-1004", None, "")]),
        (brought(table=f"{','.join(COLUMNS)}\n2020\n".encode()), [("CH-1013", 2, "")]),
        (brought(table=b"\xff\xfe\x00", record=b"{"), [("CH-7920", None, ""), ("CH-1005", 1, "")]),
        (brought(period="2021"), [("CH-7922", None, "period")]),
        (brought(table=b"0" * (16 * 1024 * 1024 + 1)), [("CH-7931", None, "estimates")]),
        (brought(record=b" " * (1024 * 1024 + 1)), [("CH-7931", None, "record")]),
    ],
)
def test_strange_files_are_refused(
    statistician: Person, given: BroughtRound, expected: list[tuple[Any, ...]]
) -> None:
    assert problems(statistician, given) == expected


@pytest.mark.parametrize("period", ["", "lần 1", "2020\n", "2020-13"])
def test_a_period_that_is_none_is_refused(statistician: Person, period: str) -> None:
    rows = [replace(row, period=period) for row in ROWS]
    assert ("CH-7921", None, "period") in problems(statistician, brought(rows, period=period))


def test_an_interval_has_both_ends(statistician: Person) -> None:
    rows = [estimate("quan-ba-dinh", 0.84, ci_high=math.nan)]
    assert problems(statistician, brought(rows)) == [("CH-7926", 2, "ci_low")]


def test_a_later_version_counts_and_the_earlier_stays(statistician: Person) -> None:
    first = taken_in(statistician)
    rows = (*ROWS[:2], estimate("quan-hoan-kiem", 0.81))
    second = bring_version(
        actor=statistician, survey_round=first.round, brought=brought(rows), expected_version=1
    )
    assert second.number == 2
    assert [one.number for one in first.round.versions.all()] == [2, 1]
    assert RoundVersion.objects.get(number=1).estimates.encode() == csv_of_estimates(ROWS)
    with pytest.raises(Conflict):
        bring_version(actor=statistician, survey_round=first.round, brought=brought(), expected_version=1)
    with pytest.raises(Incomplete) as refused:
        bring_version(actor=statistician, survey_round=first.round, brought=brought(rows), expected_version=2)
    assert [one.code for one in refused.value.problems] == ["CH-7929"]
    assert RoundVersion.objects.count() == 2


def test_the_report_is_checked_as_every_document_and_kept_with_its_hash(statistician: Person) -> None:
    content = pdf()
    made = open_round(actor=statistician, name=NAME, is_made_up=False, brought=brought(report=content))
    report = QualityReport.objects.get(version=made)
    assert bytes(report.content) == content
    assert Entry.objects.get(verb="round_opened").facts["report"] == report.sha256


def test_a_report_is_not_handed_out_before_the_scanner_has_answered(
    statistician: Person, configured: Any, tmp_path: Path
) -> None:
    client, content = signed_in(statistician), pdf()
    configured(scanner=f"unix:{tmp_path}/nobody")
    made = open_round(actor=statistician, name=NAME, is_made_up=False, brought=brought(report=content))
    page, address = f"/dieu-tra/ban/{made.key}/", f"/dieu-tra/ban/{made.key}/bao-cao.pdf"

    def refused() -> str:
        assert address not in client.get(page).content.decode()
        answer = client.get(address)
        assert answer.status_code != 200
        assert content not in answer.content
        return answer.content.decode()

    assert scan_waiting_reports() == 1
    assert "CH-7429" in refused()
    with stub(b"stream: OK\0", tmp_path) as (socket, heard):
        configured(scanner=socket)
        assert scan_waiting_reports() == 0
        assert heard == [content]
        # What was looked at is not sent again.
        assert scan_waiting_reports() == 0
        assert heard == [content]
    assert client.get(address).content == content
    assert address in client.get(page).content.decode()
    QualityReport.objects.update(scan="waiting")
    with stub(b"stream: Evil FOUND\0", tmp_path) as (socket, _):
        configured(scanner=socket)
        assert scan_waiting_reports() == 0
    assert "CH-7428" in refused()
    assert bytes(QualityReport.objects.get(version=made).content) == b""
    facts = Entry.objects.get(verb="file_held_back").facts
    assert facts == {"sha256": QualityReport.objects.get(version=made).sha256, "found": "Evil"}
    # The figures of the round stay.
    assert client.get(page).status_code == 200


def test_a_report_that_the_scanner_objects_to_keeps_the_whole_round_out(
    statistician: Person, configured: Any, tmp_path: Path
) -> None:
    with stub(b"stream: Evil FOUND\0", tmp_path) as (socket, _):
        configured(scanner=socket)
        assert [code for code, *_ in problems(statistician, brought(report=pdf()))] == ["CH-7428"]


def test_a_report_that_is_no_pdf_keeps_the_whole_round_out(statistician: Person) -> None:
    found = problems(statistician, brought(report=png()))
    assert [code for code, *_ in found] == ["CH-7404"]
    # A page of the web that calls itself a PDF.
    found = problems(statistician, brought(report=b"<html>"))
    assert [code for code, *_ in found] == ["CH-7403", "CH-7421"]


def test_only_a_statistician_brings_rounds_in() -> None:
    for role in (Role.COORDINATOR, Role.AUDITOR, Role.CITY_LEADER, Role.SYSTEM_ADMINISTRATOR):
        person = make_person(f"Người {role.value}")
        appoint(person, role)
        with pytest.raises(NoRight):
            taken_in(person)
    assert not SurveyRound.objects.exists()


def test_every_free_text_is_among_those_that_an_erasure_takes() -> None:
    # The name of a round is its title, not somebody's words; a report's name is that of a file.
    titles = {("surveyround", "name"), ("qualityreport", "name")}
    texts = {
        (model._meta.model_name, one.name)
        for model in apps.get_app_config("surveys").get_models()
        for one in model._meta.get_fields()
        if isinstance(one, models.CharField) and not one.choices and (one.max_length or 0) > 64
    }
    machine = {("handedleaf", "node")}
    assert texts - titles - machine == {(model._meta.model_name, words) for model, _, words in WRITTEN}
