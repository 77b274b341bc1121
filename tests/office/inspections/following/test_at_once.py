"""Findings of one place entered at the same moment: neither is missed, nobody waits for ever."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from chiso.office.inspections.following import services
from chiso.office.inspections.following.services import FindingGiven
from chiso.office.inspections.models import Finding, Visit
from chiso.office.ledger.verifying import verify_ledger
from tests.office.inspections.following.making import inspection_of, visited
from tests.office.inspections.making import make_city

EARLIER, LATER = date(2026, 6, 8), date(2026, 6, 9)


@pytest.mark.parametrize("places", [3, pytest.param(12, marks=pytest.mark.soak)])
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True, databases="__all__")
def test_what_is_entered_at_one_moment_is_judged_as_if_one_after_the_other(places: int) -> None:
    """At each second place the other inspection comes first: both chains are wanted in both orders."""
    city = make_city(2)
    inspections = inspection_of(city, "KT-A"), inspection_of(city, "KT-B")
    visits: list[list[Visit]] = [
        [visited(city, inspections[(place + turn) % 2], code=f"P{place}", day=day) for place in range(places)]
        for turn, day in enumerate((EARLIER, LATER))
    ]
    errors: list[Exception] = []
    begin = Barrier(2)

    def enter(these: list[Visit]) -> None:
        try:
            begin.wait()
            for visit in these:
                given = FindingGiven(words="Bảng niêm yết thiếu phí", duty="A1")
                services.enter_finding(actor=city.inspectors[0], visit=visit, given=given)
        # Told in the thread of the test, whatever it is.
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connections.close_all()

    at_once = [Thread(target=enter, args=(these,)) for these in visits]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join(120)
    assert errors == []
    later = Finding.objects.filter(found_on=LATER).select_related("repeated_of__visit__place", "visit__place")
    assert [(one.severity, one.repeated_of.found_on if one.repeated_of else None) for one in later] == [
        ("to_mend", EARLIER)
    ] * places
    assert all(one.repeated_of and one.repeated_of.visit.place.code == one.visit.place.code for one in later)
    assert verify_ledger().problems == ()
