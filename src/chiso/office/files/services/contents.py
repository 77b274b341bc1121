"""Bytes that another app keeps beside its own rows: checked as evidence is, no document of the list.

Who may write or read them, that app says; they count towards the room of the agency, and the look at the
disk and the scanner know them as all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete
from chiso.office.files import storage
from chiso.office.files.checking.findings import describe
from chiso.office.files.checking.inspection import Verdict
from chiso.office.files.checking.running import Job, check_file
from chiso.office.files.models import Content
from chiso.office.files.problems import quota_used_up, scanner_found
from chiso.office.files.selectors import bytes_of
from chiso.office.files.services.uploads import limits, remove_bytes, scan_bytes
from chiso.office.ledger.work import Work
from chiso.office.organisation.models import Agency


@dataclass(frozen=True, slots=True)
class CheckedPicture:
    """A picture that was checked and drawn anew; `path` leads to its bytes as long as the block is open."""

    path: str
    verdict: Verdict
    scan: str


@contextmanager
def checked_picture(name: str, data: bytes) -> Iterator[CheckedPicture]:
    """Check a picture and draw it anew without its metadata, before any lock is taken.

    Raises Incomplete (CH-7428, and what is wrong with the file).
    """
    path = storage.new_upload_path()
    storage.write_piece(path, 0, data)
    try:
        kept_path = f"{path}.kept"
        job = Job(storage.place_of(path), name, storage.place_of(kept_path))
        verdict = check_file(job, limits())
        problems = describe(verdict.findings, name)
        scanned, found = ("unscanned", "") if problems else scan_bytes(job.path)
        if scanned == "found":
            problems = [scanner_found(found)]
        if problems:
            raise Incomplete(problems)
        yield CheckedPicture(kept_path if verdict.is_redrawn else path, verdict, scanned)
    finally:
        # What was kept has a second name by now.
        remove_bytes(path)


def keep_picture(agency: Agency, picture: CheckedPicture) -> Content:
    """The bytes as an agency keeps them, inside a unit of work. Raises Incomplete (CH-7427)."""
    # Who writes need not be of that agency: the app that calls has asked for the right.
    with scopes_disabled():
        return _keep(agency, picture)


def _keep(agency: Agency, picture: CheckedPicture) -> Content:
    verdict = picture.verdict
    known = Content.objects.filter(agency=agency, sha256=verdict.sha256).first()
    if known is not None and known.condition == "whole" and known.scan != "found":
        return known
    used, quota = bytes_of(agency), configuration().agency_quota
    if used + verdict.size > quota:
        raise Incomplete([quota_used_up(used, quota)])
    assert verdict.kind is not None
    path = storage.new_kept_path()
    storage.keep(picture.path, path)
    kept: Content = known or Content(agency=agency, sha256=verdict.sha256)
    kept.size, kept.kind, kept.pages = verdict.size, verdict.kind.value, verdict.pages
    kept.path, kept.condition, kept.scan = path, "whole", picture.scan
    kept.scanned_at = timezone.now() if picture.scan == "clean" else None
    kept.save()
    return kept


def drop_content(work: Work, content: Content) -> None:
    """Remove bytes that the app does not refer to any more; on the disk once the write stands.

    What is evidence too, or has been, stays.
    """
    path = content.path
    with scopes_disabled():
        if content.revisions.exists():
            return
        content.delete()
    work.after_commit(lambda: storage.remove(path))
