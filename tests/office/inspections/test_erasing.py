"""Erasing a person from what was planned, drawn and moved."""

from __future__ import annotations

import json

import pytest
from django.core import serializers
from django.utils import timezone

from chiso.office.inspections.erasing import erase_from_inspections
from chiso.office.inspections.models import DrawFolder, Inspection, Place, Tie, Visit, VisitMove
from chiso.office.inspections.services.teams import say_tie
from chiso.office.ledger.erasing import Erasure
from tests.office.inspections.making import TODAY, drawn, make_city, moved, on, visit_of

pytestmark = pytest.mark.django_db


def test_who_is_erased_leaves_no_words_and_what_was_drawn_stays() -> None:
    city = make_city()
    person = city.inspectors[0]
    made = drawn(city)
    with on(TODAY):
        say_tie(actor=person, person=person, agency=city.wards[0], why="Từng làm trưởng bộ phận")
        moved(city, visit_of(made), reason=f"{person.full_name} xin nghỉ", planned_on=None)
    Place.objects.filter(code="P02").update(more={"head": person.full_name.upper(), "complaints": "2"})
    DrawFolder.objects.update(frame=f"place,must\nP01,Theo đơn của {person.full_name}\n")
    Inspection.objects.update(frame_from=f"khung của {person.full_name}.csv")
    # Two words, the place that names them, the file and the name of the file.
    assert erase_from_inspections(Erasure(person, (person.full_name,), timezone.now(), "1/YC")) == 5
    kept = "".join(
        serializers.serialize("json", model._base_manager.all(), ensure_ascii=False)
        for model in (Inspection, Place, Tie, Visit, VisitMove, DrawFolder)
    )
    assert person.full_name.casefold() not in kept.casefold()
    assert "Từng làm" not in kept
    assert json.loads(kept.split("][")[0] + "]")[0]["fields"]["number"] == made.number
    assert Place.objects.get(code="P02").more == {"complaints": "2"}
    assert Visit.objects.count() == 6
    assert Tie.objects.get().agency == city.wards[0]
