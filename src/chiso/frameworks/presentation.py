"""A framework as a table that a person reads: every node with its points, rule and law in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chiso.frameworks.aggregations import (
    Aggregation,
    CappedSum,
    GeometricMean,
    MeanOfShares,
    SideBySide,
    Sum,
    WeightedMean,
    WeightedSum,
)
from chiso.frameworks.bounds import bounds_in_words
from chiso.frameworks.classes_in_words import classes_in_words
from chiso.frameworks.leaf_context import leaf_context
from chiso.frameworks.model import Framework, Index, Node, Parameter
from chiso.frameworks.parts import LawReference
from chiso.frameworks.words_of_units import LEVELS_IN_WORDS, audience_in_words
from chiso.language import Bilingual, Listing, Text, Value, chosen_language, listing, text
from chiso.markup import html_table

STATUS_IN_WORDS: dict[str, Text] = {
    "official": text("official"),
    "draft": text("DRAFT"),
    "fictitious": text("FICTITIOUS, made up as an example"),
}
COMPLETENESS_IN_WORDS: dict[str, Text] = {
    "full": text("complete"),
    "partial": text("partial: some rules or points were not found"),
    "headings_only": text("headings only: it cannot be scored"),
}
ROLES_IN_WORDS: dict[str, Text] = {
    "bonus": text("bonus, on top of the maximum"),
    "penalty": text("points taken off"),
    "veto": text("condition"),
    "fact": text("tracked, gives no points"),
}
BASIS_IN_WORDS: dict[str, Text] = {
    "stated": text("stated by the source"),
    "derived": text("derived; the source does not state it"),
    "fits": text("reproduces published results; not stated by the law"),
    "entered": text("entered by a person"),
}
ASSESSORS_IN_WORDS: dict[str, Text] = {
    "self": text("self-assessment"),
    "survey": text("survey"),
    "statistic": text("statistics"),
    "system": text("information system"),
    "inspection": text("inspection"),
}


TREATMENTS_IN_WORDS: dict[str, Text] = {
    "rescale_parent": text("the other parts of its group are stretched to its maximum"),
    "rescale_index": text("the total is stretched to its maximum"),
    "full_points": text("it is given full points"),
    "zero": text("it is given 0 points"),
    "leave_out": text("the maximum is lower by its points"),
}
_MISSING: dict[str, Text] = {
    "zero": text("A missing answer counts as 0 points."),
    "minimum": text("A missing answer counts as the lowest points."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One node as it is shown."""

    depth: int
    code: str
    title: Bilingual
    points: Value
    rule: tuple[Text, ...]
    law: Listing
    node: Node


def rows_of(framework: Framework) -> Iterator[Row]:
    """Every node in the order of the document."""
    for node, _, depth in framework.walk():
        yield Row(
            depth=depth,
            code=node.code,
            title=node.title,
            points=text("not stated") if node.max_points is None else node.max_points,
            rule=tuple(rule_in_words(node, framework)),
            law=law_in_words(node.law, framework),
            node=node,
        )


def rule_in_words(node: Node, framework: Framework) -> list[Text]:
    """How the points of a node come about, one sentence after another."""
    sentences = []
    if node.role in ROLES_IN_WORDS:
        sentences.append(text("({role})", role=ROLES_IN_WORDS[node.role]))
    if node.rule is not None:
        sentences += node.rule.sentences(leaf_context(node, framework))
    else:
        sentences.append(aggregation_in_words(node.aggregation or Sum(kind="sum@1")))
    sentences += _conduct_in_words(node)
    if node.points_basis in ("derived", "fits"):
        sentences.append(text("Points: {basis}.", basis=BASIS_IN_WORDS[node.points_basis]))
    sentences += [text("Open in the law: {point}", point=point) for point in node.open_points]
    sentences += _parameters_in_words(node, framework)
    if node.maxima_note:
        sentences.append(text("Maxima: {note}", note=node.maxima_note))
    sentences += [text("Class: {sentence}", sentence=one) for one in classes_in_words(node, framework)]
    return sentences


def _conduct_in_words(node: Node) -> Iterator[Text]:
    """Who it is for, and what follows where it does not apply, is missing or comes late."""
    if node.applies_to is not None:
        yield text("Only for: {units}.", units=audience_in_words(node.applies_to))
    if node.when_not_applicable in TREATMENTS_IN_WORDS:
        treatment = TREATMENTS_IN_WORDS[node.when_not_applicable]
        yield text("Where it does not apply: {treatment}.", treatment=treatment)
    if node.when_missing in _MISSING:
        yield _MISSING[node.when_missing]
    if node.when_late == "zero":
        yield text("A late answer counts as 0 points.")


