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
from chiso.frameworks.leaf_context import leaf_context
from chiso.frameworks.model import Framework, Node
from chiso.frameworks.parts import LawReference
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
    if node.points_basis in ("derived", "fits"):
        sentences.append(text("Points: {basis}.", basis=BASIS_IN_WORDS[node.points_basis]))
    sentences += [text("Open in the law: {point}", point=point) for point in node.open_points]
    if node.maxima_note:
        sentences.append(text("Maxima: {note}", note=node.maxima_note))
    return sentences


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
    facts += [(text("Law"), document.number) for document in framework.documents]
    facts += [(text("Source"), source.text) for source in framework.sources]
    facts.append((text("Rights"), framework.rights))
    facts += [(text("Missing"), missing) for missing in framework.missing]
    facts += [(text("Note"), remark) for remark in framework.remarks]
    total = text("not stated") if framework.index.max_points is None else framework.index.max_points
    facts.append((text("Maximum"), total))
    facts.append((text("Total"), aggregation_in_words(framework.index.aggregation)))
    if framework.index.ranked == "none":
        law = framework.index.ranking_law
        reason = text("not for ranking")
        if law:
            reason = text("not for ranking ({law})", law=law_in_words((law,), framework))
        facts.append((text("Ranking"), reason))
    facts.append((text("Content hash"), framework.hash))
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
