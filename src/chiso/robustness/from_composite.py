"""From a folder of `chiso composite` to a model: every stratum is the plan with other steps, carried out.

The table of a stratum is what its plan makes of the figures up to normalising. Where all groups take one kind
of mean of figures above 0 (any figures, for the arithmetic mean) and nothing is missing, ranks follow from a
sum of whole numbers; else scores are computed up the tree (see `forms`). Weights are those of the run; they
are varied, not derived again in each stratum. A panel is ranked period by period.

    CH-8107 weights of each unit   CH-8110 no sum   CH-8116 another set of rows   CH-8117 too large
    CH-8123 a step that the plan has not   CH-8126 too many combinations of alternatives
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import prod
from threading import Lock
from typing import Any

import numpy as np

from chiso.composite.aggregating.combining import combine, lowest_allowed
from chiso.composite.plan_run import run_plan
from chiso.composite.ranking import rank_rows
from chiso.composite.run import RAW, CompositeRun
from chiso.composite.table import IndicatorTable, Row
from chiso.composite.tree import Tree, tree_of
from chiso.frameworks.composite.aggregations import Arithmetic, Geometric, Harmonic, Power
from chiso.frameworks.composite.checks_of_plans import check_plan
from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.composite.plan import Aggregate, Impute, Normalise, Plan, Step, Treat
from chiso.frameworks.document import KeyPath
from chiso.language import listing, text
from chiso.problems import BadInput
from chiso.robustness.choices import Choice, Choices, equal_odds
from chiso.robustness.data_errors import DataErrors, Figures, Key, no_errors
from chiso.robustness.forms import Form, Mean, SumForm, TreeForm, as_summands, tens_of, value_of_summands
from chiso.robustness.gap_filling import filled_tables
from chiso.robustness.measured import (
    MOST_NAMED,
    Measured,
    NodeTree,
    check_told,
    fault,
    leaving_out,
    weight_draws,
)
from chiso.robustness.model import RankedRow, RankModel
from chiso.robustness.specification import (
    AggregateAlternative,
    ImputeAlternative,
    NormaliseAlternative,
    Specification,
    TreatAlternative,
)
from chiso.robustness.transforms import FloatArray
from chiso.robustness.whole_numbers import whole_table_of_floats

Alternative = ImputeAlternative | TreatAlternative | NormaliseAlternative | AggregateAlternative
AS_PLANNED = "as planned"
NORMALISED = "Normalised"
# Each combination is a plan that is carried out, and its table is kept.
MOST_COMBINATIONS = 4_096


def measured_composite(
    run: CompositeRun, spec: Specification, errors: DataErrors = no_errors, *, seed: int = 1
) -> Measured:
    """The model of a composite index. Raises BadInput with everything that keeps it from being varied."""
    places = rank_rows(run)
    last = run.stages["Aggregated"].rows
    order = sorted(
        (at for at in range(len(last)) if places[at] > 0), key=lambda at: (last[at].period, last[at].unit)
    )
    ranked = tuple(last[at] for at in order)
    check_told(spec, [row.unit for row in ranked])
    tree = _node_tree(run)
    of = spec.weights.of or "groups"
    draws = weight_draws(tree, spec.weights, of)
    out = leaving_out(spec.leave_out, tree.indicators)
    raw = run.stages[RAW]
    keys = [Key(row.unit, row.period, code) for row in raw.rows for code in raw.codes]
    drawn = errors(Figures(keys, raw.values))
    steps = _choices_of_steps(spec, run.framework.plan)
    tables = _tables_of_data(spec, raw, drawn.tables, seed)
    of_data = () if tables is None else (_choice_of_data(len(tables)),)
    sections = _sections(ranked)
    strata = _Strata(
        run,
        ranked,
        sections,
        tuple(alternatives for _, alternatives in steps),
        tables,
        of == "indicators",
        spec.places,
    )
    # What a stratum cannot do is said before a run is made; those of drawn data are made when they are met.
    for number in range(prod(len(alternatives) for _, alternatives in steps)):
        strata.form(number * (1 if tables is None else len(tables)))
    model = RankModel(
        tuple(
            RankedRow(row.unit, row.period, int(places[at])) for row, at in zip(ranked, order, strict=True)
        ),
        sections,
        tree.indicators,
        draws,
        Choices((*(choice for choice, _ in steps), *of_data), out),
        strata.form,
    )
    kept = set(ranked)
    return Measured(
        model,
        run.names,
        {
            "kind": "composite",
            "framework": run.framework.key,
            "hash": run.framework.content_hash,
            "plan_hash": run.framework.plan.content_hash,
            "weights_of": of,
        },
        tuple((" ".join(filter(None, row)), "no score") for row in raw.rows if row not in kept),
        drawn.assumptions,
        None if tables is None else len(tables),
        {**{f"input {what}": digest for what, digest in run.digests.items()}, **drawn.digests},
        next(iter(drawn.files.values()), None),
        nodes=tree.indicators if draws.tree.is_flat else tree.nodes[:-1],
    )


def _tables_of_data(
    spec: Specification, raw: IndicatorTable, with_errors: FloatArray | None, seed: int
) -> FloatArray | None:
    """The drawn tables of raw figures (tables, rows, codes): gaps filled, errors added; None: as they are."""
    if spec.fill is None:
        return with_errors
    count = spec.fill.tables if with_errors is None else len(with_errors)
    filled = filled_tables(spec.fill, raw, count, seed)
    if with_errors is None:
        return filled
    # What is a gap in the figures has no error of its own: its uncertainty is that of the donors.
    return np.where(np.isnan(with_errors), filled, with_errors)


def _sections(rows: Sequence[Row]) -> tuple[slice, ...]:
    """The rows of each period, which are ranked among themselves."""
    periods = [row.period for row in rows]
    return tuple(
        slice(periods.index(period), periods.index(period) + periods.count(period))
        for period in dict.fromkeys(periods)
    )


def _node_tree(run: CompositeRun) -> NodeTree:
    tree = run.tree
    own = [group for group, weights in run.weights.items() if weights.ndim > 1]
    if own:
        expected = text("Expected one set of weights for all units; here each unit has its own.")
        mend = text(
            "Take another way of weighing in the plan; the benefit of the doubt is itself such an answer."
        )
        raise BadInput([fault("CH-8107", "weights", listing_of(own), expected, mend)])
    weights = {
        child: Fraction(Decimal(repr(float(weight))))
        for group in tree.groups
        for child, weight in zip(tree.children(group), run.weights[group], strict=True)
    }
    return NodeTree(tree.leaves, tree.groups, {group: tree.children(group) for group in tree.groups}, weights)


def listing_of(codes: Sequence[str]) -> str:
    """The first codes, for a problem."""
    return ", ".join(codes[:MOST_NAMED])


def _choice_of_data(tables: int) -> Choice:
    return Choice("data", tuple(str(number + 1) for number in range(tables)), equal_odds(tables))


def _choices_of_steps(spec: Specification, plan: Plan) -> list[tuple[Choice, tuple[Alternative, ...]]]:
    """What is chosen, in the order of a plan. Raises BadInput (CH-8123, CH-8126)."""
    asked: dict[str, tuple[Alternative, ...]] = {
        "impute": spec.impute,
        "treat": spec.treat,
        "normalise": spec.normalise,
        "aggregate": spec.aggregate,
    }
    present = {step.step for step in plan.steps}
    lacking = [name for name, alternatives in asked.items() if alternatives and name not in present]
    if lacking:
        expected = text("Expected alternatives of steps that the plan has.")
        mend = text("The plan has: {steps}. Add the step to the plan, and compute the index again.",
                    steps=listing(sorted(present)))  # fmt: skip
        raise BadInput([fault("CH-8123", name, "", expected, mend) for name in lacking])
    combinations = prod(len(alternatives) or 1 for alternatives in asked.values())
    if combinations > MOST_COMBINATIONS:
        expected = text("Expected at most {most} combinations of alternatives.", most=MOST_COMBINATIONS)
        mend = text("Take alternatives out, or vary some of the steps in a specification of their own.")
        raise BadInput([fault("CH-8126", "", combinations, expected, mend)])
    return [
        (
            Choice(name, tuple(map(name_of, alternatives)), tuple(one.odds for one in alternatives)),
            alternatives,
        )
        for name, alternatives in asked.items()
        if alternatives
    ]


def name_of(alternative: Alternative) -> str:
    """An alternative as the record names it: its kind, then the arguments that are not usual."""
    if isinstance(alternative, ImputeAlternative):
        methods: tuple[Any, ...] = alternative.methods or ()
    else:
        methods = () if alternative.method is None else (alternative.method,)
    if not methods:
        return AS_PLANNED
    written = []
    for method in methods:
        arguments = method.model_dump(mode="json", exclude_defaults=True)
        arguments.pop("kind", None)
        told = ", ".join(f"{key} {value}" for key, value in sorted(arguments.items()))
        written.append(method.kind + (f" ({told})" if told else ""))
    return " + ".join(written)


@dataclass
class _Strata:
    """The forms of all strata, made when they are first met and kept."""

    run: CompositeRun
    rows: tuple[Row, ...]
    sections: tuple[slice, ...]
    alternatives: tuple[tuple[Alternative, ...], ...]
    tables: FloatArray | None
    is_flat: bool
    places: int | None
    _forms: dict[int, Form] = field(default_factory=dict)
    _normalised: dict[tuple[object, ...], FloatArray] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def form(self, stratum: int) -> Form:
        """How a stratum scores. Raises BadInput with what its plan cannot do."""
        with self._lock:
            if stratum not in self._forms:
                self._forms[stratum] = self._made(stratum)
            return self._forms[stratum]

    def _made(self, stratum: int) -> Form:
        parts: list[int] = []
        rest, data = stratum, None
        if self.tables is not None:
            rest, data = divmod(rest, len(self.tables))
        for alternatives in reversed(self.alternatives):
            rest, part = divmod(rest, len(alternatives))
            parts.insert(0, part)
        taken = [alternatives[part] for alternatives, part in zip(self.alternatives, parts, strict=True)]
        framework = _with_steps(self.run.framework, taken)
        before = tuple(
            part for part, one in zip(parts, taken, strict=True) if not isinstance(one, AggregateAlternative)
        )
        if (data, *before) not in self._normalised:
            self._normalised[data, *before] = self._carry_out(framework, data)
        return _form(
            tree_of(framework), self._normalised[data, *before], self.sections, self.is_flat, self.places
        )

    def _carry_out(self, framework: CompositeFramework, data: int | None) -> FloatArray:
        """The figures before they are aggregated, of the rows that are ranked: (rows, indicators)."""
        raw = self.run.stages[RAW]
        if self.tables is not None and data is not None:
            raw = raw.with_values(self.tables[data])
        made = run_plan(framework, raw)
        last = list(made.stages.values())[-2]
        return _of_rows(last, self.rows, tree_of(framework).leaves)


def _of_rows(table: IndicatorTable, rows: Sequence[Row], codes: Sequence[str]) -> FloatArray:
    places = {row: place for place, row in enumerate(table.rows)}
    missing = [" ".join(filter(None, row)) for row in rows if row not in places]
    if missing:
        expected = text("Expected the same units whatever is chosen: these are screened out in one choice.")
        mend = text("Keep them or leave them out by name in the step that screens.")
        raise BadInput([fault("CH-8116", "", listing_of(missing), expected, mend)])
    return table.columns(codes)[[places[row] for row in rows]]


def _with_steps(framework: CompositeFramework, taken: Sequence[Alternative]) -> CompositeFramework:
    """The framework with the steps of the alternatives in its plan. Raises BadInput as for any plan."""
    changed: Mapping[str, Step] = {
        step.step: _step(step, alternative)
        for alternative in taken
        for step in framework.plan.steps
        if step.step == _STEPS[type(alternative)]
    }
    steps = tuple(changed.get(step.step, step) for step in framework.plan.steps)
    plan = framework.plan.model_copy(update={"steps": steps})
    made = framework.model_copy(update={"plan": plan})
    faults = [
        fault(one.code, _key_of_step(one.path, plan), one.found, one.expected, one.mend)
        for one in check_plan(made, plan, ())
    ]
    if faults:
        raise BadInput(faults)
    return made


def _key_of_step(path: KeyPath, plan: Plan) -> str:
    """Where a fault of a plan stands in the specification: the step by its name, then the key within it."""
    named = [str(part) for part in path]
    if len(path) > 1 and path[0] == "steps" and isinstance(path[1], int):
        named = [plan.steps[path[1]].step, *named[2:]]
    return ".".join(named)


_STEPS: Mapping[type, str] = {
    ImputeAlternative: "impute",
    TreatAlternative: "treat",
    NormaliseAlternative: "normalise",
    AggregateAlternative: "aggregate",
}


def _step(step: Step, alternative: Alternative) -> Step:
    """A step with the methods of an alternative for every indicator or group; the plan's own without any."""
    match step, alternative:
        case Impute(), ImputeAlternative(methods=methods) if methods:
            return Impute(step="impute", methods=methods)
        case Treat(), TreatAlternative(method=treatment) if treatment:
            return Treat(step="treat", method=treatment)
        case Normalise(), NormaliseAlternative(method=normalisation) if normalisation:
            return Normalise(step="normalise", method=normalisation, over=step.over)
        case Aggregate(), AggregateAlternative(method=aggregation) if aggregation:
            groups = {code: aggregation for code in step.by_group}
            return Aggregate(step="aggregate", method=aggregation, by_group=groups)
    return step


