"""Workbooks by their keys: to the people of the agency alone; to others they are not there."""

from __future__ import annotations

from dataclasses import dataclass

from chiso.office.campaigns.access import COMMENT
from chiso.office.campaigns.models import Workbook
from chiso.office.campaigns.submitting.access import Submitting, submitting_for
from chiso.office.errors import NotFound
from chiso.office.people.models import Person


@dataclass(frozen=True, slots=True)
class BroughtWorkbook:
    """A workbook with the agency that it belongs to."""

    place: Submitting
    workbook: Workbook


def own_agency_for(person: Person, key: str, agency_key: str) -> Submitting:
    """An agency of a campaign, for its own people. Raises NotFound."""
    return submitting_for(person, key, agency_key, COMMENT)


def workbook_for(person: Person, key: str, agency_key: str, workbook_key: str) -> BroughtWorkbook:
    """A workbook that was brought, for the people of its agency. Raises NotFound."""
    place = own_agency_for(person, key, agency_key)
    found: Workbook | None = (
        Workbook.objects.select_related("brought_by")
        .filter(campaign=place.campaign, agency=place.agency, key=workbook_key)
        .first()
    )
    if found is None:
        raise NotFound
    found.campaign, found.agency = place.campaign, place.agency
    return BroughtWorkbook(place, found)
