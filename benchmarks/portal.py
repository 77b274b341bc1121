"""Benchmarks of the portal: full and incremental builds, pages beside bare templates, first paint, a city.

    python -m benchmarks.portal          with `make bench`
    python -m benchmarks.portal --full   the made-up city at a tenth, a third and its whole size

Every build runs in a process of its own, so that its seconds (of the processor, which a busy machine
does not lengthen) and its peak of memory are its own.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.city import UNITS
from benchmarks.measuring import Comparison, compare
from benchmarks.portal_paint import benchmark_first_paint
from benchmarks.portal_sites import Papi, make_city, make_papi, make_trial
from chiso.portal.assets import addresses_of, assets_of
from chiso.portal.collecting import collect_site
from chiso.portal.framing import frame_of
from chiso.portal.page_source import PageSource
from chiso.portal.pages import ALL, kinds_of, unit
from chiso.portal.rendering import Renderer, as_plain
from chiso.portal.theme import Theme

INCREMENTAL = 0.1
LARGEST_PAGE = 25_000
# Linear time: seconds a page may grow by so much from the smallest city to the largest.
LINEAR = 1.3
# Bounded memory: by so much the peak may grow where a city is three times as large.
MOST_GROWTH = 1.3
_FOCUS = "ha-noi"
# Home, a ranking, a unit, and the ranking with most lines.
_PAINTED = ("/", "/chi-so/papi/2019/", "/don-vi/ha-noi/", "/chi-so/hdi/2021/")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a build took: seconds of the processor, peak of memory, and what it made.

    `apart`: the peak of the largest process that it started, the engine that draws charts.
    """

    seconds: float
    peak: int
    apart: int
    pages: int
    drawn: int
    size: int

    @property
    def memory(self) -> int:
        """Bytes that are never exceeded, both peaks taken together."""
        return self.peak + self.apart

    def line(self, name: str) -> str:
        """One line of the report."""
        return (
            f"{name:<58} {self.seconds:9.1f} s   {self.pages} pages, {self.drawn} drawn, "
            f"{self.pages / self.seconds:.0f} pages/s, {self.size / 1e6:.0f} MB, "
            f"peak {self.peak / 1e6:.0f} MB and apart {self.apart / 1e6:.0f} MB"
        )


def build(bundles: Sequence[Path], out: Path, *, public: Path | None = None, focus: str = "") -> Cost:
    """Build a site in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.portal_build", str(out), str(public or ""), focus]
    done = subprocess.run(
        [*command, *map(str, bundles)], capture_output=True, check=True, text=True, env=_as_installed()
    )
    return Cost(**json.loads(done.stdout))


@cache
def _as_installed() -> Mapping[str, str]:
    """The environment of the builds: the program is compiled already, as one that was installed is."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {
        **kept,
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir(), "chiso-benchmarks-compiled")),
    }
    whole = "import benchmarks.portal_build, xlsxwriter, vl_convert, jinja2"
    subprocess.run([sys.executable, "-c", whole], check=True, env=environment)
    return environment


def benchmark_incremental(folder: Path, papi: Papi) -> Iterator[str]:
    """14 years as 14 bundles: in full, then after each kind of change, beside the full build."""
    out = folder / "site"
    full = build(papi.years, out, public=papi.public, focus=_FOCUS)
    yield full.line("PAPI, 63 × 29 × 14 years × 2 languages, in full")
    steps = (
        ("nothing changed", papi.years, INCREMENTAL),
        ("last year corrected by one digit", (*papi.years, papi.corrected), INCREMENTAL),
        ("  back again", papi.years, None),
        ("  corrected: the best of a criterion, on every page", (*papi.years, papi.corrected_best), None),
        ("  the last year is taken away", papi.years[:-1], None),
        ("a year is added", papi.years, None),
    )
    for name, bundles, bound in steps:
        cost = build(bundles, out, public=papi.public, focus=_FOCUS)
        ratio = cost.seconds / full.seconds
        verdict = "no bound" if bound is None else f"{'within' if ratio <= bound else 'ABOVE'} {bound:g}"
        # A third decimal, so that 0.103 is not printed like the bound.
        yield f"{cost.line(name)}   ratio {ratio:5.3f}   {verdict}"
    yield f"PAPI: {heaviest_page(out)}"


