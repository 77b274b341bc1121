"""Texts and tables in OpenDocument form (ISO/IEC 26300): odt and ods.

The kind is what the first member `mimetype` says. Refused: passwords, macros and scripts, event
listeners, objects from other programs, DDE, anything that is fetched from elsewhere (links to web pages
and mail addresses may stay). Kept byte for byte otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chiso.office.files.checking.archives import Archive
from chiso.office.files.checking.findings import Finding
from chiso.office.files.checking.formulas import is_harmful
from chiso.office.files.checking.kinds import Kind, is_foreign
from chiso.office.files.checking.markup import local_names, read_markup

TYPE = "mimetype"
_KINDS = {
    b"application/vnd.oasis.opendocument.text": Kind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
}
_MEDIA_ENDINGS = ("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "svm", "ttf", "otf")
_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\\]+\Z", re.IGNORECASE)
_SCRIPTS = {"event-listener", "event-listeners", "script", "module", "libraries", "library"}
_FETCHING = {
    "dde-source", "dde-connection-decl", "dde-link", "dde-connection", "table-source", "cell-range-source",
    "database-source-sql", "database-source-query", "database-source-table", "connection-resource",
    "form-connection-resource", "applet", "plugin", "floating-frame", "execute-macro", "subject-area",
}  # fmt: skip
# A frame whose program is not an office's own: a picture of it may stay beside, the object may not.
_OBJECTS = {"object-ole"}


def is_open_document(archive: Archive) -> bool:
    """Whether an archive presents itself as such a document."""
    return TYPE in archive.members


def check_open_document(archive: Archive) -> tuple[Kind | None, list[Finding], str]:
    """Kind, findings, and the text of the first page. Raises Irregular."""
    told = archive.read(TYPE)
    kind = _KINDS.get(told)
    if kind is None or next(iter(archive.members)) != TYPE:
        return None, [Finding("CH-7403", told.decode("latin-1"))], ""
    if "content.xml" not in archive.members:
        return None, [Finding("CH-7408", "content.xml")], ""
    findings: list[Finding] = []
    words: list[str] = []
    for name in archive.members:
        if not name.endswith("/") and name != TYPE:
            findings += _check_member(archive, name, words)
    return kind, findings, " ".join(word for word in words if word)


def _check_member(archive: Archive, name: str, words: list[str]) -> list[Finding]:
    small = name.lower()
    ending = small.rpartition(".")[2]
    if small.startswith(("basic/", "scripts/", "dialogs/")) or ending in (
        "xba",
        "xlb",
        "xdl",
        "py",
        "js",
        "bsh",
    ):
        return [Finding("CH-7411", name)]
    content = archive.read(name)
    if not content:
        # LibreOffice leaves settings empty that nobody made.
        return []
    if ending in ("xml", "rdf"):
        return _check_markup(content, name, words)
    if small.startswith("objectreplacements/") or ending in _MEDIA_ENDINGS or small == "layout-cache":
        return [Finding("CH-7413", name)] if is_foreign(content) else []
    return [Finding("CH-7413", name)]


def _check_markup(content: bytes, name: str, words: list[str]) -> list[Finding]:
    findings: list[Finding] = []
    texts: dict[str, list[str]] = {"p": [], "span": [], "h": []} if name == "content.xml" else {}

    def visit(element: str, attributes: Mapping[str, str]) -> None:
        own = local_names(attributes)
        if element == "encryption-data":
            findings.append(Finding("CH-7409"))
        elif element in _SCRIPTS and (name != "META-INF/manifest.xml"):
            findings.append(Finding("CH-7411", element))
        elif element in _OBJECTS:
            findings.append(Finding("CH-7413", element))
        elif element in _FETCHING:
            findings.append(Finding("CH-7415" if element.startswith("dde") else "CH-7414", element))
        formula = own.get("formula", "") or own.get("condition", "")
        if formula and is_harmful(formula):
            findings.append(Finding("CH-7415", formula))
        address = own.get("href", "")
        if address and not _may_lead_to(address, element):
            findings.append(Finding("CH-7414", address))

    findings += read_markup(content, visit, texts)
    for gathered in texts.values():
        words.extend(gathered[:800])
    return findings


def _may_lead_to(address: str, element: str) -> bool:
    """Whether an address stays inside the document, or is a link that a person follows."""
    if element == "a":
        return address.startswith("#") or _SAFE_ADDRESS.match(address) is not None
    leads_out = ":" in address or address.startswith(("/", "\\", "..")) or "../" in address
    return not leads_out
