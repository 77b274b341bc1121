"""The document of a framework from the rows of a draft, and rows from a document.

document = head + nodes, each with its content and, where it has parts, its own nodes
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chiso.frameworks.document import KeyPath, Tree
from chiso.office.drafting.models import Draft, DraftNode

# Room between neighbours: some twenty nodes go between any two before the others are moved apart.
GAP = 1 << 20


@dataclass(slots=True)
class Placed:
    """A row where it stands: its parts, its depth (1 under the root), its path in the document."""

    row: DraftNode
    parent: Placed | None
    depth: int
    path: KeyPath
    parts: list[Placed] = field(default_factory=list)

    def document(self) -> dict[str, Tree]:
        """The node with everything below it."""
        written: dict[str, Tree] = dict(self.row.content)
        if self.parts:
            written["nodes"] = [part.document() for part in self.parts]
        return written


def rows_of(draft: Draft) -> list[DraftNode]:
    """All rows of a draft, brothers in order. One query."""
    return list(DraftNode.objects.filter(draft=draft).order_by("position", "pk"))


def place(rows: Iterable[DraftNode]) -> list[Placed]:
    """Every row in the order of the document, parents before their parts."""
    below: dict[int | None, list[DraftNode]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    def walk(parent: Placed | None) -> Iterator[Placed]:
        for number, row in enumerate(below.get(parent.row.pk if parent else None, [])):
            path: KeyPath = (*(parent.path if parent else ()), "nodes", number)
            placed = Placed(row, parent, parent.depth + 1 if parent else 1, path)
            if parent is not None:
                # Known already: whoever asks for the group of a row asks no database.
                row.parent = parent.row
                parent.parts.append(placed)
            yield placed
            yield from walk(placed)

    return list(walk(None))


def document_of(draft: Draft) -> dict[str, Tree]:
    """The document of a draft as it stands. One query."""
    return assemble(draft, place(rows_of(draft)))


def assemble(draft: Draft, placed: Iterable[Placed]) -> dict[str, Tree]:
    """The document of a draft from its placed rows."""
    nodes: list[Tree] = [one.document() for one in placed if one.parent is None]
    return {**draft.head, "nodes": nodes}


def split_document(document: dict[str, Tree]) -> tuple[dict[str, Tree], list[Tree]]:
    """A framework's document as its head and its nodes."""
    head = {key: value for key, value in document.items() if key != "nodes"}
    nodes = document.get("nodes")
    return head, nodes if isinstance(nodes, list) else []


def rows_from(draft: Draft, nodes: Iterable[Tree]) -> list[list[DraftNode]]:
    """New rows for the nodes of a document, floor by floor: each floor names rows of the one above it."""
    floors: list[list[DraftNode]] = []
    waiting: list[tuple[DraftNode | None, list[Tree]]] = [(None, list(nodes))]
    while waiting:
        floor: list[DraftNode] = []
        below: list[tuple[DraftNode | None, list[Tree]]] = []
        for parent, parts in waiting:
            for number, part in enumerate(parts, start=1):
                written = part if isinstance(part, dict) else {}
                content = {key: value for key, value in written.items() if key != "nodes"}
                row = DraftNode(draft=draft, parent=parent, position=number * GAP, content=content)
                floor.append(row)
                inner = written.get("nodes")
                if isinstance(inner, list) and inner:
                    below.append((row, inner))
        if floor:
            floors.append(floor)
        waiting = below
    return floors
