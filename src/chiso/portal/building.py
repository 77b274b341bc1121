"""Building a site: what changed is drawn, what did not is kept, the whole is swapped in in one step.

What a page shows (its context, the frame, the templates, the addresses of static files) has a hash; a
page whose hash stands in the record of the site, and whose file is still as it was written, is kept.
No clock is read; the order of bundles and pages changes no byte. A file that this program did not
write is carried along, never deleted.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chiso.language import Text, text
from chiso.portal import addresses, site_files
from chiso.portal.assets import addresses_of, assets_of
from chiso.portal.collecting import collect_site
from chiso.portal.framing import frame_of
from chiso.portal.model import PageSource, Site
from chiso.portal.pages import ALL, Pages, kinds_of
from chiso.portal.record import NAME, Record, Written, earlier_record
from chiso.portal.rendering import Renderer, as_plain
from chiso.portal.swapping import OLD_MARK, drafting, swap_in
from chiso.portal.theme import Theme
from chiso.problems import BadInput, Place, Problem
from chiso.writing import cannot_write

Progress = Callable[[Text], None]
_SAY_EVERY = 500


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
    return write_site(site, out, kinds=kinds, progress=say)


def write_site(
    site: Site,
    out: Path,
    *,
    kinds: Sequence[Pages] = ALL,
    progress: Progress | None = None,
) -> Built:
    """Draw a site that was collected. Raises as `build_site` does."""
    say = progress or _say_nothing
    with drafting(out) as draft:
        before = earlier_record(out)
        writer = _Writer(draft, out, before)
        pages = _write_pages(site, kinds, writer, say)
        with _writing(out):
            _carry_along(out, draft, before)
            (draft / NAME).write_bytes(writer.record.as_bytes())
            say(text("Pages: {count}, of these drawn anew: {drawn}", count=pages, drawn=writer.drawn))
            swap_in(draft, out)
            _rescue(draft, out, before)
    return Built(
        out,
        pages,
        writer.drawn,
        len(writer.record.files),
        writer.bytes,
        len(site.units),
        len(site.publications),
    )


def _write_pages(site: Site, kinds: Sequence[Pages], writer: _Writer, say: Progress) -> int:
    """Every file of the site. Returns the number of pages."""
    files = assets_of(site.theme)
    asset_addresses = addresses_of(files)
    renderer = Renderer(
        assets=asset_addresses,
        frame={language: frame_of(site, language) for language in site.languages},
        base_url=site.base_url,
    )
    for name, content in files.items():
        writer.write(asset_addresses[name], content)
    for publication in site.publications:
        writer.write(addresses.bundle(publication.slug, publication.content), publication.file.read_bytes())
    shown: list[PageSource] = []
    count = 0
    for page in _pages(site, kinds):
        writer.write_page(page, renderer)
        if page.template is None:
            continue
        count += 1
        if page.kind != site_files.NOT_FOUND:
            shown.append(PageSource(page.key, page.language, page.address, None, {}, page.kind, ""))
        if count % _SAY_EVERY == 0:
            say(text("Pages: {count}, of these drawn anew: {drawn}", count=count, drawn=writer.drawn))
    for name, content in site_files.files_of(site, shown):
        writer.write(name, content)
    return count


def _pages(site: Site, kinds: Sequence[Pages]) -> Iterator[PageSource]:
    for pages in kinds:
        yield from pages(site)
    yield from site_files.not_found(site)


class _Writer:
    """Writes files into the draft, or keeps those of the site before by linking them."""

    def __init__(self, draft: Path, out: Path, before: Record) -> None:
        self.draft, self.out, self.before = draft, out, before
        self.record = Record()
        self.drawn = 0
        self.bytes = 0
        self._folders: set[Path] = {draft}

    def write_page(self, page: PageSource, renderer: Renderer) -> None:
        """Keep the page if it shows what it showed, else draw it."""
        plain = as_plain(page.context, page.language)
        name = addresses.file_of(page.address)
        self._refuse_second(name, page.address)
        if page.template is None and isinstance(page.content, bytes):
            self.write(page.address, page.content, kind=page.kind)
            return
        shown = renderer.content_address(page, plain)
        kept = self.before.files.get(name)
        if kept is not None and kept.shown == shown and self._keep(name, kept):
            return
        if page.template is not None:
            content = renderer.draw(page, plain)
            self.drawn += 1
        else:
            assert callable(page.content), "a page has a template or a content"
            content = page.content()
        self._put(name, content, Written(hashlib.sha256(content).hexdigest(), shown, page.kind))

    def write(self, address: str, content: bytes, kind: str = "") -> None:
        """A file as it stands."""
        name = addresses.file_of(address)
        self._refuse_second(name, address)
        entry = Written(hashlib.sha256(content).hexdigest(), "", kind)
        kept = self.before.files.get(name)
        if kept is not None and kept.sha256 == entry.sha256 and self._keep(name, entry):
            return
        self._put(name, content, entry)

    def _keep(self, name: str, entry: Written) -> bool:
        """Take the file over from the site before; False if somebody changed it or it is gone."""
        source = self.out / name
        try:
            if source.is_symlink():
                return False
            content = source.read_bytes()
        except OSError:
            return False
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            return False
        with _writing(self.out):
            link_or_copy(source, self._target(name))
        self._note(name, entry, len(content))
        return True

    def _put(self, name: str, content: bytes, entry: Written) -> None:
        with _writing(self.out):
            self._target(name).write_bytes(content)
        self._note(name, entry, len(content))

    def _note(self, name: str, entry: Written, size: int) -> None:
        self.record.files[name] = entry
        self.bytes += size

    def _target(self, name: str) -> Path:
        target = self.draft / name
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        return target

    def _refuse_second(self, name: str, address: str) -> None:
        if name in self.record.files:
            expected = text("Expected one page at each address; this one was given twice.")
            mend = text("Two units or codes have one name in addresses; rename one of them.")
            raise BadInput([Problem("CH-6010", Place(address), "", expected, mend)])


def _carry_along(out: Path, draft: Path, before: Record) -> None:
    """Bring files into the draft that somebody else put into the site. Raises BadInput (CH-6007)."""
    if not out.exists():
        return
    in_the_way = []
    for source in _foreign(out, before):
        name = source.relative_to(out).as_posix()
        target = draft / name
        if os.path.lexists(target) or any((draft / parent).is_file() for parent in Path(name).parents):
            in_the_way.append(_in_the_way(source))
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(source, target)
    if in_the_way:
        raise BadInput(in_the_way)


def _foreign(out: Path, before: Record) -> Iterator[Path]:
    """Files and links below `out` that the record does not hold."""
    for folder, folders, files in os.walk(out):
        for name in sorted([*files, *(one for one in folders if (Path(folder) / one).is_symlink())]):
            path = Path(folder) / name
            relative = path.relative_to(out).as_posix()
            if relative not in (NAME, OLD_MARK) and relative not in before.files:
                yield path


def _rescue(old: Path, out: Path, before: Record) -> None:
    """After the swap: what came into the old folder in the last moment goes into the new one."""
    if not old.exists():
        return
    for source in _foreign(old, before):
        target = out / source.relative_to(old)
        if not os.path.lexists(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(source, target)


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    """Turn what the disk refuses into CannotWrite (CH-5005)."""
    try:
        yield
    except OSError as error:
        raise cannot_write(out, error) from error


def link_or_copy(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the file system has no links."""
    if source.is_symlink():
        target.symlink_to(source.readlink())
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


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
