"""Setting up a demonstration: agencies of Hà Nội of today and of 2020, an account for every role, a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from chiso.language import Text, text
from chiso.office.demonstration.accounts import ACCOUNTS, DEPUTY, HEALTH, PASSWORD, WARD, Account
from chiso.office.running.setting_up import fill, half_made, lay_out
from chiso.publication.keys import new_key
from chiso.units import Registry
from chiso.units.shipped import shipped_registry

CITY = "ha-noi"
# Of the year of the plan, to show that both regimes stand in one office.
THEN = date(2020, 7, 1)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What stands now: the password of all, the accounts."""

    password: str
    accounts: tuple[Account, ...]
    deputy: str
    deputy_of: str


def set_up_demonstration(folder: Path, *, progress: Callable[[Text], None]) -> Demonstration:
    """Make a demonstration in an empty folder. Raises WrongCall (CH-7505), CannotWrite."""
    key = folder.resolve() / "keys" / "minh-hoa"
    lay_out(folder, city="Hà Nội", demonstration=True, seal_key=f"{key}.key")
    with half_made(folder):
        key.parent.mkdir(mode=0o700)
        new_key(out=key, owner="Bản dùng thử, không ai tin")
        progress(text("Tables are made …"))
        fill(folder)
        progress(text("Accounts and agencies are made …"))
        _fill_in(progress)
    return Demonstration(PASSWORD, ACCOUNTS, DEPUTY[0], DEPUTY[2])


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


def _fill_in(progress: Callable[[Text], None]) -> None:
    from django.utils import timezone

    from chiso.office.demonstration.campaigns.holding import hold_campaigns
    from chiso.office.demonstration.drafts import lay_open_a_draft
    from chiso.office.demonstration.inspections import show_inspections
    from chiso.office.demonstration.people import appoint_all, make_people, name_deputy
    from chiso.office.demonstration.plans import show_plans
    from chiso.office.demonstration.surveys import show_surveys
    from chiso.office.demonstration.tasks import show_tasks
    from chiso.office.organisation.services import accept_units, propose_units
    from chiso.units import write_units

    today = timezone.localdate()
    people = make_people(today)
    coordinator = people[ACCOUNTS[0].username]
    table = write_units(units_to_show()).encode()
    proposal = propose_units(actor=coordinator, table=table, name="ha-noi.csv", regime="")
    accept_units(actor=coordinator, proposal=proposal, expected_version=proposal.version)
    name_deputy(people, appoint_all(people, today))
    lay_open_a_draft(coordinator, [HEALTH, WARD])
    progress(text("Campaigns are filled in …"))
    hold_campaigns(people, today, ward=WARD)
    show_surveys(people)
    show_plans(people, today)
    show_tasks(people)
    show_inspections(people, today)
