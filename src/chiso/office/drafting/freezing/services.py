"""Writes on the way into force: submit a draft, take it back, return it, approve and freeze it, errata.

Who prepared a draft never approves it: not who began it, nor who submitted it, nor who made any of its
changes. What is approved is the text that the approver saw: its hash is named and compared.
"""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError
from django.utils import timezone

from chiso.frameworks.document import canonical_json
from chiso.language import Text, text
from chiso.office.drafting.access import APPROVE, DRAFT, chain_of, where_of
from chiso.office.drafting.freezing.checklist import check_list_of, name_is_taken
from chiso.office.drafting.freezing.selectors import tree_of
from chiso.office.drafting.freezing.telling import tell_of_decision, tell_of_submission
from chiso.office.drafting.models import Change, Draft, Frozen
from chiso.office.drafting.services.drafts import begin_draft
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.checks import problem
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import lock_version, save_next
from chiso.problems import Problem

declare_verbs(
    {
        "draft_submitted": text("submitted {framework} for approval, hash {hash}"),
        "draft_taken_back": text("took {framework} back from approval"),
        "draft_returned": text("returned {framework} to who drafts it"),
        "framework_frozen": text("approved {framework} by decision {decision} of {day}; hash {hash}"),
    }
)


def where_to_approve(draft: Draft) -> Where:
    """The place for the question who may approve: everybody who prepared the draft is barred."""
    barred = {draft.prepared_by_id, draft.submitted_by_id}
    barred |= set(Change.objects.filter(draft=draft).values_list("actor", flat=True).distinct())
    return Where(chain=chain_of(draft), barred=frozenset(one for one in barred if one is not None))


def submit_draft(*, actor: Person, draft: Draft, expected_version: int) -> Draft:
    """Lay a draft before who approves; nobody writes on it until it is returned or taken back.

    Raises NoRight, Conflict, Incomplete (CH-7740, CH-7750 and what the loader finds).
    """
    decision = require(actor, DRAFT, where_of(draft))
    with unit_of_work(chain_of(draft), actor=actor, decision=decision) as work:
        current = lock_version(draft, expected_version)
        _refuse_state(current, "drafting", "consulting")
        found = check_list_of(current)
        if found.problems or found.examined.framework is None:
            raise Incomplete(found.problems)
        current.state, current.submitted_by = "approving", actor
        current.submitted_at, current.returned_words = timezone.now(), ""
        save_next(current)
        facts = {"framework": current.set_key, "hash": found.examined.framework.hash}
        work.record("draft_submitted", current, facts=facts)
        tell_of_submission(work, current, where_to_approve(current))
    return current


def take_back(*, actor: Person, draft: Draft, expected_version: int) -> Draft:
    """Take a submitted draft back to write on. Raises NoRight, Conflict, Incomplete (CH-7751)."""
    decision = require(actor, DRAFT, where_of(draft))
    with unit_of_work(chain_of(draft), actor=actor, decision=decision) as work:
        current = lock_version(draft, expected_version)
        _refuse_state(current, "approving")
        current.state = "drafting"
        save_next(current)
        work.record("draft_taken_back", current, facts={"framework": current.set_key})
    return current


def return_draft(*, actor: Person, draft: Draft, reason: str, expected_version: int) -> Draft:
    """Return a draft to who drafts it, with the reason. Raises NoRight, Conflict, Incomplete (CH-7755)."""
    decision = require(actor, APPROVE, where_to_approve(draft))
    with unit_of_work(chain_of(draft), actor=actor, decision=decision) as work:
        current = lock_version(draft, expected_version, given={"reason": reason})
        _refuse_state(current, "approving")
        if not reason.strip():
            expected = text("Expected the reason for which it is returned.")
            raise Incomplete([problem("CH-7755", "reason", expected, text("Say what should be changed."))])
        current.state, current.returned_words = "drafting", reason
        save_next(current)
        work.record("draft_returned", current, facts={"framework": current.set_key}, words={"reason": reason})
        tell_of_decision(work, current, returned=True)
    return current


