"""What a workbook says that came back: the leaves that were edited, or every problem with its cell.

CH-7835 of another campaign, agency or set     CH-7839 a column that is gone
CH-7840 a row that is twice, gone or of nobody  CH-7841 a code that was altered
CH-7842 a leaf that is not entered here         CH-7843 a cell that can be read in no way, or in two
CH-11nn what the figures themselves have wrong (see `chiso.scoring.reading`)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chiso.language import LANGUAGES, Text, text
from chiso.office.campaigns.answering.asked import AskedInput, asked_of
from chiso.office.campaigns.answering.fields import LONGEST_EXPLANATION
from chiso.office.campaigns.answering.given import Given, RowProblem, read_sound
from chiso.office.campaigns.answering.saving import STATUS_NAMES
from chiso.office.campaigns.answering.typed import sign_of
from chiso.office.campaigns.participants import Leaf, Participants
from chiso.office.campaigns.workbooks.cells import Misread, cell_of_figure, cell_of_words, status_of
from chiso.office.campaigns.workbooks.columns import COLUMNS, TO_FILL_IN, ColumnName
from chiso.office.campaigns.workbooks.machine import MachineLeaf, MachineRow
from chiso.office.campaigns.workbooks.opening import OpenBook, place_in
from chiso.office.campaigns.workbooks.rows import BookRow, digest_of, input_rows, settled_note
from chiso.office.organisation.models import Agency
from chiso.problems import BadInput, Place, Problem, quote

_FIGURE_COLUMNS: tuple[ColumnName, ...] = ("value", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Edited:
    """A leaf that was edited away from the network: what it says now, and the version that went out."""

    leaf: Leaf
    version: int
    given: Given


def read_book(book: OpenBook, participants: Participants, agency: Agency, name: str) -> list[Edited]:
    """The edited leaves. Raises BadInput with every problem."""
    machine, campaign = book.machine, participants.campaign
    for found, meant, what in (
        (machine.campaign, campaign.key, text("this campaign, {campaign}", campaign=campaign.title)),
        (machine.agency, agency.key, text("this agency, {agency}", agency=agency.name)),
        (
            f"{machine.framework} {machine.framework_hash}",
            f"{participants.framework.key} {participants.framework.hash}",
            text("the set of this campaign, {framework}", framework=participants.framework.key),
        ),
    ):
        if found != meant:
            expected = text("Expected a workbook of {what}.", what=what)
            mend = text("Bring it to the page from which it was taken, or take the workbook of this one.")
            raise BadInput([Problem("CH-7835", Place(name), "", expected, mend)])
    reader = _Reader(book, participants, agency)
    edited = list(reader.read())
    if reader.problems:
        raise BadInput(reader.problems)
    return edited


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a sheet: where it is, and its values by column."""

    sheet: str
    number: int
    values: Mapping[ColumnName, Any]
    places: Mapping[ColumnName, int]

    def place(self, name: ColumnName) -> Place:
        return place_in(self.sheet, self.number, self.places.get(name, 0))


