"""A query without a scope raises; within one it reaches what the person may reach and no further."""

from __future__ import annotations

import pytest
from django_scopes import scope
from django_scopes.exceptions import ScopeError

from chiso.office.files.models import Content, Document, DocumentUse, Revision, Upload
from chiso.office.people.roles import Role
from chiso.office.scoping import reach_of
from tests.office.files.conftest import City
from tests.office.files.sending import make_document
from tests.office.making import appoint, make_agency, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Document, Content, Revision, DocumentUse, Upload])
def test_a_query_without_a_scope_raises(model: type) -> None:
    with pytest.raises(ScopeError):
        model.objects.count()  # type: ignore[attr-defined]
    with pytest.raises(ScopeError):
        list(model.objects.all())  # type: ignore[attr-defined]


def test_within_a_scope_only_its_agencies_are_seen(city: City) -> None:
    own, other = make_document(city.officer, city.health), make_document(city.stranger, city.other)
    with scope(agency=[city.health.pk]):
        assert list(Document.objects.all()) == [own]
    with scope(agency=[]):
        assert list(Document.objects.all()) == []
    with scope(agency=None):
        assert set(Document.objects.all()) == {own, other}


def test_the_reach_of_each_kind_of_person(city: City) -> None:
    assert reach_of(city.officer) == [city.health.pk]
    assert reach_of(make_person()) == []
    whole = make_person()
    appoint(whole, Role.AUDITOR)
    assert reach_of(whole) is None
    administrator = make_person()
    appoint(administrator, Role.SYSTEM_ADMINISTRATOR)
    assert reach_of(administrator) == []
    justice = city.appraiser.appointments.get().agency
    assert justice is not None
    assert set(reach_of(city.appraiser) or []) == {justice.pk, city.health.pk, city.other.pk}
    make_agency()
    city.campaign.closed_at = city.campaign.changed_at
    city.campaign.save()
    assert reach_of(city.appraiser) == [justice.pk]
