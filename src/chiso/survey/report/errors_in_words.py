"""How errors come about, in words: by the design of the round, and by the record of a table of estimates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chiso.language import Text, text
from chiso.survey.design import Design
from chiso.survey.replicates.replicate_factors import METHODS

# What the commands write beside their estimates.
_RECORDS = {"index.json": "chiso-survey-index/1", "estimate.json": "chiso-survey-estimate/1"}
_OF_RECORD: dict[str, Text] = {
    "none": text("No errors are told with them."),
    "linearisation": text("Their errors come from linearisation and take the weights as given."),
    "calibrated": text("Their errors come from linearisation and know of the calibration of the weights."),
    "replicates of the data": text("Their errors come from the replicate weights of the data."),
}


def errors_of_design(design: Design) -> Text:
    """What the errors of this round are made of, unless somebody asks for others."""
    if not design.has_errors:
        return text("No errors are told: they would need a draw by chance, or a census.")
    if design.replicates is not None:
        told = {"count": len(design.replicates.columns), "method": design.replicates.method}
        if design.chain is None:
            return text("Errors come from {count} replicate weights ({method}; Wolter 2007).", **told)
        return text(
            "Errors come from {count} replicate weights ({method}): in each of them every step of the "
            "weights was done again, so that they know what the steps add and what calibration takes off "
            "(Rao, Wu and Yue 1992; Wolter 2007).",
            **told,
        )
    if design.knows_calibration:
        return text(
            "Errors follow from the differences between the clusters of a stratum (Taylor linearisation: "
            "Särndal, Swensson and Wretman 1992; Wolter 2007) and know of the calibration: what the known "
            "totals explain is taken off first, and what they fix has no error (Deville and Särndal 1992). "
            "The other steps of the weights are taken as given."
        )
    return text(
        "Errors follow from the differences between the clusters of a stratum (Taylor linearisation: "
        "Särndal, Swensson and Wretman 1992; Wolter 2007). The weights are taken as given."
    )


def record_beside(estimates: Path) -> Mapping[str, Any] | None:
    """The record that a command wrote beside its estimates; None where there is none that can be read."""
    for name, form in _RECORDS.items():
        try:
            record = json.loads((estimates.parent / name).read_bytes())
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(record, dict) and record.get("format") == form:
            return record
    return None


def errors_of_record(record: Mapping[str, Any] | None, design: Design) -> list[Text]:
    """What the record says of the estimates and their errors, and where it is not of this design."""
    errors = "" if record is None else str(record.get("errors"))
    if record is None or errors not in (*_OF_RECORD, *METHODS):
        return [text("How their errors were made was not given to the report.")]
    said = []
    if "questionnaire" in record:
        told = {"questionnaire": str(record["questionnaire"]), "rules": str(record.get("rules", ""))}
        said.append(
            text("A satisfaction index by the questionnaire {questionnaire} and the rules {rules}.", **told)
        )
    replicated = text(
        "Their errors come from replicates made for the draw ({method}) and take the weights as given.",
        method=errors,
    )
    said.append(_OF_RECORD.get(errors, replicated))
    if record.get("calibration") == "left out":
        said.append(text("The calibration that the design holds was left out when they were made."))
    if record.get("design_sha256") != design.digest:
        said.append(text("They were made with another design than that of this report."))
    return said
