"""PDF (ISO 32000), read by qpdf through pikepdf, strictly: what must be repaired is refused.

Kept byte for byte, since any change would break the signatures of state bodies inside. So nothing is
cut out; what runs (scripts, programs to start, forms that send, XFA), what holds other files, and what
is locked by a password keeps a file out. Links to web pages may stay. The raw bytes are searched for the
same words, which finds what an earlier revision of the file left behind.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from chiso.office.files.checking.findings import Finding
from chiso.office.files.checking.kinds import PDF_START
from chiso.office.files.checking.limits import Limits

_RUNNING_KEYS = {
    "/JS",
    "/JavaScript",
    "/XFA",
    "/Rendition",
    "/RichMediaContent",
    "/RichMediaSettings",
    "/RichMedia",
}
_RUNNING_ACTIONS = set(
    """
    /JavaScript /Launch /SubmitForm /ImportData /GoToE /GoToR /Rendition /Movie /Sound /RichMediaExecute
    /GoTo3DView
    """.split()
)
_HOLDING_KEYS = {"/EmbeddedFiles", "/EF"}
_RUNNING_KINDS = {"/RichMedia", "/3D", "/Movie", "/Sound", "/Screen"}
_RAW = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|XFA|RichMedia|SubmitForm|ImportData|GoToE)(?=[\s/<(\[>\])])"
)
_IN_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:|www\.)[^\s\\]+\Z", re.IGNORECASE)
_DEEPEST = 60


def check_pdf(data: bytes, limits: Limits) -> list[Finding]:
    """What keeps a PDF out."""
    findings = _check_ends(data)
    if findings:
        return findings
    try:
        document = pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError:
        return [Finding("CH-7409")]
    except (pikepdf.PdfError, ValueError):
        return [Finding("CH-7408")]
    with document:
        if document.is_encrypted:
            return [Finding("CH-7409")]
        try:
            findings = _check_content(document, limits)
        except (
            pikepdf.PdfError,
            pikepdf.ForeignObjectError,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
        ):
            return [Finding("CH-7408")]
        if document.get_warnings():
            findings.append(Finding("CH-7408"))
    outside = _ESCAPE.sub(lambda found: bytes([int(found.group(1), 16)]), _IN_STREAM.sub(b"", data))
    raw = _RAW.search(outside)
    if raw and not findings:
        findings.append(Finding("CH-7413" if b"Embedded" in raw.group() else "CH-7412", raw.group().decode()))
    return findings


def _check_ends(data: bytes) -> list[Finding]:
    """The file must begin as a PDF and end as one: nothing before, nothing after."""
    if not data.startswith(PDF_START):
        return [Finding("CH-7403")]
    last = data.rfind(b"%%EOF")
    if last < 0:
        return [Finding("CH-7408")]
    if data[last + 5 :].strip(b"\r\n \t\0"):
        return [Finding("CH-7407")]
    if b"PK\x05\x06" in data[-66_000:] and b"PK\x01\x02" in data:
        return [Finding("CH-7407")]
    return []


def _check_content(document: pikepdf.Pdf, limits: Limits) -> list[Finding]:
    if len(document.objects) > limits.objects or len(document.pages) > limits.pages:
        return [Finding("CH-7416")]
    if not len(document.pages):
        return [Finding("CH-7408")]
    findings: list[Finding] = []
    unpacked = 0
    for thing in document.objects:
        for part in _parts(thing, 0):
            findings += _check_dictionary(part)
        if isinstance(thing, pikepdf.Stream):
            unpacked += _unpacked_size(thing, limits.unpacked * 4 - unpacked)
            if unpacked > limits.unpacked * 4:
                return [*findings, Finding("CH-7416", str(unpacked))]
    return findings


def _parts(thing: object, depth: int) -> Iterator[pikepdf.Object]:
    """The dictionaries that stand in an object itself; what it refers to comes in its own turn."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        yield thing
    within: list[Any] = []
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        within = [value for _key, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        within = list(thing)
    for value in within:
        # Numbers and texts come as values of Python.
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _parts(value, depth + 1)


def _check_dictionary(part: pikepdf.Object) -> list[Finding]:
    keys = set(part.keys())
    found = keys & _RUNNING_KEYS
    if found:
        return [Finding("CH-7412", min(found))]
    if keys & _HOLDING_KEYS and _holds_something(part):
        return [Finding("CH-7413", min(keys & _HOLDING_KEYS))]
    action, kind, form = (_name(part, key) for key in ("/S", "/Type", "/Subtype"))
    if action in _RUNNING_ACTIONS and kind in ("", "/Action"):
        return [Finding("CH-7412", action)]
    if kind == "/EmbeddedFile":
        return [Finding("CH-7413", kind)]
    if form == "/FileAttachment":
        return [Finding("CH-7413", form)]
    if form in _RUNNING_KINDS and kind in ("", "/Annot"):
        return [Finding("CH-7412", form)]
    if action == "/URI" and "/URI" in keys and not _SAFE_ADDRESS.match(str(part["/URI"])):
        return [Finding("CH-7414", str(part["/URI"]))]
    return []


def _holds_something(part: pikepdf.Object) -> bool:
    """An empty name tree of embedded files, as some writers leave it, holds nothing."""
    tree = part.get("/EmbeddedFiles")
    if "/EF" in part or not isinstance(tree, pikepdf.Dictionary):
        return True
    return bool("/Kids" in tree or len(tree.get("/Names", pikepdf.Array())))


def _name(part: pikepdf.Object, key: str) -> str:
    value = part.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _unpacked_size(stream: pikepdf.Stream, bound: int) -> int:
    """How much a deflated stream unpacks to, counted up to `bound`; other codings count as they stand."""
    raw = bytes(stream.read_raw_bytes())
    coding = stream.get("/Filter")
    first = coding[0] if isinstance(coding, pikepdf.Array) and len(coding) else coding
    if not isinstance(first, pikepdf.Name) or str(first) not in ("/FlateDecode", "/Fl"):
        return len(raw)
    counted, packed = 0, raw
    unpacker = zlib.decompressobj()
    while packed and counted <= bound:
        try:
            counted += len(unpacker.decompress(packed, 1 << 20))
        except zlib.error:
            break
        packed = unpacker.unconsumed_tail
    return max(counted, len(raw))


def first_page(data: bytes, longest: int) -> tuple[str, int]:
    """The text of the first page ("" where pictures stand in for it), and how many pages can be drawn."""
    import pypdfium2

    pages = 0
    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = len(document)
            return str(document[0].get_textpage().get_text_range(0, -1))[:longest], pages
    except (pypdfium2.PdfiumError, IndexError, ValueError):
        return "", pages


def draw_page(data: bytes, page: int, width: int) -> tuple[bytes, int] | None:
    """A page (from 1) as PNG of that many dots across, and how many pages there are; None if it cannot be."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = len(document)
            if not 1 <= page <= pages:
                return None
            shown = document[page - 1]
            across, down = shown.get_size()
            scale = min(width / max(across, 1), 3 * width / max(down, 1))
            image = shown.render(scale=scale, may_draw_forms=False).to_pil()
    except (pypdfium2.PdfiumError, ValueError):
        return None
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue(), pages
