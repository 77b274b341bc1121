"""Each unit answers for itself, and an agency appraises a field of all of them: said once, not row by row.

CH-7211 no such agency    CH-7214 nobody is left to appraise the appraiser
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chiso.frameworks.model import Framework
from chiso.frameworks.parts import AppliesTo
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.participants import unit_of_form
from chiso.office.organisation.models import Agency, AgencyForm, Assignment
from chiso.office.organisation.selectors import forms_on
from chiso.periods import parse_period
from chiso.scoring.leagues import is_meant


@dataclass(frozen=True, slots=True)
class Fields:
    """Who appraises which field of all units; `instead` does so where a unit would appraise itself."""

    appraising: Mapping[str, Agency | None]
    instead: Agency | None = None


def units_meant(campaign: Campaign, members: AppliesTo, framework: Framework) -> list[AgencyForm]:
    """The agencies that a league and its set are for, as they stand in the campaign's period. One query."""
    forms = forms_on(parse_period(campaign.period).reference_day)
    return [
        form
        for form in forms
        if is_meant(members, unit_of_form(form)) and is_meant(framework.applies_to, unit_of_form(form))
    ]


def rows_by_field(campaign: Campaign, units: Iterable[Agency], fields: Fields) -> list[Assignment]:
    """The assignments: one for the whole of a unit, one for each field that somebody appraises.

    A unit never appraises itself: there `instead` does, else nobody.
    """
    rows: list[Assignment] = []
    for unit in units:
        rows.append(Assignment(campaign=campaign, unit=unit, node="", responsible=unit))
        for field, agency in fields.appraising.items():
            appraising = fields.instead if agency == unit else agency
            if appraising is not None and appraising != unit:
                rows.append(
                    Assignment(
                        campaign=campaign, unit=unit, node=field, responsible=unit, appraising=appraising
                    )
                )
    return rows


def fields_of_assignments(framework: Framework, rows: Iterable[Assignment]) -> dict[str, Agency | None]:
    """Who appraises each field as it stands: where one agency does for all units, that one, else None."""
    found: dict[str, set[Agency]] = {node.code: set() for node in framework.nodes}
    of_the_whole: set[Agency] = set()
    for row in rows:
        if row.appraising is not None:
            found.get(row.node, of_the_whole if not row.node else set()).add(row.appraising)
    return {field: _only(agencies or of_the_whole) for field, agencies in found.items()}


def _only(agencies: set[Agency]) -> Agency | None:
    return next(iter(agencies)) if len(agencies) == 1 else None
