"""An index of another body over all units and years, as it was published: every figure with its source,
conflicting ones side by side, breaks told, totals that do not follow from their parts shown as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chiso.frameworks.model import TOTAL
from chiso.language import Language, Text, Value, sort_key, text, text_by_count
from chiso.portal import addresses
from chiso.portal.carried import AGGREGATES
from chiso.portal.carried_model import Carried, CarriedSeries
from chiso.portal.carried_shown import (
    Gap,
    carried_row,
    gap_of,
    note_in,
    period_in_words,
    source_link,
    source_name,
    written_as_published,
)
from chiso.portal.framing import page_below
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource
from chiso.portal.unit_words import node_name, part_in_words, publisher_of

# What tables call the groups of their units, as heads of a table.
_GROUPS: dict[str, Text] = {
    "provinces": text("Provinces and cities"),
    "cities": text("Provinces and cities"),
    "districts": text("Districts"),
    "communes": text("Communes and wards"),
    "agencies": text("Departments and agencies"),
    "departments": text("Departments and agencies"),
    "ministries": text("Ministries"),
    AGGREGATES: text("Means of regions and of the country"),
}


@dataclass(frozen=True, eq=False)
class _Line:
    """A unit of the index: its name, its rows, its page."""

    name: str
    rows: tuple[Carried, ...]
    address: str
    is_own: bool


def pages(site: Site) -> Iterator[PageSource]:
    """One page in each language for every index that is carried over."""
    for series in site.carried.values():
        for language in site.languages:
            yield _page(site, series, language)


def _page(site: Site, series: CarriedSeries, language: Language) -> PageSource:
    sources = list(dict.fromkeys(row.source for row in series.rows))
    numbers = {source: number for number, source in enumerate(sources, start=1)}
    return page_below(
        site,
        language,
        key=f"carried/{series.index}",
        kind="carried",
        template="carried.html.j2",
        address=addresses.carried(language, series.index),
        title=text("{index}, as others published it", index=series.short),
        lead=_lead(series),
        nav="home",
        context={
            "eyebrow": series.title,
            "short": series.short,
            "by": publisher_of(series),
            "second_hand": sum(row.is_second_hand for row in series.rows),
            "is_all_second_hand": all(row.is_second_hand for row in series.rows),
            "breaks": [one.reason for one in series.breaks],
            "conflicts": list(_conflicts(site, series, language)),
            "years": list(_years(site, series, numbers, language)),
            "parts": list(_parts(site, series, numbers, language)),
            "notes": list(_notes(site, series, language)),
            "sources": [
                {
                    "number": numbers[source],
                    "name": source_name(source),
                    "link": source_link(source),
                    "count": sum(row.source == source for row in series.rows),
                    "whole": source,
                }
                for source in sources
            ],
            "data": addresses.data(language, series.index, str(series.publication.version))
            if "data" in site.kinds
            else "",
            "files": [
                {"address": _file(series, name), "title": name, "download": True}
                for name in (
                    "figures.csv",
                    "figures.json",
                    f"{series.index}.xlsx",
                )
            ]
            if "data" in site.kinds
            else [],
            "computed": addresses.series(language, series.index)
            if series.index in site.series and "series" in site.kinds
            else "",
            "bundle": addresses.bundle(series.publication.slug, series.publication.content),
        },
    )


def _file(series: CarriedSeries, name: str) -> str:
    folder = addresses.data("vi", series.index, str(series.publication.version))
    return addresses.file("vi", folder, name)


def _lead(series: CarriedSeries) -> Text:
    units = len({(row.group, row.unit_code) for row in series.rows if row.group != AGGREGATES})
    first, last = period_in_words(series.periods[0]), period_in_words(series.periods[-1])
    count = sum(row.code == TOTAL for row in series.rows)
    if first == last:
        return text_by_count(
            "{period}: {count} total, as others published it; none is computed here.",
            "{period}: {count} totals of {units} units, as others published them; none is computed here.",
            count,
            units=units,
            period=first,
        )
    return text_by_count(
        "{count} total from {first} to {last}, as others published it; none is computed here.",
        "{count} totals of {units} units from {first} to {last}, as others published them; none is computed "
        "here. An empty place: no source is known to this site.",
        count,
        units=units,
        first=first,
        last=last,
    )


def _conflicts(site: Site, series: CarriedSeries, language: Language) -> Iterator[dict[str, object]]:
    """Where sources disagree: the figures side by side."""
    for (period, _, code), rows in sorted(series.conflicts.items()):
        yield {
            "unit": rows[0].unit_name,
            "address": _unit_address(site, rows[0], language),
            "period": period_in_words(period),
            "part": "" if code == TOTAL else part_in_words(code),
            "rows": [carried_row(row, language) for row in rows],
        }


def _groups(series: CarriedSeries) -> list[str]:
    """The groups of the table in the order of their heads; means come last."""
    order = list(_GROUPS)
    found = {row.group for row in series.rows}
    return sorted(found, key=lambda group: (order.index(group) if group in order else len(order), group))


def _lines(site: Site, rows: Iterable[Carried], language: Language) -> list[_Line]:
    """The rows by unit, the own unit first, the others as a Vietnamese reader looks for names."""
    gathered: dict[str, list[Carried]] = {}
    for row in rows:
        gathered.setdefault(row.unit_code, []).append(row)
    lines = []
    for found in gathered.values():
        last = found[-1]
        is_own = last.uid is not None and last.uid == site.focus_uid
        lines.append(_Line(last.unit_name, tuple(found), _unit_address(site, last, language), is_own))
    return sorted(lines, key=lambda line: (not line.is_own, sort_key(line.name)))


def _unit_address(site: Site, row: Carried, language: Language) -> str:
    if row.uid is None or row.uid not in site.units or "unit" not in site.kinds:
        return ""
    return addresses.unit(language, site.units[row.uid].slug)


def _years(
    site: Site, series: CarriedSeries, numbers: dict[str, int], language: Language
) -> Iterator[dict[str, object]]:
    """Units × periods, a table for each group; not where one period has its parts beside the totals."""
    for group in _groups(series):
        rows = [row for row in series.rows if row.group == group]
        totals = [row for row in rows if row.code == TOTAL]
        # The newest first: on a small screen it is what one sees.
        periods = sorted({row.period for row in totals}, reverse=True)
        if len(periods) == 1 and len(rows) > len(totals):
            continue
        broken = {one.after for one in series.breaks}
        yield {
            "title": _group_title(group),
            "id": f"nhom-{group}" if group else "nhom",
            "periods": [
                {
                    "label": period_in_words(period),
                    "is_break": _is_behind_a_break(period, periods, broken),
                }
                for period in periods
            ],
            "lines": [
                {
                    "name": line.name,
                    "address": line.address,
                    "own": line.is_own,
                    "cells": [
                        [
                            carried_row(row, language) | {"number": numbers[row.source]}
                            for row in line.rows
                            if row.period == period
                        ]
                        for period in periods
                    ],
                }
                for line in _lines(site, totals, language)
            ],
        }


def _is_behind_a_break(period: str, periods: Sequence[str], broken: Iterable[str]) -> bool:
    """Whether a break lies between a period and the one of the table before it, the next year or not."""
    before = max((one for one in periods if one < period), default=None)
    return before is not None and any(before < after <= period for after in broken)


def _group_title(group: str) -> Value:
    return _GROUPS.get(group) or group or text("Units")


def _parts(
    site: Site, series: CarriedSeries, numbers: dict[str, int], language: Language
) -> Iterator[dict[str, object]]:
    """For each period with parts, and each group: the parts beside the total, and whether they add up."""
    for period in reversed(series.periods):
        for group in _groups(series):
            rows = [row for row in series.rows if row.period == period and row.group == group]
            codes = list(dict.fromkeys(row.code for row in rows if row.code != TOTAL))
            if not codes:
                continue
            lines = [
                _part_line(line, codes, numbers, language)
                for line in _lines(site, rows, language)
                if any(row.code != TOTAL for row in line.rows)
            ]
            yield {
                "title": text("{period}: {group}", period=period_in_words(period), group=_group_title(group)),
                "columns": [part_in_words(code) for code in codes],
                "legend": _titles(site, series, codes, language),
                "has_rank": any(line["rank"] is not None for line in lines),
                "lines": lines,
                "checked": sum(line["gap"] is not None for line in lines),
                "unequal": sum(line["gap"] is not None and not line["is_exact"] for line in lines),
                "differing": sum(line["differs"] is True for line in lines),
            }


def _titles(site: Site, series: CarriedSeries, codes: Sequence[str], language: Language) -> list[str]:
    """What the codes of the parts mean, where the site has the framework of the index."""
    if series.index not in site.series:
        return []
    known = site.series[series.index].latest.framework.nodes_by_code
    return [node_name(code, known[code].title, language) for code in codes if code in known]


def _part_line(
    line: _Line, codes: Sequence[str], numbers: dict[str, int], language: Language
) -> dict[str, object]:
    parts = [row for row in line.rows if row.code != TOTAL]
    total = next((row for row in line.rows if row.code == TOTAL), None)
    gap: Gap | None = gap_of(total, parts, frozenset(codes)) if total is not None else None
    by_code = {row.code: written_as_published(row, language) for row in parts}
    return {
        "name": line.name,
        "address": line.address,
        "own": line.is_own,
        "parts": [by_code.get(code, "") for code in codes],
        "total": written_as_published(total, language) if total else "",
        "rank": total.rank if total else None,
        "of": total.of if total else None,
        "gap": gap.amount if gap else None,
        "places": gap.places if gap else 2,
        "differs": None if gap is None else not gap.is_rounding,
        "is_exact": gap is not None and gap.amount == 0,
        "number": numbers[line.rows[0].source],
    }


def _notes(site: Site, series: CarriedSeries, language: Language) -> Iterator[dict[str, object]]:
    """The notes, each with the figure that it is on."""
    rows = [row for row in series.rows if row.note]
    for line in _lines(site, rows, language):
        for row in line.rows:
            yield {
                "unit": line.name,
                "period": period_in_words(row.period),
                "figure": written_as_published(row, language),
                "note": note_in(row, language),
            }