def _form(
    tree: Tree, values: FloatArray, sections: tuple[slice, ...], is_flat: bool, places: int | None
) -> Form:
    """A sum where the index ranks as one does, else the tree. Raises BadInput (CH-8110, CH-8115, CH-8117)."""
    mean = _one_mean(tree)
    is_whole = not np.isnan(values).any()
    if mean is not None and is_whole and (mean[0] == "arithmetic" or (values > 0).all()):
        try:
            tens = tens_of(values, *mean)
            table = whole_table_of_floats(as_summands(values, *mean, tens=tens), places=places)
            return SumForm(table, value_of=value_of_summands(*mean, tens=tens))
        except OverflowError as error:
            expected = text("Expected figures that can be scaled to whole numbers of 33 bits.")
            mend = text("Ask for fewer places, or bring the figures to a smaller scale.")
            raise BadInput([fault("CH-8117", "places", "", expected, mend)]) from error
    if is_flat:
        expected = text(
            "Expected groups that all take one kind of mean, and figures above 0 unless it is arithmetic."
        )
        mend = text("Write “of: groups” or “of: fields”: then each group's own weights are varied.")
        raise BadInput([fault("CH-8110", "weights.of", "indicators", expected, mend)])
    for group in tree.groups:
        leaves = [tree.leaves.index(child) for child in tree.children(group) if child in tree.leaves]
        if leaves and (values[:, leaves] < lowest_allowed(tree.method(group))).any():
            expected = text("Expected no figure below 0 under the mean of “{group}”.", group=group)
            mend = text("Take normalisations whose figures start at 0 or 1 beside this mean.")
            raise BadInput([fault("CH-8115", "aggregate", tree.method(group).kind, expected, mend)])
    combinations = [partial(combine, tree.method(group)) for group in tree.groups]
    return TreeForm(values, combinations, sections)


def _one_mean(tree: Tree) -> tuple[Mean, Fraction | None] | None:
    """The mean that all groups take; None where they differ or take none."""
    methods = [tree.method(group) for group in tree.groups]
    if any(method != methods[0] for method in methods):
        return None
    match methods[0]:
        case Arithmetic():
            return "arithmetic", None
        case Geometric():
            return "geometric", None
        case Harmonic():
            return "harmonic", None
        case Power(exponent=exponent):
            return "power", exponent
    return None
