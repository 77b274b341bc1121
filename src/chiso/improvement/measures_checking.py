"""Whether measures fit the unit that is to carry them out: its criteria, its points today, its capacities.

CH-8320 no such criterion              CH-8321 a criterion that cannot gain points here
CH-8323 points above the maximum       CH-8324 points below today's
CH-8328 work for which no capacity is stated
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from chiso.improvement.capacity import Capacity
from chiso.improvement.measures import Measure, Measures
from chiso.language import Text, text
from chiso.problems import Place
from chiso.scoring.prepared import PreparedLeaf
from chiso.scoring.result import Result
from chiso.scoring.statuses import NOT_APPLICABLE
from chiso.tables.reading import CappedReport


def check_measures(measures: Measures, result: Result, uid: str, capacity: Capacity | None) -> None:
    """Raise BadInput with everything that does not fit."""
    report = CappedReport()
    note_misfits(measures, result, uid, capacity, report)
    report.stop_if_any()


def note_misfits(
    measures: Measures, result: Result, uid: str, capacity: Capacity | None, report: CappedReport
) -> None:
    """Note everything that does not fit."""
    for level in measures.levels:
        if level.code:
            _check_criterion(measures.file, level, result, uid, report)
        if capacity is not None and level.effort:
            _check_capacity(measures.file, level, capacity, report)


def _check_criterion(file: str, level: Measure, result: Result, uid: str, report: CappedReport) -> None:
    place = Place(file, level.row, "code")
    position = result.prepared.positions.get(level.code)
    node = None if position is None else result.prepared.nodes[position]
    if not isinstance(node, PreparedLeaf):
        expected = text("Expected the code of a criterion of {framework}.", framework=result.framework.key)
        if node is not None:
            expected = text("Expected a criterion; this is a group, whose points follow from its parts.")
        mend = text("“chiso frameworks show” lists the codes.")
        report.add("CH-8320", place, level.code, expected, mend)
        return
    why = _why_none(node, result, uid)
    if why is not None:
        report.add("CH-8321", place, level.code, why, text("Take the measure out."))
        return
    scores = result.scores[uid]
    today, most = scores.points[node.position], _most(node, scores.maxima[node.position])
    if level.points is None or today is None:
        return
    where = Place(file, level.row, "points")
    found = result.written(level.points, level.code)
    if most is not None and level.points > most:
        expected = text("Expected at most {most} points, the criterion's maximum.", most=most)
        report.add("CH-8323", where, found, expected, text("Lower the points."))
    if level.points < today:
        expected = text("Expected at least {today} points: so many the unit has today.", today=today)
        report.add("CH-8324", where, found, expected, text("Raise the points, or take the level out."))


def _most(leaf: PreparedLeaf, maximum: Fraction | None) -> Fraction | None:
    """The most points of a criterion; what takes points off gives none."""
    if leaf.role == "penalty":
        return Fraction(0)
    return maximum if leaf.ceiling is None else leaf.ceiling


def _why_none(leaf: PreparedLeaf, result: Result, uid: str) -> Text | None:
    """Why points of a criterion cannot change, if so."""
    scores = result.scores[uid]
    if leaf.role == "veto":
        return text("Expected a criterion with points; this one only limits its group.")
    if leaf.is_idle:
        return text("Expected a criterion that counts; this one is only shown.")
    above = _groups_above(result, leaf)
    if scores.statuses[leaf.position] == NOT_APPLICABLE or any(
        scores.statuses[one] == NOT_APPLICABLE for one in above
    ):
        return text("Expected a criterion that applies to the unit; this one does not.")
    if any(result.prepared.nodes[one].is_idle for one in above):
        return text("Expected a criterion that counts; this one is only shown.")
    return None


def _groups_above(result: Result, leaf: PreparedLeaf) -> Sequence[int]:
    found = []
    position = leaf.parent
    while position:
        found.append(position)
        position = result.prepared.nodes[position].parent
    return found


def _check_capacity(file: str, level: Measure, capacity: Capacity, report: CappedReport) -> None:
    if level.cell in capacity:
        return
    agencies = {agency for agency, _ in capacity}
    if not level.agency or level.agency not in agencies:
        expected = text("Expected an agency whose capacity is stated.")
        report.add(
            "CH-8328",
            Place(file, level.row, "agency"),
            level.agency,
            expected,
            text("Add it to the capacities."),
        )
        return
    expected = text("Expected a quarter for which the capacity of “{agency}” is stated.", agency=level.agency)
    written = level.quarter.written if level.quarter else ""
    report.add(
        "CH-8328", Place(file, level.row, "quarter"), written, expected, text("Add it to the capacities.")
    )
