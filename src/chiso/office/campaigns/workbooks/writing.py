"""An agency's workbook: one sheet a field, a row an input, cells to fill in unlocked, all others locked.

Fields that are leaves themselves share a sheet. Sheets are protected without a password: against slips,
not against people. Texts never become formulas or links. Needs XlsxWriter (the extra `office`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from chiso.figures import parse_decimal
from chiso.frameworks.exporting.layout import printable
from chiso.frameworks.exporting.workbook import set_page, write_book
from chiso.frameworks.presentation import rule_in_words
from chiso.language import Language, Text, listing, render, text
from chiso.office.campaigns.answering.asked import asked_of
from chiso.office.campaigns.answering.given import given_of
from chiso.office.campaigns.answering.saving import STATUS_NAMES
from chiso.office.campaigns.answering.typed import show_cell, sign_of
from chiso.office.campaigns.models import Answer
from chiso.office.campaigns.participants import Leaf
from chiso.office.campaigns.submitting.content import OWN_ORIGINS, Content
from chiso.office.campaigns.workbooks.columns import COLUMNS, PLACE_OF, ColumnName, letter_of
from chiso.office.campaigns.workbooks.machine import (
    LONGEST_PIECE,
    SHEET,
    SHEET_OF_LISTS,
    MachineLeaf,
    MachinePart,
    MachineRow,
    write_machine_part,
)
from chiso.office.campaigns.workbooks.rows import BookRow, can_be_said, digest_of, rows_of_leaf
from chiso.office.files.models import DocumentUse

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HEAD_ROW = 4
YES, NO = text("yes"), text("no")
_FACE = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True, "border": 1}
_TO_FILL = {"locked": False, "bg_color": "#FFF8E5"}
_FIGURES = frozenset({"number", "whole", "count", "share", "ratio", "tally"})
_HINTS: dict[str, Text] = {
    "number": text("a figure"),
    "whole": text("a whole number"),
    "count": text("a count"),
    "share": text("a share, such as 0.85 or 85 %"),
    "ratio": text("numerator and denominator; the share only where these are not known"),
    "label": text("choose one"),
    "labels": text("yes or no for each"),
    "tally": text("how many"),
    "boolean": text("yes or no"),
    "date": text("a day, such as 21/12/2026"),
}


def write_agency_workbook(content: Content, language: Language) -> bytes:
    """The workbook of what an agency answers for, with what stands now."""

    def fill(workbook: Workbook) -> None:
        _Writer(workbook, content, language).write()

    return write_book(fill)


def sheet_titles(content: Content, language: Language) -> dict[str, list[Leaf]]:
    """The leaves by the title of their sheet: one a field (and unit); fields that are leaves together."""
    units = list(dict.fromkeys(leaf.unit for leaf in content.leaves))
    found: dict[str, list[Leaf]] = {}
    for leaf in content.leaves:
        title = (
            text("Criteria") if leaf.field.code == leaf.code else text("Field {code}", code=leaf.field.code)
        )
        name = title.in_language(language)
        if len(units) > 1:
            name = f"{name} ({units.index(leaf.unit) + 1})"
        found.setdefault(name[:31], []).append(leaf)
    return found


@dataclass
class _Writer:
    workbook: Workbook
    content: Content
    language: Language
    lists: list[list[str]] = field(default_factory=list)
    faces: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)
    keys: int = 0

    def write(self) -> None:
        leaves = []
        for title, those in sheet_titles(self.content, self.language).items():
            sheet = self.workbook.add_worksheet(title)
            self._head(sheet, those[0])
            line = HEAD_ROW + 1
            for leaf in those:
                told, line = self._leaf(sheet, title, line, leaf)
                leaves.append(told)
            sheet.protect("", {"format_columns": True, "format_rows": True})
        self._hidden(tuple(leaves))

    def _head(self, sheet: Worksheet, first: Leaf) -> None:
        participants, plain = self.content.participants, self._face(border=0, text_wrap=False)
        lines = (
            participants.campaign.title,
            f"{self.content.agency.name} – {participants.forms[first.unit].name}"
            if first.unit != self.content.agency.pk
            else self.content.agency.name,
            text(
                "Fill in the coloured cells only; an empty cell is not 0. Then bring the file back to the "
                "page from which it was taken: what changes is shown before anything is saved."
            ).in_language(self.language),
        )
        for line, words in enumerate(lines):
            sheet.write_string(
                line, 0, printable(words), self._face(border=0, text_wrap=False, bold=not line)
            )
        sheet.write_blank(3, 0, None, plain)
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, column.characters, None, {"hidden": column.name == "key"})
            heading = column.heading.in_language(self.language)
            sheet.write_string(HEAD_ROW, place, heading, self._face(bold=True, bg_color="#E7F0F0"))
        set_page(sheet, head=HEAD_ROW, fixed_columns=2)

    def _leaf(self, sheet: Worksheet, title: str, line: int, leaf: Leaf) -> tuple[MachineLeaf, int]:
        participants = self.content.participants
        place = (leaf.unit, leaf.code)
        answer = self.content.answers.get(place)
        rows = rows_of_leaf(asked_of(participants.framework, leaf.code), answer)
        is_locked = not can_be_said(rows, answer) or (answer is not None and answer.origin not in OWN_ORIGINS)
        told = []
        for number, row in enumerate(rows):
            self.keys += 1
            key = f"r{self.keys}"
            self._row(sheet, line, leaf, row, key, is_locked=is_locked)
            if number == 0:
                self._of_leaf(sheet, line, leaf, answer, is_locked=is_locked)
            told.append(MachineRow(key, row.input.name, row.case_number, row.label))
            line += 1
        machine = MachineLeaf(
            title,
            participants.units[leaf.unit].uid,
            leaf.code,
            answer.version if answer is not None else 0,
            digest_of(given_of(answer) if answer is not None else None),
            is_locked,
            tuple(told),
        )
        return machine, line

    def _row(
        self, sheet: Worksheet, line: int, leaf: Leaf, row: BookRow, key: str, *, is_locked: bool
    ) -> None:
        for name in PLACE_OF:
            sheet.write_blank(line, PLACE_OF[name], None, self._face(bg_color="#F4F4F2"))
        self._words(sheet, line, "code", leaf.code)
        self._words(sheet, line, "asked", _asked_in_words(row))
        self._words(sheet, line, "key", key)
        for name in ("case", "value", "numerator", "denominator", "label"):
            is_open = name in row.open and not is_locked
            if is_open or row.cells.get(name):
                self._cell(sheet, line, name, row, is_open=is_open)

    def _of_leaf(
        self, sheet: Worksheet, line: int, leaf: Leaf, answer: Answer | None, *, is_locked: bool
    ) -> None:
        framework = self.content.participants.framework
        self._words(sheet, line, "title", leaf.node.title)
        self._words(sheet, line, "rule", listing(rule_in_words(leaf.node, framework), " "))
        uses = self.content.evidence.get((leaf.unit, leaf.code), ())
        self._words(sheet, line, "evidence", "\n".join(_reference(use) for use in uses))
        sheet.write_number(
            line, PLACE_OF["version"], answer.version if answer else 0, self._face(bg_color="#F4F4F2")
        )
        status = answer.status if answer is not None else "given"
        is_partial = answer is not None and answer.status == "missing" and answer.lacking
        shown = "" if status == "given" or is_partial else STATUS_NAMES[status].in_language(self.language)
        face = self._face() if is_locked else self._face(num_format="@", **_TO_FILL)
        sheet.write_string(line, PLACE_OF["status"], shown, face)
        sheet.write_string(line, PLACE_OF["note"], printable(answer.note) if answer else "", face)
        if not is_locked:
            may_not_apply = asked_of(framework, leaf.code).may_not_apply
            names = ["missing", *(["not_applicable"] if may_not_apply else [])]
            names += [status] if status in ("withheld", "late") else []
            self._choose(
                sheet, line, "status", [STATUS_NAMES[one].in_language(self.language) for one in names]
            )

    def _cell(self, sheet: Worksheet, line: int, name: ColumnName, row: BookRow, *, is_open: bool) -> None:
        definition, kept = row.input.definition, row.cells.get(name, "")
        place, colours = PLACE_OF[name], _TO_FILL if is_open else {}
        is_figure = name in ("value", "numerator", "denominator") and definition.type in _FIGURES
        if is_figure:
            face = self._face(align="right", **colours)
            figure = _held_exactly(kept)
            if figure is not None:
                sheet.write_number(line, place, figure, face)
            else:
                sheet.write_string(line, place, show_cell(kept, definition, sign_of(self.language)), face)
            return
        face = self._face(num_format="@", **colours)
        sheet.write_string(line, place, printable(self._shown(name, row, kept)), face)
        if not is_open:
            return
        if name == "label":
            self._choose(sheet, line, name, list(_titles_of_labels(row, self.language).values()))
        elif name == "value" and definition.type in ("boolean", "labels"):
            self._choose(sheet, line, name, [one.in_language(self.language) for one in (YES, NO)])

    def _shown(self, name: ColumnName, row: BookRow, kept: str) -> str:
        definition = row.input.definition
        if name == "label":
            return _titles_of_labels(row, self.language).get(kept, kept)
        if name == "value" and kept and definition.type in ("boolean", "labels"):
            return (YES if kept == "true" else NO).in_language(self.language)
        if name == "value" and kept and definition.type == "date":
            return date.fromisoformat(kept).strftime("%d/%m/%Y")
        return kept

    def _choose(self, sheet: Worksheet, line: int, name: ColumnName, words: list[str]) -> None:
        """A list to choose from; it stands on a hidden sheet, since in the cell it would be cut."""
        if words not in self.lists:
            self.lists.append(words)
        column = letter_of(self.lists.index(words))
        source = f"={SHEET_OF_LISTS}!${column}$1:${column}${len(words)}"
        options = {"validate": "list", "source": source, "ignore_blank": True}
        sheet.data_validation(line, PLACE_OF[name], line, PLACE_OF[name], options)

    def _words(self, sheet: Worksheet, line: int, name: ColumnName, words: Any) -> None:
        shown = printable(words if isinstance(words, str) else render(words, self.language))
        sheet.write_string(line, PLACE_OF[name], shown, self._face(bg_color="#F4F4F2"))

    def _hidden(self, leaves: tuple[MachineLeaf, ...]) -> None:
        participants = self.content.participants
        part = MachinePart(
            participants.campaign.key,
            self.content.agency.key,
            participants.framework.key,
            participants.framework.hash,
            self.language,
            leaves,
        )
        sheet = self.workbook.add_worksheet(SHEET)
        for number, line in enumerate(write_machine_part(part)):
            for column, start in enumerate(range(0, len(line), LONGEST_PIECE)):
                sheet.write_string(number, column, line[start : start + LONGEST_PIECE])
        sheet.hide()
        sheet = self.workbook.add_worksheet(SHEET_OF_LISTS)
        for column, words in enumerate(self.lists):
            for number, word in enumerate(words):
                sheet.write_string(number, column, word)
        sheet.hide()

    def _face(self, **changed: Any) -> Format:
        """A face of a cell, made once a workbook."""
        key = tuple(sorted(changed.items()))
        if key not in self.faces:
            self.faces[key] = self.workbook.add_format({**_FACE, **changed})
        return self.faces[key]


def _titles_of_labels(row: BookRow, language: Language) -> dict[str, str]:
    """Key → title; a title that two labels share tells neither, so that their keys stand."""
    titles = {key: title.in_language(language) for key, title in row.input.definition.labels.items()}
    shared = [title for title in titles.values() if list(titles.values()).count(title) > 1]
    return {key: key if not title or title in shared else title for key, title in titles.items()}


def _asked_in_words(row: BookRow) -> Any:
    definition = row.input.definition
    parts: list[Any] = [row.input.title]
    if row.label:
        parts.append(definition.labels[row.label])
    named: Sequence[Any] = [listing(parts, " – ")]
    if definition.unit is not None:
        named = [*named, definition.unit]
    return text("{what} ({hint})", what=listing(list(named), ", "), hint=_HINTS[definition.type])


def _reference(use: DocumentUse) -> str:
    document = use.document
    return ", ".join(part for part in (document.number, document.title, use.page) if part)


def _held_exactly(kept: str) -> float | None:
    """The number of a cell, where the 15 digits that a workbook keeps are all that there are."""
    if not kept:
        return None
    value: Fraction = parse_decimal(kept)
    held = float(value)
    return held if Fraction(format(held, ".15g")) == value else None
