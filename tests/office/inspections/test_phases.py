"""Pages whose form cannot be sent in a state of the inspection show what they are about, and why, only."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from chiso.office.inspections.models import Inspection
from chiso.office.inspections.phases import OPEN_IN
from tests.office.campaigns.appraising.stage import page_of, signed_in
from tests.office.inspections.making import (
    TODAY,
    announced,
    fresh,
    made_visits,
    make_city,
    on,
    prepared,
    visit_of,
)

pytestmark = pytest.mark.django_db

# By hand, from what the services refuse (CH-8656, CH-8674).
BEFORE_THE_DRAW = {"draft", "sealed", "approved"}
EXPECTED = {
    "change": BEFORE_THE_DRAW, "settings": BEFORE_THE_DRAW, "take-frame": BEFORE_THE_DRAW,
    "risk": BEFORE_THE_DRAW, "teams": BEFORE_THE_DRAW, "seal": {"draft"}, "decide": {"sealed"},
    "decision": {"approved", "drawn", "opened"}, "draw": {"approved"}, "open": {"drawn"},
    "close": {*BEFORE_THE_DRAW, "opened"},
}  # fmt: skip
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
# What the form is sent in: the others differ in the page alone.
SENT = ("draft", "drawn", "closed")
REFUSED = ("CH-8656", "CH-8674")


STEPS = ("sealed", "approved", "drawn", "opened", "closed")


def at_step(made: Inspection, *reached: str) -> Inspection:
    """As if it had come so far: what the steps do is tested where they are taken."""
    steps = {f"{step}_at": timezone.now() if step in reached else None for step in STEPS}
    Inspection.objects.filter(pk=made.pk).update(**steps, commitment="0" * 64)
    return fresh(made)


def test_no_page_offers_a_form_that_its_state_refuses() -> None:
    city = make_city(6)
    made = prepared(city)
    assert set(OPEN_IN) == set(EXPECTED)
    states = {"draft": (), **{step: STEPS[: number + 1] for number, step in enumerate(STEPS)}}
    with on(TODAY):
        clients = {True: signed_in(city.leader), False: signed_in(city.coordinator)}
        for state, reached in (*states.items(), ("closed", ("sealed", "closed"))):
            inspection = at_step(made, *reached)
            assert inspection.state == state
            for page, open_in in EXPECTED.items():
                client = clients[page == "decide"]
                address = reverse(f"inspections:{page}", args=[inspection.key])
                answer = client.get(address)
                assert answer.status_code == 200, (page, state)
                shown = MAIN.findall(page_of(answer))[0]
                has_form = 'method="post"' in shown
                assert has_form == (state in open_in), (page, state)
                assert ("Chỉ xem." in shown) != has_form, (page, state)
                assert "Text(" not in page_of(answer)
                if state not in SENT or (has_form and page == "open"):
                    # There is no draw to open: it was only said to be made.
                    continue
                with transaction.atomic():
                    sent = client.post(address, {"expected_version": str(inspection.version)})
                    transaction.set_rollback(True)
                if has_form:
                    # Taken, or refused for what was not typed.
                    assert sent.status_code == 303 or not any(code in page_of(sent) for code in REFUSED)
                    continue
                assert sent.status_code == 422, (page, state)
                back = MAIN.findall(page_of(sent))[0]
                assert any(code in back for code in REFUSED), (page, state)
                assert 'method="post"' not in back


def test_a_visit_that_has_begun_shows_its_day_and_team_without_a_form() -> None:
    city = make_city(6)
    made = announced(city)
    visit = visit_of(made)
    address = reverse("inspections:move", args=[visit.key])
    with on(TODAY):
        client = signed_in(city.coordinator)
        assert 'method="post"' in MAIN.findall(page_of(client.get(address)))[0]
        made_visits(made)
        shown = MAIN.findall(page_of(client.get(address)))[0]
        assert 'method="post"' not in shown
        assert "Lượt đã bắt đầu" in shown
        version = visit_of(made, pk=visit.pk).version
        sent = client.post(address, {"expected_version": str(version), "reason": "Đổi"})
        assert sent.status_code == 422
        assert "CH-8671" in page_of(sent)
