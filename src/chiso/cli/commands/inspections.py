"""`chiso inspection`: where to go, drawn so that anybody can draw again."""

from __future__ import annotations

from pathlib import Path

import click

from chiso.cli.commands import inspection_prevalence, inspection_risk, inspection_rules
from chiso.cli.commands.inspection_prevalence import FRAME, PLAN
from chiso.cli.output import (
    DIFFERS,
    answering,
    force_option,
    give_json,
    json_option,
    path_option,
    say,
    words,
)
from chiso.language import text
from chiso.writing import make_folder, write_together, write_whole


@click.group(
    "inspection", help=words(text("Inspections: seal a seed, draw places, say how common a problem is."))
)
def group() -> None:
    """The commands of inspections."""


group.add_command(inspection_risk.score)
group.add_command(inspection_risk.replay)
group.add_command(inspection_rules.check)
group.add_command(inspection_prevalence.reinspect)
group.add_command(inspection_prevalence.prevalence)
group.add_command(inspection_prevalence.trend)


@group.command("seal", help=words(text("Make a seed and its commitment, to be published before the draw.")))
@path_option(
    "--out", text("File of the seed (YAML, mode 0600); keep it until the visits are over."), required=True
)
@force_option
@json_option
def seal(out: Path, force: bool, as_json: bool) -> None:
    """The commitment goes into the plan."""
    with answering(as_json):
        from chiso.inspection.seed import new_seed, write_seed

        seed = new_seed()
        write_whole(out, write_seed(seed).encode(), force=force, mode=0o600)
        if as_json:
            give_json({"written": str(out), "commitment": seed.commitment})
            return
        say(text("Written: {path}", path=str(out)))
        say(
            text(
                "Publish this, and write it into the plan: commitment: {commitment}",
                commitment=seed.commitment,
            )
        )


@group.command("draw", help=words(text("Draw the places to visit: what is demanded, by risk, by chance.")))
@click.argument("frame", metavar="FRAME.csv", type=click.Path(path_type=Path))
@path_option("--plan", PLAN, required=True)
@path_option("--seed-file", text("The seed that was sealed."), required=True)
@path_option("--out", text("Folder for the list and the record."), required=True)
@force_option
@json_option
def draw(frame: Path, plan: Path, seed_file: Path, out: Path, force: bool, as_json: bool) -> None:
    """Write list.csv and draw.yaml; the record holds no seed yet."""
    with answering(as_json):
        from chiso.survey.libraries import need_statistics

        need_statistics()
        from chiso.inspection.drawing import draw_visits
        from chiso.inspection.reading import read_for_draw
        from chiso.inspection.record import LIST, RECORD, list_of, record_of, write_record

        read, chosen, digest, seed = read_for_draw(frame, plan, seed_file)
        drawn = draw_visits(read, chosen, seed)
        record = record_of(drawn, frame=read, plan=chosen, plan_file=plan.name, plan_sha256=digest)
        make_folder(out)
        files = {out / LIST: (list_of(drawn), 0o600), out / RECORD: (write_record(record), 0o644)}
        write_together(files, force=force)
        counts = {reason: drawn.count(reason) for reason in ("must", "risk", "random")}
        without = sum(not visit.team for visit in drawn.visits) if chosen.teams else 0
        if as_json:
            told = {"places": len(read.offices), **counts, "days": str(drawn.days), "without_a_team": without}
            give_json({"written": [str(path) for path in files], **told})
            return
        say(
            text(
                "{visits} of {places} places: {must} demanded, {risk} by risk, {random} by chance; "
                "{days} days.",
                visits=len(drawn.visits),
                places=len(read.offices),
                must=counts["must"],
                risk=counts["risk"],
                random=counts["random"],
                days=drawn.days,
            )
        )
        if without:
            say(text("Without a team that has the time and no tie: {count}.", count=without))
        for path in files:
            say(text("Written: {path}", path=str(path)))
        say(text("Once the visits are over:"))
        say(f"  chiso inspection open {out} --seed-file {seed_file}")


@group.command(
    "open", help=words(text("Write the seed into the record of a draw, once the visits are over."))
)
@click.argument("draw", type=click.Path(path_type=Path))
@path_option("--seed-file", text("The seed that was sealed."), required=True)
def open_draw(draw: Path, seed_file: Path) -> None:
    """From then on anybody can draw again."""
    with answering():
        from chiso.inspection.record import RECORD, read_draw, write_record
        from chiso.inspection.seed import check_commitment, read_seed

        record, _ = read_draw(draw)
        seed = read_seed(seed_file)
        check_commitment(seed, record.commitment)
        opened = record.model_copy(update={"seed": seed.seed, "salt": seed.salt})
        write_whole(draw / RECORD, write_record(opened), force=True)
        say(text("Written: {path}", path=str(draw / RECORD)))
        say(text("Publish it with the frame, the plan and the list."))


@group.command("verify-draw", help=words(text("Draw again what a record tells, and compare.")))
@click.argument("draw", type=click.Path(path_type=Path))
@path_option("--frame", FRAME, required=True)
@path_option("--plan", PLAN, required=True)
@click.option(
    "--commitment",
    metavar="HEX",
    help=words(text("The commitment as it was published before; compared with that of the record.")),
)
@json_option
def verify_draw(draw: Path, frame: Path, plan: Path, commitment: str | None, as_json: bool) -> None:
    """End with 0 where it is the same draw, with 1 where it differs."""
    with answering(as_json) as answer:
        from chiso.survey.libraries import need_statistics

        need_statistics()
        from chiso.inspection.reading import read_drawn
        from chiso.inspection.record import differences

        record, listed, read, chosen, digest = read_drawn(draw, frame, plan, commitment)
        met = list(differences(record, listed, read, chosen, digest, published=commitment))
        if met:
            answer.code = DIFFERS
        if as_json:
            differing = [words(one) for one in met]
            sealed_for = record.opened.sealed_for if record.opened is not None else None
            told = {"same": not met, "format": record.format, "sealed_for": sealed_for}
            give_json({**told, "differences": differing})
            return
        if record.opened is not None and record.opened.sealed_for is None:
            say(
                text(
                    "The commitment does not say for which format of a draw it was published: the seed is of "
                    "the format 1."
                )
            )
        if record.is_first_format:
            say(
                text(
                    "The record is of the format 1: which of several best choices by risk was taken is not "
                    "compared."
                )
            )
        for line in met:
            say(line)
        if not met:
            say(
                text(
                    "The same draw: {count} visits from {places} places.",
                    count=record.list.rows,
                    places=record.frame.rows,
                )
            )
