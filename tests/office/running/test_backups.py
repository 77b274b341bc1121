"""Backups: made while people write, refused when damaged, restored with proof."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.office.running.offices import Office, call, copy_of_office, environment, new_database, wait_until

pytestmark = pytest.mark.xdist_group("offices")

# Writes to chains of its own until the file `stop` stands; says each write once it is committed.
WRITER = """
import sys
from pathlib import Path
from chiso.office.starting import start
start()
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
person = Person.objects.get()
number = 0
while not Path(sys.argv[2]).exists():
    number += 1
    with unit_of_work("writer/" + sys.argv[1], actor=person) as work:
        work.record("changed", person, facts={"number": number}, words={"reason": "thử"})
    with open(sys.argv[3], "a") as said:
        said.write(f"{number}\\n")
"""


def _restored(office: Office, target: Path) -> Office:
    """Where a backup of this office is restored into: a folder, on PostgreSQL with an empty database."""
    return Office(target, new_database() if office.database_url else "")


def _restore(backup: Path, into: Office, *options: str, exit_code: int = 0) -> str:
    more = {"DATABASE_URL": into.database_url} if into.database_url else {}
    return call("office", "restore", backup, "--home", into.folder, *options, exit_code=exit_code, **more)


def _backup(office: Office) -> Path:
    made = office.call_json("backup")
    assert isinstance(made, dict)
    return Path(made["path"])


def _heads(office: Office, database_url: str = "") -> dict[str, tuple[int, str]]:
    program = (
        "import json\nfrom chiso.office.ledger.models import Chain\n"
        "print(json.dumps({c.name: [c.length, c.head] for c in Chain.objects.all()}))"
    )
    more = {"DATABASE_URL": database_url} if database_url else {}
    done = subprocess.run(
        [sys.executable, "-c", f"from chiso.office.starting import start\nstart()\n{program}"],
        env=environment(CHISO_HOME=str(office.folder), **more),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name: (length, head) for name, (length, head) in json.loads(done.stdout).items()}


def test_a_backup_made_while_four_write_is_one_moment_and_can_be_restored(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    stop = tmp_path / "stop"
    told = [tmp_path / f"told-{number}" for number in range(4)]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(number), str(stop), str(told[number])],
            env=environment(CHISO_HOME=str(office.folder)),
        )
        for number in range(4)
    ]  # fmt: skip
    try:
        # Each has written before the backup begins: that much must be in it.
        wait_until(lambda: all(path.exists() for path in told))
        before = [len(path.read_text("utf-8").splitlines()) for path in told]
        backup = _backup(office)
    finally:
        stop.touch()
        ended = [writer.wait(60) for writer in writers]
    assert ended == [0, 0, 0, 0]
    place = _restored(office, tmp_path / "restored")
    assert "Restored and proved" in _restore(backup, place)
    then, now = _heads(place, place.database_url), _heads(office)
    for number, path in enumerate(told):
        name = f"writer/{number}"
        assert before[number] <= then[name][0] <= now[name][0]
        assert now[name][0] == len(path.read_text("utf-8").splitlines())
    with tarfile.open(backup) as archive:
        manifest = json.loads(archive.extractfile("manifest.json").read())  # type: ignore[union-attr]
    # The restored office has one entry more: that it was restored. Everything else is as the manifest says.
    expected = {name: tuple(head) for name, head in manifest["heads"].items()}
    assert {name: head for name, head in then.items() if name != "accounts"} == {
        name: head for name, head in expected.items() if name != "accounts"
    }
    assert then["accounts"][0] == expected["accounts"][0] + 1


def test_a_backup_holds_no_secret_and_no_session(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    office.add_setting('mail_url = "smtp://office:geheim-42@mail.example.vn"')
    office.python(
        "from django.contrib.sessions.backends.db import SessionStore\n"
        "session = SessionStore()\nsession['who'] = 'ai-do'\nsession.create()\n"
    )
    key = office.python("from django.conf import settings\nprint(settings.SECRET_KEY)").strip()
    backup = _backup(office)
    content = backup.read_bytes()
    assert key.encode() not in content
    assert b"geheim-42" not in content
    with tarfile.open(backup) as archive:
        manifest = json.loads(archive.extractfile("manifest.json").read())  # type: ignore[union-attr]
        for member in manifest["members"]:
            stored = archive.extractfile(member["name"])
            assert stored is not None
            assert hashlib.sha256(stored.read()).hexdigest() == member["sha256"]
        if not office.database_url:
            archive.extract("database.sqlite3", tmp_path, filter="data")
            with closing(sqlite3.connect(tmp_path / "database.sqlite3")) as database:
                assert database.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
    secret = ["mail_url", "secret_key"] + (["database_url"] if "@" in office.database_url else [])
    assert manifest["secrets_left_out"] == sorted(secret)


def _damaged(backup: Path, target: Path, offset: int) -> Path:
    content = bytearray(backup.read_bytes())
    content[offset] ^= 0x01
    target.write_bytes(content)
    return target


def test_a_damaged_backup_is_refused_and_nothing_is_touched(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    backup = _backup(office)
    with tarfile.open(backup) as archive:
        info = next(one for one in archive.getmembers() if one.name.startswith("database."))
        # In the middle of the database, and in the heads that the manifest tells.
        in_database = info.offset_data + info.size // 2
        manifest = archive.getmember("manifest.json")
        in_manifest = manifest.offset_data + manifest.size // 2
    place = _restored(office, tmp_path / "restored")
    bad = _damaged(backup, tmp_path / "bad.tar", in_database)
    assert "CH-7521" in _restore(bad, place, exit_code=4)
    bad = _damaged(backup, tmp_path / "bad.tar", in_manifest)
    assert "CH-7520" in _restore(bad, place, exit_code=4)
    cut = tmp_path / "cut.tar"
    cut.write_bytes(backup.read_bytes()[:-20_000])
    assert "CH-7520" in _restore(cut, place, exit_code=4)
    assert not place.folder.exists()


def test_a_database_that_was_changed_together_with_the_manifest_is_caught_by_the_record(
    tmp_path: Path,
) -> None:
    office = copy_of_office(tmp_path / "office")
    if office.database_url:
        pytest.skip("alters a file of SQLite")
    altered = tmp_path / "office" / "office.sqlite3"
    with closing(sqlite3.connect(altered, isolation_level=None)) as database:
        database.execute("UPDATE ledger_entry SET verb = 'nothing_happened' WHERE sequence = 1")
    backup = _backup(office)
    place = _restored(office, tmp_path / "restored")
    assert "CH-7301" in _restore(backup, place, exit_code=4)
    assert list(place.folder.iterdir()) == [place.folder / ".in-use"]


def test_what_stood_before_is_kept_aside_when_it_is_replaced(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    backup = _backup(office)
    office.call("users", "reset", "quan-tri")
    later = _heads(office)["accounts"]
    assert "CH-7527" in call("office", "restore", backup, "--home", office.folder, exit_code=2)
    assert _heads(office)["accounts"] == later
    said = call("office", "restore", backup, "--home", office.folder, "--replace")
    assert "before-restore-" in said
    # Made, then restored: one entry of the first administrator, one of the restore.
    assert _heads(office)["accounts"][0] == 2
    if not office.database_url:
        (aside,) = office.folder.glob("before-restore-*")
        assert _heads(Office(aside))["accounts"] == later


# Who holds an office is told by a file in its folder, whatever the database; so are files, below.
@pytest.mark.slow
def test_an_office_that_is_running_is_not_replaced(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    backup = _backup(office)
    worker = subprocess.Popen(
        [sys.executable, "-m", "chiso.cli.main", "office", "work", "--home", str(office.folder)],
        env=environment(), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until((office.folder / ".in-use").exists)
        wait_until(lambda: "CH-7528" in _try_to_replace(backup, office))
    finally:
        worker.terminate()
        worker.wait(60)


def _try_to_replace(backup: Path, office: Office) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "chiso.cli.main", "office", "restore", str(backup), "--replace",
         "--home", str(office.folder)],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stderr


def test_a_drill_proves_the_latest_backup_and_the_doctor_knows(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    backup = _backup(office)
    assert "CH-7551" in office.call("doctor", exit_code=1)
    office.call("drill")
    assert "CH-7551" not in office.call("doctor", exit_code=1)
    _damaged(backup, backup, 3000)
    office.call("drill", exit_code=4)
    assert "CH-7551 fault" in office.call("doctor", exit_code=1)


@pytest.mark.slow
def test_evidence_that_is_missing_in_a_backup_is_named(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    office.python(
        "from pathlib import Path\n"
        "from chiso.office.files import storage\nfrom chiso.office.files.models import Content\n"
        "from chiso.office.organisation.models import Agency\n"
        "from django_scopes import scopes_disabled\n"
        "import hashlib\n"
        "with scopes_disabled():\n"
        "    agency = Agency.objects.create(uid='so-thu', name='Sở Thử', sort_key='x')\n"
        "    for content in (b'one', b'two'):\n"
        "        path = storage.new_kept_path()\n"
        "        storage.place_of(path).write_bytes(content)\n"
        "        digest = hashlib.sha256(content).hexdigest()\n"
        "        Content.objects.create(agency=agency, sha256=digest, path=path, size=3, kind='text/plain')\n"
    )
    kept = sorted(path for path in (office.folder / "files").rglob("*") if path.is_file())
    assert len(kept) == 2
    backup = _backup(office)
    place = _restored(office, tmp_path / "whole")
    assert "2 files of evidence" in _restore(backup, place)
    assert sorted(p.read_bytes() for p in (place.folder / "files").rglob("*") if p.is_file()) == [
        b"one",
        b"two",
    ]
    kept[0].unlink()
    kept[1].write_bytes(b"another")
    backup.rename(backup.with_name("old.tar"))
    said = _restore(_backup(office), _restored(office, tmp_path / "lacking"), exit_code=4)
    assert said.count("CH-7534") == 2
