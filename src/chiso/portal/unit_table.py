"""All recomputed figures of a unit, and those of a component, as tables for download: exact figures."""

from __future__ import annotations

from collections.abc import Iterator

from chiso.figures import write_exact
from chiso.frameworks.model import TOTAL
from chiso.language import Bilingual
from chiso.portal.components import Component
from chiso.portal.model import Edition, UnitShown
from chiso.portal.unit_years import Figures
from chiso.scoring.explain import title_of
from chiso.tables import write_table

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
        edition = shown.edition
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
                *_figures_at(figures, edition, unit.uid, prepared.code, position),
            )


def component_csv(figures: Figures, component: Component) -> bytes:
    """A component of all units in all editions."""
    return write_table(COMPONENT_COLUMNS, _component_rows(figures, component)).encode("utf-8")


def _component_rows(figures: Figures, component: Component) -> Iterator[tuple[str, ...]]:
    for measured in component.measured:
        edition = measured.edition
        position = edition.result.prepared.positions[measured.code]
        for unit in edition.result.units:
            yield (
                edition.series_id,
                edition.period.written,
                edition.framework.key,
                measured.code,
                unit.code,
                unit.name,
                *_figures_at(figures, edition, unit.uid, measured.code, position),
            )


def _figures_at(figures: Figures, edition: Edition, uid: str, code: str, position: int) -> tuple[str, ...]:
    """Points, maximum, status, rank, of, provenance, bundle."""
    scores = edition.result.scores[uid]
    standing = figures.standings(edition).at(code)
    rank = standing.ranks.get(uid) if standing else None
    if code == TOTAL and edition.framework.index.ranked == "none":
        rank = None
    maximum = scores.maxima[position]
    return (
        edition.result.written(scores.points[position], code),
        "" if maximum is None else write_exact(maximum),
        scores.statuses[position],
        "" if rank is None else str(rank),
        "" if rank is None or standing is None else str(standing.of),
        edition.provenance,
        edition.publication.content,
    )
