"""What disk and network tell: folders, rights, space, backups, scanner."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chiso.language import text
from chiso.office.configuration import FILE, configuration, home
from chiso.office.running.backups.drilling import latest_drill
from chiso.office.running.backups.keeping import backup_folder, latest_backup
from chiso.office.running.findings import Finding, Weight

LEAST_SHARE = 0.10
LEAST_BYTES = 2_000_000_000
OLDEST_BACKUP = timedelta(hours=26)
OLDEST_DRILL = timedelta(days=35)
_SECONDS_TO_ANSWER = 5.0
_READ_BY_OTHERS = 0o077


def folders_cannot_be_written() -> Iterator[Finding]:
    """The office writes into its folder, the files, the backups."""
    for folder in (home(), home() / "files", backup_folder()):
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            yield Finding(
                "CH-7547",
                Weight.ERROR,
                text("This account may not write into {folder}.", folder=str(folder)),
                text("Give the folder to the account under which the office runs."),
            )


def others_may_read() -> Iterator[Finding]:
    """Settings and database hold secrets; other accounts of the machine must not read them."""
    for name in (FILE, "office.sqlite3", "tasks.sqlite3"):
        path = home() / name
        if path.exists() and path.stat().st_mode & _READ_BY_OTHERS:
            yield Finding(
                "CH-7548",
                Weight.ERROR,
                text("Other accounts of this machine may read {file}.", file=name),
                text("Take the right from them: chmod 600 {file}", file=str(path)),
            )


def disk_is_full() -> Iterator[Finding]:
    """Little space left: where the office lies and where backups go."""
    for folder in {home(), backup_folder()}:
        if not folder.is_dir():
            continue
        usage = shutil.disk_usage(folder)
        if usage.free < LEAST_BYTES or usage.free < usage.total * LEAST_SHARE:
            grave = usage.free < LEAST_BYTES / 4
            yield Finding(
                "CH-7549",
                Weight.ERROR if grave else Weight.WARNING,
                text(
                    "{free} MB are free on the disk of {folder}.",
                    free=usage.free // 1_000_000,
                    folder=str(folder),
                ),
                text("Make room, or keep fewer backups; without space nothing can be written."),
            )


def backup_is_old() -> Iterator[Finding]:
    """No backup since yesterday."""
    latest = latest_backup()
    if latest is None or datetime.now(UTC) - latest.at > OLDEST_BACKUP:
        found = text("There is no backup.")
        if latest is not None:
            hours = int((datetime.now(UTC) - latest.at).total_seconds() // 3600)
            found = text("The latest backup is {hours} hours old.", hours=hours)
        yield Finding(
            "CH-7550",
            Weight.WARNING,
            found,
            text("Make one with: chiso office backup. deploy/systemd has a timer for each night."),
        )


def backup_is_unproved() -> Iterator[Finding]:
    """A backup that nobody has restored is a hope."""
    latest = latest_backup()
    drill = latest_drill()
    if latest is None:
        return
    if drill is not None and drill.is_proved and datetime.now(UTC) - drill.at <= OLDEST_DRILL:
        return
    found = text("No backup has been proved by restoring it.")
    if drill is not None and not drill.is_proved:
        found = text("The last drill failed: {backup} could not be restored.", backup=drill.backup)
    elif drill is not None:
        found = text("The last drill is {days} days old.", days=(datetime.now(UTC) - drill.at).days)
    weight = Weight.ERROR if drill is not None and not drill.is_proved else Weight.WARNING
    yield Finding("CH-7551", weight, found, text("Prove the latest one with: chiso office drill"))


def backups_share_the_disk() -> Iterator[Finding]:
    """A disk that breaks takes both."""
    folder = backup_folder()
    if folder.is_dir() and folder.stat().st_dev == home().stat().st_dev and not configuration().demonstration:
        yield Finding(
            "CH-7552",
            Weight.WARNING,
            text("Backups lie on the disk of the office; a disk that breaks takes both."),
            text("Set backup_folder to another disk, and copy the backups to another house."),
        )


def scanner_is_silent() -> Iterator[Finding]:
    """The scanner of uploads is named and does not answer."""
    address = configuration().scanner
    if address and not _answers(address):
        yield Finding(
            "CH-7553",
            Weight.ERROR,
            text("The scanner of uploads does not answer at {address}.", address=address),
            text("Start it (systemctl start clamav-daemon), or correct the setting scanner."),
        )


def _answers(address: str) -> bool:
    """Whether a ClamAV daemon says PONG."""
    kind, _, rest = address.partition(":")
    try:
        with socket.socket(socket.AF_UNIX if kind == "unix" else socket.AF_INET) as line:
            line.settimeout(_SECONDS_TO_ANSWER)
            if kind == "unix":
                line.connect(str(Path(rest)))
            else:
                host, _, port = rest.rpartition(":")
                line.connect((host, int(port)))
            line.sendall(b"zPING\0")
            return line.recv(16).startswith(b"PONG")
    except (OSError, ValueError):
        return False
