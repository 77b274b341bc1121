"""References with and without a file, revisions, classified documents, quota, what the record says."""

from __future__ import annotations

import errno
import hashlib
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.files.models import Content, Document, Revision, Upload
from chiso.office.files.services.documents import Facts, add_document, add_revision, change_document
from chiso.office.ledger.models import Entry
from chiso.office.ledger.selectors import history_of
from tests.office.files.conftest import City
from tests.office.files.honest import docx, jpeg, odt_members, pack, pdf
from tests.office.files.sending import make_document, sent

pytestmark = pytest.mark.django_db
FACTS = Facts(number="12/BC-SYT", title="Báo cáo công tác năm 2026", effective_on=date(2026, 1, 1))


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [one.code for one in refused.value.problems]


def test_a_reference_needs_no_file(city: City) -> None:
    document = add_document(actor=city.officer, agency=city.health, facts=FACTS)
    assert (document.number, document.revisions.count()) == ("12/BC-SYT", 0)
    with pytest.raises(Incomplete) as refused:
        add_document(actor=city.officer, agency=city.health, facts=Facts(issuer="UBND"))
    assert codes(refused) == ["CH-7436"]


def test_a_file_is_kept_byte_for_byte_under_a_random_name(city: City, files: Path) -> None:
    data = docx()
    upload = sent(city.officer, city.health, "Báo cáo.docx", data)
    document = add_document(actor=city.officer, agency=city.health, facts=FACTS, upload=upload)
    revision = document.revisions.get()
    assert (revision.number, revision.name, revision.content.kind) == (1, "Báo cáo.docx", "docx")
    assert revision.content.sha256 == hashlib.sha256(data).hexdigest() == revision.received
    kept = files / revision.content.path
    assert kept.read_bytes() == data
    assert kept.stat().st_mode & 0o777 == 0o400
    assert "Báo" not in revision.content.path
    assert [path for path in files.rglob("*") if path.is_file()] == [kept]
    said = [line.said.in_language("en") for line in history_of(document)]
    assert said == [
        "added the file Báo cáo.docx as revision 1",
        "entered the document 12/BC-SYT Báo cáo công tác năm 2026",
    ]


