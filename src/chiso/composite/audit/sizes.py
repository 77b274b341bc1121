"""Whether figures follow the size of the unit: correlations with the denominators of the data.

An indicator that goes with population or area tells how large a unit is, not how good; it may have to be
divided by it. The index is asked too. A correlation of ranks of 0.6 or more, in either direction, is flagged:
sizes of units are so uneven that their plain correlation hangs on the few largest.

Source of the question: OECD and JRC, Handbook (2008), step 2; R package COINr (`get_denom_corr`).
"""

from __future__ import annotations

import numpy as np

from chiso.composite.audit.parts import AuditTable, Cell, Column, Finding, SquarePicture
from chiso.composite.audit.subject import Subject, cell, exact
from chiso.composite.correlations import pearson, shared_rows, spearman
from chiso.language import Value, text

STRONG = 0.6

_COLUMNS = (
    Column("code", text("Code")),
    Column("denominator", text("Denominator")),
    Column("rows", text("Rows"), "count"),
    Column("pearson", text("Pearson"), "correlation"),
    Column("spearman", text("Spearman"), "correlation"),
    Column("flag", text("Flag")),
)


def size_finding(subject: Subject) -> Finding | None:
    """Each indicator and the index with each denominator; None where the data have no denominators."""
    names = tuple(subject.scores.denominators)
    if not names:
        return None
    nodes = (*subject.leaves, subject.tree.root)
    sizes = np.column_stack([subject.scores.denominators[name] for name in names])
    columns = np.column_stack([subject.scores.columns(nodes), sizes])
    linear, ranked, shared = pearson(columns), spearman(columns), shared_rows(columns)
    rows: list[tuple[Cell, ...]] = []
    for place, code in enumerate(nodes):
        for at, name in enumerate(names, start=len(nodes)):
            figure = float(ranked[place, at])
            flag = "follows_size" if abs(figure) >= STRONG else ""
            rows.append(
                (code, name, int(shared[place, at]), cell(float(linear[place, at])), cell(figure), flag)
            )
    of_index = [row for row in rows if row[0] == subject.tree.root and row[-1]]
    following = {row[0] for row in rows if row[-1] and row[0] != subject.tree.root}
    sentences = [
        text(
            "{count} of {all} indicators follow the size of the unit: they tell how large it is, and may "
            "have to be divided by it.",
            count=len(following),
            all=len(subject.leaves),
        ),
        text(
            "The index itself follows the size of the unit: a rank may tell how large a unit is, not how "
            "good."
        )
        if of_index
        else text("The index itself does not follow the size of the unit."),
    ]
    titles: dict[str, Value] = {one.code: one.title for one in subject.run.framework.denominators}
    block = ranked[: len(nodes), len(nodes) :]
    return Finding(
        "denominators",
        text("Whether figures follow the size of the unit"),
        tuple(sentences),
        (
            AuditTable(
                "denominators",
                text("Correlations with the denominators"),
                _COLUMNS,
                tuple(rows),
                tuple(
                    position
                    for position, row in enumerate(rows)
                    if row[-1] or row[0] == subject.tree.root
                ),
            ),
        ),
        SquarePicture(
            text("Correlations with the size of the unit"),
            text("Spearman; a larger square is a stronger correlation, orange ones are negative"),
            nodes,
            tuple(tuple(exact(float(figure)) for figure in row) for row in block),
            tuple(titles.get(name, name) for name in names),
        ),
    )  # fmt: skip
