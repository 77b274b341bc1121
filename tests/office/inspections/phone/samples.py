"""Records for the access table: of the inspector's own team, of another team, handed over, signed."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from chiso.office.files import storage
from chiso.office.files.models import Content
from chiso.office.inspections.models import Inspection, Part, Photo, Place, Record, Visit, VoiceNote
from chiso.office.people.models import Person, Team, TeamMember
from chiso.office.people.roles import Role
from tests.office.inspections.phone.making import signature
from tests.office.routes_samples import Samples, World

TINY = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00"
    b"\nIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x1b\xb6\xeeV\x00\x00\x00\x00IEND\xaeB`\x82"
)


def samples(world: World) -> Samples:
    inspector = world.people[Role.INSPECTOR]
    team = Team.objects.create(name="Đoàn ghi biên bản", role=Role.INSPECTOR, valid_from=date(2019, 1, 1))
    other_team = Team.objects.create(name="Đoàn ghi khác", role=Role.INSPECTOR, valid_from=date(2019, 1, 1))
    TeamMember.objects.create(team=team, person=inspector)
    now = timezone.now()
    inspection = Inspection.objects.create(
        number="KT-2026-890", kind="check", title="Kiểm tra có biên bản", opens_on=date(2026, 6, 1),
        closes_on=date(2026, 6, 30), led_by=world.own, prepared_by=world.people[Role.COORDINATOR],
        commitment="0" * 64, sealed_at=now, approved_at=now, drawn_at=now, plan={"voice_notes": True},
    )  # fmt: skip
    visits: dict[str, Visit] = {}
    for name, agency, of_team in (
        ("own team", world.own, team), ("own team, handed over", world.own, team),
        ("own team, signed", world.own, team), ("other team", world.other, other_team),
    ):  # fmt: skip
        place = Place.objects.create(inspection=inspection, code=name, name=f"Một cửa {name}", agency=agency)
        visits[name] = Visit.objects.create(
            inspection=inspection, place=place, how="random", is_announced=True, announced_at=now,
            team=of_team, handed_over_at=now if "handed" in name else None,
        )  # fmt: skip
    records = {
        name: Record.objects.create(
            visit=visit, checklist=inspection.checklist, state="signed" if "signed" in name else "open",
            signed_at=now if "signed" in name else None,
        )
        for name, visit in visits.items()
    }  # fmt: skip
    Part.objects.create(
        record=records["own team, signed"], name="signature-official", by=inspector, value=signature()
    )
    photos = {name: _photo(record, inspector) for name, record in records.items()}
    notes = {name: _voice_note(record, inspector) for name, record in records.items()}
    keys = {name: {"key": visit.key} for name, visit in visits.items()}
    written = {name: keys[name] for name in ("own team", "other team")}
    return {
        "inspections:record": keys,
        "inspections:record-paper": {name: one | {"ending": "docx"} for name, one in keys.items()},
        "inspections:blank-record": {name: one | {"ending": "docx"} for name, one in written.items()},
        "inspections:write-record": written,
        "inspections:end-record": written,
        "inspections:add-photo": written,
        "inspections:reopen-record": {name: keys[name] for name in ("own team, signed", "other team")},
        "inspections:photo": {name: {"key": one.key} for name, one in photos.items()},
        "inspections:voice-note": {name: {"key": one.key} for name, one in notes.items()},
        "inspections:delete-voice-note": {name: {"key": one.key} for name, one in notes.items()},
        "inspections:phone-voice-note": {name: one | {"name": "0" * 16} for name, one in written.items()},
        "inspections:phone-photo": {name: one | {"name": "0" * 16} for name, one in written.items()},
    }


def _content(record: Record, data: bytes, kind: str) -> Content:
    path = storage.new_kept_path()
    storage.place_of(path).write_bytes(data)
    made: Content = Content.objects.create(
        agency=record.visit.inspection.led_by, sha256=f"{kind}{record.pk:060x}", size=len(data), kind=kind,
        pages=1, path=path, scan="unscanned",
    )  # fmt: skip
    return made


def _voice_note(record: Record, inspector: Person) -> VoiceNote:
    made: VoiceNote = VoiceNote.objects.create(
        record=record, name="0" * 16, by=inspector, words="Máy lấy số hỏng", heard="own", sha256="0" * 64,
        content=_content(record, b"OggS", "ogg"),
    )  # fmt: skip
    return made


def _photo(record: Record, inspector: Person) -> Photo:
    content = _content(record, TINY, "png")
    made: Photo = Photo.objects.create(
        record=record, name="0" * 16, by=inspector, words="Bảng niêm yết", sha256="0" * 64, content=content
    )
    return made
