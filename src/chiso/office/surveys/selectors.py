"""Reading survey rounds: the lists, what a version says by unit, what was handed over where."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.participants import unit_of_form
from chiso.office.organisation.selectors import forms_on
from chiso.office.people.models import Person
from chiso.office.people.rights import may_each
from chiso.office.surveys.access import HAND_OVER, where_of_handing_over
from chiso.office.surveys.models import FILES, HandingOver, RoundVersion, SurveyRound
from chiso.office.surveys.reading import estimates_in
from chiso.periods import parse_period
from chiso.survey.design import WITH_ERRORS
from chiso.survey.estimates import Estimate
from chiso.units import Registry

# `chiso survey estimate` writes the answers that count into the code of a share: q9_27=4|5.
_SHARE = "="


@dataclass(frozen=True, slots=True)
class ListedRound:
    """A round with its latest version."""

    round: SurveyRound
    latest: RoundVersion

    @property
    def is_stream(self) -> bool:
        """Whether it is a stream of ratings: told apart from surveys, and never pooled with one."""
        return self.round.basis == "open"


@dataclass(frozen=True, slots=True)
class EstimateShown:
    """One estimate for eyes. `unit` is the name where the office knows one, else the domain as it stands.

    In per cent where it is a share (`is_share`). None: there is no such figure.
    """

    row: Estimate
    unit: str
    is_share: bool
    estimate: Fraction | None
    se: Fraction | None
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class VersionContent:
    """What a version says: its codes, the one that is looked at, the estimates of that code by unit."""

    codes: tuple[str, ...]
    code: str
    rows: tuple[EstimateShown, ...]
    has_errors: bool


def rounds() -> list[ListedRound]:
    """All rounds with their latest versions, the newest period first. One query."""
    versions = (
        RoundVersion.objects.select_related("round", "brought_by")
        .defer(*FILES)
        .order_by("-round__period", "round__name", "round", "-number")
    )
    latest: dict[int, RoundVersion] = {}
    for version in versions:
        latest.setdefault(version.round_id, version)
    return [ListedRound(version.round, version) for version in latest.values()]


def versions_of(survey_round: SurveyRound) -> QuerySet[RoundVersion]:
    """The versions of a round, the latest first; without their files."""
    rows = survey_round.versions.select_related("brought_by", "report")
    return rows.defer(*FILES, "report__content")


def latest_of(survey_round: SurveyRound) -> RoundVersion:
    """The version that counts."""
    latest: RoundVersion = survey_round.versions.defer(*FILES).order_by("-number")[0]
    return latest


def handed_over_of(survey_round: SurveyRound) -> QuerySet[HandingOver]:
    """What was handed over of a round, the latest first."""
    rows = HandingOver.objects.select_related("version_of_round", "campaign", "handed_over_by")
    rows = rows.defer(*(f"version_of_round__{name}" for name in FILES))
    return rows.prefetch_related("leaves").filter(version_of_round__round=survey_round)


def campaigns_to_feed(person: Person, survey_round: SurveyRound) -> list[Campaign]:
    """The campaigns to which this person may hand a round over now."""
    open_ones = list(Campaign.objects.filter(closed_at=None).order_by("-period", "title"))
    if survey_round.is_made_up:
        open_ones = [one for one in open_ones if one.is_sample]
    allowed = may_each(person, HAND_OVER, [where_of_handing_over(one) for one in open_ones])
    return [one for one, is_allowed in zip(open_ones, allowed, strict=True) if is_allowed]


def content_of(version: RoundVersion, code: str = "") -> VersionContent:
    """The estimates of one code; the first of the table where `code` is none of them."""
    rows = estimates_in(version.estimates)
    codes = tuple(dict.fromkeys(row.code for row in rows))
    chosen = code if code in codes else codes[0]
    names = _names(version, rows)
    shown = tuple(
        show_estimate(row, version.kind, names.get(row.unit, row.unit)) for row in rows if row.code == chosen
    )
    return VersionContent(codes, chosen, shown, version.round.basis in WITH_ERRORS)


def show_estimate(row: Estimate, kind: str, unit: str) -> EstimateShown:
    """An estimate with its figures for eyes: a share in per cent, everything else as it is."""
    is_share = kind == "index" or _SHARE in row.code
    times = 100 if is_share else 1
    return EstimateShown(
        row, unit, is_share, _exact(row.estimate, times), _exact(row.se, times), _exact(row.ci_low, times),
        _exact(row.ci_high, times),
    )  # fmt: skip


def _exact(value: float, times: int) -> Fraction | None:
    return None if math.isnan(value) else Fraction(Decimal(repr(value))) * times


def _names(version: RoundVersion, rows: Sequence[Estimate]) -> dict[str, str]:
    """The name of each domain that means one unit of the office in the round's period. One query."""
    day = parse_period(version.round.period).reference_day
    registry = Registry(tuple(unit_of_form(form) for form in forms_on(day)))
    found = {}
    for domain in {row.unit for row in rows if row.unit}:
        meant = registry.candidates(domain)
        if len(meant) == 1:
            found[domain] = meant[0].name
    return found
