"""How many things a group tells: principal components of its children, and what each child has to do with it.

Components of the correlations over complete rows (see `chiso.composite.weighing.principal_components`). One
component with an eigenvalue above 1 means that the children move together; several mean that the group
joins different things. A loading is the correlation of a child with the component.

Source: Kaiser, The application of electronic computers to factor analysis, Educational and Psychological
Measurement 20 (1960); OECD and JRC, Handbook (2008), step 4.
"""

from __future__ import annotations

from fractions import Fraction

from chiso.composite.audit.parts import AuditTable, Cell, Column, Finding, PictureRow, StripPicture
from chiso.composite.audit.subject import Subject, exact
from chiso.composite.weighing import CannotWeigh
from chiso.composite.weighing.principal_components import complete_rows, principal_components
from chiso.language import Text, text

_ABOVE_ONE = 1 + 1e-9

_COLUMNS = (
    Column("group", text("Group")),
    Column("rows", text("Complete rows"), "count"),
    Column("component", text("Component"), "count"),
    Column("eigenvalue", text("Eigenvalue"), "correlation"),
    Column("share", text("Share of the variance"), "share"),
    Column("cumulative_share", text("Share so far"), "share"),
    Column("flag", text("Flag")),
)
_LOADING_COLUMNS = (
    Column("group", text("Group")),
    Column("code", text("Code")),
    Column("component", text("Component"), "count"),
    Column("loading", text("Loading"), "correlation"),
    Column("flag", text("Flag")),
)


def dimension_finding(subject: Subject) -> Finding:
    """Components of each group with two children or more; loadings on those above 1, and on the first."""
    rows: list[tuple[Cell, ...]] = []
    loadings: list[tuple[Cell, ...]] = []
    drawn: list[PictureRow] = []
    not_told: list[str] = []
    several = against = 0
    for group in subject.tree.groups:
        children = subject.tree.children(group)
        if len(children) < 2:
            continue
        parts = subject.parts(group)
        try:
            found = principal_components(parts)
        except CannotWeigh:
            not_told.append(group)
            continue
        kept = max(int((found.variances > _ABOVE_ONE).sum()), 1)
        several += kept > 1
        shares = found.variances / found.variances.sum()
        for place, (variance, share) in enumerate(zip(found.variances, shares, strict=True)):
            rows.append(
                (group, len(complete_rows(parts)), place + 1, float(variance), float(share),
                 float(shares[: place + 1].sum()), "above_one" if variance > _ABOVE_ONE else "")
            )  # fmt: skip
        for place in range(kept):
            for child, loading in zip(children, found.loadings[:, place], strict=True):
                flag = "against" if place == 0 and loading < 0 else ""
                against += bool(flag)
                loadings.append((group, child, place + 1, float(loading), flag))
        first = exact(float(shares[0]))
        drawn.append(PictureRow(subject.title(group), first, stands_out=kept > 1))
    return Finding(
        "components",
        text("How many things each group tells"),
        tuple(_sentences(several, len(drawn), against, not_told)),
        (
            AuditTable(
                "components",
                text("Components with an eigenvalue above 1"),
                _COLUMNS,
                tuple(rows),
                tuple(position for position, row in enumerate(rows) if row[-1] or row[2] == 1),
            ),
            AuditTable(
                "loadings",
                text("Children that run against the first component"),
                _LOADING_COLUMNS,
                tuple(loadings),
                tuple(position for position, row in enumerate(loadings) if row[-1]),
            ),
        ),
        StripPicture(
            text("How much of a group its first component tells"),
            text("Share of the variance; orange: more than one component has an eigenvalue above 1"),
            tuple(drawn),
            ((Fraction(1, 2), text("half")),),
        )
        if drawn
        else None,
    )


def _sentences(several: int, count: int, against: int, not_told: list[str]) -> list[Text]:
    made = [
        text(
            "{several} of {count} groups have more than one component above 1: they join things that do not "
            "move together. {against} children run against the rest of their group.",
            several=several,
            count=count,
            against=against,
        )
    ]
    if not_told:
        made.append(
            text(
                "Not told for {count} groups: fewer than three rows are complete, or a child does not vary.",
                count=len(not_told),
            )
        )
    return made
