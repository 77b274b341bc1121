"""What is told of the round: estimates shown and suppressed, findings of quality, the method in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from chiso.language import Bilingual, Text, Value, text
from chiso.survey.design import Design
from chiso.survey.estimates import Flag
from chiso.survey.quality.wording import figure, percent
from chiso.survey.report.errors_in_words import errors_of_design, errors_of_record
from chiso.survey.report.parts import Section, Table

_FLAGS: dict[Flag, Text] = {
    "shown": text("shown"),
    "unreliable": text("shown as unreliable"),
    "suppressed": text("suppressed"),
}


def published_section(
    estimates: Sequence[Mapping[str, str]], record: Mapping[str, Any] | None, design: Design
) -> Section:
    """`estimates`: rows with `unit`, `code`, `flag`, `reason`; `record`: what was written beside them."""
    flags = Counter(row["flag"] for row in estimates)
    units = len({row["unit"] for row in estimates})
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (name, flags[flag], text("{share}%", share=percent(flags[flag] / len(estimates))))
        for flag, name in _FLAGS.items()
    )
    head = (text("Estimates"), text("How many"), text("Share"))
    tables = [Table(text("What is told"), head, rows, frozenset({1, 2}))]
    reasons = Counter(row["reason"] for row in estimates if row["flag"] != "shown" and row["reason"])
    if reasons:
        told: tuple[tuple[Value, ...], ...] = tuple(reasons.most_common(20))
        tables.append(Table(text("Why not"), (text("Reason"), text("Estimates")), told, frozenset({1})))
    said = text("{count} estimates for {units} domains.", count=len(estimates), units=units)
    return Section(
        "published",
        text("What is told and what is not"),
        (said, *errors_of_record(record, design)),
        tuple(tables),
    )


def quality_section(record: Mapping[str, Any]) -> Section:
    """`record`: what `chiso survey quality` wrote."""
    checks = record["checks"]
    rows: tuple[tuple[Value, ...], ...] = tuple(map(_check_row, checks))
    head = (
        text("Check"), text("Looked at"), text("To follow up"), text("Share"), text("Honest rounds"),
    )  # fmt: skip
    tables = [Table(text("What the checks list"), head, rows, frozenset({1, 2, 3, 4}))]
    facts: tuple[tuple[Value, ...], ...] = tuple(
        (Bilingual(**fact["name"]), Bilingual(**fact["value"])) for one in checks for fact in one["facts"]
    )
    if facts:
        tables.append(Table(text("Figures of the whole round"), (text("Figure"), text("Value")), facts))
    return Section(
        "quality",
        text("Quality of the interviews"),
        (
            text("A list to follow up, not a judgement: honest work is listed too. Nothing was deleted."),
            text(
                "“Honest rounds” is the share that the same check lists in simulated rounds in which "
                "everybody works honestly; a share near it is no reason to worry."
            ),
            text("Whom it concerns stands in follow_up.csv, for those who look into it; not on this page."),
        ),
        tuple(tables),
    )


def method_section(design: Design) -> Section:
    """How errors are made, in words, with sources."""
    said = [text("Means and shares are ratios of weighted sums."), errors_of_design(design)]
    if design.has_errors:
        said.append(
            text(
                "An interval of 95% covers the true value in about 19 of 20 rounds like this one. It holds "
                "for chance in the draw; not for questions that were misunderstood, or for people who "
                "cannot be reached."
            )
        )
    said.append(
        text(
            "The checks of the interviews and their limits are the project’s own where no source is "
            "named in the reference; the rates in honest rounds are measured by simulation."
        )
    )
    return Section("method", text("Method and sources"), tuple(said))


def _check_row(check: Mapping[str, Any]) -> tuple[Value, ...]:
    title = Bilingual(**check["title"])
    if check["left_out"]:
        return title, Bilingual(**check["left_out"]), text("–"), text("–"), text("–")
    share = check["listed"] / check["looked_at"] if check["looked_at"] else float("nan")
    return (
        title,
        check["looked_at"],
        check["listed"],
        text("{share}%", share=figure(100 * share, 2)),
        text("{share}%", share=figure(100 * check["honest_share"], 2)),
    )
