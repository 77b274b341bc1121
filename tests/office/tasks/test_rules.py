"""The rules of reminders: who sets them, within which bounds, and that none is lost or silenced unseen."""

from __future__ import annotations

import pytest
from django.urls import reverse

from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.tasks.rules import DEFAULTS, Rule, rules_in_force
from chiso.office.tasks.services import change_reminder_rules
from tests.office.signing import sign_in
from tests.office.tasks.making import City, make_city

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def city() -> City:
    return make_city()


def test_rules_are_set_by_the_coordinator_within_bounds_and_not_over_one_another(city: City) -> None:
    rules = [Rule(-2, frozenset({"heads"})), Rule(3, frozenset({"coordinators"}))]
    kept = change_reminder_rules(actor=city.coordinator, rules=rules, expected_version=0)
    assert rules_in_force() == rules
    again = change_reminder_rules(actor=city.coordinator, rules=[], expected_version=kept.version)
    assert rules_in_force() == []
    with pytest.raises(Conflict):
        change_reminder_rules(actor=city.coordinator, rules=rules, expected_version=kept.version)
    with pytest.raises(NoRight):
        change_reminder_rules(actor=city.head, rules=rules, expected_version=again.version)
    for wrong in (
        [Rule(31, frozenset({"heads"}))],
        [Rule(1, frozenset())],
        [Rule(1, frozenset({"everybody"}))],
        [Rule(1, frozenset({"heads"})), Rule(1, frozenset({"doers"}))],
        [Rule(days, frozenset({"heads"})) for days in range(9)],
    ):
        with pytest.raises(Incomplete) as refused:
            change_reminder_rules(actor=city.coordinator, rules=wrong, expected_version=again.version)
        assert [one.code for one in refused.value.problems] == ["CH-8469"]


def test_the_first_rules_of_two_who_saw_none_are_not_lost(city: City) -> None:
    rules = [Rule(-2, frozenset({"heads"}))]
    change_reminder_rules(actor=city.coordinator, rules=rules, expected_version=0)
    with pytest.raises(Conflict):
        change_reminder_rules(actor=city.coordinator, rules=[], expected_version=0)
    assert rules_in_force() == rules


def test_an_empty_page_of_rules_silences_nobody_unless_that_is_said(city: City) -> None:
    client, address = sign_in(city.coordinator), reverse("tasks:reminders")
    for wrong in (
        {"to_1": ["heads"]},
        {"days_1": "two", "to_1": ["heads"]},
        {"days_1": "-2", "to_1": ["heads"], "nobody": "on"},
        {"days_1": "-2"},
    ):
        answer = client.post(address, wrong | {"expected_version": "0"})
        assert answer.status_code == 422, wrong
        assert 'role="alert"' in answer.content.decode() or "error" in answer.content.decode()
        assert rules_in_force() == list(DEFAULTS)
    assert client.post(address, {"expected_version": "0", "nobody": "on"}).status_code == 303
    assert rules_in_force() == []
    assert "checked" in client.get(address).content.decode().partition('name="nobody"')[2][:40]
    again = {"expected_version": "1", "days_2": "-2", "to_2": ["heads", "doers"]}
    assert client.post(address, again).status_code == 303
    assert rules_in_force() == [Rule(-2, frozenset({"heads", "doers"}))]
    assert sign_in(city.head).get(address).status_code == 403
