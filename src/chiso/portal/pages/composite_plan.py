"""How a composite index is computed, in words: the steps in their order, what they did here, the weights of
the tree. A part of the pages of composite indices."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.composite.presentation import NodeShown, nodes_in_order, plan_in_words
from chiso.language import Language, Text, listing, text, text_by_count
from chiso.portal import addresses
from chiso.portal.composite_model import Composite
from chiso.portal.composite_words import COMPUTED_HERE, named, plain_name, share_of
from chiso.portal.framing import page_below
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource

Plain = dict[str, object]


def page(site: Site, composite: Composite, language: Language) -> PageSource:
    """The page of a period in one language."""
    framework = composite.framework
    steps = plan_in_words(framework)
    league = addresses.composite(language, composite.id, composite.slug)
    name = named(composite, site)
    return page_below(
        site,
        language,
        key=f"composite/{composite.place}/plan",
        kind="composite",
        template="composite_plan.html.j2",
        address=addresses.composite_plan(language, composite.id, composite.slug),
        title=text("{index}: how it is computed", index=name),
        lead=text_by_count(
            "{count} indicator becomes one score: the steps in their order, and what they did here.",
            "{count} indicators become one score: the steps in their order, and what they did here.",
            len(framework.indicators),
        ),
        steps=((plain_name(composite, site, language), league),),
        crumb=text("How it is computed").in_language(language),
        nav="home",
        context={
            "eyebrow": framework.title,
            "whose": COMPUTED_HERE,
            "steps": steps,
            "done": list(_done(composite)),
            "rows": list(_rows(composite, language)),
            "has_own_weights": any(unit.shares for unit in composite.own.units),
            "facts": [
                {"name": text("Framework"), "value": framework.key},
                {"name": text("Fingerprint of the framework (SHA-256)"), "value": framework.content_hash},
                {"name": text("Plan"), "value": _whose_plan(framework)},
                {"name": text("Fingerprint of the plan (SHA-256)"), "value": framework.plan.content_hash},
            ],
            "rights": [framework.rights],
        },
    )


def _whose_plan(framework: CompositeFramework) -> Text:
    """Whether it was computed as the framework says: its name and fingerprint are the same with any plan."""
    if isinstance(framework.tree, dict) and framework.tree.get("plan") == framework.plan.tree:
        return text("that of the framework")
    return text("another one than that of the framework")


def _done(composite: Composite) -> Iterator[Text]:
    """What the steps did to the figures of this period."""
    units = composite.own.units
    filled = sum(len(unit.filled) for unit in units)
    treated = sum(len(unit.treated) for unit in units)
    left_out = composite.own.left_out
    cells = len(units) * len(composite.framework.indicators)
    yield text(
        "{units} units × {indicators} indicators: {cells} figures.",
        units=len(units),
        indicators=len(composite.framework.indicators),
        cells=cells,
    )
    missing = sum(figure is None for unit in units for figure in unit.raw.values()) - filled
    if missing:
        yield text_by_count("{count} of them is missing.", "{count} of them are missing.", missing)
    if filled:
        yield text_by_count("{count} gap was filled.", "{count} gaps were filled.", filled)
    if treated:
        yield text_by_count("{count} figure was treated.", "{count} figures were treated.", treated)
    if left_out:
        yield text("Left out by the step that screens units: {units}.", units=listing(left_out, "; "))


def _rows(composite: Composite, language: Language) -> Iterator[Plain]:
    """The tree, a group before its parts, with the share of each node in its group and in the index."""
    whole: dict[str, Fraction | None] = {composite.framework.root.code: Fraction(1)}
    for one in nodes_in_order(composite.framework):
        node = one.node
        share = composite.own.shares.get(node.code)
        if node.parent:
            above = whole.get(node.parent)
            whole[node.code] = share * above if share is not None and above is not None else None
        yield {
            "code": node.code,
            "title": node.title,
            "is_group": node.code in composite.framework.children,
            "share": share_of(share, language) if node.parent else "",
            "whole": share_of(whole.get(node.code), language),
            "words": _words(one),
        }


def _words(shown: NodeShown) -> list[Text]:
    """What is said of a node, but for its weight, which has a column."""
    return list(shown.sentences[1:] if shown.node.parent else shown.sentences)
