"""What was said about criteria beside their points: reasons of appraisal and council, answers of citizens.

Reasons are those of the campaign that the plan starts from, within the scope of the reader: an agency reads
what was said of its own criteria. Answers of citizens are the estimates of surveys that stand in the edition.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from chiso.figures import round_figure
from chiso.language import Text, text
from chiso.office.campaigns.models import Answer
from chiso.office.campaigns.results.own import Word, words_said
from chiso.office.plans.forecasting import kept_figures
from chiso.office.plans.models import Basis
from chiso.scoring.estimates import Estimate


@dataclass(slots=True)
class Said:
    """Of one criterion: why others changed its answer, and what citizens answered."""

    reasons: list[Word] = field(default_factory=list)
    citizens: list[Text] = field(default_factory=list)


def said_of(basis: Basis, uid: str, codes: Collection[str]) -> dict[str, Said]:
    """What was said of these criteria of a unit, by code. One query at most. Raises BadInput, Incomplete."""
    found: dict[str, Said] = {}
    for code, word in _reasons(basis, uid, codes):
        found.setdefault(code, Said()).reasons.append(word)
    estimates = kept_figures(basis).estimates
    for code, rows in (estimates.by_unit.get(uid, {}) if estimates is not None else {}).items():
        if code in codes:
            found.setdefault(code, Said()).citizens.extend(_in_words(row) for row in rows)
    return found


def _reasons(basis: Basis, uid: str, codes: Collection[str]) -> Iterator[tuple[str, Word]]:
    if basis.edition is None:
        return
    campaign = basis.edition.campaign
    answers: dict[str, dict[tuple[str, int], Answer]] = {}
    for answer in Answer.objects.filter(campaign=campaign, unit__uid=uid, node__in=codes):
        answers.setdefault(answer.node, {})[answer.layer, answer.seat] = answer
    for code, kept in answers.items():
        for word in words_said(kept):
            yield code, word


def _in_words(row: Estimate) -> Text:
    if row.is_suppressed or row.estimate is None:
        return text("Citizens: a figure that is not shown ({reason})", reason=row.reason or text("no reason"))
    more = text(", unreliable") if row.flag == "unreliable" else ""
    n = "–" if row.n is None else row.n
    estimate = _for_eyes(row.estimate)
    if row.ci_low is None or row.ci_high is None:
        return text("Citizens: {estimate}, {n} answers{more}", estimate=estimate, n=n, more=more)
    return text(
        "Citizens: {estimate} ({low} to {high}), {n} answers{more}",
        estimate=estimate, low=_for_eyes(row.ci_low), high=_for_eyes(row.ci_high),
        n=n, more=more,
    )  # fmt: skip


def _for_eyes(figure: Fraction) -> Fraction:
    """What an estimate carries: three places of a share or a mean."""
    return round_figure(figure, 3, "half_up")
