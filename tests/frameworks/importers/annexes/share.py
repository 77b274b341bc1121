"""The share of rules read right, by kind, over the twelve annexes.

python -m tests.frameworks.importers.annexes.share
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from functools import cache

from chiso.frameworks.importers import Reading, read_annex
from tests.frameworks.importers.annexes.comparing import Verdict, verdicts
from tests.frameworks.importers.annexes.content import ASKED, Annex
from tests.frameworks.importers.annexes.sets import ANNEXES
from tests.frameworks.importers.annexes.writing import write

_KINDS = (
    ("to be asked for", re.compile(re.escape(ASKED))),
    ("penalties", re.compile(r"off:")),
    ("steps", re.compile(r"(?:share|count|days|number) [\[({]")),
    ("proportion, formula", re.compile(r"share")),
    ("met or not", re.compile(r"yes")),
    ("alternatives", re.compile(r"labels")),
    ("for each item", re.compile(r"each")),
    ("lateness", re.compile(r".* a day")),
    ("parts that add up", re.compile(r".* without ")),
    ("taken off for each", re.compile(r".* less ")),
    ("survey, entered", re.compile(r"entered|satisfied")),
)


@cache
def reading_of(annex: Annex) -> Reading:
    """The reading of an annex, made once a process."""
    return read_annex(write(annex), annex.file_name)


def kind_of(verdict: Verdict) -> str:
    """The kind of what is known of a leaf."""
    return next(kind for kind, form in _KINDS if form.match(verdict.item.known))


def stated(annexes: Iterable[Annex] = ANNEXES) -> list[Verdict]:
    """The verdicts of every leaf whose annex states how points are given."""
    return [
        verdict
        for annex in annexes
        for verdict in verdicts(annex, reading_of(annex))
        if verdict.states_a_rule
    ]


def table() -> list[str]:
    """The lines of the report: kind, leaves, read right, left to a person, wrong and unasked."""
    found = stated()
    kinds = [kind for kind, _ in _KINDS]
    all_of = Counter(kind_of(verdict) for verdict in found)
    right = Counter(kind_of(verdict) for verdict in found if verdict.is_read_right)
    wrong = Counter(kind_of(verdict) for verdict in found if not verdict.is_right and not verdict.asked)
    lines = [
        "| what the annex says | sub-criteria | read right | left to a person | wrong, unasked |",
        "|---|---|---|---|---|",
    ]
    for kind in sorted(kinds, key=lambda kind: -all_of[kind]):
        asked = all_of[kind] - right[kind] - wrong[kind]
        lines.append(f"| {kind} | {all_of[kind]} | {right[kind]} | {asked} | {wrong[kind]} |")
    total, read = len(found), sum(right.values())
    lines.append(
        f"| together | {total} | {read} ({100 * read / total:.1f} %) | {total - read - sum(wrong.values())}"
        f" | {sum(wrong.values())} |"
    )
    return lines


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
