"""From the bytes of an annex to a reading: the steps in their order.

bytes → grids → the annex's rows → outline → codes → leaves → rules → draft → checks → proof
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace

from chiso.frameworks.importers.annexes import Annex, find_annex
from chiso.frameworks.importers.assembling import assemble, leaf_facts
from chiso.frameworks.importers.checking import check_draft
from chiso.frameworks.importers.codes import give_codes
from chiso.frameworks.importers.entries import Outline
from chiso.frameworks.importers.exported import read_exported
from chiso.frameworks.importers.files import Format, recognise
from chiso.frameworks.importers.heads import slug_of
from chiso.frameworks.importers.outline import read_rows
from chiso.frameworks.importers.parts import CellPlace, Counts, Grid, LeafFacts, Question, Reading, ReadRule
from chiso.frameworks.importers.pdf import read_pdf
from chiso.frameworks.importers.phrasings import read_rule
from chiso.frameworks.importers.proving import Proof, nodes_in, prove
from chiso.frameworks.importers.sheets import read_sheets
from chiso.frameworks.importers.steps_or_parts import settle_steps_and_parts
from chiso.frameworks.importers.word import read_word
from chiso.language import text
from chiso.problems import Place, Problem, WrongCall

_KEY = re.compile(r"(?P<id>[a-z0-9][a-z0-9-]*)@(?P<version>[a-z0-9][a-z0-9.-]*)")
# The version that a draft has as long as nobody gave it one.
_VERSION = "draft"
# In letters: one sentence or paragraph, all that is said of one criterion, and of all of them.
_LONGEST_LINE = 1_000
_MOST_PROSE = 6_000
_MOST_PROSE_IN_ALL = 400_000


def read_annex(source: bytes, name: str, *, key: str | None = None) -> Reading:
    """The draft in an annex; `name` is the file's name, `key` the `id@version` that it gets.

    Raises BadInput where the file cannot be read or holds no annex; WrongCall where the key is none or
    the library for the format is not installed.
    """
    identity = _identity(key, name)
    file_format, safe = recognise(source, name)
    grids, pages = _read_grids(file_format, safe, name)
    if file_format is not Format.PDF:
        exported = read_exported(safe, name, grids)
        if exported is not None:
            exported = replace(exported, questions=tuple(_in_order(list(exported.questions))))
            return exported if key is None else _named(exported, identity)
    annex = find_annex(grids, name)
    outline = read_rows(annex)
    settle_steps_and_parts(outline)
    give_codes(outline)
    leaves = leaf_facts(outline)
    rules = _read_rules(leaves)
    draft = assemble(annex, outline, leaves, rules, identity=identity, name=name)
    checked = check_draft(draft)
    proof = prove(checked.document, leaves, draft.places, name)
    questions = [
        *_about_the_whole(annex, key),
        *_with_codes(outline),
        *_about_leaves(leaves, rules, draft.places),
        *checked.questions,
        *proof.questions,
    ]
    counts = _count(proof, rules, annex, grids, pages)
    return Reading(proof.document, tuple(_in_order(questions)), counts, draft.places)


def _read_rules(leaves: Mapping[str, LeafFacts]) -> dict[str, ReadRule]:
    """The rule of each leaf. Prose longer than any law's stays as text: it could only take time."""
    rules: dict[str, ReadRule] = {}
    letters = 0
    for code, leaf in leaves.items():
        lengths = [len(leaf.title), *(len(line.words) for line in leaf.lines)]
        letters += sum(lengths)
        is_long = max(lengths) > _LONGEST_LINE or sum(lengths) > _MOST_PROSE or letters > _MOST_PROSE_IN_ALL
        rules[code] = ReadRule(None, {}) if is_long else read_rule(leaf)
    return rules


def _identity(key: str | None, name: str) -> tuple[str, str]:
    if key is None:
        return slug_of(name.rpartition(".")[0] or name), _VERSION
    found = _KEY.fullmatch(key)
    if found is None:
        raise WrongCall(
            [
                Problem(
                    "CH-2613",
                    Place(),
                    key,
                    text("Expected a name such as par-index@2026: id, the sign @, version."),
                    text("Use small letters without marks, figures and hyphens."),
                )
            ]
        )
    return found["id"], found["version"]


