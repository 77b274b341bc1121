"""The tables of a campaign as they are taken away, each row by row.

Values are the stored ones, in one notation: decimal points, times with their offset, agencies by uid. What
agencies say among themselves (comments) never leaves them and is in no table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from django.db.models import QuerySet
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import (
    Announcement,
    Answer,
    Petition,
    Phase,
    PhaseException,
    Question,
    Receipt,
    Reminder,
    Reply,
    Ruling,
    Session,
    Sheet,
    Submission,
    Target,
)
from chiso.office.campaigns.participants import Participants
from chiso.office.organisation.models import Assignment
from chiso.scoring.answers import ANSWER_COLUMNS

Cells: TypeAlias = tuple[str, ...]
_CHUNK = 2000
_EMPTY = ("", "", "", "", "", "")


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A table: the name of its file, its columns, and its rows when they are asked for.

    `typed`: columns that hold what people typed, which a spreadsheet could take for a formula.
    """

    name: str
    columns: Sequence[str]
    rows: Callable[[], Iterator[Cells]]
    typed: frozenset[str] = frozenset()


def tables_of(participants: Participants) -> list[ExportTable]:
    """Every table of a campaign; nothing is asked of the database before rows are."""
    return [
        ExportTable(
            "answers.csv",
            ANSWER_COLUMNS,
            lambda: answer_rows(participants),
            # Neither has a part in the points.
            frozenset({"case", "note"}),
        ),
        *(
            _table(name, columns, getter, typed, participants)
            for name, (columns, getter, typed) in _TABLES.items()
        ),
    ]


def answer_rows(participants: Participants) -> Iterator[Cells]:
    """All layers as `chiso score` takes them: what is on the first seat, or was decided."""
    period, units = participants.period.written, participants.units
    for answer in _all(Answer, participants).filter(seat=1).iterator(_CHUNK):
        unit = units.get(answer.unit_id)
        if unit is None:
            continue
        for row in answer.rows or [_EMPTY]:
            yield (
                period, unit.uid, answer.node, *row, answer.status, answer.layer, answer.origin,
                _one_line(answer.note),
            )  # fmt: skip


def _one_line(words: str) -> str:
    """The long table is read line by line by people; a note keeps its words, not its line breaks."""
    return " ".join(words.split())


def _all(model: Any, participants: Participants, path: str = "campaign") -> QuerySet[Any]:
    """All rows of a campaign, whoever asks: the page asked for the right to take everything away."""
    with scopes_disabled():
        found: QuerySet[Any] = model.objects.filter(**{path: participants.campaign}).order_by("pk")
    return found


def _table(
    name: str,
    columns: str,
    rows_of: Callable[[Participants], Iterable[Sequence[object]]],
    typed: str,
    participants: Participants,
) -> ExportTable:
    return ExportTable(
        f"{name}.csv",
        columns.split(),
        lambda: (tuple(map(_cell, row)) for row in rows_of(participants)),
        frozenset(typed.split()),
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value)


def _values(model: Any, fields: str, path: str = "campaign") -> Callable[[Participants], Iterator[Any]]:
    return lambda participants: _all(model, participants, path).values_list(*fields.split()).iterator(_CHUNK)


_Rows: TypeAlias = Callable[[Participants], Iterable[Sequence[object]]]
# name: columns, what gives the rows, columns that people typed.
_TABLES: dict[str, tuple[str, _Rows, str]] = {
    "records": (
        "unit code field layer seat agency status origin note reason words agreed evidence lacking sheet"
        " by at version",
        _values(
            Answer,
            "unit__uid node field layer seat agency__uid status origin note reason words agreed evidence"
            " lacking sheet__number by__username at version",
        ),
        "note words",
    ),
    "second-seat": (
        "unit code layer input case value numerator denominator label status",
        lambda participants: (
            (unit, node, layer, *row, status)
            for unit, node, layer, rows, status in _all(Answer, participants)
            .filter(seat=2)
            .values_list("unit__uid", "node", "layer", "rows", "status")
            .iterator(_CHUNK)
            for row in rows or [_EMPTY]
        ),
        "",
    ),
    "submissions": (
        "agency state revision approved_revision approved_by approved_at remarks submitted_at is_late"
        " returned_for supplement_until",
        _values(
            Submission,
            "agency__uid state revision approved_revision approved_by__username approved_at remarks"
            " submitted_at is_late returned_for supplement_until",
        ),
        "remarks returned_for",
    ),
    "receipts": (
        "number agency revision content answered of_leaves documents is_late by at",
        _values(
            Receipt,
            "number agency__uid revision content answered of_leaves documents is_late by__username at",
        ),
        "",
    ),
    "questions": (
        "question unit code agency asked_by asked_at words answer_until closed_at accepted",
        _values(
            Question,
            "key unit__uid node agency__uid asked_by__username asked_at words answer_until closed_at"
            " accepted",
        ),
        "words",
    ),
    "replies": (
        "question by is_appraiser words at",
        _values(Reply, "question__key by__username is_appraiser words at", "question__campaign"),
        "words",
    ),
    "sessions": (
        "number held_on place chair written_by approved_by approved_at",
        _values(
            Session, "number held_on place chair written_by__username approved_by__username approved_at"
        ),
        "place chair",
    ),
    "rulings": (
        "session unit code input case value numerator denominator label status reason words votes_for"
        " votes_against abstained",
        lambda participants: (
            (session, unit, node, *row, *rest)
            for session, unit, node, rows, *rest in _all(Ruling, participants, "session__campaign")
            .values_list(
                "session__number", "unit__uid", "node", "rows", "status", "reason", "words", "votes_for",
                "votes_against", "abstained",
            )
            .iterator(_CHUNK)
            for row in rows or [_EMPTY]
        ),
        "words",
    ),
    "petitions": (
        "agency unit code words by at state answer answered_by answered_at",
        _values(
            Petition,
            "agency__uid unit__uid node words by__username at state answer answered_by__username"
            " answered_at",
        ),
        "words answer",
    ),
    "phases": ("kind opens_at closes_at late_until nodes", _values(
        Phase, "kind opens_at closes_at late_until nodes"), ""),
    "exceptions": (
        "kind phase agency code opens_at closes_at reason granted_by granted_at withdrawn_at",
        _values(
            PhaseException,
            "kind phase agency__uid node opens_at closes_at reason granted_by__username granted_at"
            " withdrawn_at",
        ),
        "reason",
    ),
    "assignments": (
        "unit node responsible appraising",
        _values(Assignment, "unit__uid node responsible__uid appraising__uid"),
        "",
    ),
    "sheets": (
        "code number origin source basis brought_by brought_at withdrawn_at table",
        _values(Sheet, "node number origin source basis brought_by__username brought_at withdrawn_at table"),
        "source table",
    ),
    "targets": (
        "unit node points published source",
        _values(Target, "unit__uid node points published source"),
        "source",
    ),
    "reminders": (
        "agency template words people by at",
        _values(Reminder, "agency__uid template words people by__username at"),
        "words",
    ),
    "announcements": (
        "words by at taken_down_at",
        _values(Announcement, "words by__username at taken_down_at"),
        "words",
    ),
}  # fmt: skip
