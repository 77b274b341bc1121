"""Pages of a campaign: queries with 1 and with 3 agencies, with 33 and with 99 criteria; the server's time.

Queries must be the same: what a page asks of the database does not grow with agencies or criteria. Time is
that of the processor with a hundred criteria and many agencies, the least of five, middleware and session
included, without the line between server and browser.
"""

from __future__ import annotations

from typing import Any

from benchmarks.office_places import Place

MANY = 60

_PROGRAM = """
import gzip, json, time
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from benchmarks.campaigns_city import BACKEND, leaves_of_set, make_campaign
from chiso.office.people.models import Appointment, Person

settings.ALLOWED_HOSTS = ["testserver"]
codes = [leaf.code for leaf in leaves_of_set()]

def signed_in(name, role, agency=None):
    person = Person.objects.create(username=name, full_name=f"Nguyễn Thị {name}")
    Appointment.objects.create(person=person, role=role, agency=agency, valid_from=timezone.localdate())
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client

coordinator = signed_in("dieu-phoi-trang", "coordinator")

def look(name, agencies, criteria, times=0):
    some = codes[:criteria] if criteria < len(codes) else ()
    campaign, made = make_campaign(agencies, name, answered=criteria - 5, codes=some)
    agency = made[0].key
    officer, head = signed_in(name, "agency_officer", made[0]), signed_in(name + "-h", "agency_head", made[0])
    base, found = f"/dot-danh-gia/{campaign.key}/", {}
    for title, client, path in (
        ("tree of the agency", officer, f"tu-danh-gia/{agency}/"),
        ("leaf", officer, f"tu-danh-gia/{agency}/{agency}/1.2/"),
        ("checks", officer, f"tu-danh-gia/{agency}/kiem-tra/"),
        ("evidence beside a leaf", officer, f"tu-danh-gia/{agency}/{agency}/1.2/tai-lieu/"),
        ("submission", head, f"nop/{agency}/"),
        ("campaign", coordinator, ""),
        ("matrix", coordinator, "theo-doi/"),
        ("who has submitted", coordinator, "tra-lai/"),
        ("statistics", coordinator, "theo-doi/thong-ke/"),
    ):
        client.get(base + path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(base + path)
        queries = len(asked)
        assert answer.status_code == 200, (path, answer.status_code)
        took = [0.0]
        for _ in range(times):
            begun = time.process_time()
            client.get(base + path)
            took.append(time.process_time() - begun)
        packed = len(gzip.compress(answer.content))
        found[title] = [queries, min(took[1:] or took) * 1000, len(answer.content), packed]
    return found

found = [look("mot-co-quan", 1, 100), look("ba-co-quan", 3, 100), look("it-tieu-chi", 1, 33)]
print(json.dumps([*found, look("nhieu-co-quan", MANY, 100, 5)]))
"""


def measure_campaign_pages(place: Place) -> list[str]:
    """A line a page."""
    found: list[dict[str, list[Any]]] = place.ask(_PROGRAM.replace("MANY", str(MANY)))
    one, three, few, many = found
    lines = []
    for title, (queries, milliseconds, size, packed) in many.items():
        seen = {"1 agency": one[title][0], "3 agencies": three[title][0], "33 criteria": few[title][0]}
        constant = "constant" if {*seen.values(), queries} == {queries} else f"DIFFERS: {seen}"
        lines.append(
            f"{f'{place.database}: {title}, {MANY} × 100':<58} {queries:>3} queries ({constant}), "
            f"processor {milliseconds:5.1f} ms, {size:>7,} B, compressed {packed:>6,} B"
        )
    return lines
