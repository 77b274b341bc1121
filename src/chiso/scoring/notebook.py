"""Results as tables for notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chiso.frameworks.model import TOTAL
from chiso.language import Value, chosen_language, listing, text
from chiso.markup import html_sentences, html_table

if TYPE_CHECKING:
    from chiso.scoring.check import CheckReport
    from chiso.scoring.compare import Comparison
    from chiso.scoring.result import Result


def ranking_as_html(result: Result) -> str:
    """The ranking, with the units that are not complete at its end."""
    head = (text("Rank"), text("Code"), text("Unit"), text("Score"), text("Maximum"), text("Class"))
    rows = (
        (
            "–" if row.rank is None else f"{row.rank}/{row.of}",
            row.unit.code,
            row.unit.name,
            text("incomplete") if row.score is None else row.score,
            "" if row.max_score is None else row.max_score,
            row.class_title,
        )
        for row in result.ranking
    )
    caption = listing((result.framework.title, result.period.title()), ", ")
    return html_table(caption, head, rows, chosen_language())


def comparison_as_html(comparison: Comparison) -> str:
    """The comparison in words."""
    from chiso.scoring.comparison_words import say_comparison

    first, *others = say_comparison(comparison)
    return html_sentences(first, others, chosen_language())


def check_as_html(report: CheckReport) -> str:
    """Every sum that does not add up."""
    head = (
        text("Unit"),
        text("Period"),
        text("Code"),
        text("Published"),
        text("Of its parts"),
        text("Difference"),
    )
    rows = (
        (
            checked.unit_name or checked.unit,
            checked.period,
            text("total") if checked.code == TOTAL else checked.code,
            checked.published,
            checked.computed,
            checked.difference,
        )
        for checked in report.differing
    )
    caption: Value = text(
        "{framework}: {differ} of {all} totals differ from their parts",
        framework=report.framework,
        differ=len(report.differing),
        all=len(report.sums),
    )
    return html_table(caption, head, rows, chosen_language())
