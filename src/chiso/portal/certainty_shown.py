"""How sure an order is, and how sure one node of all units: what pages of rankings and components show."""

from __future__ import annotations

from collections.abc import Iterator

from chiso.frameworks.model import TOTAL
from chiso.language import Language, Text, text, text_by_count
from chiso.portal import addresses
from chiso.portal.certainty_words import (
    apart_in_words,
    basis_in_words,
    estimate_in_words,
    interval_in_words,
    level_in_words,
    others_alike,
    total_interval,
)
from chiso.portal.model import Edition, Site, UnitEdition
from chiso.portal.ranking_shown import RankedUnit, RankingShown
from chiso.portal.ranking_words import hidden_in_words
from chiso.portal.unit_words import figure_of

Plain = dict[str, object]


def certainty_address(site: Site, edition: Edition, language: Language) -> str:
    """The page that says how sure the figures of an edition are; empty where the site has none."""
    if edition.about_estimates is None or "certainty" not in site.kinds:
        return ""
    return addresses.certainty(language, edition.series_id, edition.slug)


def certainty_of(site: Site, shown: RankingShown, language: Language) -> Plain | None:
    """How sure an order is, in sentences, and who could be first; None where the bundle has no errors."""
    about = shown.edition.about_estimates
    if about is None:
        return None
    could_be_first = [row.unit.name for row in shown.ranked if row.interval and row.interval.rank_best == 1]
    return {
        "sentences": list(_sentences(shown, could_be_first, language)),
        "first": could_be_first if len(could_be_first) > 1 else [],
        "address": certainty_address(site, shown.edition, language),
    }


def _sentences(shown: RankingShown, could_be_first: list[str], language: Language) -> Iterator[Text]:
    about, ranked = shown.edition.about_estimates, shown.ranked
    assert about is not None, "asked for only where there are estimates"
    if not about.has_ranges and about.has_intervals:
        yield text(
            "Behind these points stand answers of people who were asked ({basis}). Which ranks can be told "
            "apart cannot be said: an error is lacking, or points depend on what the other units have.",
            basis=basis_in_words(about.basis),
        )
        return
    if not about.has_ranges:
        yield text(
            "Behind these points stand answers of people who were asked ({basis}). Which ranks can be told "
            "apart cannot be said: errors are lacking.",
            basis=basis_in_words(about.basis),
        )
        return
    level = level_in_words(about, language)
    if about.basis == "probability":
        yield text(
            "Behind these points stand answers of people who were chosen by chance: others would have given "
            "others. What follows holds for all {count} ranked units together ({level}).",
            count=len(ranked),
            level=level,
        )
    else:
        yield text(
            "Behind these points stand answers of people ({basis}). What follows holds for all {count} "
            "ranked units together ({level}).",
            basis=basis_in_words(about.basis),
            count=len(ranked),
            level=level,
        )
    if len(could_be_first) > 1:
        yield text_by_count(
            "Who is first cannot be said: {first} cannot be told apart from {count} other unit.",
            "Who is first cannot be said: {first} cannot be told apart from {count} other units.",
            others_alike(ranked[0].interval) or 0,
            first=ranked[0].unit.name,
        )
    else:
        yield text("{first} is first, sampling errors considered.", first=ranked[0].unit.name)
    yield text(
        "Of {pairs} pairs of units {apart} are told apart, {alike} are not.",
        pairs=len(ranked) * (len(ranked) - 1) // 2,
        apart=len(ranked) * (len(ranked) - 1) // 2 - _pairs_alike(ranked),
        alike=_pairs_alike(ranked),
    )


def _pairs_alike(ranked: tuple[RankedUnit, ...]) -> int:
    """Each pair is counted from both of its ends."""
    return sum(others_alike(row.interval) or 0 for row in ranked) // 2


def unit_certainty(site: Site, shown: UnitEdition, language: Language) -> Plain | None:
    """How sure total and rank of a unit are, and what is not told; None where the bundle does not say."""
    edition = shown.edition
    about = edition.about_estimates
    if about is None:
        return None
    total = total_interval(shown)
    lacking = [lack.code for lack in edition.lacks(shown.uid) if lack.code != TOTAL]
    return {
        "interval": interval_in_words(edition, total, language),
        "level": level_in_words(about, language),
        "apart": apart_in_words(total, shown.row.of) or "",
        "basis": basis_in_words(about.basis),
        "hidden": hidden_in_words(edition, shown.uid, lacking) or "",
        "address": certainty_address(site, edition, language),
    }


def estimates_of_unit(shown: UnitEdition, language: Language) -> Iterator[tuple[str, list[Plain]]]:
    """The criteria of a unit that people were asked about: code, estimates."""
    estimates = shown.edition.certain_unit(shown.uid).estimates
    for code in shown.edition.framework.nodes_by_code:
        if code in estimates:
            yield code, [estimate_in_words(shown.edition, row, language) for row in estimates[code]]


def node_certainty(site: Site, edition: Edition, code: str, language: Language) -> Plain | None:
    """One node of an edition, unit by unit, with its errors; None where nothing is known of them."""
    about = edition.about_estimates
    certain = edition.certain_node(code)
    if about is None or not (certain.estimates or certain.intervals):
        return None
    points = {cell.unit.uid: cell.points for cell in edition.column(code)}
    rows: list[Plain] = []
    for unit in site.units.values():
        if unit.uid not in points:
            continue
        interval = certain.intervals.get(unit.uid)
        estimates = [estimate_in_words(edition, row, language) for row in certain.estimates.get(unit.uid, ())]
        if interval is None and not estimates:
            continue
        rows.append(
            {
                "name": unit.name,
                "address": addresses.unit(language, unit.slug) if "unit" in site.kinds else "",
                "own": unit is site.focus,
                "points": figure_of(edition, points[unit.uid], language),
                "interval": interval_in_words(edition, interval, language),
                "estimates": estimates,
            }
        )
    return {
        "rows": rows,
        "has_estimates": bool(certain.estimates),
        "level": level_in_words(about, language),
        "basis": basis_in_words(about.basis),
        "address": certainty_address(site, edition, language),
    }
