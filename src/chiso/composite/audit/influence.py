"""Who has how much say: the weight that a part was given, and what it moves.

    weight in the index    product of the shares of weight on the way up
    influence              r², the squared correlation of the part with the score of its group, as a share of
                           the sum over the children of the group

Weights are not importance: a part that varies little or goes against the others moves the score less than
its weight says. *Little say*: less than half of its weight; *more say*: more than twice. *Against*: the score
of the group falls where the part rises. Weights in the index are those of sums; under other means they are
the given ones, and what they move depends on the values.

Source: Paruolo, Saisana and Saltelli, Ratings and rankings: voodoo or science?, Journal of the Royal
Statistical Society A 176 (2013).
"""

from __future__ import annotations

import numpy as np

from chiso.composite.audit.parts import AuditTable, Cell, Column, Finding, PictureRow, StripPicture
from chiso.composite.audit.subject import Subject, cell, exact
from chiso.composite.correlations import pearson
from chiso.language import text

_COLUMNS = (
    Column("code", text("Code")),
    Column("group", text("Group")),
    Column("weight_in_group", text("Weight in its group"), "share"),
    Column("weight_in_index", text("Weight in the index"), "share"),
    Column("correlation_with_group", text("Correlation with its group"), "correlation"),
    Column("correlation_with_index", text("Correlation with the index"), "correlation"),
    Column("influence_in_group", text("Influence in its group"), "share"),
    Column("flag", text("Flag")),
)


def influence_finding(subject: Subject) -> Finding:
    """Every node below the index, top-down."""
    in_index = {subject.tree.root: 1.0}
    rows: list[tuple[Cell, ...]] = []
    for group in reversed(subject.tree.groups):
        children = subject.tree.children(group)
        shares = subject.weights(group)
        columns = np.column_stack(
            [subject.parts(group), subject.scores.column(group), subject.scores.column(subject.tree.root)]
        )
        found = pearson(columns)
        with_group, with_index = found[: len(children), -2], found[: len(children), -1]
        squares = np.where(np.isnan(with_group), 0.0, with_group**2)
        influence = squares / squares.sum() if squares.sum() > 0 else np.full(len(children), np.nan)
        for place, child in enumerate(children):
            in_index[child] = in_index[group] * float(shares[place])
            rows.append(
                (
                    child, group, float(shares[place]), in_index[child], cell(float(with_group[place])),
                    cell(float(with_index[place])), cell(float(influence[place])),
                    _flag(float(with_group[place]), float(influence[place]), float(shares[place])),
                )
            )  # fmt: skip
    order = {code: place for place, code in enumerate(reversed(subject.tree.nodes))}
    rows.sort(key=lambda row: -order[str(row[0])])
    leaves = [row for row in rows if row[0] in subject.leaves]
    told = {
        flag: sum(1 for row in leaves if row[-1] == flag) for flag in ("little_say", "more_say", "against")
    }
    return Finding(
        "effective_weights",
        text("Who has how much say"),
        (
            text(
                "{little} of {count} indicators move their group by less than half of what their weight "
                "says, {more} by more than twice; with {against} the score tends to be lower where the "
                "indicator is better.",
                little=told["little_say"],
                count=len(leaves),
                more=told["more_say"],
                against=told["against"],
            ),
            text("A weight is a share of the sum, not of the say: who wants equal say must look here."),
        ),
        (
            AuditTable(
                "effective_weights",
                text("Weights and influence"),
                _COLUMNS,
                tuple(rows),
                tuple(
                    position
                    for position, row in enumerate(rows)
                    if row[-1] or row[0] not in subject.leaves
                ),
            ),
        ),
        StripPicture(
            text("Weight and influence in the group"),
            text("Dark: influence, grey: weight; orange: below half or above twice of it, or against others"),
            tuple(
                PictureRow(
                    subject.title(str(row[0])),
                    exact(float(row[6])) if isinstance(row[6], float) else None,
                    tuple(one for one in (exact(float(row[2] or 0)),) if one is not None),
                    stands_out=bool(row[-1]),
                )
                for row in leaves
            ),
        ),
    )  # fmt: skip


def _flag(correlation: float, influence: float, weight: float) -> str:
    if np.isnan(correlation):
        return "no_variance"
    if correlation < 0:
        return "against"
    if influence < weight / 2:
        return "little_say"
    return "more_say" if influence > 2 * weight else ""
