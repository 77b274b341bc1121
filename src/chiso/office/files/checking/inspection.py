"""One file: what it is, what keeps it out, and the bytes to keep."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from chiso.office.files.checking.archives import Irregular, open_archive
from chiso.office.files.checking.findings import Finding
from chiso.office.files.checking.kinds import (
    FACTS,
    JPEG_START,
    PDF_START,
    PNG_START,
    ZIP_START,
    Kind,
    guess_name,
)
from chiso.office.files.checking.limits import Limits
from chiso.office.files.checking.names import ending_of, find_in_name
from chiso.office.files.checking.plain import check_plain, read_text
from chiso.office.files.checking.secrecy import FIRST_PAGE, find_marking


@dataclass(slots=True)
class Verdict:
    """The answer of a check.

    `kind` is None where the content is of no kind that is taken. The file may be kept if `findings` is
    empty. `is_redrawn`: not the bytes that came are kept, but those that were drawn from them. `sha256`
    and `size` are of what is kept, `received` is the SHA-256 of what came. `marking`: of secrecy, on the
    first page. `pages`: how many can be shown as pictures; `milliseconds`: how long a sound lasts.
    """

    kind: Kind | None = None
    findings: list[Finding] = field(default_factory=list)
    sha256: str = ""
    size: int = 0
    received: str = ""
    is_redrawn: bool = False
    marking: str = ""
    pages: int = 0
    milliseconds: int = 0

    @property
    def is_accepted(self) -> bool:
        """Whether the file may be kept."""
        return self.kind is not None and not self.findings


def inspect(data: bytes, name: str, limits: Limits, *, keep_metadata: bool = False) -> tuple[Verdict, bytes]:
    """Check content and name; the verdict, and the bytes to keep (those that came, unless redrawn)."""
    verdict = Verdict(received=hashlib.sha256(data).hexdigest(), findings=find_in_name(name))
    if not data:
        verdict.findings.append(Finding("CH-7401"))
        return verdict, b""
    if len(data) > limits.size:
        verdict.findings.append(Finding("CH-7402", str(len(data))))
        return verdict, b""
    kept = data
    try:
        seen = _look(data, name, limits, keep_metadata)
        verdict.kind, verdict.pages, kept = seen.kind, seen.pages, seen.kept
        verdict.findings += seen.findings
        verdict.marking = find_marking(seen.first_page)
    except Irregular as irregular:
        verdict.findings.append(irregular.finding)
    if verdict.kind is not None and ending_of(name) not in FACTS[verdict.kind].endings:
        verdict.findings.append(Finding("CH-7404", f"{name} ({verdict.kind.value})"))
    verdict.is_redrawn = verdict.kind in (Kind.JPEG, Kind.PNG)
    verdict.sha256, verdict.size = hashlib.sha256(kept).hexdigest(), len(kept)
    return verdict, kept


@dataclass(frozen=True, slots=True)
class _Seen:
    """Kind by content, findings, bytes to keep, text of the first page, number of pages."""

    kind: Kind | None
    findings: list[Finding]
    kept: bytes
    first_page: str = ""
    pages: int = 0


def _look(data: bytes, name: str, limits: Limits, keep_metadata: bool) -> _Seen:
    """What the content is and holds. Each reader is loaded on need. Raises Irregular."""
    if data.startswith(PDF_START):
        from chiso.office.files.checking.pdf import check_pdf, first_page

        findings = check_pdf(data, limits)
        words, pages = ("", 0) if findings else first_page(data, FIRST_PAGE)
        return _Seen(Kind.PDF, findings, data, words, pages)
    if data.startswith(ZIP_START):
        from chiso.office.files.checking.office_open import check_office_open, is_office_open
        from chiso.office.files.checking.open_document import check_open_document, is_open_document

        archive = open_archive(data, limits)
        is_one, is_other = is_office_open(archive), is_open_document(archive)
        if is_one == is_other:
            return _Seen(None, [Finding("CH-7407" if is_one else "CH-7403", "zip")], data)
        kind, findings, words = check_office_open(archive) if is_one else check_open_document(archive)
        return _Seen(kind, findings, data, words)
    if data.startswith((JPEG_START, PNG_START)):
        return _look_at_picture(data, limits, keep_metadata)
    return _look_at_text(data, name)


def _look_at_picture(data: bytes, limits: Limits, keep_metadata: bool) -> _Seen:
    """What was drawn anew is looked at once more."""
    from chiso.office.files.checking.pictures import holds_foreign, redraw

    kind = Kind.JPEG if data.startswith(JPEG_START) else Kind.PNG
    drawn, findings = redraw(data, kind, limits, keep_metadata=keep_metadata)
    if not findings and holds_foreign(drawn):
        findings = [Finding("CH-7407")]
    if not findings and len(drawn) > limits.size:
        findings = [Finding("CH-7402", str(len(drawn)))]
    return _Seen(kind, findings, drawn, pages=1)


def _look_at_text(data: bytes, name: str) -> _Seen:
    """Text that is a table if its name says so; and what is neither."""
    ending = ending_of(name)
    says_text = ending in ("csv", "txt")
    if read_text(data) is None and not says_text:
        return _Seen(None, [Finding("CH-7403", guess_name(data))], data)
    kind = Kind.CSV if ending == "csv" else Kind.TXT
    findings = check_plain(data, is_table=kind is Kind.CSV)
    if findings and not says_text:
        return _Seen(None, [Finding("CH-7403", guess_name(data)), *findings], data)
    return _Seen(kind, findings, data, data[: FIRST_PAGE * 4].decode("utf-8", "replace"))
