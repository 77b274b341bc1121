"""Setting up a demonstration: agencies of Hà Nội of today and of 2020, an account for every role.

It shows campaigns in every state, a draft, plans, tasks, inspections; or one campaign, published, of a survey
round that somebody brings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from chiso.language import Text, text
from chiso.office.demonstration.accounts import ACCOUNTS, DEPUTY, HEALTH, PASSWORD, WARD, Account
from chiso.office.running.places import KEYS
from chiso.office.running.setting_up import fill, half_made, lay_out
from chiso.publication.keys import new_key
from chiso.units import Registry
from chiso.units.shipped import shipped_registry

if TYPE_CHECKING:
    from chiso.office.demonstration.brought_rounds import BroughtCampaign
    from chiso.office.demonstration.campaigns.of_a_round import PublishedCampaign
    from chiso.office.people.models import Person

CITY = "ha-noi"
# Of the year of the plan, to show that both regimes stand in one office.
THEN = date(2020, 7, 1)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What stands now: the password of all, the accounts, and the campaign of a round that was brought."""

    password: str
    accounts: tuple[Account, ...]
    deputy: str
    deputy_of: str
    published: PublishedCampaign | None


def set_up_demonstration(
    folder: Path, *, progress: Callable[[Text], None], brought: BroughtCampaign | None = None
) -> Demonstration:
    """Make a demonstration in an empty folder; with a round, its campaign is all that is done there.

    Raises WrongCall (CH-7505), CannotWrite; what the services find where set and round do not fit. Nothing is
    left then.
    """
    key = folder.resolve() / KEYS / "minh-hoa"
    lay_out(folder, city="Hà Nội", demonstration=True, seal_key=f"{key}.key")
    published = None
    with half_made(folder):
        key.parent.mkdir(mode=0o700)
        new_key(out=key, owner="Bản dùng thử, không ai tin")
        progress(text("Tables are made …"))
        fill(folder)
        progress(text("Accounts and agencies are made …"))
        people, today = _people_and_agencies()
        if brought is None:
            _show_everything(people, today, progress)
        else:
            from chiso.office.demonstration.campaigns.of_a_round import publish_round

            progress(text("The round goes through a campaign …"))
            published = publish_round(brought, people, today)
    return Demonstration(PASSWORD, ACCOUNTS, DEPUTY[0], DEPUTY[2], published)


def units_to_show() -> Registry:
    """The city, its agencies and communes of today, the districts of 2020 with some communes of then."""
    shipped = shipped_registry()
    of_the_city = [unit for unit in shipped if unit.parent == CITY]
    agencies = [unit for unit in of_the_city if unit.level == "office"]
    now = [unit for unit in of_the_city if unit.level == "commune"]
    districts = [unit for unit in of_the_city if unit.level == "district" and unit.is_valid_on(THEN)]
    first = districts[0].uid
    then = [unit for unit in shipped if unit.parent == first and unit.is_valid_on(THEN)]
    city = [unit for unit in shipped if unit.uid == CITY]
    return Registry((*city, *agencies, *now, *districts, *then))


def _people_and_agencies() -> tuple[dict[str, Person], date]:
    """The invented people by user name, and the day on which they begin."""
    from django.utils import timezone

    from chiso.office.demonstration.people import appoint_all, make_people, name_deputy
    from chiso.office.organisation.services import accept_units, propose_units
    from chiso.units import write_units

    today = timezone.localdate()
    people = make_people(today)
    coordinator = people[ACCOUNTS[0].username]
    table = write_units(units_to_show()).encode()
    proposal = propose_units(actor=coordinator, table=table, name="ha-noi.csv", regime="")
    accept_units(actor=coordinator, proposal=proposal, expected_version=proposal.version)
    name_deputy(people, appoint_all(people, today))
    return people, today


def _show_everything(people: dict[str, Person], today: date, progress: Callable[[Text], None]) -> None:
    from chiso.office.demonstration.campaigns.holding import hold_campaigns
    from chiso.office.demonstration.drafts import lay_open_a_draft
    from chiso.office.demonstration.inspections import show_inspections
    from chiso.office.demonstration.plans import show_plans
    from chiso.office.demonstration.surveys import show_surveys
    from chiso.office.demonstration.tasks import show_tasks

    lay_open_a_draft(people[ACCOUNTS[0].username], [HEALTH, WARD])
    progress(text("Campaigns are filled in …"))
    hold_campaigns(people, today, ward=WARD)
    show_surveys(people)
    show_plans(people, today)
    show_tasks(people)
    show_inspections(people, today)
