"""A look at every file on the disk: what is missing or altered is named, and what came back."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from chiso.office.files import storage, tasks
from chiso.office.files.models import Content
from chiso.office.files.services.upkeep import check_files
from chiso.office.ledger.models import Entry
from chiso.office.running.doctor import evidence
from chiso.office.running.tasks import _REPEATING
from chiso.office.running.working import BackgroundWorker
from tests.office.files.conftest import City
from tests.office.files.honest import docx, pdf, txt
from tests.office.files.sending import make_document

pytestmark = pytest.mark.django_db(databases="__all__")


def test_missing_and_altered_files_are_found_and_what_comes_back_is_whole_again(
    city: City, files: Path
) -> None:
    contents = [
        make_document(city.officer, city.health, file=(name, data)).revisions.get().content
        for name, data in (("a.pdf", pdf()), ("b.docx", docx()), ("c.txt", txt()))
    ]
    gone, changed, whole = contents
    assert check_files().is_whole
    path = files / gone.path
    saved = path.read_bytes()
    path.unlink()
    other = files / changed.path
    other.chmod(0o600)
    # One bit, the size as before.
    data = bytearray(other.read_bytes())
    data[len(data) // 2] ^= 1
    other.write_bytes(bytes(data))
    report = check_files()
    assert (report.looked_at, report.missing, report.altered) == (3, [gone.key], [changed.key])
    whole.refresh_from_db()
    assert (whole.condition, whole.looked_at is not None) == ("whole", True)
    told = Entry.objects.filter(verb="file_looked_at").values_list("facts__condition", flat=True)
    assert sorted(told) == ["altered", "missing"]
    # The same again tells nothing new.
    check_files()
    assert Entry.objects.filter(verb="file_looked_at").count() == 2
    path.write_bytes(saved)
    assert check_files().missing == []
    assert Entry.objects.filter(verb="file_looked_at", facts__condition="whole").count() == 1


def test_bytes_without_a_row_are_named_once_they_are_old(city: City, files: Path) -> None:
    make_document(city.officer, city.health, file=("a.pdf", pdf()))
    stray = files / storage.new_kept_path()
    stray.write_bytes(b"whose row was rolled back")
    assert check_files().stray == []
    os.utime(stray, (time.time() - 7200,) * 2)
    assert check_files().stray == [stray.relative_to(files).as_posix()]


def test_a_path_from_the_database_leads_nowhere_else() -> None:
    for path in (
        "../office.sqlite3",
        "/etc/passwd",
        "kept/aa/../../x",
        "kept/aa/" + "0" * 31,
        "",
        "uploads/x",
    ):
        with pytest.raises(ValueError, match="not a path"):
            storage.place_of(path)


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_what_repeats_is_done_by_the_worker_of_the_background(city: City) -> None:
    make_document(city.officer, city.health, file=("a.pdf", pdf()))
    results = [task.enqueue() for task in (tasks.check_files, tasks.expire_uploads, tasks.scan_waiting)]
    BackgroundWorker(batch=True).run()
    for result in results:
        result.refresh()
    assert [result.return_value for result in results] == [
        {"looked_at": 1, "missing": 0, "altered": 0, "stray": 0}, 0, 0,
    ]  # fmt: skip
    assert {"files.check", "files.expire", "files.scan"} <= set(_REPEATING)


def test_the_doctor_tells_of_broken_unseen_and_waiting_files(city: City, files: Path) -> None:
    def told() -> list[str]:
        looks = (
            evidence.files_are_broken,
            evidence.files_were_not_looked_at,
            evidence.files_wait_for_the_scanner,
        )
        return [finding.code for look in looks for finding in look()]

    assert told() == []
    content = make_document(city.officer, city.health, file=("a.pdf", pdf())).revisions.get().content
    assert told() == []
    long_ago = timezone.now() - timedelta(days=4)
    Content.objects.update(stored_at=long_ago, scan="waiting")
    assert told() == ["CH-7447", "CH-7448"]
    Content.objects.update(scan="clean")
    (files / content.path).unlink()
    check_files()
    assert told() == ["CH-7443"]
