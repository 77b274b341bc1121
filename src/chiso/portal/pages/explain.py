"""The page "Explain it to me": what an index is and what a rank is not, with real figures of the site."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from chiso.frameworks.model import TOTAL
from chiso.language import Language, Text, Value, text
from chiso.portal import addresses
from chiso.portal.frameworks_shown import period_name
from chiso.portal.framing import page_below
from chiso.portal.model import Edition, Series, Site, UnitShown
from chiso.portal.page_source import PageSource
from chiso.portal.pages import explain_words as words
from chiso.scoring.result import Result

TITLE = text("Explain it to me")
LABELS: dict[str, Text] = {
    "index": text("What an index is"),
    "rank": text("What a rank is not"),
    "years": text("Why two years cannot always be compared"),
    "sure": text("How sure is a number?"),
    "missing": text("When something is missing"),
    "origin": text("Where a number comes from"),
    "check": text("See for yourself"),
    "part": text("Part"),
    "points": text("Points"),
    "maximum": text("Maximum"),
    "total": text("Total"),
    "breaks": words.BREAKS,
    "why": text("Why"),
}
# How near is near: half of one per cent of the maximum of the index.
_NEAR = Fraction(1, 200)
_MOST_PARTS = 12


def pages(site: Site) -> Iterator[PageSource]:
    """One page in each language."""
    for language in site.languages:
        yield page_below(
            site,
            language,
            key="explain",
            kind="explain",
            template="explain.html.j2",
            address=addresses.explain(language),
            title=TITLE,
            lead=words.LEAD,
            context=_context(site, language),
        )


def _context(site: Site, language: Language) -> dict[str, object]:
    chosen = _choose_example(site)
    return {
        "labels": LABELS,
        "index": words.INDEX,
        "rank": words.RANK,
        "years": words.YEARS,
        "sure": words.SURE,
        "missing": words.MISSING,
        "origins": [{"word": word, "meaning": meaning} for word, meaning in words.ORIGINS],
        "checks": words.CHECKS,
        "example": _example(*chosen, language) if chosen else None,
        "neighbours": _neighbours(*chosen) if chosen else None,
        "breaks": list(_breaks(site, language)),
        "links": [
            {"kind": "method", "href": addresses.methods(language), "words": text("How it is scored")},
            {"kind": "data", "href": addresses.data(language), "words": text("Take the data")},
            {"kind": "verify", "href": addresses.verify(language), "words": text("Verify it yourself")},
        ],
    }


def _choose_example(site: Site) -> tuple[Series, Edition, UnitShown] | None:
    """The unit of the site, else the last one of the ranking, in the latest edition that adds plainly."""
    for _, series in sorted(site.series.items()):
        for edition in reversed(series.editions):
            wished = site.focus_uid
            row = edition.row(wished) if wished else None
            if row is None or row.rank is None:
                row = edition.ranked[-1] if edition.ranked else None
            if row is not None and row.unit.uid in site.units and _adds_plainly(edition.result, row.unit.uid):
                return series, edition, site.units[row.unit.uid]
    return None


def _adds_plainly(result: Result, uid: str) -> bool:
    """Whether the total is simply the sum of some few parts, so that it can serve as an example."""
    fields = result.framework.nodes
    points = [result.node(uid, field.code).points for field in fields]
    total = result.node(uid, TOTAL).points
    known = [figure for figure in points if figure is not None]
    return len(known) == len(fields) <= _MOST_PARTS and sum(known, Fraction(0)) == total


def _example(series: Series, edition: Edition, unit: UnitShown, language: Language) -> dict[str, object]:
    result = edition.result

    def written(code: str) -> str:
        # With every digit: a reader is invited to add them up.
        return result.written(result.node(unit.uid, code).points, code)

    def at_most(code: str) -> Fraction | None:
        return result.node(unit.uid, code).max_points

    names: dict[str, Value] = {"unit": unit.name, "index": series.short, "period": period_name(edition)}
    return {
        "words": text(
            "Here is a real one: {unit}, {index} {period}. The marks add up to the total, digit by digit.",
            **names,
        ),
        "caption": text("{unit}, {index} {period}", **names),
        "rights": edition.rights,
        "parts": [
            {"title": field.title, "points": written(field.code), "maximum": at_most(field.code)}
            for field in edition.framework.nodes
        ],
        "total": written(TOTAL),
        "total_maximum": at_most(TOTAL),
        "unit_link": addresses.unit(language, unit.slug),
        "unit_words": text("Everything about {unit}", unit=unit.name),
    }


def _neighbours(series: Series, edition: Edition, unit: UnitShown) -> Text | None:
    """How many stand within a hair's breadth of the unit."""
    row = edition.row(unit.uid)
    if row is None or row.score is None or not row.max_score:
        return None
    gap = row.max_score * _NEAR
    near = sum(
        1
        for other in edition.ranked
        if other.unit.uid != unit.uid and other.score is not None and abs(other.score - row.score) <= gap
    )
    if not near:
        return None
    return text(
        "{unit} is in place {rank} of {of} in {index} {period}. {near} others lie within {gap} points of it: "
        "so close that a small change would turn the order round.",
        unit=unit.name,
        rank=row.rank or 0,
        of=row.of,
        index=series.short,
        period=period_name(edition),
        near=near,
        gap=gap,
    )


def _breaks(site: Site, language: Language) -> Iterator[dict[str, object]]:
    for _, series in sorted(site.series.items()):
        for one in series.breaks:
            yield {
                "words": text(
                    "{index}: {before} and {after} do not compare.",
                    index=series.short,
                    before=period_name(one.before),
                    after=period_name(one.after),
                ),
                "link": f"{addresses.method(language, one.after.framework.key)}#changes",
            }
    for _, carried in sorted(site.carried.items()):
        for change in carried.breaks:
            yield {"words": change.reason, "link": ""}
