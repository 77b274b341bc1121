"""The inspection of a demonstration is made up, says so, and has gone the whole way."""

from __future__ import annotations

import pytest
from django.db.models import Model
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.demonstration.accounts import ACCOUNTS, HEALTH, HOME_AFFAIRS, WARD
from chiso.office.demonstration.inspections import show_inspections
from chiso.office.inspections.following.figures import ReportWanted, report_of
from chiso.office.inspections.models import Conclusion, Finding, Inspection, Letter, Recommendation, Visit
from chiso.office.people.roles import Role
from chiso.office.tasks.models import Task
from tests.office.making import appoint, make_agency, make_person

pytestmark = pytest.mark.django_db


def test_it_goes_from_the_draw_to_what_was_mended_and_every_part_says_that_it_is_made_up() -> None:
    agencies = {
        HOME_AFFAIRS: make_agency("Sở Nội vụ", uid=HOME_AFFAIRS),
        HEALTH: make_agency("Sở Y tế", uid=HEALTH),
        WARD: make_agency("Phường Hoàn Kiếm", uid=WARD, level="commune", kind="phường"),
    }
    people = {}
    for account in ACCOUNTS:
        people[account.username] = make_person(account.full_name, username=account.username)
        appoint(people[account.username], account.role, agencies.get(account.agency))
    today = timezone.localdate()
    with scopes_disabled():
        show_inspections(people, today)
    inspection = Inspection.objects.get()
    assert (inspection.is_made_up, inspection.state) == (True, "opened")
    assert sorted(Visit.objects.values_list("how", "place__agency__uid")) == [
        ("again", WARD), ("demanded", WARD), ("random", HEALTH),
    ]  # fmt: skip
    assert [one.state for one in Finding.objects.all()] == ["mended", "mended"]
    assert Conclusion.objects.get().received_at is not None
    assert [task.is_made_up for task in Task.objects.all()] == [True]
    assert Recommendation.objects.get().task == Task.objects.get()
    written: list[tuple[type[Model], str]] = [
        (Inspection, "title"), (Finding, "words"), (Conclusion, "words"), (Recommendation, "words"),
        (Letter, "about"), (Task, "title"),
    ]  # fmt: skip
    for model, field in written:
        assert all("minh hoạ" in words for words in model._default_manager.values_list(field, flat=True))
    assert all(Letter.objects.values_list("is_made_up", flat=True))
    # Counted as an example, and not among what is real.
    leader = next(people[one.username] for one in ACCOUNTS if one.role == Role.CITY_LEADER)
    whole = report_of(leader, ReportWanted(made_up=True), today).summary.whole
    assert (whole.visits, whole.again) == (2, 1)
    assert report_of(leader, ReportWanted(), today).summary.whole.visits == 0
