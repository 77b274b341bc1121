"""Going through the office page by page, as one person after another, and moving its calendar on."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Campaign, Edition, Phase
from chiso.office.campaigns.phases import NAMES
from chiso.office.campaigns.publishing.folders import bundle_name
from chiso.office.campaigns.publishing.portal import portal_folder
from chiso.office.campaigns.publishing.tasks import build_site, make_edition
from chiso.office.people.models import Person
from chiso.publication import seal_bundle
from tests.office.browsing import BACKEND, Visitor
from tests.office.campaigns.publishing.steps import LETTER
from tests.office.files.honest import pdf
from tests.office.signing import code_of, enrol

# Every kind of phase, two days each, far enough ahead that nothing of it has begun.
_FIRST_YEAR = 2098
KINDS = tuple(NAMES)


@dataclass
class Walk:
    """A window of the office in which one person after another sits."""

    visitor: Visitor
    sessions: dict[int, str] = field(default_factory=dict)
    secrets: dict[int, str] = field(default_factory=dict)

    @property
    def page(self) -> Any:
        return self.visitor.page

    def sit(self, person: Person) -> None:
        """From now on this person sits at the window."""
        if person.pk not in self.sessions:
            client = Client()
            client.force_login(person, backend=BACKEND)
            self.sessions[person.pk] = client.cookies["chiso_session"].value
        cookie = {"name": "chiso_session", "value": self.sessions[person.pk], "url": self.visitor.address}
        self.page.context.add_cookies([cookie])

    def open(self, path: str) -> None:
        """Open a page that is there."""
        status = self.visitor.open(path)
        assert status == 200, (path, status, self.said()[:2000])

    def said(self) -> str:
        """What the page says, in one line."""
        return " ".join(self.page.locator("main").inner_text().split())

    def press(self, button: str, **fields: str) -> None:
        """Fill in the form of a button and press it; what follows is a page, not a form with mistakes."""
        pressed = self.page.get_by_role("button", name=button, exact=True)
        form = self.page.locator("main form").filter(has=pressed).first
        for name, value in fields.items():
            fill(form, name, value)
        with self.page.expect_navigation() as answer:
            form.get_by_role("button", name=button, exact=True).first.click()
        status = answer.value.status
        assert status == 200, (button, status, self.said()[:3000])

    def step(self) -> None:
        """Press the button of the page that goes on: the one with the access key."""
        with self.page.expect_navigation() as answer:
            self.page.locator("main button[accesskey=s]").click()
        assert answer.value.status == 200, self.said()[:3000]

    def hand_in(self, submission: str, head: Person) -> None:
        """From who sits there: laid before the head, who approves and hands in; the receipt is open then."""
        self.open(submission)
        self.step()
        self.sit(head)
        self.open(submission)
        self.step()
        self.open(f"{submission}gui-di/")
        self.step()
        pdf = self.page.get_by_role("link", name="Biên nhận (PDF)").get_attribute("href")
        assert self.fetch(pdf).startswith(b"%PDF-")

    def give_file(self, name: str, content: bytes) -> None:
        """Choose a file in the page's only field for one."""
        chosen = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.set_input_files("main input[type=file]", chosen)

    def fetch(self, path: str) -> bytes:
        """What an address gives to the person at the window."""
        answer = self.page.request.get(f"{self.visitor.address}{path}")
        assert answer.status == 200, (path, answer.status)
        return bytes(answer.body())

    def prove(self, person: Person) -> None:
        """Give the code that a step of weight asks for."""
        if person.pk not in self.secrets:
            self.secrets[person.pk] = enrol(person)
        if self.page.locator('main [name="step_up_code"]').count():
            self.press("Xác nhận và tiếp tục", step_up_code=code_of(self.secrets[person.pk]))

    def open_with_code(self, person: Person, path: str) -> None:
        """Open a page that asks for a code first, unless one was given just before."""
        self.visitor.open(path)
        self.prove(person)


def fill(form: Any, name: str, value: str) -> None:
    """Type into a field of a form; a choice is taken by its value."""
    control = form.locator(f'[name="{name}"]').first
    what = control.evaluate("one => one.tagName + ' ' + one.type")
    if what.startswith("SELECT"):
        control.select_option(value)
    elif what == "INPUT checkbox":
        control.check()
    elif what == "INPUT radio":
        form.locator(f'[name="{name}"][value="{value}"]').check()
    else:
        control.fill(value)


