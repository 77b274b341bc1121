"""Which backups are kept: the newest of each of the last days, weeks and months that have one.

    kept = newest of the last D days ∪ newest of the last W weeks ∪ newest of the last M months

D, W, M are settings. The newest backup of all is always kept. The time stands in the name, so that copying
a file changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chiso.office.configuration import configuration, home

_NAME = re.compile(r"chiso-office-(\d{8}T\d{6})Z\.tar")
_TIME = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup on the disk and when it was made."""

    path: Path
    at: datetime


def backup_folder() -> Path:
    """Where backups go."""
    return Path(configuration().backup_folder) if configuration().backup_folder else home() / "backups"


def name_of_backup(at: datetime) -> str:
    """The name of a backup made at a time (UTC)."""
    return f"chiso-office-{at.astimezone(UTC).strftime(_TIME)}Z.tar"


def list_backups(folder: Path | None = None) -> list[BackupFile]:
    """All backups of a folder, the newest first."""
    folder = folder or backup_folder()
    found = []
    for path in folder.glob("chiso-office-*.tar") if folder.is_dir() else ():
        match = _NAME.fullmatch(path.name)
        if match is not None:
            found.append(BackupFile(path, datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)))
    return sorted(found, key=lambda backup: backup.at, reverse=True)


def latest_backup() -> BackupFile | None:
    """The newest backup; None where there is none."""
    return next(iter(list_backups()), None)


def choose_kept(times: Iterable[datetime], *, daily: int, weekly: int, monthly: int) -> set[datetime]:
    """Which of the times are kept."""
    newest_first = sorted(times, reverse=True)
    rules: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (daily, lambda at: at.date()),
        (weekly, lambda at: at.isocalendar()[:2]),
        (monthly, lambda at: (at.year, at.month)),
    )
    kept = set(newest_first[:1])
    for count, span_of in rules:
        spans: dict[object, datetime] = {}
        for at in newest_first:
            spans.setdefault(span_of(at), at)
        kept |= set(list(spans.values())[:count])
    return kept


def remove_old_backups(folder: Path) -> list[Path]:
    """Remove what is not kept; the files that were removed."""
    backups = list_backups(folder)
    chosen = configuration()
    kept = choose_kept(
        (backup.at for backup in backups),
        daily=chosen.backup_daily,
        weekly=chosen.backup_weekly,
        monthly=chosen.backup_monthly,
    )
    old = [backup.path for backup in backups if backup.at not in kept]
    for path in old:
        path.unlink(missing_ok=True)
    return old
