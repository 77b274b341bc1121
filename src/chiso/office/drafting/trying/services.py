"""Writes about trials: make one, take one away."""

from __future__ import annotations

from chiso.frameworks.model import Framework
from chiso.language import text
from chiso.office.drafting.access import DRAFT, chain_of, where_of
from chiso.office.drafting.assembling import document_of
from chiso.office.drafting.checking import check
from chiso.office.drafting.models import Draft, Trial
from chiso.office.drafting.trying.given import Given, ReadInputs, read_inputs
from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.checks import problem
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.scoring.trying import try_draft
from chiso.scoring.trying.record import trial_record

# A page answers while somebody waits: some ten seconds on two cores.
MOST_CELLS = 120_000
MOST_TRIALS = 20

declare_verbs(
    {
        "draft_tried": text("tried {set} on the answers of {period} to {against}: {units} units"),
        "draft_trial_removed": text("took away a trial of {set} on the answers of {period}"),
    }
)


def make_trial(*, actor: Person, draft: Draft, given: Given) -> Trial:
    """Try a draft as it stands on answers to another set, and keep what came out.

    The draft itself is not touched. Raises NoRight, BadInput with what is wrong in the files,
    Incomplete (CH-7780 with what the loader finds, CH-7783, CH-7784).
    """
    decision = require(actor, DRAFT, where_of(draft))
    framework = _sound(draft)
    read = read_inputs(given)
    _refuse_too_much(framework, read)
    # Worked out before the chain is locked: it takes seconds.
    tried = try_draft(read.older, framework, read.answers, read.units, read.period)
    results = trial_record(tried)
    with unit_of_work(chain_of(draft), actor=actor, decision=decision) as work:
        if Trial.objects.filter(draft=draft).count() >= MOST_TRIALS:
            expected = text("Expected at most {count} trials of a draft.", count=MOST_TRIALS)
            mend = text("Take away a trial that is not needed any more.")
            raise Incomplete([problem("CH-7784", "answers", expected, mend)])
        trial = Trial.objects.create(
            draft=draft,
            against=read.older.key,
            answers_name=given.answers_name[:200],
            answers=given.answers,
            units_name=given.units_name[:200],
            units=read.units_table,
            period=read.period.written,
            made_by=actor,
            document_hash=framework.hash,
            results=results,
        )
        facts = {
            "set": draft.set_key,
            "hash": framework.hash,
            "against": read.older.key,
            "period": read.period.written,
            "units": len(tried.units),
        }
        work.record("draft_tried", draft, facts=facts, words={"file": given.answers_name})
    return trial


def remove_trial(*, actor: Person, trial: Trial) -> None:
    """Take a trial away, its answers with it. Raises NoRight, NotFound (somebody did so meanwhile)."""
    decision = require(actor, DRAFT, where_of(trial.draft))
    with unit_of_work(chain_of(trial.draft), actor=actor, decision=decision) as work:
        if not Trial.objects.filter(pk=trial.pk).delete()[0]:
            raise NotFound
        facts = {"set": trial.draft.set_key, "period": trial.period}
        work.record("draft_trial_removed", trial.draft, facts=facts)


def _sound(draft: Draft) -> Framework:
    """The draft as the loader understands it."""
    checked = check(document_of(draft))
    if checked.framework is not None:
        return checked.framework
    expected = text("Expected a draft without faults: only then it can be scored.")
    mend = text("Mend what the table of the draft names; then try again.")
    raise Incomplete([problem("CH-7780", "draft", expected, mend), *(found for _, found in checked.problems)])


def _refuse_too_much(framework: Framework, read: ReadInputs) -> None:
    cells = len(list(read.units)) * len(framework.leaves)
    if cells > MOST_CELLS:
        expected = text(
            "Expected at most {most} answers (units × criteria) on a page; there would be {count}.",
            most=MOST_CELLS,
            count=cells,
        )
        mend = text("Try the draft on the command line: chiso frameworks try.")
        raise Incomplete([problem("CH-7783", "answers", expected, mend)])
