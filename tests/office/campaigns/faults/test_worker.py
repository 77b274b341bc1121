"""A worker that is killed in the middle of making the documents of an edition: the next one finishes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.installation import ROOT
from tests.office.running.offices import CHISO, Office, copy_of_office, environment, wait_until

pytestmark = pytest.mark.xdist_group("offices")

_START = f"import json, sys\nsys.path.insert(0, {str(ROOT)!r})\n"
_BEGIN = f"""{_START}
from datetime import timedelta
from django.utils import timezone
from django_scopes import scopes_disabled
from chiso.office.campaigns.models import Phase
from tests.office.campaigns.council.answered import answered
from tests.office.campaigns.making import running
from tests.office.campaigns.publishing import steps
with scopes_disabled():
    made = answered(running("decision"))
    Phase.objects.update(closes_at=timezone.now() + timedelta(days=1))
    print(json.dumps(steps.begun(made).key))
"""
_STANDS = f"""{_START}
from collections import Counter
from django_tasks_db.models import DBTaskResult
from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.publishing.folders import check_whole
from chiso.office.ledger.models import Entry
from chiso.office.ledger.verifying import verify_ledger
edition = Edition.objects.select_related("campaign").get()
if edition.folder:
    check_whole(edition)
tasks = DBTaskResult.objects.filter(task_path__endswith="make_edition")
print(json.dumps({{"state": edition.state, "folder": edition.folder, "whole": verify_ledger().is_whole,
    "made": Entry.objects.filter(verb="edition_made").count(),
    "tasks": Counter(tasks.values_list("status", flat=True))}}))
"""
# As the next worker finds it when the dead one has not been heard of for a while.
_LATER = """
from datetime import timedelta
from django.utils import timezone
from chiso.office.running.models import WorkerBeat
from django_tasks_db.models import DBTaskResult
DBTaskResult.objects.running().update(started_at=timezone.now() - timedelta(minutes=5))
WorkerBeat.objects.all().delete()
"""


def _asked(office: Office, program: str) -> Any:
    return json.loads(office.python(program).splitlines()[-1])


def test_the_next_worker_finishes_and_leaves_nothing_half(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    key = _asked(office, _BEGIN)
    editions = office.folder / "files" / "editions"
    worker = subprocess.Popen(
        [*CHISO, "office", "work", "--home", str(office.folder)],
        env=environment(), stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        # The bundle is written, the decision is not.
        wait_until(lambda: any(editions.glob(f".{key}-*/prepared.zip")), seconds=120)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(60)
    (left,) = editions.iterdir()
    assert left.name.startswith(f".{key}-")
    found = _asked(office, _STANDS)
    assert (found["state"], found["folder"], found["made"]) == ("prepared", "", 0)
    assert found["tasks"] == {"RUNNING": 1}
    office.python(_LATER)
    office.call("work", "--batch")
    found = _asked(office, _STANDS)
    assert (found["state"], found["made"], found["whole"]) == ("prepared", 1, True)
    assert set(found["tasks"]) == {"SUCCESSFUL"}
    # One folder, the one that the edition names, with everything in it.
    assert [one.name for one in editions.iterdir()] == [found["folder"]]
    names = {one.name for one in (editions / found["folder"]).iterdir()}
    assert {"run", "prepared.zip", "decision.docx", "decision.pdf"} <= names
