"""The leader's sheet: figures against hand counts, ranges against every outcome, who may read it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chiso.office.plans.basis import Figures
from chiso.office.plans.comparing import differences
from chiso.office.plans.content import content_of, hash_of
from chiso.office.plans.forecasting import kept_result
from chiso.office.plans.leading import LeaderSheet, leader_sheet_of
from chiso.office.plans.models import Line, Plan, PlanVersion
from chiso.office.plans.ranges import Range, range_of
from chiso.office.plans.selectors import basis_of
from chiso.office.plans.services.giving import give_lines
from chiso.office.tasks.models import Task
from chiso.office.tasks.services import ask_for_time, confirm_done, report_done
from tests.office.campaigns.appraising.stage import page_of, signed_in
from tests.office.plans.making import (
    Staff,
    again,
    approved,
    filled,
    handed_in,
    in_force,
    opened,
    part_of,
    staff,
    with_line,
    with_target,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/ke-hoach/lanh-dao/"


@pytest.fixture
def made() -> Staff:
    return staff()


def sheet(made: Staff, who: str = "leader") -> LeaderSheet:
    return leader_sheet_of(made.people[who], timezone.localdate())


def given(made: Staff, version: PlanVersion) -> dict[str, Task]:
    """The lines of a plan as tasks that have time enough, by criterion."""
    version.lines.update(deadline=timezone.localdate() + timedelta(days=30))
    give_lines(actor=made.people["coordinator"], version=version, lines=content_of(version).lines)
    return {task.aims.get().code: task for task in Task.objects.all()}


def overdue(task: Task, days: int = 20) -> None:
    task.last_day = timezone.localdate() - timedelta(days=days)
    task.save()


def range_now(version: PlanVersion) -> Range:
    basis = basis_of(version.plan)
    return range_of(kept_result(basis), Figures(basis), "ha-noi", content_of(version).lines)


def with_probabilities(made: Staff, stated: dict[str, tuple[str, str]]) -> PlanVersion:
    """A plan whose lines raise criteria to these points with these probabilities."""
    version = opened(made)
    for node, (points, probability) in stated.items():
        with_line(
            made, version, node, f"Việc ở {node}", made.inspectorate, points=Fraction(points),
            probability=Fraction(probability) if probability else None,
        )  # fmt: skip
    return again(version)


def test_an_approved_plan_stands_with_target_today_and_forecast(made: Staff) -> None:
    draft = opened(made, title="Chưa duyệt")
    version = in_force(made)
    (plan,) = sheet(made).plans
    assert plan.version == version != draft
    whole, *components = plan.targets
    # PAPI 2019 of Hà Nội as published: 41.5343; sub-dimensions 2.1 and 7.2 rise to 2.0 and 2.2.
    today = {one.target.node: one.today for one in (whole.shown, *(led.shown for led in components))}
    figures = Figures(basis_of(version.plan))
    gain = Fraction("4.2") - sum(figures.of("ha-noi", code) or Fraction(0) for code in ("2.1", "7.2"))
    assert whole.shown.target.node == "total"
    assert round(float(today["total"] or 0), 2) == 41.53
    assert whole.shown.points == Fraction("43.5")
    assert whole.shown.forecast == (today["total"] or 0) + gain
    assert [one.shown.target.node for one in components] == ["2", "7"]
    assert all(one.range is None for one in components)


def test_the_range_is_that_of_every_outcome(made: Staff) -> None:
    stated = {"2.1": ("2.0", "0.97"), "7.2": ("2.2", "0.5"), "1.1": ("1.2", "0.9"), "4.3": ("2.0", "0.6")}
    version = with_probabilities(made, stated)
    found = range_now(version)
    figures = Figures(basis_of(version.plan))
    today = {code: figures.of("ha-noi", code) or Fraction(0) for code in stated}
    assert all(Fraction(points) > today[code] for code, (points, _) in stated.items())
    # All sixteen outcomes, scored as the sum that PAPI is.
    outcomes: list[tuple[Fraction, Fraction]] = []
    for succeeds in product((True, False), repeat=4):
        score, chance = figures.of("ha-noi", "total") or Fraction(0), Fraction(1)
        for (code, (points, probability)), is_done in zip(stated.items(), succeeds, strict=True):
            score += Fraction(points) - today[code] if is_done else 0
            chance *= Fraction(probability) if is_done else 1 - Fraction(probability)
        outcomes.append((score, chance))
    below = [one for one, _ in outcomes if sum(p for score, p in outcomes if score < one) <= Fraction(1, 20)]
    above = [one for one, _ in outcomes if sum(p for score, p in outcomes if score > one) <= Fraction(1, 20)]
    assert (found.lowest, found.highest, found.why) == (max(below), min(above), None)
    assert max(below) > min(score for score, _ in outcomes)


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        ({"2.1": ("2.0", "0.9"), "7.2": ("2.2", "")}, "Không có khoảng: 1 biện pháp"),
        ({}, "Không có khoảng: không biện pháp nào"),
        # Below what Hà Nội has today, so it raises nothing.
        ({"2.1": ("0.4", "0.9")}, "Không có khoảng: không biện pháp nào"),
    ],
)
def test_without_stated_probabilities_there_is_no_range_and_a_reason(
    made: Staff, stated: dict[str, tuple[str, str]], why: str
) -> None:
    found = range_now(with_probabilities(made, stated))
    assert (found.lowest, found.highest) == (None, None)
    assert found.why is not None
    assert found.why.in_language("vi").startswith(why)


def test_two_lines_at_one_criterion_have_no_range(made: Staff) -> None:
    version = with_probabilities(made, {"2.1": ("2.0", "0.9")})
    more: Any = {"points": Fraction("1.9"), "probability": Fraction("0.8")}
    with_line(made, version, "2.1", "Việc khác", made.environment, **more)
    found = range_now(again(version))
    assert found.why is not None
    assert found.lowest is None


def test_a_probability_is_read_from_a_table_or_typed_in_and_told_in_words(made: Staff) -> None:
    version = opened(made)
    client = signed_in(made.people["coordinator"])
    base = f"/ke-hoach/ban/{version.key}/bien-phap"
    table = "code,measure,points,probability\n2.1,Công khai,2.0,0.9\n7.2,Đo không khí,2.2,\n"
    file = SimpleUploadedFile("bien-phap.csv", table.encode())
    seen = {"expected_version": str(again(version).version)}
    assert client.post(f"{base}/nhap/", seen | {"table": file}).status_code == 303
    lines = {line.node: line for line in version.lines.all()}
    assert {node: line.probability for node, line in lines.items()} == {"2.1": "0.9", "7.2": ""}
    before = content_of(version)
    line = {"node": "7.2", "words": "Đo không khí", "points": "2,2", "probability": "0,75"}
    seen = {"expected_version": str(again(version).version)}
    address = f"{base}/{lines['7.2'].key}/"
    assert client.post(address, seen | line | {"probability": "1,5"}).status_code == 422
    assert client.post(address, seen | line).status_code == 303
    lines["7.2"].refresh_from_db()
    assert lines["7.2"].probability == "0.75"
    assert 'value="0,75"' in page_of(client.get(address))
    (changed,) = differences(before, content_of(version))
    assert changed.said.in_language("vi") == (
        "“Đo không khí”: xác suất đạt được số điểm (để trống) thành 0,75."
    )
    # An approval is bound to it as to everything else.
    assert hash_of(before) != hash_of(content_of(version))


def test_what_is_late_is_counted_by_agency(made: Staff) -> None:
    tasks = given(made, in_force(made))
    assert sheet(made).late.count == 0
    overdue(tasks["2.1"])
    late, plan = sheet(made).late, sheet(made).plans[0]
    assert [(one.name, one.tasks) for one in late.agencies] == [("Thanh tra Thành phố", 1)]
    assert [one.task for one in late.tasks] == [tasks["2.1"]]
    assert late.tasks[0].days > 10
    assert (plan.tasks.given, plan.tasks.done, plan.tasks.overdue) == (2, 0, 1)
    current = Task.objects.get(pk=tasks["7.2"].pk)
    report = report_done(
        actor=made.people["officer_2"], task=current, words="Đã xong", expected_version=current.version
    )
    assert (sheet(made).reports, sheet(made).plans[0].tasks.done) == (1, 0)
    current.refresh_from_db()
    confirm_done(actor=made.people["leader"], report=report, expected_version=current.version)
    assert (sheet(made).reports, sheet(made).plans[0].tasks.done) == (0, 1)


def test_what_waits_for_a_decision_is_named_until_it_is_made(made: Staff) -> None:
    assert sheet(made).decisions == []
    version = handed_in(made, filled(made))
    assert [one.address for one in sheet(made).decisions] == [f"/ke-hoach/ban/{version.key}/"]
    approved(made, version)
    assert sheet(made).decisions == []
    part = part_of(made, version, made.environment)
    handed_in(made, part, by="officer_2")
    # It waits for the head of the agency first.
    assert sheet(made).decisions == []
    approved(made, part, by="head_2")
    assert [one.address for one in sheet(made).decisions] == [f"/ke-hoach/ban/{part.key}/"]
    task = given(made, again(version))["2.1"]
    ask_for_time(
        actor=made.people["officer"], task=task, new_deadline=timezone.localdate() + timedelta(days=60),
        reason="Chờ kinh phí", expected_version=task.version,
    )  # fmt: skip
    assert {one.address for one in sheet(made).decisions} == {
        f"/ke-hoach/ban/{part.key}/", f"/nhiem-vu/{task.key}/",
    }  # fmt: skip


def test_a_sub_plan_that_was_due_and_is_a_draft_is_late(made: Staff) -> None:
    part = part_of(made, in_force(made), made.environment)
    assert sheet(made).late_parts == []
    Plan.objects.filter(pk=part.plan_id).update(due=date(2020, 1, 2))
    assert sheet(made).late_parts == [part]
    assert "Sở Tài nguyên và Môi trường" in page_of(signed_in(made.people["leader"]).get(ADDRESS))
    handed_in(made, part, by="officer_2")
    assert sheet(made).late_parts == []


def test_those_who_oversee_the_city_read_it_and_nobody_else(made: Staff) -> None:
    version = in_force(made)
    for who in ("leader", "coordinator", "auditor"):
        client = signed_in(made.people[who])
        page = page_of(client.get(ADDRESS))
        assert version.plan.title in page
        assert "41,53" in page
        assert ADDRESS in page_of(client.get("/ke-hoach/"))
        assert client.post("/ngon-ngu/", {"language": "en"}).status_code == 303
        page = page_of(client.get(ADDRESS))
        assert "Forecast" in page
        assert "Dự báo" not in page
    for who in ("officer", "head", "officer_2", "head_2", "statistician"):
        client = signed_in(made.people[who])
        assert client.get(ADDRESS).status_code == 403
        assert ADDRESS not in page_of(client.get("/"))
    assert ADDRESS not in page_of(signed_in(made.people["officer"]).get("/ke-hoach/"))


def test_more_plans_ask_no_more_questions(made: Staff) -> None:
    client = signed_in(made.people["leader"])
    counts = []
    for number in (1, 3):
        while PlanVersion.objects.filter(state="approved").count() < number:
            version = in_force(made, title=f"Kế hoạch {Plan.objects.count()}")
            Line.objects.filter(version_of_plan=version).update(probability="0.8")
            for task in given(made, version).values():
                overdue(task)
            draft = opened(made, title="Đang trình")
            with_target(made, draft, "1", "5", made.inspectorate)
            with_line(made, draft, "1.1", "Việc", made.inspectorate)
            handed_in(made, draft)
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(ADDRESS).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
