"""The pages of a trial in a browser: nothing for axe to say, nothing wider than the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chiso.office.people.roles import Role
from tests.office.browsing import SCHEMES, WIDTHS, needs_browser, visit
from tests.office.drafting.trying.making import make_papi_trial
from tests.office.making import appoint, make_person

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [
    needs_browser, pytest.mark.slow,
    pytest.mark.django_db(databases="__all__"),
]  # fmt: skip


def test_every_part_of_a_trial_reads_well_at_any_width_and_in_the_dark(
    live_server: LiveServer, chromium: Browser
) -> None:
    person = make_person("Trần Văn Thống Kê")
    appoint(person, Role.STATISTICIAN)
    trial = make_papi_trial(person)
    address = f"/bo-tieu-chi/{trial.draft.key}/thu/"
    for width, scheme in zip(WIDTHS, SCHEMES, strict=True):
        with visit(chromium, live_server, person, width=width, scheme=scheme) as visitor:
            for name, path in (
                ("trials", address),
                *(
                    (f"trial-{part}", f"{address}{trial.key}/?phan={part}")
                    for part in ("xep-hang", "thay-doi", "tieu-chi", "trong-so", "so-lieu")
                ),
            ):
                assert visitor.open(path) == 200
                visitor.photograph(f"{name}-{width}-{scheme}")
                assert (name, width, scheme, visitor.complaints()) == (name, width, scheme, [])
