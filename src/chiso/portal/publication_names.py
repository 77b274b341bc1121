"""Publications with their names: what stands in them, which version, what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from chiso.language import Bilingual, Language, text
from chiso.periods import parse_period
from chiso.portal.editions import period_slug
from chiso.portal.naming import NAMES, name_of_carried
from chiso.portal.publication_model import Publication, Standing
from chiso.portal.theme import Theme
from chiso.problems import BadInput, Place, Problem
from chiso.publication import Bundle, Verification
from chiso.publication.members import is_carried_over, make_slug
from chiso.publication.rows import rows_of

Given = tuple[Bundle, Verification, Standing, Path, str]
_MOST_NAMES = 3


def name_publications(given: Sequence[Given], theme: Theme) -> list[Publication]:
    """The publications in the order given; one whose name is taken bears the start of its hash too."""
    slugs: dict[str, str] = {}
    publications = []
    for bundle, verification, standing, file, first in given:
        publication = _publication(bundle, verification, standing, file, first, theme)
        base = publication.slug
        if base in slugs and slugs[base] != publication.content:
            publication = _publication(bundle, verification, standing, file, first, theme, bundle.content[:8])
        slugs[publication.slug] = publication.content
        publications.append(publication)
    return publications


def _publication(
    bundle: Bundle,
    verification: Verification,
    standing: Standing,
    file: Path,
    first: str,
    theme: Theme,
    suffix: str = "",
) -> Publication:
    said = bundle.publication
    if said is None:
        expected = text("Expected a bundle that says what it is.")
        mend = text("Fetch the bundle again from its publisher.")
        raise BadInput([Problem("CH-6001", Place(str(file)), "", expected, mend)])
    series, periods = _what_is_in_it(bundle)
    chain = verification.chain
    return Publication(
        slug=make_slug(*series[:_MOST_NAMES], *_range(periods), str(said.version), suffix),
        title=_title(series, periods, theme),
        bundle_name=file.name,
        content=bundle.content,
        status=said.status,
        version=said.version,
        standing=standing,
        supersedes=said.supersedes.content if said.supersedes else None,
        superseded_by=chain.superseded_by.content if chain and chain.superseded_by else None,
        withdrawn_by=chain.withdrawn_by.content if chain and chain.withdrawn_by else None,
        reason=said.supersedes.reason if said.supersedes else "",
        decision=bundle.decision,
        verification=verification,
        day=bundle.decision.date if bundle.decision else None,
        first=first,
        series=tuple(series),
        file=file,
        size=file.stat().st_size,
    )


def _what_is_in_it(bundle: Bundle) -> tuple[list[str], list[str]]:
    """The ids of series and tables, and the periods, sorted."""
    ids: set[str] = set()
    periods: set[str] = set()
    said = bundle.publication
    for run in said.runs if said else ():
        ids.update(framework.key.partition("@")[0] for framework in run.frameworks)
        periods.update(_periods_of(run.period))
    for member in filter(is_carried_over, bundle.members):
        for row in rows_of(bundle.members[member]):
            ids.add(row["index"])
            periods.update(_periods_of(row["period"]))
    return sorted(ids), sorted(periods)


def _periods_of(written: str) -> Iterator[str]:
    """The slug of a period; of a composite index that has several both ends, that has none nothing."""
    try:
        yield period_slug(parse_period(written))
    except BadInput:
        yield from (make_slug(part) for part in written.split("–") if make_slug(part))


def _range(periods: Sequence[str]) -> list[str]:
    return [] if not periods else [periods[0]] if len(periods) == 1 else [periods[0], periods[-1]]


def _title(series: Sequence[str], periods: Sequence[str], theme: Theme) -> Bilingual:
    def title(language: Language) -> str:
        names = [
            theme.names.get(one, (NAMES.get(one) or name_of_carried(one)).short).in_language(language)
            for one in series
        ]
        return " ".join(filter(None, (", ".join(names), "–".join(_range(periods)))))

    return Bilingual(vi=title("vi"), en=title("en"))
