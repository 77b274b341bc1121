"""Offices of the tests' own, run as people run them: by the command line, in processes of their own."""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.error import HTTPError

from tests.installation import ROOT

CHISO = [sys.executable, "-m", "chiso.cli.main"]
PASSWORD = "mot mat khau dai de thu"
_OWN = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PROMETHEUS_MULTIPROC_DIR")


def environment(**more: str) -> dict[str, str]:
    """What a person's shell has, without the settings of the tests' own office."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _OWN and not name.startswith("CHISO_") and not name.startswith("PYTEST")
    }
    return {**kept, "CHISO_LANGUAGE": "en", "PYTHONPATH": str(ROOT / "src"), **more}


def call(*arguments: str | Path, exit_code: int = 0, **more: str) -> str:
    """Run one command; what it printed, both streams."""
    done = subprocess.run(
        [*CHISO, *map(str, arguments)], env=environment(**more), capture_output=True, text=True, check=False
    )
    assert done.returncode == exit_code, (
        f"{arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    )
    return done.stdout + done.stderr


def call_json(*arguments: str | Path, exit_code: int = 0, **more: str) -> object:
    """Run one command with --json; what it gave."""
    done = subprocess.run(
        [*CHISO, *map(str, arguments), "--json"], env=environment(**more), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == exit_code, (
        f"{arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    )
    return json.loads(done.stdout)


@dataclass
class Office:
    """An office in a folder; on PostgreSQL with a database of its own."""

    folder: Path
    database_url: str = ""

    def call(self, *arguments: str | Path, exit_code: int = 0, **more: str) -> str:
        """Run `chiso office …` on it."""
        return call("office", *arguments, "--home", self.folder, exit_code=exit_code, **more)

    def call_json(self, *arguments: str | Path, exit_code: int = 0, **more: str) -> object:
        """Run `chiso office … --json` on it."""
        return call_json("office", *arguments, "--home", self.folder, exit_code=exit_code, **more)

    def python(self, program: str, **more: str) -> str:
        """Run Python inside the office; what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", f"from chiso.office.starting import start\nstart()\n{program}"],
            env=environment(CHISO_HOME=str(self.folder), **more), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def add_setting(self, line: str) -> None:
        """Add a line to office.toml."""
        with (self.folder / "office.toml").open("a", encoding="utf-8") as out:
            out.write(line + "\n")


def new_database() -> str:
    """An empty database of the lane on PostgreSQL; "" in the lane on SQLite."""
    server = os.environ.get("CHISO_TESTS_POSTGRESQL", "")
    if not server or "DATABASE_URL" not in os.environ:
        return ""
    import psycopg

    name = f"office_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return re.sub(r"/[^/]*$", f"/{name}", server)


@cache
def _template(kind: str) -> Office:
    """An office made once for the process; tests take copies."""
    place = tempfile.mkdtemp(prefix="chiso-template-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    folder = Path(place) / "office"
    url = new_database()
    if kind == "demonstration":
        call("office", "demo", folder, exit_code=0, **({"DATABASE_URL": url} if url else {}))
        if url:
            with (folder / "office.toml").open("a", encoding="utf-8") as out:
                out.write(f'database_url = "{url}"\n')
    else:
        secret = folder.parent / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        with_database = ["--database-url", url] if url else []
        call(
            "office", "init", folder, "--city", "Hà Nội", "--username", "quan-tri", "--name", "Ng. Thị Thử",
            "--password-file", secret, *with_database,
        )  # fmt: skip
    return Office(folder, url)


def copy_of_office(target: Path, kind: str = "empty") -> Office:
    """A fresh office: "empty" with its first administrator, or "demonstration"."""
    template = _template(kind)
    shutil.copytree(template.folder, target)
    if not template.database_url:
        return Office(target)
    import psycopg

    url = new_database()
    name, source = url.rpartition("/")[2], template.database_url.rpartition("/")[2]
    with psycopg.connect(os.environ["CHISO_TESTS_POSTGRESQL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
    settings = target / "office.toml"
    settings.write_text(settings.read_text("utf-8").replace(template.database_url, url), encoding="utf-8")
    return Office(target, url)


@dataclass
class Served:
    """An office that answers."""

    office: Office
    address: str
    process: subprocess.Popen[str]
    log: Path
    pids: list[int] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and text of an answer; redirects are not followed."""
        request = urllib.request.Request(self.address + path, headers=headers)
        try:
            with _opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def lines(self) -> list[dict[str, object]]:
        """The log so far."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line.startswith("{")]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


@contextmanager
def served(office: Office, *options: str, **more: str) -> Iterator[Served]:
    """The office, served on a free port; stopped as systemd stops it."""
    log = office.folder / "served.log"
    with log.open("a", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*CHISO, "office", "serve", "--home", str(office.folder), "--port", "0", *options],
            env=environment(**{"CHISO_WORKERS": "2", **more}),
            stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True,
        )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+?:\d+", line)
        assert found, line + log.read_text("utf-8")
        yield Served(office, found[0], process, log)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        assert process.stdout is not None
        process.stdout.close()


def wait_until(holds, seconds: float = 60, why: str = "") -> None:  # type: ignore[no-untyped-def]
    """Wait until something holds that another process brings about."""
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            raise AssertionError(f"waited {seconds} seconds in vain: {why}")
        time.sleep(0.05)
