"""What the strict loader says about a draft, each problem at the node to which its place leads."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from chiso.frameworks.document import KeyPath, Tree, write_path
from chiso.frameworks.loader import framework_from_tree
from chiso.frameworks.model import Framework
from chiso.office.drafting.assembling import Placed
from chiso.problems import BadInput, Place, Problem

_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
# A worker checks again only what changed; a draft of 300 nodes takes some 100 ms.
_REMEMBERED = 16


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that was checked: understood, or everything that is wrong with it."""

    framework: Framework | None
    problems: tuple[tuple[KeyPath, Problem], ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether it could be frozen as far as the loader is asked."""
        return self.framework is not None


@dataclass(slots=True)
class Sorted:
    """Problems by node (primary key of its row), with the path inside the node; and those of the head."""

    of_nodes: dict[int, list[tuple[KeyPath, Problem]]] = field(default_factory=dict)
    of_head: list[tuple[KeyPath, Problem]] = field(default_factory=list)


def check(document: Tree) -> Checked:
    """Read a document as the loader does. The same document is not read twice in a row."""
    # Keys in their own order: labels are shown as they were written.
    return _check(json.dumps(document, ensure_ascii=False))


@lru_cache(maxsize=_REMEMBERED)
def _check(written: str) -> Checked:
    try:
        return Checked(framework_from_tree(json.loads(written), name=""))
    except BadInput as refused:
        return Checked(None, tuple((read_path(one.where.field), one) for one in refused.problems))


def read_path(written: str) -> KeyPath:
    """The path that `write_path` wrote: "nodes[3].rule" is ("nodes", 2, "rule").

    A key with a point in it comes apart; what is near it is found all the same.
    """
    return tuple(int(number) - 1 if number else key for key, number in _PART.findall(written))


def sort_by_node(checked: Checked, placed: Sequence[Placed]) -> Sorted:
    """Each problem at the deepest node that its place names."""
    by_path = {one.path: one.row.pk for one in placed}
    found = Sorted()
    for path, problem in checked.problems:
        length = 0
        while path[length : length + 1] == ("nodes",) and path[: length + 2] in by_path:
            length += 2
        inside = path[length:]
        here = replace(problem, where=Place(field=write_path(inside)))
        if length:
            found.of_nodes.setdefault(by_path[path[:length]], []).append((inside, here))
        else:
            found.of_head.append((inside, here))
    return found
