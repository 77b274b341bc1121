"""Lines of an approved plan given as tasks: once each, with what the line says."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from chiso.office.errors import Incomplete, NoRight
from chiso.office.plans.content import content_of
from chiso.office.plans.models import Line, PlanVersion, Step
from chiso.office.plans.selectors import tasks_given
from chiso.office.plans.services.giving import give_lines
from chiso.office.plans.services.plans import begin_version
from chiso.office.tasks.models import Directive, Task
from tests.office.campaigns.appraising.stage import page_of, signed_in
from tests.office.plans.making import (
    Staff,
    approved,
    filled,
    handed_in,
    part_of,
    staff,
    with_line,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Staff:
    return staff()


def in_force(made: Staff) -> PlanVersion:
    """Deadlines of a plan lie after its approval."""
    version = filled(made)
    Line.objects.filter(deadline__isnull=False).update(deadline=date(2090, 9, 29))
    Line.objects.exclude(quarter="").update(quarter="2090-Q3")
    return approved(made, handed_in(made, version))


def test_a_line_becomes_the_task_of_its_owner_under_the_plan(made: Staff) -> None:
    version = in_force(made)
    lines = content_of(version).lines
    give_lines(actor=made.people["coordinator"], version=version, lines=lines)
    first, second = Task.objects.order_by("title")
    assert (first.title, first.owner, first.deadline) == (
        "Công khai danh sách hộ nghèo ở nhà văn hoá", made.inspectorate, date(2090, 9, 29),
    )  # fmt: skip
    assert first.product == "Danh sách được niêm yết ở mọi xã, phường"
    assert [one.agency for one in first.involved.filter(part="collaborator")] == [made.environment]
    assert [(one.framework, one.code) for one in first.aims.all()] == [("papi", "2.1")]
    # A line with a quarter alone is due on the last day of the quarter.
    assert (second.owner, second.deadline) == (made.environment, date(2090, 9, 30))
    directive = Directive.objects.get()
    assert (directive.kind, directive.title) == ("plan", "Kế hoạch nâng cao chỉ số PAPI năm 2020")
    assert {first.directive, second.directive} == {directive}


def test_a_line_is_given_once_through_all_versions(made: Staff) -> None:
    coordinator = made.people["coordinator"]
    version = in_force(made)
    give_lines(actor=coordinator, version=version, lines=content_of(version).lines)
    give_lines(actor=coordinator, version=version, lines=content_of(version).lines)
    following = begin_version(actor=coordinator, plan=version.plan, expected_number=1)
    with_line(made, following, "5.1", "Rút ngắn thời gian", made.environment, deadline=date(2091, 1, 2))
    following = approved(made, handed_in(made, following))
    give_lines(actor=coordinator, version=following, lines=content_of(following).lines)
    assert Task.objects.count() == 3
    assert Directive.objects.count() == 1
    assert set(tasks_given(following.plan)) == {one.identity for one in content_of(following).lines}


def test_only_lines_of_the_version_that_stands_are_given(made: Staff) -> None:
    draft = filled(made)
    coordinator = made.people["coordinator"]
    with pytest.raises(Incomplete) as refused:
        give_lines(actor=coordinator, version=draft, lines=content_of(draft).lines)
    assert [one.code for one in refused.value.problems] == ["CH-8440"]
    version = approved(made, handed_in(made, draft))
    with pytest.raises(Incomplete) as refused:
        give_lines(actor=coordinator, version=version, lines=[])
    assert [one.code for one in refused.value.problems] == ["CH-8441"]
    for who in ("leader", "auditor", "officer", "head"):
        with pytest.raises(NoRight):
            give_lines(actor=made.people[who], version=version, lines=content_of(version).lines)
    part = part_of(made, version, made.environment)
    with pytest.raises((Incomplete, NoRight)):
        give_lines(actor=coordinator, version=part, lines=content_of(part).lines)
    assert not Task.objects.exists()


def test_lines_are_given_by_pages_and_the_state_of_the_task_stands_beside_them(made: Staff) -> None:
    version = in_force(made)
    client = signed_in(made.people["coordinator"])
    address = f"/ke-hoach/ban/{version.key}/giao-viec/"
    assert "Công khai danh sách hộ nghèo" in page_of(client.get(address))
    keys = [one.key for one in content_of(version).lines]
    assert client.post(address, {"lines": keys, "expected_version": "1"}).status_code == 303
    page = page_of(client.get(f"/ke-hoach/ban/{version.key}/"))
    for task in Task.objects.all():
        assert f"/{task.key}/" in page


def test_a_plan_that_more_agencies_read_shows_each_only_the_tasks_that_are_theirs(made: Staff) -> None:
    version = in_force(made)
    give_lines(actor=made.people["coordinator"], version=version, lines=content_of(version).lines)
    # The environment works on the task of the inspectorate too, the inspectorate not on its.
    ours, theirs = (Task.objects.get(owner=one) for one in (made.inspectorate, made.environment))
    shown = {
        who: signed_in(made.people[who]).get(f"/ke-hoach/ban/{version.key}/").content.decode()
        for who in ("officer", "officer_2", "coordinator")
    }
    seen = {who: {one.key for one in (ours, theirs) if one.key in page} for who, page in shown.items()}
    assert seen == {
        "officer": {ours.key}, "officer_2": {ours.key, theirs.key}, "coordinator": {ours.key, theirs.key},
    }  # fmt: skip
    assert "đã giao" in shown["officer"]


def test_the_directive_of_a_plan_bears_the_day_on_which_it_was_approved_in_hanoi(made: Staff) -> None:
    version = in_force(made)
    # Half past six in the morning there is still the day before in UTC.
    at = datetime(2026, 3, 5, 6, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    Step.objects.filter(version_of_plan=version, kind="approved").update(at=at)
    give_lines(actor=made.people["coordinator"], version=version, lines=content_of(version).lines)
    assert Directive.objects.get().issued_on == date(2026, 3, 5)
