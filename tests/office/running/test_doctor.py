"""Each thing that the doctor knows is planted, found with its code, and gone when it is mended."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core import checks
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from chiso.office import configuration as configuring
from chiso.office.configuration import Configuration
from chiso.office.ledger.models import Entry
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.roles import Role
from chiso.office.running.backups.keeping import name_of_backup
from chiso.office.running.doctor import database, examine, machine, settings
from chiso.office.running.findings import Finding, Weight
from tests.office.making import appoint, make_person

pytestmark = pytest.mark.django_db(databases="__all__")
GOOD_KEY = "q7Zr0m-hV2kPz9xW4bTn8sLd3yGc6fJe1uAi5oRq7Zr0m-hV2kPz9xW4b"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an office in which nothing is wrong."""
    for name in ("files", "backups"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("CHISO_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def choose(place: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give settings to this process, in which nothing else is wrong."""

    def choose_settings(**values: object) -> None:
        sound = {
            "secret_key": GOOD_KEY, "mail_url": "smtps://mail.example.vn", "mail_from": "chiso@example.vn",
            "secure": True, "hosts": ("office.example.vn",),
        }  # fmt: skip
        found = Configuration(**{**sound, **values})
        for module in (configuring, settings, machine, database):
            monkeypatch.setattr(module, "configuration", lambda: found)
        monkeypatch.setattr("chiso.office.running.backups.keeping.configuration", lambda: found)

    choose_settings()
    return choose_settings


def codes(look: Callable[[], object]) -> list[str]:
    return [finding.code for finding in look()]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("look", "wrong", "code"),
    [
        (settings.key_is_weak, {"secret_key": "kurz"}, "CH-7541"),
        (settings.key_is_weak, {"secret_key": "a" * 80}, "CH-7541"),
        (settings.key_is_weak, {"secret_key": "django-insecure-" + GOOD_KEY}, "CH-7541"),
        (settings.shows_faults, {"debug": True}, "CH-7542"),
        (settings.answers_to_everybody, {"hosts": ("*",)}, "CH-7543"),
        (settings.is_not_encrypted, {"secure": False}, "CH-7544"),
        (settings.sends_no_mail, {"mail_url": ""}, "CH-7545"),
        (settings.sends_no_mail, {"mail_from": ""}, "CH-7545"),
        (settings.is_demonstration, {"demonstration": True}, "CH-7546"),
    ],
)
def test_a_wrong_setting_is_found(
    choose: Callable[..., None], look: Callable[[], object], wrong: dict[str, object], code: str
) -> None:
    assert codes(look) == []
    choose(**wrong)
    assert codes(look) == [code]


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"database_url": "postgresql://chiso@db.example.vn/chiso"}, ["CH-8843"]),
        ({"database_url": "postgresql://chiso@db.example.vn/chiso?sslmode=prefer"}, ["CH-8843"]),
        ({"database_url": "postgresql://chiso@db.example.vn/chiso?sslmode=verify-full"}, []),
        ({"database_url": "postgresql://chiso@127.0.0.1/chiso"}, []),
        ({"database_url": "postgresql://chiso@database/chiso"}, []),  # as in deploy/compose.yaml
        ({"database_url": "postgresql://chiso@[2001:db8::7]/chiso"}, ["CH-8843"]),
        # The library of PostgreSQL takes a host from the query, too.
        ({"database_url": "postgresql:///chiso?host=db.example.vn"}, ["CH-8843"]),
        ({"database_url": "postgresql:///chiso?user=chiso&host=localhost,db.example.vn"}, ["CH-8843"]),
        ({"database_url": "postgresql://chiso@localhost/chiso?hostaddr=192.0.2.7"}, ["CH-8843"]),
        ({"database_url": "postgresql:///chiso?host=db.example.vn&sslmode=verify-full"}, []),
        ({"database_url": "postgresql:///chiso?host=%2Frun%2Fpostgresql"}, []),
        ({"database_url": "postgresql:///chiso?host=/run/postgresql&hostaddr=127.0.0.1"}, []),
        # What the address itself names comes before ?host=.
        ({"database_url": "postgresql://chiso@localhost/chiso?host=db.example.vn"}, []),
        ({"database_url": "postgresql://chiso@[::1]/chiso"}, []),
        ({"database_url": "postgresql://%2Frun%2Fpostgresql/chiso"}, []),
        ({"scanner": "tcp:scan.example.vn:3310"}, ["CH-8843"]),
        ({"scanner": "tcp:127.0.0.1:3310"}, []),
        ({"scanner": "unix:/run/clamav/clamd.ctl"}, []),
        (
            {"database_url": "postgresql://db.example.vn/chiso", "scanner": "tcp:scan.example.vn:3310"},
            ["CH-8843", "CH-8843"],
        ),
    ],
)
def test_what_leaves_the_machine_unencrypted_is_found(
    choose: Callable[..., None], chosen: dict[str, str], found: list[str]
) -> None:
    choose(**chosen)
    assert codes(settings.speaks_in_the_clear) == found


