"""Reading a theme file: every key known, every colour legible, everything wrong told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chiso.frameworks.document import Document, read_document
from chiso.language import LANGUAGES, Bilingual, Language, Text, listing, text
from chiso.portal.theme import COLOUR, Contact, Theme
from chiso.portal.theme_style import GROUNDS, LEAST_CONTRAST, contrast
from chiso.problems import Report
from chiso.publication.reading import read_bytes

_KEYS = ("name", "body", "logo", "colours", "contact", "languages", "focus", "names", "licences")
_LARGEST = 256 * 1024
ADDRESS = re.compile(r"https?://[!-~]{1,300}\Z")


def read_theme(path: Path) -> Theme:
    """The theme in a YAML file. Raises BadInput with everything that is wrong.

    CH-6004: a value or key; CH-6005: a colour; CH-2002 to CH-2009: the form of the file.
    """
    report = Report()
    document = read_document(read_bytes(path, limit=_LARGEST), str(path), report)
    report.stop_if_any()
    reader = _Reader(path, document, report)
    tree = reader.mapping(document.tree, "")
    for key in sorted(tree.keys() - set(_KEYS)):
        reader.note(key, key, text("Expected one of the keys {keys}.", keys=listing(_KEYS)))
    plain = Theme()
    theme = Theme(
        name=reader.title(tree.get("name"), "name") or plain.name,
        body=reader.title(tree.get("body"), "body") or Bilingual(),
        logo=reader.logo(tree.get("logo")),
        colours=reader.colours(tree.get("colours")),
        contact=reader.contact(tree.get("contact")),
        languages=reader.languages(tree.get("languages")),
        focus=reader.words(tree.get("focus"), "focus") or None,
        names=reader.names(tree.get("names")),
        licences=reader.licences(tree.get("licences")),
    )
    report.stop_if_any()
    return theme


class _Reader:
    """Reads one value after another and notes what is wrong with it."""

    def __init__(self, path: Path, document: Document, report: Report) -> None:
        self.path = path
        self.document = document
        self.report = report

    def note(self, field: str, found: object, expected: Text, code: str = "CH-6004") -> None:
        """Note what is wrong with the value at a key, written with points between the keys."""
        mend = text("Correct this value, or leave it out.")
        place = self.document.place(tuple(field.split(".")) if field else ())
        self.report.add(code, place, found, expected, mend)

    def title(self, value: object, field: str) -> Bilingual | None:
        """A title: words in both languages, or one text for both."""
        if value is None:
            return None
        if isinstance(value, str):
            return Bilingual(vi=value, en=value)
        if isinstance(value, Mapping) and value.keys() <= set(LANGUAGES):
            words = {key: self.words(part, f"{field}.{key}") for key, part in value.items()}
            return Bilingual(vi=words.get("vi"), en=words.get("en"))
        self.note(field, value, text("Expected words, or words under “vi” and “en”."))
        return None

    def words(self, value: object, field: str) -> str:
        """Words; empty where there are none."""
        if value is None:
            return ""
        if not isinstance(value, str):
            self.note(field, value, text("Expected words."))
            return ""
        return value

    def names(self, value: object) -> dict[str, Bilingual]:
        """Other names of indices."""
        found: dict[str, Bilingual] = {}
        for key, part in self.mapping(value, "names").items():
            title = self.title(part, f"names.{key}")
            if title is not None:
                found[str(key)] = title
        return found

    def licences(self, value: object) -> dict[str, str]:
        """Addresses of licences, by index."""
        found: dict[str, str] = {}
        for key, part in self.mapping(value, "licences").items():
            if isinstance(part, str) and ADDRESS.match(part):
                found[str(key)] = part
            else:
                self.note(f"licences.{key}", part, text("Expected the address of a licence, https://…"))
        return found

    def contact(self, value: object) -> Contact:
        """Where readers write to."""
        parts = self.mapping(value, "contact")
        for key in parts.keys() - {"email", "telephone", "address"}:
            self.note(f"contact.{key}", key, text("Expected email, telephone or address."))
        return Contact(
            email=self.words(parts.get("email"), "contact.email"),
            telephone=self.words(parts.get("telephone"), "contact.telephone"),
            address=self.title(parts.get("address"), "contact.address") or Bilingual(),
        )

    def languages(self, value: object) -> tuple[Language, ...]:
        """The languages of the site; Vietnamese is always one of them."""
        if value is None:
            return LANGUAGES
        asked = value if isinstance(value, list) else [value]
        chosen = tuple(language for language in LANGUAGES if language in asked)
        if len(chosen) != len(asked) or "vi" not in chosen:
            self.note("languages", value, text("Expected [vi] or [vi, en]."))
        return chosen

    def logo(self, value: object) -> bytes:
        """The logo, from the file beside the theme; what could load or run something is refused."""
        name = self.words(value, "logo")
        if not name:
            return b""
        content = read_bytes(self.path.parent / name, limit=_LARGEST)
        lowered = content.lower()
        if b"<svg" not in lowered or b"<script" in lowered or b"href=" in lowered.replace(b'href="#', b""):
            self.note("logo", name, text("Expected an SVG image without scripts and links."))
        return content

    def colours(self, value: object) -> dict[str, str]:
        """The colours, each with enough contrast to what is written on it."""
        found: dict[str, str] = {}
        for key, part in self.mapping(value, "colours").items():
            field = f"colours.{key}"
            colour = part.lower() if isinstance(part, str) else ""
            if key not in GROUNDS:
                self.note(field, key, text("Expected one of the colours {names}.", names=listing(GROUNDS)))
            elif not COLOUR.match(colour):
                self.note(field, part, text("Expected a colour such as “#0b4a5e”, in quotes."))
            else:
                self._check_contrast(key, colour)
                found[key] = colour
        return found

    def _check_contrast(self, key: str, colour: str) -> None:
        for ground in GROUNDS[key]:
            ratio = contrast(colour, ground)
            if ratio < LEAST_CONTRAST:
                expected = text(
                    "Expected a contrast of at least 4.5 to 1 with {ground}; this colour has {ratio}.",
                    ground=ground,
                    ratio=f"{ratio:.1f}",
                )
                self.note(f"colours.{key}", colour, expected, "CH-6005")

    def mapping(self, value: object, field: str) -> Mapping[Any, Any]:
        """Keys with values; nothing is an empty mapping."""
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.note(field, value, text("Expected keys with values below this one."))
            return {}
        return value
