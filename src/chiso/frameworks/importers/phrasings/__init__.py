"""The grammar of the law's phrasings: the prose of a sub-criterion becomes a rule, or stays as text.

One file a phrasing, each with its examples. They are asked in a fixed order; the first one that
accounts for *every* clause has it. A clause that none accounts for is never passed over: what the
others mean without it is offered as a choice, and a person decides.

What was understood is proved as the loader proves it. A rule with more points than the maximum, or
one that does not answer every value once, is a doubt as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import LeafFacts, ReadRule, RuleChoice
from chiso.frameworks.importers.phrasings import (
    alternatives,
    components,
    days_late,
    doubts,
    each_item,
    entered,
    formula,
    met_or_not,
    not_arising,
    proportion,
    steps,
    steps_taken_off,
    survey,
    taking_off,
)
from chiso.frameworks.importers.phrasings.clauses import Prose, prose_of
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.frameworks.importers.phrasings.figures_in_prose import has_points_by_the_thousand
from chiso.frameworks.importers.phrasings.proving import faults_of
from chiso.language import text

# The longest rule that was met has eleven sentences; a page of prose is none.
_MOST_CLAUSES = 40

__all__ = ["EXAMPLES", "PHRASINGS", "read_rule"]

# Narrow shapes before wide ones: a ladder is no list of alternatives, a day late no item.
_IN_ORDER = (
    survey,
    entered,
    formula,
    proportion,
    days_late,
    each_item,
    steps_taken_off,
    taking_off,
    steps,
    met_or_not,
    components,
    alternatives,
)
PHRASINGS: Mapping[str, Callable[[Prose], ReadRule | None]] = {
    module.NAME: module.read for module in _IN_ORDER
}
EXAMPLES: Mapping[str, tuple[Example, ...]] = {
    module.NAME: module.EXAMPLES for module in (*_IN_ORDER, not_arising)
}


def read_rule(leaf: LeafFacts) -> ReadRule:
    """The rule that the prose of `leaf` states; `rule` is None where it stays as text.

    A rule that stands may have doubts too: what the law itself leaves open (a hole, an overlap) is
    in the rule as `open`, and the doubt asks for it.
    """
    whole = prose_of(leaf)
    if not whole.clauses:
        return ReadRule(None, {})
    if len(whole.clauses) > _MOST_CLAUSES or _has_points_by_the_thousand(whole):
        return _not_understood(whole)
    beside = not_arising.take_apart(whole)
    read = _first(beside.prose) or _with_unread_sentence(beside.prose) or _not_understood(beside.prose)
    proved = _proved(read, beside.prose)
    return replace(
        proved,
        settings={**proved.settings, **beside.settings},
        doubts=(*proved.doubts, *beside.doubts),
        choices=tuple(replace(c, settings={**c.settings, **beside.settings}) for c in proved.choices),
    )


def _has_points_by_the_thousand(prose: Prose) -> bool:
    """Whether a figure may be thousands: "1.500 điểm" of a maximum that goes into the thousands."""
    most = prose.maximum
    return most is not None and most >= 1_000 and any(map(has_points_by_the_thousand, _printed(prose)))


def _printed(prose: Prose) -> Iterator[str]:
    for line in prose.leaf.lines:
        yield line.words
        yield line.points or ""


def _first(prose: Prose) -> ReadRule | None:
    if not prose.clauses:
        return None
    return next((found for read in PHRASINGS.values() if (found := read(prose)) is not None), None)


def _with_unread_sentence(prose: Prose) -> ReadRule | None:
    """What the clauses mean without those that give no points, where they mean something."""
    unread = tuple(clause for clause in prose.clauses if clause.points is None)
    if not unread or len(unread) == len(prose.clauses):
        return None
    found = _first(prose.without(unread))
    if found is None:
        return None
    label = text("As the other sentences say, without this one.")
    own = (RuleChoice(label, found.rule, found.inputs, found.settings),) if found.rule is not None else ()
    asked = tuple(doubts.unread_sentence(clause) for clause in unread)
    return ReadRule(
        None, {}, phrasing=found.phrasing, doubts=(*asked, *found.doubts), choices=own or found.choices
    )


def _not_understood(prose: Prose) -> ReadRule:
    if not prose.clauses:
        return ReadRule(None, {})
    return ReadRule(None, {}, doubts=(doubts.not_understood(prose),))


def _proved(read: ReadRule, prose: Prose) -> ReadRule:
    """The same where it loads; else text, with the fault as the doubt. Choices that do not load go."""
    choices = tuple(c for c in read.choices if not faults_of(prose.leaf, c.rule, c.inputs))
    if read.rule is None:
        return replace(read, choices=choices)
    faults = faults_of(prose.leaf, read.rule, read.inputs)
    if not faults:
        short = _falls_short(read.rule, prose)
        added = (doubts.maximum_not_reached(prose),) if short else ()
        return replace(read, doubts=(*read.doubts, *added), choices=choices)
    if "CH-2106" in faults:
        doubt = doubts.beyond_maximum(prose)
    elif "CH-2112" in faults:
        doubt = doubts.maximum_missing(prose)
    else:
        doubt = doubts.does_not_prove(prose, faults)
    return ReadRule(None, {}, read.settings, read.phrasing, (doubt,), choices)


def _falls_short(rule: Tree, prose: Prose) -> bool:
    """Whether no line gives the maximum that is printed, though every line gives points."""
    assert isinstance(rule, dict)
    if prose.maximum is None or rule["kind"] not in ("steps@1", "labels@1", "boolean@1") or not prose.scored:
        return False
    return max(_given(prose), default=Fraction(0)) < prose.maximum


def _given(prose: Prose) -> Iterator[Fraction]:
    return (clause.points for clause in prose.clauses if clause.points is not None)
