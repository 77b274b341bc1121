"""Joint draws of whatever was estimated, over all domains and codes: the table `Draws`.

They are made of the values in the replicates (`chiso.survey.replicates.draws`): of totals, ratios, means and
shares (`replicated`), and of quantiles where the replicates tell how these vary (`replicated_quantiles`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.cells import make_cells
from chiso.survey.design import Design
from chiso.survey.engine import Engine, Source
from chiso.survey.estimation.linear import TermList, linearise
from chiso.survey.estimation.replicated import Replication, has_replicates, replicate_errors
from chiso.survey.estimation.replicated_quantiles import refuse_draws_of_quantiles, replicate_quantiles
from chiso.survey.estimation.statistics import Quantiles, Statistic
from chiso.survey.replicates.draws import Draws, draw_estimates
from chiso.survey.replicates.variance import Replicated
from chiso.survey.sql import Condition


def draw_statistics(
    source: Source,
    design: Design,
    statistics: Sequence[Statistic | Quantiles],
    replication: Replication,
    *,
    count: int,
    by: Sequence[str] = (),
    where: Sequence[Condition] = (),
    engine: Engine | None = None,
) -> Draws:
    """`count` joint draws of the statistics in all domains; the seed is that of the replication.

    What is drawn of one statistic does not depend on which others are asked for. Raises WrongCall (CH-3162:
    no replicates; CH-8818), and as `replicate_errors`.
    """
    if not has_replicates(design, replication):
        expected = text("Expected replicates: draws are made of them.")
        mend = text("Choose a method with --replicates, or make replicates with `chiso survey weights`.")
        raise WrongCall([Problem("CH-3162", Place(field="draws"), str(count), expected, mend)])
    refuse_draws_of_quantiles(design, replication, statistics)
    linear = [one for one in statistics if isinstance(one, Statistic)]
    listed = TermList(linear)
    cells = make_cells(source, design, by=by, terms=listed.terms, where=where, engine=engine)
    parts: dict[tuple[str, ...], Replicated] = {}
    if linear:
        errors = replicate_errors(
            source, design, replication, cells, listed.terms, where, engine, listed.of_estimates
        )
        assert errors is not None
        figures = linearise(cells, linear, listed)
        parts[tuple(one.code for one in linear)] = errors.replicated(figures, listed)
    for one in statistics:
        if isinstance(one, Quantiles):
            parts[_codes_of(one)] = replicate_quantiles(
                source, design, replication, one, cells.domains, by=by, where=where, engine=engine
            )
    codes = tuple(code for one in statistics for code in _codes_of(one))
    return draw_estimates(
        _put_together(parts, codes, len(cells.domains)),
        tuple("/".join(domain) for domain in cells.domains for _ in codes),
        codes * len(cells.domains),
        count=count,
        seed=replication.seed,
    )


def _codes_of(asked: Statistic | Quantiles) -> tuple[str, ...]:
    if isinstance(asked, Statistic):
        return (asked.code,)
    return tuple(asked.code(share) for share in asked.shares)


def _put_together(
    parts: Mapping[tuple[str, ...], Replicated], codes: tuple[str, ...], domains: int
) -> Replicated:
    """All parts, domain by domain, in each the codes as they were asked for: (D × codes,)."""
    if list(parts) == [codes]:
        return parts[codes]
    told = [code for of_part in parts for code in of_part]
    order = [told.index(code) for code in codes]
    known = tuple(parts.values())
    width = known[0].replicates.shape[1]
    estimates = np.hstack([one.estimates.reshape(domains, len(of_part)) for of_part, one in parts.items()])
    # Views of the parts, one for each code: what all replicates tell is copied once.
    columns = [
        one.replicates.reshape(domains, len(of_part), width)[:, place]
        for of_part, one in parts.items()
        for place in range(len(of_part))
    ]
    replicates = np.stack([columns[place] for place in order], axis=1)
    return replace(known[0], estimates=estimates[:, order].ravel(), replicates=replicates.reshape(-1, width))
