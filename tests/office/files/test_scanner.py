"""The scanner hook: with a stub, and with ClamAV and a signature that the test writes."""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pytest

from chiso.office.errors import Incomplete
from chiso.office.files.models import Content
from chiso.office.files.problems import NotServed
from chiso.office.files.scanner import Clean, Found, Unreachable, scan
from chiso.office.files.services.upkeep import check_files, scan_waiting
from chiso.office.files.serving import send_file
from chiso.office.ledger.models import Entry
from tests.office.files.conftest import City
from tests.office.files.honest import pdf, txt
from tests.office.files.sending import make_document, sent

BAD = b"chiso-test-signature-7f3a21c4"


def read_stream(reader: IO[bytes]) -> bytes | None:
    """What was sent in pieces; None where the sender left before the piece of no length that ends it."""
    content = b""
    while len(size := reader.read(4)) == 4:
        (length,) = struct.unpack(">L", size)
        if not length:
            return content
        content += reader.read(length)
    return None


@contextmanager
def stub(answer: bytes, folder: Path) -> Iterator[tuple[str, list[bytes]]]:
    """A socket that speaks clamd's protocol and always says `answer`; what was sent to it."""
    path = folder / "stub.socket"
    path.unlink(missing_ok=True)
    heard: list[bytes] = []
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen()

    def serve() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            # Who leaves before the end is not answered, and nothing was heard: that is the caller's to tell.
            with line, line.makefile("rb") as reader, suppress(OSError):
                if reader.read(10) == b"zINSTREAM\0":
                    content = read_stream(reader)
                    if content is None:
                        continue
                    heard.append(content)
                line.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"unix:{path}", heard
    finally:
        # Closing alone does not wake who waits in accept.
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"stream: OK\0", Clean()),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", Found("Win.Test.EICAR_HDB-1")),
        (b"INSTREAM size limit exceeded. ERROR\0", Unreachable("INSTREAM size limit exceeded. ERROR")),
        (b"stream: OK FOUND\0", Found("OK")),
        (b"", Unreachable("")),
        (b"nonsense", Unreachable("nonsense")),
    ],
)
def test_what_the_scanner_says_is_understood(tmp_path: Path, said: bytes, answer: object) -> None:
    path = tmp_path / "file"
    content = bytes(range(256)) * 600
    path.write_bytes(content)
    with stub(said, tmp_path) as (address, heard):
        assert scan(path, address) == answer
    assert heard == [content]


def test_a_scanner_that_is_not_there_is_unreachable_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    for address in (f"unix:{tmp_path}/nothing", "tcp:127.0.0.1:1", "tcp:127.0.0.1:x", "", "unix:"):
        assert isinstance(scan(path, address), Unreachable)


@pytest.mark.django_db
def test_a_clean_file_is_taken_and_one_with_a_finding_is_not(
    city: City, configured: Any, tmp_path: Path
) -> None:
    with stub(b"stream: OK\0", tmp_path) as (address, _):
        configured(scanner=address)
        content = make_document(city.officer, city.health, file=("a.pdf", pdf())).revisions.get().content
        assert (content.scan, content.scanned_at is not None) == ("clean", True)
    with stub(b"stream: Evil FOUND\0", tmp_path) as (address, _):
        configured(scanner=address)
        with pytest.raises(Incomplete) as refused:
            make_document(city.officer, city.health, file=("b.txt", txt()))
    assert [(one.code, one.found) for one in refused.value.problems] == [("CH-7428", "Evil")]
    assert Content.objects.count() == 1


@pytest.mark.django_db
def test_without_an_answer_a_file_waits_and_is_not_handed_out(
    city: City, configured: Any, tmp_path: Path, files: Path
) -> None:
    configured(scanner=f"unix:{tmp_path}/nobody")
    first, second = (
        make_document(city.officer, city.health, file=(f"{name}.txt", name.encode() * 100)).revisions.get()
        for name in "ab"
    )
    assert (first.content.scan, scan_waiting()) == ("waiting", 2)
    with pytest.raises(NotServed) as refused:
        send_file(first)
    assert refused.value.problems[0].code == "CH-7429"
    with stub(b"stream: OK\0", tmp_path) as (address, _):
        configured(scanner=address)
        Content.objects.filter(pk=second.content.pk).update(scan="unscanned")
        assert scan_waiting() == 0
    first.content.refresh_from_db()
    assert first.content.scan == "clean"
    Content.objects.filter(pk=second.content.pk).update(scan="waiting")
    with stub(b"stream: Evil FOUND\0", tmp_path) as (address, _):
        configured(scanner=address)
        assert scan_waiting() == 0
    second.content.refresh_from_db()
    assert (second.content.scan, second.content.scan_found) == ("found", "Evil")
    assert not (files / second.content.path).exists()
    with pytest.raises(NotServed) as refused:
        send_file(second)
    assert refused.value.problems[0].code == "CH-7428"
    # It was taken away on purpose: no file is missing.
    assert check_files().is_whole
    assert Entry.objects.filter(verb="file_held_back", facts__found="Evil").count() == 1


CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"


@pytest.fixture(scope="module")
def clamav(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """ClamAV's daemon with one signature: the bytes `BAD` (hexadecimal, any file)."""
    folder = tmp_path_factory.mktemp("clamav")
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "test.ndb").write_text(f"Chiso.Test.Signature:0:*:{BAD.hex()}\n")
    line = folder / "clamd.socket"
    settings = folder / "clamd.conf"
    settings.write_text(
        f"DatabaseDirectory {signatures}\nLocalSocket {line}\nForeground yes\nPidFile {folder}/pid\n"
        f"LogFile {folder}/log\nTemporaryDirectory {folder}\n"
    )
    process = subprocess.Popen(
        [CLAMD, f"--config-file={settings}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    probe = folder / "probe"
    probe.write_bytes(b"nothing")
    while isinstance(scan(probe, f"unix:{line}", seconds=5), Unreachable):
        assert process.poll() is None, (folder / "log").read_text()
        assert time.monotonic() < deadline, "clamd did not answer within a minute"
        time.sleep(0.05)
    yield f"unix:{line}"
    process.terminate()
    process.wait(timeout=30)


@pytest.mark.needs("clamd", "/usr/sbin/clamd")
def test_clamav_finds_the_signature_and_nothing_in_honest_files(clamav: str, tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.txt", tmp_path / "good.pdf"
    bad.write_bytes(b"before " + BAD + b" after")
    good.write_bytes(pdf())
    found = scan(bad, clamav)
    assert isinstance(found, Found)
    assert found.name.startswith("Chiso.Test.Signature")
    assert scan(good, clamav) == Clean()


@pytest.mark.needs("clamd", "/usr/sbin/clamd")
@pytest.mark.django_db
def test_with_clamav_a_harmful_file_never_becomes_evidence(city: City, configured: Any, clamav: str) -> None:
    configured(scanner=clamav)
    good = make_document(city.officer, city.health, file=("a.pdf", pdf()))
    assert good.revisions.get().content.scan == "clean"
    with pytest.raises(Incomplete) as refused:
        make_document(city.officer, city.health, file=("b.txt", b"x " + BAD))
    assert refused.value.problems[0].code == "CH-7428"
    assert refused.value.problems[0].found.startswith("Chiso.Test.Signature")  # type: ignore[union-attr]
    assert sent(city.officer, city.health, "c.txt", b"harmless").state == "open"
