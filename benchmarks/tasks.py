"""Lists of 20,000 tasks beside empty views for who is signed in, in the same run.

    python -m benchmarks.tasks

By the coordinator of a city and by the head of one of its 300 agencies. Wanted: as many queries with 20,000
tasks as with 300, and a p95 of at most three times that of an empty signed-in view. By that a page of the
office is meant that holds nothing but its frame: home of somebody for whom nothing waits, who holds no role.
Told beside it: the list itself where it holds no task (its counts are those of all tasks), and a view of
nothing but the sign-in (`benchmarks.office_bare`), which no page with a frame comes near. The time is that of
the processor within one process, middleware and session included.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.office_places import Place, places

TASKS, FEW, AGENCIES, ROUNDS = 20_000, 300, 300, 60
MOST = 3.0
PATHS = {
    "list of the city": "/nhiem-vu/?cua=city",
    "all states": "/nhiem-vu/?cua=city&tinh_trang=all",
    "overdue": "/nhiem-vu/?cua=city&tinh_trang=overdue",
    "last page": "/nhiem-vu/?cua=city&tinh_trang=all&trang=9999",
    "list of an agency": "/nhiem-vu/?cua=agency",
    "board": "/nhiem-vu/bang/?cua=city",
}
BARE = "/bare/empty/"
HOME = "/"
# No task is about the year 1990.
EMPTY = "/nhiem-vu/?cua=city&den_ngay=31/12/1990"

_PROGRAM = """
import json, time
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from benchmarks.tasks import BARE, EMPTY, FEW, HOME, PATHS, ROUNDS, TASKS, fill, make_people

settings.ALLOWED_HOSTS = ["testserver"]
settings.ROOT_URLCONF = "benchmarks.office_bare"
people = make_people()
clients = {}
for name, person in people.items():
    clients[name] = Client()
    clients[name].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
nobody = clients.pop("nobody")

def queries():
    found = {}
    for who, client in clients.items():
        for name, path in PATHS.items():
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200, path
            found[f"{who}: {name}"] = len(asked)
    return found

def seconds(client, path):
    begun = time.process_time()
    client.get(path)
    return time.process_time() - begun

fill(0, FEW)
few = queries()
fill(FEW, TASKS)
many = queries()
times = {}
for who, client in clients.items():
    for name, path in PATHS.items():
        asked = ((client, path), (nobody, HOME), (client, EMPTY), (client, BARE))
        each = [[seconds(*one) for one in asked] for _ in range(ROUNDS)]
        times[f"{who}: {name}"] = each
print(json.dumps([few, many, times]))
"""


def make_people() -> dict[str, Any]:
    """A coordinator, the head of the first of the agencies, and somebody who holds no role."""
    from django.utils import timezone

    from chiso.language import stored_sort_key
    from chiso.office.organisation.models import Agency, AgencyForm
    from chiso.office.people.models import Appointment, Person

    names = [f"Cơ quan số {number} của thành phố" for number in range(AGENCIES)]
    made = Agency.objects.bulk_create(
        Agency(uid=f"co-quan-{number}", name=name, sort_key=stored_sort_key(name))
        for number, name in enumerate(names)
    )
    AgencyForm.objects.bulk_create(
        AgencyForm(agency=one, code=one.uid, name=one.name, level="office", kind="sở") for one in made
    )
    found = {"nobody": Person.objects.create(username="khong-vai-tro-b", full_name="Người không vai trò")}
    for name, username, role, agency in (
        ("coordinator", "dieu-phoi-b", "coordinator", None),
        ("head", "thu-truong-b", "agency_head", made[0]),
    ):
        found[name] = Person.objects.create(username=username, full_name=f"Người {username}")
        Appointment.objects.create(
            person=found[name], role=role, agency=agency, valid_from=timezone.localdate()
        )
    return found


def fill(first: int, last: int) -> None:
    """Tasks of all agencies in all states, due within two years; the first agency helps with every fifth."""
    from datetime import timedelta

    from django.utils import timezone

    from chiso.office.organisation.models import Agency
    from chiso.office.people.models import Person
    from chiso.office.tasks.models import Directive, Involvement, Task, TaskAim

    now, today = timezone.now(), timezone.localdate()
    giver = Person.objects.get(username="dieu-phoi-b")
    agencies = list(Agency.objects.filter(uid__startswith="co-quan-").order_by("pk"))
    if not Directive.objects.exists():
        Directive.objects.bulk_create(
            Directive(
                kind="resolution", number=f"{number}/NQ", title=f"Nghị quyết {number}", entered_by=giver
            )
            for number in range(50)
        )
    directives = list(Directive.objects.order_by("pk"))
    rows = []
    for number in range(first, last):
        due = today + timedelta(days=(number * 7919) % 730 - 365)
        state = number % 5
        rows.append(
            Task(
                title=f"Nhiệm vụ số {number}: rà soát, công khai và rút ngắn thời gian giải quyết thủ tục",
                words="Chi tiết của nhiệm vụ. " * 12, directive=directives[number % 50],
                owner=agencies[number % AGENCIES], given_by=giver, given_at=now, deadline=due, last_day=due,
                product="Báo cáo", begun_at=now if state else None, reported_at=now if state == 2 else None,
                confirmed_at=now if state == 3 else None, done_on=today if state == 3 else None,
                withdrawn_at=now if number % 50 == 4 else None,
            )
        )  # fmt: skip
    tasks = Task.objects.bulk_create(rows, batch_size=1000)
    involved = [Involvement(task=one, agency_id=one.owner_id, part="owner") for one in tasks]
    involved += [Involvement(task=one, agency=agencies[0], part="collaborator") for one in tasks[1::5]]
    Involvement.objects.bulk_create(involved, batch_size=2000)
    TaskAim.objects.bulk_create(
        (TaskAim(task=one, framework="service-quality", code="1.1") for one in tasks), batch_size=2000
    )


def p95(seconds: list[float]) -> float:
    """Of a hundred, the fifth from above."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def measure(place: Place) -> list[str]:
    """A line a list: queries, p95 by the processor beside those of the views that are empty."""
    few, many, times = place.ask(_PROGRAM)
    lines = []
    for name, each in times.items():
        page, home, empty, bare = (p95([row[column] for row in each]) * 1000 for column in range(4))
        constant = "constant" if many[name] <= few[name] else f"GROWS from {few[name]}"
        verdict = "within" if page <= MOST * home else "ABOVE"
        lines.append(
            f"{f'{place.database}: {name}, {TASKS:,} tasks':<58} {many[name]:>3} queries ({constant}), "
            f"processor p95 {page:6.1f} ms, empty page {home:5.1f} ms, ratio {page / home:5.2f} {verdict} "
            f"{MOST:g}; empty list {empty:5.1f} ms, ratio {page / empty:5.2f}; "
            f"bare view {bare:4.1f} ms, ratio {page / bare:5.1f}"
        )
    return lines


def main() -> None:
    """Measure on both databases."""
    with tempfile.TemporaryDirectory(prefix="chiso-benchmarks-") as folder, places(Path(folder)) as made:
        for place in made:
            print(*measure(place), sep="\n", flush=True)


if __name__ == "__main__":
    main()
