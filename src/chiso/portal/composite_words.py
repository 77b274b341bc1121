"""Words and figures of composite indices: whose computation it is, names, scores, ranks, what was changed."""

from __future__ import annotations

from fractions import Fraction

from chiso.figures import write_for_eyes
from chiso.frameworks.composite.model import CompositeNode
from chiso.language import Bilingual, Language, Text, Value, text, text_by_count
from chiso.portal.composite_model import Composite, CompositeUnit
from chiso.portal.model import Site
from chiso.portal.naming import name_of_composite
from chiso.portal.robustness_words import level_in_words

# What it is, wherever a score of it stands.
COMPUTED_HERE = text(
    "Computed by the publisher of this bundle with chiso, from the figures in it and by the plan shown here. "
    "It is not a figure of the author of the index, nor of whoever measured."
)
SCORE_PLACES = 2
_TREATED: dict[str, Text] = {
    "winsorised_high": text("drawn in from above"),
    "winsorised_low": text("drawn in from below"),
    "log": text("logarithm taken"),
    "box_cox": text("power of Box and Cox taken"),
}
# Figures of few digits are written in full, others to so many leading ones.
_DIGITS = 5


def index_name(composite: Composite, site: Site) -> Bilingual:
    """How the index is called."""
    return site.theme.names.get(composite.id, name_of_composite(composite.framework).short)


def named(composite: Composite, site: Site) -> Value:
    """The index with its period, if it has one."""
    name = index_name(composite, site)
    if not composite.own.period:
        return name
    return text("{index} {period}", index=name, period=composite.own.period)


def plain_name(composite: Composite, site: Site, language: Language) -> str:
    """The index with its period, in one language."""
    name = index_name(composite, site).in_language(language)
    return f"{name} {composite.own.period}" if composite.own.period else name


def score_in_words(score: Fraction | None, language: Language) -> str:
    """A score as people read it; empty where there is none."""
    return "" if score is None else write_for_eyes(score, language, SCORE_PLACES)


def share_of(share: Fraction | None, language: Language) -> str:
    """A share in per cent; empty where there is none."""
    return "" if share is None else level_in_words(Fraction(round(share * 1000), 1000), language)


def figure_in_words(figure: Fraction | None, language: Language) -> str:
    """A figure as given, to five leading digits."""
    if figure is None:
        return ""
    places, size = _DIGITS, abs(figure)
    while size >= 1 and places:
        size, places = size / 10, places - 1
    rounded = Fraction(round(figure * 10**places), 10**places)
    if figure and not rounded:
        return f"{float(figure):.2e}".replace(".", "," if language == "vi" else ".")
    return write_for_eyes(rounded, language)


def rank_of(unit: CompositeUnit) -> str:
    """A rank, with its sign where others share it."""
    return f"{unit.rank} =" if unit.is_tie else str(unit.rank)


def treatment_of(reason: str) -> Text:
    """What was done to a figure."""
    return _TREATED[reason]


def direction_of(node: CompositeNode) -> Text:
    """Which way an indicator counts."""
    return text("More is better.") if node.direction == 1 else text("Less is better.")


def is_own(site: Site, unit: CompositeUnit) -> bool:
    """Whether it is the unit that the site is about: codes of other units may be the same, names are not."""
    return site.focus is not None and (unit.code, unit.name) == (site.focus.code, site.focus.name)


def lead_of_league(composite: Composite, site: Site, language: Language) -> Text:
    """What the order says of the unit of the site, else of the first one."""
    ranked = composite.ranked
    if not ranked:
        return text("No unit has all figures that a score takes.")
    root = composite.framework.root.code
    unit = next((one for one in ranked if is_own(site, one)), ranked[0])
    return text_by_count(
        "{unit} has rank {rank} of {count} unit, with a score of {score}.",
        "{unit} has rank {rank} of {count} units, with a score of {score}.",
        len(ranked),
        unit=unit.name,
        rank=rank_of(unit),
        score=score_in_words(unit.scores[root], language),
    )
