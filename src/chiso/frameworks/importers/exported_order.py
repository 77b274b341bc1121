"""Which row of an edited table is which node, and the tree that the rows make.

A row is the node whose number it carries; a row with a new number and the title of a node that lost
its row is that node, renumbered. What is left over was added or removed. A node stays under its
parent, since the number says so and not the place among the rows; an added or renumbered one goes
under the node whose number its own begins with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chiso.frameworks.exporting.machine_part import settled
from chiso.frameworks.importers.exported_rows import ReadRow
from chiso.frameworks.importers.parts import Question
from chiso.frameworks.model import Framework, Node
from chiso.language import Text, listing, text

# What parts a number into its levels: 1.2.3, II.4, 2-a, 3/1.
_SEPARATORS = ".-/ "
# The two answers to what was edited in a table.
KEEP = text("Keep what the table says now")
TAKE_BACK = text("Take back what was exported")


@dataclass(slots=True)
class Entry:
    """One node of the edited set: its node in the export (None: added), its row (None: kept)."""

    code: str
    node: Node | None
    row: ReadRow | None
    parts: list[Entry] = field(default_factory=list)

    def walk(self) -> Iterator[Entry]:
        """The entry and everything under it, in order."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(slots=True)
class Order:
    """The top entries in their order, and what has to be asked about rows."""

    top: list[Entry]
    questions: list[Question]


def order_rows(framework: Framework, rows: tuple[ReadRow, ...]) -> Order:
    """The tree that `rows` make of `framework`."""
    if [row.code for row in rows if not row.is_total] == [
        settled(node.code) for node, _, _ in framework.walk()
    ]:
        return Order(_as_exported(framework, rows), [])
    questions: list[Question] = []
    usable = _usable(rows, questions)
    matched = _matched(framework, usable, questions)
    entries = {row.code: Entry(row.code, matched.get(row.code), row) for row in usable}
    by_node = {entry.node.code: entry for entry in entries.values() if entry.node}
    _keep_or_remove(framework, by_node, questions)
    position = {id(entry): number for number, entry in enumerate(entries.values())}
    top = _grow(framework, entries, by_node, questions)
    _sort(top, position)
    _note_moves(framework, top, list(entries), questions)
    return Order(top, questions)


def _as_exported(framework: Framework, rows: tuple[ReadRow, ...]) -> list[Entry]:
    """The tree of the export itself: row by row, whatever the numbers look like."""
    entries: dict[str, Entry] = {}
    top: list[Entry] = []
    nodes = (row for row in rows if not row.is_total)
    for (node, parent, _), row in zip(framework.walk(), nodes, strict=True):
        entry = entries[node.code] = Entry(row.code, node, row)
        (entries[parent.code].parts if parent else top).append(entry)
    return top


def _usable(rows: tuple[ReadRow, ...], questions: list[Question]) -> list[ReadRow]:
    """The rows of nodes: numbered, each number once, without the total."""
    found: dict[str, ReadRow] = {}
    for row in rows:
        if row.is_total:
            continue
        if not row.code or row.code in found:
            asks = text(
                "The number stands twice in the table; the first row of it was read, this one was not."
            )
            if not row.code:
                asks = text("The row has no number, so that it was not read. Where does it belong?")
            questions.append(Question("CH-2710", row.place, row.code, row.title, asks))
            continue
        found[row.code] = row
    return list(found.values())


def _matched(framework: Framework, rows: list[ReadRow], questions: list[Question]) -> dict[str, Node]:
    """By the number of the row, the node that it is."""
    nodes = {settled(code): node for code, node in framework.nodes_by_code.items()}
    matched = {row.code: nodes[row.code] for row in rows if row.code in nodes}
    lost = [node for code, node in nodes.items() if code not in matched]
    for row in rows:
        if row.code in matched:
            continue
        alike = [node for node in lost if row.title in _titles(node)]
        if len(alike) == 1:
            node = alike[0]
            lost.remove(node)
            matched[row.code] = node
            asks = text(
                "Renumbered: “{title}” was {before}, is {after}.",
                title=row.title,
                before=node.code,
                after=row.code,
            )
            questions.append(Question("CH-2709", row.place, row.code, row.code, asks, (KEEP, TAKE_BACK)))
    return matched


def _titles(node: Node) -> set[str]:
    return {settled(title) for title in (node.title.vi, node.title.en) if title}


