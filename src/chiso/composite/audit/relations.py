"""How indicators and groups go together: three correlations for each pair, with a flag; and who sits where.

Pairs of indicators, and of groups with the same parent, as they enter the index (direction and
normalisation included, so that a negative figure means that two parts pull the index apart).

    within a group     opposed ≤ −0.4 < weak < 0.3 ≤ fitting ≤ 0.9 < collinear
    across groups      collinear, opposed by the same bounds; else no flag

An indicator is *better elsewhere* where it correlates more with the score of another lowest group than with
that of its own, its own taken without it, so that it does not vouch for itself.

Source of the bounds: OECD and JRC, Handbook on Constructing Composite Indicators (2008), step 4; JRC's COIN
Tool (2019), sheet of correlations.
"""

from __future__ import annotations

import numpy as np

from chiso.composite.aggregating import combine_by_period
from chiso.composite.audit.parts import AuditTable, Cell, Column, Finding, SquarePicture
from chiso.composite.audit.subject import Subject, cell, exact
from chiso.composite.correlations import chance_of_pearson, kendall, pearson, shared_rows, spearman
from chiso.language import text

COLLINEAR, WEAK, OPPOSED = 0.9, 0.3, -0.4

_COLUMNS = (
    Column("code_1", text("First of the pair")),
    Column("code_2", text("Second of the pair")),
    Column("relation", text("Where they stand")),
    Column("rows", text("Rows"), "count"),
    Column("pearson", text("Pearson"), "correlation"),
    Column("spearman", text("Spearman"), "correlation"),
    Column("kendall", text("Kendall"), "correlation"),
    Column("p_value", text("p-value"), "share", is_on_page=False),
    Column("flag", text("Flag")),
)
_PLACE_COLUMNS = (
    Column("code", text("Code")),
    Column("group", text("Own group")),
    Column("with_own", text("With the rest of its group"), "correlation"),
    Column("other", text("Closest other group")),
    Column("with_other", text("With that group"), "correlation"),
    Column("flag", text("Flag")),
)


def relation_finding(subject: Subject) -> Finding:
    """All pairs of indicators, and of groups side by side; where each indicator would fit better."""
    rows = [*_pairs(subject, subject.leaves)]
    for group in subject.tree.groups:
        below = tuple(child for child in subject.tree.children(group) if child not in subject.leaves)
        if len(below) > 1:
            rows += _pairs(subject, below)
    places = _places(subject)
    collinear = sum(1 for row in rows if row[-1] == "collinear")
    within = [row for row in rows if row[2] == "same_group"]
    opposed = sum(1 for row in within if row[-1] == "opposed")
    weak = sum(1 for row in within if row[-1] == "weak")
    elsewhere = [str(row[0]) for row in places if row[-1]]
    sentences = [
        text(
            "Of {count} pairs within a group, {opposed} pull against each other and {weak} hardly go "
            "together: where a group is to tell one thing, these are to be explained or moved.",
            count=len(within),
            opposed=opposed,
            weak=weak,
        ),
        text(
            "{collinear} pairs are all but the same: together they count one thing twice.",
            collinear=collinear,
        )
        if collinear
        else text("No two indicators are all but the same: none counts one thing twice."),
    ]
    if elsewhere:
        sentences.append(
            text("{count} indicators go more with another group than with their own.", count=len(elsewhere))
        )
    side_by_side = [at for at, row in enumerate(rows) if row[1] not in subject.leaves]
    striking = [
        at
        for at, row in enumerate(rows)
        if row[1] in subject.leaves
        and (row[-1] == "collinear" or (row[-1] == "opposed" and row[2] == "same_group"))
    ]
    shown = (*sorted(striking, key=lambda at: -abs(float(rows[at][4] or 0))), *side_by_side)
    figures = pearson(subject.scores.columns(subject.leaves))
    np.fill_diagonal(figures, np.nan)
    return Finding(
        "correlations",
        text("How the parts go together"),
        tuple(sentences),
        (
            AuditTable(
                "correlations", text("Pairs to look at; groups side by side"), _COLUMNS, tuple(rows), shown
            ),
            AuditTable(
                "placement",
                text("Indicators that go more with another group"),
                _PLACE_COLUMNS,
                tuple(places),
                tuple(position for position, row in enumerate(places) if row[-1]),
            ),
        ),
        SquarePicture(
            text("Correlations of the indicators"),
            text("Pearson; a larger square is a stronger correlation, orange ones are negative"),
            subject.leaves,
            tuple(tuple(exact(float(figure)) for figure in row) for row in figures),
        ),
    )  # fmt: skip


def _pairs(subject: Subject, codes: tuple[str, ...]) -> list[tuple[Cell, ...]]:
    values = subject.scores.columns(codes)
    linear, ranked, ordered = pearson(values), spearman(values), kendall(values)
    shared = shared_rows(values)
    chance = chance_of_pearson(linear, shared)
    made: list[tuple[Cell, ...]] = []
    for second in range(len(codes)):
        for first in range(second):
            is_same = subject.parent(codes[first]) == subject.parent(codes[second])
            figure = float(linear[first, second])
            made.append(
                (
                    codes[first], codes[second], "same_group" if is_same else "across",
                    int(shared[first, second]), cell(figure), cell(float(ranked[first, second])),
                    cell(float(ordered[first, second])), cell(float(chance[first, second])),
                    _flag(figure, is_same),
                )
            )  # fmt: skip
    return made


def _flag(figure: float, is_same: bool) -> str:
    if np.isnan(figure):
        return "no_variance"
    if figure > COLLINEAR:
        return "collinear"
    if figure <= OPPOSED:
        return "opposed"
    if not is_same:
        return ""
    return "weak" if figure < WEAK else "fitting"


def _places(subject: Subject) -> list[tuple[Cell, ...]]:
    """Each indicator with the rest of its own group, and with the lowest group that it goes with most."""
    lowest = [
        group
        for group in subject.tree.groups
        if all(child in subject.leaves for child in subject.tree.children(group))
    ]
    made: list[tuple[Cell, ...]] = []
    for group in lowest:
        children = subject.tree.children(group)
        parts, weights = subject.parts(group), subject.weights(group)
        others = [other for other in lowest if other != group]
        for place, child in enumerate(children):
            if len(children) < 2 or not others:
                continue
            kept = np.arange(len(children)) != place
            with np.errstate(invalid="ignore"):
                rest = combine_by_period(
                    subject.tree.method(group), parts[:, kept], weights[kept], subject.scores
                )
            compared = np.column_stack([parts[:, place], rest, subject.scores.columns(others)])
            figures = pearson(compared)[0]
            own, elsewhere = float(figures[1]), figures[2:]
            if np.isnan(elsewhere).all():
                continue
            best = int(np.nanargmax(elsewhere))
            is_better = elsewhere[best] > own
            made.append(
                (child, group, cell(own), others[best], cell(float(elsewhere[best])),
                 "better_elsewhere" if is_better else "")
            )  # fmt: skip
    return made
