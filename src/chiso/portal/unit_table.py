"""All recomputed figures of a unit, and those of a component, as tables for download: exact figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chiso.figures import write_exact
from chiso.frameworks.model import TOTAL
from chiso.language import Bilingual
from chiso.portal.certainty import CertainNode, CertainUnit
from chiso.portal.components import Component
from chiso.portal.kept_results import Cell
from chiso.portal.model import Edition, UnitShown
from chiso.portal.unit_years import Figures
from chiso.scoring.estimates import Estimate
from chiso.scoring.explain import title_of
from chiso.scoring.intervals import NodeInterval
from chiso.tables import write_table
from chiso.units import Unit

UNIT_COLUMNS = (
    "index", "period", "framework", "code", "title_vi", "title_en", "points", "max_points", "status", "rank",
    "of", "provenance", "bundle",
)  # fmt: skip
COMPONENT_COLUMNS = (
    "index", "period", "framework", "code", "unit", "unit_name", "points", "max_points", "status", "rank",
    "of", "provenance", "bundle",
)  # fmt: skip

# Of editions that say how sure their figures are.
CERTAINTY_COLUMNS = (
    "points_low", "points_high", "rank_best", "rank_worst", "n", "flag", "sampling_basis", "reason",
)  # fmt: skip


def unit_csv(figures: Figures, unit: UnitShown) -> bytes:
    """Every node of every edition of a unit."""
    sure = any(one.edition.about_estimates for editions in unit.editions.values() for one in editions)
    columns = (*UNIT_COLUMNS, *CERTAINTY_COLUMNS) if sure else UNIT_COLUMNS
    return write_table(columns, _unit_rows(figures, unit, sure)).encode("utf-8")


def _unit_rows(figures: Figures, unit: UnitShown, sure: bool) -> Iterator[tuple[str, ...]]:
    for shown in (one for editions in unit.editions.values() for one in editions):
        edition, own = shown.edition, shown.row.unit
        for position, prepared in enumerate(edition.result.prepared.nodes):
            title = title_of(edition.result, prepared.code)
            both = title if isinstance(title, Bilingual) else Bilingual()
            yield (
                edition.series_id,
                edition.period.written,
                edition.framework.key,
                prepared.code,
                both.vi or "",
                both.en or "",
                *_figures_of_unit(figures, edition, own, prepared.code, position),
                *(_certainty(edition.certain_unit(own.uid), prepared.code) if sure else ()),
            )


def component_csv(figures: Figures, component: Component) -> bytes:
    """A component of all units in all editions."""
    sure = any(measured.edition.about_estimates for measured in component.measured)
    columns = (*COMPONENT_COLUMNS, *CERTAINTY_COLUMNS) if sure else COMPONENT_COLUMNS
    return write_table(columns, _component_rows(figures, component, sure)).encode("utf-8")


def _component_rows(figures: Figures, component: Component, sure: bool) -> Iterator[tuple[str, ...]]:
    for measured in component.measured:
        edition = measured.edition
        standing = figures.standings(edition).at(measured.code)
        certain = edition.certain_node(measured.code)
        for cell in edition.column(measured.code):
            rank = standing.ranks.get(cell.unit.uid) if standing else None
            yield (
                edition.series_id,
                edition.period.written,
                edition.framework.key,
                measured.code,
                cell.unit.code,
                cell.unit.name,
                *_written(edition, measured.code, cell, rank, standing.of if standing else 0),
                *(_certainty_of_node(certain, cell.unit.uid) if sure else ()),
            )


def _figures_of_unit(
    figures: Figures, edition: Edition, unit: Unit, code: str, position: int
) -> tuple[str, ...]:
    scores = edition.result.scores[unit.uid]
    cell = Cell(unit, scores.points[position], scores.maxima[position], scores.statuses[position])
    standing = figures.standings(edition).of_unit(unit, code)
    return _written(
        edition, code, cell, standing.rank if standing else None, standing.middle.of if standing else 0
    )


def _certainty(certain: CertainUnit, code: str) -> tuple[str, ...]:
    return _certainty_cells(certain.intervals.get(code), certain.estimates.get(code, ()))


def _certainty_of_node(certain: CertainNode, uid: str) -> tuple[str, ...]:
    return _certainty_cells(certain.intervals.get(uid), certain.estimates.get(uid, ()))


def _certainty_cells(interval: NodeInterval | None, estimates: Sequence[Estimate]) -> tuple[str, ...]:
    """Interval of the points, possible ranks, then people, flag, basis and reason of the first estimate."""
    ends = ("", "") if interval is None else (write_exact(interval.low), write_exact(interval.high))
    ranks = ("", "") if interval is None else (interval.rank_best, interval.rank_worst)
    written = ["" if rank is None else str(rank) for rank in ranks]
    if not estimates:
        return (*ends, *written, "", "", "", "")
    first = estimates[0]
    people = "" if first.n is None else write_exact(first.n)
    return (*ends, *written, people, first.flag, first.sampling_basis, first.reason)


def _written(edition: Edition, code: str, cell: Cell, rank: int | None, of: int) -> tuple[str, ...]:
    """Points, maximum, status, rank, of, provenance, bundle."""
    if code == TOTAL and edition.framework.index.ranked == "none":
        rank = None
    return (
        edition.result.written(cell.points, code),
        "" if cell.maximum is None else write_exact(cell.maximum),
        cell.status,
        "" if rank is None else str(rank),
        "" if rank is None else str(of),
        edition.provenance,
        edition.content,
    )
