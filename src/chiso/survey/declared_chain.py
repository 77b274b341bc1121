"""The chain of weights as it is declared: typed steps, in the order in which they are done.

    format: chiso-weights/1
    dispositions: {column: result, complete: ["1"], refusal: ["2"], noncontact: ["3"], unknown: ["8"]}
    steps:
    - {kind: base, probabilities: [chance_of_commune, chance_of_person]}
    - {kind: unknown_eligibility, classes: [area]}
    - {kind: nonresponse, method: classes, classes: [area]}
    - kind: calibration
      method: raking
      margins:
      - {columns: [sex], totals: [[female, 2310], [male, 2200]]}
      - {columns: [area, age], file: totals_of_age.csv}
    - {kind: trimming, upper: {times_median: 5}}

Every step is done again in each replicate, with what the sample gives there. Scalars are text in the file,
as in all our records. How a chain is applied stands in `weights`; this record is apart from it, since a
design holds the chain that made its weights.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from chiso.frameworks.document import content_hash
from chiso.frameworks.records import read_record
from chiso.language import text
from chiso.survey.part import Part

FORMAT = "chiso-weights/1"
CODE = "CH-3150"

Finite: TypeAlias = Annotated[float, Field(allow_inf_nan=False)]

# What became of an address or a person that was drawn: the groups of AAPOR's Standard Definitions.
DISPOSITIONS = (
    "complete", "partial", "refusal", "noncontact", "other", "unknown", "unknown_other", "ineligible",
)  # fmt: skip


class Dispositions(Part):
    """Which column says what became of each row, and which codes mean what.

    `partial_responds`: whether a questionnaire that was broken off counts as an answer.
    """

    column: str
    complete: tuple[str, ...] = Field(min_length=1)
    partial: tuple[str, ...] = ()
    refusal: tuple[str, ...] = ()
    noncontact: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    unknown_other: tuple[str, ...] = ()
    ineligible: tuple[str, ...] = ()
    partial_responds: bool = True

    @model_validator(mode="after")
    def _each_code_once(self) -> Dispositions:
        codes = [code for group in DISPOSITIONS for code in getattr(self, group)]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(text("Expected each code once; twice: {codes}.", codes=", ".join(twice)))
        return self


class Base(Part):
    """The weight of the draw: a column with it, or the product of 1/probability over the stages."""

    kind: Literal["base"]
    weight: str = ""
    probabilities: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_of_both(self) -> Base:
        if bool(self.weight) == bool(self.probabilities):
            raise ValueError(text("Expected either “weight” or “probabilities”."))
        return self


class UnknownEligibility(Part):
    """Rows of which is not known whether they belong to the population hand their weight to the others."""

    kind: Literal["unknown_eligibility"]
    classes: tuple[str, ...] = ()


class Nonresponse(Part):
    """Rows that did not answer hand their weight to those that did.

    `classes`: within classes. `propensity`: by the chance of an answer that a logistic regression on
    `predictors` gives, or within as many `groups` of it. Predictors in `numeric` are taken as numbers.
    """

    kind: Literal["nonresponse"]
    method: Literal["classes", "propensity"] = "classes"
    classes: tuple[str, ...] = ()
    predictors: tuple[str, ...] = ()
    numeric: tuple[str, ...] = ()
    groups: int = Field(default=0, ge=0, le=100)

    @model_validator(mode="after")
    def _what_the_method_asks(self) -> Nonresponse:
        if self.method == "classes" and (self.predictors or self.numeric or self.groups):
            raise ValueError(text("Expected no predictors with the method “classes”."))
        if self.method == "propensity" and not (self.predictors or self.numeric):
            raise ValueError(text("Expected predictors for the method “propensity”."))
        if self.method == "propensity" and self.classes:
            raise ValueError(text("Expected no classes with the method “propensity”."))
        return self


class Margin(Part):
    """Counts of the population in the cells of some columns; without columns: the size of the population.

    Given as rows of values, the count last; or as a CSV file with these columns and the column `total`.
    """

    columns: tuple[str, ...] = ()
    totals: tuple[tuple[str, ...], ...] = ()
    file: str = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Margin:
        if bool(self.totals) == bool(self.file):
            raise ValueError(text("Expected either “totals” or “file”."))
        wide = [row for row in self.totals if len(row) != len(self.columns) + 1]
        if wide:
            expected = text("Expected in every row of totals one value for each column, and the count.")
            raise ValueError(expected)
        return self


class Number(Part):
    """The total of a numeric column in the population."""

    column: str
    total: Finite


class Calibration(Part):
    """Weights change as little as possible so that totals of the sample are those of the population.

    `bounds`: the smallest and largest ratio of the new weight to the old one; needed for `logit`, allowed
    for `linear`.
    """

    kind: Literal["calibration"]
    method: Literal["post_stratification", "raking", "linear", "logit"]
    margins: tuple[Margin, ...] = ()
    numbers: tuple[Number, ...] = ()
    bounds: tuple[Finite, Finite] | None = None

    @model_validator(mode="after")
    def _what_the_method_asks(self) -> Calibration:
        if not self.margins and not self.numbers:
            raise ValueError(text("Expected margins or numbers with totals."))
        if self.method == "post_stratification" and (len(self.margins) != 1 or self.numbers):
            raise ValueError(text("Expected one margin for post-stratification."))
        if self.method == "raking" and self.numbers:
            raise ValueError(text("Expected margins alone for raking."))
        if self.method in ("post_stratification", "raking") and self.bounds is not None:
            raise ValueError(text("Expected bounds with “linear” or “logit” alone."))
        if self.method == "logit" and self.bounds is None:
            raise ValueError(text("Expected bounds for the method “logit”."))
        if self.bounds is not None and not 0 <= self.bounds[0] < 1 < self.bounds[1]:
            raise ValueError(text("Expected bounds from 0 to below 1, and above 1."))
        return self


class Limit(Part):
    """A limit of weights: a number, or a multiple of the median weight."""

    value: Finite | None = Field(default=None, gt=0)
    times_median: Finite | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _one_of_both(self) -> Limit:
        if (self.value is None) == (self.times_median is None):
            raise ValueError(text("Expected either “value” or “times_median”."))
        return self


class Trimming(Part):
    """Weights beyond a limit are set to it; what was cut off is shared out among the others.

    `within`: what is cut off in a class stays in it. `redistribute`: each of the others gets the same, or in
    proportion to its weight. `strict`: again, until no weight is beyond.
    """

    kind: Literal["trimming"]
    upper: Limit | None = None
    lower: Limit | None = None
    within: tuple[str, ...] = ()
    redistribute: Literal["proportionally", "equally"] = "proportionally"
    strict: bool = True

    @model_validator(mode="after")
    def _a_limit(self) -> Trimming:
        if self.upper is None and self.lower is None:
            raise ValueError(text("Expected “upper” or “lower”."))
        return self


Step: TypeAlias = Annotated[
    Base | UnknownEligibility | Nonresponse | Calibration | Trimming, Field(discriminator="kind")
]


class Chain(Part):
    """The whole chain. `name`: the column of the finished weight."""

    format: Literal["chiso-weights/1"] = "chiso-weights/1"
    title: str = ""
    name: str = Field(default="final_weight", min_length=1)
    dispositions: Dispositions | None = None
    steps: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Chain:
        kinds = [step.kind for step in self.steps]
        if kinds[0] != "base" or kinds.count("base") != 1:
            raise ValueError(text("Expected the step “base” first, and once."))
        order = [kind for kind in kinds if kind in ("unknown_eligibility", "nonresponse", "calibration")]
        ranks = [("unknown_eligibility", "nonresponse", "calibration").index(kind) for kind in order]
        if ranks != sorted(ranks):
            raise ValueError(text("Expected eligibility before nonresponse, and both before calibration."))
        if self.dispositions is None and {"unknown_eligibility", "nonresponse"} & set(kinds):
            raise ValueError(text("Expected “dispositions”: which code means an answer, which does not."))
        return self

    @property
    def calibrates(self) -> bool:
        """Whether some step is a calibration."""
        return any(step.kind == "calibration" for step in self.steps)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the data that the chain looks at, each once."""
        named = [] if self.dispositions is None else [self.dispositions.column]
        for step in self.steps:
            if isinstance(step, Base):
                named += [step.weight, *step.probabilities]
            elif isinstance(step, Calibration):
                named += [column for margin in step.margins for column in margin.columns]
                named += [number.column for number in step.numbers]
            elif isinstance(step, Trimming):
                named += step.within
            else:
                named += step.classes
                if isinstance(step, Nonresponse):
                    named += [*step.predictors, *step.numeric]
        return tuple(dict.fromkeys(one for one in named if one))

    @property
    def base_weight(self) -> str:
        """The column with the weight of the draw; empty where it is made of probabilities."""
        return self.steps[0].weight if isinstance(self.steps[0], Base) else ""

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of the record."""
        return content_hash(_as_text(self.model_dump(mode="json", exclude_defaults=True)))


def _as_text(tree: Any) -> Any:
    """The tree with numbers as the text that they are in the file: canonical JSON has no numbers."""
    if isinstance(tree, dict):
        return {key: _as_text(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_as_text(value) for value in tree]
    return tree if isinstance(tree, str | bool) or tree is None else repr(tree)


def read_chain(path: Path) -> Chain:
    """The chain in a YAML file. Raises BadInput (CH-3150) with every fault of it."""
    return read_record(path, Chain, name=path.name, form=FORMAT, code=CODE)
