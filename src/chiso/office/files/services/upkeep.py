"""What repeats: uploads that expire, the scanner asked again, a look at every file on the disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.files import storage
from chiso.office.files.models import Content, Upload
from chiso.office.files.services.uploads import end_upload, scan_bytes
from chiso.office.ledger.work import unit_of_work

CHAIN = "files"
# A file without a row may be one whose row is just being written.
_YOUNG = timedelta(hours=1)


@dataclass(slots=True)
class FilesReport:
    """What a look at the disk found. `missing`, `altered`: keys of contents; `stray`: paths without a row."""

    looked_at: int = 0
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether every file stands as it was put there."""
        return not self.missing and not self.altered


def check_files(step: Callable[[], None] = lambda: None) -> FilesReport:
    """Read every kept file and compare its digest; note what is missing or altered, and what came back.

    Files that the scanner had removed are left out. `step` is called after each.
    """
    report = FilesReport()
    with scopes_disabled():
        contents = Content.objects.exclude(scan="found").order_by("pk")
        for content in contents.iterator(chunk_size=500):
            condition = _condition_of(content)
            report.looked_at += 1
            if condition != "whole":
                (report.missing if condition == "missing" else report.altered).append(content.key)
            if condition != content.condition:
                _note(content, condition)
            Content.objects.filter(pk=content.pk).update(looked_at=timezone.now())
            step()
        report.stray = _strays()
    return report


def expire_uploads() -> int:
    """Remove uploads that nobody went on with, and bytes on their way that have no row; how many uploads."""
    with scopes_disabled():
        expired = list(Upload.objects.filter(state__in=("open", "checked"), expires_at__lte=timezone.now()))
        for upload in expired:
            end_upload(upload, "expired")
        known = set(Upload.objects.filter(state__in=("open", "checked")).values_list("path", flat=True))
    for path in storage.stray_paths(storage.UPLOADS):
        if path.removesuffix(".kept") not in known and _is_old(path):
            storage.remove(path)
    return len(expired)


def scan_waiting() -> int:
    """Ask the scanner about what waits for it; how many still wait. What it finds is removed and recorded."""
    still = 0
    with scopes_disabled():
        for content in Content.objects.filter(scan="waiting").order_by("pk"):
            state, name = scan_bytes(storage.place_of(content.path))
            if state in ("waiting", "unscanned"):
                still += 1
                continue
            with unit_of_work(CHAIN, actor=None) as work:
                Content.objects.filter(pk=content.pk).update(
                    scan=state, scan_found=name, scanned_at=timezone.now()
                )
                facts = {"sha256": content.sha256} | ({"found": name} if name else {})
                work.record("file_held_back" if name else "file_scanned", content, facts=facts)
            if state == "found":
                storage.remove(content.path)
    return still


def _condition_of(content: Content) -> str:
    try:
        digest = storage.digest_of(content.path)
    except FileNotFoundError:
        return "missing"
    except (OSError, ValueError):
        # It is there and cannot be read, or the row leads elsewhere: not what was put there.
        return "altered"
    return "whole" if digest == content.sha256 else "altered"


def _note(content: Content, condition: str) -> None:
    with unit_of_work(CHAIN, actor=None) as work:
        Content.objects.filter(pk=content.pk).update(condition=condition)
        work.record("file_looked_at", content, facts={"sha256": content.sha256, "condition": condition})


def _strays() -> list[str]:
    known = set(Content.objects.values_list("path", flat=True))
    return [path for path in storage.stray_paths(storage.KEPT) if path not in known and _is_old(path)]


def _is_old(path: str) -> bool:
    try:
        changed = (storage.folder() / path).stat().st_mtime
    except FileNotFoundError:
        return False
    return timezone.now().timestamp() - changed > _YOUNG.total_seconds()
