"""Rules of publication: which estimate is shown, flagged as unreliable, or suppressed, and why.

    format: chiso-publishing-rules/1
    limits: [{key, when: [{measure: n, below: "30"}], then: suppressed, bases, reason, basis, source}, …]
    disclosure: {smallest_cell: "10", complementary: true, …}

The limits are data; each has its reason in words and says whether it comes from a published standard or is
the project's own. Measures of an estimate θ with error s, interval [l, u], n answers, design effect d:

    cv = s/|θ|    effective_n = n/d    width = u − l    relative_width = (u − l)/|θ|

All conditions of a limit must hold; a measure that does not exist never meets one. Beside the limits stand
three rules that no file can change: without a probability sample or a census there is no error; estimates of
different bases are never pooled; a sample that shows no spread at all, or no error, is not told as certain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from chiso.frameworks.fields import BilingualField, Figure, Part
from chiso.frameworks.records import read_record
from chiso.language import Language, Text, Value, listing, render, text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.design import WITH_ERRORS, Basis
from chiso.survey.estimates import Estimate, Flag

FORMAT = "chiso-publishing-rules/1"
DEFAULT = "chiso-default"
Measure: TypeAlias = Literal["n", "effective_n", "df", "se", "cv", "width", "relative_width"]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

NO_ERROR_KNOWN = text("no error can be computed here")
ALL_ALIKE = text("all answers in the sample are alike, so that it shows no error")
NOTHING_ASKED = text("nobody was asked")


class Condition(Part):
    """One comparison: exactly one of the four bounds."""

    measure: Measure
    below: Figure | None = None
    at_most: Figure | None = None
    above: Figure | None = None
    at_least: Figure | None = None

    @model_validator(mode="after")
    def _has_one_bound(self) -> Condition:
        if sum(one is not None for one in (self.below, self.at_most, self.above, self.at_least)) != 1:
            raise ValueError(text("Expected one of: below, at_most, above, at_least."))
        return self

    def holds(self, measured: Floats) -> Flags:
        """Where it holds; never where there is no measure (NaN)."""
        with np.errstate(invalid="ignore"):
            if self.below is not None:
                return measured < float(self.below)
            if self.at_most is not None:
                return measured <= float(self.at_most)
            if self.above is not None:
                return measured > float(self.above)
            return measured >= float(self.at_least or 0)


class Limit(Part):
    """What is done with estimates for which all conditions hold, and the reason that readers are told."""

    key: str = Field(min_length=1)
    when: tuple[Condition, ...] = Field(min_length=1)
    then: Literal["suppressed", "unreliable"]
    bases: tuple[Basis, ...] = ("probability", "census", "quota", "open")
    reason: BilingualField
    basis: Literal["official", "ours"]
    source: str = ""

    @model_validator(mode="after")
    def _official_names_its_source(self) -> Limit:
        if self.basis == "official" and not self.source:
            raise ValueError(text("Expected “source” where the basis is official."))
        return self


class Disclosure(Part):
    """The smallest number of people that a published figure, or a difference of two, may speak of."""

    smallest_cell: Figure
    complementary: bool = True
    reason: BilingualField
    complementary_reason: BilingualField
    basis: Literal["official", "ours"]
    source: str = ""


class PublishingRules(Part):
    """The whole record."""

    format: Literal["chiso-publishing-rules/1"]
    id: str = Field(min_length=1)
    title: BilingualField
    remarks: tuple[BilingualField, ...] = ()
    limits: tuple[Limit, ...] = ()
    disclosure: Disclosure | None = None


def load_rules(name: str = DEFAULT) -> PublishingRules:
    """The rules that come with the program, by name, or those in a YAML file. Raises BadInput (CH-3191)."""
    shipped = files("chiso.survey") / "rule_sets" / f"{DEFAULT}.yaml"
    if name == DEFAULT:
        return read_record(shipped.read_bytes(), PublishingRules, name=name, form=FORMAT, code="CH-3191")
    return read_record(Path(name), PublishingRules, name=Path(name).name, form=FORMAT, code="CH-3191")


def the_one_basis(estimates: Sequence[Estimate]) -> Basis | None:
    """The sampling basis of all rows; None for no rows. Raises BadInput (CH-3192) if there are several.

    Ratings after each transaction come from whoever wanted to press a button: they stand in a table of
    their own and are never pooled with a survey.
    """
    counted = Counter(row.sampling_basis for row in estimates)
    if len(counted) > 1:
        shown = ", ".join(f"{basis}: {count}" for basis, count in counted.items())
        expected = text("Expected estimates of one sampling basis; these are mixed.")
        mend = text("Report ratings and surveys apart: one table for each basis.")
        raise BadInput([Problem("CH-3192", Place(field="sampling_basis"), shown, expected, mend)])
    return next(iter(counted), None)


def without_errors(row: Estimate) -> Estimate:
    """The row without error, interval and what follows from them, where its basis gives none."""
    if row.sampling_basis in WITH_ERRORS:
        return row
    nan = float("nan")
    return replace(row, se=nan, df=nan, deff=nan, ci_low=nan, ci_high=nan)


def suppressed(row: Estimate, reason: str) -> Estimate:
    """The row without any figure. The number of answers goes too: with it totals could be taken apart."""
    nan = float("nan")
    return replace(row, estimate=nan, se=nan, df=nan, n=0, deff=nan, ci_low=nan, ci_high=nan,
                   flag="suppressed", reason=reason)  # fmt: skip


def judge(
    estimates: Sequence[Estimate], rules: PublishingRules
) -> tuple[list[Flag], list[tuple[Value, ...]]]:
    """Flag and reasons of each estimate by the limits alone (disclosure: see `disclosure.py`).

    Raises BadInput (CH-3192) where bases are mixed.
    """
    basis = the_one_basis(estimates)
    reasons: list[list[Value]] = [[] for _ in estimates]
    worst = np.zeros(len(estimates), dtype=np.int64)
    if basis is None:
        return [], []
    measured = _measures(estimates)

    def note(where: Flags, level: int, reason: Value) -> None:
        np.maximum(worst, np.where(where, level, 0), out=worst)
        for position in np.flatnonzero(where):
            reasons[position].append(reason)

    asked = ~np.isnan(measured["estimate"])
    note(~asked, 2, NOTHING_ASKED)
    if basis in WITH_ERRORS:
        note(asked & np.isnan(measured["se"]), 1, NO_ERROR_KNOWN)
        if basis == "probability":
            is_edge = (measured["estimate"] == 0) | (measured["estimate"] == 1)
            note(asked & (measured["se"] == 0) & is_edge, 1, ALL_ALIKE)
    for limit in rules.limits:
        if basis in limit.bases:
            holds = asked.copy()
            for condition in limit.when:
                holds &= condition.holds(measured[condition.measure])
            note(holds, 2 if limit.then == "suppressed" else 1, limit.reason)
    levels: tuple[Flag, ...] = ("shown", "unreliable", "suppressed")
    return [levels[level] for level in worst], [tuple(one) for one in reasons]


def in_words(reasons: Sequence[Value], language: Language) -> str:
    """The reasons as one line."""
    return render(listing(reasons, "; "), language)


def _measures(estimates: Sequence[Estimate]) -> dict[str, Floats]:
    """Each measure as an array of the length of `estimates`; NaN where there is none."""
    given = {
        name: np.fromiter((getattr(row, name) for row in estimates), np.float64, len(estimates))
        for name in ("estimate", "se", "df", "n", "deff", "ci_low", "ci_high")
    }
    # Nothing that needs an error may be measured where the basis gives none.
    if estimates[0].sampling_basis not in WITH_ERRORS:
        for name in ("se", "df", "deff", "ci_low", "ci_high"):
            given[name][:] = np.nan
    size = np.where(given["estimate"] == 0, np.nan, np.abs(given["estimate"]))
    width = given["ci_high"] - given["ci_low"]
    deff = np.where(given["deff"] > 0, given["deff"], np.nan)
    return given | {
        "cv": given["se"] / size,
        "effective_n": given["n"] / deff,
        "width": width,
        "relative_width": width / size,
    }


def describe(rules: PublishingRules) -> tuple[Text, ...]:
    """The rules in words, one sentence each, with what they rest on."""
    lines = [_describe(limit.then, limit.reason, limit.basis, limit.source) for limit in rules.limits]
    if rules.disclosure is not None:
        own = rules.disclosure
        lines.append(_describe("suppressed", own.reason, own.basis, own.source))
    return tuple(lines)


def _describe(then: str, reason: Value, basis: str, source: str) -> Text:
    done = text("suppressed") if then == "suppressed" else text("shown as unreliable")
    if basis == "official":
        return text("{done}: {reason} ({source})", done=done, reason=reason, source=source)
    return text("{done}: {reason} (the project’s own limit)", done=done, reason=reason)
