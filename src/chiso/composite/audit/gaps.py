"""What is missing in the data as they came: by unit within each group of indicators, and altogether."""

from __future__ import annotations

import numpy as np

from chiso.composite.audit.parts import AuditTable, Cell, Column, Finding, SquarePicture
from chiso.composite.audit.subject import Subject, exact, named
from chiso.language import text

# A unit that lacks more than a third of a group gets its score there from a few of its indicators.
LEAST_PRESENT = 2 / 3
_MOST_DRAWN = 60

_COLUMNS = (
    Column("unit", text("Unit")),
    Column("period", text("Period")),
    Column("group", text("Group")),
    Column("values", text("Values present"), "count"),
    Column("missing", text("Missing"), "count"),
    Column("share_present", text("Share present"), "share"),
    Column("flag", text("Flag")),
)


def gap_finding(subject: Subject) -> Finding:
    """Shares of values that are present, by unit and lowest group; the picture has those that lack any."""
    groups = [
        group
        for group in subject.tree.groups
        if any(child in subject.leaves for child in subject.tree.children(group))
    ]
    missing = np.isnan(subject.raw.values)
    rows: list[tuple[Cell, ...]] = []
    shares = np.zeros((len(subject.raw.rows), len(groups)))
    for place, group in enumerate(groups):
        leaves = [child for child in subject.tree.children(group) if child in subject.leaves]
        gaps = np.isnan(subject.raw.columns(leaves)).sum(1)
        shares[:, place] = gaps / len(leaves)
        for row, gap in zip(subject.raw.rows, gaps, strict=True):
            present = 1 - float(gap) / len(leaves)
            flag = "few_values" if present < LEAST_PRESENT - 1e-12 else ""
            rows.append((row.unit, row.period, group, len(leaves) - int(gap), int(gap), present, flag))
    lacking = np.argsort(-shares.sum(1), kind="stable")[: int((shares.sum(1) > 0).sum())]
    total = int(missing.sum())
    poor = sum(1 for row in rows if row[-1])
    sentences = (
        text(
            "{missing} of {cells} values are missing, in {rows} of {all} rows. In {poor} cases a unit lacks "
            "more than a third of a group of indicators: its score there says little.",
            missing=total,
            cells=int(missing.size),
            rows=len(lacking),
            all=len(subject.raw.rows),
            poor=poor,
        )
        if total
        else text("No value is missing: nothing had to be filled in."),
    )
    shown = tuple(
        sorted((at for at, row in enumerate(rows) if row[-1]), key=lambda at: float(rows[at][5] or 0))
    )
    return Finding(
        "missing",
        text("What is missing"),
        sentences,
        (
            AuditTable(
                "missing", text("Units that lack more than a third of a group"), _COLUMNS, tuple(rows), shown
            ),
        ),
        SquarePicture(
            text("Where values are missing"),
            text("A full square: all values of the group are missing; rows that lack most come first"),
            tuple(named(subject.raw.rows[row], subject.run.names) for row in lacking[:_MOST_DRAWN]),
            tuple(tuple(exact(float(-share)) for share in shares[row]) for row in lacking[:_MOST_DRAWN]),
            tuple(subject.title(group) for group in groups),
        )
        if total
        else None,
    )
