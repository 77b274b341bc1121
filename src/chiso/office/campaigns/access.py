"""Who may run campaigns; everybody in the office reads their calendar and who answers for what."""

from __future__ import annotations

from chiso.language import text
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.errors import NotFound
from chiso.office.people.models import Person
from chiso.office.people.rights import Right, Where, declare, require_for_page
from chiso.office.people.roles import Role

MANAGE = "campaigns.manage"


def declare_rights() -> None:
    """Called once, when the app is ready."""
    declare(
        Right(MANAGE, Role.COORDINATOR),
        titles={MANAGE: text("open campaigns, set their phases, assign who answers for what")},
    )


def campaign_for(_person: Person, key: str) -> Campaign:
    """A campaign by its key: its calendar is no secret within the office. Raises NotFound."""
    campaign = Campaign.objects.filter(key=key).first()
    if campaign is None:
        raise NotFound
    return campaign


def phase_for(person: Person, key: str) -> Phase:
    """A phase by its key, for who runs its campaign. Raises NotFound, NoRight."""
    phase = Phase.objects.select_related("campaign").filter(key=key).first()
    if phase is None:
        raise NotFound
    require_for_page(person, MANAGE, Where(campaign=phase.campaign))
    return phase
