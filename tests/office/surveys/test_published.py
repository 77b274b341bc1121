"""What an edition publishes of a round: estimates behind its answers, with errors, nothing suppressed."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django_scopes import scope, scopes_disabled

from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.publishing.making import scored_for_publication
from chiso.office.campaigns.publishing.open_matters import open_matters
from chiso.office.campaigns.publishing.tasks import make_edition
from chiso.office.campaigns.publishing.telling import FAILED
from chiso.office.campaigns.results.layered import layered_results
from chiso.office.campaigns.sheets.services import Brought, bring_sheet
from chiso.office.notices.models import Notice
from chiso.office.scoping import reach_of
from chiso.office.surveys.handing_over.feeding import Feed
from chiso.office.surveys.handing_over.services import withdraw_handing_over
from chiso.office.surveys.models import RoundVersion
from chiso.office.surveys.services import bring_version
from chiso.problems import BadInput
from chiso.publication import build_bundle, verify
from chiso.scoring.run import Scored, write_run
from tests.office.campaigns.appraising.stage import appraise, say, signed_in
from tests.office.campaigns.making import Running
from tests.office.campaigns.publishing import steps
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
BA_DINH, HOAN_KIEM = "quan-ba-dinh", "quan-hoan-kiem"


@pytest.fixture
def made() -> Running:
    return campaign()


def scored(made: Running) -> Scored:
    return scored_for_publication(layered_results(made.campaign))


def told(made: Running) -> list[tuple[Any, ...]]:
    estimates = scored(made).estimates
    assert estimates is not None
    return [(one.uid, one.code, one.estimate, one.ci_low, one.flag, one.reason) for one in estimates.rows]


def test_an_edition_carries_the_estimates_and_verifies(made: Running, tmp_path: Path) -> None:
    handed(made, taken_in(made.people["statistician"], (*ROWS[:2], suppressed(HOAN_KIEM))))
    write_run(scored(made), tmp_path / "run")
    with (tmp_path / "run" / "inputs" / "estimates.csv").open(encoding="utf-8", newline="") as opened:
        rows = {row["flag"]: row for row in csv.DictReader(opened)}
    shown, hidden = rows["shown"], rows["suppressed"]
    figures = [shown[name] for name in ("estimate", "se", "n", "ci_low", "ci_high", "sampling_basis")]
    assert figures == ["0.84", "0.01", "400", "0.82", "0.86", "probability"]
    assert [hidden[name] for name in ("estimate", "ci_low", "n", "flag", "reason")] == [
        "", "", "", "suppressed", "dưới 30 người trả lời",
    ]  # fmt: skip
    record = json.loads((tmp_path / "run" / "inputs" / "estimates.json").read_bytes())
    assert record["design_sha256"] == "d" * 64
    # Six points at a share of 1: the interval of the points follows from that of the estimate.
    intervals = list(csv.reader(io.StringIO((tmp_path / "run" / "intervals.csv").read_text("utf-8"))))
    assert any("4.92" in row and "5.16" in row for row in intervals)
    build_bundle(runs=[tmp_path / "run"], out=tmp_path / "bundle.zip", status="provisional")
    assert verify(tmp_path / "bundle.zip").differences == ()


def test_an_estimate_stays_one_when_an_appraiser_agrees_and_is_exact_when_one_corrects_it(
    made: Running, tmp_path: Path
) -> None:
    handed(made, taken_in(made.people["statistician"]))
    made.only("appraisal_1")
    appraise(made, made.ba_dinh, node=LEAF)
    corrected = Given((InputRow("satisfied", value="0.7"),), reason="figure_differs", words="Theo bảng gốc")
    appraise(made, made.hoan_kiem, corrected, node=LEAF)
    write_run(scored(made), tmp_path / "run")
    uids = {unit.code: unit.uid for unit in made.participants.units.values()}
    answers = csv.DictReader(io.StringIO((tmp_path / "run" / "inputs" / "answers.csv").read_text("utf-8")))
    assert {(uids[row["unit"]], row["layer"], row["value"], row["origin"]) for row in answers} == {
        (BA_DINH, "self_assessed", "0.84", "survey"),
        (BA_DINH, "appraised_1", "0.84", "survey"),
        (HOAN_KIEM, "self_assessed", "0.79", "survey"),
        (HOAN_KIEM, "appraised_1", "0.7", "agency"),
    }
    intervals = csv.DictReader(io.StringIO((tmp_path / "run" / "intervals.csv").read_text("utf-8")))
    assert [(uids[row["unit"]], row["code"], row["points_low"], row["points_high"]) for row in intervals] == [
        (BA_DINH, LEAF, "4.92", "5.16")
    ]
    build_bundle(runs=[tmp_path / "run"], out=tmp_path / "bundle.zip", status="provisional")
    assert verify(tmp_path / "bundle.zip").differences == ()


def test_figures_that_came_after_an_appraiser_agreed_do_not_keep_an_edition_back(made: Running) -> None:
    first = taken_in(made.people["statistician"])
    handed(made, first)
    made.only("appraisal_1")
    appraise(made, made.ba_dinh, node=LEAF)
    other = taken_in(made.people["statistician"], (estimate(BA_DINH, 0.9), ROWS[2]), name="Đợt sau")
    handed(made, other, seen={LEAF: 1})
    assert {uid: float(value) for uid, _, value, *_ in told(made)} == {BA_DINH: 0.9, HOAN_KIEM: 0.79}


def test_a_campaign_that_no_round_fed_carries_none(made: Running) -> None:
    say(made, made.ba_dinh, Given((InputRow("satisfied", value="0.5"),)), node=LEAF)
    assert scored(made).estimates is None


def test_a_criterion_that_was_fed_by_hand_as_well_is_left_out(made: Running) -> None:
    version = taken_in(made.people["statistician"])
    handed(made, version, Feed(LEAF, "satisfied", "index"), Feed("8.2", "satisfied", "index"))
    bring_sheet(
        actor=made.people["coordinator"], campaign=made.campaign, node="8.2", expected_number=1,
        brought=Brought(b"unit,value\nquan-ba-dinh,0.5\n", "b.csv", "survey", "Báo cáo 1/BC", "probability"),
    )  # fmt: skip
    assert {code for _, code, *_ in told(made)} == {LEAF}


def test_estimates_of_a_sample_without_errors_are_never_put_beside_those_of_a_survey(made: Running) -> None:
    handed(made, taken_in(made.people["statistician"]))
    ratings = taken_in(
        made.people["statistician"], tuple(without_errors(row) for row in ROWS), name="Chấm điểm tại quầy"
    )
    handed(made, ratings, Feed("8.2", "satisfied", "index"), confirms=True)
    assert {code for _, code, *_ in told(made)} == {LEAF}


def test_figures_stand_on_the_scale_of_the_criterion_and_follow_the_latest_round(made: Running) -> None:
    first = taken_in(made.people["statistician"])
    handed(made, first)
    # The later round knows one district only; the other keeps what stands.
    second = taken_in(made.people["statistician"], (estimate(BA_DINH, 0.9),), name="Đợt sau")
    handed(made, second, seen={LEAF: 1})
    assert {uid: float(value) for uid, _, value, *_ in told(made)} == {BA_DINH: 0.9, HOAN_KIEM: 0.79}


def test_errors_and_reasons_are_those_of_the_latest_version_also_where_the_figure_stays(
    made: Running,
) -> None:
    first = taken_in(made.people["statistician"])
    handed(made, first)
    rows = (
        replace(ROWS[1], se=0.02, ci_low=0.80, ci_high=0.88),
        replace(ROWS[2], se=0.03, ci_low=0.73, ci_high=0.85, reason="chỉ 40 người trả lời"),
    )
    later = bring_version(
        actor=made.people["statistician"], survey_round=first.round, brought=brought(rows), expected_version=1
    )
    handing = handed(made, later, seen={LEAF: 1})
    assert {uid: (value, low, reason) for uid, _, value, low, _, reason in told(made)} == {
        BA_DINH: (Fraction("0.84"), Fraction("0.80"), ""),
        HOAN_KIEM: (Fraction("0.79"), Fraction("0.73"), "chỉ 40 người trả lời"),
    }
    # Once those figures are withdrawn, what was told before holds again.
    person = made.people["coordinator"]
    with scope(agency=reach_of(person)):
        withdraw_handing_over(actor=person, handing_over=handing, reason="Nhầm", expected_version=1)
    assert {uid: (low, reason) for uid, _, _, low, _, reason in told(made)} == {
        BA_DINH: (Fraction("0.82"), ""),
        HOAN_KIEM: (Fraction("0.77"), "ít người trả lời"),
    }


def of_level(version: RoundVersion, level: str | None) -> RoundVersion:
    """The version as if its record named this level."""
    record = json.loads(version.record)
    record["choices"] = {} if level is None else {"level": level}
    RoundVersion.objects.filter(pk=version.pk).update(record=json.dumps(record))
    return version


@pytest.mark.parametrize(("one", "other"), [("0.9", "0.95"), ("0.9", None), ("0.99", "0.9")])
def test_rounds_with_intervals_of_several_levels_make_no_edition(
    made: Running, one: str, other: str | None
) -> None:
    statistician = made.people["statistician"]
    handed(made, of_level(taken_in(statistician), one))
    second = of_level(taken_in(statistician, name="Đợt sau"), other)
    handed(made, second, Feed("8.2", "satisfied", "index"))
    with pytest.raises(BadInput) as refused:
        scored(made)
    (problem,) = refused.value.problems
    assert problem.code == "CH-8250"
    # Where a record names no level it is 95 %.
    shown = {f"{float(level) * 100:g} %" for level in (one, other or "0.95")}
    assert all(level in str(problem.found) for level in shown)


@pytest.mark.parametrize(("one", "other"), [("0.90", "0.9"), ("0.95", None)])
def test_the_one_level_of_several_rounds_is_that_of_the_edition(
    made: Running, one: str, other: str | None
) -> None:
    statistician = made.people["statistician"]
    handed(made, of_level(taken_in(statistician), one))
    second = of_level(taken_in(statistician, name="Đợt sau"), other)
    handed(made, second, Feed("8.2", "satisfied", "index"))
    estimates = scored(made).estimates
    assert estimates is not None
    assert estimates.level == Fraction(one)


def test_a_stream_of_ratings_has_no_intervals_that_could_be_of_another_level(made: Running) -> None:
    statistician = made.people["statistician"]
    handed(made, of_level(taken_in(statistician), "0.9"))
    ratings = of_level(
        taken_in(statistician, tuple(without_errors(row) for row in ROWS), name="Chấm điểm tại quầy"), "0.95"
    )
    handed(made, ratings, Feed("8.2", "satisfied", "index"), confirms=True)
    estimates = scored(made).estimates
    assert estimates is not None
    assert estimates.level == Fraction("0.9")


@pytest.mark.parametrize("level", ["1e-99999999", "a", 7, [], "0.9\n"])
def test_what_a_record_says_of_its_call_is_told_only_where_it_can_be(made: Running, level: object) -> None:
    version = taken_in(made.people["statistician"])
    handed(made, version)
    record = json.loads(version.record) | {"choices": {"level": level, "interval": "\ud800"}}
    RoundVersion.objects.filter(pk=version.pk).update(record=json.dumps(record))
    estimates = scored(made).estimates
    assert estimates is not None
    assert estimates.record is not None
    assert (estimates.record.level, estimates.record.interval) == (None, "")
    assert estimates.record.to_bytes()


def test_who_prepares_an_edition_reads_why_rounds_of_several_levels_make_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("CHISO_HOME", str(tmp_path / "home"))
    made = campaign("self_assessment", "decision", "publication")
    handed(made, of_level(taken_in(made.people["statistician"]), "0.9"))
    second = of_level(taken_in(made.people["statistician"], name="Đợt sau"), "0.95")
    handed(made, second, Feed("8.2", "satisfied", "index"))
    coordinator = signed_in(made.people["coordinator"])
    base = f"/dot-danh-gia/{made.campaign.key}/cong-bo/"
    with scopes_disabled():
        matters = [one.key for one in open_matters(made.participants)]
    sent = {"status": "final", "confirmed": matters, **steps.LETTER.as_tree()}
    assert coordinator.post(f"{base}chuan-bi/", sent).status_code == 303
    edition = Edition.objects.get()
    with pytest.raises(BadInput):
        make_edition.func(edition.pk)
    shown = coordinator.get(f"{base}{edition.key}/")
    assert shown.status_code == 200
    content = shown.content.decode()
    for word in ("CH-8250", f"{NAME} (1): 90 %", "Đợt sau (1): 95 %", "--level"):
        assert word in content
    # It is out of the way, and who began it is told.
    edition.refresh_from_db()
    assert (edition.state, edition.folder) == ("discarded", "")
    assert "chuan-bi" in coordinator.get(base).content.decode()
    (notice,) = Notice.objects.filter(person=made.people["coordinator"], kind=FAILED)
    assert str(edition.key) in notice.address