def _parameters_in_words(node: Node, framework: Framework) -> list[Text]:
    """The figures behind the names of parameters that the rule of a node speaks of."""
    if node.rule is None:
        return []
    known = {**framework.parameters, **node.parameters}
    return [
        text("Where {name} is {figures}.", name=name, figures=_figures(known[name]))
        for name in sorted(node.rule.parameters(leaf_context(node, framework)))
    ]


def _figures(parameter: Parameter) -> Value:
    if parameter.value is not None:
        return parameter.value
    return listing(
        (listing((LEVELS_IN_WORDS.get(key, key), figure), ": ") for key, figure in parameter.values.items()),
        "; ",
    )


def aggregation_in_words(aggregation: Aggregation) -> Text:
    """How parts are put together."""
    if isinstance(aggregation, CappedSum):
        return text("Sum of its parts, at most {ceiling}.", ceiling=aggregation.ceiling)
    if isinstance(aggregation, (WeightedSum, WeightedMean)):
        weights = listing(
            (listing((code, "×", weight), " ") for code, weight in aggregation.weights.items()), "; "
        )
        first = text("Weighted sum: {weights}.", weights=weights)
        if isinstance(aggregation, WeightedMean):
            first = text("Weighted mean: {weights}.", weights=weights)
        if aggregation.times is None:
            return first
        return text("{sentence} Times {times}.", sentence=first, times=aggregation.times)
    if isinstance(aggregation, GeometricMean):
        return text("Geometric mean of its parts.")
    if isinstance(aggregation, MeanOfShares):
        return text("Mean of the shares of its parts, times the maximum.")
    if isinstance(aggregation, SideBySide):
        return text("Results side by side; they are never added.")
    return text("Sum of its parts.")


def law_in_words(references: tuple[LawReference, ...], framework: Framework) -> Listing:
    """The articles, with the numbers of their documents: "art. 13.1, Thông tư 01/2018/TT-VPCP"."""
    return listing((_reference(reference, framework) for reference in references), "; ")


def _reference(reference: LawReference, framework: Framework) -> Value:
    number = framework.documents_by_key[reference.document].number
    article = reference.article
    if article is None:
        return number
    # An annex or a form names itself; a bare number is an article.
    named: Value = text("art. {article}", article=article) if article[:1].isdigit() else article
    return listing((named, number))


def describe(framework: Framework) -> list[tuple[Text, Value]]:
    """What stands above the table: name, status, periods, law, sources, what is missing."""
    unknown = text("open")
    facts: list[tuple[Text, Value]] = [
        (text("Framework"), framework.key),
        (text("Title"), framework.title),
        (text("Status"), STATUS_IN_WORDS[framework.status]),
        (text("Completeness"), COMPLETENESS_IN_WORDS[framework.completeness]),
        (
            text("Periods"),
            listing((framework.periods.from_ or unknown, framework.periods.to or unknown), " – "),
        ),
    ]
    if framework.applies_to is not None:
        facts.append((text("Meant for"), audience_in_words(framework.applies_to)))
    facts += [(text("Law"), document.number) for document in framework.documents]
    facts += [(text("Source"), source.text) for source in framework.sources]
    facts.append((text("Rights"), framework.rights))
    facts += [(text("Missing"), missing) for missing in framework.missing]
    facts += [(text("Note"), remark) for remark in framework.remarks]
    total = text("not stated") if framework.index.max_points is None else framework.index.max_points
    facts.append((text("Maximum"), total))
    facts.append((text("Total"), aggregation_in_words(framework.index.aggregation)))
    facts += _limits(framework.index)
    facts += [(text("Class"), sentence) for sentence in classes_in_words(framework, framework)]
    if framework.index.ranked == "none":
        law = framework.index.ranking_law
        reason = text("not for ranking")
        if law:
            reason = text("not for ranking ({law})", law=law_in_words((law,), framework))
        facts.append((text("Ranking"), reason))
    facts.append((text("Content hash"), framework.hash))
    return facts


def _limits(index: Index) -> list[tuple[Text, Value]]:
    """Between which bounds the total is kept, and what breaks a tie."""
    facts: list[tuple[Text, Value]] = []
    if index.bounds is not None:
        keys = ("at_least", "at_most")
        given: dict[str, Value] = {key: b for key in keys if (b := getattr(index.bounds, key)) is not None}
        facts.append((text("Bounds of the total"), bounds_in_words(given)))
    if index.tie_break:
        facts.append((text("Equal totals are ordered by"), listing(index.tie_break)))
    return facts


def framework_as_html(framework: Framework) -> str:
    """The table of all nodes, for a notebook."""
    rows = (
        (
            row.code,
            listing(("\u2003" * (row.depth - 1), row.title), ""),
            row.points,
            listing(row.rule, " "),
            row.law,
        )
        for row in rows_of(framework)
    )
    head = (text("Code"), text("Title"), text("Maximum"), text("Rule"), text("Law"))
    caption = listing((framework.key, framework.title), ": ")
    return html_table(caption, head, rows, chosen_language())
