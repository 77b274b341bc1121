"""Records beside the phone: by form, without script, from paper; photographs; papers read back; who reads."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import pypdfium2
import pytest
from django.core import serializers
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled
from docx import Document as read_docx
from PIL import Image

from chiso.office.errors import Conflict, Incomplete, NotFound
from chiso.office.files import storage
from chiso.office.files.models import Content
from chiso.office.inspections.access import record_for
from chiso.office.inspections.cells import canonical
from chiso.office.inspections.erasing import erase_from_inspections
from chiso.office.inspections.models import Answer, Part, Photo, Record, SampledFile, Seen, Visit, Voice
from chiso.office.inspections.record_content import content_of
from chiso.office.inspections.record_papers import record_letter, write_blank, write_record
from chiso.office.inspections.services.attaching import attach_photo
from chiso.office.inspections.services.records import Entry, reopen_record
from chiso.office.inspections.services.records import write_record as write_cells
from chiso.office.inspections.services.syncing import take_changes
from chiso.office.ledger.erasing import Erasure
from chiso.office.ledger.models import Entry as Told
from tests.office.inspections.following.making import found
from tests.office.inspections.phone.handling import photograph
from tests.office.inspections.phone.making import (
    DEVICE,
    NOON,
    OTHER_DEVICE,
    answer,
    change,
    closing,
    fresh_visit,
    signature,
    under_way,
)
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db
NAME = "0" * 16


def take(actor: Any, visit: Visit, *changes: Any, device: str = DEVICE) -> None:
    take_changes(actor=actor, visit=visit, device=device, changes=changes)


def record_of(visit: Visit) -> Record:
    found = Record.objects.get(visit=visit)
    found.visit = fresh_visit(visit)
    return found


def photo_change(data: bytes, number: int = 1) -> Any:
    value = {
        "words": "Bảng",
        "finding": "",
        "taken_at": "",
        "place": "",
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    return change(number, "photo", NAME, value)


def post(client: Client, visit: Visit, page: str, **fields: Any) -> Any:
    record = Record.objects.filter(visit=visit).first()
    version = record.version if record else 0
    return client.post(f"/kiem-tra/luot/{visit.key}/bien-ban/{page}/", fields | {"expected_version": version})


# Written by form.


def test_the_paper_is_entered_by_form_and_drawn_and_ended_without_a_phone() -> None:
    _city, visit, inspector = under_way()
    client = sign_in(inspector)
    assert client.get(f"/kiem-tra/luot/{visit.key}/bien-ban/ghi/").status_code == 200
    assert not Record.objects.exists()
    given = {
        "answer_A1": "no", "note_A1": "Bảng cũ", "dossiers": "1-30", "sample_size": "2",
        "talk_position": "Công chức tư pháp", "talk_words": "Thiếu người", "seen_new0_words": "Lịch quý III",
        "seen_new0_code": "A1", "seen_new0_severity": "to_mend", "voice_0_attitude": "poor",
    }  # fmt: skip
    assert post(client, visit, "ghi", **given).status_code == 303
    assert [(one.name, one.answer, one.note) for one in Answer.objects.all()] == [("A1", "no", "Bảng cũ")]
    assert [(one.words, one.code, one.severity) for one in Seen.objects.all()] == [
        ("Lịch quý III", "A1", "to_mend")
    ]
    assert [(one.attitude, one.guidance) for one in Voice.objects.all()] == [("poor", "")]
    label = Part.objects.get(name="sample").value["drawn"][0]
    # The second time only what differs is written; a finding without words is taken back.
    finding = Seen.objects.get().name
    again = {
        key: value
        for key, value in given.items()
        if not key.startswith(("seen", "voice", "dossiers", "sample"))
    }
    again |= {"file_0_outcome": "faulty", "file_0_codes": "d2, E3", f"seen_{finding}_words": ""}
    assert post(client, visit, "ghi", **again).status_code == 303
    assert (Answer.objects.get().revision, Seen.objects.get().is_removed, Voice.objects.count()) == (
        1,
        True,
        1,
    )
    assert [(one.label, one.codes) for one in SampledFile.objects.all()] == [(label, ["D2", "E3"])]
    end = {
        "inspector_name": "Trần Thị Đoàn", "official_name": "Nguyễn Văn Ký", "official_how": "refused",
        "official_reason": "Không đồng ý với A1",
    }  # fmt: skip
    assert post(client, visit, "ky", **end).status_code == 303
    record = record_of(visit)
    content = content_of(record.visit, record)
    assert (record.state, record.digest) == ("signed", content.digest)
    assert [(one.value.how, one.is_of_this) for one in content.signatures.values()] == [
        ("on_paper", True), ("refused", True),
    ]  # fmt: skip


def test_what_is_wrong_in_the_form_is_said_at_its_field_and_nothing_is_written() -> None:
    _city, visit, inspector = under_way()
    take(inspector, visit, answer(1))
    client = sign_in(inspector)
    answered = post(client, visit, "ghi", answer_A1="perhaps", dossiers="9-1", sample_size="2")
    assert answered.status_code == 422
    assert 'id="id_dossiers-error"' in answered.content.decode()
    answered = post(client, visit, "ky", inspector_name="A", official_name="B", official_how="refused")
    assert answered.status_code == 422
    assert (Answer.objects.get().revision, record_of(visit).state) == (1, "open")


def test_who_enters_what_somebody_else_has_just_changed_sees_it() -> None:
    city, visit, inspector = under_way()
    take(inspector, visit, answer(1))
    seen = record_of(visit)
    take(city.inspectors[1], visit, answer(1, "A2"), device=OTHER_DEVICE)
    with pytest.raises(Conflict):
        write_cells(
            actor=inspector, visit=visit, entries=[Entry("answer", "A1", {"answer": "no", "note": ""})],
            expected_version=seen.version,
        )  # fmt: skip
    assert Answer.objects.get(name="A1").answer == "yes"


def test_a_phone_learns_that_a_form_changed_its_cell() -> None:
    _city, visit, inspector = under_way()
    take(inspector, visit, answer(1))
    record = record_of(visit)
    write_cells(
        actor=inspector, visit=visit, entries=[Entry("answer", "A1", {"answer": "no", "note": ""})],
        expected_version=record.version,
    )  # fmt: skip
    (conflict,) = take_changes(
        actor=inspector, visit=visit, device=DEVICE, changes=[answer(2, note="x", seen=1)]
    )
    assert conflict.state == "conflict"


def test_a_signed_record_is_opened_again_with_a_reason_until_it_is_handed_over() -> None:
    _city, visit, inspector = under_way()
    take(inspector, visit, answer(1), *closing(2))
    record = record_of(visit)
    with pytest.raises(Incomplete) as refused:
        reopen_record(actor=inspector, record=record, reason=" ", expected_version=record.version)
    assert [one.code for one in refused.value.problems] == ["CH-8651"]
    reopen_record(actor=inspector, record=record, reason="Ghi nhầm A1", expected_version=record.version)
    assert (record_of(visit).state, fresh_visit(visit).ended_at) == ("open", None)
    assert content_of(fresh_visit(visit), record_of(visit)).signatures == {}
    assert "Ghi nhầm" not in json.dumps(Told.objects.get(verb="record_reopened").facts, ensure_ascii=False)
    take(inspector, visit, answer(9, said="no"), *closing(10))
    # Handed over after the page was read: the version of the record is the same.
    record = record_of(visit)
    Visit.objects.filter(pk=visit.pk).update(handed_over_at=NOON)
    with pytest.raises(Incomplete) as refused:
        reopen_record(actor=inspector, record=record, reason="Nữa", expected_version=record.version)
    assert [one.code for one in refused.value.problems] == ["CH-8696"]


# Photographs.


def test_a_photograph_is_kept_once_without_metadata_and_goes_when_it_is_taken_back() -> None:
    _city, visit, inspector = under_way()
    data = photograph()
    assert b"Hoa" in data
    take(inspector, visit, photo_change(data))
    for _time in range(2):
        attach_photo(actor=inspector, visit=visit, name=NAME, data=data)
    with scopes_disabled():
        content = Content.objects.get()
        kept = storage.place_of(content.path)
        assert b"Hoa" not in kept.read_bytes()
        assert not Image.open(io.BytesIO(kept.read_bytes())).getexif()
        assert content.agency == visit.inspection.led_by
        take(inspector, visit, change(2, "photo", NAME, None))
        assert not Content.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_bytes_of_a_photograph_that_was_taken_back_leave_the_disk() -> None:
    _city, visit, inspector = under_way()
    data = photograph()
    take(inspector, visit, photo_change(data))
    with scopes_disabled():
        kept = storage.place_of(attach_photo(actor=inspector, visit=visit, name=NAME, data=data).content.path)  # type: ignore[union-attr]
        assert kept.is_file()
        take(inspector, visit, change(2, "photo", NAME, None))
    assert not kept.exists()


@pytest.mark.parametrize(
    ("named", "data", "code"),
    [
        (b"other", b"\xff\xd8\xff", "CH-8698"),
        (b"GIF89a", b"GIF89a", "CH-8699"),
        (b"\xff\xd8\xff" + b"0" * 2_400_000, b"\xff\xd8\xff" + b"0" * 2_400_000, "CH-8699"),
    ],
)
def test_bytes_that_are_no_such_photograph_are_refused(named: bytes, data: bytes, code: str) -> None:
    _city, visit, inspector = under_way()
    take(inspector, visit, photo_change(named))
    with pytest.raises(Incomplete) as refused:
        attach_photo(actor=inspector, visit=visit, name=NAME, data=data)
    assert [one.code for one in refused.value.problems] == [code]
    with scopes_disabled():
        assert not Content.objects.exists()


def test_a_broken_picture_is_refused_by_the_check_of_files() -> None:
    _city, visit, inspector = under_way()
    data = photograph()[:400]
    take(inspector, visit, photo_change(data))
    with pytest.raises(Incomplete) as refused:
        attach_photo(actor=inspector, visit=visit, name=NAME, data=data)
    assert all(one.code.startswith("CH-74") for one in refused.value.problems)
    assert Photo.objects.get().content is None


def test_a_photograph_comes_by_form_too_and_is_shown_to_who_reads_the_record() -> None:
    city, visit, inspector = under_way()
    take(inspector, visit, answer(1))
    client = sign_in(inspector)
    file = io.BytesIO(photograph())
    file.name = "anh.jpg"
    answered = post(client, visit, "anh", file=file, words="Bảng niêm yết", no_faces="on")
    assert answered.status_code == 303
    photo = Photo.objects.get()
    shown = client.get(f"/kiem-tra/anh/{photo.key}/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert sign_in(city.inspectors[2]).get(f"/kiem-tra/anh/{photo.key}/").status_code == 404


def test_a_photograph_stands_beside_the_finding_that_it_shows_in_record_paper_and_finding() -> None:
    city, visit, inspector = under_way()
    for number, words in ((1, "Lịch quý III"), (2, "Thiếu ghế chờ")):
        value = {"code": "", "words": words, "severity": "", "recommendation": ""}
        take(inspector, visit, change(number, "seen", f"{number:016x}", value))
    client = sign_in(inspector)
    file = io.BytesIO(photograph())
    file.name = "anh.jpg"
    shows = f"{2:016x}"
    given = {"file": file, "words": "Hàng người đứng", "no_faces": "on", "finding": shows}
    assert post(client, visit, "anh", **given).status_code == 303
    assert Photo.objects.get().finding == shows
    take(inspector, visit, *closing(5))
    page = client.get(f"/kiem-tra/luot/{visit.key}/bien-ban/").content.decode()
    first, second = page.index("Lịch quý III"), page.index("Thiếu ghế chờ")
    assert "Hàng người đứng" not in page[first:second]
    assert "Hàng người đứng" in page[second : page.index("</ol>", second)]
    document = read_docx(io.BytesIO(write_record(content_of(fresh_visit(visit), record_of(visit)), "docx")))
    lines = [one.text for one in document.paragraphs]
    at = next(n for n, line in enumerate(lines) if "Thiếu ghế chờ" in line)
    assert (Photo.objects.get().sha256 in lines[at + 1], "Hàng người đứng" in lines[at + 1]) == (True, True)
    # What became a finding afterwards shows it too, to who reads the record.
    seen = {one.name: one for one in Seen.objects.all()}
    for name, is_shown in ((shows, True), (f"{1:016x}", False)):
        found_one = found(city, fresh_visit(visit), seen=seen[name], words=seen[name].words)
        shown = client.get(f"/kiem-tra/phat-hien/{found_one.key}/").content.decode()
        assert (f"/kiem-tra/anh/{Photo.objects.get().key}/" in shown) is is_shown


def test_a_photograph_that_names_no_finding_that_there_is_stands_alone() -> None:
    _city, visit, inspector = under_way()
    value = photo_change(b"\xff\xd8\xff").value
    take(inspector, visit, change(1, "photo", NAME, value | {"finding": f"{7:016x}"}))
    assert content_of(fresh_visit(visit), record_of(visit)).photos[0].finding == f"{7:016x}"
    answered = take_changes(
        actor=inspector, visit=visit, device=DEVICE,
        changes=[change(2, "photo", f"{1:016x}", value | {"finding": "<b>"})],
    )  # fmt: skip
    assert [one.state for one in answered] == ["refused"]


def test_a_photograph_that_cannot_be_kept_is_not_named_in_the_record_either() -> None:
    _city, visit, inspector = under_way()
    take(inspector, visit, answer(1))
    client = sign_in(inspector)
    file = io.BytesIO(photograph()[:400])
    file.name = "anh.jpg"
    assert post(client, visit, "anh", file=file, words="Bảng niêm yết", no_faces="on").status_code == 422
    assert content_of(fresh_visit(visit), record_of(visit)).photos == ()


def test_a_photograph_whose_bytes_have_come_is_not_named_by_other_bytes() -> None:
    _city, visit, inspector = under_way()
    data = photograph()
    take(inspector, visit, photo_change(data))
    attach_photo(actor=inspector, visit=visit, name=NAME, data=data)
    take(inspector, visit, photo_change(b"other", 2))
    assert Photo.objects.get().sha256 == hashlib.sha256(data).hexdigest()


# Who reads.


def test_an_agency_reads_a_record_once_it_was_handed_over_and_no_sooner() -> None:
    city, visit, inspector = under_way()
    Visit.objects.filter(pk=visit.pk).update(
        is_announced=True, announced_at=NOON, place=visit.inspection.places.get(agency=city.wards[0])
        if not visit.inspection.visits.filter(place__agency=city.wards[0]).exists()
        else visit.place,
    )  # fmt: skip
    mine = visit.inspection.visits.filter(place__agency=city.wards[0]).get()
    Visit.objects.filter(pk=mine.pk).update(team=visit.team, is_announced=True, announced_at=NOON)
    mine = fresh_visit(mine)
    take(inspector, mine, answer(1))
    with pytest.raises(NotFound):
        record_for(city.ward_officer, mine.key)
    Visit.objects.filter(pk=mine.pk).update(handed_over_at=NOON)
    assert record_for(city.ward_officer, mine.key)[1] == record_of(mine)
    for stranger in (city.other_officer, city.inspectors[2]):
        with pytest.raises(NotFound):
            record_for(stranger, mine.key)


def test_voices_of_fewer_than_five_are_a_number_and_nothing_else() -> None:
    city, visit, inspector = under_way()
    voice = {"attitude": "poor", "guidance": "no", "demands": "yes", "said": "Bị đòi tiền"}
    take(inspector, visit, *(change(n, "voice", f"{n:016x}", voice) for n in range(1, 5)))
    page = sign_in(city.coordinator).get(f"/kiem-tra/luot/{visit.key}/bien-ban/").content.decode()
    assert "Dưới năm người" in page
    assert "Bị đòi tiền" not in page
    take(inspector, visit, change(5, "voice", f"{5:016x}", voice))
    page = sign_in(city.coordinator).get(f"/kiem-tra/luot/{visit.key}/bien-ban/").content.decode()
    assert "Chưa tốt: 5" in page
    assert "Bị đòi tiền" not in page


# Papers.


def filled() -> tuple[Visit, Record]:
    _city, visit, inspector = under_way()
    take(
        inspector, visit, change(1, "part", "begun", {}), answer(2, said="no", note="Bảng cũ"),
        change(3, "seen", NAME, {
            "code": "A1", "words": "Lịch tiếp công dân là của quý III", "severity": "to_mend",
            "recommendation": "Niêm yết lịch tháng này",
        }),
        change(4, "voice", NAME, {"attitude": "poor", "guidance": "", "demands": "", "said": "Bị đòi tiền"}),
    )  # fmt: skip
    digest = content_of(fresh_visit(visit), record_of(visit)).digest
    take(
        inspector, visit, change(5, "part", "signature-inspector", signature(digest=digest)),
        change(6, "part", "signature-official", signature("refused", reason="Không đồng ý", digest=digest)),
        change(7, "part", "ended", {}),
    )  # fmt: skip
    return fresh_visit(visit), record_of(visit)


EXPECTED = (
    "BIÊN BẢN", "Danh mục và nội dung thủ tục hành chính được công khai đầy đủ", "Bảng cũ",
    "Lịch tiếp công dân là của quý III", "Niêm yết lịch tháng này", "Số người dân được hỏi: 1",
    "từ chối ký: Không đồng ý", "Nguyễn Văn Ký", "12:00, 10/06/2026",
)  # fmt: skip


def test_the_record_as_pdf_says_what_was_found_and_bears_the_drawn_signature() -> None:
    visit, record = filled()
    document = pypdfium2.PdfDocument(write_record(content_of(visit, record), "pdf"))
    words = " ".join("".join(page.get_textpage().get_text_range() for page in document).split())
    assert [one for one in EXPECTED if one not in words] == []
    # A run of letters that is longer than a line is broken.
    assert record.digest in words.replace(" ", "")
    assert "Bị đòi tiền" not in words
    with_lines = [one for page in document for one in page.get_objects() if one.type == 2]
    unsigned = content_of(visit, record)
    unsigned.signatures.clear()
    bare = pypdfium2.PdfDocument(write_record(unsigned, "pdf"))
    # One path more: the one stroke of the signature.
    assert len(with_lines) == sum(one.type == 2 for page in bare for one in page.get_objects()) + 1


def test_the_record_as_word_says_the_same() -> None:
    visit, record = filled()
    document = read_docx(io.BytesIO(write_record(content_of(visit, record), "docx")))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = "\n".join([one.text for one in document.paragraphs] + tables)
    assert [one for one in (*EXPECTED, record.digest) if one not in words] == []
    picture = document.inline_shapes[0]._inline.graphic.graphicData.pic.blipFill.blip.embed
    drawn = Image.open(io.BytesIO(document.part.related_parts[picture].blob))
    # Black where the pen went, white elsewhere: the strokes were 10,10 → 300,150 → 590,20.
    assert (drawn.size, [drawn.getpixel(at) for at in ((10, 10), (300, 150), (590, 20), (300, 20))]) == (
        (600, 200), [0, 0, 0, 255],
    )  # fmt: skip


def test_a_paper_says_that_it_was_changed_after_a_signature() -> None:
    city, visit, inspector = under_way()
    take(inspector, visit, answer(1))
    digest = content_of(fresh_visit(visit), record_of(visit)).digest
    take(inspector, visit, *closing(2, digest=digest)[:2])
    take(city.inspectors[1], visit, answer(1, "A5", "no"), device=OTHER_DEVICE)
    letter = record_letter(content_of(fresh_visit(visit), record_of(visit)))
    assert sum("nội dung đã thay đổi sau khi ký" in getattr(one, "words", "") for one in letter.body) == 2


def test_the_blank_form_has_every_duty_and_room_to_write() -> None:
    _city, visit, _inspector = under_way()
    content = content_of(fresh_visit(visit), None)
    document = read_docx(io.BytesIO(write_blank(content, "docx")))
    codes = {row.cells[0].text for table in document.tables for row in table.rows}
    assert set(content.checklist.items) <= codes
    assert len(pypdfium2.PdfDocument(write_blank(content, "pdf"))) >= 3


def test_the_digest_is_that_of_the_canonical_rows() -> None:
    _city, visit, inspector = under_way()
    take(inspector, visit, answer(1, "A2", note="é"), answer(2, "A1", "no"))
    content = content_of(fresh_visit(visit), record_of(visit))
    # Written out by hand: sorted by kind and name, keys sorted, no blanks.
    told = '[["answer","A1",{"answer":"no","note":""}],["answer","A2",{"answer":"yes","note":"é"}]]'
    assert content.digest == hashlib.sha256(told.encode()).hexdigest()
    assert canonical(json.loads(told)) == told


def test_who_is_erased_leaves_neither_words_nor_signature_in_a_record() -> None:
    visit, _record = filled()
    person = visit.team.members.first()  # type: ignore[union-attr]
    assert person is not None
    name = "Nguyễn Văn Ký"
    Answer.objects.update(note=f"Ông {name.upper()} vắng mặt")
    assert erase_from_inspections(Erasure(person, (name,), timezone.now(), "1/YC")) == 3
    kept = "".join(
        serializers.serialize("json", model._base_manager.all(), ensure_ascii=False)
        for model in (Answer, Part)
    )
    assert name.casefold() not in kept.casefold()
    content = content_of(fresh_visit(visit), record_of(visit))
    assert [one.value.strokes for one in content.signatures.values()] == [[], []]
    assert Answer.objects.get().answer == "no"
