"""Giving tasks: checked whole, given once, on in three levels, to nobody who is not below."""

from __future__ import annotations

from datetime import date

import pytest

from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.ledger.models import Entry
from chiso.office.ledger.selectors import history_of
from chiso.office.notices.models import Notice
from chiso.office.organisation.models import Section
from chiso.office.tasks.models import Directive, Involvement, Task
from chiso.office.tasks.services import (
    Aim,
    DirectiveFacts,
    correct_directive,
    distribute_task,
    enter_directive,
    give_part,
    give_task,
)
from chiso.office.tasks.states import State, state_of
from tests.office.tasks.making import TODAY, City, fresh, given, make_city, new_task, on, part_of

pytestmark = pytest.mark.django_db
RESOLUTION = DirectiveFacts("resolution", "Nghị quyết minh hoạ", "01/NQ-MH", date(2026, 1, 5), "HĐND")


@pytest.fixture
def city() -> City:
    return make_city()


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[tuple[str, str]]:
    return [(one.code, one.where.field or "") for one in refused.value.problems]


def test_a_task_is_told_to_the_head_and_recorded_in_the_chain_of_its_agency(city: City) -> None:
    with on(TODAY):
        task = given(
            city, collaborators=[city.health], aims=[Aim("service-quality", "1.1")], words="Chi tiết"
        )
        assert state_of(task, TODAY) is State.NOT_BEGUN
    assert (task.level, task.owner, task.given_for) == (1, city.justice, None)
    parts = list(Involvement.objects.filter(task=task).values_list("agency", "part"))
    assert parts == [(city.justice.pk, "owner"), (city.health.pk, "collaborator")]
    entry = Entry.objects.get(verb="task_given")
    assert entry.chain.name == f"tasks/agency/{city.justice.pk}"
    assert entry.facts["aims"] == ["service-quality:1.1"]
    # What was typed is words apart from the chain, which can be erased.
    assert sorted(entry.digests) == ["actor", "title", "words"]
    told = set(Notice.objects.filter(kind="tasks.given").values_list("person", flat=True))
    assert told == {city.head.pk, city.other_head.pk}


def test_a_deadline_on_a_day_off_ends_with_the_next_working_day(city: City) -> None:
    # 27 June 2026 is a Saturday; 2 September 2026 is the national day, a Wednesday, and so is 1 September.
    assert given(city, deadline=date(2026, 6, 27)).last_day == date(2026, 6, 29)
    assert given(city, deadline=date(2026, 9, 2)).last_day == date(2026, 9, 3)
    assert given(city, deadline=date(2026, 6, 30)).last_day == date(2026, 6, 30)
    assert given(city, deadline=None).last_day is None


def test_every_problem_of_a_task_comes_at_once(city: City) -> None:
    directive = enter_directive(actor=city.coordinator, facts=RESOLUTION)
    wrong = new_task(
        city, title=" ", directive=directive, deadline=date(2025, 12, 31), priority="urgent",
        collaborators=[city.justice, city.health, city.health],
        aims=[Aim("service-quality", "99.99"), Aim("no-such-set", "1")], officer=city.other_officer,
        section=Section.objects.create(agency=city.health, name="Phòng Kế hoạch"),
    )  # fmt: skip
    with pytest.raises(Incomplete) as refused:
        give_task(actor=city.coordinator, given=wrong)
    assert codes(refused) == [
        ("CH-8450", "title"), ("CH-8468", "priority"), ("CH-8451", "deadline"),
        ("CH-8455", "collaborators"), ("CH-8455", "collaborators"), ("CH-8456", "aims"), ("CH-8456", "aims"),
        ("CH-8467", "section"), ("CH-8467", "officer"),
    ]  # fmt: skip
    assert not Task.objects.exists()


def test_a_thing_of_another_app_becomes_one_task_however_often_it_is_given(city: City) -> None:
    first = given(city, origin="plans.line/abc")
    second = given(city, origin="plans.line/abc", title="Khác hẳn")
    assert second == first
    assert second.title == "Rút ngắn thời gian cấp bản sao"
    assert Task.objects.count() == 1


@pytest.mark.parametrize("who", ["auditor", "head", "officer", "other_head"])
def test_tasks_of_the_city_are_given_by_coordinator_and_leader_alone(city: City, who: str) -> None:
    with pytest.raises(NoRight):
        give_task(actor=getattr(city, who), given=new_task(city))
    assert not Task.objects.exists()
    assert Entry.objects.filter(verb="attempted", outcome="refused").count() == 1
    assert give_task(actor=city.leader, given=new_task(city)).given_by == city.leader


