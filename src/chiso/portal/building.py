"""Building a site: what changed is drawn, what did not is kept, the whole is swapped in in one step.

A page is kept if nothing changed that it reads (see `slices`), or if what it shows (its context, the
frame, the templates, the addresses of static files) has the hash that stands in the record of the site;
and if its file is still as it was written. No clock is read; the order of bundles and pages changes no
byte. A file that this program did not write is carried along, never deleted.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from chiso.documents.charts import engine
from chiso.language import Text, text
from chiso.portal import addresses, site_files, stamps
from chiso.portal.assets import addresses_of, assets_of
from chiso.portal.collecting import collect_site
from chiso.portal.drafts import Draft, Entry, everything_below, link_or_copy
from chiso.portal.framing import frame_of
from chiso.portal.model import Site
from chiso.portal.page_source import Given, PageGroup
from chiso.portal.pages import ALL, Pages, kinds_of
from chiso.portal.record import NAME, Record, earlier_record
from chiso.portal.rendering import Renderer
from chiso.portal.slices import Slices
from chiso.portal.standby import leave, take_up
from chiso.portal.swapping import OLD_MARK, drafting, swap_in
from chiso.portal.theme import Theme
from chiso.portal.unit_years import Figures
from chiso.portal.writing import Writer, memory_of, writing
from chiso.problems import BadInput, Place, Problem

Progress = Callable[[Text], None]
_SAY_EVERY = 500
_OBJECTS_BETWEEN_COLLECTIONS = 10_000


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: pages in all, how many of them were drawn, files, bytes, units and publications."""

    out: Path
    pages: int
    drawn: int
    files: int
    bytes: int
    units: int
    publications: int


def build_site(
    bundles: Sequence[Path],
    out: Path,
    *,
    theme: Theme | None = None,
    base_url: str = "",
    trusted: Sequence[Path] = (),
    revoked: Sequence[Path] = (),
    progress: Progress | None = None,
    kinds: Sequence[Pages] = ALL,
) -> Built:
    """Verify the bundles, draw their pages and make them the site in the folder `out`.

    Raises BadInput, WrongCall (see `chiso.portal`) and CannotWrite; then the old site stands as it was.
    """
    say = progress or _say_nothing
    # A folder that is no site is refused before the long work.
    earlier_record(out)
    site = collect_site(
        bundles,
        theme=theme,
        base_url=base_url.rstrip("/"),
        trusted=trusted,
        revoked=revoked,
        kinds=kinds_of(kinds),
        progress=say,
    )
    with _collector_at_rest():
        return write_site(site, out, kinds=kinds, progress=say)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """What was read stays to the end: the collector of cyclic garbage need not look at it again and again.

    Of the time of a build after a correction it took an eighth.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def write_site(
    site: Site,
    out: Path,
    *,
    kinds: Sequence[Pages] = ALL,
    progress: Progress | None = None,
) -> Built:
    """Draw a site that was collected. Raises as `build_site` does."""
    say = progress or _say_nothing
    with drafting(out) as folder:
        before, draft = earlier_record(out), Draft(folder)
        with writing(out):
            take_up(out, draft)
        writer = _writer(site, draft, out, before)
        try:
            _write_pages(replace(site, remembered=memory_of(out, before)), kinds, writer, say)
        finally:
            engine.rest()
        with writing(out):
            draft.drop_the_rest()
            _carry_along(out, folder, before)
            with (folder / NAME).open("xb") as file:
                file.writelines(writer.record.parts())
            say(text("Pages: {count}, of these drawn anew: {drawn}", count=writer.pages, drawn=writer.drawn))
            swap_in(folder, out)
            was_site = list(everything_below(folder)) if folder.exists() else []
            _rescue(was_site, out, before)
            leave(folder, was_site, out, draft)
    return Built(
        out,
        writer.pages,
        writer.drawn,
        len(writer.record.files),
        writer.bytes,
        len(site.units),
        len(site.publications),
    )


def _write_pages(site: Site, kinds: Sequence[Pages], writer: Writer, say: Progress) -> None:
    """Every file of the site."""
    for name, content in assets_of(site.theme).items():
        writer.write(writer.renderer.assets[name], content)
    for publication in site.publications:
        writer.write(addresses.bundle(publication.slug, publication.content), publication.file.read_bytes())
    said = 0
    for given in _given(site, kinds):
        if isinstance(given, PageGroup):
            writer.write_group(given)
        else:
            writer.write_page(given)
        if writer.pages >= said + _SAY_EVERY:
            said = writer.pages
            say(text("Pages: {count}, of these drawn anew: {drawn}", count=said, drawn=writer.drawn))
    for name, content in site_files.files_of(site, writer.listed):
        writer.write(name, content)


def _given(site: Site, kinds: Sequence[Pages]) -> Iterator[Given]:
    for pages in kinds:
        yield from pages(site)
    yield from site_files.not_found(site)


def _writer(site: Site, draft: Draft, out: Path, before: Record) -> Writer:
    renderer = Renderer(
        assets=addresses_of(assets_of(site.theme)),
        frame={language: frame_of(site, language) for language in site.languages},
        base_url=site.base_url,
    )
    stamped: dict[str, str] = {}
    for series in site.series.values():
        for edition in series.editions:
            publication = edition.publication_unnoted
            bundle = addresses.bundle(publication.slug, publication.content)
            stamped |= stamps.names_of(edition.place, bundle, publication.content)
    return Writer(
        draft,
        out,
        before,
        renderer=renderer,
        slices=Slices(site, Figures(site)),
        stamped=stamped,
    )


def _carry_along(out: Path, draft: Path, before: Record) -> None:
    """Bring files into the draft that somebody else put into the site. Raises BadInput (CH-6007)."""
    if not out.exists():
        return
    in_the_way = []
    for name, source in _foreign(everything_below(out), before):
        target = draft / name
        if os.path.lexists(target) or any((draft / parent).is_file() for parent in Path(name).parents):
            in_the_way.append(_in_the_way(source))
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(source, target)
    if in_the_way:
        raise BadInput(in_the_way)


def _foreign(entries: Iterable[Entry], before: Record) -> Iterator[tuple[str, Path]]:
    """Name and place of each file or link of a site that its record does not hold."""
    for name, entry in entries:
        is_folder = entry.is_dir(follow_symlinks=False)
        if not is_folder and name not in (NAME, OLD_MARK) and name not in before.files:
            yield name, Path(entry.path)


def _rescue(was_site: Sequence[Entry], out: Path, before: Record) -> None:
    """After the swap: what came into the old folder in the last moment goes into the new one."""
    for name, source in _foreign(was_site, before):
        target = out / name
        if not os.path.lexists(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(source, target)


def _in_the_way(path: Path) -> Problem:
    return Problem(
        "CH-6007",
        Place(str(path)),
        "",
        text("Expected no file of others where a page of the site goes."),
        text("Move it away; the program deletes nothing that it did not write."),
    )


def _say_nothing(_sentence: Text) -> None:
    """Where nobody follows the progress."""
