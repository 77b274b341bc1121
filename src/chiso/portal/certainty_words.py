"""Words on how sure figures are: intervals, estimates, why a figure is not told, ranks that hold together."""

from __future__ import annotations

from fractions import Fraction

from chiso.figures import write_for_eyes
from chiso.frameworks.leaf_context import inputs_of
from chiso.frameworks.model import TOTAL
from chiso.language import Bilingual, Language, Text, Value, listing, text, text_by_count
from chiso.portal.certainty import About
from chiso.portal.model import Edition, UnitEdition
from chiso.portal.unit_words import figure_of
from chiso.scoring.estimates import Basis, Estimate
from chiso.scoring.intervals import NodeInterval

_HUNDRED = 100
_BASES: dict[Basis, Text] = {
    "probability": text("probability sample"),
    "census": text("everybody was asked"),
    "quota": text("quota sample, without errors"),
    "open": text("whoever wished answered, without errors"),
}
_METHODS: dict[str, Text] = {
    "linearisation": text("linearisation by Taylor series"),
    "calibrated": text("linearisation by Taylor series, with the calibration of the weights"),
    "jk1": text("the jackknife"),
    "jkn": text("the jackknife"),
    "brr": text("balanced half-samples"),
    "fay": text("balanced half-samples"),
    "rao_wu": text("the bootstrap"),
    "canty_davison": text("the bootstrap"),
    "preston": text("the bootstrap"),
    "successive_difference": text("successive differences"),
    "replicates of the data": text("replicate weights of the round"),
}


def interval_in_words(edition: Edition, interval: NodeInterval | None, language: Language) -> Value:
    """The ends of an interval of points: 79,1–83,4; empty where there is none."""
    if interval is None:
        return ""
    ends = (figure_of(edition, interval.low, language), figure_of(edition, interval.high, language))
    return listing(ends, "–")


def total_interval(shown: UnitEdition) -> NodeInterval | None:
    """Between which points and ranks the total of a unit lies; None where nothing is known."""
    return shown.edition.certain_unit(shown.uid).intervals.get(TOTAL)


def total_ends(shown: UnitEdition | None) -> tuple[Fraction, Fraction] | None:
    """The ends of the interval of a total; None where it has none."""
    interval = None if shown is None else total_interval(shown)
    return None if interval is None else (interval.low, interval.high)


def ranks_in_words(interval: NodeInterval | None) -> str:
    """The ranks that the errors allow: 3–87; empty where nothing is known."""
    if interval is None or interval.rank_best is None or interval.rank_worst is None:
        return ""
    if interval.rank_best == interval.rank_worst:
        return str(interval.rank_best)
    return f"{interval.rank_best}–{interval.rank_worst}"


def others_alike(interval: NodeInterval | None) -> int | None:
    """How many other units cannot be told apart from this one; None where nothing is known."""
    if interval is None or interval.rank_best is None or interval.rank_worst is None:
        return None
    return interval.rank_worst - interval.rank_best


def apart_in_words(interval: NodeInterval | None, of: int) -> Text | None:
    """What the errors leave of a rank; None where nothing is known."""
    alike = others_alike(interval)
    if alike is None:
        return None
    if not alike:
        return text("Told apart from every other unit, sampling errors considered.")
    return text_by_count(
        "Cannot be told apart from {count} other unit: given the sampling errors its rank is one of {ranks} "
        "of {of}.",
        "Cannot be told apart from {count} other units: given the sampling errors its rank is one of {ranks} "
        "of {of}.",
        alike,
        ranks=ranks_in_words(interval),
        of=str(of),
    )


def basis_in_words(basis: Basis) -> Text:
    """How people came to be asked."""
    return _BASES[basis]


def level_in_words(about: About, language: Language) -> str:
    """The level of the intervals: 95 %; empty where there are none."""
    if not about.has_intervals:
        return ""
    return f"{write_for_eyes(about.level * _HUNDRED, language)}\u00a0%"


def method_in_words(about: About) -> Value:
    """How the errors were made; empty where nobody says."""
    errors = about.record.errors if about.record else ""
    return _METHODS.get(errors, errors)


def estimate_in_words(edition: Edition, row: Estimate, language: Language) -> dict[str, object]:
    """One estimate as a page shows it: figure, interval, people, why it is not told or not reliable."""
    is_share = _is_share(edition, row)

    def written(value: Fraction | None) -> str:
        if value is None:
            return ""
        if is_share:
            return write_for_eyes(value * _HUNDRED, language, 1)
        return write_for_eyes(value, language, 2)

    per_cent = "\u00a0%" if is_share else ""
    ends = (written(row.ci_low), written(row.ci_high)) if row.has_interval else ()
    return {
        "figure": "" if row.estimate is None else f"{written(row.estimate)}{per_cent}",
        "interval": f"{'–'.join(ends)}{per_cent}" if ends else "",
        "people": "" if row.n is None else write_for_eyes(row.n, language),
        "flag": row.flag,
        "reason": reason_in_words(edition.about_estimates, row.reason),
    }


def _is_share(edition: Edition, row: Estimate) -> bool:
    node = edition.framework.nodes_by_code.get(row.code)
    definition = inputs_of(node, edition.framework).get(row.input) if node is not None else None
    return definition is not None and definition.type in ("ratio", "share")


def reason_in_words(about: About | None, written: str) -> Value:
    """A reason, in the reader's language where the bundle has it in both."""
    known: dict[str, Bilingual] = {}
    if about is not None and about.record is not None:
        for one in about.record.reasons:
            known.update((word, one) for word in (one.vi, one.en) if word)
    return listing((known.get(part, part) for part in written.split("; ")), "; ") if written else ""
