"""`chiso survey`: from a design and its data to estimates with honest errors.

The commands stand in files of their own, `survey_….py`, each with its tuple COMMANDS. Each asks
`chiso.survey.libraries.need_statistics` before it loads the room.
"""

from __future__ import annotations

import click

from chiso.cli.commands import (
    survey_answers,
    survey_compare,
    survey_data,
    survey_estimate,
    survey_independence,
    survey_index,
    survey_quality,
    survey_regress,
    survey_report,
    survey_sampling,
    survey_simulate,
    survey_weights,
)
from chiso.cli.output import words
from chiso.language import text

COMMANDS: tuple[click.Command, ...] = (
    *survey_data.COMMANDS,
    *survey_estimate.COMMANDS,
    *survey_compare.COMMANDS,
    *survey_regress.COMMANDS,
    *survey_independence.COMMANDS,
    *survey_index.COMMANDS,
    *survey_answers.COMMANDS,
    *survey_sampling.COMMANDS,
    *survey_simulate.COMMANDS,
    *survey_weights.COMMANDS,
    *survey_quality.COMMANDS,
    *survey_report.COMMANDS,
)


@click.group("survey", help=words(text("Survey statistics: data and their design, weights, estimates.")))
def group() -> None:
    """The group of commands about surveys."""


for command in COMMANDS:
    group.add_command(command)
