"""Setting up an office: folder, settings with a key, database, first administrator."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chiso.language import text
from chiso.office.running.places import BACKUPS, DATABASE_FILES, FILES, KEYS, ROOTS, SETTINGS, STATIC
from chiso.office.running.settings_file import write_settings
from chiso.problems import Place, Problem, WrongCall
from chiso.writing import cannot_write

FOLDERS = (FILES, BACKUPS)
# Twenty of these letters: 99 bits.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH_OF_PASSWORD = 20


@dataclass(frozen=True, slots=True)
class SetUp:
    """A new office: its folder, its address, and how its administrator signs in the first time."""

    folder: Path
    address: str
    username: str
    password: str


def make_password() -> str:
    """A password that nobody guesses, in groups of five: "k3fmz-…"."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(LENGTH_OF_PASSWORD))
    return "-".join(letters[place : place + 5] for place in range(0, LENGTH_OF_PASSWORD, 5))


def lay_out(
    folder: Path,
    *,
    city: str,
    hosts: Sequence[str] = (),
    database_url: str = "",
    demonstration: bool = False,
    seal_key: str = "",
) -> None:
    """Make the folder with its settings; nothing else. `seal_key`: the file with which it may seal.

    Without hosts the office is one for this machine: no HTTPS is asked for.
    Raises WrongCall (CH-7505: the folder is not empty), CannotWrite.
    """
    # Empty, since a set-up that fails removes what it made.
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        expected = text("Expected an empty folder, or one that is not there yet.")
        mend = text("Choose another folder. An office is never set up over another.")
        raise WrongCall([Problem("CH-7505", Place(str(folder)), "", expected, mend)])
    values: dict[str, Any] = {"secret_key": secrets.token_urlsafe(64), "city": city, "secure": bool(hosts)}
    if hosts:
        values |= {"hosts": list(hosts), "trusted_proxies": 1}
    if database_url:
        values["database_url"] = database_url
    if demonstration:
        values["demonstration"] = True
    if seal_key:
        values["seal_key"] = seal_key
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in FOLDERS:
            (folder / name).mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise cannot_write(folder, error) from error
    write_settings(folder / SETTINGS, values)


def fill(folder: Path) -> None:
    """Migrate the database of a folder that is laid out, and collect the static files."""
    # Database files as the settings: for their owner alone.
    os.umask(0o077)
    from chiso.office.starting import start

    start(folder)
    from chiso.office.running.upgrading import collect_static, migrate

    migrate()
    collect_static()


def set_up_office(
    folder: Path,
    *,
    city: str,
    hosts: Sequence[str] = (),
    database_url: str = "",
    username: str,
    full_name: str,
    email: str = "",
    password: str = "",
) -> SetUp:
    """Make an office with its first administrator; without a password one is made.

    Raises WrongCall (CH-7505), CannotWrite, Incomplete (name, user name, password).
    """
    lay_out(folder, city=city, hosts=hosts, database_url=database_url)
    chosen = password or make_password()
    with half_made(folder):
        fill(folder)
        from chiso.office.people.services import create_first_administrator

        create_first_administrator(username=username, full_name=full_name, password=chosen, email=email)
    address = f"https://{hosts[0]}/" if hosts else "http://127.0.0.1:8000/"
    return SetUp(folder, address, username, "" if password else chosen)


@contextmanager
def half_made(folder: Path) -> Iterator[None]:
    """Whatever is raised inside takes the folder's contents back: no office stands there half made.

    On PostgreSQL the tables stay; they are empty, and the next try goes on with them.
    """
    try:
        yield
    except BaseException:
        for name in (SETTINGS, ROOTS, *DATABASE_FILES):
            (folder / name).unlink(missing_ok=True)
        for name in (*FOLDERS, STATIC, KEYS):
            shutil.rmtree(folder / name, ignore_errors=True)
        raise
