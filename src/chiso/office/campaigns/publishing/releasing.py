"""Publication: the campaign is locked, agencies are told, the public site is built anew.

At least two people stand behind it: whoever approved does not publish. The site is built by a task, as a
process of its own; until it stands the page of the edition says so.
"""

from __future__ import annotations

from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.access import PUBLISH_EDITION
from chiso.office.campaigns.models import Campaign, Edition
from chiso.office.campaigns.publishing.access import where_of_edition
from chiso.office.campaigns.publishing.editions import STATE_NAMES, lock_step
from chiso.office.campaigns.publishing.folders import bundle_name, check_whole, folder_of, is_bundle
from chiso.office.campaigns.publishing.problems import altered, never_published, wrong_step
from chiso.office.campaigns.publishing.standing import hold_answers, refuse_moved
from chiso.office.campaigns.publishing.telling import tell_published
from chiso.office.campaigns.services import chain_of
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import may_somewhere, require
from chiso.office.records import save_next

declare_verbs(
    {
        "edition_published": text(
            "published edition {number} by decision {decision}; the campaign is locked"
        ),
        "portal_asked": text("had the public site built anew"),
    }
)


def publish_edition(*, actor: Person, edition: Edition, expected_version: int) -> Edition:
    """Publish a sealed edition; a second call is refused and says that it is published.

    Raises NoRight (also for who approved it), NotNow, Conflict, WrongStep (CH-7877), Incomplete (CH-7878:
    altered on the disk, CH-7893: other figures stand now, CH-7884: a rehearsal).
    """
    campaign = edition.campaign
    _refuse_second(actor, edition)
    approved_by = frozenset({edition.approved_by_id}) if edition.approved_by_id else frozenset()
    decision = require(
        actor, PUBLISH_EDITION, where_of_edition(campaign, PUBLISH_EDITION, barred=approved_by)
    )
    if campaign.rehearsal_of_id is not None:
        raise never_published()
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = lock_step(edition, expected_version, "sealed")
        check_whole(current)
        hold_answers(campaign)
        refuse_moved(current)
        if not is_bundle(folder_of(current) / bundle_name(current), current.content):
            raise altered([bundle_name(current)])
        now = timezone.now()
        current.state, current.published_by, current.published_at = "published", actor, now
        save_next(current)
        locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
        locked.closed_at = now
        save_next(locked)
        facts = {
            "number": current.number, "decision": current.decision_number, "content": current.content,
            "status": current.status,
        }  # fmt: skip
        work.record("edition_published", current, facts=facts)
        tell_published(work, current)
        work.after_commit(_queue_portal)
    return current


def _refuse_second(actor: Person, edition: Edition) -> None:
    """Who presses the button after somebody else reads that it is done, not that the campaign is closed."""
    is_published = Edition.objects.filter(pk=edition.pk, state="published").exists()
    if is_published and may_somewhere(actor, PUBLISH_EDITION):
        raise wrong_step(edition.number, STATE_NAMES["published"])


def ask_for_portal(*, actor: Person, edition: Edition) -> None:
    """Have the public site built once more. Raises NoRight, NotNow."""
    campaign = edition.campaign
    decision = require(actor, PUBLISH_EDITION, where_of_edition(campaign, PUBLISH_EDITION))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        work.record("portal_asked", edition)
        work.after_commit(_queue_portal)


def _queue_portal() -> None:
    from chiso.office.campaigns.publishing.tasks import build_site

    build_site.enqueue()