@pytest.mark.parametrize("has_second_names", [True, False])
def test_a_write_that_ends_in_the_middle_leaves_the_upload_to_be_handed_in_again(
    city: City, files: Path, monkeypatch: pytest.MonkeyPatch, has_second_names: bool
) -> None:
    def refuses(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.EPERM, "no second names here")

    if not has_second_names:
        monkeypatch.setattr(os, "link", refuses)
    data = docx()
    upload = sent(city.officer, city.health, "a.docx", data)

    def dies(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("the server dies after the bytes were kept")

    with monkeypatch.context() as patched:
        patched.setattr(Revision.objects, "create", dies)
        with pytest.raises(RuntimeError), transaction.atomic():
            add_document(actor=city.officer, agency=city.health, facts=FACTS, upload=upload)
    assert not Document.objects.exists()
    document = add_document(actor=city.officer, agency=city.health, facts=FACTS, upload=upload)
    kept = files / document.revisions.get().content.path
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (data, 0o400)
    # What the first attempt left has no row, and is named by the look at the disk once it is old.
    left = [path for path in files.rglob("*") if path.is_file() and path != kept]
    assert [path.read_bytes() for path in left] == [data]


def test_a_later_file_replaces_and_the_earlier_stays(city: City) -> None:
    document = make_document(city.officer, city.health, file=("a.docx", docx()))
    upload = sent(city.officer, city.health, "b.pdf", pdf())
    add_revision(
        actor=city.officer,
        document=document,
        upload=upload,
        expected_version=document.version,
        effective_on=date(2026, 7, 1),
        note="Bản đã ký",
    )
    rows = document.revisions.values_list("number", "name", "effective_on", "note")
    assert list(rows) == [(2, "b.pdf", date(2026, 7, 1), "Bản đã ký"), (1, "a.docx", None, "")]
    again = sent(city.officer, city.health, "c.pdf", pdf("khac"))
    with pytest.raises(Conflict):
        add_revision(actor=city.officer, document=document, upload=again, expected_version=document.version)
    assert document.revisions.count() == 2


def test_the_same_bytes_are_kept_once_an_agency_and_never_across_agencies(city: City, files: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        make_document(city.officer, city.health, file=(name, pdf()))
    make_document(city.stranger, city.other, file=("c.pdf", pdf()))
    assert Content.objects.filter(agency=city.health).count() == 1
    assert Content.objects.count() == 2
    assert len([path for path in (files / "kept").rglob("*") if path.is_file()]) == 2
    assert Revision.objects.count() == 3


def test_a_photograph_is_kept_as_it_was_drawn_anew(city: City, files: Path) -> None:
    document = make_document(city.officer, city.health, file=("anh.jpg", jpeg()))
    revision = document.revisions.get()
    kept = (files / revision.content.path).read_bytes()
    assert revision.received == hashlib.sha256(jpeg()).hexdigest() != revision.content.sha256
    assert revision.content.sha256 == hashlib.sha256(kept).hexdigest()
    assert b"CameraMaker" not in kept
    with_place = sent(city.officer, city.health, "anh.jpg", jpeg(), keeps_metadata=True)
    document = add_document(actor=city.officer, agency=city.health, facts=FACTS, upload=with_place)
    assert document.revisions.get().keeps_metadata
    assert b"CameraMaker" in (files / document.revisions.get().content.path).read_bytes()
    assert not list((files / "uploads").iterdir())


def test_of_a_classified_document_only_the_number_is_kept(city: City, files: Path) -> None:
    classified = Facts(number="07/BC-SYT", secrecy="toi_mat")
    document = add_document(actor=city.officer, agency=city.health, facts=classified)
    assert (document.number, document.title, document.secrecy) == ("07/BC-SYT", "", "toi_mat")
    with pytest.raises(Incomplete) as refused:
        add_document(
            actor=city.officer, agency=city.health, facts=Facts("7", title="Nội dung", secrecy="mat")
        )
    assert codes(refused) == ["CH-7426"]
    upload = sent(city.officer, city.health, "a.pdf", pdf())
    with pytest.raises(Incomplete) as refused:
        add_document(actor=city.officer, agency=city.health, facts=classified, upload=upload)
    assert codes(refused) == ["CH-7426"]
    another = sent(city.officer, city.health, "a.pdf", pdf())
    with pytest.raises(Incomplete):
        add_revision(actor=city.officer, document=document, upload=another, expected_version=1)
    # What came is gone from the disk, and that it came is in the record.
    assert [path for path in files.rglob("*") if path.is_file()] == []
    assert Entry.objects.filter(verb="classified_file_refused", outcome="refused").count() == 2


def test_a_document_with_a_file_cannot_be_declared_classified_in_silence(city: City) -> None:
    document = make_document(city.officer, city.health, file=("a.pdf", pdf()))
    with pytest.raises(Incomplete) as refused:
        change_document(
            actor=city.officer,
            document=document,
            facts=Facts("7", secrecy="mat"),
            expected_version=document.version,
        )
    assert codes(refused) == ["CH-7426"]
    document.refresh_from_db()
    assert (document.secrecy, document.title) == ("", "Báo cáo")


def test_a_marking_of_secrecy_must_be_confirmed_and_the_confirmation_is_recorded(city: City) -> None:
    data = pack(odt_members("<text:p>TỐI MẬT</text:p>"), stored=("mimetype",))
    upload = sent(city.officer, city.health, "a.odt", data)
    with pytest.raises(Incomplete) as refused:
        add_document(actor=city.officer, agency=city.health, facts=FACTS, upload=upload)
    assert codes(refused) == ["CH-7425"]
    assert refused.value.problems[0].found == "TỐI MẬT"
    # The file need not be sent again.
    document = add_document(
        actor=city.officer, agency=city.health, facts=FACTS, upload=upload, marking_confirmed=True
    )
    assert document.revisions.get().marking == "TỐI MẬT"
    entry = Entry.objects.get(verb="file_added")
    assert entry.facts["marking_confirmed"] == "TỐI MẬT"


def test_a_refused_file_leaves_no_bytes_and_is_in_the_record(city: City, files: Path) -> None:
    upload = sent(city.officer, city.health, "a.pdf", b"MZ program")
    with pytest.raises(Incomplete) as refused:
        add_document(actor=city.officer, agency=city.health, facts=FACTS, upload=upload)
    assert codes(refused)[0] == "CH-7403"
    assert [path for path in files.rglob("*") if path.is_file()] == []
    assert not Document.objects.exists()
    entry = Entry.objects.get()
    assert (entry.verb, entry.outcome, entry.facts["codes"][0]) == ("file_refused", "refused", "CH-7403")
    upload.refresh_from_db()
    assert upload.state == "refused"
    with pytest.raises(Incomplete) as refused:
        add_document(actor=city.officer, agency=city.health, facts=FACTS, upload=upload)
    assert codes(refused) == ["CH-7432"]


def test_the_files_of_an_agency_stay_within_its_quota(city: City, configured: Any) -> None:
    make_document(city.officer, city.health, file=("a.pdf", pdf()))
    configured(agency_quota=len(pdf()) + 100)
    with pytest.raises(Incomplete) as refused:
        sent(city.officer, city.health, "b.docx", docx())
    assert codes(refused) == ["CH-7427"]
    # The other agency has a quota of its own.
    sent(city.stranger, city.other, "b.txt", b"x" * 200)


def test_facts_are_corrected_and_what_stood_before_stays_in_the_record(city: City) -> None:
    document = add_document(actor=city.officer, agency=city.health, facts=FACTS)
    changed = Facts(number="13/BC-SYT", title="Báo cáo đã sửa")
    current = change_document(actor=city.officer, document=document, facts=changed, expected_version=1)
    assert (current.number, current.version, current.effective_on) == ("13/BC-SYT", 2, None)
    with pytest.raises(Conflict) as conflict:
        change_document(actor=city.officer, document=document, facts=FACTS, expected_version=1)
    assert conflict.value.current.number == "13/BC-SYT"  # type: ignore[attr-defined]
    said = [line.said.in_language("vi") for line in history_of(document)]
    assert len(said) == 2
    assert "12/BC-SYT" in said[1]


def test_nobody_else_writes_and_the_attempt_is_recorded(city: City) -> None:
    document = make_document(city.officer, city.health)
    for attempt in (
        lambda: add_document(actor=city.stranger, agency=city.health, facts=FACTS),
        lambda: change_document(actor=city.appraiser, document=document, facts=FACTS, expected_version=1),
        lambda: sent(city.stranger, city.health, "a.pdf", pdf()),
    ):
        with pytest.raises(NoRight):
            attempt()
    assert Entry.objects.filter(outcome="refused").count() == 3
    assert Document.objects.count() == 1
    assert not Upload.objects.exists()


def test_an_upload_for_one_agency_makes_no_evidence_of_another(city: City) -> None:
    upload = sent(city.stranger, city.other, "a.pdf", pdf())
    with pytest.raises((Incomplete, NoRight)):
        add_document(actor=city.officer, agency=city.health, facts=FACTS, upload=upload)
    assert not Document.objects.exists()
