"""Looking at a finished site as a stranger would: only files are read, nothing is taken on trust.

dead links and anchors · accessibility basics · weight · requests to other hosts, of pages, styles, scripts
and drawings · inline styles and scripts · canonical addresses and versions in other languages that do not
agree · pages that the map of the site leaves out · files that are not as they were built
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from chiso.language import Text, text
from chiso.portal.checking_files import addresses_of_map, loads_of_script, loads_of_style, read_drawing
from chiso.portal.checking_pages import Link, PageRead, read_page
from chiso.portal.record import Record, read_record
from chiso.portal.site_files import EMBED, LATEST, UNLISTED
from chiso.problems import Place, Problem, quote

HEAVIEST = 25_000
# Each lets a reader go on; what is wrong is in the problem.
_MEND = text("Build the site again; if the fault stays, it is one of the templates or of the theme.")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check looked at and found."""

    pages: int
    links: int
    heaviest: str
    heaviest_bytes: int
    problems: tuple[Problem, ...]


def check_site(site: Path, *, progress: Callable[[Text], None] | None = None) -> Checked:
    """Check every file of a site. Raises WrongCall (CH-6006) if the folder is none."""
    record = read_record(site)
    pages = {
        name: read_page(site / name)
        for name in record.files
        if name.endswith(".html") and (site / name).is_file()
    }
    if progress is not None:
        progress(text("Pages read: {count}", count=len(pages)))
    problems: list[Problem] = [*_not_as_built(site, record)]
    heaviest, most, links = "", 0, 0
    sheets: dict[str, int] = {}
    base = _base_of(pages)
    for name, page in sorted(pages.items()):
        problems.extend(_faults_of_page(name, page))
        if record.files[name].kind == EMBED:
            problems.extend(_scripts_in_frames(name, page))
        for link in page.links:
            links += 1
            problems.extend(_faults_of_link(site, name, link, pages, base))
        weight = page.weight + sum(_weight(site, name, sheet, sheets) for sheet in page.sheets)
        if weight > most:
            heaviest, most = name, weight
        if weight > HEAVIEST:
            expected = text(
                "Expected at most {most} bytes on the way for a page with its style; found {weight}.",
                most=HEAVIEST,
                weight=weight,
            )
            problems.append(Problem("CH-6023", Place(name), "", expected, _MEND))
        problems.extend(_disagreements(name, page, record.files[name].kind, pages, base))
    for name in sorted(record.files):
        problems.extend(_faults_of_file(site, name, pages, base))
    problems.extend(_not_on_the_map(site, record, pages, base))
    return Checked(len(pages), links, heaviest, most, tuple(problems))


def _not_as_built(site: Path, record: Record) -> Iterator[Problem]:
    for name, entry in sorted(record.files.items()):
        path = site / name
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        if found != entry.sha256:
            expected = text("Expected the file as it was built.")
            mend = text("Somebody changed it or took it away. Build the site again.")
            yield Problem("CH-6026", Place(name), found, expected, mend)


def _faults_of_page(name: str, page: PageRead) -> Iterator[Problem]:
    for row, found, expected in page.inaccessible():
        yield Problem("CH-6022", Place(name, row), quote(found), expected, _MEND)
    for row, found in page.inline:
        expected = text("Expected no style and no script inside the page: its own policy forbids them.")
        yield Problem("CH-6025", Place(name, row), quote(found), expected, _MEND)


def _scripts_in_frames(name: str, page: PageRead) -> Iterator[Problem]:
    """A page for the frames of others runs nothing there."""
    for row, found in page.scripts:
        expected = text("Expected no script on a page that stands in the frames of others.")
        yield Problem("CH-6029", Place(name, row), quote(found), expected, _MEND)


def _base_of(pages: dict[str, PageRead]) -> str:
    """The address of the site, as its home page states it; empty where it states none."""
    home = pages.get("index.html")
    return home.canonical[1].rstrip("/") if home is not None and home.canonical is not None else ""


def _within(address: str, base: str) -> str:
    """An address as pages of the site write it: without the address of the site in front."""
    if base and (address == base or address.startswith(f"{base}/")):
        return address[len(base) :] or "/"
    return address


def _page_at(name: str, address: str, base: str) -> str:
    """The page to which an address leads from another; empty for one of another host."""
    parts = urlsplit(_within(address, base))
    return "" if parts.scheme or parts.netloc else _target(name, parts.path, base)