def calendar_fields() -> dict[str, str]:
    """Every phase in the order of a campaign, as the coordinator types it."""
    fields = {}
    for number, kind in enumerate(KINDS, 1):
        fields[f"{kind}_opens"] = f"08:00, 05/{number:02d}/{_FIRST_YEAR}"
        fields[f"{kind}_closes"] = f"17:00, 20/{number:02d}/{_FIRST_YEAR}"
    return fields


def come_to(campaign: Campaign, kind: str) -> None:
    """Let time pass: what comes before this phase is over, this one is open for an hour."""
    now = timezone.now()
    for number, one in enumerate(KINDS[: KINDS.index(kind)]):
        opened = now - timedelta(days=100 - number)
        Phase.objects.filter(campaign=campaign, kind=one).update(
            opens_at=opened, closes_at=min(opened + timedelta(hours=20), now - timedelta(minutes=1)),
        )  # fmt: skip
    Phase.objects.filter(campaign=campaign, kind=kind).update(
        opens_at=now - timedelta(minutes=30), closes_at=now + timedelta(hours=1)
    )


def base_of(campaign: Campaign) -> str:
    return f"/dot-danh-gia/{campaign.key}/"


def prepare(walk: Walk, coordinator: Person, campaign: Campaign, **more: str) -> Edition:
    """The coordinator has the edition made; what is left open is published as it stands."""
    walk.sit(coordinator)
    walk.open(f"{base_of(campaign)}cong-bo/chuan-bi/")
    for box in walk.page.locator('main [name="confirmed"]').all():
        box.check()
    walk.press("Chuẩn bị bản này", **LETTER.as_tree(), **more)
    edition = Edition.objects.filter(campaign=campaign).latest("pk")
    make_edition.func(edition.pk)
    return edition


def bring_into_force(
    walk: Walk, edition: Edition, people: dict[str, Person], key: Path, number: str
) -> bytes:
    """Approved by the leader, decided, sealed elsewhere, published, the site built; the bundle."""
    campaign, coordinator = edition.campaign, people["coordinator"]
    page = f"{base_of(campaign)}cong-bo/{edition.key}/"
    assert walk.visitor.open(f"{page}phe-duyet/") == 403, "nobody approves what they prepared"
    walk.sit(people["leader"])
    walk.open(f"{page}phe-duyet/")
    walk.press("Phê duyệt")
    walk.sit(coordinator)
    walk.open(f"{page}quyet-dinh/")
    walk.give_file("quyet-dinh.pdf", pdf())
    walk.press("Nhận quyết định", number=number, day=timezone.localdate().strftime("%d/%m/%Y"))
    walk.open(f"{page}niem-phong/")
    given = key.parent / f"unsealed-{edition.number}.zip"
    address = walk.page.get_by_role("link", name="Tải gói dữ liệu").get_attribute("href")
    given.write_bytes(walk.fetch(address))
    sealed = key.parent / f"sealed-{edition.number}.zip"
    seal_bundle(given, key=key, out=sealed)
    walk.give_file("sealed.zip", sealed.read_bytes())
    walk.press("Nhận gói dữ liệu đã niêm phong")
    walk.open_with_code(coordinator, f"{page}phat-hanh/")
    walk.press("Công bố")
    assert f"Quyết định số {number}" in walk.said()
    build_site.func()
    with scopes_disabled():
        edition.refresh_from_db()
        campaign.refresh_from_db()
    return walk.fetch(f"{page}tep/{bundle_name(edition)}")


def points_in(bundle: Path) -> dict[str, str]:
    """The points of each unit by its name, as the published ranking prints them."""
    with zipfile.ZipFile(bundle) as archive:
        [name] = [one for one in archive.namelist() if one.endswith("/ranking.csv")]
        rows = csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))
        return {row["name"]: row["score"] for row in rows}


def words_of_site() -> str:
    """Every page of the public site, one after another."""
    return "".join(path.read_text("utf-8") for path in portal_folder().rglob("*.html"))
