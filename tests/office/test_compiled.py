"""What is compiled once gives what Django's own question gives, on either database, to whoever asks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.db.models import BigIntegerField, CharField, Count, DateTimeField, F, JSONField, Q, QuerySet
from django.db.transaction import TransactionManagementError, atomic
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from django_scopes.exceptions import ScopeError

from chiso.office.campaigns.models import Answer
from chiso.office.compiled import Compiled, CompiledChange, given
from chiso.office.ledger.models import Chain
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Appointment, Person
from chiso.office.people.roles import Role
from chiso.office.records import lock_version
from tests.office.making import appoint, make_agency, make_campaign, make_person

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

_OF_A_PERSON = Compiled(
    lambda: Appointment.objects.select_related("agency", "person").filter(
        person=given("person", BigIntegerField()), changed_at__lte=given("at", DateTimeField())
    )
)


@pytest.mark.django_db
def test_rows_are_those_of_the_question_itself_with_what_belongs_to_them(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person, other = make_person("Trần Thị Bình"), make_person()
    appoint(person, Role.APPRAISER, make_agency("Sở Tư pháp"), nodes=["par-index:2", "par-index:3.1"])
    appoint(person, Role.AUDITOR)
    appoint(other, Role.AUDITOR)
    now = timezone.now()
    for one in (person, other, person):
        asked = list(
            Appointment.objects.select_related("agency", "person").filter(person=one, changed_at__lte=now)
        )
        with django_assert_num_queries(1):
            found = _OF_A_PERSON.rows(person=one.pk, at=now)
            described = [(row.agency and row.agency.name, row.person.full_name) for row in found]
        assert [vars(row) | {"_state": None} for row in found] == [
            vars(row) | {"_state": None} for row in asked
        ]
        assert described == [(row.agency and row.agency.name, row.person.full_name) for row in asked]
    assert _OF_A_PERSON.rows(person=person.pk, at=now - timedelta(days=1)) == []


@pytest.mark.django_db
def test_a_row_that_was_found_can_be_changed_and_saved() -> None:
    appoint(make_person(), Role.AUDITOR)
    row = _OF_A_PERSON.first(person=Person.objects.get().pk, at=timezone.now())
    assert row is not None
    row.nodes = ["par-index:2"]
    row.save()
    assert Appointment.objects.get().nodes == ["par-index:2"]


@pytest.mark.django_db
def test_a_value_is_never_read_as_sql() -> None:
    by_name = Compiled(lambda: Agency.objects.filter(name=given("name", CharField())))
    names = ["Sở '); DROP TABLE organisation_agency; --", "%s", "100 %", "{name}"]
    for name in names:
        make_agency(name)
    for name in names:
        assert [one.name for one in by_name.rows(name=name)] == [name]
    assert Agency.objects.count() == len(names)


def _answers() -> QuerySet[Answer]:
    return Answer.objects.filter(node=given("node", CharField())).order_by("pk")


def _make_answers() -> list[Agency]:
    campaign, agencies = make_campaign(), [make_agency() for _ in range(3)]
    for node in ("1.1", "1.2"):
        for agency in agencies:
            Answer.objects.create(
                campaign=campaign, unit=agency, agency=agency, node=node, field="1", layer="self_assessed",
                status="given",
            )  # fmt: skip
    return agencies


@pytest.mark.django_db
def test_what_has_a_scope_is_asked_within_the_one_that_holds_whoever_asked_before() -> None:
    with scopes_disabled():
        first, second, third = (one.pk for one in _make_answers())
    compiled = Compiled(_answers)
    reaches = [
        [first],
        None,
        [second],
        [first, third],
        [],
        [third],
        None,
        [first],
        (second,),
        [second, first],
    ]
    for reach in reaches:
        with scope(agency=reach):
            asked = list(Answer.objects.filter(node="1.1").order_by("pk"))
            assert compiled.rows(node="1.1") == asked
        expected = {first, second, third} if reach is None else set(reach)
        assert {one.agency_id for one in asked} == expected
    with scopes_disabled():
        assert len(compiled.rows(node="1.2")) == 3


@pytest.mark.django_db
def test_outside_of_every_scope_it_raises_also_after_it_was_asked_within_one() -> None:
    with scopes_disabled():
        agencies = _make_answers()
    compiled = Compiled(_answers)
    for _ in range(2):
        with pytest.raises(ScopeError):
            compiled.rows(node="1.1")
        with scope(agency=[agencies[0].pk]):
            assert len(compiled.rows(node="1.1")) == 1
    with scope(period="2026"), pytest.raises(ScopeError):
        compiled.rows(node="1.1")


@pytest.mark.django_db
def test_a_scope_by_something_else_as_well_is_never_written_once() -> None:
    with scopes_disabled():
        agencies = _make_answers()
    compiled = Compiled(_answers)
    with scope(agency=[agencies[0].pk], period="2026"):
        assert [one.agency_id for one in compiled.rows(node="1.1")] == [agencies[0].pk]
    with scope(agency=[agencies[1].pk], period="2026"):
        assert [one.agency_id for one in compiled.rows(node="1.1")] == [agencies[1].pk]


@pytest.mark.django_db
def test_tuples_are_those_of_the_question_itself() -> None:
    appoint(make_person(), Role.AUDITOR, nodes=["par-index:2"])
    asked = Appointment.objects.annotate(is_auditor=Q(role="auditor")).values_list(
        "nodes", "is_auditor", "valid_from"
    )
    assert Compiled(lambda: asked.all()).tuples() == list(asked)
    counted = Compiled(lambda: Agency.objects.annotate(held=Count("appointments")).values_list("held"))
    assert counted.tuples() == []
    make_agency()
    assert counted.tuples() == [(0,)]


@pytest.mark.django_db
def test_rows_with_something_beside_them_are_refused() -> None:
    counted = Compiled(lambda: Agency.objects.annotate(held=Count("appointments")))
    with pytest.raises(AssertionError, match="nothing beside"):
        counted.rows()


@pytest.mark.django_db(transaction=True)
def test_what_is_to_be_locked_is_asked_within_a_transaction_whenever_it_is_asked() -> None:
    chain = Chain.objects.create(name="accounts")
    locked = Compiled(
        lambda: Chain.objects.select_for_update().filter(name=given("name", CharField())).order_by()
    )
    with atomic():
        assert locked.first(name="accounts") == chain
    with pytest.raises(TransactionManagementError):
        locked.first(name="accounts")


@pytest.mark.django_db
def test_a_row_that_is_gone_cannot_be_locked() -> None:
    agency = make_agency()
    person = make_person()
    Person.objects.filter(pk=person.pk).delete()
    with pytest.raises(Person.DoesNotExist):
        lock_version(person, 1)
    assert connection.in_atomic_block
    assert Agency.objects.get() == agency


def _next_form() -> CompiledChange[Answer]:
    return CompiledChange(
        lambda: _answers().filter(version=given("seen", BigIntegerField())),
        version=F("version") + 1, rows=given("rows", JSONField()), sheet=None,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_change_gives_the_rows_as_they_then_stand_and_only_those_that_were_meant(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with scopes_disabled():
        _make_answers()
        change, rows = _next_form(), [["a", "", "1", "", "", "%s"]]
        with django_assert_num_queries(1):
            changed = change.rows(node="1.1", seen=1, rows=rows)
        assert changed
        stand = {one.pk: one for one in Answer.objects.filter(node="1.1")}
        assert [vars(one) | {"_state": None} for one in changed] == [
            vars(stand[one.pk]) | {"_state": None} for one in changed
        ]
        assert {(one.version, one.node) for one in changed} == {(2, "1.1")}
        assert [one.rows for one in changed] == [rows] * 3
        # Who saw the first form changes nothing any more.
        assert change.rows(node="1.1", seen=1, rows=[]) == []
        assert {one.version for one in Answer.objects.filter(node="1.2")} == {1}


@pytest.mark.django_db
def test_a_change_reaches_no_further_than_the_scope_that_holds() -> None:
    with scopes_disabled():
        first, second, third = (one.pk for one in _make_answers())
    change = _next_form()
    for reach in ([first], [second], [first, third], []):
        with scope(agency=reach):
            changed = change.rows(node="1.1", seen=1, rows=[])
        assert {one.agency_id for one in changed} <= set(reach)
    with pytest.raises(ScopeError):
        change.rows(node="1.1", seen=1, rows=[])
    with scopes_disabled():
        versions = dict(Answer.objects.filter(node="1.1").values_list("agency", "version"))
    assert versions == {first: 2, second: 2, third: 2}


@pytest.mark.django_db
def test_a_change_that_would_reach_more_than_its_question_is_refused() -> None:
    """An UPDATE knows no bound on rows, and gives back nothing of another table."""
    with scopes_disabled():
        _make_answers()
        for ask in (
            lambda: _answers()[:1],
            lambda: _answers().distinct(),
            lambda: _answers().select_related("unit"),
            lambda: _answers().values_list("pk"),
        ):
            change: CompiledChange[Answer] = CompiledChange(ask, version=F("version") + 1)
            with pytest.raises(AssertionError):
                change.rows(node="1.1")
        assert {one.version for one in Answer.objects.all()} == {1}


@pytest.mark.django_db(transaction=True)
def test_a_change_is_made_within_a_transaction() -> None:
    with scopes_disabled():
        _make_answers()
        with pytest.raises(TransactionManagementError):
            _next_form().rows(node="1.1", seen=1, rows=[])
        assert {one.version for one in Answer.objects.all()} == {1}