def _disagreements(
    name: str, page: PageRead, kind: str, pages: dict[str, PageRead], base: str
) -> Iterator[Problem]:
    """What a page says of its own address and of its versions, against what they say."""
    if page.canonical is not None:
        row, address = page.canonical
        led = _page_at(name, address, base)
        # These stand for another page; every other one is itself.
        is_right = led in pages if kind in (LATEST, EMBED) else led == name
        if not is_right:
            expected = text("Expected the canonical address to be that of the page.")
            yield Problem("CH-6027", Place(name, row), quote(address), expected, _MEND)
    for language, (row, address) in page.alternates.items():
        other = pages.get(_page_at(name, address, base))
        if other is None:
            continue  # A dead link, which is told as such.
        back = other.alternates.get(page.language)
        is_itself = other is page
        leads_back = back is not None and _page_at(_page_at(name, address, base), back[1], base) == name
        if other.language != language or not (is_itself or leads_back):
            expected = text("Expected versions of a page that name their languages and lead to one another.")
            yield Problem("CH-6027", Place(name, row), quote(f"{language}: {address}"), expected, _MEND)


def _faults_of_file(site: Path, name: str, pages: dict[str, PageRead], base: str) -> Iterator[Problem]:
    """What a style, script or drawing loads and lacks."""
    path = site / name
    if not name.endswith((".css", ".js", ".svg")) or not path.is_file():
        return
    content = path.read_text("utf-8", "replace")
    if name.endswith(".svg"):
        loads, faults, inline = read_drawing(content)
        for row, found, expected in faults:
            yield Problem("CH-6022", Place(name, row), quote(found), expected, _MEND)
        for row, found in inline:
            expected = text("Expected a drawing without a script.")
            yield Problem("CH-6025", Place(name, row), quote(found), expected, _MEND)
    else:
        loads = loads_of_style(content) if name.endswith(".css") else loads_of_script(content)
    for loaded in loads:
        yield from _faults_of_link(site, name, Link(loaded.address, loaded.row, True), pages, base)


def _not_on_the_map(site: Path, record: Record, pages: dict[str, PageRead], base: str) -> Iterator[Problem]:
    """Pages that the map of the site leaves out, and what it lists although it is not there."""
    if not base:
        return
    listed = set()
    for name, address in addresses_of_map(sorted(site.glob("sitemap*.xml"))):
        page = _page_at("index.html", address, base) if _within(address, base) != address else ""
        listed.add(page)
        if page not in pages:
            expected = text("Expected a link to a page or file of this site.")
            yield Problem("CH-6020", Place(name), quote(address), expected, _MEND)
    for name in sorted(pages):
        if name not in listed and record.files[name].kind not in UNLISTED:
            expected = text("Expected every page on the map of the site (sitemap.xml).")
            yield Problem("CH-6028", Place(name), "", expected, _MEND)


def _faults_of_link(
    site: Path, name: str, link: Link, pages: dict[str, PageRead], base: str
) -> Iterator[Problem]:
    parts = urlsplit(_within(link.address, base))
    if parts.scheme in ("mailto", "tel"):
        return
    if parts.scheme == "data" and link.is_loaded:
        return
    if parts.scheme or parts.netloc:
        if link.is_loaded:
            expected = text("Expected nothing that a page loads from another host.")
            yield Problem("CH-6024", Place(name, link.row), quote(link.address), expected, _MEND)
        elif parts.scheme not in ("http", "https"):
            expected = text("Expected a link that a browser follows.")
            yield Problem("CH-6020", Place(name, link.row), quote(link.address), expected, _MEND)
        return
    target = _target(name, parts.path, base)
    if not target or not (site / target).is_file():
        expected = text("Expected a link to a page or file of this site.")
        yield Problem("CH-6020", Place(name, link.row), quote(link.address), expected, _MEND)
    elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
        expected = text("Expected a part of that page with this name.")
        yield Problem("CH-6021", Place(name, link.row), quote(link.address), expected, _MEND)


def _target(name: str, path: str, base: str) -> str:
    """The file that a link leads to; empty where it leads out of the site."""
    if not path:
        return name
    segments = [] if path.startswith("/") else name.split("/")[:-1]
    root = urlsplit(base).path.rstrip("/")
    if path.startswith("/") and root and path.startswith(f"{root}/"):
        path = path[len(root) :]
    for segment in path.split("/"):
        if segment == "..":
            if not segments:
                return ""
            segments.pop()
        elif segment not in ("", "."):
            segments.append(unquote(segment))
    is_folder = path.endswith(("/", "/.", "/..")) or path in (".", "..")
    return "/".join([*segments, "index.html"] if is_folder else segments)


def _weight(site: Path, name: str, sheet: str, known: dict[str, int]) -> int:
    target = _target(name, urlsplit(sheet).path, "")
    if target not in known:
        path = site / target
        known[target] = len(gzip.compress(path.read_bytes(), mtime=0)) if path.is_file() else 0
    return known[target]
