"""Two small publications and pages of the test's own, so that the building is tested without the real ones.

The communes and their sums are those of `tests.publication.publishing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from chiso.portal import addresses
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource
from chiso.portal.standby import standby_of
from chiso.publication import build_bundle
from tests.publication.publishing import make_key, write_small_run

CORRECTION = "Made up: a second look at the answers"


@dataclass(frozen=True)
class Given:
    """Bundles of two years and the key that sealed them."""

    folder: Path
    bundles: tuple[Path, ...]
    private: Path
    public: Path

    def correct(self, number: int = 1, *, status: str = "corrected", key: Path | None = None) -> Path:
        """A later version of one of the bundles."""
        out = self.folder / f"later-{number}-{status}.zip"
        period = 2020 + number
        build_bundle(
            runs=[] if status == "withdrawn" else [self.folder / f"run-{period}"],
            out=out,
            status=status,  # type: ignore[arg-type]
            supersedes=self.bundles[number],
            reason=CORRECTION,
            key=key or self.private,
        )
        return out


def two_years(folder: Path) -> Given:
    """Publications of 2020 and 2021, sealed."""
    private, public = make_key(folder)
    bundles = []
    for number, period in enumerate(("2020", "2021")):
        run = write_small_run(folder / f"run-{period}", period=period)
        bundles.append(folder / f"bundle-{period}.zip")
        build_bundle(
            runs=[run],
            out=bundles[-1],
            status="final",
            decision_number=f"{number + 1}/QĐ-UBND",
            decision_date=date(2022, 1, number + 1),
            key=private,
        )
    return Given(folder, tuple(bundles), private, public)


def pages(site: Site) -> Iterator[PageSource]:
    """A home page that lists nothing, and a page for each year; what they show is in their contexts."""
    for language in site.languages:
        yield _page("home", language, addresses.home(language), {"years": sorted(site.series)})
        for series in site.series.values():
            for edition in series.editions:
                shown = {row.unit.name: [row.score, row.rank, row.of] for row in edition.result.ranking}
                address = addresses.ranking(language, series.id, edition.slug)
                yield _page(f"ranking {edition.slug}", language, address, shown)


def _page(key: str, language: str, address: str, context: Mapping[str, object]) -> PageSource:
    return PageSource(
        key=key,
        language=language,  # type: ignore[arg-type]
        address=address,
        template="not_found.html.j2",
        context={"shown": context},
        kind="home",
        title=key,
    )


def contents_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def files_apart(site: Path) -> list[str]:
    """Files of the standby of a site that are not, byte for byte on the disk, files of the site."""
    standby = standby_of(site)
    names = [path.relative_to(standby) for path in sorted(standby.rglob("*")) if not path.is_dir()]
    return [
        name.as_posix()
        for name in names
        if not (site / name).exists() or not (site / name).samefile(standby / name)
    ]
