"""`chiso survey answers`: a table of estimates becomes answers of a framework, which `chiso score` takes."""

from __future__ import annotations

from pathlib import Path

import click

from chiso.cli.output import answering, force_option, give_json, json_option, path_option, say, words
from chiso.language import text


@click.command(
    "answers", help=words(text("Turn a table of estimates into answers that “chiso score” takes."))
)
@click.argument("estimates", type=click.Path(path_type=Path), metavar="ESTIMATES")
@click.option(
    "--framework", required=True, metavar="ID@VERSION", help=words(text("The framework that is answered."))
)
@path_option("--map", text("Which criterion takes which estimate (YAML)."), required=True)
@path_option(
    "--counts", text("The counts behind the table; where enough people stand behind, they are told.")
)
@click.option(
    "--rules",
    default="chiso-default",
    show_default=True,
    metavar="NAME|FILE.yaml",
    help=words(text("Rules of publication: how many people a count needs.")),
)
@click.option(
    "--suppressed",
    type=click.Choice(("missing", "withheld")),
    default="missing",
    show_default=True,
    help=words(text("What a suppressed figure becomes; withheld ones are scored, and points tell them.")),
)
@path_option("--out", text("The table of answers (CSV)."), required=True)
@force_option
@json_option
def answers(
    estimates: Path,
    framework: str,
    map: Path,
    counts: Path | None,
    rules: str,
    suppressed: str,
    out: Path,
    force: bool,
    as_json: bool,
) -> None:
    """Read, match, write; what is withheld or missing is counted."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.frameworks.library import load_framework
        from chiso.survey.counts_table import read_counts
        from chiso.survey.estimates_table import read_estimates
        from chiso.survey.handing_over import ANSWER_COLUMNS, answers_of, read_map, smallest_count
        from chiso.survey.publishing_rules import load_rules
        from chiso.tables import write_table
        from chiso.writing import refuse_existing, write_whole

        refuse_existing(out, force=force)
        rows = answers_of(
            read_estimates(estimates),
            load_framework(framework),
            read_map(map),
            counts=() if counts is None else read_counts(counts),
            smallest=smallest_count(load_rules(rules)),
            when_suppressed="withheld" if suppressed == "withheld" else "missing",
        )
        # Withheld values stand in the file until “chiso score” has put digests in their place.
        mode = 0o600 if any(row.status == "withheld" for row in rows) else 0o644
        content = write_table(ANSWER_COLUMNS, (row.cells() for row in rows)).encode()
        write_whole(out, content, force=force, mode=mode)
        told = [row.status for row in rows]
        figures = {status: told.count(status) for status in ("given", "withheld", "missing")}
        if as_json:
            give_json({"out": str(out), "answers": figures})
            return
        say(
            text(
                "Answers: {given} given, {withheld} withheld, {missing} missing.",
                given=figures["given"],
                withheld=figures["withheld"],
                missing=figures["missing"],
            )
        )
        say(text("Written: {path}", path=str(out)))


COMMANDS = (answers,)
