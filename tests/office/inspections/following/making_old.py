"""For an office of its own (`test_stored_bytes.py`): what is to be forgotten, written; forgotten; erased.

Each is run in a process of its own.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.errors import Incomplete
from chiso.office.files import storage
from chiso.office.files.models import Content
from chiso.office.inspections.following import keeping, services
from chiso.office.inspections.following.sealing import Named
from chiso.office.inspections.following.services import LetterGiven
from chiso.office.inspections.models import Answer, Letter, LetterAuthor, Part, Photo, Voice, VoiceNote
from chiso.office.ledger.erasing import erase_person
from chiso.office.people.models import Person
from tests.office.inspections.following.making import inspection_of, visited, voices
from tests.office.inspections.making import City, make_city
from tests.office.making import make_person

NAME, REQUEST = "Đoàn Thục Trinh Vắng", "12/YC"
VOICE, PHOTO, PLACE = "bị hẹn lại ba lần liền", "Quầy tiếp nhận số ba mươi mốt", "21.01731,105.82941"
PHOTO_BYTES, SOUND_BYTES = "bytes of a photograph of counter thirty-one", "bytes of a spoken note of eight"
NOTE, STROKES = "ghi nhầm vào sổ thứ bảy", [77, 178, 279, 31, 481, 82]


def write() -> dict[str, str]:
    """Citizens' words, a photograph, a sound and a letter, each older than it is kept; a person who has left,
    with a note, a signature, a text of the record that name them; a letter that is young. By what each is
    found."""
    city = make_city(2)
    leaver = make_person(NAME, username="trinh.vang", email="trinh.vang@example.vn", left_at=timezone.now())
    visit = visited(city, inspection_of(city))
    voices(visit, 0, 1, said=VOICE)
    common = {"record": visit.record, "by": city.inspectors[0], "sha256": "0" * 64}
    Photo.objects.create(
        name="p1", words=PHOTO, place=PLACE, content=_content(city, PHOTO_BYTES, "jpeg"), **common
    )
    VoiceNote.objects.create(
        name="n1", words="Tóm tắt", heard="own", content=_content(city, SOUND_BYTES, "ogg"), **common
    )
    for model, age in ((Voice, 366), (Photo, 1826), (VoiceNote, 366)):
        model.objects.update(at=timezone.now() - timedelta(days=age))
    Answer.objects.filter(name="A1").update(note=f"{NAME} {NOTE}")
    value = {
        "name": NAME,
        "position": "",
        "how": "drawn",
        "reason": "",
        "strokes": [STROKES],
        "digest": "0" * 64,
    }
    Part.objects.create(record=visit.record, name="signature-official", by=leaver, value=value)
    old, young = _letter(city, 731), _letter(city, 1)
    return {
        "voice": VOICE, "photo": PHOTO, "place": PLACE, "photo bytes": PHOTO_BYTES,
        "sound bytes": SOUND_BYTES, "old author": old.sealed, "author": young.sealed, "note": NOTE,
        "person": NAME, "signature": ", ".join(map(str, STROKES)),
    }  # fmt: skip


def forget() -> None:
    """What the office does each day by itself."""
    keeping.forget.call()


def erase() -> list[str]:
    """The person and who wrote the young letter, under a request; the codes of a refusal."""
    administrator = Person.objects.get(username="quan-tri")
    leaver = Person.objects.get(username="trinh.vang")
    coordinator = Person.objects.get(full_name="Người coordinator")
    try:
        erase_person(actor=administrator, person=leaver, request=REQUEST, expected_version=leaver.version)
    except Incomplete as refused:
        return [one.code for one in refused.problems]
    young = Letter.objects.latest("pk")
    services.erase_author(actor=coordinator, letter=young, request=REQUEST)
    return []


def _letter(city: City, age: int) -> LetterAuthor:
    given = LetterGiven(
        received_on=timezone.localdate() - timedelta(days=age), kind="complaint", agency=city.wards[0],
        about="Chờ lâu", author=Named("Trần Thị Viết Đơn"),
    )  # fmt: skip
    return LetterAuthor.objects.get(letter=services.enter_letter(actor=city.coordinator, given=given))


def _content(city: City, data: str, kind: str) -> Content:
    path = storage.new_kept_path()
    place = storage.place_of(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(data, encoding="utf-8")
    with scopes_disabled():
        return Content.objects.create(
            agency=city.home_affairs, sha256=hashlib.sha256(data.encode()).hexdigest(), size=len(data),
            kind=kind, path=path, scan="clean",
        )  # fmt: skip
