"""`chiso survey answers`: a table of estimates becomes answers of a framework, which `chiso score` takes."""

from __future__ import annotations

from pathlib import Path

import click

from chiso.cli.output import answering, force_option, give_json, json_option, path_option, say, speech, words
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
@path_option(
    "--estimates-out",
    text("The estimates behind the answers (CSV), for “chiso score --estimates”; its record beside it."),
)
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
    estimates_out: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Read, match, write; what is withheld or missing is counted."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.frameworks.library import load_framework
        from chiso.survey.counts_table import read_counts
        from chiso.survey.estimates_handed import COLUMNS, estimates_behind, record_behind
        from chiso.survey.estimates_reading import read_estimates
        from chiso.survey.handing_over import ANSWER_COLUMNS, answers_of, read_map, smallest_count
        from chiso.survey.publishing_rules import load_rules
        from chiso.tables import write_table
        from chiso.writing import refuse_existing, write_whole

        for path in _written(out, estimates_out):
            refuse_existing(path, force=force)
        told, answered, mapping, own = (
            read_estimates(estimates), load_framework(framework), read_map(map), load_rules(rules),
        )  # fmt: skip
        rows = answers_of(
            told,
            answered,
            mapping,
            counts=() if counts is None else read_counts(counts),
            smallest=smallest_count(own),
            when_suppressed="withheld" if suppressed == "withheld" else "missing",
        )
        # Withheld values stand in the file until “chiso score” has put digests in their place.
        mode = 0o600 if any(row.status == "withheld" for row in rows) else 0o644
        content = write_table(ANSWER_COLUMNS, (row.cells() for row in rows)).encode()
        behind = {}
        if estimates_out is not None:
            table = estimates_behind(told, answered, mapping, language=speech.language)
            behind = {
                estimates_out: write_table(COLUMNS, table).encode(),
                estimates_out.with_suffix(".json"): record_behind(estimates, own),
            }
        write_whole(out, content, force=force, mode=mode)
        for path, held in behind.items():
            write_whole(path, held, force=force)
        statuses = [row.status for row in rows]
        figures = {status: statuses.count(status) for status in ("given", "withheld", "missing")}
        if as_json:
            made = {} if estimates_out is None else {"estimates_out": str(estimates_out)}
            give_json({"out": str(out), **made, "answers": figures})
            return
        say(
            text(
                "Answers: {given} given, {withheld} withheld, {missing} missing.",
                given=figures["given"],
                withheld=figures["withheld"],
                missing=figures["missing"],
            )
        )
        for path in (out, *behind):
            say(text("Written: {path}", path=str(path)))


def _written(out: Path, estimates_out: Path | None) -> tuple[Path, ...]:
    """The files that the command writes."""
    if estimates_out is None:
        return (out,)
    return out, estimates_out, estimates_out.with_suffix(".json")


COMMANDS = (answers,)
