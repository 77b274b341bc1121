"""Words on how sure ranks are by other choices: what was varied, what the runs say of ranks and of a unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from chiso.figures import write_for_eyes
from chiso.frameworks.composite.kinds_in_words import (
    aggregation_in_words,
    imputation_in_words,
    normalisation_in_words,
    treatment_in_words,
)
from chiso.frameworks.composite.preparations import Imputation
from chiso.language import Bilingual, Language, Text, Value, listing, text, text_by_count
from chiso.portal.robustness import Robustness, UnitRobustness
from chiso.robustness.specification import DataError, LeaveOut, Weights

_HUNDRED = 100

# What it is, wherever a figure of it stands.
NOT_THE_AUTHORS = text(
    "Computed by the publisher of this bundle with chiso from the published figures. It is not a figure of "
    "the author of the index."
)


def share_in_words(share: Fraction, language: Language) -> str:
    """A share as people read it: 39.2 %; what is not nothing is not written as 0."""
    per_cent = share * _HUNDRED
    if 0 < per_cent < Fraction(1, 20):
        return f"< {write_for_eyes(Fraction(1, 10), language)}\u00a0%"
    if Fraction(1999, 20) < per_cent < _HUNDRED:
        return f"> {write_for_eyes(Fraction(999, 10), language)}\u00a0%"
    return f"{write_for_eyes(per_cent, language, 1)}\u00a0%"


def level_in_words(share: Fraction, language: Language) -> str:
    """A level: 90 %."""
    return f"{write_for_eyes(share * _HUNDRED, language)}\u00a0%"


def whole_in_words(number: int, language: Language) -> str:
    """A number of runs: 100,000."""
    return write_for_eyes(Fraction(number), language)


def ranks_in_words(unit: UnitRobustness) -> str:
    """The ranks of the interval: 52–61; one rank alone where it is one."""
    return str(unit.low) if unit.low == unit.high else f"{unit.low}–{unit.high}"


def beside_rank(unit: UnitRobustness) -> str:
    """What stands beside the published rank: the interval, unless that is this rank alone."""
    return "" if unit.low == unit.high == unit.rank else ranks_in_words(unit)


def title_of(kept: Robustness) -> Text:
    """What was varied, as a title."""
    parts: list[Text] = []
    if kept.varied.weights.kind != "given@1":
        parts.append(text("other weights"))
    if _alternatives(kept):
        parts.append(text("other methods"))
    if kept.varied.fill is not None:
        parts.append(text("gaps filled by chance"))
    if kept.varied.leave_out is not None:
        parts.append(text("criteria left out"))
    if kept.varied.data_error is not None:
        is_assumed = getattr(kept.varied.data_error, "source", None) is not None
        parts.append(text("assumed errors of the figures") if is_assumed else text("errors of the figures"))
    title = parts[0] if parts else text("nothing varied")
    for part in parts[1:]:
        title = text("{one} and {other}", one=title, other=part)
    return title


def assumption_of(kept: Robustness) -> Text | None:
    """What is assumed of the errors, with its source; None where no errors are drawn, or joint ones."""
    asked = kept.varied.data_error
    source: Value | None = getattr(asked, "source", None)
    if source is not None:
        return text(
            "Standard errors are assumed, not measured: {source}. Errors are taken as independent.",
            source=source,
        )
    if asked is not None and asked.kind == "column@1":
        return text("Errors of the data are taken as independent, since only standard errors are given.")
    return None


def varied_in_words(kept: Robustness, language: Language) -> Iterator[Text]:
    """What was varied, a sentence for each choice."""
    varied = kept.varied
    yield from _weights_in_words(varied.weights, language)
    for step, words in _alternatives(kept):
        yield text("{step}, in each run one of these: {ways}", step=step, ways=listing(words, "; "))
    if varied.fill is not None:
        yield text("Gaps: filled with the figure of another unit drawn by chance, in many tables.")
    if varied.leave_out is not None:
        yield _left_out_in_words(varied.leave_out, language)
    if varied.data_error is not None:
        yield _errors_in_words(varied.data_error)
    yield text(
        "Everything else stays as the index has it: its criteria, their rules, how they are put together."
    )


def _weights_in_words(weights: Weights, language: Language) -> Iterator[Text]:
    if weights.kind == "given@1":
        yield text("Weights: those of the index, in every run.")
        return
    if weights.kind == "noise@1":
        within = level_in_words(weights.within, language)
        yield text("Weights: each on its own, at most {within} of itself more or less.", within=within)
    elif weights.kind == "uniform@1":
        yield text("Weights: all alike likely that add up to the whole.")
    elif weights.kind == "ordered@1":
        yield text("Weights: all alike likely that keep the order of those of the index.")
    else:
        concentration = write_for_eyes(weights.concentration, language)
        yield text(
            "Weights: drawn around those of the index (Dirichlet, concentration {concentration}).",
            concentration=concentration,
        )
    if weights.of == "groups":
        yield text("That holds for the weights within every group.")
    elif weights.of == "fields":
        yield text("That holds for the weights of the fields; within a field they stay.")
    else:
        yield text("That holds for the weights of all criteria.")


def _alternatives(kept: Robustness) -> list[tuple[Text, list[Text]]]:
    """The steps of a plan that take other ways, each with its ways."""
    varied, as_planned = kept.varied, text("as the plan has it")
    found = (
        (text("Gaps"), [_fillings(one.methods) if one.methods else as_planned for one in varied.impute]),
        (
            text("Extremes"),
            [treatment_in_words(one.method) if one.method else as_planned for one in varied.treat],
        ),
        (
            text("One scale"),
            [normalisation_in_words(one.method) if one.method else as_planned for one in varied.normalise],
        ),
        (
            text("Up the tree"),
            [aggregation_in_words(one.method) if one.method else as_planned for one in varied.aggregate],
        ),
    )
    return [(step, words) for step, words in found if len(words) > 1]


def _fillings(methods: Sequence[Imputation]) -> Text:
    """Ways to fill gaps, one after another; groupings by their codes."""
    groups = {one.group: Bilingual(vi=one.group, en=one.group) for one in methods if hasattr(one, "group")}
    return text("filled {ways}", ways=listing((imputation_in_words(one, groups) for one in methods), "; "))


def _left_out_in_words(leaving: LeaveOut, language: Language) -> Text:
    chance = level_in_words(leaving.chance, language)
    if leaving.kind == "one@1":
        return text("Criteria: in {chance} of the runs one is left out, each alike likely.", chance=chance)
    return text("Criteria: each is left out of {chance} of the runs, on its own.", chance=chance)


def _errors_in_words(asked: DataError) -> Text:
    if asked.kind == "draws@1":
        return text("Figures: joint draws of a survey, each alike likely, in place of the published figures.")
    if asked.kind == "covariance@1":
        return text("Figures: moved by normal errors with the covariances of a table in the bundle.")
    if asked.kind == "column@1":
        return text("Figures: each moved by a normal error with its standard error, a table in the bundle.")
    return text("Figures: each moved by a normal error with the standard error that is assumed.")


def result_in_words(kept: Robustness, name: str, unit: UnitRobustness, language: Language) -> Text:
    """What the runs say of a unit."""
    share = level_in_words(kept.level, language)
    if unit.low == unit.high:
        return text(
            "{unit} has rank {rank} of {of} in at least {share} of the runs.",
            unit=name,
            rank=str(unit.low),
            of=str(kept.of),
            share=share,
        )
    return text(
        "In at least {share} of the runs {unit} has a rank from {low} to {high} of {of}; as published it has "
        "{rank}.",
        share=share,
        unit=name,
        low=str(unit.low),
        high=str(unit.high),
        of=str(kept.of),
        rank=str(unit.rank),
    )


def apart_in_words(unit: UnitRobustness) -> Text:
    """How many units cannot be told apart from this one, in the words of the page of a unit."""
    if not unit.alike:
        return text("It is told apart from every other unit.")
    return text_by_count(
        "It cannot be told apart from {count} other unit.",
        "It cannot be told apart from {count} other units.",
        len(unit.alike),
    )


def note_of_ranking(kept: Robustness, language: Language) -> Text:
    """What stands behind the ranks of a ranking."""
    return text(
        "Behind the rank: the ranks of {share} of {runs} runs with {varied}. A rank alone was the same in "
        "all of these. {whose}",
        share=level_in_words(kept.level, language),
        runs=whole_in_words(kept.record.runs, language),
        varied=title_of(kept),
        whose=NOT_THE_AUTHORS,
    )
