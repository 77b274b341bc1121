"""`chiso publish`, `seal` and `verify`: bundles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chiso.cli.days import day_of
from chiso.cli.output import (
    answering,
    force_option,
    give_json,
    json_option,
    path_option,
    remark,
    say,
    speech,
    words,
)
from chiso.language import text

if TYPE_CHECKING:
    from chiso.publication.statement import Status

# Said here too: what verifies a bundle takes most of the time that any command needs to begin.
STATUSES: tuple[Status, ...] = ("provisional", "final", "corrected", "withdrawn")


@click.command("publish", help=words(text("Put results into one bundle that anyone can recompute.")))
@click.argument("runs", nargs=-1, type=click.Path(path_type=Path), metavar="[OUT]…")
@path_option(
    "--key", text("Secret half of the key that seals; without it the bundle is prepared, not sealed.")
)
@click.option(
    "--status",
    type=click.Choice(STATUSES),
    default="provisional",
    show_default=True,
    help=words(text("What the publication is.")),
)
@path_option("--supersedes", text("The bundle that this one replaces."))
@click.option("--reason", help=words(text("Why it replaces the other one.")))
@click.option("--decision", metavar="NUMBER", help=words(text("Number of the decision that publishes it.")))
@click.option("--date", "day", metavar="DATE", help=words(text("Day of the decision.")))
@path_option("--pdf", text("The signed decision as PDF; it travels beside the sealed content."))
@path_option(
    "--carry", text("Table of figures of others to carry over, with sources. May be repeated."), multiple=True
)
@path_option(
    "--robustness",
    text("Folder of “chiso robustness” about one of the results: how sure ranks are. May be repeated."),
    multiple=True,
)
@path_option("--out", text("The bundle to write (.zip)."), required=True)
@force_option
def publish(
    runs: tuple[Path, ...],
    key: Path | None,
    status: Status,
    supersedes: Path | None,
    reason: str | None,
    decision: str | None,
    day: str | None,
    pdf: Path | None,
    carry: tuple[Path, ...],
    robustness: tuple[Path, ...],
    out: Path,
    force: bool,
) -> None:
    """Recompute the results, build the bundle, seal it if a key is given."""
    from chiso.publication import build_bundle

    with answering():
        built = build_bundle(
            runs=runs,
            out=out,
            status=status,
            carry=carry,
            robustness=robustness,
            supersedes=supersedes,
            reason=reason,
            decision_number=decision,
            decision_date=day_of(day, "--date"),
            pdf=pdf,
            key=key,
            force=force,
            progress=remark,
        )
        say(text("Written: {path}", path=str(out)))
        say(text("Content: {content}", content=built.content))
        if built.key_id is None:
            say(
                text(
                    "Prepared, not sealed. To seal it: chiso seal {path} --key NAME.key --out …",
                    path=str(out),
                )
            )
        else:
            say(text("Sealed with key {key_id}.", key_id=built.key_id))


@click.command("seal", help=words(text("Add a seal over what is in a bundle.")))
@click.argument("bundle", type=click.Path(path_type=Path))
@path_option("--key", text("Secret half of the key that seals."), required=True)
@path_option("--out", text("The sealed bundle to write (.zip)."), required=True)
@force_option
def seal(bundle: Path, key: Path, out: Path, force: bool) -> None:
    """Seal; seals that are there already stay."""
    from chiso.publication import seal_bundle

    with answering():
        sealed = seal_bundle(bundle, key=key, out=out, force=force)
        say(text("Written: {path}", path=str(sealed.path)))
        say(text("Content: {content}", content=sealed.content))
        say(text("Sealed with key {key_id}.", key_id=sealed.key_id))


@click.command("verify", help=words(text("Check seals and hashes of a bundle, then recompute every figure.")))
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("others", nargs=-1, type=click.Path(path_type=Path), metavar="[OTHER_VERSIONS]…")
@path_option("--trusted", text("Public half of a key that you trust. May be repeated."), multiple=True)
@path_option("--revoked", text("List of revoked keys. May be repeated."), multiple=True)
@path_option("--opened", text("Withheld values that were opened to you. May be repeated."), multiple=True)
@click.option(
    "--skip-histograms",
    is_flag=True,
    help=words(text("Do not make the runs behind histograms of ranks again; what was not checked is said.")),
)
@json_option
def verify(
    bundle: Path,
    others: tuple[Path, ...],
    trusted: tuple[Path, ...],
    revoked: tuple[Path, ...],
    opened: tuple[Path, ...],
    skip_histograms: bool,
    as_json: bool,
) -> None:
    """Exit 0: sound; 1: differs; 3: recomputes, but no trusted seal; 4: no bundle."""
    from chiso.publication import verify as verify_bundle

    with answering(as_json) as answer:
        verification = verify_bundle(
            bundle,
            others=others,
            trusted=trusted,
            revocations=revoked,
            opened=opened,
            histograms=not skip_histograms,
            progress=remark,
        )
        answer.code = verification.exit_code
        if as_json:
            give_json(verification.as_record(speech.language))
        else:
            for sentence in verification.sentences():
                say(sentence)
            for problem in verification.differences:
                say(problem.in_language(speech.language))


COMMANDS = (publish, seal, verify)
