"""Editions and series: the results of the runs in order of time, and the breaks between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from chiso.frameworks.differences import find_differences
from chiso.language import Bilingual
from chiso.periods import Period
from chiso.portal.certainty import KeptCertainty
from chiso.portal.kept_results import OnShelf, put_away
from chiso.portal.model import Break, Edition, Series
from chiso.portal.naming import name_of_framework
from chiso.portal.publication_model import Publication
from chiso.portal.robustness import Robustness, keep_robustness, league_of
from chiso.portal.shelves import Shelf
from chiso.portal.theme import Theme
from chiso.publication.members import Files, make_slug, robustness_of
from chiso.publication.recounting import Recount
from chiso.scoring.compare import BREAKING
from chiso.scoring.result import Result
from chiso.scoring.run import Scored

_SECOND_HAND = re.compile(r"(?:second-hand|nguồn thứ cấp):([^;]+)")


@dataclass(frozen=True, eq=False)
class KeptRun:
    """What the site needs of a run: its results, on a shelf, and what is said of its answers as a whole.

    `made_from` is the digest of its files: equal digests, equal results; empty where it is not known.
    """

    made_from: str
    results: tuple[Result, ...]
    has_withheld: bool
    second_hand: tuple[str, ...]
    # How sure each of the results is; None where none of its units has an estimate.
    certainty: tuple[KeptCertainty | None, ...]
    # Of each of the results how sure its ranks are by other choices.
    robustness: tuple[tuple[Robustness, ...], ...]


def keep_run(made_from: str, scored: Scored, shelf: Shelf[OnShelf]) -> KeptRun:
    """Put the results of a run away, as it was computed again from its inputs. Raises CannotWrite.

    Results on how sure its ranks are come with `with_robustness`, once they are verified too.
    """
    return KeptRun(
        made_from,
        tuple(put_away(result, shelf) for result in scored.results),
        any(row.status == "withheld" for row in scored.answers.rows),
        second_hand_sources(row.note for row in scored.answers.rows),
        tuple(
            KeptCertainty(scored, league, shelf) if _has_estimates(scored, result) else None
            for league, result in enumerate(scored.results)
        ),
        ((),) * len(scored.results),
    )


def with_robustness(run: KeptRun, name: str, verified: Files, recounts: Sequence[Recount]) -> KeptRun:
    """The run with the results on its ranks among its files, which were verified; `recounts` say how far."""
    recomputed = {one.name for one in recounts if one.run == name and one.state == "recomputed"}
    found: dict[str, list[Robustness]] = {}
    by_league = {result.league.key: result for result in run.results}
    for own, files in sorted(robustness_of(verified).items()):
        league = league_of(files)
        result = by_league[league]
        kept = keep_robustness(
            own,
            files,
            uids={unit.code: unit.uid for unit in result.units},
            ranks={row.unit.code: row.rank for row in result.ranking if row.rank is not None},
            is_recomputed=own in recomputed,
        )
        found.setdefault(league, []).append(kept)
    return replace(run, robustness=tuple(tuple(found.get(result.league.key, ())) for result in run.results))


def _has_estimates(scored: Scored, result: Result) -> bool:
    """Whether people were asked about a unit of the league: other leagues of a run may have estimates."""
    behind = scored.estimates.by_unit if scored.estimates is not None else {}
    return any(unit.uid in behind for unit in result.units)


def editions_of(run: KeptRun, publication: Publication) -> Iterator[Edition]:
    """The editions of one run: one for each league."""
    for result, certainty, robustness in zip(run.results, run.certainty, run.robustness, strict=True):
        framework, league = result.framework.id, result.league.key
        yield Edition(
            series_id=make_slug(framework, league),
            period=result.period,
            slug=period_slug(result.period),
            result_unnoted=result,
            publication_unnoted=publication,
            has_withheld=run.has_withheld,
            second_hand=run.second_hand,
            made_from=run.made_from,
            certainty_unnoted=certainty,
            robustness_unnoted=robustness,
            version=publication.content[:12] if publication.standing == "superseded" else "",
        )


def second_hand_sources(notes: Iterable[str]) -> tuple[str, ...]:
    """What stands behind “second-hand:” (or “nguồn thứ cấp:”) in notes, up to a semicolon; sorted."""
    found = {match[1].strip() for note in set(notes) if (match := _SECOND_HAND.search(note))}
    return tuple(sorted(found))


def period_slug(period: Period) -> str:
    """The period in addresses: 2019, 2020-q2, 2020-05-ytd; a snapshot by its day."""
    if period.as_of is not None:
        return period.as_of.isoformat()
    return period.written.lower().replace("/", "-")


def collect_series(editions: Sequence[Edition], theme: Theme) -> dict[str, Series]:
    """The series of these editions by id, sorted; breaks found between neighbours."""
    gathered: dict[str, list[Edition]] = {}
    for edition in sorted(editions, key=lambda one: (one.series_id, one.period)):
        gathered.setdefault(edition.series_id, []).append(edition)
    return {series_id: _series(series_id, tuple(found), theme) for series_id, found in gathered.items()}


def _series(series_id: str, editions: tuple[Edition, ...], theme: Theme) -> Series:
    latest = editions[-1]
    name = name_of_framework(latest.framework)
    if latest.league_key:
        name = replace(name, short=_of_league(name.short, latest.result.league.title))
    return Series(
        id=series_id,
        title=name.title,
        short=theme.names.get(series_id, name.short),
        editions=editions,
        breaks=tuple(found for one, other in pairwise(editions) if (found := find_break(one, other))),
    )


def _of_league(short: Bilingual, league: Bilingual) -> Bilingual:
    def joined(language: str) -> str:
        parts = (short.in_language(language), league.in_language(language))  # type: ignore[arg-type]
        return ", ".join(filter(None, parts))

    return Bilingual(vi=joined("vi"), en=joined("en"))


def find_break(before: Edition, after: Edition) -> Break | None:
    """The break between two editions; None where totals mean the same."""
    if before.framework.hash == after.framework.hash:
        return None
    differences = tuple(
        difference
        for difference in find_differences(before.framework, after.framework)
        if difference.sort in BREAKING
    )
    return Break(before, after, differences) if differences else None
