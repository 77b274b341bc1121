"""Photographs and scans: JPEG and PNG, drawn anew.

A picture is decoded and written again: what stood around its dots (place and time of a photograph,
comments, a second picture, an archive behind the end) does not come along. A JPEG keeps its tables of
quantisation, so the dots stay as they were to the eye; a picture that was turned by a note in its
metadata is turned in truth. Metadata (EXIF) stay where its owner agreed.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from chiso.office.files.checking.findings import Finding
from chiso.office.files.checking.kinds import Kind, has_markup, is_foreign
from chiso.office.files.checking.limits import Limits

_ORIENTATION = 0x0112
_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
)


def redraw(data: bytes, kind: Kind, limits: Limits, *, keep_metadata: bool) -> tuple[bytes, list[Finding]]:
    """The picture drawn anew, and what keeps it out."""
    Image.MAX_IMAGE_PIXELS = None  # the bound is ours, looked at before anything is decoded
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG" if kind is Kind.JPEG else "PNG"]) as picture:
            if picture.width * picture.height > limits.pixels or min(picture.size) < 1:
                return b"", [Finding("CH-7419", f"{picture.width} × {picture.height}")]
            # A telephone's JPEG may carry a second, small picture (MPO): the first is the photograph.
            if kind is Kind.PNG and getattr(picture, "n_frames", 1) > 1:
                return b"", [Finding("CH-7419", str(getattr(picture, "n_frames", 1)))]
            picture.load()
            metadata = picture.info.get("exif", b"") if keep_metadata else b""
            if metadata and (
                has_markup(metadata) or any(mark in metadata for mark in (b"PK\x03\x04", b"%PDF-"))
            ):
                return b"", [Finding("CH-7407")]
            drawn = _draw(picture, kind, metadata)
    except _UNREADABLE:
        return b"", [Finding("CH-7408")]
    return drawn, []


def _draw(picture: Image.Image, kind: Kind, metadata: bytes) -> bytes:
    out = io.BytesIO()
    if kind is Kind.PNG:
        shown = picture if metadata else ImageOps.exif_transpose(picture)
        shown.info = {name: value for name, value in shown.info.items() if name == "transparency"}
        shown.save(out, "PNG", exif=metadata)
        return out.getvalue()
    is_turned = not metadata and picture.getexif().get(_ORIENTATION, 1) not in (0, 1)
    if not is_turned and picture.format == "JPEG" and picture.mode in ("L", "RGB"):
        picture.info.pop("comment", None)
        picture.save(out, "JPEG", quality="keep", exif=metadata)
    else:
        shown = ImageOps.exif_transpose(picture) if is_turned else picture
        shown = shown if shown.mode in ("L", "RGB") else shown.convert("RGB")
        shown.info = {}
        shown.save(out, "JPEG", quality=92, subsampling=0, exif=metadata)
    return out.getvalue()


def draw_small(data: bytes, width: int) -> bytes | None:
    """A picture as PNG at most that many dots across; None if it cannot be."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as picture:
            picture.thumbnail((width, 3 * width))
            shown = picture if picture.mode in ("L", "RGB", "RGBA") else picture.convert("RGBA")
            shown.info = {}
            out = io.BytesIO()
            shown.save(out, "PNG")
    except _UNREADABLE:
        return None
    return out.getvalue()


def holds_foreign(data: bytes) -> bool:
    """Whether what was drawn could still be taken for something else; a last look."""
    return is_foreign(data) or has_markup(data[:2048])
