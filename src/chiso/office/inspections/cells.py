"""The cells of a record as they travel: what may stand in each kind, its fields in the database, the digest.

    fields_of("answer", "A1", {"answer": "no", "note": "…"}, checklist)    Unusable where it may not stand
    value_of(cell)                                                         the same value, letter by letter
    digest_of(cells) = SHA-256 of the canonical JSON of [[kind, name, value], …], sorted, without signatures

The telephone makes the same digest of the same cells: it stands on the paper that is signed on the spot, and
beside the record in the office. What is sent is held letter by letter, therefore: nothing is trimmed here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chiso.inspection.checklists import Checklist
from chiso.inspection.dossiers import draw_dossiers, labels_in
from chiso.office.inspections.models import Answer, Part, Photo, SampledFile, Seen, Voice, VoiceNote
from chiso.problems import BadInput

AnyCell = Answer | SampledFile | Seen | Voice | Photo | VoiceNote | Part
# Cells that name bytes, which come on their own.
WithBytes = Photo | VoiceNote
KINDS: dict[str, type[AnyCell]] = {
    "answer": Answer, "file": SampledFile, "seen": Seen, "voice": Voice, "photo": Photo,
    "voice_note": VoiceNote, "part": Part,
}  # fmt: skip
SIGNATURES = ("signature-inspector", "signature-official")
SAMPLE, TALK, BEGUN, ENDED = "sample", "talk", "begun", "ended"
_RANDOM_NAME = re.compile(r"[0-9a-f]{16}\Z")

Hex32 = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Hex64 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Note = Annotated[str, Field(max_length=400)]
Long = Annotated[str, Field(max_length=4_000)]
Label = Annotated[str, Field(min_length=1, max_length=80)]
Stroke = Annotated[list[Annotated[int, Field(ge=0, le=1_000)]], Field(min_length=2, max_length=4_000)]
Moment = Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)?$")]
Position = Annotated[str, Field(pattern=r"^(-?\d{1,2}\.\d{1,6},-?\d{1,3}\.\d{1,6})?$")]


class Unusable(Exception):
    """A value that may not stand there; `why` names the field."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Value(BaseModel):
    """What every kind holds to: nothing unknown, no other types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class AnswerValue(Value):
    """To a duty."""

    answer: Literal["", "yes", "no", "not_applicable"]
    note: Note = ""


class FileValue(Value):
    """Of a dossier that was drawn."""

    label: Label
    outcome: Literal["", "in_order", "faulty", "not_found"]
    codes: list[Annotated[str, Field(max_length=20)]]
    note: Note = ""


class SeenValue(Value):
    """A finding on the spot."""

    code: Annotated[str, Field(max_length=20)] = ""
    words: Long
    severity: Literal["", "reminder", "to_mend", "grave"]
    recommendation: Note = ""


class VoiceValue(Value):
    """Of a citizen."""

    attitude: Literal["", "good", "fair", "poor"]
    guidance: Literal["", "yes", "partly", "no"]
    demands: Literal["", "no", "yes"]
    said: Note = ""


class PhotoValue(Value):
    """Of a photograph, without its bytes; `finding`: the name of the finding that it shows."""

    words: Note
    finding: Annotated[str, Field(pattern=r"^([0-9a-f]{16})?$")] = ""
    taken_at: Moment = ""
    place: Position = ""
    sha256: Hex64


class VoiceNoteValue(Value):
    """Of a spoken note, without its bytes: never without a summary, nor of others without their consent."""

    words: Annotated[str, Field(min_length=1, max_length=400)]
    heard: Literal["own", "others"]
    consent: Literal["", "spoken", "written"]
    sha256: Hex64


class EarlierDraw(Value):
    """A sample that was drawn before, and why it was drawn again."""

    seed: Hex32
    count: Annotated[int, Field(ge=1)]
    reason: Annotated[str, Field(min_length=1, max_length=400)]


class SampleValue(Value):
    """The dossiers, the seed and what was drawn."""

    dossiers: Annotated[str, Field(max_length=60_000)]
    seed: Hex32
    count: Annotated[int, Field(ge=1)]
    drawn: list[Label]
    earlier: Annotated[list[EarlierDraw], Field(max_length=20)]


class TalkValue(Value):
    """With an official: by position, not by name."""

    position: Annotated[str, Field(max_length=200)]
    words: Long


class NothingValue(Value):
    """That something happened; when, the change says."""


class SignatureValue(Value):
    """Of one side: drawn, on paper, or refused with the reason; `digest`: of what was signed."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    position: Annotated[str, Field(max_length=200)]
    how: Literal["drawn", "on_paper", "refused"]
    reason: Note = ""
    strokes: Annotated[list[Stroke], Field(max_length=300)]
    digest: Hex64