def test_a_head_gives_parts_on_inside_and_below_and_to_nobody_else(city: City) -> None:
    task = given(city)
    below = part_of(city, task)
    assert (below.level, below.given_for, below.directive) == (2, city.justice, task.directive)
    inside = part_of(city, task, owner=city.justice, officer=city.officer)
    assert inside.officer == city.officer
    with pytest.raises(Incomplete) as refused:
        part_of(city, task, owner=city.health)
    assert codes(refused) == [("CH-8454", "owner")]
    with pytest.raises(NoRight):
        give_part(actor=city.officer, parent=task, given=new_task(city, owner=city.ward))
    with pytest.raises(NoRight):
        give_part(actor=city.other_head, parent=task, given=new_task(city, owner=city.health))


def test_parts_go_three_levels_deep_and_stand_above_are_those_on_the_way_up(city: City) -> None:
    task = given(city)
    second = part_of(city, task)
    third = give_part(actor=city.ward_head, parent=second, given=new_task(city, owner=city.ward))
    assert third.level == 3
    above = set(Involvement.objects.filter(task=third, part="above").values_list("agency", flat=True))
    assert above == {city.justice.pk}
    with pytest.raises(Incomplete) as refused:
        give_part(actor=city.ward_head, parent=third, given=new_task(city, owner=city.ward))
    assert codes(refused) == [("CH-8453", "parent")]


def test_a_part_ends_no_later_than_the_whole_and_is_an_example_if_that_is(city: City) -> None:
    task = given(city, deadline=date(2026, 6, 30))
    for deadline in (date(2026, 7, 1), None):
        with pytest.raises(Incomplete) as refused:
            part_of(city, task, deadline=deadline)
        assert codes(refused) == [("CH-8452", "deadline")]
    with pytest.raises(Incomplete) as refused:
        part_of(city, task, is_made_up=True)
    assert codes(refused) == [("CH-8472", "is_made_up")]


def test_a_head_names_who_does_a_task_and_the_two_who_save_at_once_are_told(city: City) -> None:
    task = given(city)
    section = Section.objects.create(agency=city.justice, name="Phòng Hộ tịch")
    named = distribute_task(
        actor=city.head, task=task, section=section, officer=city.officer, expected_version=1
    )
    assert (named.section, named.officer, named.version) == (section, city.officer, 2)
    assert Notice.objects.filter(kind="tasks.distributed", person=city.officer).count() == 1
    with pytest.raises(Conflict):
        distribute_task(actor=city.head, task=task, section=None, officer=None, expected_version=1)
    with pytest.raises(NoRight):
        distribute_task(actor=city.officer, task=named, section=None, officer=None, expected_version=2)
    with pytest.raises(Incomplete) as refused:
        distribute_task(
            actor=city.head, task=named, section=None, officer=city.other_officer, expected_version=2
        )
    assert codes(refused) == [("CH-8467", "officer")]
    assert fresh(task).officer == city.officer


def test_a_correction_keeps_how_the_directive_stood_and_asks_why(city: City) -> None:
    directive = enter_directive(actor=city.coordinator, facts=RESOLUTION)
    mended = DirectiveFacts("resolution", "Nghị quyết minh hoạ", "02/NQ-MH", date(2026, 1, 6), "HĐND")
    with pytest.raises(Incomplete) as refused:
        correct_directive(
            actor=city.coordinator, directive=directive, facts=mended, reason=" ", expected_version=1
        )
    assert codes(refused) == [("CH-8463", "reason")]
    corrected = correct_directive(
        actor=city.leader, directive=directive, facts=mended, reason="Nhầm số", expected_version=1
    )
    assert (corrected.number, corrected.version) == ("02/NQ-MH", 2)
    kept = corrected.changes.get()
    assert (kept.number, kept.reason, kept.changed_by) == (1, "Nhầm số", city.leader)
    assert (kept.stood["number"], kept.stood["issued_on"]) == ("01/NQ-MH", "2026-01-05")
    entry = Entry.objects.get(verb="directive_corrected")
    assert entry.facts["fields"] == ["issued_on", "number"]
    said = history_of(directive)[0].said.in_language("vi")
    assert said.endswith("Ngày văn bản, Số, ký hiệu"), said
    with pytest.raises(Conflict):
        correct_directive(
            actor=city.coordinator, directive=directive, facts=RESOLUTION, reason="Nữa", expected_version=1
        )


def test_directives_are_entered_by_coordinator_and_leader_and_need_kind_and_title(city: City) -> None:
    with pytest.raises(NoRight):
        enter_directive(actor=city.head, facts=RESOLUTION)
    with pytest.raises(Incomplete) as refused:
        enter_directive(actor=city.coordinator, facts=DirectiveFacts("rumour", " "))
    assert codes(refused) == [("CH-8468", "kind"), ("CH-8450", "title")]
    assert not Directive.objects.exists()
