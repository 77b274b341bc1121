"""Satisfaction for a frame: an estimate of a finished survey round, or the survey figures of a campaign.

Of a round stands its latest version; of a criterion of a campaign the latest figures that a survey gave. What
is suppressed is not known. Rounds and campaigns of examples go into frames of examples alone.

CH-8869 none of these, or none of its figures can be told
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django_scopes import scopes_disabled

from chiso.figures import write_decimal
from chiso.language import Text, text
from chiso.office.campaigns.models import Sheet
from chiso.office.errors import Incomplete
from chiso.office.inspections.models import Inspection, Place
from chiso.office.inspections.problems import problem
from chiso.office.plans.naming import AgencyNames
from chiso.office.surveys.models import RoundVersion
from chiso.office.surveys.reading import estimates_in
from chiso.office.surveys.selectors import rounds
from chiso.periods import parse_period
from chiso.problems import Problem
from chiso.survey.design import WITH_ERRORS
from chiso.tables import read_table

_ROUND, _LEAF = "vong", "tieu-chi"
_MOST_CODES = 60


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Figures with their errors ("" where there is none): by primary key of the agency, by code of place."""

    name: str
    by_agency: Mapping[int, tuple[str, str]]
    by_place: Mapping[str, tuple[str, str]]

    def of(self, place: Place) -> tuple[str, str] | None:
        """Of a place itself, else of its agency."""
        return self.by_place.get(place.code) or self.by_agency.get(place.agency_id)


def satisfaction_to_choose(inspection: Inspection) -> list[tuple[str, str]]:
    """What a frame may take, with its name: estimates of rounds, then survey figures of campaigns."""
    found = []
    for listed in rounds():
        if listed.round.is_made_up != inspection.is_made_up or listed.is_stream:
            continue
        codes = dict.fromkeys(row.code for row in estimates_in(_latest(listed.round.key).estimates))
        found += [
            (f"{_ROUND}/{listed.round.key}/{code}", f"{listed.round.name}: {code}")
            for code in list(codes)[:_MOST_CODES]
        ]
    found += [
        (f"{_LEAF}/{one.campaign.key}/{one.node}", f"{one.campaign.title}: {one.node}")
        for one in _sheets(inspection)
    ]
    return found


def satisfaction_named(inspection: Inspection, chosen: str) -> Satisfaction | None:
    """What was chosen; None: nothing. Raises Incomplete (CH-8869)."""
    if not chosen:
        return None
    kind, _, rest = chosen.partition("/")
    key, _, code = rest.partition("/")
    figures, name, day = {}, "", inspection.opens_on
    if kind == _ROUND:
        listed = next((one for one in rounds() if one.round.key == key), None)
        if listed is not None and listed.round.is_made_up == inspection.is_made_up:
            name, day = f"{listed.round.name}: {code}", parse_period(listed.round.period).reference_day
            figures = _of_round(_latest(key), code)
    elif kind == _LEAF:
        sheet = next(
            (one for one in _sheets(inspection) if (one.campaign.key, one.node) == (key, code)), None
        )
        if sheet is not None:
            name, day = f"{sheet.campaign.title}: {code}", parse_period(sheet.campaign.period).reference_day
            figures = _of_sheet(sheet)
    if not figures:
        raise Incomplete([not_told(chosen)])
    names = AgencyNames(day)
    by_agency = {
        agency.pk: told for unit, told in figures.items() if (agency := names.named(unit)) is not None
    }
    return Satisfaction(name, by_agency, figures)


def not_told(found: str) -> Problem:
    """CH-8869: no such estimate, or none of it may be told."""
    expected: Text = text("Expected an estimate of the list with figures that may be told.")
    return problem("CH-8869", "satisfaction", found, expected, text("Choose another one, or none."))


def _latest(key: str) -> RoundVersion:
    found: RoundVersion = RoundVersion.objects.filter(round__key=key).order_by("-number")[0]
    return found


def _of_round(version: RoundVersion, code: str) -> dict[str, tuple[str, str]]:
    return {
        row.unit: (
            _written(row.estimate),
            _written(row.se) if row.sampling_basis in WITH_ERRORS else "",
        )
        for row in estimates_in(version.estimates)
        if row.code == code and row.unit and row.flag != "suppressed" and not math.isnan(row.estimate)
    }


def _written(value: float) -> str:
    return "" if math.isnan(value) else write_decimal(Fraction(repr(value)))


def _sheets(inspection: Inspection) -> list[Sheet]:
    """The survey figures that stand, of each criterion of each campaign."""
    with scopes_disabled():
        rows = Sheet.objects.filter(withdrawn_at=None, campaign__is_sample=inspection.is_made_up)
        latest: dict[tuple[int, str], Sheet] = {}
        for one in rows.select_related("campaign").order_by(
            "-campaign__period", "campaign", "node", "-number"
        ):
            latest.setdefault((one.campaign_id, one.node), one)
    return [one for one in latest.values() if one.origin == "survey"]


def _of_sheet(sheet: Sheet) -> dict[str, tuple[str, str]]:
    table = read_table(sheet.table.encode(), name=sheet.node, required=("unit",), optional=None)
    found: dict[str, tuple[str, str]] = {}
    for row in table.rows:
        cells = dict(zip(table.columns, row.cells, strict=True))
        if cells.get("value") and cells.get("status", "given") in ("", "given", "withheld"):
            # Of several inputs the first one: a survey gives one figure to a criterion as a rule.
            found.setdefault(row["unit"], (cells["value"], cells.get("se", "")))
    return found
