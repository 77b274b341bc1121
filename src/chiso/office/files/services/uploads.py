"""Files on their way. What comes in pieces stands in no ledger: only its end does, taken or refused.

begin_upload → append_to_upload … → finish_upload         a check, a digest, the scanner
                                      ↘ documents.add_document / add_revision make evidence of it
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Count
from django.utils import timezone

from chiso.office.compiled import Compiled, given
from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete
from chiso.office.files import storage
from chiso.office.files.access import WRITE, chain_of_files
from chiso.office.files.checking.findings import Finding, describe
from chiso.office.files.checking.inspection import Verdict
from chiso.office.files.checking.limits import Limits
from chiso.office.files.checking.names import find_in_name, tidy_name
from chiso.office.files.checking.running import Job, check_file
from chiso.office.files.models import Upload
from chiso.office.files.problems import (
    OffsetDiffers,
    PieceTooLarge,
    checksum_differs,
    quota_used_up,
    scanner_found,
    too_many_uploads,
    upload_incomplete,
)
from chiso.office.files.scanner import Clean, Found, scan
from chiso.office.files.selectors import bytes_of
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Decision, Where, require
from chiso.problems import Problem

LIFE = timedelta(hours=24)
LARGEST_PIECE = 2_000_000
MOST_UPLOADS = 20
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def limits() -> Limits:
    """The bounds of a check in this installation."""
    return replace(Limits(), size=configuration().upload_limit)


def begin_upload(
    *,
    actor: Person,
    agency: Agency,
    name: str,
    size: int,
    sha256: str = "",
    keeps_metadata: bool = False,
    first: bytes = b"",
) -> Upload:
    """Announce a file; its bytes follow. Nothing is recorded before it has come as a whole.

    `first`: the bytes with which it begins, where they have come already. Raises NoRight, Incomplete
    (CH-7401, CH-7402, CH-7405, CH-7427, CH-7430, CH-7446), PieceTooLarge (CH-7445); OSError where the disk
    takes no more.
    """
    if len(first) > min(LARGEST_PIECE, max(size, 0)):
        raise PieceTooLarge(LARGEST_PIECE)
    require(actor, WRITE, Where(agency, chain=chain_of_files(agency)))
    name = tidy_name(name)
    findings = find_in_name(name)
    if size < 1:
        findings.append(Finding("CH-7401"))
    if size > configuration().upload_limit:
        findings.append(Finding("CH-7402", f"{size // 1_000_000} MB"))
    problems = describe(findings, name)
    if sha256 and not _SHA256.match(sha256):
        problems.append(checksum_differs())
    problems += _quota_problems(agency, size)
    if problems:
        raise Incomplete(problems)
    ((under_way,),) = _COUNT_OF.tuples(owner=actor.pk) or [(0,)]
    if under_way >= MOST_UPLOADS:
        raise too_many_uploads(MOST_UPLOADS)
    path = storage.new_upload_path()
    try:
        storage.write_piece(path, 0, first)
    except OSError:
        storage.remove(path)
        raise
    # A statement by itself would not get its turn on SQLite where many write (`running.sqlite_in_turn`).
    with transaction.atomic():
        created: Upload = Upload.objects.create(
            owner=actor,
            agency=agency,
            name=name,
            size=size,
            offset=len(first),
            expected_sha256=sha256,
            keeps_metadata=keeps_metadata,
            path=path,
            expires_at=timezone.now() + LIFE,
        )
    return created


def append_to_upload(*, upload: Upload, offset: int, piece: bytes) -> Upload:
    """Add bytes at the end of what has come; acknowledged once they are on the disk.

    Two senders cannot both go on: the row is locked, and the offset decides.
    Raises OffsetDiffers (CH-7431), PieceTooLarge (CH-7445), Incomplete (CH-7432: over, or too old).
    """
    if len(piece) > LARGEST_PIECE:
        raise PieceTooLarge(LARGEST_PIECE)
    with transaction.atomic():
        current = lock_upload(upload)
        if current.state != "open" or current.expires_at <= timezone.now():
            raise Incomplete([upload_incomplete(current.offset, current.size)])
        if offset != current.offset:
            raise OffsetDiffers(current.offset)
        if offset + len(piece) > current.size:
            raise PieceTooLarge(LARGEST_PIECE)
        storage.write_piece(current.path, offset, piece)
        current.offset += len(piece)
        current.expires_at = timezone.now() + LIFE
        current.save(update_fields=["offset", "expires_at"])
    return current


def choose_metadata(*, upload: Upload, keeps_metadata: bool) -> Upload:
    """What the sender agrees to at last: another choice than before has the file checked anew."""
    with transaction.atomic():
        current = lock_upload(upload)
        if current.state in ("open", "checked") and current.keeps_metadata != keeps_metadata:
            current.keeps_metadata, current.state = keeps_metadata, "open"
            current.save(update_fields=["keeps_metadata", "state"])
    return current


def finish_upload(*, actor: Person, upload: Upload) -> Upload:
    """Check what has come: content, digest, scanner. Once checked, it is not checked again.

    A file that is refused is removed, and the refusal recorded. Without an answer of the scanner the file
    is taken and waits. Raises NoRight, Incomplete (what `checking` finds, CH-7428, CH-7430, CH-7432).
    """
    decision = require(actor, WRITE, Where(upload.agency, chain=chain_of_files(upload.agency)))
    upload.refresh_from_db()
    if upload.state == "checked":
        return upload
    if upload.state != "open" or upload.offset != upload.size:
        raise Incomplete([upload_incomplete(upload.offset, upload.size)])
    kept_path = upload.path + ".kept"
    job = Job(storage.place_of(upload.path), upload.name, storage.place_of(kept_path), upload.keeps_metadata)
    verdict = check_file(job, limits())
    problems = describe(verdict.findings, upload.name)
    if upload.expected_sha256 and verdict.received != upload.expected_sha256:
        problems.insert(0, checksum_differs())
    scanned, seen = "unscanned", ""
    if not problems:
        scanned, seen = scan_bytes(job.path)
        if scanned == "found":
            problems = [scanner_found(seen)]
    if problems:
        _refuse(actor, decision, upload, problems, verdict.received)
        raise Incomplete(problems)
    return _note_checked(upload, verdict, kept_path if verdict.is_redrawn else "", scanned)


def scan_bytes(path: Path) -> tuple[str, str]:
    """What the scanner says: a state of `SCANS`, and the name of what was found."""
    address = configuration().scanner
    if not address:
        return "unscanned", ""
    answer = scan(path, address)
    if isinstance(answer, Found):
        return "found", answer.name
    return ("clean" if isinstance(answer, Clean) else "waiting"), ""


def lock_upload(upload: Upload) -> Upload:
    """The upload as it stands now, locked to the end of the transaction."""
    current = _LOCKED.first(pk=upload.pk)
    if current is None:
        raise Upload.DoesNotExist
    if Upload.agency.is_cached(upload):
        current.agency = upload.agency
    return current


_LOCKED = Compiled(
    lambda: Upload.objects.select_for_update().filter(pk=given("pk", BigIntegerField())).order_by()
)
_COUNT_OF: Compiled[Any] = Compiled(
    lambda: (
        Upload.objects.filter(owner=given("owner", BigIntegerField()), state__in=("open", "checked"))
        .order_by()
        .values("owner")
        .annotate(count=Count("pk"))
        .values_list("count")
    )
)


def cancel_upload(*, actor: Person, upload: Upload) -> None:
    """Give up a file on its way and remove what has come. Raises NoRight."""
    require(actor, WRITE, Where(upload.agency, chain=chain_of_files(upload.agency)))
    end_upload(upload, "cancelled")


def end_upload(upload: Upload, state: str) -> None:
    """Close an upload that leads to nothing, and remove its bytes. Does nothing to one that has ended."""
    with transaction.atomic():
        ended = Upload.objects.filter(pk=upload.pk, state__in=("open", "checked")).update(state=state)
    if ended:
        remove_bytes(upload.path)


def remove_bytes(path: str) -> None:
    """Remove what came to a path of an upload, and what was drawn anew from it."""
    storage.remove(path)
    storage.remove(path + ".kept")


def _quota_problems(agency: Agency, size: int) -> list[Problem]:
    quota, used = configuration().agency_quota, bytes_of(agency)
    return [quota_used_up(used, quota)] if used + size > quota else []


def _note_checked(upload: Upload, verdict: Verdict, kept_path: str, scanned: str) -> Upload:
    assert verdict.kind is not None
    with transaction.atomic():
        current = lock_upload(upload)
        if current.state != "open":
            # Another request of the same person was quicker.
            return current
        current.state, current.kind, current.scan = "checked", verdict.kind.value, scanned
        current.received, current.kept_sha256 = verdict.received, verdict.sha256
        current.kept_size, current.kept_path, current.marking = verdict.size, kept_path, verdict.marking
        current.pages = verdict.pages
        current.save()
    return current


def _refuse(
    actor: Person, decision: Decision, upload: Upload, problems: list[Problem], received: str
) -> None:
    """Record what was refused and why; remove the bytes."""
    with unit_of_work(chain_of_files(upload.agency), actor=actor, decision=decision) as work:
        work.record(
            "file_refused",
            upload,
            facts={"codes": [one.code for one in problems], "size": upload.size, "sha256": received},
            words={"name": upload.name},
            outcome="refused",
        )
        work.after_commit(lambda: end_upload(upload, "refused"))
