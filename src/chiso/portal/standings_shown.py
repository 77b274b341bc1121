"""Where the unit of a site stands in every index: the latest figure, computed here or carried over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from chiso.figures import write_for_eyes
from chiso.frameworks.model import TOTAL
from chiso.language import Language, Text, Value, text
from chiso.periods import parse_period
from chiso.portal import addresses
from chiso.portal.carried_model import Carried, CarriedSeries
from chiso.portal.frameworks_shown import period_name
from chiso.portal.model import Series, Site, UnitEdition, UnitShown
from chiso.portal.ranking_shown import show_ranking
from chiso.portal.ranking_words import among_some, change_in_words, maximum_of
from chiso.portal.unit_words import computed_by, figure_of, publisher_of


@dataclass(frozen=True, eq=False)
class StandingShown:
    """The latest figure of a unit in one index. `written` is empty where there is none."""

    name: Value
    title: Value
    period: Value
    # What standings sort by: the period as it is written in data.
    age: str
    written: str
    unit: Value
    rank: int | None
    is_tie: bool
    of: int | None
    # What has to be said with the rank: that it is not among all.
    among: Value
    is_approximate: bool
    is_disputed: bool
    is_second_hand: bool
    change: Fraction | None
    change_words: Value
    places: int
    provenance: str
    by: Value
    address: str


def standings_of(site: Site, unit: UnitShown, language: Language) -> list[StandingShown]:
    """One for each index; those with a rank first, the newest first, computed before carried over."""
    found = [_computed(site, site.series[name], rows, unit, language) for name, rows in unit.editions.items()]
    found += [
        shown
        for name, rows in unit.carried.items()
        if name not in unit.editions and (shown := _carried(site, site.carried[name], rows, unit, language))
    ]
    newest_first = sorted(found, key=lambda one: one.age, reverse=True)
    return sorted(newest_first, key=lambda one: (one.rank is None, bool(one.among)))


def _computed(
    site: Site, series: Series, editions: tuple[UnitEdition, ...], unit: UnitShown, language: Language
) -> StandingShown:
    last = editions[-1]
    edition = last.edition
    shown = show_ranking(series, edition)
    row = shown.row(unit.uid)
    assert row is not None, "a unit of an edition has its line there"
    maximum = maximum_of(edition, language)
    is_ranked = row.rank is not None and last.row.of > 1
    return StandingShown(
        name=series.short,
        title=series.title,
        period=period_name(edition),
        age=edition.period.written,
        written=figure_of(edition, row.score, language),
        unit=text("of {maximum}", maximum=maximum) if maximum else "",
        rank=row.rank if is_ranked else None,
        is_tie=row.is_tie,
        of=last.row.of if is_ranked else None,
        among=among_some(edition) if is_ranked else "",
        is_approximate=False,
        is_disputed=False,
        is_second_hand=bool(edition.second_hand),
        change=row.change,
        change_words=change_in_words(shown) or "",
        places=shown.places,
        provenance=edition.provenance,
        by=computed_by(edition),
        address=addresses.ranking(language, series.id, edition.slug) if "ranking" in site.kinds else "",
    )


def _carried(
    site: Site, series: CarriedSeries, rows: tuple[Carried, ...], unit: UnitShown, language: Language
) -> StandingShown | None:
    totals = sorted((row for row in rows if row.code == TOTAL), key=lambda row: row.period)
    if not totals:
        return None
    last = totals[-1]
    same = [row for row in totals if row.period == last.period]
    change, words = _carried_change(series, totals, last)
    page = addresses.unit(language, unit.slug) if "unit" in site.kinds else ""
    return StandingShown(
        name=series.short,
        title=series.title,
        period=last.period if last.period.isdecimal() else parse_period(last.period).title(),
        age=last.period,
        written=write_for_eyes(last.value, language, _places(last)) if last.value is not None else "",
        unit="",
        rank=last.rank,
        is_tie=False,
        of=last.of,
        among="",
        is_approximate=last.approximate,
        is_disputed=len({(row.value, row.rank) for row in same}) > 1,
        is_second_hand=any(row.is_second_hand for row in same),
        change=change,
        change_words=words,
        places=_places(last),
        provenance="carried",
        by=publisher_of(series),
        address=f"{page}#dan-lai-{series.index}" if page else "",
    )


def _carried_change(
    series: CarriedSeries, totals: list[Carried], last: Carried
) -> tuple[Fraction | None, Text | str]:
    """The change against the year before, where both figures are exact, undisputed and comparable."""
    if not last.period.isdecimal():
        return None, ""
    earlier = str(int(last.period) - 1)
    before = {row.value for row in totals if row.period == earlier and not row.approximate}
    now = {row.value for row in totals if row.period == last.period and not row.approximate}
    is_broken = any(one.after == last.period for one in series.breaks)
    if len(before) != 1 or len(now) != 1 or is_broken or None in before | now:
        return None, ""
    (one,), (other,) = before, now
    assert one is not None, "figures that are not there were sorted out"
    assert other is not None, "figures that are not there were sorted out"
    return other - one, text("against {period}", period=earlier)


def _places(row: Carried) -> int:
    return len(row.written.partition(".")[2])


def in_words(standing: StandingShown) -> Text:
    """ "rank 59 of 63 in PAPI 2024"."""
    if standing.of is None:
        return text(
            "rank {rank} in {index} {period}",
            rank=str(standing.rank),
            index=standing.name,
            period=standing.period,
        )
    return text(
        "rank {rank} of {of} in {index} {period}",
        rank=str(standing.rank),
        of=str(standing.of),
        index=standing.name,
        period=standing.period,
    )


def ranked_standings(standings: list[StandingShown]) -> Iterator[StandingShown]:
    """Those with a rank among all that are measured."""
    return (one for one in standings if one.rank is not None and not one.among)
