"""The phases of a campaign as a line of at most six steps, and the phase that is open now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from chiso.language import Text, text
from chiso.office.campaigns.models import Phase
from chiso.office.campaigns.phases import NAMES
from chiso.office.ui.parts import Step
from chiso.office.ui.tasks import time_left

# Twelve kinds of phase are six steps to a reader; within a step the open phase is named.
STEPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (text("Preparation"), ("preparation",)),
    (text("Agencies assess themselves"), ("self_assessment",)),
    (text("Check and appraisal"), ("completeness", "appraisal_1", "explanation", "appraisal_2")),
    (text("Council"), ("council",)),
    (text("Results and petitions"), ("results", "petition")),
    (text("Decision and publication"), ("decision", "publication", "correction")),
)


def steps_of(phases: Sequence[Phase], at: datetime) -> list[Step]:
    """The steps that the calendar has, each with its days and whether it is done, open or to come."""
    found = []
    for title, kinds in STEPS:
        held = [phase for phase in phases if phase.kind in kinds]
        if held:
            found.append(_step(title, held, at))
    return found


def _step(title: Text, held: Sequence[Phase], at: datetime) -> Step:
    opens = min(phase.opens_at for phase in held)
    closes = max(phase.closes_at for phase in held)
    open_now = [phase for phase in held if phase.opens_at <= at < phase.closes_at]
    if open_now:
        first = min(open_now, key=lambda phase: phase.closes_at)
        # Where a step has one phase its title says it already.
        until = _moment(first.closes_at)
        if len({phase.kind for phase in held}) == 1:
            return Step(title, text("until {moment}", moment=until), "now")
        named = text("{phase} until {moment}", phase=NAMES[first.kind], moment=until)
        return Step(title, named, "now")
    days = text("{first}–{last}", first=timezone.localdate(opens), last=timezone.localdate(closes))
    return Step(title, days, "done" if closes <= at else "")


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M, %d/%m/%Y")


@dataclass(frozen=True, slots=True)
class Now:
    """The phase that closes first of those that are open, and how long it is open still."""

    phase: Phase
    left: Text

    @property
    def is_near(self) -> bool:
        """Whether it closes within a day."""
        return self.phase.closes_at - timezone.now() <= timedelta(days=1)


def now_of(phases: Sequence[Phase], at: datetime) -> Now | None:
    """What is open now; None between phases."""
    held = [phase for phase in phases if phase.opens_at <= at < phase.closes_at]
    if not held:
        return None
    first = min(held, key=lambda phase: phase.closes_at)
    days = (timezone.localdate(first.closes_at) - timezone.localdate(at)).days
    return Now(first, time_left(first.closes_at - at, days))


def next_of(phases: Sequence[Phase], at: datetime) -> Phase | None:
    """The phase that opens next; None after the last."""
    return min((phase for phase in phases if phase.opens_at > at), key=lambda one: one.opens_at, default=None)