def _keep_or_remove(framework: Framework, by_node: dict[str, Entry], questions: list[Question]) -> None:
    """Nodes without a row: gone, unless rows of their parts are still there."""
    for node, _, _ in framework.walk():
        if node.code in by_node:
            continue
        if any(part.code in by_node for part in _parts_under(node)):
            by_node[node.code] = Entry(node.code, node, None)
            asks = text("The row is gone, but rows under it are there; the group was kept.")
            questions.append(
                Question("CH-2710", None, node.code, settled(node.title.in_language("vi")), asks)
            )
        else:
            asks = text("Removed: {code} {title}.", code=node.code, title=node.title)
            questions.append(Question("CH-2708", None, node.code, node.code, asks, (KEEP, TAKE_BACK)))


def _parts_under(node: Node) -> Iterator[Node]:
    for part in node.nodes:
        yield part
        yield from _parts_under(part)


def _grow(
    framework: Framework,
    entries: Mapping[str, Entry],
    by_node: Mapping[str, Entry],
    questions: list[Question],
) -> list[Entry]:
    """Put every entry under its parent; the top ones are returned."""
    kept = [entry for entry in by_node.values() if entry.row is None]
    former = {
        code: by_node.get(parent.code) if parent else None for code, parent in framework.parents.items()
    }
    above: dict[int, Entry | None] = {}
    before: Entry | None = None
    for entry in [*kept, *entries.values()]:
        node = entry.node
        by_number = _entry_above(entry.code, entries)
        if node is None:
            above[id(entry)] = by_number or (above[id(before)] if before else None)
        elif settled(node.code) == entry.code or by_number is None:
            above[id(entry)] = former[node.code]
        else:
            above[id(entry)] = by_number
        before = entry if entry.row else before
    _break_circles(list(by_node.values()), above, former)
    top: list[Entry] = []
    for entry in [*kept, *entries.values()]:
        parent = above[id(entry)]
        (parent.parts if parent else top).append(entry)
        if entry.node is None:
            questions.append(_added(entry, parent))
    return top


def _break_circles(
    entries: list[Entry], above: dict[int, Entry | None], former: Mapping[str, Entry | None]
) -> None:
    """Leave a group where it was if its new number would put it under one of its own parts."""
    for entry in entries:
        seen, here = {id(entry)}, above[id(entry)]
        while here is not None and id(here) not in seen:
            seen.add(id(here))
            here = above[id(here)]
        if here is not None and entry.node is not None:
            above[id(entry)] = former[entry.node.code]


def _entry_above(code: str, entries: Mapping[str, Entry]) -> Entry | None:
    """The entry with the longest number that `code` goes on from: 1.2 for 1.2.3."""
    for length in range(len(code) - 1, 0, -1):
        if code[length] in _SEPARATORS and code[:length] in entries:
            return entries[code[:length]]
    return None


def _added(entry: Entry, parent: Entry | None) -> Question:
    title = entry.row.title if entry.row else ""
    asks: Text = text("Added at the top: {code} {title}.", code=entry.code, title=title)
    if parent is not None:
        asks = text("Added under {parent}: {code} {title}.", parent=parent.code, code=entry.code, title=title)
    return Question(
        "CH-2707", entry.row.place if entry.row else None, entry.code, title, asks, (KEEP, TAKE_BACK)
    )


def _sort(entries: list[Entry], position: Mapping[int, int]) -> None:
    """The order of the rows; a group without a row stands where its first part does."""

    def place(entry: Entry) -> int:
        if id(entry) in position:
            return position[id(entry)]
        return min((place(part) for part in entry.parts), default=len(position))

    entries.sort(key=place)
    for entry in entries:
        _sort(entry.parts, position)


def _note_moves(framework: Framework, top: list[Entry], rows: list[str], questions: list[Question]) -> None:
    """Ask about parts of a group in another order, and about rows that stand among those of another."""
    groups: list[tuple[str, tuple[Node, ...], list[Entry]]] = [("", framework.nodes, top)]
    for entry in (one for first in top for one in first.walk()):
        if entry.node is not None:
            groups.append((entry.code, entry.node.nodes, entry.parts))
    for code, parts, entries in groups:
        present = [entry.node.code for entry in entries if entry.node is not None]
        before = [part.code for part in parts if part.code in present]
        now = [one for one in present if one in before]
        if now != before:
            asks = text(
                "Moved: the order is now {after}; it was {before}.",
                after=listing(now),
                before=listing(before),
            )
            row = next((entry.row for entry in entries if entry.row), None)
            place = row.place if row else None
            questions.append(Question("CH-2709", place, code, ", ".join(now), asks, (KEEP, TAKE_BACK)))
    in_tree = [entry for first in top for entry in first.walk() if entry.row is not None]
    for entry, code in zip(in_tree, rows, strict=True):
        if entry.code != code and entry.row is not None:
            asks = text(
                "The row stands among the rows of another group. Its number decided where it belongs."
            )
            questions.append(Question("CH-2710", entry.row.place, entry.code, entry.row.title, asks))
            break
