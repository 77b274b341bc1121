"""Do the data bear the design? A report as data: every finding with its code, its number, its first rows.

Errors make a figure wrong and stop the closing of a round; remarks are things that somebody should know.

    CH-3107 a column is missing             CH-3108 weight missing        CH-3109 weight not a number
    CH-3110 weight below 0                  CH-3111 cluster in two strata
    CH-3112 stratum with one cluster (a remark, unless the design says lonely: fail)
    CH-3113 more clusters than the frame    CH-3114 population differs within a stratum
    CH-3115 population missing              CH-3116 stratum or cluster empty
    CH-3117 a key twice                     CH-3118 a basis without errors (remark)
    CH-3119 chance of inclusion             CH-3120 replicate weights
    CH-3123, CH-3124 weights that whole millionths cannot hold            CH-3128 domain empty (remark)
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from chiso.language import listing, text
from chiso.problems import Problem
from chiso.survey.checked import ROW, Checked, numbers_of, rows_of_words
from chiso.survey.checking_stages import check_stages
from chiso.survey.design import MILLIONTHS, Design
from chiso.survey.findings import Finding
from chiso.survey.reading import Data

# Sums of whole millionths stay exact in float64 as well as in int64 below this.
_LARGEST_SUM = 2.0**53
_LARGEST_SUM_OF_WEIGHTS = 2**53 // MILLIONTHS


def check_data(data: Data, design: Design, *, key: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Everything that the data and the design say against one another; errors first.

    `key`: columns that together name a row, so that none may stand twice.
    """
    checked = Checked(data, design, list(data.findings))
    _check_columns(checked, key)
    if design.weight and checked.has([design.weight]):
        _check_weight(checked, design.weight)
    check_stages(checked)
    _check_replicates(checked)
    _check_domains(checked)
    if key and checked.has(key):
        _check_key(checked, key)
    if not design.has_errors:
        _remark_basis(checked)
    return tuple(sorted(checked.findings, key=lambda finding: not finding.is_error))


def errors_of(findings: Sequence[Finding]) -> list[Problem]:
    """The problems that stop the closing of a round."""
    return [finding.problem for finding in findings if finding.is_error]


def _check_columns(checked: Checked, key: Sequence[str]) -> None:
    present = checked.data.columns
    for column in dict.fromkeys([*checked.design.columns, *key]):
        if column in present:
            continue
        near = difflib.get_close_matches(column, present, n=3)
        mend = text("Did you mean {names}? Otherwise add the column.", names=listing(near))
        if not near:
            mend = text("Add the column, or name the one that holds this.")
        expected = text("Expected the column “{column}”, which the design names.", column=column)
        checked.note("CH-3107", column, [], ", ".join(present[:8]), expected, mend, count=1)


def _check_weight(checked: Checked, weight: str) -> None:
    column = checked.data.table.column(weight)
    mend = text("Give each row the weight that it was drawn with, or leave the row out.")
    empty = np.flatnonzero(column.is_null().combine_chunks().to_numpy(zero_copy_only=False))
    if len(empty):
        checked.note("CH-3108", weight, empty, "", text("Expected a weight in each row."), mend)
    weights = numbers_of(column)
    if weights is None:
        rows = rows_of_words(column)
        expected = text("Expected a number as the weight.")
        checked.note("CH-3109", weight, rows, column[int(rows[0])].as_py() or "", expected, mend)
        return
    endless = np.flatnonzero(np.isinf(weights))
    if len(endless):
        checked.note("CH-3109", weight, endless, "∞", text("Expected a number as the weight."), mend)
    negative = np.flatnonzero(weights < 0)
    if len(negative):
        expected = text("Expected no weight below 0.")
        checked.note("CH-3110", weight, negative, weights[negative[0]], expected, mend)
    if weight == "weight_millionths" and checked.design.closed is not None:
        return
    _check_millionths(checked, weight, weights)


def _check_millionths(checked: Checked, weight: str, weights: npt.NDArray[np.float64]) -> None:
    sound = np.where(np.isfinite(weights), weights, 0.0)
    small = np.flatnonzero((sound > 0) & (np.rint(sound * MILLIONTHS) == 0))
    if len(small):
        expected = text("Expected weights of at least a millionth: a smaller one would become 0.")
        mend = text("Multiply all weights by one factor.")
        checked.note("CH-3124", weight, small, sound[small[0]], expected, mend)
    if np.abs(sound).sum() * MILLIONTHS >= _LARGEST_SUM:
        expected = text(
            "Expected weights that add up to less than {limit}: below that sums are exact.",
            limit=_LARGEST_SUM_OF_WEIGHTS,
        )
        mend = text("Divide all weights by one factor.")
        checked.note("CH-3123", weight, [], f"{np.abs(sound).sum():.6g}", expected, mend, count=1)


def _check_replicates(checked: Checked) -> None:
    if checked.design.replicates is None:
        return
    for name in checked.design.replicates.columns:
        if not checked.has([name]):
            continue
        column = checked.data.table.column(name)
        weights = numbers_of(column)
        broken = rows_of_words(column) if weights is None else np.flatnonzero(~np.isfinite(weights))
        if len(broken):
            found = column[int(broken[0])].as_py()
            expected = text("Expected a number as the replicate weight in each row.")
            mend = text("Take the replicate weights anew from who made them.")
            checked.note("CH-3120", name, broken, "" if found is None else found, expected, mend)


def _check_domains(checked: Checked) -> None:
    for name in checked.design.domains:
        if not checked.has([name]):
            continue
        empty = checked.data.table.column(name).is_null().combine_chunks().to_numpy(zero_copy_only=False)
        if empty.any():
            expected = text("These rows belong to none of the domains of “{column}”.", column=name)
            mend = text("Fill in what is known; the rows count for the whole in any case.")
            checked.note("CH-3128", name, np.flatnonzero(empty), "", expected, mend, is_error=False)


def _check_key(checked: Checked, key: Sequence[str]) -> None:
    frame = checked.frame(key)
    again = frame.filter(~pl.struct(list(key)).is_first_distinct())
    if len(again):
        rows = again[ROW].to_numpy()
        found = ", ".join(str(again[column][0]) for column in key)
        expected = text("Expected each key once; it stood in a row above.")
        mend = text("Keep the questionnaire that counts; if both do, give one another key.")
        checked.note("CH-3117", ", ".join(key), rows, found, expected, mend)


def _remark_basis(checked: Checked) -> None:
    expected = text(
        "This basis gives no chance of inclusion: no error, no interval and no rank group is told."
    )
    mend = text("Nothing, if nobody was drawn by chance. Report the figures apart from surveys that were.")
    checked.note("CH-3118", "basis", [], checked.design.basis, expected, mend, is_error=False, count=1)
