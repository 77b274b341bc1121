"""Writing the pages of a site into its draft: what shows the same is taken over from the site before.

    group    not made at all where nothing changed that its pages read (`slices`)
    page     made, but not drawn where its context is the same
    stamp    drawn before, and only the address of a bundle is another one: stamped again

A file is taken over only if its bytes are those that were written.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from chiso.language import text
from chiso.portal import addresses, site_files, stamps
from chiso.portal.drafts import Draft, Mark, mark_of
from chiso.portal.model import Remembered
from chiso.portal.page_source import PageGroup, PageSource
from chiso.portal.reads import Slice, noting
from chiso.portal.record import Group, Record, Written
from chiso.portal.rendering import Renderer, as_plain
from chiso.portal.slices import Slices, by_edition, program_digest
from chiso.problems import BadInput, Place, Problem
from chiso.writing import cannot_write


class Writer:
    """Writes files into the draft, or keeps those of the site before by linking them."""

    def __init__(
        self, draft: Draft, out: Path, before: Record, *, renderer: Renderer, slices: Slices,
        stamped: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.draft, self.out, self.before = draft, out, before
        self.renderer, self.slices, self.stamped = renderer, slices, stamped
        self.record = Record(sources=dict(slices.sources))
        self.pages = 0
        self.drawn = 0
        self.bytes = 0
        # The addresses for the sitemap.
        self.listed: list[str] = []
        # One object for each slice, and for each choice of stamps: a record of a city names them many times.
        self._slices: dict[Slice, Slice] = {}
        self._stamps: dict[tuple[str, ...], dict[str, str]] = {}

    def write_group(self, group: PageGroup) -> None:
        """Keep the pages of a group if nothing changed that they read, else make them."""
        kept = self.before.groups.get(group.key)
        if kept is not None and self._reads_the_same(group, kept) and self._keep_group(kept):
            self.record.groups[group.key] = kept
            if kept.told is not None:
                self.slices.site.told.tell(group.key, kept.told)
            return
        pages: list[str] = []
        files: list[str] = []
        with noting() as reads:
            for page in group.make():
                (files if page.template is None else pages).append(page.address)
                self.write_page(page)
        slices_read = tuple(self._slices.setdefault(one, one) for one in sorted(reads))
        made_of = {
            edition: self._digest(group, edition, slices)
            for edition, slices in by_edition(slices_read).items()
        }
        self.record.groups[group.key] = Group(
            {"": self._digest(group, "", []), **made_of},
            slices_read,
            tuple(pages),
            tuple(files),
            self.slices.site.told.of_unnoted(group.key),
        )

    def _reads_the_same(self, group: PageGroup, kept: Group) -> bool:
        """Whether every slice that the group read is as it was.

        An edition whose files are the same has the same slices: then no digest of them is worked out.
        """
        read = by_edition(kept.reads)
        if kept.made_of.get("") != self._digest(group, "", read.pop("", [])):
            return False
        return all(
            self._has_the_same_source(edition)
            or kept.made_of.get(edition) == self._digest(group, edition, slices)
            for edition, slices in read.items()
        )

    def _has_the_same_source(self, edition: str) -> bool:
        source = self.record.sources.get(edition, "")
        return source != "" and self.before.sources.get(edition) == source

    def _digest(self, group: PageGroup, edition: str, slices: Sequence[Slice]) -> str:
        """The digest of slices of one edition; with what is of none stands what every group depends on."""
        shared = () if edition else (self.slices.common, self.renderer.common, group.key, group.given)
        return self.slices.together(slices, *shared)

    def write_page(self, page: PageSource) -> None:
        """Keep the page if it shows what it showed, else draw it."""
        name = addresses.file_of(page.address)
        self._refuse_second(name, page.address)
        if page.template is None and isinstance(page.content, bytes):
            self.write(page.address, page.content, kind=page.kind, made_of=page.made_of)
            return
        if page.template is None and not page.context:
            assert callable(page.content), "a page has a template or a content"
            self._put_stamped(name, page.content(), "", page.kind)
            return
        if page.template is not None:
            self._count(page.address, page.kind)
        plain = as_plain(page.context, page.language)
        shown = self.renderer.content_address(page, plain)
        kept = self.before.files.get(name)
        if kept is not None and kept.shown == shown and self._keep({name: kept}):
            return
        if page.template is None:
            assert callable(page.content), "a page has a template or a content"
            self._put_stamped(name, page.content(), shown, page.kind)
            return
        drawn = self.renderer.draw(page, plain)
        self.drawn += 1
        self._put_stamped(name, drawn, shown, page.kind)

    def _put_stamped(self, name: str, drawn: bytes, shown: str, kind: str) -> None:
        unstamped = drawn.decode()
        marks = stamps.marks_in(unstamped)
        if not marks:
            self._put(name, drawn, Written(hashlib.sha256(drawn).hexdigest(), shown, kind))
            return
        names = self._names_of(marks)
        content = stamps.stamp(unstamped, names).encode()
        bare = hashlib.sha256(drawn).hexdigest()
        self._put(name, content, Written(hashlib.sha256(content).hexdigest(), shown, kind, names, bare))

    def _names_of(self, marks: Sequence[str]) -> dict[str, str]:
        """The names of the bundles that stand, by mark."""
        known = self._stamps.get(tuple(marks))
        if known is None:
            known = {mark: self.stamped[mark] for mark in marks if mark in self.stamped}
            self._stamps[tuple(marks)] = known
        return known

    def write(self, address: str, content: bytes, kind: str = "", made_of: str = "") -> None:
        """A file as it stands."""
        name = addresses.file_of(address)
        self._refuse_second(name, address)
        shown = made_by_program(made_of) if made_of else ""
        entry = Written(hashlib.sha256(content).hexdigest(), shown, kind)
        kept = self.before.files.get(name)
        if kept is not None and kept.sha256 == entry.sha256 and self._keep({name: entry}):
            return
        self._put(name, content, entry)

    def _keep_group(self, group: Group) -> bool:
        """Take over all files of a group; False, and nothing done, where one cannot be."""
        entries: dict[str, Written] = {}
        for address in (*group.pages, *group.files):
            name = addresses.file_of(address)
            entry = self.before.files.get(name)
            if entry is None:
                return False
            self._refuse_second(name, address)
            entries[name] = entry
        if not self._keep(entries):
            return False
        for address in group.pages:
            self._count(address, entries[addresses.file_of(address)].kind)
        return True

    def _keep(self, entries: Mapping[str, Written]) -> bool:
        """Take files over from the site before; False if somebody changed one or it is gone."""
        found: list[tuple[str, Written, bytes | None, int, Mark]] = []
        for name, entry in entries.items():
            as_written = self._as_written(name, entry)
            if as_written is None:
                return False
            content, mark = as_written
            if all(self.stamped.get(stamp) == was for stamp, was in entry.stamps.items()):
                found.append((name, entry, None, len(content), mark))
                continue
            again = self._stamped_again(content, entry)
            if again is None:
                return False
            found.append((name, again[0], again[1], len(again[1]), mark))
        for name, entry, changed, size, mark in found:
            with writing(self.out):
                if changed is None:
                    self.draft.link(self.out / name, name, mark)
                else:
                    self.draft.write(name, changed)
            self._note(name, entry, size)
        return True

    def _as_written(self, name: str, entry: Written) -> tuple[bytes, Mark] | None:
        """The bytes of a file of the site before, if they are those that were written; which file it is."""
        try:
            with open(self.out / name, "rb", buffering=0, opener=_open_no_link) as file:
                content, mark = file.readall(), mark_of(os.fstat(file.fileno()))
        except OSError:
            return None
        return (content, mark) if hashlib.sha256(content).hexdigest() == entry.sha256 else None

    def _stamped_again(self, content: bytes, entry: Written) -> tuple[Written, bytes] | None:
        """The page with the bundles that stand now; None where the stamps do not come off cleanly."""
        names = self._names_of([*entry.stamps])
        bare = stamps.take_off(content.decode(), entry.stamps)
        if hashlib.sha256(bare.encode()).hexdigest() != entry.bare or names.keys() != entry.stamps.keys():
            return None
        changed = stamps.stamp(bare, names).encode()
        return replace(entry, sha256=hashlib.sha256(changed).hexdigest(), stamps=names), changed

    def _put(self, name: str, content: bytes, entry: Written) -> None:
        with writing(self.out):
            self.draft.write(name, content)
        self._note(name, entry, len(content))

    def _note(self, name: str, entry: Written, size: int) -> None:
        self.record.files[name] = entry
        self.bytes += size

    def _count(self, address: str, kind: str) -> None:
        self.pages += 1
        if kind not in site_files.UNLISTED:
            self.listed.append(address)

    def _refuse_second(self, name: str, address: str) -> None:
        if name in self.record.files:
            expected = text("Expected one page at each address; this one was given twice.")
            mend = text("Two units or codes have one name in addresses; rename one of them.")
            raise BadInput([Problem("CH-6010", Place(address), "", expected, mend)])


def made_by_program(made_of: str) -> str:
    """What a file was made of, by this program and no other."""
    return hashlib.sha256(f"{program_digest()}\0{made_of}".encode()).hexdigest()


def memory_of(out: Path, before: Record) -> Remembered:
    """The files of the site before by what they were made of, if their bytes are those that were written."""
    by_making = {entry.shown: (name, entry) for name, entry in before.files.items() if entry.shown}

    def find(made_of: str) -> bytes | None:
        name, entry = by_making.get(made_by_program(made_of), ("", None))
        if entry is None:
            return None
        try:
            content = (out / name).read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == entry.sha256 else None

    return find


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Turn what the disk refuses into CannotWrite (CH-5005)."""
    try:
        yield
    except OSError as error:
        raise cannot_write(out, error) from error


def _open_no_link(path: str, flags: int) -> int:
    """Open a file, but not what a link in its place leads to."""
    return os.open(path, flags | os.O_NOFOLLOW)
