"""Whatever page of inspections somebody reads, no link on it leads to a page that is not there for them."""

from __future__ import annotations

import re
from collections import deque
from datetime import date

import pytest
from django.urls import reverse

from chiso.office.inspections.following import services
from chiso.office.inspections.following.sealing import Named
from chiso.office.inspections.following.services import LetterGiven
from chiso.office.inspections.models import Place, Visit
from chiso.office.people.models import Person
from tests.office.inspections.following.making import (
    at,
    concluded,
    found,
    fresh,
    handed,
    inspection_of,
    issued,
    recommended,
    remedied,
    visited,
)
from tests.office.inspections.making import City, make_city
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")

HOME = "/kiem-tra/"
FILE = re.compile(r"\.[a-z]{3,4}$")
LINK = re.compile(r'<a[^>]*\shref="(/[^"#?]*)')


def a_city_with_everything() -> tuple[City, list[str]]:
    """An inspection whose recommendation has another owner than the agency that was visited, a further visit
    that waits, a supplement in preparation, a supervision; with the addresses of what is mended."""
    city = make_city(3)
    inspection = inspection_of(city)
    visit = visited(city, inspection)
    handed(city, visit)
    finding = found(city, visit, effect="burden")
    conclusion = concluded(city, visit)
    recommendation = recommended(city, conclusion, [finding], owner=city.wards[1])
    issued(city, conclusion)
    said = remedied(city, recommendation, actor=city.other_officer)
    again = visited(city, inspection, day=date(2026, 7, 14), again_of=visit)
    handed(city, again, date(2026, 7, 14))
    Visit.objects.create(
        inspection=inspection, place=Place.objects.create(
            inspection=inspection, code="P09", name="Một cửa Phường 01, cơ sở 2", agency=city.wards[0],
        ), how="random", team=city.teams[0], is_announced=True, announced_at=at(date(2026, 6, 1)),
        planned_on=date(2026, 6, 12),
    )  # fmt: skip
    with_post = inspection_of(city, "GS-2026-001", approved_at=at(date(2026, 6, 1)))
    with_post.kind = "supervision"
    with_post.save()
    services.enter_letter(
        actor=city.coordinator,
        given=LetterGiven(date(2026, 1, 5), "complaint", city.wards[0], about="Chậm", finding=finding,
                          author=Named("Lê Thị Minh Hoạ")),
    )  # fmt: skip
    services.begin_conclusion(actor=city.coordinator, inspection=inspection, agency=city.wards[0])
    keys = {"remedy": fresh(recommendation).key, "check-remediation": said.key}
    return city, [reverse(f"inspections:{name}", args=[key]) for name, key in keys.items()]


def wrong_links(person: Person, begins: list[str]) -> list[str]:
    """The links that answer otherwise than with a page, from any page that the person comes to."""
    client, wrong = sign_in(person), []
    waiting = deque([HOME, *begins])
    seen = set(waiting)
    while waiting:
        address = waiting.popleft()
        answer = client.get(address)
        if answer.status_code != 200:
            if address not in begins:
                wrong.append(f"{answer.status_code} {address}")
            continue
        if not answer["Content-Type"].startswith("text/html"):
            continue
        for link in LINK.findall(answer.content.decode()):
            if link not in seen and link.startswith((HOME, "/nhiem-vu/")) and not FILE.search(link):
                seen.add(link)
                waiting.append(link)
    assert len(seen) > 3
    return wrong


def test_no_link_leads_to_what_is_not_there_for_its_reader() -> None:
    city, begins = a_city_with_everything()
    people = {
        "coordinator": city.coordinator, "auditor": city.auditor, "statistician": city.statistician,
        "head": city.ward_head, "owner of what is to be mended": city.other_officer,
        "team": city.inspectors[0],
    }  # fmt: skip
    wrong = {name: wrong_links(person, begins) for name, person in people.items()}
    assert wrong == {name: [] for name in people}
