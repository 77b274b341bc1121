"""Words on rankings: what is ranked, the result in a sentence, why a unit has no rank, why no change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from chiso.figures import write_for_eyes
from chiso.frameworks.model import TOTAL
from chiso.language import Language, Text, Value, listing, text, text_by_count
from chiso.portal.certainty_words import level_in_words, others_alike, reason_in_words
from chiso.portal.frameworks_shown import period_name
from chiso.portal.model import Edition
from chiso.portal.ranking_shown import RankedUnit, RankingShown
from chiso.portal.robustness_words import note_of_ranking
from chiso.portal.unit_words import figure_of
from chiso.scoring.statuses import OPEN
from chiso.tiles.grids import grid_on

NO_INTERVAL = text(
    "No interval of ranks: the bundle holds scores without their sampling error, so this page states none. "
    "Where scores lie close together, the order says little."
)
ISLANDS = text(
    "One tile of the same size for each province, about where it lies; not a boundary. The archipelago Hoàng "
    "Sa belongs to Đà Nẵng, the archipelago Trường Sa to Khánh Hòa."
)
_MOST_CODES = 10


def edition_name(shown: RankingShown) -> Text:
    """ "PAPI 2019"."""
    return text("{index} {period}", index=shown.series.short, period=period_name(shown.edition))


def counted(levels: frozenset[str], count: int) -> Text:
    """So many units, in the word for their level."""
    if levels == {"province"}:
        return text_by_count("{count} province or city", "{count} provinces and cities", count)
    if levels == {"country"}:
        return text_by_count("{count} country", "{count} countries", count)
    if levels == {"ministry"}:
        return text_by_count("{count} ministry", "{count} ministries", count)
    return text_by_count("{count} unit", "{count} units", count)


def partial_in_words(shown: RankingShown) -> Text | None:
    """That not every province is in the bundle; None where all are, or the units are no provinces."""
    counts = partial_counts(shown.edition)
    if counts is None:
        return None
    return text(
        "The bundle holds {count} of {all} provinces and cities. Ranks here are among these, not among all.",
        count=counts[0],
        all=counts[1],
    )


def partial_counts(edition: Edition) -> tuple[int, int] | None:
    """How many provinces are in an edition, and of how many, where they are not all; else None."""
    units = edition.result.units
    provinces = grid_on(edition.period.reference_day).codes
    found = {unit.code for unit in units}
    if {unit.level for unit in units} != {"province"} or not found < provinces:
        return None
    return len(found), len(provinces)


def among_some(edition: Edition) -> Text | str:
    """What has to stand beside a rank that is not among all provinces; empty where it is."""
    counts = partial_counts(edition)
    if counts is None:
        return ""
    return text("among the {count} provinces of the bundle, not all {all}", count=counts[0], all=counts[1])


def unit_word(levels: frozenset[str]) -> Text:
    """The head of the column of units."""
    if levels == {"province"}:
        return text("Province, city")
    if levels == {"country"}:
        return text("Country")
    return text("Unit")


def maximum_of(edition: Edition, language: Language) -> str:
    """The maximum of the total, as people read it; empty where the framework states none."""
    maximum = edition.framework.index.max_points
    return "" if maximum is None else write_for_eyes(maximum, language)


def result_in_words(shown: RankingShown, focus: str | None, language: Language) -> Text:
    """Who comes first, and where the unit is that the site is about."""
    ranked = shown.ranked
    if not ranked:
        return text("No unit is ranked: figures are missing for each of them.")
    first = [row for row in ranked if row.rank == ranked[0].rank]
    maximum = maximum_of(shown.edition, language)
    score = figure_of(shown.edition, ranked[0].score, language)
    has_scale = maximum not in ("", "1")
    points = text("{score} of {maximum} points", score=score, maximum=maximum) if has_scale else score
    if len(ranked) == 1:
        return text(
            "Only one unit has all its figures: {unit}, {points}.", unit=ranked[0].unit.name, points=points
        )
    head = text(
        "{units} comes first with {points}.", units=listing(row.unit.name for row in first), points=points
    )
    alike = others_alike(ranked[0].interval)
    if alike:
        head = text_by_count(
            "{sentence} It cannot be told apart from {count} other unit.",
            "{sentence} It cannot be told apart from {count} other units.",
            alike,
            sentence=head,
        )
    own = shown.row(focus)
    if own is None or own in first:
        return head
    if own.rank is None:
        return text("{sentence} {unit} is not ranked.", sentence=head, unit=own.unit.name)
    return text(
        "{sentence} {unit} has rank {rank} of {of} with {score}.",
        sentence=head,
        unit=own.unit.name,
        rank=rank_in_words(own),
        of=str(len(ranked)),
        score=figure_of(shown.edition, own.score, language),
    )


def certainty_note(edition: Edition, language: Language) -> Text:
    """What a ranking says of how sure it is; that it says nothing, where the bundle has no errors."""
    about = edition.about_estimates
    if edition.robustness and (about is None or not about.has_ranges):
        return note_of_ranking(edition.robustness[0], language)
    if about is None or not edition.certain_node(TOTAL).intervals:
        return NO_INTERVAL
    level = level_in_words(about, language)
    if not about.has_ranges:
        return text(
            "Behind the points stands their interval ({level}), as far as the sampling errors of the "
            "surveyed criteria tell. Which ranks can be told apart is not known.",
            level=level,
        )
    return text(
        "Behind the points stands their interval ({level}), behind the rank the ranks that the sampling "
        "errors leave open, for all units together; “certain” where they leave no other.",
        level=level,
    )


def rank_in_words(row: RankedUnit) -> str:
    """A rank; ties read "1 ="."""
    return f"{row.rank} =" if row.is_tie else f"{row.rank}"


def basis_in_words(shown: RankingShown) -> Text | None:
    """What the column of changes is of; None where there is no such column."""
    if shown.before is None or shown.basis == "none":
        return None
    if shown.basis == "total":
        return text("Change: total score against {period}.", period=period_name(shown.before))
    return text(
        "Change: only of the {count} of {all} criteria that both {before} and {after} measure alike, since "
        "the framework is another one.",
        count=shown.common_count,
        all=shown.criteria_count,
        before=period_name(shown.before),
        after=period_name(shown.edition),
    )


def change_in_words(shown: RankingShown) -> Text | None:
    """What stands behind a single change; None where there is none."""
    if shown.before is None or shown.basis == "none":
        return None
    if shown.basis == "total":
        return text("against {period}", period=period_name(shown.before))
    return text(
        "against {period}, on the {count} criteria measured alike",
        period=period_name(shown.before),
        count=shown.common_count,
    )


def distance_in_words(distance: Fraction, places: int, language: Language) -> Text:
    """How far a score lies from another; what would be rounded to nothing is not shown as 0."""
    written = write_for_eyes(abs(distance), language, places)
    if distance and not any(digit in "123456789" for digit in written):
        least = write_for_eyes(Fraction(1, 10**places), language, places)
        return (
            text("less than {points} more", points=least)
            if distance > 0
            else text("less than {points} less", points=least)
        )
    if not distance:
        return text("the same")
    return text("{points} more", points=written) if distance > 0 else text("{points} less", points=written)


def no_change_in_words(shown: RankingShown, row: RankedUnit) -> Text:
    """Why a line has no change."""
    if row.rank is None:
        return text("not comparable")
    before = shown.before
    if before is not None and row.unit.uid not in before.result.units_by_uid:
        return text("not in it before")
    return text("not comparable")


def lacks_in_words(shown: RankingShown) -> Iterator[dict[str, object]]:
    """Each unit without a rank, and why."""
    result = shown.edition.result
    for row in shown.unranked:
        lacks = result.incomplete.get(row.unit.uid, ())
        missing = [lack.code for lack in lacks if lack.status != OPEN and lack.code != TOTAL]
        open_ones = [lack.code for lack in lacks if lack.status == OPEN]
        why: list[Text] = []
        told = hidden_in_words(shown.edition, row.unit.uid, missing)
        if missing and told:
            why.append(told)
        elif missing:
            why.append(
                text_by_count(
                    "{count} criterion has no figure: {codes}.",
                    "{count} criteria have no figure: {codes}.",
                    len(missing),
                    codes=_codes(missing),
                )
            )
        if open_ones:
            why.append(text("The law leaves open what is given for {codes}.", codes=_codes(open_ones)))
        if not why:
            why.append(text("It takes no part in the ranking."))
        yield {"unit": row.unit, "why": listing(why, " ")}


def hidden_in_words(edition: Edition, uid: str, codes: Sequence[str]) -> Text | None:
    """Which criteria of a unit are not told, and why; None unless that is all that is missing."""
    if edition.about_estimates is None:
        return None
    unit = edition.certain_unit(uid)
    reasons = {code: list(dict.fromkeys(unit.reasons(code))) for code in codes}
    if not all(reasons.values()):
        return None
    told = (
        text("{code} ({why})", code=code, why=reason_in_words(edition.about_estimates, "; ".join(found)))
        for code, found in reasons.items()
    )
    return text("Not published: {criteria}.", criteria=listing(told, "; "))


def _codes(codes: list[str]) -> Value:
    if len(codes) <= _MOST_CODES:
        return listing(codes)
    return text("{codes} and others", codes=listing(codes[:_MOST_CODES]))
