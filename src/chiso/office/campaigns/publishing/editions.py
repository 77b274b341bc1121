"""Editions: prepared, approved by somebody else, or discarded.

prepared (being made → made) → approved → decided → sealed → published; until then it may be discarded.
The files are made by a task (`chiso.office.campaigns.publishing.tasks`); nothing is half there.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Max
from django.utils import timezone

from chiso.language import Text, text
from chiso.office.campaigns.access import APPROVE_EDITION, PREPARE_EDITION
from chiso.office.campaigns.models import Campaign, Edition
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.publishing.access import where_of_edition
from chiso.office.campaigns.publishing.folders import check_whole
from chiso.office.campaigns.publishing.letters import LetterWords
from chiso.office.campaigns.publishing.making import Made
from chiso.office.campaigns.publishing.open_matters import open_matters
from chiso.office.campaigns.publishing.problems import (
    status_does_not_fit,
    still_open,
    under_way,
    wrong_step,
)
from chiso.office.campaigns.publishing.standing import refuse_moved
from chiso.office.campaigns.publishing.telling import tell_approved, tell_failed, tell_made, tell_sent_back
from chiso.office.campaigns.services import chain_of
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.problems import Place, Problem, Refused

UNDER_WAY = ("prepared", "approved", "decided", "sealed")
STATE_NAMES: dict[str, Text] = {
    "prepared": text("prepared"),
    "approved": text("approved"),
    "decided": text("decided"),
    "sealed": text("sealed"),
    "published": text("published"),
    "discarded": text("discarded"),
}
STATUS_NAMES: dict[str, Text] = {
    "final": text("the results"),
    "corrected": text("a correction of published results"),
    "withdrawn": text("a withdrawal of published results"),
}
declare_verbs(
    {
        "edition_begun": text("began edition {number}: {status}"),
        "edition_made": text("made the files of edition {number}"),
        "edition_failed": text("could not make the files of edition {number}: {problem}"),
        "edition_approved": text("approved edition {number}, run {run_hash}"),
        "edition_discarded": text("discarded edition {number}"),
        "edition_sent_back": text("sent edition {number} back"),
    }
)
declare_values({**STATE_NAMES, **STATUS_NAMES})


def prepare_edition(
    *,
    actor: Person,
    campaign: Campaign,
    status: str,
    reason: str,
    letter: LetterWords,
    confirmed: Collection[str] = (),
) -> Edition:
    """Begin the next edition; a task makes its files from the answers as they stand then.

    `status` final, corrected or withdrawn; the latter two supersede the edition published last, for a
    `reason`. `confirmed` are the keys of open matters that were accepted as they are.
    Raises NoRight, NotNow, Incomplete (CH-7216 closed, CH-7874, CH-7875, CH-7876).
    """
    decision = require(actor, PREPARE_EDITION, where_of_edition(campaign))
    matters = open_matters(participants_of(campaign)) if status != "withdrawn" else []
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        lock_campaign(campaign)
        editions = Edition.objects.filter(campaign=campaign)
        other = editions.filter(state__in=UNDER_WAY).first()
        if other is not None:
            raise under_way(other.number)
        before = editions.filter(state="published").order_by("-number").first()
        _check_status(status, reason, before)
        left = [one for one in matters if one.key not in confirmed]
        if left:
            raise still_open([one.said for one in left])
        last = editions.aggregate(last=Max("number"))["last"] or 0
        edition = Edition.objects.create(
            campaign=campaign,
            number=last + 1,
            status=status,
            supersedes=before,
            reason=reason.strip() if before is not None else "",
            letter=letter.as_tree(),
            left_open=[one.key for one in matters],
            prepared_by=actor,
        )
        facts = {"number": edition.number, "status": status, "left_open": edition.left_open}
        work.record("edition_begun", edition, facts=facts, words={"reason": reason} if reason else {})
        work.after_commit(lambda: _queue(edition.pk))
    return edition


def note_made(edition: Edition, made: Made) -> bool:
    """The files are there: name them. False where the edition was discarded or made meanwhile."""
    with unit_of_work(chain_of(edition.campaign), actor=None) as work:
        current = Edition.objects.select_for_update().get(pk=edition.pk)
        facts = {"number": current.number, "run_hash": made.run_hash, "content": made.content}
        if current.state != "prepared" or current.folder:
            work.record("edition_made", current, facts=facts, outcome="refused")
            return False
        current.folder, current.run_hash, current.content = made.folder, made.run_hash, made.content
        current.saves = made.saves
        save_next(current)
        work.record("edition_made", current, facts=facts)
        tell_made(work, current)
    return True


def note_failed(edition: Edition, refused: Refused) -> None:
    """The files cannot be made: the edition is laid aside with the reason, so that another can be begun."""
    with unit_of_work(chain_of(edition.campaign), actor=None) as work:
        current = Edition.objects.select_for_update().get(pk=edition.pk)
        is_laid_aside = current.state == "prepared" and not current.folder
        if is_laid_aside:
            current.state = "discarded"
            save_next(current)
        facts = {"number": current.number, "problem": refused.in_language("vi")[:2000]}
        work.record("edition_failed", current, facts=facts, outcome="refused")
        if is_laid_aside:
            tell_failed(work, current)


def approve_edition(*, actor: Person, edition: Edition, expected_version: int) -> Edition:
    """Approve what was prepared; its files must be what they were then.

    Raises NoRight (also for who prepared it), NotNow, Conflict, WrongStep (CH-7877), Incomplete (CH-7878,
    CH-7893: it would hold other figures now).
    """
    campaign = edition.campaign
    where = where_of_edition(campaign, APPROVE_EDITION, barred=frozenset({edition.prepared_by_id}))
    decision = require(actor, APPROVE_EDITION, where)
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = lock_step(edition, expected_version, "prepared")
        check_whole(current)
        refuse_moved(current)
        current.state, current.approved_by, current.approved_at = "approved", actor, timezone.now()
        save_next(current)
        facts = {"number": current.number, "run_hash": current.run_hash, "content": current.content}
        work.record("edition_approved", current, facts=facts)
        tell_approved(work, current)
    return current


def send_back(*, actor: Person, edition: Edition, reason: str, expected_version: int) -> Edition:
    """Refuse the approval, with the reason; another edition may be prepared.

    Raises NoRight, NotNow, Conflict, WrongStep (CH-7877), Incomplete (CH-7876).
    """
    campaign = edition.campaign
    where = where_of_edition(campaign, APPROVE_EDITION, barred=frozenset({edition.prepared_by_id}))
    decision = require(actor, APPROVE_EDITION, where)
    _need_reason(reason)
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = lock_step(edition, expected_version, "prepared")
        current.state = "discarded"
        save_next(current)
        work.record("edition_sent_back", current, facts={"number": current.number}, words={"reason": reason})
        tell_sent_back(work, current)
    return current


def discard_edition(*, actor: Person, edition: Edition, reason: str, expected_version: int) -> Edition:
    """Lay aside an edition that is not published. Its files stay. Raises as `send_back`."""
    campaign = edition.campaign
    decision = require(actor, PREPARE_EDITION, where_of_edition(campaign))
    _need_reason(reason)
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = lock_step(edition, expected_version, *UNDER_WAY, needs_files=False)
        current.state = "discarded"
        save_next(current)
        work.record("edition_discarded", current, facts={"number": current.number}, words={"reason": reason})
    return current


def lock_step(edition: Edition, expected_version: int, *states: str, needs_files: bool = True) -> Edition:
    """The edition, locked, where one of these states is its own. Raises WrongStep (CH-7877), Conflict."""
    stands = Edition.objects.select_for_update().get(pk=edition.pk)
    # Said first: of two who press the same button the second reads what the first has done.
    if stands.state not in states:
        raise wrong_step(stands.number, STATE_NAMES[stands.state])
    if needs_files and not stands.folder:
        raise wrong_step(stands.number, text("its files are being made"))
    current = lock_version(edition, expected_version)
    current.campaign = edition.campaign
    return current


def lock_campaign(campaign: Campaign) -> Campaign:
    """The campaign, locked, if it is not closed. Raises Incomplete (CH-7216)."""
    current = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if current.closed_at is not None:
        expected = text("Expected a campaign that is not closed.")
        mend = text("A closed campaign is changed by nobody; have the year reopened first.")
        raise Incomplete([Problem("CH-7216", Place(current.title), "", expected, mend)])
    return current


def _queue(edition: int) -> None:
    from chiso.office.campaigns.publishing.tasks import make_edition

    make_edition.enqueue(edition)


def _check_status(status: str, reason: str, before: Edition | None) -> None:
    problems = []
    if status not in STATUS_NAMES:
        problems.append(status_does_not_fit(text("Expected one of the kinds of the list.")))
    elif status == "final" and before is not None:
        problems.append(
            status_does_not_fit(text("Expected a correction or a withdrawal: results are published already."))
        )
    elif status != "final" and before is None:
        problems.append(
            status_does_not_fit(text("Expected the results themselves: nothing is published yet."))
        )
    if status != "final" and before is not None and not reason.strip():
        problems.append(
            status_does_not_fit(text("Expected the reason why there is a further edition."), field="reason")
        )
    if before is not None and before.status == "withdrawn":
        problems.append(status_does_not_fit(text("Expected results that stand; these were withdrawn.")))
    if problems:
        raise Incomplete(problems)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Incomplete([status_does_not_fit(text("Expected the reason."), field="reason")])
