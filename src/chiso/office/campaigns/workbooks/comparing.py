"""What a workbook would change: each edited leaf beside what stands now.

A leaf that nobody saved since the workbook went out is changed; one that was saved meanwhile is a conflict,
and somebody chooses. One that says the same already, or may not be written now, is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chiso.language import Language, Text, Value, listing, text
from chiso.office.campaigns.access import ANSWER
from chiso.office.campaigns.answering.asked import AskedInput, asked_of
from chiso.office.campaigns.answering.given import Given, InputRow, given_of
from chiso.office.campaigns.answering.saving import STATUS_NAMES, where_of_leaf
from chiso.office.campaigns.answering.typed import show_cell, sign_of
from chiso.office.campaigns.models import Answer, Submission, Workbook
from chiso.office.campaigns.participants import Participants
from chiso.office.campaigns.submitting.content import OWN_ORIGINS
from chiso.office.campaigns.workbooks.reading import Edited
from chiso.office.campaigns.workbooks.rows import digest_of
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, may_each


@dataclass(frozen=True, slots=True)
class Difference:
    """One edited leaf: what stands (None: nothing), what the workbook says, and what is to be done with it.

    `name` is that of its choice on the page.
    """

    name: str
    edited: Edited
    stands: Answer | None
    kind: Literal["change", "conflict", "same", "closed"]

    @property
    def version(self) -> int:
        """The version that stands; 0: none."""
        return self.stands.version if self.stands is not None else 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of a workbook; `version` is that of the submission beside which it was looked at."""

    differences: tuple[Difference, ...]
    version: int

    def of_kind(self, kind: str) -> list[Difference]:
        """Those of one kind, in the set's order."""
        return [one for one in self.differences if one.kind == kind]


def compare(participants: Participants, workbook: Workbook, person: Person) -> Comparison:
    """A workbook beside what stands now, for who may accept it. At most nine queries."""
    edited = edited_in(participants, workbook)
    submission = Submission.objects.filter(campaign=workbook.campaign, agency=workbook.agency).first()
    answers = Answer.objects.select_related("by").filter(
        campaign=workbook.campaign, agency=workbook.agency, layer="self_assessed", seat=1
    )
    standing = {(one.unit_id, one.node): one for one in answers}
    allowed = may_each(person, ANSWER, wheres_of(participants, edited)) if edited else []
    found: list[Difference] = []
    for one, is_allowed in zip(edited, allowed, strict=True):
        stands = standing.get((one.leaf.unit, one.leaf.code))
        name = f"leaf-{len(found)}"
        found.append(Difference(name, one, stands, _kind(one, stands, is_allowed=is_allowed)))
    return Comparison(tuple(found), submission.version if submission is not None else 0)


def wheres_of(participants: Participants, edited: Iterable[Edited]) -> list[Where]:
    """The place of each leaf, for rights."""
    return [
        where_of_leaf(participants.campaign, _unit(participants, one.leaf.unit), one.leaf) for one in edited
    ]


def keep_edited(edited: Iterable[Edited]) -> list[dict[str, Any]]:
    """Edited leaves as they are kept until somebody decides."""
    return [
        {
            "unit": one.leaf.unit, "node": one.leaf.code, "version": one.version, "status": one.given.status,
            "rows": one.given.kept_rows(), "note": one.given.note, "lacking": one.given.lacking,
        }
        for one in edited
    ]  # fmt: skip


def edited_in(participants: Participants, workbook: Workbook) -> list[Edited]:
    """The edited leaves of a kept workbook; those that the agency does not answer for any more are gone."""
    found = []
    for kept in workbook.leaves:
        leaf = participants.leaf(kept["unit"], kept["node"])
        if leaf is not None and leaf.responsible == workbook.agency_id:
            rows = tuple(InputRow(*row) for row in kept["rows"])
            given = Given(rows, kept["status"], kept["note"], lacking=kept["lacking"])
            found.append(Edited(leaf, kept["version"], given))
    return found


def said_of(
    participants: Participants, edited: Edited, given: Given | None, language: Language
) -> list[Value]:
    """An answer in words, a line an input: for two of them side by side."""
    if given is None or digest_of(given) == digest_of(None):
        return [text("no answer yet")]
    asked = asked_of(participants.framework, edited.leaf.code)
    inputs = {one.name: one for one in (*asked.once, *asked.in_cases)}
    lines: list[Value] = [] if given.status == "given" else [STATUS_NAMES[given.status]]
    lines += [_line(inputs[row.input], row, language) for row in given.rows if row.input in inputs]
    if given.note:
        lines.append(text("Explanation: {words}", words=given.note))
    return lines


def given_before(one: Difference) -> Given | None:
    """What stands."""
    return given_of(one.stands) if one.stands is not None else None


def _kind(
    edited: Edited, stands: Answer | None, *, is_allowed: bool
) -> Literal["change", "conflict", "same", "closed"]:
    if digest_of(edited.given) == digest_of(given_of(stands) if stands is not None else None):
        return "same"
    if not is_allowed or (stands is not None and stands.origin not in OWN_ORIGINS):
        return "closed"
    return "change" if edited.version == (stands.version if stands is not None else 0) else "conflict"


def _line(one: AskedInput, row: InputRow, language: Language) -> Text:
    name: Value = text("{input} ({case})", input=one.title, case=row.case) if row.case else one.title
    return text("{input}: {value}", input=name, value=_value(one, row, language))


def _value(one: AskedInput, row: InputRow, language: Language) -> Value:
    definition, sign = one.definition, sign_of(language)

    def shown(cell: str) -> str:
        return show_cell(cell, definition, sign)

    if row.numerator or row.denominator:
        return f"{shown(row.numerator)} / {shown(row.denominator)}"
    parts: list[Value] = [definition.labels[row.label]] if row.label in definition.labels else []
    if definition.type == "boolean":
        parts.append(text("yes") if row.value == "true" else text("no"))
    elif row.value:
        parts.append(shown(row.value))
    return listing(parts, ": ")


def _unit(participants: Participants, key: int) -> Agency:
    rows: Sequence[Any] = participants.assignments[key]
    unit: Agency = rows[0].unit
    return unit
