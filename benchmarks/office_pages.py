"""Pages of somebody who is signed in: queries, time of the server and size, with few rows and with many.

Queries must not grow with the rows; a page shows a page of them. Time is that of the processor, the least of
ten, middleware and session included, without the line between server and browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.office_places import Place

FEW, MANY = 3, 300

_PROGRAM = """
import gzip, json, time
from datetime import timedelta
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from chiso.language import stored_sort_key
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.services import change_campaign
from chiso.office.notices.models import Notice
from chiso.office.organisation.models import Agency, AgencyForm
from chiso.office.people.models import Appointment, Person

settings.ALLOWED_HOSTS = ["testserver"]
today = timezone.localdate()
person = Person.objects.create(username="moi-viec", full_name="Nguyễn Thị Mọi Việc")
for role in ("account_administrator", "coordinator", "auditor"):
    Appointment.objects.create(person=person, role=role, valid_from=today)
client = Client()
client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

def fill(first, last):
    for number in range(first, last):
        name = f"Sở số {number}"
        agency = Agency.objects.create(uid=f"so-{number}", name=name, sort_key=stored_sort_key(name))
        AgencyForm.objects.create(agency=agency, code=f"S{number}", name=name, level="office", kind="sở")
        official = Person.objects.create(username=f"nguoi-{number}", full_name=f"Trần Văn Số {number}")
        Appointment.objects.create(person=official, role="agency_officer", agency=agency, valid_from=today)
        Campaign.objects.create(
            kind="units", title=f"Đánh giá {number}", period="2026", framework="example-every-rule@1"
        )
    campaign = Campaign.objects.order_by("pk").first()
    for number in range(first, last):
        campaign = change_campaign(
            actor=person, campaign=campaign, title=f"Lần {number}", expected_version=campaign.version
        )
    return campaign

def look(campaign):
    found = {}
    for path in ("/", "/nguoi-dung/", "/co-quan/", "/dot-danh-gia/", f"/dot-danh-gia/{campaign.key}/",
                 "/so-cai/", "/thong-bao/", "/tai-khoan/"):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        queries = len(asked)
        assert answer.status_code == 200, (path, answer.status_code)
        times = []
        for _ in range(10):
            begun = time.process_time()
            client.get(path)
            times.append(time.process_time() - begun)
        name = path.replace(campaign.key, "…")
        size = len(answer.content)
        found[name] = [queries, min(times) * 1000, size, len(gzip.compress(answer.content))]
    return found

few = look(fill(0, FEW))
many = look(fill(FEW, MANY))
print(json.dumps([few, many]))
"""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was measured: queries, milliseconds, bytes, bytes compressed."""

    queries: int
    milliseconds: float
    size: int
    compressed: int


def measure_pages(place: Place) -> list[str]:
    """A line a page."""
    program = _PROGRAM.replace("FEW", str(FEW)).replace("MANY", str(MANY))
    few, many = ({name: Page(*row) for name, row in one.items()} for one in _asked(place, program))
    lines = []
    for name, page in many.items():
        before = few[name].queries
        constant = "constant" if page.queries <= before else f"GROWS from {before}"
        lines.append(
            f"{f'{place.database}: {name}, {MANY} rows':<58} {page.queries:>3} queries ({constant}), "
            f"processor {page.milliseconds:5.1f} ms, {page.size:>7,} B, compressed {page.compressed:>6,} B"
        )
    return lines


def _asked(place: Place, program: str) -> list[dict[str, Any]]:
    # Lines of the log come on the other stream.
    found: list[dict[str, Any]] = place.ask(program)
    return found
