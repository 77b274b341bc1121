"""From a figure to rule, branch, input and article, as sentences.

A criterion: what was answered, what the rule says, what held, how it was rounded, what the law leaves
open, where the law says it. A group: its parts, and what was done to their sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.leaf_context import leaf_context
from chiso.frameworks.model import TOTAL, Node
from chiso.frameworks.presentation import TREATMENTS_IN_WORDS, aggregation_in_words, law_in_words
from chiso.frameworks.values import InputValue, Ratio
from chiso.language import Bilingual, Text, Value, listing, text
from chiso.scoring.aggregation import EffectKind
from chiso.scoring.branches import branch_in_words
from chiso.scoring.layers import LAYERS
from chiso.scoring.leaves import Given, given_to, lacking_inputs
from chiso.scoring.prepared import PreparedInner, PreparedLeaf
from chiso.scoring.questions import law_of
from chiso.scoring.result import NodeResult, Result
from chiso.scoring.statuses import MISSING, NOT_APPLICABLE, OPEN, TRACKED, WITHHELD
from chiso.units import Unit

# Dossiers shown one by one; the others are counted.
MOST_CASES = 10

EFFECTS_IN_WORDS: dict[EffectKind, Text] = {
    "rescaling": text("stretched to the whole maximum, since some parts do not apply"),
    "rescaling_index": text("the total stretched to the whole maximum, since some criteria do not apply"),
    "geometric_mean": text("the geometric mean of the parts"),
    "rounding": text("rounding"),
    "ceiling": text("the ceiling of the group"),
    "floor": text("the most that is taken off"),
    "veto": text("a condition that is not met limits the group"),
    "bounds": text("the total is kept within its bounds"),
}
ORIGINS_IN_WORDS: dict[str, Text] = {
    "agency": text("the agency"),
    "survey": text("a survey"),
    "statistic": text("statistics"),
    "system": text("an information system"),
    "inspection": text("an inspection"),
    "carried_over": text("figures of another body, carried over"),
}
_LAYERS: dict[str, Text] = {
    "appraised_1": text("appraised"),
    "explained": text("explained by the agency"),
    "appraised_2": text("appraised a second time"),
    "council": text("decided by the council"),
}


def explain(result: Result, unit: Unit, code: str = TOTAL) -> tuple[Text, ...]:
    """The sentences that lead from the figure of a node to what it rests on.

    Raises WrongCall (CH-3021) if the framework has no such node.
    """
    prepared = result.prepared_node(code)
    node = result.node(unit.uid, code)
    sentences = [_headline(result, unit, node), *_of_status(result, unit, node)]
    if isinstance(prepared, PreparedLeaf):
        sentences += _of_leaf(result, unit, node, prepared)
    elif isinstance(prepared, PreparedInner):
        sentences += _of_group(result, unit, node, prepared)
    sentences += _of_class(result, unit, code)
    if code == TOTAL:
        sentences += _of_rank(result, unit)
    sentences += _of_law(result, prepared.node)
    return tuple(sentences)


def title_of(result: Result, code: str) -> Value:
    """The title of a node; of the root that of the index or the framework."""
    if code == TOTAL:
        return result.framework.index.title or result.framework.title
    return result.framework.nodes_by_code[code].title


def _headline(result: Result, unit: Unit, node: NodeResult) -> Text:
    return text(
        "{unit}, {period}: {code} {title}",
        unit=unit.name,
        period=result.period.title(),
        code=text("total") if node.code == TOTAL else node.code,
        title=title_of(result, node.code),
    )


def _of_status(result: Result, unit: Unit, node: NodeResult) -> Iterator[Text]:
    if node.status == NOT_APPLICABLE:
        treatment = result.scores[unit.uid].treatments.get(result.prepared.positions[node.code], "leave_out")
        yield text("It does not apply to this unit; {treatment}.", treatment=TREATMENTS_IN_WORDS[treatment])
    if node.points is not None and node.max_points is not None:
        yield text("Points: {points} of {maximum}.", points=node.points, maximum=node.max_points)
    elif node.points is not None:
        yield text("Points: {points}.", points=node.points)
    elif node.status == MISSING:
        yield text("No points: an answer is missing.")
    elif node.status == OPEN:
        yield text("No points: the law does not say what this answer is worth.")
    elif node.status == TRACKED:
        yield text("It is shown and gives no points.")
    if node.status == MISSING and node.points is not None:
        yield text("The answer is missing; the framework says what counts then.")


def _of_leaf(result: Result, unit: Unit, node: NodeResult, leaf: PreparedLeaf) -> Iterator[Text]:
    assert leaf.node is not None, "a leaf has a node"
    context = leaf_context(leaf.node, result.framework)
    given = given_to(leaf, result.scores[unit.uid].answers)
    if node.answer is not None and node.answer.origin and node.answer.status != "missing":
        yield text("The answer comes from {origin}.", origin=ORIGINS_IN_WORDS[node.answer.origin])
    if node.answer is not None and node.answer.layer != LAYERS[0]:
        yield text("It is the answer as {layer}.", layer=_LAYERS[node.answer.layer])
    if leaf.node.evidence is not None:
        yield text("Evidence that is asked for: {evidence}.", evidence=leaf.node.evidence)
    if node.status == WITHHELD:
        yield text("The answer is withheld; its points are attested by the publisher.")
    else:
        yield from _of_inputs(leaf, context.inputs, given)
    if node.answer is not None and node.answer.status == "missing":
        for note in node.answer.notes:
            yield text("Noted beside it: {note}.", note=note)
    if leaf.node.rule is not None:
        yield text("The rule: {sentences}", sentences=listing(leaf.node.rule.sentences(context), " "))
    if node.outcome is None or node.status == WITHHELD:
        return
    outcome = node.outcome
    if outcome.measured is not None:
        yield text("What the rule looks at: {value}.", value=outcome.measured)
    held = branch_in_words(result.framework, leaf.node, outcome.branch)
    if held is not None:
        yield text("What held: {branch}", branch=held)
    if outcome.unrounded is not None and outcome.points is not None:
        yield text("{unrounded} was rounded to {points}.", unrounded=outcome.unrounded, points=outcome.points)
    if outcome.open_point is not None:
        yield text("Left open by the law: {point}", point=outcome.open_point)


def _of_inputs(
    leaf: PreparedLeaf, definitions: Mapping[str, InputDefinition], given: Given
) -> Iterator[Text]:
    assert leaf.node is not None, "a leaf has a node"
    titles = {name: _title_of_input(name, definitions) for name in definitions}
    for name, value in given.values.items():
        yield text(
            "Given: {input} = {value}.",
            input=titles.get(name, name),
            value=value_in_words(value, definitions.get(name)),
        )
    cases = list(zip(given.case_names, given.cases, strict=True))
    for case_name, case in cases[:MOST_CASES]:
        values = listing(
            (
                listing((titles.get(name, name), value_in_words(value, definitions.get(name))), " = ")
                for name, value in case.items()
            ),
            "; ",
        )
        yield text("Case {name}: {values}.", name=case_name, values=values)
    if len(cases) > MOST_CASES:
        yield text("… and {count} more cases.", count=len(cases) - MOST_CASES)
    lacking = lacking_inputs(leaf, given)
    if lacking:
        yield text("Missing: {inputs}.", inputs=listing(titles.get(name, name) for name in lacking))


def _title_of_input(name: str, definitions: Mapping[str, InputDefinition]) -> Value:
    definition = definitions[name]
    if definition.title is None and definition.numerator and definition.denominator:
        return listing((definition.numerator, definition.denominator), " / ")
    return definition.title or name


def value_in_words(value: InputValue, definition: InputDefinition | None) -> Value:
    """A value as a reader writes it; labels by their titles."""
    titles: Mapping[str, Bilingual] = definition.labels if definition else {}
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    if isinstance(value, Ratio):
        return listing((value.numerator, value.denominator), "/")
    if isinstance(value, str):
        return titles.get(value, value)
    if isinstance(value, (Fraction, date)):
        return value
    if isinstance(value, Mapping):
        return listing(
            (listing((titles.get(label, label), count), ": ") for label, count in value.items()), "; "
        )
    return listing(titles.get(label, label) for label in value)


def _of_group(result: Result, unit: Unit, node: NodeResult, group: PreparedInner) -> Iterator[Text]:
    yield text("How it is put together: {sentence}", sentence=aggregation_in_words(group.aggregation))
    for position in group.children:
        yield _part(result, unit, result.prepared.nodes[position].code)
    if node.points is None and node.status != OPEN:
        return
    workings = result.workings(unit.uid, node.code)
    if workings.open_point is not None:
        yield text("Left open by the law: {point}", point=workings.open_point)
    for kind, amount in workings.effects:
        yield text("{effect}: {amount}.", effect=EFFECTS_IN_WORDS[kind], amount=amount)


def _part(result: Result, unit: Unit, code: str) -> Text:
    node = result.node(unit.uid, code)
    names: dict[str, Value] = {"code": code, "title": title_of(result, code)}
    if node.points is not None and node.max_points is not None:
        return text(
            "  {code} {title}: {points} of {maximum}", points=node.points, maximum=node.max_points, **names
        )
    if node.points is not None:
        return text("  {code} {title}: {points}", points=node.points, **names)
    return text("  {code} {title}: {status}", status=STATUSES_IN_WORDS[node.status], **names)


STATUSES_IN_WORDS: dict[str, Text] = {
    "scored": text("no points of its own"),
    "missing": text("missing"),
    "not_applicable": text("does not apply"),
    "open": text("left open by the law"),
    "tracked": text("shown only"),
    "withheld": text("withheld"),
}


def _of_class(result: Result, unit: Unit, code: str) -> Iterator[Text]:
    given = result.classification.of(unit.uid, code)
    if given is None:
        return
    if not given.code:
        if given.reason == "hole":
            yield text("No class: the law leaves a hole between its classes here.")
        elif given.reason == "unknown_fact":
            yield text("No class: a fact on which it depends was not answered.")
        return
    yield text("Class: {title}.", title=given.title)
    before = _title_of_class(result, code, given.before)
    if given.reason == "ceiling":
        yield text("By the points alone it would be “{before}”; a ceiling lowers it.", before=before)
    if given.reason == "quota":
        yield text("By the points alone it would be “{before}”; the quota is full.", before=before)


def _title_of_class(result: Result, code: str, class_code: str) -> Value:
    bands = result.classes_at(code)
    return next((band.title for band in bands if band.code == class_code), class_code)


def _of_rank(result: Result, unit: Unit) -> Iterator[Text]:
    row = next(row for row in result.ranking if row.unit.uid == unit.uid)
    if row.rank is not None:
        yield text("Rank {rank} of {of}.", rank=row.rank, of=row.of)
    elif result.framework.index.ranked == "none":
        yield text("These results are not for ranking.")
    else:
        yield text("Not ranked: the unit is not complete.")


def _of_law(result: Result, node: Node | None) -> Iterator[Text]:
    if node is None:
        return
    references = law_of(result.framework, node)
    if references:
        yield text("Law: {references}.", references=law_in_words(references, result.framework))
