"""Interviews that are equal, or nearly equal, to another one.

    alike(i, j) = #{columns answered in both and equal} / #{columns answered in both}

over questions, numbers and facts. *Equal*: 1 over all columns, within the unit (without units: anywhere in
the round; in a million interviews many are equal by chance, so all pairs say little). *Nearly equal*: the
nearest other interview of the same interviewer is at least `limits.alike` (Kuriakose and Robbins 2016)
**and** nearer than the 0.999-quantile of what the nearest interview of *another* interviewer reaches: how
much honest interviews resemble one another depends on the questionnaire (Simmons, Mercer, Schwarzer and
Kennedy 2016), so the round itself says what is much. Pairs are compared within blocks of one interviewer,
of at most `LARGEST_BLOCK` interviews, never all pairs of the round.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chiso.compiling import compiled
from chiso.language import text
from chiso.survey.quality.findings import Checked, Fact, Finding, lacks
from chiso.survey.quality.interviews import NO_ANSWER, Interviews
from chiso.survey.quality.wording import percent

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

LARGEST_BLOCK = 1_000
QUANTILE = 0.999
# A pair that has few columns in common says nothing.
_FEWEST_SHARE = 0.5
_PRIME = np.uint64(0x100000001B3)


def compared_columns(interviews: Interviews) -> Codes:
    """(interviews, columns): everything in which two interviews may be alike, -1 for no answer."""
    numbers = np.minimum(interviews.numbers, np.iinfo(np.int32).max)
    columns = [interviews.answers, numbers, interviews.facts]
    return np.concatenate([column.astype(np.int32) for column in columns], axis=1)


def check_duplicates(interviews: Interviews) -> Checked:
    """Listed: interviews that equal an earlier one of the unit in all columns, half of which are answered."""
    compared = compared_columns(interviews)
    enough = np.flatnonzero((compared != NO_ANSWER).mean(axis=1) >= _FEWEST_SHARE)
    if interviews.unit is not None:
        compared = np.concatenate([compared, interviews.unit.of[:, None]], axis=1)
    _, first, place = np.unique(_digests(compared[enough]), return_index=True, return_inverse=True)
    earlier = enough[first[place]]
    # Two different rows of one digest are next to impossible; they are compared all the same.
    again = (earlier != enough) & (compared[earlier] == compared[enough]).all(axis=1)
    findings = tuple(
        Finding(
            "duplicates",
            interviews.key(row),
            interviews.interviewer_of(row),
            1.0,
            1.0,
            text("every answer is that of interview {other}", other=interviews.key(other)),
        )
        for row, other in zip(map(int, enough[again]), map(int, earlier[again]), strict=True)
    )
    return Checked("duplicates", len(enough), findings)


def check_near_duplicates(interviews: Interviews, nearest: Nearest | None) -> Checked:
    """Listed: interviews very near to another one of the same interviewer."""
    if nearest is None:
        return lacks("near_duplicates", "interviewer")
    limit = interviews.plan.limits.alike
    abroad = nearest.abroad[~np.isnan(nearest.abroad)]
    usual = float(np.quantile(abroad, QUANTILE)) if len(abroad) else 0.0
    own = np.nan_to_num(nearest.own, nan=-1.0)
    listed = np.flatnonzero((own >= limit) & (own > usual))
    findings = tuple(
        Finding(
            "near_duplicates",
            interviews.key(row),
            interviews.interviewer_of(row),
            float(own[row]),
            max(limit, usual),
            text(
                "{share}% of the answers are those of interview {other}",
                share=percent(float(own[row])),
                other=interviews.key(int(nearest.partner[row])),
            ),
        )
        for row in map(int, listed)
    )
    facts = (
        Fact(
            text("Interviews of different interviewers are alike in at most (99.9% of them)"),
            text("{share}% of the answers", share=percent(usual)),
        ),
    )
    return Checked("near_duplicates", int((~np.isnan(nearest.own)).sum()), findings, facts)


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each interview: how near the nearest of its interviewer is, which one, and the nearest of another.

    nan and -1 where there is no other interview to compare with.
    """

    own: Real
    partner: Whole
    abroad: Real


def nearest_interviews(interviews: Interviews) -> Nearest | None:
    """Compare the interviews of each interviewer with one another, and with those of the next one."""
    if interviews.interviewer is None:
        return None
    of = interviews.interviewer.of
    order = np.argsort(of, kind="stable")
    order = order[of[order] >= 0]
    begins = _blocks(of[order])
    compared = compared_columns(interviews)[order]
    least = max(1, int(np.ceil(_FEWEST_SHARE * compared.shape[1])))
    own, partner, abroad = _compare_blocks(compared, begins, of[order], least)
    made = Nearest(np.full(len(of), np.nan), np.full(len(of), -1, np.int64), np.full(len(of), np.nan))
    made.own[order] = np.where(own < 0, np.nan, own)
    made.partner[order] = np.where(partner < 0, -1, order[partner])
    made.abroad[order] = np.where(abroad < 0, np.nan, abroad)
    return made


def _blocks(sorted_groups: npt.NDArray[np.int32]) -> Whole:
    """Where blocks begin, and the end: each is of one group and has at most `LARGEST_BLOCK` rows."""
    if not len(sorted_groups):
        return np.zeros(1, np.int64)
    begins = np.flatnonzero(np.diff(sorted_groups, prepend=sorted_groups[0] - 1))
    within = np.arange(len(sorted_groups)) - np.repeat(begins, np.diff([*begins, len(sorted_groups)]))
    return np.append(np.flatnonzero(within % LARGEST_BLOCK == 0), len(sorted_groups))


def _digests(rows: Codes) -> npt.NDArray[np.uint64]:
    """A number for each row that is the same for equal rows (Fowler, Noll and Vo's mixing)."""
    digest = np.full(len(rows), 0xCBF29CE484222325, np.uint64)
    for column in rows.T.astype(np.uint64):
        digest = (digest ^ column) * _PRIME
        digest ^= digest >> np.uint64(29)
    return digest


@compiled
def _share_alike(one: Codes, other: Codes, least: int) -> float:
    both = 0
    equal = 0
    for column in range(len(one)):
        if one[column] >= 0 and other[column] >= 0:
            both += 1
            equal += one[column] == other[column]
    return equal / both if both >= least else -1.0


@compiled
def _compare_blocks(
    compared: Codes, begins: Whole, group: npt.NDArray[np.int32], least: int
) -> tuple[Real, Whole, Real]:
    """Nearest within the block, its row, and nearest in the next block of another group."""
    count = len(compared)
    own = np.full(count, -1.0)
    partner = np.full(count, -1, np.int64)
    abroad = np.full(count, -1.0)
    blocks = len(begins) - 1
    for block in range(blocks):
        for row in range(begins[block], begins[block + 1]):
            for other in range(row + 1, begins[block + 1]):
                share = _share_alike(compared[row], compared[other], least)
                if share > own[row]:
                    own[row] = share
                    partner[row] = other
                if share > own[other]:
                    own[other] = share
                    partner[other] = row
        foreign = (block + 1) % blocks
        if group[begins[foreign]] != group[begins[block]]:
            for row in range(begins[block], begins[block + 1]):
                for other in range(begins[foreign], begins[foreign + 1]):
                    share = _share_alike(compared[row], compared[other], least)
                    if share > abroad[row]:
                        abroad[row] = share
    return own, partner, abroad