def benchmark_trial(folder: Path) -> Iterator[str]:
    """The site of `make run`: its heaviest page, and the first paint of three of its pages."""
    bundle, public = make_trial(folder)
    out = folder / "trial-site"
    yield build([bundle], out, public=public, focus=_FOCUS).line("the trial site, in full")
    yield f"trial: {heaviest_page(out)}"
    yield from benchmark_first_paint(out, _PAINTED)


def heaviest_page(site: Path) -> str:
    """The page that weighs most with its CSS, both compressed as a server does."""
    css = sum(len(gzip.compress(path.read_bytes(), 6)) for path in site.glob("static/*/*.css"))
    weighed = ((len(gzip.compress(path.read_bytes(), 6)), path) for path in site.rglob("*.html"))
    weight, page = max(weighed)
    verdict = "within" if weight + css <= LARGEST_PAGE else "ABOVE"
    name = page.relative_to(site).as_posix()
    return f"heaviest page with its CSS, gzip: {name:<40} {weight + css:>9} B   {verdict} {LARGEST_PAGE} B"


def benchmark_pages(papi: Papi) -> Iterator[Comparison]:
    """The pages of units in one year: made and drawn, beside the templates alone with the same contexts."""
    site = collect_site(papi.years[-2:], theme=Theme(focus=_FOCUS), kinds=kinds_of(ALL))
    renderer = Renderer(
        assets=addresses_of(assets_of(site.theme)),
        frame={language: frame_of(site, language) for language in site.languages},
    )
    sources = [page for page in unit.pages(site) if page.kind == "unit-year"]
    plain = [(page, as_plain(page.context, page.language)) for page in sources]

    def make_and_draw() -> list[bytes]:
        return [
            renderer.draw(page, as_plain(page.context, page.language))
            for page in unit.pages(site)
            if page.kind == "unit-year"
        ]

    def bare() -> list[str]:
        return [_bare(renderer, page, context) for page, context in plain]

    yield compare(
        f"{len(sources)} pages of units in a year, made and drawn",
        make_and_draw,
        "Jinja2 alone, same contexts",
        bare,
        bound=None,
        pairs=3,
    )


def _bare(renderer: Renderer, page: PageSource, context: dict[str, object]) -> str:
    assert page.template is not None, "only pages with a template are asked for"
    return renderer.environment.get_template(page.template).render(
        **context, page=renderer.facts_of(page), site=renderer.frame[page.language]
    )


def benchmark_city(folder: Path, parts: Sequence[int]) -> Iterator[str]:
    """A made-up city (simulated) at parts of its size: time a page and memory."""
    first: Cost | None = None
    smaller: Cost | None = None
    for part in parts:
        count = UNITS // part
        bundles = make_city(folder / f"city-{part}", count)
        cost = build(bundles, folder / f"city-site-{part}")
        name = f"simulated city, {count} × 100 × 10"
        if first is None or smaller is None:
            first = smaller = cost
            yield cost.line(name)
            continue
        growth = (cost.seconds / cost.pages) / (first.seconds / first.pages)
        peak = cost.memory / smaller.memory
        smaller = cost
        yield (
            f"{cost.line(name)}   seconds a page × {growth:4.2f}   {_verdict(growth, LINEAR)}   "
            f"peak × {peak:4.2f}   {_verdict(peak, MOST_GROWTH)}"
        )


def _verdict(measured: float, bound: float) -> str:
    return f"{'within' if measured <= bound else 'ABOVE'} {bound:g}"


def main() -> None:
    """Run all and print one line each."""
    is_full = "--full" in sys.argv
    with tempfile.TemporaryDirectory(prefix="chiso-benchmarks-") as name:
        folder = Path(name)
        papi = make_papi(folder)
        for comparison in benchmark_pages(papi):
            print(comparison.line(), flush=True)
        for line in benchmark_incremental(folder, papi):
            print(line, flush=True)
        for line in benchmark_trial(folder / "trial"):
            print(line, flush=True)
        for line in benchmark_city(folder, (10, 3, 1) if is_full else (30, 10)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
