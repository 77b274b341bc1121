"""References and their revisions: what proves something, replaced and never deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import NoReturn

from django.db.models import BigIntegerField, CharField
from django.utils import timezone

from chiso.office.compiled import Compiled, given
from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete
from chiso.office.files import storage
from chiso.office.files.access import WRITE, chain_of_files, where_of
from chiso.office.files.models import Content, Document, Revision, Upload
from chiso.office.files.problems import (
    classified_as_file,
    marking_unconfirmed,
    needs_words,
    quota_used_up,
    upload_incomplete,
)
from chiso.office.files.selectors import bytes_of, search_text_of
from chiso.office.files.services.uploads import end_upload, finish_upload, lock_upload, remove_bytes
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Decision, Where, require
from chiso.office.records import lock_version, save_next


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reference says. Of a classified document (`secrecy` not "") nothing but the number."""

    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    title: str = ""
    excerpt: str = ""
    page: str = ""
    effective_on: date | None = None
    secrecy: str = ""


def add_document(
    *,
    actor: Person,
    agency: Agency,
    facts: Facts,
    upload: Upload | None = None,
    marking_confirmed: bool = False,
    note: str = "",
) -> Document:
    """Enter a document of an agency, with or without a file.

    Raises NoRight, Incomplete (CH-7425 to CH-7428, CH-7432, CH-7436, and what is wrong with the file).
    """
    decision = require(actor, WRITE, Where(agency, chain=chain_of_files(agency)))
    if facts.secrecy and upload is not None:
        _refuse_classified(actor, decision, upload)
    _check_facts(facts)
    if upload is not None:
        upload = _checked(actor, upload, marking_confirmed)
    with unit_of_work(chain_of_files(agency), actor=actor, decision=decision) as work:
        document: Document = Document.objects.create(
            agency=agency,
            added_by=actor,
            search_text=search_text_of(facts.number, facts.issuer, facts.title),
            **asdict(facts),
        )
        work.record("document_added", document, facts=_told(facts), words=_words(facts))
        if upload is not None:
            _add_revision(work, actor, document, upload, facts.effective_on, note)
    return document


def change_document(*, actor: Person, document: Document, facts: Facts, expected_version: int) -> Document:
    """Correct what a reference says. Its files stay as they are.

    A document that turns out to be classified cannot be changed into one while it has a file: that file is
    an incident, not a correction. Raises NoRight, Conflict, Incomplete (CH-7426, CH-7436).
    """
    decision = require(actor, WRITE, where_of(document))
    _check_facts(facts)
    with unit_of_work(chain_of_files(document.agency), actor=actor, decision=decision) as work:
        current = lock_version(document, expected_version, given=asdict(facts))
        if facts.secrecy and current.revisions.exists():
            raise Incomplete([classified_as_file()])
        for field, value in asdict(facts).items():
            setattr(current, field, value)
        current.search_text = search_text_of(facts.number, facts.issuer, facts.title)
        save_next(current)
        work.record("document_changed", current, facts=_told(facts), words=_words(facts))
    return current


def add_revision(
    *,
    actor: Person,
    document: Document,
    upload: Upload,
    expected_version: int,
    effective_on: date | None = None,
    note: str = "",
    marking_confirmed: bool = False,
) -> Revision:
    """Replace a document's file by a later one; the earlier stay and can be read.

    Raises NoRight, Conflict, Incomplete (as `add_document`).
    """
    decision = require(actor, WRITE, where_of(document))
    if document.secrecy:
        _refuse_classified(actor, decision, upload)
    checked = _checked(actor, upload, marking_confirmed)
    with unit_of_work(chain_of_files(document.agency), actor=actor, decision=decision) as work:
        current = lock_version(document, expected_version, given={"name": upload.name, "note": note})
        revision = _add_revision(work, actor, current, checked, effective_on, note)
        save_next(current)
    return revision


def _refuse_classified(actor: Person, decision: Decision, upload: Upload) -> NoReturn:
    """Such a file must not stay, whatever else is wrong with the form; that it came is recorded."""
    with unit_of_work(chain_of_files(upload.agency), actor=actor, decision=decision) as work:
        work.record("classified_file_refused", upload, facts={"size": upload.size}, outcome="refused")
        work.after_commit(lambda: end_upload(upload, "refused"))
    raise Incomplete([classified_as_file()])


