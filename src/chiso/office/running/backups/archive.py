"""The file of a backup: `chiso-office-backup/1`, a tar whose last member tells the SHA-256 of all others.

    settings.json        settings of the office, without what is secret
    database.sqlite3     (SQLite) or database.dump (PostgreSQL, custom format)
    ledger-roots.jsonl   the roots that lay beside the database
    files/…              evidence
    manifest.json        when, by which version, heads of the ledger, size and SHA-256 of each member, and
                         SHA-256 of the manifest itself (canonical JSON without `hash`)

The file is written aside and renamed when it is whole and on the disk: a file of its name is a backup.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote

FORMAT = "chiso-office-backup/1"
MANIFEST, SETTINGS = "manifest.json", "settings.json"
_BLOCK = 1024 * 1024
_NAME = re.compile(r"[\w][\w.@+-]*(?:/[\w][\w.@+-]*)*", re.ASCII)

Source = Path | bytes


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `facts` holds the rest of what stands in it."""

    members: tuple[Member, ...]
    facts: Mapping[str, Any]

    def as_tree(self) -> dict[str, Any]:
        """The manifest as it is written, with its own hash."""
        members = [{"name": m.name, "size": m.size, "sha256": m.sha256} for m in self.members]
        content = {"format": FORMAT, **self.facts, "members": members}
        return {**content, "hash": _hash_of(content)}


def _hash_of(content: Mapping[str, Any]) -> str:
    tree = {name: value for name, value in content.items() if name != "hash"}
    return hashlib.sha256(json.dumps(tree, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def write_archive(path: Path, members: Iterable[tuple[str, Source]], facts: Mapping[str, Any]) -> Manifest:
    """Write members and manifest; a member that vanished before it was read is left out and counted.

    Raises OSError; nothing is left then.
    """
    draft = path.with_name(f".{path.name}.part")
    written: list[Member] = []
    vanished = 0
    try:
        with _new_file(draft) as stream:
            # GNU form: names of any length; pad to blocks only.
            with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as tar:
                for name, source in members:
                    try:
                        written.append(_add(tar, name, source))
                    except FileNotFoundError:
                        vanished += 1
                manifest = Manifest(tuple(written), {**facts, "vanished": vanished})
                content = json.dumps(manifest.as_tree(), ensure_ascii=False, indent=1).encode()
                _add(tar, MANIFEST, content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that its owner alone may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        yield stream


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Hashing:
    """A file whose bytes are hashed as they are read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.hash = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self.hash.update(block)
        return block


def _add(tar: tarfile.TarFile, name: str, source: Source) -> Member:
    info = tarfile.TarInfo(name)
    info.mode = 0o600
    if isinstance(source, bytes):
        info.size = len(source)
        tar.addfile(info, io.BytesIO(source))
        return Member(name, info.size, hashlib.sha256(source).hexdigest())
    with source.open("rb") as stream:
        info.size = os.fstat(stream.fileno()).st_size
        hashing = _Hashing(stream)
        tar.addfile(info, cast("IO[bytes]", hashing))
    return Member(name, info.size, hashing.hash.hexdigest())


class Archive:
    """A backup that is read. Use as a context; raises BadInput (CH-7520: not a whole backup)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._tar = tarfile.open(path, mode="r:")  # noqa: SIM115 (closed by the context)
            stored = self._tar.extractfile(MANIFEST)
            assert stored is not None
            tree = json.loads(stored.read())
            members = tuple(Member(str(m["name"]), int(m["size"]), str(m["sha256"])) for m in tree["members"])
            has_form = tree["format"] == FORMAT and tree["hash"] == _hash_of(tree)
        except (OSError, tarfile.TarError, KeyError, ValueError, TypeError, AssertionError) as error:
            raise BadInput([_not_a_backup(path, quote(error))]) from error
        if not has_form or not all(_NAME.fullmatch(member.name) for member in members):
            raise BadInput([_not_a_backup(path, "")])
        facts = {name: tree[name] for name in tree if name not in ("format", "members", "hash")}
        self.manifest = Manifest(members, facts)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_fault: object) -> None:
        self._tar.close()

    def verify(self) -> None:
        """Read every member and compare. Raises BadInput with all that differs (CH-7521 to CH-7523)."""
        problems = [problem for member in self.manifest.members for problem in self._verify(member)]
        known = {member.name for member in self.manifest.members} | {MANIFEST}
        try:
            names = self._tar.getnames()
        except tarfile.TarError as error:
            raise BadInput([_not_a_backup(self.path, quote(error))]) from error
        for name in names:
            if name not in known:
                expected = text("Expected only members that the manifest names.")
                problems.append(Problem("CH-7523", Place(self.path.name, field=name), "", expected, _MEND))
        if problems:
            raise BadInput(problems)

    def _verify(self, member: Member) -> Iterator[Problem]:
        place = Place(self.path.name, field=member.name)
        try:
            with self.open(member.name) as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
        except (KeyError, OSError, tarfile.TarError):
            expected = text("Expected this member, which the manifest names.")
            yield Problem("CH-7522", place, "", expected, _MEND)
            return
        if found != member.sha256:
            expected = text("Expected the content that was backed up; it was altered or damaged.")
            yield Problem("CH-7521", place, found[:16], expected, _MEND)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The content of a member."""
        stream = self._tar.extractfile(name)
        if stream is None:
            raise KeyError(name)
        with stream:
            yield stream

    def read(self, name: str) -> bytes:
        """The content of a small member, b"" where there is none."""
        try:
            with self.open(name) as stream:
                return stream.read()
        except KeyError:
            return b""

    def extract(self, folder: Path, prefix: str) -> int:
        """Write the members below `prefix` into `folder`; only what the manifest names. How many."""
        count = 0
        for member in self.manifest.members:
            if not member.name.startswith(prefix):
                continue
            target = folder / member.name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self.open(member.name) as stream, _new_file(target) as out:
                while block := stream.read(_BLOCK):
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            count += 1
        return count


_MEND = text("Take an earlier backup, or another copy of this one; nothing was restored.")


def _not_a_backup(path: Path, found: str) -> Problem:
    expected = text("Expected a whole backup of an office, as “chiso office backup” writes it.")
    return Problem("CH-7520", Place(str(path)), found, expected, _MEND)