_SHAPES: dict[str, type[Value]] = {
    "answer": AnswerValue, "file": FileValue, "seen": SeenValue, "voice": VoiceValue, "photo": PhotoValue,
    "voice_note": VoiceNoteValue,
}  # fmt: skip
_PARTS: dict[str, type[Value]] = {
    SAMPLE: SampleValue, TALK: TalkValue, BEGUN: NothingValue, ENDED: NothingValue,
    **dict.fromkeys(SIGNATURES, SignatureValue),
}  # fmt: skip


def fields_of(kind: str, name: str, value: object, checklist: Checklist) -> dict[str, Any]:
    """The fields of a cell for what was sent. Raises Unusable."""
    shape = _PARTS.get(name) if kind == "part" else _SHAPES.get(kind)
    if shape is None:
        raise Unusable(f"{kind}/{name}"[:80])
    try:
        made = shape.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Unusable(".".join(map(str, first["loc"])) or kind) from None
    _check(kind, name, made, checklist)
    fields = made.model_dump()
    if kind == "part":
        return {"value": fields}
    if kind == "photo":
        fields["taken_at"] = datetime.fromisoformat(fields["taken_at"]) if fields["taken_at"] else None
    return fields


def emptied(kind: str) -> dict[str, Any]:
    """The fields of a cell that was taken back: no words of it stay."""
    if kind == "part":
        return {"value": {}}
    blank: dict[str, Any] = {field: "" for field in _SHAPES[kind].model_fields}
    if kind == "file":
        blank["codes"] = []
    if kind == "photo":
        blank["taken_at"] = None
    return blank


def _check(kind: str, name: str, made: Value, checklist: Checklist) -> None:
    """What a shape does not say: codes of the checklist, names, the draw."""
    codes = checklist.items
    if kind == "answer" and name not in codes:
        raise Unusable(f"answer/{name}"[:80])
    if kind not in ("answer", "part") and not _RANDOM_NAME.match(name):
        raise Unusable(f"{kind}/name")
    if isinstance(made, FileValue) and not set(made.codes) <= codes.keys():
        raise Unusable("codes")
    if isinstance(made, SeenValue) and made.code and made.code not in codes:
        raise Unusable("code")
    if isinstance(made, PhotoValue) and made.taken_at:
        try:
            datetime.fromisoformat(made.taken_at)
        except ValueError:
            raise Unusable("taken_at") from None
    if isinstance(made, VoiceNoteValue) and (
        not made.words.strip() or bool(made.consent) != (made.heard == "others")
    ):
        raise Unusable("consent" if made.words.strip() else "words")
    if isinstance(made, SampleValue):
        _check_sample(made)
    if isinstance(made, SignatureValue):
        if made.how == "refused" and not made.reason.strip():
            raise Unusable("reason")
        if made.how == "drawn" and not made.strokes:
            raise Unusable("strokes")


def _check_sample(made: SampleValue) -> None:
    try:
        drawn = draw_dossiers(made.seed, labels_in(made.dossiers), made.count)
    except BadInput:
        raise Unusable("dossiers") from None
    if list(drawn) != made.drawn:
        raise Unusable("drawn")


def kind_of(cell: AnyCell) -> str:
    """By its model."""
    return next(kind for kind, model in KINDS.items() if isinstance(cell, model))


def value_of(cell: AnyCell) -> dict[str, Any] | None:
    """What stands in a cell, as it was sent; None where it was taken back."""
    if cell.is_removed:
        return None
    if isinstance(cell, Part):
        return dict(cell.value)
    names = _SHAPES[kind_of(cell)].model_fields
    found = {name: getattr(cell, name) for name in names}
    if isinstance(cell, Photo):
        found["taken_at"] = _moment(cell.taken_at)
    return found


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def digest_of(cells: Iterable[AnyCell]) -> str:
    """Of what is signed: every cell but the signatures and the hour of the end."""
    rows = [
        [kind_of(cell), cell.name, value_of(cell)]
        for cell in cells
        if not cell.is_removed and cell.name not in (*SIGNATURES, ENDED)
    ]
    return hashlib.sha256(canonical(sorted(rows, key=lambda row: (row[0], row[1]))).encode()).hexdigest()


def canonical(value: object) -> str:
    """JSON with sorted keys and no blanks, as `JSON.stringify` of sorted objects writes it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of_change(change: Mapping[str, Any]) -> str:
    """By which a change that is sent again is known."""
    return hashlib.sha256(canonical(change).encode()).hexdigest()
