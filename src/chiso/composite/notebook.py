"""A composite index as a table for notebooks."""

from __future__ import annotations

from fractions import Fraction

from chiso.composite.ranking import ordered_rows
from chiso.composite.run import CompositeRun
from chiso.language import chosen_language, text
from chiso.markup import html_table


def ranking_as_html(run: CompositeRun) -> str:
    """The ranking, by period, with the rows that have no score at its end."""
    head = (text("Rank"), text("Period"), text("Unit"), text("Name of the unit"), text("Score"))
    rows, scores = run.stages[list(run.stages)[-1]].rows, run.scores
    shown = (
        (
            str(place) if place else "–",
            rows[at].period,
            rows[at].unit,
            run.names.get(rows[at].unit, ""),
            Fraction(f"{scores[at]:.12g}") if place else "",
        )
        for at, place in ordered_rows(run)
    )
    return html_table(run.framework.title, head, shown, chosen_language())
