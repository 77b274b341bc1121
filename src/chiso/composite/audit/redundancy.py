"""What could be left out: how well an indicator follows from the others of its group.

    R²    share of its variance that the others explain together (least squares over complete rows)
    VIF   1 / (1 − R²), the factor by which that inflates the variance of a coefficient

Told where a group has more complete rows than twice its children; with fewer, others explain anything.
Flagged from VIF = 10 (R² = 0.9) on.

Source: Marquardt, Generalized inverses, ridge regression, biased linear estimation, and nonlinear
estimation, Technometrics 12 (1970); Belsley, Kuh and Welsch, Regression Diagnostics (1980).
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

INFLATED = 10.0

_COLUMNS = (
    Column("code", text("Code")),
    Column("group", text("Group")),
    Column("rows", text("Complete rows"), "count"),
    Column("r_squared", text("Explained by the others"), "correlation"),
    Column("variance_inflation", text("Variance inflation"), "figure"),
    Column("closest", text("Closest other")),
    Column("correlation_with_closest", text("Correlation with it"), "correlation"),
    Column("flag", text("Flag")),
)


def redundancy_finding(subject: Subject) -> Finding:
    """Each indicator whose group has others."""
    rows: list[tuple[Cell, ...]] = []
    drawn: list[PictureRow] = []
    untold = 0
    for group in subject.tree.groups:
        children = subject.tree.children(group)
        parts = complete_rows(subject.parts(group))
        if len(children) < 2:
            continue
        explained = explained_by_others(parts)
        correlations = np.abs(pearson(parts)) if len(parts) > 1 else np.full((len(children),) * 2, np.nan)
        np.fill_diagonal(correlations, np.nan)
        for place, child in enumerate(children):
            if child not in subject.leaves:
                continue
            share = float(explained[place])
            untold += bool(np.isnan(share))
            inflation = 1 / (1 - share) if share < 1 else np.inf
            has_closest = not np.isnan(correlations[place]).all()
            closest = int(np.nanargmax(correlations[place])) if has_closest else None
            flag = "redundant" if inflation >= INFLATED else ""
            rows.append(
                (
                    child, group, len(parts), cell(share), cell(inflation),
                    "" if closest is None else children[closest],
                    None if closest is None else float(correlations[place, closest]), flag,
                )
            )  # fmt: skip
            drawn.append(PictureRow(subject.title(child), exact(share), stands_out=bool(flag)))
    redundant = sum(1 for row in rows if row[-1])
    sentences = [
        text(
            "{count} of {all} indicators follow almost wholly from the others of their group: without them "
            "the index would hardly be different.",
            count=redundant,
            all=len(rows),
        )
        if redundant
        else text("No indicator follows wholly from the others of its group: each adds something.")
    ]
    if untold:
        sentences.append(
            text("Not told for {count} indicators: too few complete rows, or no variance.", count=untold)
        )
    return Finding(
        "redundancy",
        text("What could be left out"),
        tuple(sentences),
        (
            AuditTable(
                "redundancy",
                text("How far each indicator follows from its group"),
                _COLUMNS,
                tuple(rows),
                tuple(position for position, row in enumerate(rows) if row[-1]),
            ),
        ),
        StripPicture(
            text("How far each indicator follows from the others of its group"),
            text("Share of its variance that they explain together"),
            tuple(drawn),
            ((Fraction(9, 10), Fraction(9, 10)),),
        )
        if drawn
        else None,
    )


def explained_by_others(parts: FloatArray) -> FloatArray:
    """(children,): R² of each column of `parts: (rows, children)`, without gaps, on all others.

    NaN where there are not more rows than twice the children, or the column does not vary.
    """
    rows, count = parts.shape
    explained = np.full(count, np.nan)
    if rows <= 2 * count:
        return explained
    centred = parts - parts.mean(0)
    spread = centred.std(0)
    varies = spread > 1e-12 * np.maximum(np.abs(parts).max(0), 1e-300)
    scaled = np.divide(centred, spread, where=varies, out=np.zeros_like(centred))
    for place in np.flatnonzero(varies):
        others = np.delete(scaled, place, axis=1)
        fitted = others @ np.linalg.lstsq(others, scaled[:, place], rcond=None)[0]
        rest = float(((scaled[:, place] - fitted) ** 2).sum()) / rows
        explained[place] = min(max(1 - rest, 0.0), 1.0)
    return explained
