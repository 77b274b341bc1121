"""Stamps: addresses of bundles that are put into a page last, when it is written.

The address of a bundle names its content, so a correction of one digit changes it on every page of that
year, though nearly all of them show the same figures as before. A page is drawn with a mark in its place;
the mark becomes the address when the page is written. A page that shows nothing else anew is stamped
again instead of drawn again; that the stamp can be taken off without a trace is tried when the page is
drawn, never assumed.

    /goi/⟨papi/2024⟩.zip   →   /goi/papi-2024-2-0f21b6a0c1d2.zip

In tables for download the hash of the content stands beside each figure; it is stamped as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# Marks from the private use area: no text that people write holds them. A slash in the name of an
# edition would change what a relative link is, so it is written as a tilde.
_OPEN, _CLOSE = "\ue010", "\ue011"
_MARK = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")


def address_of(edition: str) -> str:
    """The address of the bundle that an edition stands in, still to be stamped; `edition`: papi/2024."""
    return f"/goi/{_OPEN}{edition.replace('/', '~')}{_CLOSE}.zip"


def content_of(edition: str) -> str:
    """The hash of the content of that bundle, still to be stamped."""
    return f"{_OPEN}{edition.replace('/', '~')}#{_CLOSE}"


def names_of(edition: str, bundle: str, content: str) -> dict[str, str]:
    """What is stamped for an edition, by mark: its bundle (the file name without the ending), its content."""
    mark = edition.replace("/", "~")
    return {mark: bundle.removeprefix("/goi/").removesuffix(".zip"), f"{mark}#": content}


def marks_in(drawn: str) -> list[str]:
    """The marks of a drawn page, each once."""
    return sorted(set(_MARK.findall(drawn))) if _OPEN in drawn else []


def stamp(drawn: str, names: Mapping[str, str]) -> str:
    """The page with the names of bundles in the place of the marks; a mark that is none stays text."""
    return _MARK.sub(lambda found: names.get(found[1], found[0]), drawn)


def take_off(stamped: str, names: Mapping[str, str]) -> str:
    """The page with marks in the place of these names; `names` as they were stamped."""
    marks = {name: f"{_OPEN}{mark}{_CLOSE}" for mark, name in names.items()}
    # The longest first, should one name begin another. No mark holds a name: each ends with a hash.
    for name in sorted(marks, key=len, reverse=True):
        stamped = stamped.replace(name, marks[name])
    return stamped
