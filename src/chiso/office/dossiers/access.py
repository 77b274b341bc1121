"""Who may do what with counts of dossiers, and the one place that fetches them by key.

The coordinator brings them in; who reads for the whole city reads them: coordinator, leaders, auditor,
statistician. To everybody else an intake is not there: what an agency handled stands in its own software.
"""

from __future__ import annotations

from django.db.models import QuerySet

from chiso.language import text
from chiso.office.dossiers.models import Intake
from chiso.office.errors import NotFound
from chiso.office.people.models import Person
from chiso.office.people.rights import Right, Where, declare, require_for_page
from chiso.office.people.roles import Role

READ = "dossiers.read"
BRING = "dossiers.bring"

CHAIN = "dossiers"


def declare_rights() -> None:
    """Called once, when the app is ready."""
    city = (Role.COORDINATOR, Role.CITY_LEADER, Role.AUDITOR, Role.STATISTICIAN)
    declare(
        *(Right(READ, role) for role in city),
        Right(BRING, Role.COORDINATOR),
        titles={
            READ: text("read counts of dossiers by agency, counter and field"),
            BRING: text("bring dossiers to be counted, withdraw their counts"),
        },
    )


def where_of_dossiers() -> Where:
    """The place of counts of dossiers: of the city."""
    return Where(chain=CHAIN)


def intakes_for(person: Person) -> QuerySet[Intake]:
    """All intakes, the latest first. Raises NoRight."""
    require_for_page(person, READ, where_of_dossiers())
    return Intake.objects.select_related("brought_by", "withdrawn_by")


def intake_for(person: Person, key: str) -> Intake:
    """An intake by its key. Raises NoRight, NotFound."""
    found: Intake | None = intakes_for(person).filter(key=key).first()
    if found is None:
        raise NotFound
    return found
