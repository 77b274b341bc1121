"""The office behind nginx as the example has it: a message ends in one place, and TLS is of today.

A message whose end two programs could see at different places (RFC 9112, section 11.2) carries a second one
here. Both nginx and the server of the office refuse it and close the connection, so no second one is heard.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.installation import ROOT
from tests.office.running.offices import Served, copy_of_office, served, wait_until

pytestmark = [pytest.mark.needs("nginx"), pytest.mark.needs("openssl"), pytest.mark.xdist_group("offices")]
HOST = "127.0.0.1"
HIDDEN = b"GET /tai-khoan/dang-nhap/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
# The lines that tell where the message ends, then the message.
TWO_ENDS = {
    "a length and chunks": (b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"0\r\n\r\n" + HIDDEN),
    "chunks and a length": (b"Transfer-Encoding: chunked\r\nContent-Length: 5", b"0\r\n\r\n" + HIDDEN),
    "two lengths": (b"Content-Length: 0\r\nContent-Length: 56", HIDDEN),
    "a list of lengths": (b"Content-Length: 0, 56", HIDDEN),
    "a length with a sign": (b"Content-Length: +0", HIDDEN),
    "a length below nought": (b"Content-Length: -1", HIDDEN),
    "a blank before the colon": (b"Transfer-Encoding : chunked", b"0\r\n\r\n" + HIDDEN),
    "an encoding that there is not": (b"Transfer-Encoding: xchunked", b"0\r\n\r\n" + HIDDEN),
    "chunks that are not last": (b"Transfer-Encoding: chunked, identity", b"0\r\n\r\n" + HIDDEN),
    "a chunk of no size": (b"Transfer-Encoding: chunked", b"zz\r\n\r\n" + HIDDEN),
    "a chunk of a negative size": (b"Transfer-Encoding: chunked", b"-1\r\n\r\n" + HIDDEN),
}


@dataclass(frozen=True)
class Behind:
    """An office and the port on which nginx stands before it."""

    office: Served
    port: int


@contextmanager
def nginx_before(address: str, folder: Path) -> Iterator[int]:
    """The example as it is but for port, name, certificate and where the office listens."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
         "-keyout", folder / "office.key", "-out", folder / "office.pem"],
        capture_output=True, check=True,
    )  # fmt: skip
    with socket.socket() as one, socket.socket() as other:
        one.bind((HOST, 0))
        other.bind((HOST, 0))
        port, plain = one.getsockname()[1], other.getsockname()[1]
    block = (ROOT / "deploy/nginx-office.conf").read_text("utf-8")
    for written, here in (
        ("listen 80;", f"listen {HOST}:{plain};"),
        ("listen 443 ssl;", f"listen {HOST}:{port} ssl;"),
        ("unix:/run/chiso-office.sock", address.removeprefix("http://")),
        ("office.example.vn;", "localhost;"),
        ("/etc/ssl/chiso/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        assert written in block
        block = block.replace(written, here)
    kept = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; events {{}}\nhttp {{ {kept}\n{block}\n}}\n", "utf-8"
    )
    process = subprocess.Popen(
        ["nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"]},
    )  # fmt: skip

    def answers() -> bool:
        assert process.poll() is None
        with socket.socket() as tried:
            return tried.connect_ex((HOST, port)) == 0

    try:
        wait_until(answers, why="nginx")
        yield port
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    folder = tmp_path_factory.mktemp("front")
    office = copy_of_office(tmp_path_factory.mktemp("behind") / "office")
    with (
        served(office, "--no-worker", CHISO_TRUSTED_PROXIES="1", CHISO_HOSTS='["localhost"]') as running,
        nginx_before(running.address, folder) as port,
    ):
        yield Behind(running, port)


def heard(port: int, said: bytes, context: ssl.SSLContext | None) -> bytes:
    """Everything that comes back until the other side closes."""
    with ExitStack() as closing:
        line = closing.enter_context(socket.create_connection((HOST, port), timeout=60))
        if context:
            line = closing.enter_context(context.wrap_socket(line, server_hostname="localhost"))
        line.sendall(said)
        found = b""
        try:
            while piece := line.recv(65536):
                found += piece
        except ConnectionResetError:
            # What was sent after the refusal was not read.
            pass
        return found


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def message(ends: bytes, body: bytes) -> bytes:
    return b"POST /khoe-manh/ HTTP/1.1\r\nHost: localhost\r\n" + ends + b"\r\n\r\n" + body


@pytest.mark.parametrize("name", TWO_ENDS)
@pytest.mark.parametrize("through", ["nginx", "the server alone"])
def test_a_message_with_two_ends_is_refused_and_what_it_hides_is_not_heard(
    behind: Behind, name: str, through: str
) -> None:
    said = message(*TWO_ENDS[name])
    if through == "nginx":
        answer = heard(behind.port, said, trusting())
    else:
        answer = heard(int(behind.office.address.rpartition(":")[2]), said, None)
    # A message whose body nobody asks for may be answered before its chunks are looked at; it ends there.
    *before, last = re.findall(rb"HTTP/1\.1 (\d{3})", answer)
    assert last in (b"400", b"501"), answer
    assert before in ([], [b"403"]) if "chunk of" in name else before == []
    routes = {line.get("route") for line in behind.office.lines()}
    assert not any("dang-nhap" in str(route) for route in routes)


def test_what_has_one_end_is_answered_by_both(behind: Behind) -> None:
    """Else everything would be refused, and the test above would say nothing."""
    both = b"GET /khoe-manh/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET /khoe-manh/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    found = heard(behind.port, both + last, trusting())
    assert re.findall(rb"HTTP/1\.1 (\d{3})", found) == [b"200", b"200"]


@pytest.mark.parametrize(
    ("version", "ciphers", "is_taken"),
    [
        ("TLSv1_3", "", True),
        ("TLSv1_2", "ECDHE+AESGCM", True),
        ("TLSv1_2", "ECDHE+CHACHA20", True),
        ("TLSv1_2", "ECDHE+AES:!AESGCM:!AESCCM", False),
        ("TLSv1_2", "RSA+AESGCM:!ECDHE:!DHE", False),
    ],
)
def test_nginx_takes_ciphers_of_today_alone(
    behind: Behind, version: str, ciphers: str, is_taken: bool
) -> None:
    context = trusting()
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    if ciphers:
        context.set_ciphers(ciphers)
    with socket.create_connection((HOST, behind.port), timeout=60) as plain:
        try:
            with context.wrap_socket(plain, server_hostname="localhost"):
                taken = True
        except (ssl.SSLError, ConnectionResetError):
            taken = False
    assert taken is is_taken
