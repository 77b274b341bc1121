"""The doubts that the prose of a rule leaves, one function and one code each.

CH-2650 no phrasing reads it               CH-2651 a hole between the steps
CH-2652 steps that overlap                 CH-2653 a figure alone: exactly, or at least?
CH-2654 alternatives, or parts that add up CH-2655 a sentence that may change the rule
CH-2656 points beyond the maximum          CH-2657 nothing gives the maximum
CH-2658 counted once, or each time         CH-2659 nothing said where it is not met
CH-2660 the rule does not prove            CH-2661 share, or share of the target?
CH-2662 no maximum is printed              CH-2663 what does not apply: how it counts
CH-2664 figures within the words
"""

from __future__ import annotations

from collections.abc import Iterable

from chiso.frameworks.importers.parts import Doubt, ReadRule, RuleChoice
from chiso.frameworks.importers.phrasings.clauses import Clause, Prose
from chiso.language import Text, Value, listing, text
from chiso.problems import quote


def not_understood(prose: Prose) -> Doubt:
    """No phrasing reads it."""
    asks = text("How are points given here? The sentences fit no known phrasing; they stay as a note.")
    return _of_all("CH-2650", prose, asks)


def hole(prose: Prose, where: Iterable[Value]) -> Doubt:
    """Between the steps lie values of which nothing is said."""
    asks = text("The text gives no points for {range}. What holds there?", range=listing(where, "; "))
    return _of_all("CH-2651", prose, asks)


def overlap(prose: Prose, where: Iterable[Value]) -> Doubt:
    """Two steps with unequal points hold the same value."""
    asks = text(
        "The text gives two different figures for {range}. Which one holds?", range=listing(where, "; ")
    )
    return _of_all("CH-2652", prose, asks)


def exactly_or_at_least(clause: Clause) -> Doubt:
    """A figure alone, below the highest one."""
    asks = text("Is exactly this figure meant, or everything from it up to the next step?")
    return _of("CH-2653", clause, asks)


def alternatives_or_parts(prose: Prose) -> Doubt:
    """Lines with points that are neither clearly alternatives nor clearly parts."""
    asks = text("Does one of these lines hold, or do their points add up?")
    return _of_all("CH-2654", prose, asks)


def unread_sentence(clause: Clause) -> Doubt:
    """A sentence beside a rule that is understood."""
    asks = text("Does this sentence change the rule? The others are understood without it.")
    return _of("CH-2655", clause, asks)


def beyond_maximum(prose: Prose) -> Doubt:
    """A line gives more than the maximum that is printed."""
    asks = text("A line gives more points than the maximum that is printed. Which of the two is right?")
    return _of_all("CH-2656", prose, asks)


def maximum_not_reached(prose: Prose) -> Doubt:
    """No line gives the maximum."""
    asks = text("No line gives the maximum that is printed. Is that meant?")
    return _of_all("CH-2657", prose, asks)


def once_or_each(clause: Clause) -> Doubt:
    """Points for something that can happen more than once."""
    asks = text("Do these points count once, or each time?")
    return _of("CH-2658", clause, asks)


def nothing_said_otherwise(prose: Prose) -> Doubt:
    """Only what gives points is said."""
    asks = text("Nothing is said of the points where none of this holds. Are they 0?")
    return _of_all("CH-2659", prose, asks)


def does_not_prove(prose: Prose, codes: Iterable[str]) -> Doubt:
    """What was understood does not answer every value once."""
    asks = text(
        "As it was understood, the rule does not answer every value exactly once ({codes}). How is it meant?",
        codes=listing(sorted(codes)),
    )
    return _of_all("CH-2660", prose, asks)


def share_or_share_of_target(clause: Clause) -> Doubt:
    """Below a target that is not 100 %, points follow "the share"."""
    asks = text("Below the target, do points follow the share itself, or the share divided by the target?")
    return _of("CH-2661", clause, asks)


def maximum_missing(prose: Prose) -> Doubt:
    """A rule that needs the maximum, and none is printed."""
    asks = text("What is the most that can be given here? No maximum is printed.")
    return _of_all("CH-2662", prose, asks)


def not_applicable_how(clause: Clause) -> Doubt:
    """What does not arise is left out, and how is not said."""
    asks = text(
        "How does the criterion count where it does not apply? The text only says that it is left out."
    )
    return _of("CH-2663", clause, asks)


def figures_in_words(prose: Prose) -> Doubt:
    """Lines that hold figures beside other conditions."""
    asks = text("Figures and other conditions stand together in these lines. Shall each line be one answer?")
    return _of_all("CH-2664", prose, asks)


def doubtful(doubt: Doubt, *choices: RuleChoice, phrasing: str) -> ReadRule:
    """A rule that stays as text until a person has chosen."""
    return ReadRule(None, {}, phrasing=phrasing, doubts=(doubt,), choices=choices)


def choice(label: Text, read: ReadRule) -> RuleChoice:
    """One way to understand it, from a rule that a phrasing built."""
    return RuleChoice(label, read.rule, read.inputs, read.settings)


def _of(code: str, clause: Clause, asks: Text) -> Doubt:
    return Doubt(code, clause.place, quote(clause.printed), asks)


def _of_all(code: str, prose: Prose, asks: Text) -> Doubt:
    place = prose.clauses[0].place if prose.clauses else None
    return Doubt(code, place, quote("; ".join(clause.printed for clause in prose.clauses)), asks)
