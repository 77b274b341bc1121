"""Bytes that another app keeps beside its own rows: checked as evidence is, no document of the list.

Who may write or read them, that app says; they count towards the room of the agency, and the look at the
disk and the scanner know them as all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete
from chiso.office.files import storage
from chiso.office.files.checking.findings import describe
from chiso.office.files.checking.inspection import Verdict
from chiso.office.files.checking.limits import Limits
from chiso.office.files.checking.running import Job, check_file, check_sound
from chiso.office.files.models import Content
from chiso.office.files.problems import quota_used_up, scanner_found
from chiso.office.files.selectors import bytes_of
from chiso.office.files.services.uploads import limits, remove_bytes, scan_bytes
from chiso.office.ledger.work import Work
from chiso.office.organisation.models import Agency


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked and written anew; `path` leads to its bytes as long as the block is open."""

    path: str
    verdict: Verdict
    scan: str


def checked_picture(name: str, data: bytes) -> AbstractContextManager[Checked]:
    """Check a picture and draw it anew without its metadata, before any lock is taken.

    Raises Incomplete (CH-7428, and what is wrong with the file).
    """
    return _checked(check_file, name, data)


def checked_sound(name: str, data: bytes) -> AbstractContextManager[Checked]:
    """Check a sound and write its packets anew without what stood around them, before any lock is taken.

    Raises Incomplete (CH-7428, CH-8849 to CH-8851, and what is wrong with the file).
    """
    return _checked(check_sound, name, data)


@contextmanager
def _checked(check: Callable[[Job, Limits], Verdict], name: str, data: bytes) -> Iterator[Checked]:
    path = storage.new_upload_path()
    storage.write_piece(path, 0, data)
    try:
        kept_path = f"{path}.kept"
        job = Job(storage.place_of(path), name, storage.place_of(kept_path))
        verdict = check(job, limits())
        problems = describe(verdict.findings, name)
        scanned, found = ("unscanned", "") if problems else scan_bytes(job.path)
        if scanned == "found":
            problems = [scanner_found(found)]
        if problems:
            raise Incomplete(problems)
        yield Checked(kept_path if verdict.is_redrawn else path, verdict, scanned)
    finally:
        # What was kept has a second name by now.
        remove_bytes(path)


def keep_checked(agency: Agency, checked: Checked) -> Content:
    """The bytes as an agency keeps them, inside a unit of work. Raises Incomplete (CH-7427)."""
    # Who writes need not be of that agency: the app that calls has asked for the right.
    with scopes_disabled():
        return _keep(agency, checked)


def _keep(agency: Agency, checked: Checked) -> Content:
    verdict = checked.verdict
    known = Content.objects.filter(agency=agency, sha256=verdict.sha256).first()
    if known is not None and known.condition == "whole" and known.scan != "found":
        return known
    used, quota = bytes_of(agency), configuration().agency_quota
    if used + verdict.size > quota:
        raise Incomplete([quota_used_up(used, quota)])
    assert verdict.kind is not None
    path = storage.new_kept_path()
    storage.keep(checked.path, path)
    kept: Content = known or Content(agency=agency, sha256=verdict.sha256)
    kept.size, kept.kind, kept.pages = verdict.size, verdict.kind.value, verdict.pages
    kept.path, kept.condition, kept.scan = path, "whole", checked.scan
    kept.scanned_at = timezone.now() if checked.scan == "clean" else None
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
