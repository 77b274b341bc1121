"""What pages of a consultation show: time left in words, rows of the text laid open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from chiso.frameworks.model import Framework
from chiso.frameworks.presentation import rows_of
from chiso.language import Bilingual, Listing, Text, Value, listing, text, text_by_count
from chiso.office.drafting.consulting.selectors import is_open
from chiso.office.drafting.models import Consultation
from chiso.periods.working_days import vietnam_calendar
from chiso.problems import Report


@dataclass(frozen=True, slots=True)
class PartShown:
    """A node of a set as a row of a table."""

    code: str
    depth: int
    title: Bilingual
    points: Value
    rule: Listing
    evidence: Bilingual | None
    law: Listing
    is_leaf: bool


def parts_shown(framework: Framework) -> Iterator[PartShown]:
    """Every node of a set in the order of its document, its rule as sentences."""
    for row in rows_of(framework):
        yield PartShown(
            code=row.code,
            depth=row.depth,
            title=row.title,
            points=row.points,
            rule=listing(row.rule, " "),
            evidence=row.node.evidence,
            law=row.law,
            is_leaf=row.node.is_leaf,
        )


def state_of(consultation: Consultation, at: datetime | None = None) -> str:
    """open, over (the time is, it was not ended) or ended."""
    if is_open(consultation, at or timezone.now()):
        return "open"
    return "over" if consultation.closed_at is None else "ended"


def time_left_of(consultation: Consultation, at: datetime | None = None) -> Text:
    """How long opinions are still taken, in calendar days and in working days of offices."""
    now = timezone.localtime(at)
    until = timezone.localtime(consultation.closes_at)
    shown = until.strftime("%H:%M, %d/%m/%Y")
    if until <= now:
        return text("Opinions were taken until {when}.", when=shown)
    days = (until.date() - now.date()).days
    if days == 0:
        return text("Opinions are taken until {when}, today.", when=shown)
    # The report takes the remark that swaps of a coming year are not announced yet.
    calendar = vietnam_calendar().with_report(Report())
    working = calendar.count_working_days(now.date(), until.date())
    return text_by_count(
        "Opinions are taken until {when}: one day left, working days: {working}.",
        "Opinions are taken until {when}: {count} days left, working days: {working}.",
        days,
        when=shown,
        working=working,
    )
