"""Whether the children of a group tell one thing: Cronbach's alpha, raw, standardised, without each child.

    α  = k / (k − 1) × (1 − Σ s_j² / s²)         s_j² of the children, s² of their sum
    α′ = k r̄ / (1 + (k − 1) r̄)                   r̄ the mean correlation of the children

over the rows in which no child is missing, children as they enter the index. From 0.7 on a group is taken to
tell one thing; below 0 its children pull against each other. A group may have reasons to join different
things, and alpha grows with the number of children alone: it is a question, no mark.

Source: Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16 (1951); the bound:
Nunnally, Psychometric Theory (1978); OECD and JRC, Handbook (2008), step 4.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from chiso.composite.audit.parts import AuditTable, Cell, Column, Finding, PictureRow, StripPicture
from chiso.composite.audit.subject import Subject, cell, exact
from chiso.composite.correlations import pearson
from chiso.composite.table import FloatArray
from chiso.composite.weighing.principal_components import complete_rows
from chiso.language import text

ENOUGH = 0.7

_COLUMNS = (
    Column("group", text("Group")),
    Column("children", text("Children"), "count"),
    Column("rows", text("Complete rows"), "count"),
    Column("alpha", text("Cronbach’s alpha"), "correlation"),
    Column("alpha_standardised", text("Standardised"), "correlation"),
    Column("mean_correlation", text("Mean correlation"), "correlation"),
    Column("flag", text("Flag")),
)
_WITHOUT_COLUMNS = (
    Column("group", text("Group")),
    Column("code", text("Left out")),
    Column("alpha_without", text("Alpha without it"), "correlation"),
    Column("change", text("Change"), "correlation"),
    Column("flag", text("Flag")),
)


def reliability_finding(subject: Subject) -> Finding:
    """Alpha of each group that has two children or more."""
    rows: list[tuple[Cell, ...]] = []
    without: list[tuple[Cell, ...]] = []
    drawn = []
    for group in subject.tree.groups:
        children = subject.tree.children(group)
        if len(children) < 2:
            continue
        parts = complete_rows(subject.parts(group))
        alpha, alpha_standardised, mean = alphas(parts)
        flag = "low" if alpha < ENOUGH else "no_variance" if np.isnan(alpha) else ""
        rows.append(
            (group, len(children), len(parts), cell(alpha), cell(alpha_standardised), cell(mean), flag)
        )
        drawn.append(PictureRow(subject.title(group), exact(alpha), stands_out=flag == "low"))
        if len(children) > 2:
            for place, child in enumerate(children):
                other = alphas(np.delete(parts, place, axis=1))[0]
                gained = other - alpha
                without.append(
                    (group, child, cell(other), cell(gained), "better_without" if gained > 0.05 else "")
                )
    low = sum(1 for row in rows if row[-1] == "low")
    better = sum(1 for row in without if row[-1])
    return Finding(
        "reliability",
        text("Whether each group tells one thing"),
        (
            text(
                "In {low} of {count} groups alpha is below 0.7: their indicators tell different things, and "
                "one score for all of them hides that. Without one indicator alpha would rise clearly in "
                "{better} cases.",
                low=low,
                count=len(rows),
                better=better,
            ),
        ),
        (
            AuditTable("reliability", text("Cronbach’s alpha by group"), _COLUMNS, tuple(rows)),
            AuditTable(
                "reliability_without",
                text("Groups that would be more of one piece without an indicator"),
                _WITHOUT_COLUMNS,
                tuple(without),
                tuple(position for position, row in enumerate(without) if row[-1]),
            ),
        ),
        StripPicture(
            text("Cronbach’s alpha by group"),
            text("From 0.7 on a group is taken to tell one thing"),
            tuple(drawn),
            ((Fraction(7, 10), Fraction(7, 10)),),
        )
        if drawn
        else None,
    )


def alphas(parts: FloatArray) -> tuple[float, float, float]:
    """Alpha, standardised alpha and mean correlation of `parts: (rows, children)` without gaps.

    NaN where there are fewer than two rows, or the sum does not vary.
    """
    rows, count = parts.shape
    if rows < 2 or count < 2:
        return np.nan, np.nan, np.nan
    of_sum = float(parts.sum(1).var(ddof=1))
    alpha = np.nan
    if of_sum > 1e-24 * float(np.abs(parts).max()) ** 2:
        alpha = count / (count - 1) * (1 - float(parts.var(0, ddof=1).sum()) / of_sum)
    mean = float(pearson(parts)[np.triu_indices(count, 1)].mean())
    below = 1 + (count - 1) * mean
    return alpha, count * mean / below if below > 0 else np.nan, mean
