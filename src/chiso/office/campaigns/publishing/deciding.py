"""The decision comes back: its number, its day, and the file that was signed."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from datetime import date
from pathlib import Path

from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.access import PREPARE_EDITION
from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.publishing.access import where_of_edition
from chiso.office.campaigns.publishing.editions import lock_step
from chiso.office.campaigns.publishing.folders import (
    DECIDED,
    PREPARED,
    SIGNED,
    check_whole,
    editions_folder,
    folder_of,
)
from chiso.office.campaigns.publishing.problems import day_out_of_order, no_signed_pdf
from chiso.office.campaigns.publishing.standing import refuse_moved
from chiso.office.campaigns.services import chain_of
from chiso.office.errors import Incomplete
from chiso.office.files.checking.findings import describe
from chiso.office.files.checking.kinds import Kind
from chiso.office.files.checking.running import Job, check_file
from chiso.office.files.problems import scanner_found
from chiso.office.files.services.uploads import limits, scan_bytes
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import save_next
from chiso.publication import add_decision
from chiso.writing import write_whole

declare_verbs({"decision_taken_in": text("took in decision {decision} of {day} for edition {number}")})


def take_decision(
    *, actor: Person, edition: Edition, number: str, day: date, pdf: bytes, name: str, expected_version: int
) -> Edition:
    """Take in number, day and signed file of the decision, and put them beside the bundle's content.

    May be done anew until the edition is sealed. Raises NoRight, NotNow, Conflict, WrongStep (CH-7877),
    Incomplete (CH-7878 to CH-7880, CH-7893, what `files.checking` finds), WrongCall (CH-4057: number).
    """
    campaign = edition.campaign
    decision = require(actor, PREPARE_EDITION, where_of_edition(campaign))
    _check_day(edition, day)
    _check_pdf(pdf, name)
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = lock_step(edition, expected_version, "approved", "decided")
        check_whole(current)
        refuse_moved(current)
        folder = folder_of(current)
        write_whole(folder / SIGNED, pdf, force=True)
        add_decision(
            folder / PREPARED, number=number, day=day, pdf=folder / SIGNED, out=folder / DECIDED, force=True
        )
        digest = hashlib.sha256(pdf).hexdigest()
        current.state, current.signed_file = "decided", digest
        current.decision_number, current.decision_date = number.strip(), day
        save_next(current)
        facts = {
            "number": current.number, "decision": current.decision_number, "day": f"{day:%d/%m/%Y}",
            "sha256": digest,
        }  # fmt: skip
        work.record("decision_taken_in", current, facts=facts)
    return current


def _check_day(edition: Edition, day: date) -> None:
    """Signed after it was approved here, and not tomorrow."""
    if day > timezone.localdate():
        raise Incomplete([day_out_of_order(text("Expected a day that is not in the future."))])
    if edition.approved_at is not None and day < timezone.localdate(edition.approved_at):
        approved = timezone.localdate(edition.approved_at)
        expected = text("Expected {day} or later, when the edition was approved here.", day=approved)
        raise Incomplete([day_out_of_order(expected)])


def _check_pdf(pdf: bytes, name: str) -> None:
    """A PDF that hides nothing, of a size that is taken, clean for the scanner. Raises Incomplete."""
    work = Path(tempfile.mkdtemp(prefix=".incoming-", dir=editions_folder()))
    try:
        path = work / "file"
        path.write_bytes(pdf)
        verdict = check_file(Job(path, name, work / "kept"), limits())
        problems = describe(verdict.findings, name)
        if not problems and verdict.kind is not Kind.PDF:
            raise no_signed_pdf(verdict.kind.value if verdict.kind else "")
        if not problems:
            scanned, seen = scan_bytes(path)
            problems = [scanner_found(seen)] if scanned == "found" else []
        if problems:
            raise Incomplete(problems)
    finally:
        shutil.rmtree(work, ignore_errors=True)
