"""Tasks of a demonstration are made up and say so; of directives nothing is said without a source."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.demonstration.accounts import ACCOUNTS, HEALTH, WARD
from chiso.office.demonstration.tasks import show_tasks
from chiso.office.tasks.models import Directive, Task
from chiso.office.tasks.states import State, state_of
from tests.office.making import appoint, make_agency, make_person

pytestmark = pytest.mark.django_db


def test_each_state_is_there_and_every_task_says_that_it_is_made_up() -> None:
    agencies = {
        HEALTH: make_agency("Sở Y tế", uid=HEALTH),
        WARD: make_agency("Phường Hoàn Kiếm", uid=WARD, level="commune", kind="phường"),
    }
    people = {}
    for account in ACCOUNTS:
        people[account.username] = make_person(account.full_name, username=account.username)
        appoint(people[account.username], account.role, agencies.get(account.agency))
    with scopes_disabled():
        show_tasks(people)
    today = timezone.localdate()
    tasks = list(Task.objects.all())
    assert all(task.is_made_up and "minh hoạ" in task.title for task in tasks)
    assert {state_of(task, today) for task in tasks} == set(State) - {State.WITHDRAWN}
    assert {task.level for task in tasks} == {1, 2, 3}
    cited = {one.number: (one.kind, one.issued_on) for one in Directive.objects.all()}
    # The date of the programme as Kinh tế & Đô thị gives it; of the others no source gives one.
    assert cited == {
        "08-CTr/TU": ("programme", date(2016, 4, 26)),
        "17/2019/NQ-HĐND": ("resolution", None),
        "171-KH/TU": ("plan", None),
    }
    for one in Directive.objects.filter(issued_on=None):
        assert one.title == one.number