def _read_grids(file_format: Format, safe: bytes, name: str) -> tuple[tuple[Grid, ...], int | None]:
    if file_format is Format.WORD:
        return read_word(safe, name), None
    if file_format is Format.WORKBOOK:
        return read_sheets(safe, name), None
    return read_pdf(safe, name)


def _named(reading: Reading, identity: tuple[str, str]) -> Reading:
    """An export that is to become another set."""
    document = reading.document
    assert isinstance(document, dict)
    return replace(reading, document={**document, "id": identity[0], "version": identity[1]})


def _about_the_whole(annex: Annex, key: str | None) -> Iterator[Question]:
    asks = text(
        "State what the table does not print: id and version, title, period, who it applies to, the decision."
    )
    if key is not None:
        asks = text("State what the table does not print: title, period, who it applies to, the decision.")
    yield Question("CH-2640", None, "", "", asks)
    asks = text("How do the titles read in the other language? They stand in both as the annex has them.")
    yield Question("CH-2644", None, "", "", asks)
    for cell in annex.headings.not_understood:
        asks = text(
            "The column “{heading}” was not read. Does it hold something of the set?", heading=cell.text
        )
        yield Question("CH-2633", cell.place, "", cell.text, asks)
    for place in annex.passed_over:
        asks = text("This table was taken for no part of the annex. Is it one?")
        yield Question("CH-2634", place, "", "", asks)


def _with_codes(outline: Outline) -> Iterator[Question]:
    """The questions of the outline, each with the code of the node whose row it is, or the one above it."""
    entries = sorted(outline.walk(), key=lambda entry: _row_of(entry.row.place))
    rows = [_row_of(entry.row.place) for entry in entries]
    for question in outline.questions:
        at = bisect_right(rows, _row_of(question.place)) if question.place else 0
        yield replace(question, node=entries[at - 1].code if at else "")


def _row_of(place: CellPlace) -> tuple[str, int, int]:
    return place.sheet, place.table, place.row


def _about_leaves(
    leaves: Mapping[str, LeafFacts], rules: Mapping[str, ReadRule], places: Mapping[str, CellPlace]
) -> Iterator[Question]:
    for code, leaf in leaves.items():
        place = places[code]
        read = rules[code]
        choices = tuple(choice.label for choice in read.choices)
        for doubt in read.doubts:
            yield Question(
                doubt.code, doubt.place or place, code, doubt.found, doubt.asks, choices, read.choices
            )
        if read.rule is None and not read.doubts:
            asks = text("How are the points given? The row does not say.")
            if leaf.lines:
                asks = text("How are the points given? The words are not understood; they stand in the note.")
            found = " / ".join(line.words for line in leaf.lines)
            where = leaf.lines[0].place if leaf.lines else place
            yield Question("CH-2635", where, code, found, asks, choices, read.choices)


def _count(
    proof: Proof, rules: Mapping[str, ReadRule], annex: Annex, grids: tuple[Grid, ...], pages: int | None
) -> Counts:
    known = [cell.place.page for grid in grids for row in grid.rows for cell in row[:1] if cell.place.page]
    read = sum(one.rule is not None and code not in proof.taken_out for code, one in rules.items())
    doubtful = sum(one.rule is None and bool(one.doubts) for one in rules.values()) + len(proof.taken_out)
    return Counts(
        tables=annex.tables,
        pages=pages if pages is not None else max(known, default=None),
        nodes=sum(1 for _ in nodes_in(proof.document)),
        leaves=len(rules),
        rules_read=read,
        rules_doubtful=doubtful,
        rules_as_text=len(rules) - read - doubtful,
    )


def _in_order(questions: list[Question]) -> list[Question]:
    """The questions about the whole first, then in the order of the file."""

    def position(question: Question) -> tuple[object, ...]:
        place = question.place
        if place is None:
            return (bool(question.node), "", 0, 0, 0)
        return (True, place.sheet, place.table, place.row, place.column)

    return sorted(questions, key=position)
