"""What makes a site the site of one city: name, body, logo, colours, contact, languages.

    name:      {vi: Chỉ số phục vụ, en: Service index}
    body:      {vi: Sở Nội vụ thành phố Hà Nội, en: Department of Home Affairs, Hà Nội}
    logo:      logo.svg                       beside the theme file
    colours:   {brand: "#0b4a5e", action: "#0b4a5e", own: "#ad410a"}
    contact:   {email: …, telephone: …, address: {vi: …, en: …}}
    languages: [vi, en]
    focus:     ha-noi                         the unit that the site is about
    names:     {papi: {vi: PAPI, en: PAPI}}   other names of indices
    licences:  {papi: https://…}              under which licence the figures of an index may be used

All keys may be left out. Colours keep a contrast of 4.5 to 1 with what is written on them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from chiso.language import LANGUAGES, Bilingual, Language

COLOUR = re.compile(r"#[0-9a-f]{6}\Z")


@dataclass(frozen=True, slots=True)
class Contact:
    """Where readers write to."""

    email: str = ""
    telephone: str = ""
    address: Bilingual = field(default_factory=Bilingual)


@dataclass(frozen=True, slots=True)
class Theme:
    """The theme of a site. `logo` is the content of an SVG file; empty: the mark of chiso."""

    name: Bilingual = field(default_factory=lambda: Bilingual(vi="Chỉ số phục vụ", en="Service index"))
    body: Bilingual = field(default_factory=Bilingual)
    logo: bytes = b""
    colours: Mapping[str, str] = field(default_factory=dict)
    contact: Contact = field(default_factory=Contact)
    languages: tuple[Language, ...] = LANGUAGES
    focus: str | None = None
    names: Mapping[str, Bilingual] = field(default_factory=dict)
    licences: Mapping[str, str] = field(default_factory=dict)