@dataclass
class _Reader:
    book: OpenBook
    participants: Participants
    agency: Agency
    problems: list[Problem] = field(default_factory=list)

    def read(self) -> Iterator[Edited]:
        by_sheet: dict[str, list[MachineLeaf]] = {}
        for leaf in self.book.machine.leaves:
            by_sheet.setdefault(leaf.sheet, []).append(leaf)
        for title, leaves in by_sheet.items():
            lines = self._lines(title, leaves)
            if lines is None:
                continue
            for leaf in leaves:
                edited = self._leaf(leaf, lines)
                if edited is not None:
                    yield edited

    def _note(self, code: str, place: Place, found: str, expected: Text, mend: Text) -> None:
        self.problems.append(Problem(code, place, quote(found), expected, mend))

    def _lines(self, title: str, leaves: Sequence[MachineLeaf]) -> dict[str, _Line] | None:
        """The lines of a sheet by the key of their row; None after its problems were noted."""
        rows = self.book.sheets.get(title, ())
        head, places = self._head(rows)
        missing = [column for column in COLUMNS if column.name not in places]
        for column in missing:
            heading = column.heading.in_language(self.book.machine.language)
            expected = text("Expected the column “{heading}”.", heading=heading)
            mend = text("Undo its removal, or take the workbook anew and copy your entries into it.")
            self._note("CH-7839", Place(field=title), "", expected, mend)
        if missing:
            return None
        known = {row.key for leaf in leaves for row in leaf.rows}
        found: dict[str, _Line] = {}
        for number, row in enumerate(rows[head + 1 :], start=head + 1):
            values = {name: row[place] if place < len(row) else None for name, place in places.items()}
            line = _Line(title, number, values, places)
            key = cell_of_words(values["key"])
            if key in known and key not in found:
                found[key] = line
            elif key or any(cell_of_words(values[name]) for name in TO_FILL_IN):
                self._note("CH-7840", line.place("code"), cell_of_words(values["code"]), *_ROW_OF_NOBODY)
        return found

    def _head(self, rows: Sequence[Sequence[Any]]) -> tuple[int, dict[ColumnName, int]]:
        """The line of headings and the place of each column; as many as are found."""
        headings: dict[str, ColumnName] = {
            column.heading.in_language(self.book.machine.language): column.name for column in COLUMNS
        }
        best: tuple[int, dict[ColumnName, int]] = (-1, {})
        for number, row in enumerate(rows[:50]):
            places: dict[ColumnName, int] = {}
            for place, value in enumerate(row):
                name = headings.get(cell_of_words(value))
                if name is not None:
                    places.setdefault(name, place)
            if len(places) > len(best[1]):
                best = number, places
        return best

    def _leaf(self, told: MachineLeaf, lines: Mapping[str, _Line]) -> Edited | None:
        before = len(self.problems)
        own = [(row, lines[row.key]) for row in told.rows if row.key in lines]
        if len(own) < len(told.rows):
            expected = text("Expected every row of criterion {code}; some were taken out.", code=told.code)
            mend = text("Undo the removal, or take the workbook anew and copy your entries into it.")
            self._note("CH-7840", Place(field=told.sheet), told.code, expected, mend)
        for _, line in own:
            code = cell_of_words(line.values["code"])
            if code != told.code:
                expected = text(
                    "Expected the code {code}; it was altered, or rows changed places.", code=told.code
                )
                mend = text("Undo the change; codes tell which criterion a figure belongs to.")
                self._note("CH-7841", line.place("code"), code, expected, mend)
        if len(self.problems) > before:
            return None
        leaf = self._known(told)
        given = self._given(told, leaf, own)
        if given is None or digest_of(given) == told.content or told.is_locked:
            return None
        if leaf is None:
            expected = text(
                "Expected no entry: your agency does not answer for {code} any more.", code=told.code
            )
            mend = text("Ask the coordinator who answers for it; leave these cells as they were.")
            self._note("CH-7842", own[0][1].place("code"), told.code, expected, mend)
            return None
        return Edited(leaf, told.version, given)

    def _known(self, told: MachineLeaf) -> Leaf | None:
        unit = self.participants.keys_by_uid.get(told.unit)
        leaf = self.participants.leaf(unit, told.code) if unit is not None else None
        return leaf if leaf is not None and leaf.responsible == self.agency.pk else None

    def _given(
        self, told: MachineLeaf, leaf: Leaf | None, own: Sequence[tuple[MachineRow, _Line]]
    ) -> Given | None:
        """What the rows of a leaf say; None after their problems were noted."""
        before = len(self.problems)
        asked = asked_of(self.participants.framework, told.code)
        inputs = {one.name: one for one in (*asked.once, *asked.in_cases)}
        first_of_case: set[int] = set()
        filled: list[tuple[BookRow, Mapping[ColumnName, str]]] = []
        for row, line in own:
            is_first = row.case > 0 and row.case not in first_of_case
            first_of_case.add(row.case)
            book_row = BookRow(inputs[row.input], row.case, row.label, is_first)
            filled.append((book_row, self._cells(book_row, line)))
        status, note = self._words(own[0][1])
        if len(self.problems) > before:
            return None
        said = input_rows(filled)
        given = Given(tuple(row for _, row in said), status, note)  # type: ignore[arg-type]  # one of the names
        unit = leaf.unit if leaf is not None else next(iter(self.participants.units))
        read, wrong = read_sound(self.participants, unit, told.code, given, sign=".")
        for problem in wrong:
            place = own[0][1] if problem.row is None else own[said[problem.row][0]][1]
            self.problems.append(replace(problem.problem, where=place.place(_column_of(problem))))
        if status in ("missing", "not_applicable") and said:
            expected = text("Expected no figures beside the state “{state}”.", state=STATUS_NAMES[status])
            mend = text("Take out the figures, or the state.")
            self._note("CH-7843", own[0][1].place("status"), "", expected, mend)
        if status == "not_applicable" and not note:
            expected = text("Expected the reason why the criterion does not apply.")
            mend = text("Write it into the explanation.")
            self._note("CH-7843", own[0][1].place("note"), "", expected, mend)
        return None if len(self.problems) > before else read

    def _cells(self, row: BookRow, line: _Line) -> dict[ColumnName, str]:
        cells: dict[ColumnName, str] = {name: cell_of_words(line.values[name]) for name in ("case", "label")}
        for name in _FIGURE_COLUMNS:
            cells[name] = self._figure(row.input, name, line)
        if row.label:
            cells["label"] = ""
        return cells

    def _figure(self, one: AskedInput, name: ColumnName, line: _Line) -> str:
        value = line.values[name]
        if one.definition.type == "label":
            return cell_of_words(value)
        try:
            return cell_of_figure(value, one.definition, sign_of(self.book.machine.language))
        except Misread as misread:
            self._note("CH-7843", line.place(name), misread.found, misread.expected, misread.mend)
            return ""

    def _words(self, line: _Line) -> tuple[str, str]:
        """The status and the explanation of a leaf, in its first row."""
        names = {
            key: words.in_language(language) for language in LANGUAGES for key, words in STATUS_NAMES.items()
        }
        names |= {key: words.in_language(self.book.machine.language) for key, words in STATUS_NAMES.items()}
        status = "given"
        try:
            status = status_of(cell_of_words(line.values["status"]), names)
        except Misread as misread:
            self._note("CH-7843", line.place("status"), misread.found, misread.expected, misread.mend)
        note = settled_note(cell_of_words(line.values["note"]))
        if len(note) > LONGEST_EXPLANATION:
            expected = text("Expected an explanation of at most {count} letters.", count=LONGEST_EXPLANATION)
            self._note("CH-7843", line.place("note"), note, expected, text("Shorten it."))
        return status, note


_ROW_OF_NOBODY = (
    text("Expected only the rows that the workbook had, each once."),
    text("Take out the row; further cases go into the empty rows of their criterion."),
)


def _column_of(problem: RowProblem) -> ColumnName:
    """The column that a problem of scoring is about."""
    name = problem.column
    known: dict[str, ColumnName] = {
        "value": "value", "numerator": "numerator", "denominator": "denominator", "label": "label",
        "case": "case", "status": "status", "note": "note",
    }  # fmt: skip
    return known.get(name.rpartition(".")[2], "value")
