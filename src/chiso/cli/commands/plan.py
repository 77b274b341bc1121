"""`chiso plan`: where points were lost, what rivals may do, the cheapest way to a target."""

from __future__ import annotations

import click

from chiso.cli.commands import plan_best, plan_frontier, plan_gaps, plan_rivals
from chiso.cli.output import words
from chiso.language import text


@click.group("plan", help=words(text("From gap to plan: points lost, targets, the cheapest way there.")))
def group() -> None:
    """The commands of planning."""


for _command in (plan_best.best, plan_frontier.frontier, plan_gaps.gaps, plan_rivals.rivals):
    group.add_command(_command)
