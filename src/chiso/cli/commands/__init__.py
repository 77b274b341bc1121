"""All commands, put together; built after the language is known, since help is written in it."""

from __future__ import annotations

import click

from chiso.cli.output import words
from chiso.language import LANGUAGES, text
from chiso.version import VERSION


def build_program() -> click.Group:
    """The program with every command."""
    from chiso.cli.commands import (
        bundles,
        composite,
        composite_audit,
        composite_workbook,
        examples,
        frameworks,
        inspections,
        keys,
        ledger,
        moved_weights,
        office,
        plan,
        portal,
        procedures,
        ranks,
        results,
        robustness,
        sensitivity,
        split,
        surveys,
        trying,
        versions,
    )

    @click.group(
        help=words(
            text("Measure how agencies serve people, publish the result so that anyone can recompute it.")
        ),
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    @click.version_option(VERSION, message="%(prog)s %(version)s")
    @click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        help=words(text("Language; may stand anywhere. Else CHISO_LANGUAGE, else Vietnamese.")),
    )
    def program(language: str | None) -> None:
        del language

    frameworks.group.add_command(trying.try_draft)
    groups = (
        frameworks, examples, inspections, keys, ledger, office, plan, portal, procedures, surveys,
        composite_workbook,
    )  # fmt: skip
    for command in (
        *results.COMMANDS,
        *bundles.COMMANDS,
        *composite.COMMANDS,
        *composite_audit.COMMANDS,
        *ranks.COMMANDS,
        *moved_weights.COMMANDS,
        *sensitivity.COMMANDS,
        *split.COMMANDS,
        *versions.COMMANDS,
        *robustness.COMMANDS,
        *(one.group for one in groups),
    ):
        program.add_command(command)
    _name_values(program)
    return program


def _name_values(command: click.Command) -> None:
    """Name options, commands and values in the reader's language; click has English names for them."""
    command.options_metavar = words(text("[OPTIONS]"))
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.metavar is None:
            if isinstance(parameter.type, click.Path):
                parameter.metavar = words(text("PATH"))
            elif parameter.type is click.STRING:
                parameter.metavar = words(text("TEXT"))
    if isinstance(command, click.Group):
        command.subcommand_metavar = words(text("COMMAND [ARGS]…"))
        for part in command.commands.values():
            _name_values(part)
