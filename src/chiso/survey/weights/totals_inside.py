"""A chain that holds every total of the population itself: what stood in files beside it is copied in."""

from __future__ import annotations

from pathlib import Path

from chiso.problems import Report
from chiso.survey.declared_chain import Calibration, Chain, Margin
from chiso.survey.weights.margins import rows_of_totals


def with_totals_inside(chain: Chain, folder: Path) -> Chain:
    """The chain without files; they are looked for in `folder`. Raises BadInput as `read_table`.

    The figures are copied as they are written, so that the weights are the same bits.
    """
    report = Report()
    steps = tuple(
        step.model_copy(
            update={"margins": tuple(_with_totals(margin, folder, report) for margin in step.margins)}
        )
        if isinstance(step, Calibration)
        else step
        for step in chain.steps
    )
    report.stop_if_any()
    return chain.model_copy(update={"steps": steps})


def _with_totals(margin: Margin, folder: Path, report: Report) -> Margin:
    if not margin.file:
        return margin
    rows = rows_of_totals(margin, folder, report)
    return margin.model_copy(update={"file": "", "totals": tuple((*one.cell, one.total) for one in rows)})
