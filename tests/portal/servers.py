"""nginx, Apache and Caddy with the configurations of `deploy/`, on a free port and without any right.

What is replaced in a configuration is what a publisher replaces: name, port, folders. Around it stands the
least that the program needs to start in a folder of its own.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from tempfile import TemporaryDirectory

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy"
HOST = "127.0.0.1"
# In seconds: only what never answers is waited for so long, also where the machine has much to do.
PATIENCE = 60
_MODULES = ("mpm_event", "authz_core", "dir", "mime", "headers", "filter", "deflate", "alias")


def _nginx(folder: Path, site: Path, port: int) -> list[str]:
    snippets = folder / "snippets"
    snippets.mkdir()
    for name in ("headers", "embed-headers"):
        shutil.copy(DEPLOY / f"nginx-{name}.conf", snippets / f"chiso-{name}.conf")
    server = (
        (DEPLOY / "nginx.conf")
        .read_text("utf-8")
        .replace("/srv/chiso/site", str(site))
        .replace("listen 80;", f"listen {HOST}:{port};")
        .replace("include snippets/", f"include {snippets}/")
    )
    kept = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; events {{}}\n"
        f"http {{ include /etc/nginx/mime.types; access_log off; {kept}\n{server}\n}}\n",
        "utf-8",
    )
    return ["nginx", "-e", "stderr", "-c", str(folder / "nginx.conf")]


def _apache(folder: Path, site: Path, port: int) -> list[str]:
    modules = "".join(f"LoadModule {name}_module modules/mod_{name}.so\n" for name in _MODULES)
    host = (
        (DEPLOY / "apache.conf")
        .read_text("utf-8")
        .replace("/srv/chiso/site", str(site))
        .replace("*:80", f"{HOST}:{port}")
    )
    (folder / "apache.conf").write_text(
        f"ServerRoot /usr/lib/apache2\nServerName {HOST}\nListen {HOST}:{port}\n{modules}"
        f"TypesConfig /etc/mime.types\nPidFile {folder}/pid\nErrorLog {folder}/errors\n"
        f"DefaultRuntimeDir {folder}\n{host}",
        "utf-8",
    )
    return ["apache2", "-D", "FOREGROUND", "-f", str(folder / "apache.conf")]


def _caddy(folder: Path, site: Path, port: int) -> list[str]:
    written = (
        (DEPLOY / "Caddyfile")
        .read_text("utf-8")
        .replace("/srv/chiso/site", str(site))
        .replace("chiso.example.vn {", f"http://{HOST}:{port} {{", 1)
    )
    alone = f"admin off\n\tauto_https off\n\tstorage file_system {folder}/kept"
    (folder / "Caddyfile").write_text(f"{{\n\t{alone}\n}}\n{written}", "utf-8")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


SERVERS: dict[str, Callable[[Path, Path, int], list[str]]] = {
    "nginx": _nginx,
    "apache2": _apache,
    "caddy": _caddy,
}


@contextmanager
def served_by(program: str, site: Path) -> Iterator[int]:
    """The port on which the program serves a copy of the site. Raises AssertionError if it does not start."""
    with TemporaryDirectory(prefix="chiso-server-") as name:
        folder = Path(name)
        shutil.copytree(site, folder / "site")
        port = _free_port()
        command = SERVERS[program](folder, folder / "site", port)
        given_away = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
        if given_away:
            subprocess.run(["chown", "--recursive", "nobody:nogroup", name], check=True)
        with (folder / "said").open("w+b") as said:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env={"PATH": os.environ["PATH"], "HOME": name},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                **given_away,  # type: ignore[call-overload]
            )
            try:
                _wait_for(process, port, folder)
                yield port
            finally:
                process.terminate()
                process.wait(timeout=PATIENCE)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    """Until the server answers; a server that ends or says nothing fails with what it wrote."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as one:
            if one.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.02)
    told = [
        path.read_text("utf-8", "replace") for path in (folder / "said", folder / "errors") if path.exists()
    ]
    raise AssertionError("\n".join(told))


def get(port: int, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    """One answer and its content."""
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content
