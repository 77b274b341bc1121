"""`chiso inspection score`: the risk of each place; `replay`: what an order by risk would have brought."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chiso.cli.output import answering, force_option, give_json, json_option, path_option, say, table, words
from chiso.language import Value, listing, text
from chiso.problems import mends_of_face
from chiso.writing import make_folder, write_together

if TYPE_CHECKING:
    from chiso.inspection.risk.replay import Order, Replay
    from chiso.inspection.risk.scoring import Scored

leave_out_option = click.option(
    "--leave-out",
    multiple=True,
    metavar="COLUMN",
    help=words(text("A column not to learn from; repeatable.")),
)
_MENDS = {
    "CH-8803": text("Take the column out, or name it with --leave-out."),
    "CH-8812": text("Correct the day, or name a later one with --day."),
}


@click.command("score", help=words(text("The risk of each place of a frame, learned from past visits.")))
@click.argument("frame", metavar="FRAME.csv", type=click.Path(path_type=Path))
@path_option(
    "--history",
    text("Past visits (CSV: place, day, inspector, found, and columns of the frame)."),
    required=True,
)
@path_option("--out", text("Folder for the frame with its risks, the reasons and the report."), required=True)
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help=words(text("Day on which the frame is known; without it, the day of the last visit.")),
)
@click.option(
    "--by",
    metavar="COLUMN",
    help=words(text("Column by whose groups fairness is told: district_kind, else district.")),
)
@leave_out_option
@force_option
@json_option
def score(
    frame: Path,
    history: Path,
    out: Path,
    day: datetime | None,
    by: str | None,
    leave_out: tuple[str, ...],
    force: bool,
    as_json: bool,
) -> None:
    """Write frame.csv, which the draw reads, reasons.csv and report.json."""
    with answering(as_json):
        from chiso.survey.libraries import need_statistics

        need_statistics()
        from chiso.inspection.risk.answers import (
            FRAME,
            REASONS,
            REPORT,
            frame_of_scored,
            reasons_table,
            report_bytes,
            report_record,
        )
        from chiso.inspection.risk.scoring import score_frame

        known = None if day is None else day.date()
        with mends_of_face(_MENDS):
            scored = score_frame(frame, history, day=known, by=by, leave_out=leave_out)
        make_folder(out)
        files = {
            out / FRAME: (frame_of_scored(scored), 0o644),
            out / REASONS: (reasons_table(scored, words), 0o600),
            out / REPORT: (report_bytes(scored), 0o600),
        }
        write_together(files, force=force)
        if as_json:
            give_json({"written": [str(path) for path in files], **report_record(scored)})
            return
        _tell(scored)
        for path in files:
            say(text("Written: {path}", path=str(path)))


def _tell(scored: Scored) -> None:
    visits, model = scored.visits, scored.model
    say(
        text(
            "{places} places, from {visits} visits by {inspectors} inspectors, {findings} with a finding. "
            "Mean risk: {mean} %.",
            places=len(scored.risks),
            visits=len(visits),
            inspectors=len(visits.inspector_names),
            findings=int(visits.found.sum()),
            mean=_percent(float(scored.risks.mean())),
        )
    )
    say(
        text(
            "Learned from: {columns}.", columns=listing(model.encoding.names) if model.encoding.names else "—"
        )
    )
    if scored.left_out:
        say(text("Left out, they tell places apart or nothing: {columns}.", columns=listing(scored.left_out)))
    if scored.only_in_one:
        say(text("Not used, one table alone has them: {columns}.", columns=listing(scored.only_in_one)))
    if len(visits.inspector_names) == 1:
        say(text("One inspector alone: how strict they are cannot be told."))
    held = model.calibration
    if held is None:
        say(text("No visits could be held back: whether the risks hold is not known."))
    else:
        say(
            text(
                "Held against {visits} later visits: AUC {auc}, Brier {brier}, slope {slope}.",
                visits=held.visits,
                auc=_rounded(held.auc if held.auc is not None else 0.5),
                brier=_rounded(held.brier),
                slope=_rounded(held.line.slope),
            )
        )
        if model.line is not None and not model.line.slope:
            say(text("Forecasts told nothing of later visits: the risks of all places are made equal."))
        elif model.line is not None:
            say(text("The risks did not hold and were brought onto that line."))
    for moved in scored.drift:
        if moved.is_much:
            say(
                text(
                    "{column} is not what it was in the history (PSI {index}): what was learned "
                    "may not hold.",
                    column=moved.column,
                    index=_rounded(moved.index),
                )
            )
    if scored.fairness:
        _tell_groups(scored)


def _tell_groups(scored: Scored) -> None:
    head = [
        words(scored.by), words(text("places")), words(text("mean risk, %")),
        words(text("in the top tenth, %")),
        words(text("later visits")), words(text("found")), words(text("expected")),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for one in scored.fairness:
        told: list[Value] = [text("too few"), ""]
        if one.is_enough:
            told = [one.findings, _rounded(one.expected, 1)]
        shares: list[Value] = [_percent(one.mean_risk), _percent(one.in_the_top)]
        rows.append([one.group, one.places, *shares, one.visits, *told])
    table(head, [[words(cell) for cell in row] for row in rows], right=frozenset(range(1, len(head))))


@click.command(
    "replay",
    help=words(text("How much earlier findings would have come in the order of risk, and whose gain it is.")),
)
@click.argument("data", metavar="DATA.csv", type=click.Path(path_type=Path))
@click.option(
    "--outcome", required=True, metavar="COLUMN", help=words(text("Column: what was found (yes or no)."))
)
@click.option(
    "--date", "day", required=True, metavar="COLUMN", help=words(text("Column: the day of the visit."))
)
@click.option("--inspector", required=True, metavar="COLUMN", help=words(text("Column: who went.")))
@click.option("--split", required=True, metavar="COLUMN", help=words(text("Column: train or test.")))
@click.option("--place", metavar="COLUMN", help=words(text("Column: the place, for its own history.")))
@leave_out_option
@json_option
def replay(
    data: Path,
    outcome: str,
    day: str,
    inspector: str,
    split: str,
    place: str | None,
    leave_out: tuple[str, ...],
    as_json: bool,
) -> None:
    """Without and with the identity of inspectors, and the difference."""
    with answering(as_json):
        from chiso.survey.libraries import need_statistics

        need_statistics()
        from chiso.inspection.risk.replay import Asked
        from chiso.inspection.risk.replay import replay as run

        with mends_of_face(_MENDS):
            told = run(data, Asked(outcome, day, inspector, split, place or "", leave_out))
        if as_json:
            give_json(told.as_record())
            return
        _tell_replay(told)


def _tell_replay(told: Replay) -> None:
    say(
        text(
            "Learned from {visits} visits, {findings} with a finding. Put in order: {tested}, {found} "
            "with one.",
            visits=len(told.training),
            findings=int(told.training.found.sum()),
            tested=len(told.test_days),
            found=told.test_findings,
        )
    )
    if told.too_early:
        say(text("Test visits before the last one of the training: {count}.", count=told.too_early))
    if told.left_out:
        say(text("Left out, they tell places apart or nothing: {columns}.", columns=listing(told.left_out)))
    head = [
        words(one)
        for one in (text("order"), text("days earlier"), text("found in first half, %"), text("AUC"))
    ]
    rows: list[list[Value]] = [
        [text("as it was"), 0, _percent(told.as_it_was), ""],
        [text("by the place alone"), *_cells(told.own)],
        [text("by place and inspector"), *_cells(told.with_inspectors)],
    ]
    table(head, [[words(cell) for cell in row] for row in rows], right=frozenset((1, 2, 3)))
    share = told.share_of_inspectors
    if share is not None:
        say(
            text(
                "Of the days with inspectors, {share} % are theirs: who went, not where.",
                share=_percent(share),
            )
        )
    held = told.calibration
    say(
        text(
            "Chances of these, with inspectors: Brier {brier}, slope {slope}, intercept {intercept}.",
            brier=_rounded(held.brier),
            slope=_rounded(held.line.slope),
            intercept=_rounded(held.line.intercept),
        )
    )


def _cells(order: Order) -> list[Value]:
    return [_rounded(order.days_earlier, 2), _percent(order.found_in_first_half), _rounded(order.auc)]


def _rounded(number: float, places: int = 3) -> Fraction:
    return Fraction(round(number * 10**places), 10**places)


def _percent(share: float) -> Fraction:
    return Fraction(round(share * 1_000), 10)
