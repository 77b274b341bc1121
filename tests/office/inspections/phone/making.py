"""Visits under way for tests of phones, and what a phone sends."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from chiso.office.inspections.models import Inspection, Visit
from chiso.office.inspections.services.syncing import Change
from chiso.office.people.models import Person
from tests.office.inspections.making import City, drawn, make_city, visit_of

DEVICE, OTHER_DEVICE = "a" * 32, "b" * 32
NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)


def under_way() -> tuple[City, Visit, Person]:
    """A city, a visit of the first team, and who makes it."""
    city = make_city(6)
    inspection = drawn(city)
    return city, visit_of(inspection, team=city.team), city.inspectors[0]


def hearing() -> tuple[City, Visit, Person]:
    """The same, in an inspection whose plan allows voice notes."""
    city, visit, inspector = under_way()
    Inspection.objects.filter(pk=visit.inspection.pk).update(
        plan=visit.inspection.plan | {"voice_notes": True}
    )
    return city, fresh_visit(visit), inspector


def voice_note(data: bytes, **changes: Any) -> dict[str, Any]:
    """What a phone says of a voice note with these bytes."""
    value = {"words": "Máy lấy số hỏng", "heard": "own", "consent": ""}
    return value | {"sha256": hashlib.sha256(data).hexdigest()} | changes


def fresh_visit(visit: Visit) -> Visit:
    return Visit.objects.select_related("inspection", "place__agency", "team").get(pk=visit.pk)


def change(number: int, kind: str, name: str, value: dict[str, Any] | None, **more: Any) -> Change:
    given: dict[str, Any] = {"seen": 0, "at": NOON, "offset": 0} | more
    return Change(number, kind, name, value, **given)


def answer(number: int, code: str = "A1", said: str = "yes", note: str = "", **more: Any) -> Change:
    return change(number, "answer", code, {"answer": said, "note": note}, **more)


def signature(how: str = "drawn", **changes: Any) -> dict[str, Any]:
    value: dict[str, Any] = {
        "name": "Nguyễn Văn Ký", "position": "Trưởng bộ phận", "how": how, "reason": "", "digest": "0" * 64,
        "strokes": [[10, 10, 300, 150, 590, 20]] if how == "drawn" else [],
    }  # fmt: skip
    return value | changes


def closing(number: int, *, digest: str = "0" * 64) -> list[Change]:
    """Both signatures and the end."""
    return [
        change(number, "part", "signature-inspector", signature(digest=digest)),
        change(number + 1, "part", "signature-official", signature(digest=digest)),
        change(number + 2, "part", "ended", {}),
    ]


def sent(changed: Change) -> dict[str, Any]:
    """As JSON carries it."""
    return {
        "number": changed.number, "kind": changed.kind, "name": changed.name, "value": changed.value,
        "seen": changed.seen, "at": changed.at.isoformat(), "offset": changed.offset,
    }  # fmt: skip


def now() -> datetime:
    return timezone.now()
