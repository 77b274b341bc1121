"""Classes as pages show them: what each asks for, in words; and the class of a unit with what lowered it."""

from __future__ import annotations

from chiso.frameworks.classes_in_words import classes_in_words
from chiso.frameworks.model import TOTAL
from chiso.language import Bilingual, Text, Value, text
from chiso.portal.model import Edition


def scheme_in_words(edition: Edition) -> list[Text]:
    """The classes of the total from the top, then ceilings and quota; a league may have its own."""
    own = edition.result.league.classes
    framework = edition.framework
    if own is not None:
        framework = framework.model_copy(update={"classes": own})
    return list(classes_in_words(framework, framework)) if framework.classes else []


def title_of_class(edition: Edition, uid: str) -> Bilingual | None:
    """The class of a unit; None where it has none, or nothing is classed."""
    given = edition.class_of(uid)
    return given.title if given is not None and given.code else None


def why_of_class(edition: Edition, uid: str) -> Value:
    """What lowered the class of a unit, or why it has none; empty where its points decided."""
    given = edition.class_of(uid)
    if given is None or given.reason == "bounds":
        return ""
    if given.before and given.reason in ("quota", "ceiling"):
        titles = {band.code: band.title for band in edition.result.classes_at(TOTAL)}
        before = titles.get(given.before, given.before)
        if given.reason == "quota":
            return text("“{title}” by its points; the quota was used up", title=before)
        return text("“{title}” by its points; lowered by a ceiling", title=before)
    return {
        "hole": text("the law has no class for these points"),
        "unknown_fact": text("a fact that the class asks for is not known"),
        "incomplete": text("figures are missing"),
        "no_points": text("no points"),
    }.get(given.reason, "")
