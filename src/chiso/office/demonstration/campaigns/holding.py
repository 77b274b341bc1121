"""The campaigns of a demonstration, one after another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django_scopes import scopes_disabled

from chiso.office.demonstration.campaigns.city import hold_766, hold_hundred
from chiso.office.demonstration.campaigns.communes import run_communes
from chiso.office.demonstration.campaigns.finished import finish_districts
from chiso.office.people.models import Person


def hold_campaigns(people: Mapping[str, Person], today: date, *, ward: str) -> None:
    """Districts of 2020 that are done, communes that assess themselves, the city twice.

    `people` by user name; `ward` (uid) is left half done, for whoever tries it.
    """
    coordinator = people["dieu-phoi"]
    with scopes_disabled():
        finish_districts(people, today)
        run_communes(coordinator, today, ward=ward)
        hold_766(coordinator)
        hold_hundred(coordinator)
