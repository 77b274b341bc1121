"""Prevalence as pages and files show it: of one inspection, and of several one after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from chiso.documents.charts.lines import LineChart, LinePoint, line_chart
from chiso.documents.charts.scale import Scale
from chiso.figures import write_for_eyes
from chiso.inspection.detection import Corrected, Detection, correct
from chiso.inspection.prevalence import Prevalence
from chiso.inspection.results import table_of
from chiso.inspection.trend import Round, Step, trend_of
from chiso.inspection.trend_results import trend_table
from chiso.language import Language, listing, text
from chiso.office.inspections.access import inspections_for
from chiso.office.inspections.following.counted import may_estimate, visits_reckoned_with
from chiso.office.inspections.following.figures import prevalence_of
from chiso.office.inspections.following.overlooked import detection_of
from chiso.office.inspections.models import Inspection
from chiso.office.people.models import Person
from chiso.tables import as_text

# A page of rounds asks some ten questions of each.
MOST_ROUNDS = 12
FEWEST_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class EstimateShown:
    """A row of a page: an estimate, and what it is with what visits overlook."""

    told: Prevalence
    corrected: Corrected | None


@dataclass(frozen=True, slots=True)
class PrevalenceShown:
    """All places first, then each domain; what visits overlook, from how many visited twice."""

    rows: list[EstimateShown]
    detection: Detection

    @property
    def whole(self) -> Prevalence:
        """All places together."""
        return self.rows[0].told

    def as_csv(self) -> bytes:
        """Shares from 0 to 1 in full precision, with a mark that tells Excel its letters."""
        return _with_mark(table_of([_guarded(one.told) for one in self.rows], self.detection))


def prevalence_shown(person: Person, inspection: Inspection, *, duty: str, by: str) -> PrevalenceShown:
    """How common findings are among all places of an inspection, as far as a person may be told."""
    detection = detection_of(person, inspection, duty=duty)
    rows = prevalence_of(person, inspection, duty=duty, by=by)
    return PrevalenceShown([EstimateShown(one, correct(one, detection)) for one in rows], detection)


def inspections_to_compare(person: Person, *, made_up: bool) -> list[Inspection]:
    """The inspections of which a person is told how common findings are, the latest first. One query beside
    the rights."""
    drawn = inspections_for(person).filter(drawn_at__isnull=False, is_made_up=made_up)
    return [one for one in drawn.order_by("-opens_on", "-pk") if may_estimate(person, one)]


@dataclass(frozen=True, slots=True)
class TrendShown:
    """Rounds beside one another, and what each visit of them overlooks."""

    steps: list[Step]
    detections: dict[str, Detection]

    @property
    def whole(self) -> list[Step]:
        """All places together, by round."""
        return [one for one in self.steps if not one.prevalence.domain]

    def as_csv(self) -> bytes:
        """The same columns as `chiso inspection trend` writes, with a mark that tells Excel its letters."""
        steps = [replace(one, prevalence=_guarded(one.prevalence)) for one in self.steps]
        return _with_mark(trend_table(steps, self.detections))


def trend_shown(person: Person, inspections: Sequence[Inspection], *, duty: str, by: str) -> TrendShown:
    """These inspections one after another, in the order of their first days."""
    ordered = sorted(inspections, key=lambda one: (one.opens_on, one.pk))
    years = [one.opens_on.year for one in ordered]
    named = [
        (f"{one.opens_on.year}" if years.count(one.opens_on.year) == 1 else one.number, one)
        for one in ordered
    ]
    rounds = [_round(person, name, one, duty, by) for name, one in named]
    return TrendShown(trend_of(rounds), {one.name: one.detection for one in rounds})


def _round(person: Person, name: str, inspection: Inspection, duty: str, by: str) -> Round:
    visited = visits_reckoned_with(person).filter(
        inspection=inspection, again_of=None, ended_at__isnull=False
    )
    # A code of a place is known within its agency.
    return Round(
        name,
        prevalence_of(person, inspection, duty=duty, by=by),
        detection_of(person, inspection, duty=duty),
        frozenset(f"{agency} {code}" for agency, code in inspection.places.values_list("agency", "code")),
        frozenset(f"{agency} {code}" for agency, code in visited.values_list("place__agency", "place__code")),
    )


def chart_of(shown: TrendShown, language: Language) -> str | None:
    """All places over the rounds with their intervals, as SVG; None where fewer than two rounds are known."""
    known = [one for one in shown.whole if one.prevalence.estimate is not None]
    if len(known) < FEWEST_ROUNDS:
        return None
    points = [_point(one, language) for one in shown.whole]
    tops = [end for point in points for end in (point.value, *(point.interval or ())) if end is not None]
    high = max(Fraction(20), -(-max(tops) // 20) * 20)
    told = text(
        "Share of all places with such a finding: {shares}.",
        shares=listing([_in_words(one, language) for one in known]),
    )
    return line_chart(
        LineChart(
            points, (), Scale(Fraction(0), high),
            [(line, f"{int(line)} %") for line in (Fraction(0), high / 2, high)],
            text("Share of places, %").in_language(language), told.in_language(language), all_written=True,
        )
    )  # fmt: skip


def _point(step: Step, language: Language) -> LinePoint:
    one = step.prevalence
    if one.estimate is None or one.low is None or one.high is None:
        return LinePoint(step.round, None)
    value = _percent(one.estimate)
    written = f"{write_for_eyes(value, language, 0)} %"
    return LinePoint(step.round, value, written, (_percent(one.low), _percent(one.high)))


def _in_words(step: Step, language: Language) -> str:
    return f"{step.round} {write_for_eyes(_percent(step.prevalence.estimate or 0.0), language, 1)} %"


def _percent(share: float) -> Fraction:
    return Fraction(round(share * 10_000), 100)


def _guarded(one: Prevalence) -> Prevalence:
    """What a frame calls a field or a district comes from a file."""
    return replace(one, domain=as_text(one.domain))


def _with_mark(table: str) -> bytes:
    return b"\xef\xbb\xbf" + table.encode()
