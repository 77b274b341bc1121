"""Council, results and publication in a browser: nothing for axe to say, nothing wider than the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.council.rulings import RulingWords, save_ruling
from chiso.office.campaigns.council.sessions import approve_minutes, hold_session
from chiso.office.campaigns.models import Session
from chiso.office.campaigns.results.petitions import make_petition
from tests.office.browsing import WIDTHS, needs_browser, visit
from tests.office.campaigns.council.answered import BEST, answered
from tests.office.campaigns.council.test_council import SAID
from tests.office.campaigns.making import Running, running
from tests.office.campaigns.publishing import steps

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [
    needs_browser, pytest.mark.slow,
    pytest.mark.django_db(databases="__all__"),
]  # fmt: skip


def in_session(made: Running) -> Session:
    """A session with two rulings that wait, after one whose minutes are approved."""
    people = made.people
    sessions = []
    for node, given, approves in (("6", None, True), ("1", Given(BEST["1"]), False)):
        session = hold_session(actor=people["secretary"], campaign=made.campaign, said=SAID)
        reason = "council_stands" if given is None else "council_evidence_shows"
        said = RulingWords(given, reason, "Hội đồng xem sổ gốc và trang thông tin điện tử.", 7, 1, 1)
        save_ruling(
            actor=people["secretary"], session=session, unit=made.ba_dinh, node=node, said=said,
            expected_version=0,
        )  # fmt: skip
        session.refresh_from_db()
        if approves:
            approve_minutes(actor=people["member"], session=session, expected_version=session.version)
        sessions.append(session)
    return sessions[-1]


def test_pages_of_council_results_and_publication_read_well_at_any_width(
    live_server: LiveServer, chromium: Browser, tmp_path: Path, installation: Path
) -> None:
    made = answered(running("council", "results", "petition", "decision", "publication"))
    key = steps.city_key(tmp_path)
    session = in_session(made)
    petition = make_petition(
        actor=made.people["head"], campaign=made.campaign, agency=made.ba_dinh, unit=made.ba_dinh,
        node="6", words="Trang thông tin điện tử của quận đăng đủ thủ tục từ tháng 3.",
    )  # fmt: skip
    edition = steps.decided(made, confirmed=[f"petition-{petition.key}", f"session-{session.key}"])
    assert key.exists()
    base = f"/dot-danh-gia/{made.campaign.key}/"
    of_session = f"{base}hoi-dong/phien/{session.key}/"
    of_edition = f"{base}cong-bo/{edition.key}/"
    pages = {
        "secretary": {
            "agenda": f"{base}hoi-dong/", "session": of_session, "new-session": f"{base}hoi-dong/phien-moi/",
            "ruling": f"{of_session}{made.ba_dinh.key}/1/", "results": f"{base}ket-qua/",
            "petitions": f"{base}kien-nghi/", "petition": f"{base}kien-nghi/{petition.key}/",
        },
        "head": {
            "own-result": f"{base}ket-qua/{made.ba_dinh.key}/",
            "make-petition": f"{base}kien-nghi/gui/{made.ba_dinh.key}/",
        },
        "coordinator": {
            "editions": f"{base}cong-bo/", "prepare": f"{base}cong-bo/chuan-bi/", "edition": of_edition,
            "decide": f"{of_edition}quyet-dinh/", "seal": f"{of_edition}niem-phong/",
        },
    }  # fmt: skip
    for width in WIDTHS:
        for who, named in pages.items():
            with visit(chromium, live_server, made.people[who], width=width) as visitor:
                for name, path in named.items():
                    assert (name, visitor.open(path)) == (name, 200)
                    visitor.photograph(f"{name}-{width}")
                    assert (name, width, visitor.complaints()) == (name, width, [])
