"""The results of a campaign as they stand: the ranking of its league, classes, what each stage changed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from chiso.frameworks.model import TOTAL
from chiso.language import Value
from chiso.office.campaigns.participants import Participants
from chiso.office.campaigns.results.layered import LayeredResults
from chiso.office.organisation.models import Agency
from chiso.scoring.ranking import RankingRow
from chiso.units import Unit


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A unit in the simulated ranking; None where a stage has not begun, or there are no points."""

    unit: Unit
    key: int
    rank: int | None
    of: int
    self_assessed: Fraction | None
    appraised: Fraction | None
    decided: Fraction | None
    change: Fraction | None
    max_points: Fraction | None
    class_title: Value
    is_complete: bool
    rank_before: int | None


def simulated_rows(layered: LayeredResults) -> list[ResultRow]:
    """The units in the order of the ranking as it stands; `change` is against the self-assessment."""
    before = {row.unit.uid: row.rank for row in layered.self_assessed.ranking}
    return [_row(layered, row, before.get(row.unit.uid)) for row in layered.decided.ranking]


def _row(layered: LayeredResults, row: RankingRow, rank_before: int | None) -> ResultRow:
    key = layered.participants.keys_by_uid[row.unit.uid]
    start, end = layered.points("self_assessed", key), layered.decided.node(row.unit.uid).points
    return ResultRow(
        unit=row.unit,
        key=key,
        rank=row.rank,
        of=row.of,
        self_assessed=start,
        appraised=layered.points("appraised", key),
        decided=end,
        change=None if start is None or end is None else end - start,
        max_points=row.max_score,
        class_title=row.class_title if row.class_code else "",
        is_complete=row.is_complete,
        rank_before=rank_before,
    )


def row_of(layered: LayeredResults, agency: Agency) -> ResultRow | None:
    """The row of one unit; None where the agency is not measured itself."""
    unit = layered.participants.units.get(agency.pk)
    if unit is None:
        return None
    before = {row.unit.uid: row.rank for row in layered.self_assessed.ranking}
    for row in layered.decided.ranking:
        if row.unit.uid == unit.uid:
            return _row(layered, row, before.get(unit.uid))
    return None


def places_of(layered: LayeredResults) -> int:
    """The decimals with which totals are shown."""
    return places_of_set(layered.participants)


def places_of_set(participants: Participants) -> int:
    """The same, where nothing has been scored."""
    rounding = participants.framework.published_rounding(TOTAL)
    return 2 if rounding is None else rounding.places
