"""Making a backup: database, evidence, roots of the ledger, settings without secrets, in one file.

The database is copied first and the evidence after it: a file whose row is in the copy is there, since
files never change and leave only by an erasure, which the manifest counts (`vanished`).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from chiso.language import text
from chiso.office.configuration import Configuration, configuration, home
from chiso.office.ledger.roots import make_root
from chiso.office.running.backups.archive import SETTINGS, Manifest, Source, write_archive
from chiso.office.running.backups.databases import Copied, copy_database
from chiso.office.running.backups.keeping import backup_folder, name_of_backup, remove_old_backups
from chiso.office.running.holding import hold
from chiso.office.running.places import FILES, ROOTS
from chiso.problems import Place, Problem, WrongCall
from chiso.version import VERSION
from chiso.writing import cannot_write

# These hold a password inside an address.
_ADDRESSES = ("database_url", "mail_url")


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made, and the old ones that went."""

    path: Path
    manifest: Manifest
    removed: tuple[Path, ...]

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size


def make_backup(folder: Path | None = None) -> Made:
    """Back up the office into `folder` (else the one that is set) and remove what need not be kept.

    Raises WrongCall (CH-7525: another backup is being made), CannotWrite, ProgramFailed.
    """
    folder = folder or backup_folder()
    work: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with hold(folder / ".lock", otherwise=_another_backup(folder)):
            _remove_left_work(folder)
            at = datetime.now(UTC).replace(microsecond=0)
            path = folder / name_of_backup(at)
            work = Path(tempfile.mkdtemp(prefix=".work-", dir=folder))
            anchor = make_root()
            copied = copy_database(work)
            facts = _facts(at, copied, anchor.hash)
            manifest = write_archive(path, _members(copied), facts)
            removed = remove_old_backups(folder)
    except OSError as error:
        raise cannot_write(folder, error) from error
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
    return Made(path, manifest, tuple(removed))


def _members(copied: Copied) -> Iterator[tuple[str, Source]]:
    yield SETTINGS, json.dumps(settings_without_secrets(configuration()), ensure_ascii=False).encode()
    yield copied.name, copied.path
    if (home() / ROOTS).exists():
        yield ROOTS, (home() / ROOTS).read_bytes()
    for path in sorted((home() / FILES).rglob("*")):
        # What begins with a point is half an upload.
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            yield f"{FILES}/{path.relative_to(home() / FILES).as_posix()}", path


def _facts(at: datetime, copied: Copied, root: str) -> dict[str, Any]:
    return {
        "made_at": at.isoformat(),
        "version": VERSION,
        "city": configuration().city,
        "database": copied.name,
        "heads": {name: list(head) for name, head in copied.heads.items()},
        "root": root,
        "migrations": list(copied.migrations),
        "secrets_left_out": names_of_secrets(configuration()),
    }


def settings_without_secrets(chosen: Configuration) -> dict[str, Any]:
    """The settings that differ from what is usual and are no secret."""
    secret = names_of_secrets(chosen)
    tree = chosen.model_dump(mode="json", exclude_defaults=True, by_alias=False)
    return {name: value for name, value in tree.items() if name not in secret}


def names_of_secrets(chosen: Configuration) -> list[str]:
    """The settings that are set and secret."""
    named = [name for name in _ADDRESSES if "@" in str(getattr(chosen, name))]
    for name in type(chosen).model_fields:
        value = getattr(chosen, name)
        values = value if isinstance(value, tuple) else (value,)
        if any(isinstance(one, SecretStr) and one.get_secret_value() for one in values):
            named.append(name)
    return sorted(named)


def _remove_left_work(folder: Path) -> None:
    """What a backup left that was killed; nobody else works here while we hold the lock."""
    for left in folder.glob(".work-*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in folder.glob(".chiso-office-*.part"):
        with suppress(OSError):
            left.unlink()


def _another_backup(folder: Path) -> WrongCall:
    expected = text("Expected that no other backup is being made.")
    mend = text("Wait for its end.")
    return WrongCall([Problem("CH-7525", Place(str(folder)), "", expected, mend)])
