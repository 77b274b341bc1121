"""The chains of campaigns as people call them: titles in place of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chiso.language import Text, text
from chiso.office.campaigns.models import Campaign
from chiso.office.organisation.models import Agency


def titles_of_chains(names: Iterable[str]) -> Mapping[str, Text]:
    """The titles of those that are chains of campaigns. At most two queries, none where there are none."""
    parts = {name: numbers for name in names if (numbers := _numbers(name))}
    campaigns = dict(
        Campaign.objects.filter(pk__in={one[0] for one in parts.values()}).values_list("pk", "title")
        if parts
        else ()
    )
    wanted = {one[1] for one in parts.values() if len(one) == 2}
    agencies = dict(Agency.objects.filter(pk__in=wanted).values_list("pk", "name") if wanted else ())
    found: dict[str, Text] = {}
    for name, (campaign, *agency) in parts.items():
        if campaign not in campaigns or (agency and agency[0] not in agencies):
            continue
        if agency:
            found[name] = text(
                "{campaign}, {agency}", campaign=campaigns[campaign], agency=agencies[agency[0]]
            )
        else:
            found[name] = text("Campaign “{title}”", title=campaigns[campaign])
    return found


def _numbers(name: str) -> tuple[int, ...]:
    """The keys in "campaign/1" and "campaign/1/agency/5"; () of another chain."""
    match name.split("/"):
        case ["campaign", campaign] if campaign.isdecimal():
            return (int(campaign),)
        case ["campaign", campaign, "agency", agency] if campaign.isdecimal() and agency.isdecimal():
            return (int(campaign), int(agency))
    return ()
