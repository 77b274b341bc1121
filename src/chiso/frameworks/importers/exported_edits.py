"""The document of an export with the edits of its printed table, and a question about each of them.

The table wins over the machine part: a title, maximum, evidence, note, legal basis or kind of
assessment that says something else is taken over; an edited rule is read by the phrasings of the
importer or stays as text. What cannot be understood is left as it was exported. Nothing is changed
without a question that names the place.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field

from chiso.figures import write_exact
from chiso.frameworks.document import Tree
from chiso.frameworks.exporting.layout import (
    COLUMNS,
    COLUMNS_TO_FILL_IN,
    ColumnName,
    PrintedRow,
    is_cut,
    points_in_words,
    printed_rows,
)
from chiso.frameworks.exporting.machine_part import RECORDED, MachinePart, settled
from chiso.frameworks.importers.exported_cells import NotUnderstood, assessors_in, law_in, points_in
from chiso.frameworks.importers.exported_order import KEEP, TAKE_BACK, Entry, order_rows
from chiso.frameworks.importers.exported_rows import ReadRow, ReadTable
from chiso.frameworks.importers.exported_rules import edit_rule, rule_of_added
from chiso.frameworks.importers.parts import Question
from chiso.frameworks.loader import framework_from_tree
from chiso.frameworks.model import Role
from chiso.language import Text, listing, text
from chiso.problems import BadInput, quote

_WORDS: Mapping[ColumnName, Text] = {
    "title": text("title"),
    "evidence": text("evidence"),
    "note": text("remark"),
    "max_points": text("maximum"),
    "assessed_by": text("kind of assessment"),
    "law": text("legal basis"),
}
# Columns whose words are the value, and columns whose words stand for one.
_IN_WORDS: tuple[ColumnName, ...] = ("title", "evidence", "note")
_UNDERSTOOD: tuple[ColumnName, ...] = ("max_points", "assessed_by", "law")


def edited_document(machine: MachinePart, table: ReadTable) -> tuple[Tree, tuple[Question, ...]]:
    """The document that the printed table makes of the exported one, and what was edited."""
    editing = _Editing(machine, table)
    document = editing.apply()
    return document, tuple(editing.questions)


@dataclass(slots=True)
class _Editing:
    machine: MachinePart
    table: ReadTable
    questions: list[Question] = field(default_factory=list)
    printed: dict[str, tuple[int, PrintedRow]] = field(default_factory=dict)
    trees: dict[str, dict[str, Tree]] = field(default_factory=dict)

    def apply(self) -> Tree:
        framework = self.machine.framework
        document = copy.deepcopy(framework.tree)
        assert isinstance(document, dict)
        rows = printed_rows(framework, self.machine.language)
        self.printed = {row.node.code: (number, row) for number, row in enumerate(rows)}
        self._note_trees(document)
        order = order_rows(framework, self.table.rows)
        self.questions += order.questions
        self._note_columns()
        document["nodes"] = [self._tree_of(entry, "regular") for entry in order.top]
        self._edit_total(document)
        if document == framework.tree:
            return framework.tree
        self._become_draft(document)
        self._check(document)
        return document

    def _note_trees(self, part: dict[str, Tree]) -> None:
        nodes = part.get("nodes")
        for node in nodes if isinstance(nodes, list) else ():
            if isinstance(node, dict):
                self.trees[str(node["code"])] = node
                self._note_trees(node)

    def _tree_of(self, entry: Entry, role: Role) -> Tree:
        """The node of an entry with its parts; an added one has the role of the group it is under."""
        tree: dict[str, Tree] = {}
        if entry.node is not None:
            tree = self.trees[entry.node.code]
            if settled(entry.node.code) != entry.code:
                tree["code"] = entry.code
            if entry.row is not None:
                self._edit_node(tree, entry.node.code, entry.row)
        elif entry.row is not None:
            tree = self._added(entry, entry.row, role)
        role = entry.node.role if entry.node is not None else role
        parts = [self._tree_of(part, role) for part in entry.parts]
        if parts:
            tree["nodes"] = parts
        elif entry.node is not None and entry.node.nodes:
            del tree["nodes"]
        return tree

    def _edit_node(self, tree: dict[str, Tree], code: str, row: ReadRow) -> None:
        number, printed = self.printed[code]
        language = self.machine.language
        for name in _IN_WORDS:
            self._edit_words(tree, name, row, printed)
        for name in _UNDERSTOOD:
            self._edit_value(tree, name, row, printed)
        if "rule" in row.words:
            recorded = self.machine.printed[number] if number < len(self.machine.printed) else ()
            self.questions += edit_rule(
                tree,
                printed,
                row,
                self.machine.framework,
                language,
                recorded[RECORDED.index("rule")] if recorded else "",
            )

    def _edit_words(self, tree: dict[str, Tree], name: ColumnName, row: ReadRow, printed: PrintedRow) -> None:
        written = row.words.get(name)
        if written is None or settled(written) == settled(printed.words[name]):
            return
        after = "\n".join(line for line in map(settled, written.split("\n")) if line)
        # With the beginning of words that were cut off when they were printed, their end would be lost.
        if (not after and name == "title") or is_cut(printed.words[name]):
            self._kept(name, row, printed)
            return
        if not after:
            tree.pop(name, None)
        else:
            former = tree.get(name)
            tree[name] = {**(former if isinstance(former, dict) else {}), self.machine.language: after}
        self._taken(name, row, printed.words[name], after)

    def _edit_value(self, tree: dict[str, Tree], name: ColumnName, row: ReadRow, printed: PrintedRow) -> None:
        written = row.words.get(name)
        before = printed.words[name]
        if written is None or settled(written) == settled(before):
            return
        try:
            value = self._value_in(name, written, row)
        except NotUnderstood:
            self._kept(name, row, printed)
            return
        if name == "max_points" and value == _exact(printed):
            return
        if value:
            tree[name] = value
        else:
            tree.pop(name, None)
        self._taken(name, row, before, settled(written))

    def _value_in(self, name: ColumnName, written: str, row: ReadRow) -> Tree:
        if name == "law":
            return law_in(written, self.machine.framework)
        if name == "assessed_by":
            return assessors_in(written)
        return self._points_in(name, written, row)

    def _points_in(self, name: ColumnName, written: str, row: ReadRow) -> str | None:
        is_typed = bool(row.places[name].sheet)
        points = points_in(written, self.machine.language, is_typed=is_typed)
        return None if points is None else write_exact(points)

    def _added(self, entry: Entry, row: ReadRow, role: Role) -> dict[str, Tree]:
        """An added row as a node; what its cells do not say stays out of it."""
        language = self.machine.language
        title = row.title or entry.code
        # A set needs its titles in both languages, and the table has only one.
        tree: dict[str, Tree] = {"code": entry.code, "title": {"vi": title, "en": title}}
        if role != "regular":
            tree["role"] = role
        for name in _UNDERSTOOD:
            written = row.words.get(name, "")
            try:
                value = self._value_in(name, written, row) if settled(written) else None
            except NotUnderstood:
                self._not_read(name, row)
                continue
            if value:
                tree[name] = value
        for name in ("evidence", "note"):
            words = "\n".join(line for line in map(settled, row.words.get(name, "").split("\n")) if line)
            if words:
                tree[name] = {language: words}
        if not entry.parts:
            self.questions += rule_of_added(tree, row, role, language)
        return tree

    def _edit_total(self, document: dict[str, Tree]) -> None:
        row = next((row for row in self.table.rows if row.is_total and "max_points" in row.words), None)
        index = document["index"]
        maximum = self.machine.framework.index.max_points
        if row is None or maximum is None or not isinstance(index, dict):
            return
        written = row.words["max_points"]
        before = points_in_words(maximum, self.machine.language)
        try:
            points = self._points_in("max_points", written, row)
        except NotUnderstood:
            points = None
        if points is None:
            asks = text(
                "The total “{found}” was not understood; it is {before} as before.",
                found=quote(written),
                before=before,
            )
            self._ask("CH-2703", "max_points", row, written, asks, ())
        elif points != write_exact(maximum):
            index["max_points"] = points
            self._taken("max_points", row, before, settled(written))

    def _note_columns(self) -> None:
        missing = [
            column.heading
            for column in COLUMNS
            if column.name not in COLUMNS_TO_FILL_IN and column.name not in self.table.columns
        ]
        if missing:
            asks = text(
                "Columns that the table no longer has: {columns}. What they held stays.",
                columns=listing(missing),
            )
            self.questions.append(Question("CH-2711", None, "", "", asks))
        if self.table.unknown:
            asks = text(
                "Columns that an export does not have were not read: {columns}.",
                columns=listing(self.table.unknown),
            )
            self.questions.append(Question("CH-2711", None, "", "", asks))

    def _become_draft(self, document: dict[str, Tree]) -> None:
        if document["status"] == "official":
            document["status"] = "draft"
            asks = text(
                "The set was edited, so that it is a draft and no longer {key}. Which version will it be?",
                key=self.machine.framework.key,
            )
            self.questions.append(Question("CH-2713", None, "", self.machine.framework.key, asks))

    def _check(self, document: Tree) -> None:
        try:
            framework_from_tree(document, name=self.machine.framework.key)
        except BadInput as refused:
            for problem in refused.problems:
                asks = text(
                    "The edited set does not pass ({code}): {expected} {mend}",
                    code=problem.code,
                    expected=problem.expected,
                    mend=problem.mend,
                )
                self.questions.append(Question("CH-2712", None, "", problem.where.field, asks))

    def _taken(self, name: ColumnName, row: ReadRow, before: str, after: str) -> None:
        asks = text(
            "The {what} was edited. Before: “{before}”. Now: “{after}”.",
            what=_WORDS[name],
            before=before,
            after=after,
        )
        self._ask("CH-2702", name, row, after, asks, (KEEP, TAKE_BACK))

    def _kept(self, name: ColumnName, row: ReadRow, printed: PrintedRow) -> None:
        asks = text(
            "The {what} was edited and is not understood; it is “{before}” as before. What shall it be?",
            what=_WORDS[name],
            before=quote(printed.words[name]),
        )
        self._ask("CH-2703", name, row, row.words[name], asks, ())

    def _not_read(self, name: ColumnName, row: ReadRow) -> None:
        asks = text("The {what} of the added row is not understood. What shall it be?", what=_WORDS[name])
        self._ask("CH-2703", name, row, row.words[name], asks, ())

    def _ask(
        self, code: str, name: ColumnName, row: ReadRow, found: str, asks: Text, choices: tuple[Text, ...]
    ) -> None:
        self.questions.append(
            Question(code, row.places[name], row.code, quote(settled(found)), asks, choices)
        )


def _exact(printed: PrintedRow) -> str | None:
    return None if printed.max_points is None else write_exact(printed.max_points)
