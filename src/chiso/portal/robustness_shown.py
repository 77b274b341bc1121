"""How sure ranks are by other choices, on pages of rankings and of units: a sentence, whose it is, a link."""

from __future__ import annotations

from collections.abc import Iterator

from chiso.language import Language, text
from chiso.portal import addresses
from chiso.portal.model import Edition, Site, UnitEdition
from chiso.portal.ranking_shown import RankingShown
from chiso.portal.robustness import Robustness
from chiso.portal.robustness_words import (
    NOT_THE_AUTHORS,
    apart_in_words,
    assumption_of,
    result_in_words,
    title_of,
)

Plain = dict[str, object]


def robustness_of(site: Site, shown: RankingShown, language: Language) -> Plain | None:
    """Every result about an order, with what it says of the unit of the site, else of the first one."""
    edition = shown.edition
    if not edition.robustness or not shown.ranked:
        return None
    return {"whose": NOT_THE_AUTHORS, "results": list(_results(site, shown, language))}


def _results(site: Site, shown: RankingShown, language: Language) -> Iterator[Plain]:
    own = shown.row(site.focus_uid)
    row = own if own is not None and own.rank is not None else shown.ranked[0]
    for kept in shown.edition.robustness:
        yield {
            "title": text("With {varied}", varied=title_of(kept)),
            "sentence": result_in_words(kept, row.unit.name, kept.units[row.unit.uid], language),
            "assumption": assumption_of(kept) or "",
            "address": _address(site, shown.edition, kept, language),
        }


def unit_robustness(site: Site, shown: UnitEdition, language: Language) -> Plain | None:
    """What the first result says of a unit; None where there is none, or the unit has no rank."""
    edition = shown.edition
    kept = next(iter(edition.robustness), None)
    unit = kept.units.get(shown.uid) if kept is not None else None
    if kept is None or unit is None:
        return None
    return {
        "title": text("The ranks between which it lies: with {varied}.", varied=title_of(kept)),
        "sentence": result_in_words(kept, shown.row.unit.name, unit, language),
        "apart": apart_in_words(unit),
        "whose": NOT_THE_AUTHORS,
        "assumption": assumption_of(kept) or "",
        "address": _address(site, edition, kept, language),
    }


def _address(site: Site, edition: Edition, kept: Robustness, language: Language) -> str:
    if "robustness" not in site.kinds:
        return ""
    return addresses.robustness(language, edition.series_id, edition.slug, kept.name)
