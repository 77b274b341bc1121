"""All recomputed figures of a unit, and those of a component, as tables for download: exact figures."""

from __future__ import annotations

from collections.abc import Iterator

from chiso.figures import write_exact
from chiso.frameworks.model import TOTAL
from chiso.language import Bilingual
from chiso.portal.components import Component
from chiso.portal.model import Cell, Edition, UnitShown
from chiso.portal.unit_years import Figures
from chiso.scoring.explain import title_of
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


def unit_csv(figures: Figures, unit: UnitShown) -> bytes:
    """Every node of every edition of a unit."""
    return write_table(UNIT_COLUMNS, _unit_rows(figures, unit)).encode("utf-8")


def _unit_rows(figures: Figures, unit: UnitShown) -> Iterator[tuple[str, ...]]:
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
            )


def component_csv(figures: Figures, component: Component) -> bytes:
    """A component of all units in all editions."""
    return write_table(COMPONENT_COLUMNS, _component_rows(figures, component)).encode("utf-8")


def _component_rows(figures: Figures, component: Component) -> Iterator[tuple[str, ...]]:
    for measured in component.measured:
        edition = measured.edition
        standing = figures.standings(edition).at(measured.code)
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
