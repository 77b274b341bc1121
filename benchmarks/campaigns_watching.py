"""The matrix of a campaign: 631 agencies × 100 criteria in 8 fields, on one page.

    python -m benchmarks.campaigns_watching

Wanted: at most 300 ms of the server (the processor of the whole request, middleware and session included,
the least of ten) and 60 kB compressed, with as many queries as for 3 agencies. The export of everything is
timed beside it, with the memory that it takes at most above what stood before.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.office_places import Place, places
from chiso.frameworks.model import Node

AGENCIES, SET = 631, "example-hundred@1"
MOST_MILLISECONDS, MOST_COMPRESSED = 300, 60_000
# Value, numerator, denominator, label.
_VALUES = {
    "ratio": ("", "9", "10", ""),
    "share": ("0.9", "", "", ""),
    "boolean": ("true", "", "", ""),
    "label": ("", "", "", "full"),
}

_PROGRAM = """
import gzip, json, time, tracemalloc
from datetime import timedelta
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scopes_disabled
from benchmarks.campaigns_watching import make_city
from chiso.office.campaigns.models import Campaign
from chiso.office.people.models import Appointment, Person

settings.ALLOWED_HOSTS = ["testserver"]
person = Person.objects.create(username="dieu-phoi", full_name="Đỗ Hải Yến")
Appointment.objects.create(person=person, role="coordinator", valid_from=timezone.localdate())
client = Client()
client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

def look(campaign):
    path = f"/dot-danh-gia/{campaign.key}/theo-doi/?moi-trang=tat-ca"
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    queries = len(asked)
    assert answer.status_code == 200, answer.status_code
    times, walls = [], []
    for _ in range(10):
        begun, wall = time.process_time(), time.perf_counter()
        client.get(path)
        times.append(time.process_time() - begun)
        walls.append(time.perf_counter() - wall)
    size = len(answer.content)
    return [queries, min(times) * 1000, min(walls) * 1000, size, len(gzip.compress(answer.content))]

def take_away(campaign):
    begun, size = time.perf_counter(), 0
    answer = client.post(f"/dot-danh-gia/{campaign.key}/theo-doi/tai-ve/")
    assert answer.status_code == 200, answer.status_code
    for part in answer.streaming_content:
        size += len(part)
    return time.perf_counter() - begun, size

def seconds_of(campaign, page):
    path = f"/dot-danh-gia/{campaign.key}/theo-doi/{page}/"
    begun = time.process_time()
    assert client.get(path).status_code == 200, path
    return time.process_time() - begun

def measure_export(campaign):
    seconds, size = take_away(campaign)
    # Tracing slows it down, so memory is measured apart.
    tracemalloc.start()
    take_away(campaign)
    return [seconds, size, tracemalloc.get_traced_memory()[1]]

with scopes_disabled():
    few, many = make_city(3, "it"), make_city(AGENCIES, "nhieu")
print(json.dumps([look(few), look(many), measure_export(many), [seconds_of(many, page) for page in PAGES]]))
"""

_OTHER_PAGES = {"thong-ke": "statistics", "tham-dinh": "pace of appraisal", "lanh-dao": "the leader's sheet"}


def make_city(agencies: int, name: str) -> object:
    """A campaign in the second half of self-assessment, three quarters of it answered."""
    from datetime import timedelta

    from django.utils import timezone

    from chiso.frameworks.library import load_framework
    from chiso.language import stored_sort_key
    from chiso.office.campaigns.models import Answer, Campaign, Phase, Submission
    from chiso.office.organisation.models import Agency, AgencyForm, Assignment
    from chiso.scoring.questions import questions_of

    now = timezone.now()
    campaign = Campaign.objects.create(kind="units", title=name, period="2026", framework=SET)
    Phase.objects.create(
        campaign=campaign, kind="self_assessment", opens_at=now - timedelta(days=9),
        closes_at=now + timedelta(days=3),
    )  # fmt: skip
    titles = [f"Phường {name} số {number} thuộc thành phố" for number in range(agencies)]
    made = Agency.objects.bulk_create(
        Agency(uid=f"{name}-{number}", name=title, sort_key=stored_sort_key(title))
        for number, title in enumerate(titles)
    )
    AgencyForm.objects.bulk_create(
        AgencyForm(agency=one, code=one.uid, name=one.name, level="commune", kind="phường") for one in made
    )
    Assignment.objects.bulk_create(
        Assignment(campaign=campaign, unit=one, node="", responsible=one) for one in made
    )
    Submission.objects.bulk_create(
        Submission(campaign=campaign, agency=one, state="submitted" if number % 3 else "drafting")
        for number, one in enumerate(made)
    )
    asked = questions_of(load_framework(SET)).by_code.values()
    leaves = [(one.node, one.path) for one in asked if one.own_inputs]
    Answer.objects.bulk_create(
        (
            Answer(
                campaign=campaign, unit=one, node=leaf.code, field=path[0].code, layer="self_assessed",
                agency=one, status="given", rows=_rows_of(leaf), evidence=(number + place) % 7 and 1,
            )
            for number, one in enumerate(made)
            for place, (leaf, path) in enumerate(leaves)
            if number % 3 or (number + place) % 4
        ),
        batch_size=2000,
    )  # fmt: skip
    # Every leaf of a hundred agencies was appraised, a quarter of them corrected.
    Answer.objects.bulk_create(
        (
            Answer(
                campaign=campaign, unit=one, node=leaf.code, field=path[0].code, layer="appraised_1",
                agency=one, status="given", rows=_rows_of(leaf), agreed=bool((number + place) % 4),
            )
            for number, one in enumerate(made[:100])
            for place, (leaf, path) in enumerate(leaves)
        ),
        batch_size=2000,
    )  # fmt: skip
    return campaign


def _rows_of(leaf: Node) -> list[list[str]]:
    """A value for each input of a leaf, by its type, as an answer keeps it."""
    return [[name, "", *_VALUES.get(one.type, ("1", "", "", ""))] for name, one in leaf.inputs.items()]


def measure_watching(place: Place) -> list[str]:
    """The lines of the report."""
    program = _PROGRAM.replace("AGENCIES", str(AGENCIES)).replace("PAGES", repr(list(_OTHER_PAGES)))
    few, many, taken, others = place.ask(program)
    within = many[2] <= MOST_MILLISECONDS and many[4] <= MOST_COMPRESSED
    constant = "constant" if many[0] <= few[0] else f"GROWS from {few[0]}"
    return [
        f"{f'{place.database}: matrix of {AGENCIES} agencies × 8 fields':<58} {many[0]:>3} queries "
        f"({constant}), processor {many[1]:5.1f} ms, clock {many[2]:5.1f} ms, {many[3]:>7,} B, compressed "
        f"{many[4]:>6,} B   {'within' if within else 'ABOVE'} {MOST_MILLISECONDS} ms, {MOST_COMPRESSED:,} B",
        f"{f'{place.database}: export of everything':<58} {taken[0]:.1f} s, {taken[1]:,} B, "
        f"at most {taken[2] / 1e6:.0f} MB of memory",
        *(
            f"{f'{place.database}: {title}':<58} processor {seconds:5.2f} s"
            for title, seconds in zip(_OTHER_PAGES.values(), others, strict=True)
        ),
    ]


def main() -> None:
    """One line a database and thing."""
    with tempfile.TemporaryDirectory(prefix="chiso-benchmarks-") as folder, places(Path(folder)) as made:
        for place in made:
            for line in measure_watching(place):
                print(line, flush=True)


if __name__ == "__main__":
    main()
