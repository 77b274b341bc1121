"""Voice notes in the office: allowed by the plan alone, kept once, heard by readers, deleted for good."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.inspection.plan import read_plan
from chiso.office.errors import Conflict, Incomplete, NoRight, NotFound
from chiso.office.files import storage
from chiso.office.files.models import Content
from chiso.office.files.services.contents import checked_sound
from chiso.office.inspections.access import sound_to_delete, voice_note_for
from chiso.office.inspections.content import files_of
from chiso.office.inspections.erasing import erase_from_inspections
from chiso.office.inspections.following import keeping
from chiso.office.inspections.models import Inspection, Place, Visit, VoiceNote
from chiso.office.inspections.record_content import content_of
from chiso.office.inspections.record_papers import record_letter
from chiso.office.inspections.services import attaching
from chiso.office.inspections.services.attaching import attach_voice_note, delete_sound
from chiso.office.inspections.services.preparing import change_settings
from chiso.office.inspections.services.syncing import Answered, take_changes
from chiso.office.ledger.erasing import Erasure
from chiso.office.ledger.models import Entry
from chiso.office.people.models import Person
from tests.office.files.recorded import PRIVATE, mp4, webm
from tests.office.inspections.making import SETTINGS, approved, make_city
from tests.office.inspections.phone.making import (
    DEVICE,
    NOON,
    change,
    closing,
    fresh_visit,
    hearing,
    under_way,
    voice_note,
)
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db
NAME, SOUND = "0" * 16, webm()
WORDS = "Máy lấy số hỏng"


def take(actor: Any, visit: Visit, *changes: Any) -> list[Answered]:
    return take_changes(actor=actor, visit=visit, device=DEVICE, changes=changes)


def kept(visit: Visit, inspector: Person, name: str = NAME, data: bytes = SOUND, **changes: Any) -> VoiceNote:
    """A voice note with its sound."""
    number = int(name, 16) + 1
    sent = change(number, "voice_note", name, voice_note(data, **changes))
    assert [one.state for one in take(inspector, visit, sent)] == ["taken"]
    attach_voice_note(actor=inspector, visit=visit, name=name, data=data)
    return fresh(VoiceNote.objects.get(name=name))


def send_sound(inspector: Person, visit: Visit, name: str = NAME, data: bytes = SOUND) -> tuple[int, Any]:
    """What the phone is told when it sends a sound."""
    answered = sign_in(inspector).post(
        f"/kiem-tra/dien-thoai/ghi-am/{visit.key}/{name}/", data, content_type="application/octet-stream"
    )
    return answered.status_code, answered.json()


def fresh(note: VoiceNote) -> VoiceNote:
    with scopes_disabled():
        found = VoiceNote.objects.select_related("content", "record__visit__inspection").get(pk=note.pk)
    found.record.visit = fresh_visit(found.record.visit)
    return found


def bytes_of(note: VoiceNote) -> Any:
    assert note.content is not None
    return storage.place_of(note.content.path)


# The plan.


def test_voice_notes_are_off_until_the_plan_allows_them_and_the_approval_falls_with_the_plan() -> None:
    city = make_city(6)
    made = approved(city)
    assert not made.takes_voice_notes
    before = files_of(made)
    assert b"voice_notes" not in before.plan
    change_settings(
        actor=city.coordinator, inspection=made, settings=replace(SETTINGS, voice_notes=True),
        expected_version=made.version,
    )  # fmt: skip
    now = Inspection.objects.get(pk=made.pk)
    after = files_of(now)
    # The hash that an approval names is another one, and the approval fell.
    assert (now.takes_voice_notes, now.approved_at) == (True, None)
    assert after.sha256 != before.sha256
    assert read_plan(after.plan)[0].voice_notes
    page = sign_in(city.coordinator).get(f"/kiem-tra/{now.key}/phuong-an/").content.decode()
    assert 'name="voice_notes"' in page


def test_what_the_plan_does_not_allow_is_refused() -> None:
    _city, visit, inspector = under_way()
    (answered,) = take(inspector, visit, change(1, "voice_note", NAME, voice_note(SOUND)))
    assert (answered.state, answered.problem and answered.problem.code) == ("refused", "CH-8853")
    assert not VoiceNote.objects.exists()
    told = sign_in(inspector).get("/kiem-tra/dien-thoai/goi.json").json()
    assert {one["takes_voice_notes"] for one in told["visits"]} == {False}


@pytest.mark.parametrize(
    "changes",
    [
        {"words": ""}, {"words": "  "}, {"heard": "others"}, {"heard": ""}, {"consent": "spoken"},
        {"heard": "others", "consent": "perhaps"}, {"sha256": "x"},
    ],
)  # fmt: skip
def test_no_note_stands_without_a_summary_or_without_the_consent_of_others(changes: dict[str, Any]) -> None:
    _city, visit, inspector = hearing()
    (answered,) = take(inspector, visit, change(1, "voice_note", NAME, voice_note(SOUND, **changes)))
    assert (answered.state, answered.problem and answered.problem.code) == ("refused", "CH-8694")


# Kept.


def test_a_sound_is_kept_once_without_what_stood_around_it_and_goes_when_it_is_taken_back() -> None:
    _city, visit, inspector = hearing()
    note = kept(visit, inspector, heard="others", consent="spoken")
    attach_voice_note(actor=inspector, visit=visit, name=NAME, data=SOUND)
    assert (note.milliseconds, note.heard, note.consent) == (1_993, "others", "spoken")
    with scopes_disabled():
        assert Content.objects.count() == 1
    assert PRIVATE in SOUND
    assert PRIVATE not in bytes_of(note).read_bytes()
    (entry,) = Entry.objects.filter(verb="voice_note_kept")
    assert entry.facts["sha256"] == note.content.sha256  # type: ignore[union-attr]
    assert WORDS not in json.dumps(entry.facts, ensure_ascii=False)
    take(inspector, visit, change(2, "voice_note", NAME, None))
    with scopes_disabled():
        assert not Content.objects.exists()
    assert (fresh(note).words, fresh(note).heard, fresh(note).is_removed) == ("", "", True)


@pytest.mark.parametrize(
    ("named", "data", "code"),
    [
        (b"other", SOUND, "CH-8852"),
        (b"GIF89a", b"GIF89a", "CH-8849"),
        (webm(of=2), webm(of=2), "CH-8850"),
        (webm((b"\x08xx",) * 6_300), webm((b"\x08xx",) * 6_300), "CH-8851"),
        (b"\x1a\x45\xdf\xa3" + b"0" * 2_400_000, b"\x1a\x45\xdf\xa3" + b"0" * 2_400_000, "CH-8854"),
    ],
)
def test_bytes_that_are_no_such_sound_are_refused(named: bytes, data: bytes, code: str) -> None:
    _city, visit, inspector = hearing()
    take(inspector, visit, change(1, "voice_note", NAME, voice_note(named)))
    status, told = send_sound(inspector, visit, data=data)
    assert (status, [one["code"] for one in told["problems"]]) == (422, [code])
    with scopes_disabled():
        assert not Content.objects.exists()


# Heard.


def part(client: Client, note: VoiceNote, wanted: str = "") -> Any:
    return client.get(f"/kiem-tra/ghi-am/{note.key}/", headers={"Range": wanted} if wanted else {})


def test_who_reads_the_record_hears_it_whole_or_in_parts_and_nobody_else() -> None:
    city, visit, inspector = hearing()
    note = kept(visit, inspector)
    client, data = sign_in(inspector), bytes_of(note).read_bytes()
    whole = part(client, note)
    assert (whole.status_code, whole["Content-Type"], whole.content) == (200, "audio/ogg", data)
    assert "sandbox" in whole["Content-Security-Policy"]
    assert "no-store" in whole["Cache-Control"]
    for wanted, start, end in (("bytes=0-1", 0, 2), ("bytes=100-", 100, None), ("bytes=-30", -30, None)):
        answered = part(client, note, wanted)
        assert (answered.status_code, answered.content) == (206, data[start:end])
    assert part(client, note, "bytes=0-1")["Content-Range"] == f"bytes 0-1/{len(data)}"
    assert part(client, note, f"bytes={len(data)}-").status_code == 416
    for ignored in ("bytes=0-1,4-5", "bytes=-", "bytes=x-1", "seconds=0-1"):
        answered = part(client, note, ignored)
        assert (answered.status_code, answered.content) == (200, data)
    for beyond in ("bytes=-0", "bytes=9-8", "bytes=999999999999-"):
        answered = part(client, note, beyond)
        assert (answered.status_code, answered.content) == (416, b"")
        assert answered["Content-Range"] == f"bytes */{len(data)}"
    # More than there is: what there is. Asked for its head alone, a part is none.
    assert part(client, note, f"bytes=-{len(data) + 9}").content == data
    assert part(client, note, f"bytes=7-{len(data) + 9}").content == data[7:]
    head = client.head(f"/kiem-tra/ghi-am/{note.key}/", headers={"Range": "bytes=0-1"})
    assert (head.status_code, head["Content-Length"]) == (200, str(len(data)))
    assert whole["X-Content-Type-Options"] == "nosniff"
    page = client.get(f"/kiem-tra/luot/{visit.key}/bien-ban/")
    assert f'src="/kiem-tra/ghi-am/{note.key}/"' in page.content.decode()
    assert WORDS in page.content.decode()
    # That page alone may play, and no page of the office may listen.
    assert "media-src 'self'" in page["Content-Security-Policy"]
    assert "media-src" not in client.get("/kiem-tra/")["Content-Security-Policy"]
    assert "microphone=()" in page["Permissions-Policy"]
    phone = client.get("/kiem-tra/dien-thoai/")
    assert "microphone=(self)" in phone["Permissions-Policy"]
    assert "camera=()" in phone["Permissions-Policy"]
    assert "media-src 'self' blob:" in phone["Content-Security-Policy"]
    assert part(sign_in(city.inspectors[2]), note).status_code == 404


def test_an_agency_hears_it_once_the_record_was_handed_over_and_no_sooner() -> None:
    city, visit, inspector = hearing()
    note = kept(visit, inspector)
    Visit.objects.filter(pk=visit.pk).update(is_announced=True, announced_at=NOON)
    Place.objects.filter(pk=visit.place.pk).update(agency=city.wards[0])
    with pytest.raises(NotFound):
        voice_note_for(city.ward_officer, note.key)
    Visit.objects.filter(pk=visit.pk).update(handed_over_at=NOON)
    assert voice_note_for(city.ward_officer, note.key) == note
    with pytest.raises(NotFound):
        sound_to_delete(city.ward_officer, note.key)


# Deleted.


@pytest.mark.django_db(transaction=True)
def test_a_sound_is_deleted_for_good_with_a_reason_and_what_was_signed_still_holds() -> None:
    city, visit, inspector = hearing()
    note = kept(visit, inspector, heard="others", consent="written")
    digest = content_of(fresh_visit(visit), note.record).digest
    take(inspector, visit, *closing(2, digest=digest))
    note, path = fresh(note), bytes_of(note)
    version = note.record.version
    for actor, reason, refusal in ((inspector, " ", Incomplete), (city.leader, "Rút lại", NoRight)):
        with pytest.raises(refusal):
            delete_sound(actor=actor, note=note, reason=reason, expected_version=version)
    with pytest.raises(Conflict):
        delete_sound(actor=inspector, note=note, reason="Rút lại", expected_version=version - 1)
    client = sign_in(city.coordinator)
    answered = client.post(
        f"/kiem-tra/ghi-am/{note.key}/xoa/", {"reason": "Bà Hoa rút lại", "expected_version": version}
    )
    assert answered.status_code == 303
    assert not path.exists()
    assert part(client, note).status_code == 404
    assert "Bà Hoa" not in json.dumps(Entry.objects.get(verb="voice_note_deleted").facts, ensure_ascii=False)
    content = content_of(fresh_visit(visit), fresh(note).record)
    assert [one.is_of_this for one in content.signatures.values()] == [True, True]
    assert [one.words for one in content.voice_notes] == [WORDS]
    page = client.get(answered["Location"]).content.decode()
    assert "Âm thanh đã xoá ngày" in page
    assert "<audio" not in page
    # The phone that still has it does not bring it back, and lets it go.
    assert send_sound(inspector, visit) == (200, {"state": "deleted"})
    with scopes_disabled():
        assert not Content.objects.exists()
    assert fresh(note).content is None
    # Nor is it deleted twice.
    with pytest.raises(Incomplete):
        delete_sound(
            actor=inspector, note=fresh(note), reason="Lại", expected_version=fresh(note).record.version
        )


def test_only_the_team_and_the_coordinator_delete_a_sound_whoever_asks() -> None:
    city, visit, inspector = hearing()
    note = kept(visit, inspector)
    stranger = city.inspectors[2]
    with pytest.raises(NotFound):
        delete_sound(actor=stranger, note=note, reason="Rút lại", expected_version=note.record.version)
    assert fresh(note).content is not None


def test_a_sound_that_is_deleted_before_it_comes_is_not_taken_when_it_comes() -> None:
    city, visit, inspector = hearing()
    take(inspector, visit, change(1, "voice_note", NAME, voice_note(SOUND)))
    note = fresh(VoiceNote.objects.get())
    assert note.content is None
    client = sign_in(city.coordinator)
    page = client.get(f"/kiem-tra/luot/{visit.key}/bien-ban/").content.decode()
    assert f"/kiem-tra/ghi-am/{note.key}/xoa/" in page
    answered = client.post(
        f"/kiem-tra/ghi-am/{note.key}/xoa/",
        {"reason": "Không đồng ý nữa", "expected_version": note.record.version},
    )
    assert answered.status_code == 303
    assert f"/kiem-tra/ghi-am/{note.key}/xoa/" not in client.get(answered["Location"]).content.decode()
    assert send_sound(inspector, visit) == (200, {"state": "deleted"})
    with scopes_disabled():
        assert not Content.objects.exists()


@pytest.mark.parametrize("meanwhile", ["came", "changed", "deleted"])
def test_what_happens_while_a_sound_is_checked_is_seen_under_the_lock(
    meanwhile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _city, visit, inspector = hearing()
    take(inspector, visit, change(1, "voice_note", NAME, voice_note(SOUND)))

    def checked(name: str, data: bytes) -> Any:
        monkeypatch.setattr(attaching, "checked_sound", checked_sound)
        if meanwhile == "came":
            attach_voice_note(actor=inspector, visit=visit, name=NAME, data=SOUND)
        elif meanwhile == "changed":
            VoiceNote.objects.update(sha256="0" * 64)
        else:
            VoiceNote.objects.update(deleted_at=NOON)
        return checked_sound(name, data)

    monkeypatch.setattr(attaching, "checked_sound", checked)
    if meanwhile == "changed":
        with pytest.raises(Incomplete) as refused:
            attach_voice_note(actor=inspector, visit=visit, name=NAME, data=SOUND)
        assert [one.code for one in refused.value.problems] == ["CH-8852"]
    else:
        attach_voice_note(actor=inspector, visit=visit, name=NAME, data=SOUND)
    # It is kept once, with one entry; or not at all.
    times = int(meanwhile == "came")
    assert Entry.objects.filter(verb="voice_note_kept").count() == times
    with scopes_disabled():
        assert Content.objects.count() == times


def test_sounds_go_after_a_year_from_the_disk_as_well_and_their_summaries_stay() -> None:
    _city, visit, inspector = hearing()
    old, young = kept(visit, inspector), kept(visit, inspector, f"{1:016x}", mp4())
    paths = bytes_of(old), bytes_of(young)
    for note, age in ((old, 366), (young, 364)):
        VoiceNote.objects.filter(pk=note.pk).update(at=timezone.now() - timedelta(days=age))
    assert keeping.forget_sounds() == 1
    assert [path.exists() for path in paths] == [False, True]
    assert (fresh(old).words, fresh(old).content, bool(fresh(old).deleted_at)) == (WORDS, None, True)
    assert fresh(young).content is not None
    assert keeping.forget_sounds() == 0


def test_who_is_erased_is_heard_no_more() -> None:
    city, visit, inspector = hearing()
    colleague, name = city.inspectors[1], "Đoàn Thục Trinh"
    theirs = kept(visit, inspector, words="Tôi đọc bảng niêm yết")
    named = kept(
        visit, colleague, f"{1:016x}", mp4(), words=f"{name.upper()} kể", heard="others", consent="spoken"
    )
    other = kept(visit, colleague, f"{2:016x}", webm((b"\x08ab",) * 9), words="Quầy vắng")
    to_come = voice_note(SOUND, words=f"{name} kể", heard="others", consent="spoken")
    take(colleague, visit, change(4, "voice_note", f"{3:016x}", to_come))
    paths = [bytes_of(one) for one in (theirs, named, other)]
    erase_from_inspections(Erasure(inspector, (name,), timezone.now(), "8/YC"))
    assert [path.exists() for path in paths] == [False, False, True]
    with scopes_disabled():
        assert list(Content.objects.all()) == [fresh(other).content]
    assert [fresh(one).words for one in (theirs, named, other)] == ["Tôi đọc bảng niêm yết", "", "Quầy vắng"]
    # What had not come yet is not taken when it comes.
    assert send_sound(colleague, visit, f"{3:016x}") == (200, {"state": "deleted"})
    with scopes_disabled():
        assert list(Content.objects.all()) == [fresh(other).content]


# Where it stands, and where not.


def test_the_paper_says_in_writing_what_was_spoken_and_what_goes_out_says_nothing_of_it() -> None:
    city, visit, inspector = hearing()
    note = kept(visit, inspector, heard="others", consent="written")
    letter = record_letter(content_of(fresh_visit(visit), note.record))
    assert [one.label for one in letter.body if getattr(one, "words", "") == WORDS] == [  # type: ignore[union-attr]
        "1. (người được nghe thấy đồng ý bằng văn bản)"
    ]
    client = sign_in(city.coordinator)
    for address in (
        "/kiem-tra/bao-cao/",
        "/kiem-tra/bao-cao.csv",
        f"/kiem-tra/{visit.inspection.key}/",
    ):
        answered = client.get(address)
        assert answered.status_code == 200
        assert WORDS not in answered.content.decode("utf-8-sig")
