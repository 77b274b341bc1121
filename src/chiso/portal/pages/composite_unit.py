"""A unit of a composite index: rank, interval, who cannot be told apart from it, every figure on its way to
the score. A part of the pages of composite indices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chiso.frameworks.composite.model import CompositeNode
from chiso.frameworks.composite.presentation import nodes_in_order
from chiso.language import Language, Text, Value, text
from chiso.portal import addresses
from chiso.portal.composite_model import Composite, CompositeUnit
from chiso.portal.composite_words import (
    COMPUTED_HERE,
    direction_of,
    figure_in_words,
    is_own,
    named,
    plain_name,
    rank_of,
    score_in_words,
    share_of,
    treatment_of,
)
from chiso.portal.framing import page_below
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource
from chiso.portal.robustness_context import Listed, groups_apart
from chiso.portal.robustness_words import NOT_THE_AUTHORS, apart_in_words, result_in_words, title_of

Plain = dict[str, object]


def page(
    site: Site, composite: Composite, unit: CompositeUnit, language: Language, listed: Sequence[Listed]
) -> PageSource:
    """The page of a unit in one language; `listed`: all that are ranked."""
    name = named(composite, site)
    return page_below(
        site,
        language,
        key=f"composite/{composite.place}/unit/{unit.slug}",
        kind="composite",
        template="composite_unit.html.j2",
        address=addresses.composite_unit(language, composite.id, composite.slug, unit.slug),
        title=text("{unit}: {index}", unit=unit.name, index=name),
        lead=_lead(composite, unit, language),
        steps=(
            (
                plain_name(composite, site, language),
                addresses.composite(language, composite.id, composite.slug),
            ),
        ),
        crumb=unit.name,
        nav="home",
        context={
            "eyebrow": composite.framework.title,
            "unit_name": unit.name,
            "whose": COMPUTED_HERE,
            "robustness": [
                {
                    "title": text("The ranks between which it lies: with {varied}.", varied=title_of(kept)),
                    "sentence": result_in_words(kept, unit.name, kept.units[unit.code], language),
                    "apart": apart_in_words(kept.units[unit.code]),
                    "groups": groups_apart(kept.units[unit.code], listed),
                    "address": addresses.composite_robustness(
                        language, composite.id, composite.slug, kept.name
                    ),
                }
                for kept in composite.own.robustness
                if unit.code in kept.units
            ],
            "not_the_authors": NOT_THE_AUTHORS,
            "unit_page": _own_page(site, unit, language),
            "rows": list(_rows(composite, unit, language)),
            "plan": addresses.composite_plan(language, composite.id, composite.slug),
            "rights": [composite.framework.rights],
        },
    )


def _lead(composite: Composite, unit: CompositeUnit, language: Language) -> Text:
    if unit.rank is None:
        return text("It has no score: figures are missing.")
    return text(
        "Rank {rank} of {of}, with a score of {score}.",
        rank=rank_of(unit),
        of=str(len(composite.ranked)),
        score=score_in_words(unit.scores[composite.framework.root.code], language),
    )


def _own_page(site: Site, unit: CompositeUnit, language: Language) -> str:
    """The page of the unit with all that the site has of it."""
    if site.focus is None or not is_own(site, unit) or "unit" not in site.kinds:
        return ""
    return addresses.unit(language, site.focus.slug)


def _rows(composite: Composite, unit: CompositeUnit, language: Language) -> Iterator[Plain]:
    """Every node, a group before its parts: figure as given, what was done to it, score, weight."""
    shares = {**composite.own.shares, **unit.shares}
    for one in nodes_in_order(composite.framework):
        node = one.node
        is_group = node.code in composite.framework.children
        yield {
            "title": node.title,
            "is_group": is_group,
            "figure": "" if is_group else figure_in_words(unit.raw.get(node.code), language),
            "unit": "" if is_group or node.unit is None else node.unit,
            "done": [] if is_group else list(_done(node, unit, language)),
            "score": score_in_words(unit.scores.get(node.code), language),
            "share": share_of(shares.get(node.code), language) if node.parent else "",
        }


def _done(node: CompositeNode, unit: CompositeUnit, language: Language) -> Iterator[Value]:
    yield direction_of(node)
    if node.code in unit.filled:
        figure = figure_in_words(unit.filled[node.code], language)
        yield text("No figure was given; filled with {figure}.", figure=figure)
    if treated := unit.treated.get(node.code):
        yield text(
            "Extreme: {before} became {after} ({what}).",
            before=figure_in_words(treated.before, language),
            after=figure_in_words(treated.after, language),
            what=treatment_of(treated.reason),
        )