def approve_draft(
    *,
    actor: Person,
    draft: Draft,
    decision_number: str,
    decision_date: date,
    seen_hash: str,
    expected_version: int,
) -> Frozen:
    """Approve the text that was seen, by a decision; from then on it is in force and never edited.

    The caller sees to it that the approver gave a code just before. Raises NoRight (also for who
    prepared it), Conflict, Incomplete (CH-7750 to CH-7754).
    """
    allowed = require(actor, APPROVE, where_to_approve(draft))
    with unit_of_work(chain_of(draft), actor=actor, decision=allowed) as work:
        current = lock_version(draft, expected_version)
        _refuse_state(current, "approving")
        found = check_list_of(current)
        framework = found.examined.framework
        problems = [*found.problems, *_decision_problems(decision_number, decision_date)]
        if framework is not None and framework.hash != seen_hash:
            problems.append(_another_text(framework.hash))
        if problems or framework is None:
            raise Incomplete(problems)
        frozen = _freeze(
            Frozen(
                identifier=framework.id,
                version_name=framework.version,
                title=current.title,
                hash=framework.hash,
                document=canonical_json(framework.tree).decode(),
                draft=current,
                decision_number=decision_number.strip(),
                decision_date=decision_date,
                approved_by=actor,
                replaces=current.errata_of or _latest(framework.id),
                errata_words=current.origin_words if current.errata_of_id else "",
            )
        )
        current.state = "frozen"
        save_next(current)
        facts = {
            "framework": frozen.set_key,
            "hash": frozen.hash,
            "decision": frozen.decision_number,
            "day": decision_date.isoformat(),
        }
        work.record("framework_frozen", current, facts=facts)
        tell_of_decision(work, current, returned=False)
    return frozen


def begin_errata(*, actor: Person, frozen: Frozen, mends: str, version_name: str) -> Draft:
    """Begin a new version of a frozen set that says what it mends; the frozen one stays as it is.

    Raises NoRight, Incomplete (CH-7753 the name is taken, CH-7756 nothing is said of what it mends).
    """
    problems = []
    if not mends.strip():
        expected = text("Expected what is wrong in the set and is mended by this version.")
        problems.append(problem("CH-7756", "mends", expected, text("Name the criteria and the mistake.")))
    if name_is_taken(frozen.identifier, version_name):
        problems.append(_taken(f"{frozen.identifier}@{version_name}"))
    if problems:
        require(actor, DRAFT, Where())
        raise Incomplete(problems)
    return begin_draft(
        actor=actor,
        origin="earlier",
        origin_words=mends.strip(),
        document=tree_of(frozen),
        identifier=frozen.identifier,
        version_name=version_name,
        errata_of=frozen,
    )


def _freeze(frozen: Frozen) -> Frozen:
    """Store the set; the constraint of the table refuses a name that was taken meanwhile."""
    try:
        frozen.save(force_insert=True)
    except IntegrityError:
        raise Incomplete([_taken(frozen.set_key)]) from None
    return frozen


def _latest(identifier: str) -> Frozen | None:
    return Frozen.objects.filter(identifier=identifier).order_by("-frozen_at", "-pk").first()


def _refuse_state(draft: Draft, *wanted: str) -> None:
    if draft.state in wanted:
        return
    if wanted == ("approving",):
        expected: Text = text("Expected a draft that waits for approval.")
        raise Incomplete([problem("CH-7751", "", expected, text("Look at the state on its page."))])
    expected = text(
        "Expected a draft that is being written, not one that is submitted, frozen or laid aside."
    )
    raise Incomplete([problem("CH-7740", "", expected, text("Look at the state on its page."))])


def _decision_problems(number: str, day: date) -> list[Problem]:
    problems = []
    if not number.strip():
        expected = text("Expected the number of the decision.")
        mend = text("Write it as it stands on the decision, such as 1234/QĐ-UBND.")
        problems.append(problem("CH-7754", "decision_number", expected, mend))
    if day > timezone.localdate():
        expected = text("Expected the day on which the decision was signed, not one to come.")
        problems.append(problem("CH-7754", "decision_date", expected, text("Check the day.")))
    return problems


def _another_text(now: str) -> Problem:
    expected = text("Expected the text that you saw; another one stands there now.")
    return problem("CH-7752", "", expected, text("Read the page again, then decide."), found=now)


def _taken(name: str) -> Problem:
    expected = text("Expected a name that no set has.")
    return problem("CH-7753", "version_name", expected, text("Take another version."), found=name)
