"""Tasks by the API: the same rights as on the pages, and a report that says what it means."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from chiso.office.api.services import make_token
from chiso.office.people.models import Person
from chiso.office.tasks.models import Report
from chiso.office.tasks.services import distribute_task
from tests.office.tasks.making import City, fresh, given, make_city

pytestmark = pytest.mark.django_db(databases="__all__")
LAST = date(2030, 6, 28)


@pytest.fixture
def city() -> City:
    return make_city()


def ask(person: Person, path: str, said: dict[str, Any] | None = None, scope: str = "tasks:write") -> Any:
    """The answer to a program of a person's: what was `said` is posted, with a key of its own."""
    secret = make_token(actor=person, name="test", scopes=["tasks:read", scope], days=1).secret
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": secret[-20:]}
    if said is None:
        return Client().get(f"/api/v1{path}", headers=headers)
    return Client().post(f"/api/v1{path}", json.dumps(said), content_type="application/json", headers=headers)


def test_a_program_sees_the_tasks_of_its_person_and_no_others(city: City) -> None:
    task = given(city, deadline=LAST, collaborators=[city.health])
    other = given(city, deadline=LAST, owner=city.health)
    for person, seen in (
        (city.officer, {task.key}), (city.other_officer, {task.key, other.key}),
        (city.coordinator, {task.key, other.key}), (city.ward_officer, set()),
    ):  # fmt: skip
        listed = ask(person, "/tasks").json()["tasks"]
        assert {one["key"] for one in listed} == seen, person
        for one in (task, other):
            assert ask(person, f"/tasks/{one.key}").status_code == (200 if one.key in seen else 404)


def test_a_program_reports_for_who_does_the_task_and_for_nobody_else(city: City) -> None:
    task = given(city, deadline=LAST, collaborators=[city.health])
    said = {"percent": 20, "words": "Đã làm", "expected_version": 1}
    path = f"/tasks/{task.key}/reports"
    assert ask(city.ward_officer, path, said).status_code == 404
    assert ask(city.other_officer, path, said).status_code == 403
    assert ask(city.officer, path, said, scope="tasks:read").status_code == 403
    assert not Report.objects.exists()
    made = ask(city.officer, path, said)
    assert (made.status_code, made.json()["percent"], made.json()["state"]) == (201, 20, "running")
    # Who saw the version before is told, as on the page.
    assert ask(city.colleague, path, said).status_code == 409
    distribute_task(actor=city.head, task=fresh(task), section=None, officer=city.officer, expected_version=2)
    assert ask(city.colleague, path, said | {"expected_version": 3}).status_code == 403


def test_progress_without_a_figure_is_no_hundred_per_cent(city: City) -> None:
    task = given(city, deadline=LAST)
    path = f"/tasks/{task.key}/reports"
    refused = ask(city.officer, path, {"words": "Đã làm", "expected_version": 1})
    assert (refused.status_code, [one["code"] for one in refused.json()["problems"]]) == (422, ["CH-8458"])
    assert fresh(task).percent == 0
    done = ask(city.officer, path, {"kind": "done", "words": "Xong", "expected_version": 1})
    assert (done.status_code, done.json()["percent"], done.json()["state"]) == (201, 100, "waiting")
