"""Estimates behind the answers of survey criteria, as a run carries them: one row for each answer.

    period,unit,code,input,estimate,se,df,n,deff,ci_low,ci_high,flag,sampling_basis,reason

`unit` and `code` are those of the answer, the figures on the scale of its input. `flag`: shown, unreliable,
suppressed (no figure stands then, and `reason` says why). Errors and intervals stand only where the basis is
a probability sample or a census. Whoever made the estimates hands over this table; how is not known here.

Beside it may stand a record of what holds for the whole table: the level of the intervals, how the errors
were made, and the rules of publication in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal, NamedTuple, TypeAlias, get_args

from pydantic import AfterValidator, Field

from chiso.figures import NO_BREAK_SPACE, write_exact
from chiso.frameworks.document import canonical_json
from chiso.frameworks.fields import BilingualField, Figure, Part
from chiso.language import Bilingual
from chiso.tables import write_table

COLUMNS = (
    "period", "unit", "code", "input", "estimate", "se", "df", "n", "deff", "ci_low", "ci_high", "flag",
    "sampling_basis", "reason",
)  # fmt: skip
FIGURES = ("estimate", "se", "df", "n", "deff", "ci_low", "ci_high")
ERRORS = ("se", "df", "deff", "ci_low", "ci_high")
Flag: TypeAlias = Literal["shown", "unreliable", "suppressed"]
Basis: TypeAlias = Literal["probability", "quota", "census", "open"]
FLAGS: tuple[Flag, ...] = get_args(Flag)
BASES: tuple[Basis, ...] = get_args(Basis)
# Only these give errors.
WITH_ERRORS: tuple[Basis, ...] = ("probability", "census")
DEFAULT_LEVEL = Fraction(19, 20)
LOWEST_LEVEL, HIGHEST_LEVEL = Fraction(1, 2), Fraction(9999, 10_000)
LONGEST_LINE = 1_000


def is_one_line(words: str) -> bool:
    """Whether a reader sees the words as they are: no breaks, controls, signs that turn the direction."""
    return words.replace(NO_BREAK_SPACE, " ").isprintable() and len(words) <= LONGEST_LINE


def _one_line(words: Bilingual) -> Bilingual:
    for own in (words.vi, words.en):
        if own is not None and not is_one_line(own):
            raise ValueError("not one line of visible characters")
    return words


_Line: TypeAlias = Annotated[BilingualField, AfterValidator(_one_line)]


class EstimatesRecord(Part):
    """What holds for a whole table of estimates. What is not known is left out.

    `level` of the intervals; `errors`, `interval`: how they were made, in a word of the program that did;
    `formula`: whose it is; `rules`: sentences; `reasons`: in both languages what the rows say in one;
    `disclosure`: those of them that protect people; `smallest_cell`: how few people no figure may speak of.
    """

    format: Literal["chiso-estimates/1"] = "chiso-estimates/1"
    level: Figure | None = Field(default=None, ge=LOWEST_LEVEL, le=HIGHEST_LEVEL)
    errors: Annotated[str, Field(max_length=100)] = ""
    interval: Annotated[str, Field(max_length=100)] = ""
    formula: Literal["", "official", "ours"] = ""
    rules: tuple[_Line, ...] = Field(default=(), max_length=100)
    reasons: tuple[_Line, ...] = Field(default=(), max_length=100)
    disclosure: tuple[_Line, ...] = Field(default=(), max_length=10)
    smallest_cell: Figure | None = Field(default=None, ge=0)
    data_sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    design_sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""

    def to_bytes(self) -> bytes:
        """The record in its one notation."""
        return canonical_json(self.model_dump(mode="json", exclude_none=True))


class Estimate(NamedTuple):
    """One row. `unit` is the official code. None: there is no such figure."""

    uid: str
    unit: str
    code: str
    input: str
    estimate: Fraction | None
    se: Fraction | None
    df: Fraction | None
    n: Fraction | None
    deff: Fraction | None
    ci_low: Fraction | None
    ci_high: Fraction | None
    flag: Flag
    sampling_basis: Basis
    reason: str

    @property
    def is_suppressed(self) -> bool:
        """Whether there is a figure that is not told."""
        return self.flag == "suppressed"

    @property
    def has_interval(self) -> bool:
        """Whether it says how sure it is."""
        return self.ci_low is not None and self.ci_high is not None

    def cells(self, period: str) -> tuple[str, ...]:
        """The cells in the order of `COLUMNS`."""
        figures = [getattr(self, name) for name in FIGURES]
        written = ["" if figure is None else write_exact(figure) for figure in figures]
        words = (self.flag, self.sampling_basis, self.reason)
        return (period, self.unit, self.code, self.input, *written, *words)


@dataclass(frozen=True)
class Estimates:
    """All estimates of a run, by unit, code and input, and what is said of them as a whole."""

    rows: tuple[Estimate, ...]
    record: EstimatesRecord | None = None

    @cached_property
    def by_unit(self) -> Mapping[str, Mapping[str, tuple[Estimate, ...]]]:
        """uid -> code -> the estimates of its inputs."""
        found: dict[str, dict[str, tuple[Estimate, ...]]] = {}
        for row in self.rows:
            of_unit = found.setdefault(row.uid, {})
            of_unit[row.code] = (*of_unit.get(row.code, ()), row)
        return found

    @property
    def basis(self) -> Basis:
        """The sampling basis: there is one."""
        return self.rows[0].sampling_basis

    @property
    def level(self) -> Fraction:
        """The level of the intervals; 95 % where nobody says."""
        return DEFAULT_LEVEL if self.record is None or self.record.level is None else self.record.level


def write_estimates(rows: Sequence[Estimate], period: str) -> str:
    """The table in its one notation."""
    return write_table(COLUMNS, (row.cells(period) for row in rows))
