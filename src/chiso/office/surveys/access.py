"""Who may do what with survey rounds, and the one place that fetches them by key.

The statistician brings rounds in; the coordinator hands their estimates over to a campaign; both read them,
and the auditor. To everybody else a round is not there: what is not published is nobody's business.
"""

from __future__ import annotations

from chiso.language import text
from chiso.office.campaigns.access import BRING as BRING_FIGURES
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.services import chain_of
from chiso.office.errors import NotFound
from chiso.office.people.models import Person
from chiso.office.people.rights import Right, Where, declare, declared, require_for_page
from chiso.office.people.roles import Role
from chiso.office.surveys.models import FILES, HandingOver, RoundVersion, SurveyRound

READ = "surveys.read"
BRING = "surveys.bring"
HAND_OVER = "surveys.hand_over"

CHAIN = "surveys"


def declare_rights() -> None:
    """Called once, when the app is ready; that of campaigns was before."""
    # What is handed over are figures of criteria: in the same phases as any others from elsewhere.
    phases = next(right.phases for right in declared()[BRING_FIGURES] if right.role is Role.COORDINATOR)
    declare(
        *(Right(READ, role) for role in (Role.STATISTICIAN, Role.COORDINATOR, Role.AUDITOR)),
        Right(BRING, Role.STATISTICIAN),
        Right(HAND_OVER, Role.COORDINATOR, phases=phases),
        titles={
            READ: text("read finished survey rounds"),
            BRING: text("bring finished survey rounds in"),
            HAND_OVER: text("hand the estimates of a survey round over to a campaign"),
        },
    )


def where_of_rounds() -> Where:
    """The place of rounds: of the city as a whole."""
    return Where(chain=CHAIN)


def where_of_handing_over(campaign: Campaign) -> Where:
    """The place of what is handed over: the campaign as a whole."""
    return Where(campaign=campaign, chain=chain_of(campaign))


def round_for(person: Person, key: str) -> SurveyRound:
    """A round by its key. Raises NoRight, NotFound."""
    require_for_page(person, READ, where_of_rounds())
    found: SurveyRound | None = SurveyRound.objects.select_related("opened_by").filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def version_for(person: Person, key: str) -> RoundVersion:
    """A version of a round by its key. Raises NoRight, NotFound."""
    require_for_page(person, READ, where_of_rounds())
    rows = RoundVersion.objects.select_related("round", "brought_by").filter(key=key)
    found: RoundVersion | None = rows.first()
    if found is None:
        raise NotFound
    return found


def handing_over_for(person: Person, key: str) -> HandingOver:
    """A handing-over by its key. Raises NoRight, NotFound."""
    require_for_page(person, READ, where_of_rounds())
    rows = HandingOver.objects.select_related(
        "version_of_round__round", "campaign", "handed_over_by", "withdrawn_by"
    ).prefetch_related("leaves__sheet")
    rows = rows.defer(*(f"version_of_round__{name}" for name in FILES))
    found: HandingOver | None = rows.filter(key=key).first()
    if found is None:
        raise NotFound
    return found