def test_an_office_for_this_machine_needs_no_https(choose: Callable[..., None]) -> None:
    choose(secure=False, hosts=("localhost",))
    assert codes(settings.is_not_encrypted) == []


def test_a_folder_that_cannot_be_written_is_found(
    place: Path, choose: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert codes(machine.folders_cannot_be_written) == []
    # Whoever runs tests as root may write everywhere; the answer of the system is put in its place.
    monkeypatch.setattr(machine.os, "access", lambda path, _mode: path != place / "files")
    (finding,) = machine.folders_cannot_be_written()
    assert (finding.code, str(place / "files") in finding.found.in_language("en")) == ("CH-7547", True)


def test_settings_that_others_may_read_are_found(place: Path, choose: Callable[..., None]) -> None:
    path = place / "office.toml"
    path.write_text("", encoding="utf-8")
    path.chmod(0o600)
    assert codes(machine.others_may_read) == []
    path.chmod(0o640)
    assert codes(machine.others_may_read) == ["CH-7548"]


@pytest.mark.parametrize(
    ("total", "free", "weight"),
    [
        (100e9, 50e9, None),
        (100e9, 9e9, Weight.WARNING),
        (10e9, 1.9e9, Weight.WARNING),
        (10e9, 4e8, Weight.ERROR),
    ],
)
def test_a_full_disk_is_found(
    choose: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    total: float,
    free: float,
    weight: Weight | None,
) -> None:
    usage = shutil._ntuple_diskusage(int(total), int(total - free), int(free))  # type: ignore[attr-defined]
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _folder: usage)
    assert {finding.weight for finding in machine.disk_is_full()} == ({weight} if weight else set())


def test_an_old_backup_is_found(place: Path, choose: Callable[..., None]) -> None:
    assert codes(machine.backup_is_old) == ["CH-7550"]
    now = timezone.now()
    (place / "backups" / name_of_backup(now - timedelta(hours=27))).touch()
    assert codes(machine.backup_is_old) == ["CH-7550"]
    (place / "backups" / name_of_backup(now - timedelta(hours=25))).touch()
    assert codes(machine.backup_is_old) == []


def test_backups_on_the_disk_of_the_office_are_found(place: Path, choose: Callable[..., None]) -> None:
    assert codes(machine.backups_share_the_disk) == ["CH-7552"]
    choose(backup_folder="/dev/shm")
    if Path("/dev/shm").stat().st_dev != place.stat().st_dev:
        assert codes(machine.backups_share_the_disk) == []


def test_a_silent_scanner_is_found(place: Path, choose: Callable[..., None]) -> None:
    path = place / "clamd"
    choose(scanner=f"unix:{path}")
    assert codes(machine.scanner_is_silent) == ["CH-7553"]
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen()

    def answer() -> None:
        line, _ = server.accept()
        with line:
            assert line.recv(64) == b"zPING\0"
            line.sendall(b"PONG\0")

    answering = threading.Thread(target=answer)
    answering.start()
    assert codes(machine.scanner_is_silent) == []
    answering.join()
    server.close()


