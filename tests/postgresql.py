"""A PostgreSQL of the tests' own: a cluster in a temporary folder, reached through a socket in it.

It ends with the process that started it, also when that process is killed. Nothing it holds outlives
the run, so it does not wait for the disk (`fsync=off`): only here, never in an installation.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

_DEBIAN = Path("/usr/lib/postgresql")
USER = "office"
# PostgreSQL refuses to run as root; Debian's package brings this user.
_SERVER_USER = "postgres"


def find_programs() -> Path | None:
    """The folder with `initdb`, `postgres`, `pg_dump` of the latest version here; None: there is none."""
    folders = [path for path in _DEBIAN.glob("*/bin") if (path / "initdb").exists()]
    if folders:
        return max(folders, key=lambda path: float(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Cluster:
    """One server with its data; `url()` is the address of a database in it."""

    def __init__(self, programs: Path, *, durable: bool = False, within: Path | None = None) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="chiso-pg-", dir=within))
        self._process: subprocess.Popen[bytes] | None = None
        self._durable = durable
        if os.geteuid() == 0:
            owner = pwd.getpwnam(_SERVER_USER)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._as_server(
            "initdb", "--pgdata", str(self.folder / "data"), "--username", USER, "--auth", "trust",
            "--no-locale", "--encoding", "UTF8", "--no-sync", "--no-instructions",
        )  # fmt: skip
        atexit.register(self.remove)

    def url(self, database: str = "postgres") -> str:
        """postgresql://… of a database, through the socket."""
        return f"postgresql://{USER}@{quote(str(self.folder), safe='')}/{database}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.folder)}
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command("postgres", "-D", str(self.folder / "data"), *options),
                stdout=log, stderr=log, cwd=self.folder, start_new_session=True,
            )  # fmt: skip
        ends = time.monotonic() + 60
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError((self.folder / "log").read_text(encoding="utf-8"))
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether the server takes connections."""
        program, host = str(self.programs / "pg_isready"), str(self.folder)
        ask = [program, "--quiet", "--host", host, "--dbname", "postgres"]
        return not subprocess.run(ask, check=False).returncode

    def stop(self) -> None:
        """Stop the server at once, as a cut line would seem from outside; committed rows stay."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if self._durable else signal.SIGINT)
            self._process.wait(60)
            self._process = None

    def remove(self) -> None:
        """Stop the server and remove its folder."""
        if self.folder.exists():
            self.stop()
            shutil.rmtree(self.folder, ignore_errors=True)

    def make_database(self, name: str) -> str:
        """Make an empty database and give its address."""
        subprocess.run(
            [self.programs / "createdb", "--host", self.folder, "--username", USER, name], check=True
        )
        return self.url(name)

    def _as_server(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            self._command(program, *arguments), cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)

    def _command(self, program: str, *arguments: str) -> list[str]:
        """The call as the server's user; the kernel ends it when the caller is gone."""
        before = ["setpriv", "--pdeathsig", "INT"]
        if os.geteuid() == 0:
            owner = pwd.getpwnam(_SERVER_USER)
            before += ["--reuid", str(owner.pw_uid), "--regid", str(owner.pw_gid), "--clear-groups"]
        return [*before, str(self.programs / program), *arguments]
