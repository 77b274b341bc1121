"""Who may lead an inspection."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from chiso.office.errors import Incomplete
from chiso.office.inspections.services.preparing import begin_inspection, change_inspection
from chiso.office.organisation.models import Agency, AgencyForm
from tests.office.inspections.making import TODAY, begun, facts, make_city, on
from tests.office.making import make_agency
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


def test_since_july_2025_only_inspectorates_inspect_and_lead_with_one() -> None:
    city = make_city(2)
    inspectorate = make_agency("Thanh tra thành phố", kind="Thanh tra")
    day = date(2025, 7, 1)

    def fields(
        kind: str = "inspection", *, led_by: Agency, led_with: Agency | None, opens_on: date
    ) -> list[str]:
        given = facts(city, kind=kind, led_by=led_by, led_with=led_with, opens_on=opens_on)
        try:
            with on(TODAY):
                begin_inspection(actor=city.coordinator, facts=given)
        except Incomplete as refused:
            return [f"{one.code} {one.where.field}" for one in refused.problems]
        return []

    department = city.home_affairs
    assert fields(led_by=department, led_with=city.environment, opens_on=day) == [
        "CH-8863 led_by",
        "CH-8863 led_with",
    ]
    assert fields(led_by=inspectorate, led_with=department, opens_on=day) == ["CH-8863 led_with"]
    assert fields(led_by=inspectorate, led_with=None, opens_on=day) == []
    # Nobody asks of the day before, nor of another kind.
    assert fields(led_by=department, led_with=None, opens_on=day - timedelta(days=1)) == []
    assert fields("check", led_by=department, led_with=None, opens_on=day) == []
    # One that was none yet on the first day.
    made = begun(city, kind="inspection", led_by=inspectorate, led_with=None)
    AgencyForm.objects.filter(agency=inspectorate).update(kind="ban", valid_to=date(2026, 5, 31))
    with pytest.raises(Incomplete) as refused:
        change_inspection(
            actor=city.coordinator, inspection=made, expected_version=made.version,
            facts=facts(city, kind="inspection", led_by=inspectorate, led_with=None),
        )  # fmt: skip
    assert [one.code for one in refused.value.problems] == ["CH-8863"]


def test_the_form_says_who_may_lead_and_from_when() -> None:
    city = make_city(2)
    page = sign_in(city.coordinator).get(reverse("inspections:begin")).content.decode()
    assert "Từ 01/07/2025, chỉ cơ quan thuộc loại “thanh tra” chủ trì cuộc thanh tra." in page
