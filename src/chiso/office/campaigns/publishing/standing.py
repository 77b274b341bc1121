"""Whether what an edition tells still stands: parts that are open again may be answered meanwhile.

Who approves, decides, seals or publishes does it to figures; if these would be others now, the edition is
over and another one is prepared (CH-7893). What is saved but published nowhere, as a note, stops nothing.
"""

from __future__ import annotations

from chiso.office.campaigns.models import Campaign, Edition
from chiso.office.campaigns.publishing.making import run_hash_now, saves_of
from chiso.office.campaigns.publishing.problems import figures_moved
from chiso.office.campaigns.services import chain_of
from chiso.office.ledger.models import Chain
from chiso.office.ledger.work import chain_of_agency


def saves_since(edition: Edition) -> int:
    """How often anything was saved since the files of an edition were made. At most one query."""
    if edition.saves is None or edition.status == "withdrawn":
        return 0
    return saves_of(edition.campaign) - edition.saves


def refuse_moved(edition: Edition) -> None:
    """Raise Incomplete (CH-7893) where the edition would hold other figures now.

    The result is computed anew only where something was saved.
    """
    count = saves_since(edition)
    if count and run_hash_now(edition.campaign) != edition.run_hash:
        raise figures_moved(edition.number, count)


def hold_answers(campaign: Campaign) -> None:
    """Wait for whoever is writing in a campaign, and let nobody else write before this transaction ends.

    Who answers and has written nothing yet has no chain that could be held, so each gets an empty one.
    """
    agencies = campaign.assignments.values_list("responsible", flat=True).distinct().order_by()
    names = sorted(chain_of_agency(campaign.pk, agency) for agency in agencies)
    Chain.objects.bulk_create([Chain(name=name) for name in names], ignore_conflicts=True)
    chains = Chain.objects.select_for_update().filter(name__startswith=f"{chain_of(campaign)}/")
    _ = list(chains.order_by("name").values_list("pk", flat=True))