def _check_facts(facts: Facts) -> None:
    if facts.secrecy:
        others = {name: value for name, value in asdict(facts).items() if name not in ("number", "secrecy")}
        if any(others.values()):
            raise Incomplete([classified_as_file()])
        if not facts.number:
            raise Incomplete([needs_words("number")])
    elif not facts.number and not facts.title:
        raise Incomplete([needs_words("title")])


def _checked(actor: Person, upload: Upload, marking_confirmed: bool) -> Upload:
    """The upload, checked. A marking of secrecy must be confirmed to be none."""
    checked = finish_upload(actor=actor, upload=upload)
    if checked.marking and not marking_confirmed:
        raise Incomplete([marking_unconfirmed(checked.marking)])
    return checked


def _add_revision(
    work: Work, actor: Person, document: Document, upload: Upload, effective_on: date | None, note: str
) -> Revision:
    """Inside a unit of work: the chain of the agency's files is locked, so quota and numbers hold."""
    current = lock_upload(upload)
    if current.state != "checked" or current.agency_id != document.agency_id:
        raise Incomplete([upload_incomplete(current.offset, current.size)])
    content = _content_of(document.agency, current)
    latest = _LATEST.first(document=document.pk)
    revision: Revision = Revision.objects.create(
        document=document,
        number=latest.number + 1 if latest else 1,
        content=content,
        name=current.name,
        effective_on=effective_on,
        note=note,
        received=current.received,
        keeps_metadata=current.keeps_metadata,
        marking=current.marking,
        uploaded_by=actor,
    )
    current.state = "used"
    current.save(update_fields=["state"])
    facts = {
        "revision": revision.number,
        "sha256": content.sha256,
        "received": current.received,
        "size": content.size,
        "kind": content.kind,
        "scan": content.scan,
    }
    if current.marking:
        facts["marking_confirmed"] = current.marking
    words = {"name": current.name, "note": note}
    work.record(
        "file_added", document, facts=facts, words={name: value for name, value in words.items() if value}
    )
    path = current.path
    work.after_commit(lambda: remove_bytes(path))
    return revision


def _content_of(agency: Agency, upload: Upload) -> Content:
    """The agency's bytes of that digest: those that it has already, else these, moved to be kept."""
    known = _KNOWN.first(of=agency.pk, sha256=upload.kept_sha256)
    if known is not None and known.condition == "whole" and known.scan != "found":
        return known
    used, quota = bytes_of(agency), configuration().agency_quota
    # This upload is counted among what is used already.
    if used > quota:
        raise Incomplete([quota_used_up(used, quota)])
    path = storage.new_kept_path()
    storage.keep(upload.kept_path or upload.path, path)
    scanned_at = timezone.now() if upload.scan == "clean" else None
    if known is not None:
        # The disk had lost these very bytes, or the scanner took them: here they are again.
        known.path, known.condition, known.scan, known.scanned_at = path, "whole", upload.scan, scanned_at
        known.save()
        return known
    created: Content = Content.objects.create(
        agency=agency,
        sha256=upload.kept_sha256,
        size=upload.kept_size,
        kind=upload.kind,
        pages=upload.pages,
        path=path,
        scan=upload.scan,
        scanned_at=scanned_at,
    )
    return created


_LATEST = Compiled(
    lambda: Revision.objects.filter(document=given("document", BigIntegerField())).order_by("-number")[:1]
)
_KNOWN = Compiled(
    lambda: Content.objects.filter(
        agency=given("of", BigIntegerField()), sha256=given("sha256", CharField())
    ).order_by()
)


def _told(facts: Facts) -> dict[str, object]:
    """What the record says of a reference without words: number, days, level."""
    told: dict[str, object] = {"number": facts.number}
    for name in ("issued_on", "effective_on"):
        day: date | None = getattr(facts, name)
        if day is not None:
            told[name] = day.isoformat()
    if facts.secrecy:
        told["secrecy"] = facts.secrecy
    return told


def _words(facts: Facts) -> dict[str, str]:
    """Free text, which may speak of people: it stands apart from the chain."""
    words = {"title": facts.title, "issuer": facts.issuer, "excerpt": facts.excerpt, "page": facts.page}
    return {name: value for name, value in words.items() if value}
