"""The folder in which a site is made before it is swapped in.

It begins empty, or with what the last build left beside the site (`standby`): folders, and hard links of
files that the site has too. A link stays where the site's file of that name is this very file (`Mark`);
nothing else that lies there is taken over. A file is replaced, never written into: its bytes may be
those that readers see.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

# Which file it is: device, inode, size, time of change. None: no other name has its bytes.
Mark: TypeAlias = tuple[int, int, int, int] | None
# The name below a folder, and what the system says of it.
Entry: TypeAlias = tuple[str, "os.DirEntry[str]"]


def mark_of(found: os.stat_result) -> Mark:
    """Which file it is. Disks without hard links, whose inodes may be made up, give none."""
    if found.st_nlink < 2:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


class Draft:
    """A draft: files are written or linked into it, what it began with and nobody asked for is dropped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Folders of the site that is made, and those of its files that are files of the site before.
        self.folders = {""}
        self.shared: set[str] = set()
        # What it began with and nobody asked for yet.
        self._files: dict[str, Mark] = {}
        self._folders: set[str] = set()

    def begin_with(self, files: Mapping[str, Mark], folders: set[str]) -> None:
        """Say what lies in the draft already, by names below its folder."""
        self._files, self._folders = dict(files), set(folders)

    def write(self, name: str, content: bytes) -> None:
        """A file of this content. Raises OSError."""
        with self._free(name).open("xb") as file:
            file.write(content)

    def link(self, source: Path, name: str, mark: Mark) -> None:
        """The file `source`, which is the one that `mark` says, under this name. Raises OSError."""
        if mark is not None and self._files.get(name) == mark:
            self._make_folder(name.rpartition("/")[0])
            del self._files[name]
            self.shared.add(name)
        elif link_or_copy(source, self._free(name)):
            self.shared.add(name)

    def drop_the_rest(self) -> None:
        """Take away what the draft began with and nobody asked for. Raises OSError."""
        for name in self._files:
            (self.folder / name).unlink()
        for name in sorted(self._folders, reverse=True):
            (self.folder / name).rmdir()
        self.begin_with({}, set())

    def _free(self, name: str) -> Path:
        """The place of a file, with nothing in it."""
        self._make_folder(name.rpartition("/")[0])
        place = self.folder / name
        if name in self._files:
            del self._files[name]
            place.unlink()
        elif name in self._folders:
            self._drop_folder(name)
        return place

    def _drop_folder(self, name: str) -> None:
        shutil.rmtree(self.folder / name)
        self._folders = {one for one in self._folders if one != name and not one.startswith(f"{name}/")}
        self._files = {one: mark for one, mark in self._files.items() if not one.startswith(f"{name}/")}

    def _make_folder(self, name: str) -> None:
        if name in self.folders:
            return
        self._make_folder(name.rpartition("/")[0])
        if name in self._folders:
            self._folders.remove(name)
        else:
            self._free(name).mkdir()
        self.folders.add(name)


def link_or_copy(source: Path, target: Path) -> bool:
    """The same file, or link, under another name; a copy, and False, where the disk has no hard links.

    Raises OSError.
    """
    if source.is_symlink():
        target.symlink_to(source.readlink())
        return False
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
        return False
    return True


def everything_below(folder: str | Path, prefix: str = "") -> Iterator[Entry]:
    """All that lies below a folder, each folder after what it holds; links lead nowhere."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        name = f"{prefix}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from everything_below(entry.path, f"{name}/")
        yield name, entry