def test_a_clock_that_was_set_back_is_found_and_the_record_keeps_its_order() -> None:
    actor = make_person()
    with time_machine.travel("2026-11-25T10:00:00Z", tick=False):
        with unit_of_work("accounts", actor=actor) as work:
            work.record("changed", actor)
        assert codes(database.clock_is_set_back) == []
    with time_machine.travel("2026-11-25T08:00:00Z", tick=False):
        (finding,) = database.clock_is_set_back()
        # Times as the city reads them, seven hours ahead of Greenwich.
        assert finding.found.in_language("en") == (
            "The clock shows 15:00:00, 25/11/2026, but the record goes up to 17:00:00, 25/11/2026: "
            "it was set back, or ran ahead."
        )
        with unit_of_work("accounts", actor=actor) as work:
            work.record("changed", actor)
    first, second = Entry.objects.order_by("sequence")
    assert first.at > second.at
    assert second.previous == first.hash
    from chiso.office.ledger.verifying import verify_ledger

    assert verify_ledger().is_whole


def test_real_people_in_a_demonstration_are_found(choose: Callable[..., None]) -> None:
    make_person()
    assert codes(database.real_data_in_demonstration) == []
    choose(demonstration=True)
    assert codes(database.real_data_in_demonstration) == ["CH-7558"]


def test_an_office_that_nobody_administers_is_found() -> None:
    person = make_person()
    assert codes(database.nobody_administers) == ["CH-7559"]
    appointment = appoint(person, Role.ACCOUNT_ADMINISTRATOR)
    assert codes(database.nobody_administers) == []
    appointment.valid_to = timezone.localdate() - timedelta(days=1)
    appointment.save()
    assert codes(database.nobody_administers) == ["CH-7559"]


def test_more_than_sqlite_serves_well_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    make_person()
    assert codes(database.sqlite_is_beyond_its_load) == []
    monkeypatch.setattr(database, "MOST_PEOPLE_ON_SQLITE", 0)
    assert codes(database.sqlite_is_beyond_its_load) == (["CH-7555"] if connection.vendor == "sqlite" else [])


def _task(**values: object) -> DBTaskResult:  # type: ignore[type-arg]
    path = "chiso.office.running.tasks.keep_root"
    from django_tasks_db.models import get_date_max

    given = {"args_kwargs": {"args": [], "kwargs": {}}, "task_path": path, "backend_name": "default",
             "run_after": get_date_max(), **values}  # fmt: skip
    return DBTaskResult.objects.create(**given)


def test_tasks_that_nobody_takes_are_found() -> None:
    task = _task()
    assert codes(database.tasks_wait) == []
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - timedelta(minutes=20))
    (finding,) = database.tasks_wait()
    assert finding.code == "CH-7560"
    assert finding.mend.in_language("en") == "No worker lives; start one: systemctl start chiso-office-work"


def test_tasks_that_failed_are_found() -> None:
    _task(status="FAILED")
    assert codes(database.tasks_failed) == ["CH-7561"]


def test_migrations_that_wait_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(database.migrations_wait) == []
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="running").using("default").delete()
    from django.db import connections

    alias = "tasks" if "tasks" in connections else "default"
    MigrationRecorder(connections[alias]).record_unapplied("running", "0001_initial")
    assert codes(database.migrations_wait) == ["CH-7554"]


def test_a_database_of_a_later_version_is_found() -> None:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder(connection).record_applied("people", "0999_later")
    assert codes(database.migrations_wait) == ["CH-7554"]


def test_findings_are_the_checks_of_the_project_too(choose: Callable[..., None]) -> None:
    choose(debug=True)
    found = checks.run_checks(tags=["chiso"], include_deployment_checks=True)
    assert "chiso.CH-7542" in {message.id for message in found}
    assert {message.id for message in found} == {f"chiso.{finding.code}" for finding in examine()}


def test_a_finding_speaks_both_languages() -> None:
    from chiso.language import text

    finding = Finding(
        "CH-7541", Weight.ERROR, text("There is no backup."), text("Set mail_url and mail_from.")
    )
    assert finding.in_language("en").startswith("CH-7541 fault: ")
    assert finding.in_language("vi") != finding.in_language("en")
