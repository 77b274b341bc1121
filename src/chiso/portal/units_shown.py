"""The units of a site: who was measured, in which editions, with which figures of others."""

from __future__ import annotations

from collections.abc import Mapping

from chiso.language import sort_key
from chiso.portal.carried import rows_by_unit
from chiso.portal.carried_model import Carried, CarriedSeries
from chiso.portal.model import Series, UnitEdition, UnitShown
from chiso.units import Unit, make_slug


def collect_units(series: Mapping[str, Series], carried: Mapping[str, CarriedSeries]) -> dict[str, UnitShown]:
    """Every unit by uid, in the order in which a Vietnamese reader looks for names."""
    latest: dict[str, Unit] = {}
    editions: dict[str, dict[str, list[UnitEdition]]] = {}
    for one in series.values():
        for edition in one.editions:
            for row in edition.result.ranking:
                uid = row.unit.uid
                editions.setdefault(uid, {}).setdefault(one.id, []).append(UnitEdition(edition, uid))
                known = latest.get(uid)
                if known is None or (row.unit.valid_from or known.valid_from or edition.period.first_day) >= (
                    known.valid_from or edition.period.first_day
                ):
                    latest[uid] = row.unit
    figures: dict[str, dict[str, list[Carried]]] = {}
    for index in carried.values():
        for uid, figure in rows_by_unit(index):
            figures.setdefault(uid, {}).setdefault(index.index, []).append(figure)
    slugs = _slugs(sorted(editions.keys() | figures.keys()))
    shown = [
        _unit(uid, slugs[uid], latest.get(uid), editions.get(uid, {}), figures.get(uid, {})) for uid in slugs
    ]
    return {unit.uid: unit for unit in sorted(shown, key=lambda one: (sort_key(one.name), one.uid))}


def _unit(
    uid: str,
    slug: str,
    unit: Unit | None,
    editions: Mapping[str, list[UnitEdition]],
    carried: Mapping[str, list[Carried]],
) -> UnitShown:
    figures = {index: tuple(rows) for index, rows in sorted(carried.items())}
    last = next((rows[-1] for rows in figures.values()), None)
    name = unit.name if unit else last.unit_name if last else uid
    return UnitShown(
        uid=uid,
        slug=slug,
        code=unit.code if unit else last.unit_code if last else "",
        name=name,
        level=unit.level if unit else "",
        kind=unit.kind if unit else "",
        group=unit.group if unit else last.group if last else "",
        unit=unit,
        editions={series_id: tuple(found) for series_id, found in sorted(editions.items())},
        carried=figures,
    )


def _slugs(uids: list[str]) -> dict[str, str]:
    """A name in addresses for each unit: its uid, made fit where it is none."""
    taken: set[str] = set()
    slugs: dict[str, str] = {}
    for uid in uids:
        base = make_slug(uid) or "unit"
        slug, number = base, 2
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        taken.add(slug)
        slugs[uid] = slug
    return slugs
