"""Word and Excel documents (Office Open XML, ISO/IEC 29500): docx and xlsx.

The kind is what `[Content_Types].xml` says of the main part, never the name. Refused: macros, controls,
OLE objects, other files inside (a chart's own small workbook is looked into and may stay), relationships
that fetch from elsewhere (links to web pages and mail addresses may stay), data connections, fields and
formulas that start programs. Kept byte for byte otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chiso.office.files.checking.archives import Archive, Irregular, open_archive
from chiso.office.files.checking.findings import Finding
from chiso.office.files.checking.formulas import is_harmful
from chiso.office.files.checking.kinds import Kind, has_markup, is_foreign
from chiso.office.files.checking.markup import local_names, read_markup

TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument."
_MAIN_PARTS = {
    _MAIN + "wordprocessingml.document.main+xml": Kind.DOCX,
    _MAIN + "spreadsheetml.sheet.main+xml": Kind.XLSX,
}
_FOLDERS = {Kind.DOCX: "word/", Kind.XLSX: "xl/"}
_MARKUP_ENDINGS = ("xml", "rels", "vml", "psmdcp", "sigs")
_MEDIA_ENDINGS = ("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "wdp", "fntdata", "odttf")
# The last part of a relationship's type.
_MACROS = set(
    """
    vbaproject wordvbadata xlmacrosheet xlintlmacrosheet vbaprojectsignature keymapcustomizations
    """.split()
)
_OBJECTS = set(
    """
    oleobject control activexcontrol activexcontrolbinary ctrlprop afchunk subdocument
    extensibility webextension webextensiontaskpanes attachedtoolbars model3d video audio media
    """.split()
)
_FETCHING = set(
    """
    attachedtemplate externallink externallinkpath connections querytable mailmergesource
    mailmergeheadersource frame xmlmaps powerpivotdata customdata
    """.split()
)
_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\\]+\Z", re.IGNORECASE)
_COMMAND = re.compile(
    r"\bDDE(?:AUTO)?\b|\bMACROBUTTON\b|\bQUOTE\s+\d|\b(?:INCLUDETEXT|INCLUDEPICTURE|IMPORT|INCLUDE|LINK|"
    r"RD|DATABASE)\s+\S",
    re.IGNORECASE,
)


def is_office_open(archive: Archive) -> bool:
    """Whether an archive presents itself as such a document."""
    return TYPES in archive.members


def check_office_open(archive: Archive, *, inside: bool = False) -> tuple[Kind | None, list[Finding], str]:
    """Kind, findings, and the text of the first page of a Word document. Raises Irregular.

    `inside`: the document stands in another one and may hold no third.
    """
    kind, findings = _kind_of(archive)
    if kind is None:
        return None, findings, ""
    words: list[str] = []
    for name in archive.members:
        if not name.endswith("/"):
            findings += _check_part(archive, name, kind, words, inside=inside)
    return kind, findings, " ".join(word for word in words if word)


def _kind_of(archive: Archive) -> tuple[Kind | None, list[Finding]]:
    types: list[str] = []

    def visit(_name: str, attributes: Mapping[str, str]) -> None:
        types.append(local_names(attributes).get("ContentType", ""))

    findings = read_markup(archive.read(TYPES), visit)
    kinds = [_MAIN_PARTS[one] for one in types if one in _MAIN_PARTS]
    small = " ".join(types).lower()
    if "macroenabled" in small or "vbaproject" in small or "macrosheet" in small:
        findings.append(Finding("CH-7411"))
    if "activex" in small or "oleobject" in small:
        findings.append(Finding("CH-7413"))
    if len(kinds) != 1:
        return None, findings or [Finding("CH-7403", types[0] if types else "")]
    return kinds[0], findings


def _check_part(archive: Archive, name: str, kind: Kind, words: list[str], *, inside: bool) -> list[Finding]:
    small = name.lower()
    ending = small.rpartition(".")[2]
    if "vbaproject" in small or "macrosheets/" in small:
        return [Finding("CH-7411", name)]
    if name == TYPES:
        return []
    content = archive.read(name)
    if ending in _MARKUP_ENDINGS:
        return [] if ending == "sigs" and not content else _check_markup(content, small, kind, words)
    if ending in _MEDIA_ENDINGS:
        return [Finding("CH-7413", name)] if is_foreign(content) else []
    if ending == "bin" and "printersettings/" in small:
        return [Finding("CH-7413", name)] if is_foreign(content) else []
    if ending == "xlsx" and "embeddings/" in small and not inside:
        return _check_inside(archive, content, name)
    return [Finding("CH-7413", name)]


def _check_inside(archive: Archive, content: bytes, name: str) -> list[Finding]:
    """A workbook that belongs to a chart; it counts towards the same bounds."""
    try:
        within = open_archive(content, archive.limits)
        if not is_office_open(within):
            return [Finding("CH-7413", name)]
        _kind, findings, _words = check_office_open(within, inside=True)
    except Irregular as irregular:
        return [irregular.finding]
    archive.unpacked += within.unpacked
    return findings


def _check_markup(content: bytes, name: str, kind: Kind, words: list[str]) -> list[Finding]:
    findings: list[Finding] = []
    commands: list[str] = []
    texts: dict[str, list[str]] = {}
    if kind is Kind.XLSX and name.startswith("xl/"):
        texts = {
            one: []
            for one in ("f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula")
        }
    elif name.startswith("word/"):
        texts = {"instrText": [], "delInstrText": [], "t": []}

    def visit(element: str, attributes: Mapping[str, str]) -> None:
        if element == "Relationship":
            findings.extend(_check_relationship(local_names(attributes)))
        elif element == "fldSimple":
            commands.append(local_names(attributes).get("instr", ""))
        elif element in ("ddeLink", "oleLink", "oleObject", "OLEObject", "webPublishItem", "dbPr", "webPr"):
            findings.append(Finding("CH-7413" if "ject" in element else "CH-7415", element))
        elif element in ("hlinkClick", "hlinkHover") and local_names(attributes).get("action"):
            findings.append(Finding("CH-7415", local_names(attributes)["action"]))
        elif element == "script":
            findings.append(Finding("CH-7421", element))

    findings += read_markup(content, visit, texts)
    # The code of a field may be cut into pieces to hide it: joined without space and with one.
    for field in ("instrText", "delInstrText"):
        pieces = texts.get(field, [])
        commands += ["".join(pieces), " ".join(pieces)]
    findings += [Finding("CH-7415", one) for one in commands if _COMMAND.search(one)]
    formulas = (one for field in ("f", "formula", "formula1", "formula2", "definedName",
                                  "calculatedColumnFormula") for one in texts.get(field, []))  # fmt: skip
    findings += [Finding("CH-7415", one) for one in formulas if is_harmful(one)]
    if kind is Kind.DOCX and (name == "word/document.xml" or name.startswith("word/header")):
        words.extend(texts.get("t", [])[:800])
    if name.endswith((".vml", ".psmdcp")) and has_markup(content.replace(b"<?xml", b"")):
        findings.append(Finding("CH-7421", name))
    return findings


def _check_relationship(attributes: Mapping[str, str]) -> list[Finding]:
    last = attributes.get("Type", "").rstrip("/").rpartition("/")[2].lower()
    target = attributes.get("Target", "")
    if last in _MACROS:
        return [Finding("CH-7411", last)]
    if last in _OBJECTS:
        return [Finding("CH-7413", last)]
    if last in _FETCHING:
        return [Finding("CH-7414", target)]
    is_outside = attributes.get("TargetMode", "").lower() == "external"
    if is_outside and not (last == "hyperlink" and (_SAFE_ADDRESS.match(target) or target.startswith("#"))):
        return [Finding("CH-7414", target)]
    if not is_outside and (":" in target or target.startswith(("\\", "//"))):
        return [Finding("CH-7414", target)]
    return []
