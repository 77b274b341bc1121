"""How files, sizes and problems are shown."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from chiso.language import Text, Value, text
from chiso.office.files.models import Content, Revision
from chiso.problems import Problem

SCANS: dict[str, Text] = {
    "unscanned": text("not scanned (no scanner is set up)"),
    "waiting": text("waits for the scanner"),
    "clean": text("scanned, nothing found"),
    "found": text("held back by the scanner"),
}
CONDITIONS: dict[str, Text] = {
    "whole": text("whole"),
    "missing": text("missing on the disk"),
    "altered": text("altered on the disk"),
}


def size_in_words(size: int) -> Text:
    """A size as people read it: 812 bytes, 34 kB, 2,4 MB."""
    if size < 1_000:
        return text("{size} bytes", size=size)
    if size < 1_000_000:
        return text("{size} kB", size=round(size / 1_000))
    return text("{size} MB", size=Fraction(round(size / 100_000), 10))


def short_digest(sha256: str) -> str:
    """The beginning and end of a digest, enough to compare by eye."""
    return f"{sha256[:8]}…{sha256[-4:]}"


def state_of(content: Content) -> tuple[Text, str]:
    """What stands against handing the file out, and the kind of its tag; good where nothing does."""
    if content.condition != "whole":
        return CONDITIONS[content.condition], "bad"
    kinds = {"waiting": "warn", "found": "bad", "unscanned": "", "clean": "good"}
    return SCANS[content.scan], kinds[content.scan]


def file_shown(revision: Revision) -> dict[str, Any]:
    """A revision for the part `evidence`: kind, name, size, day, who, revision, digest."""
    content = revision.content
    is_ready = content.condition == "whole" and content.scan in ("clean", "unscanned")
    about = text(
        "{size} · {day} · {who} · revision {number} · SHA-256 {digest}",
        size=size_in_words(content.size),
        day=timezone.localdate(revision.uploaded_at),
        who=revision.uploaded_by.full_name,
        number=revision.number,
        digest=short_digest(content.sha256),
    )
    has_pages = is_ready and content.pages > 0
    return {
        "kind": content.kind.upper(),
        "name": revision.name,
        "address": reverse("files:download", args=[revision.key]) if is_ready else "",
        "about": about,
        "action_title": text("Look at it"),
        "action_address": reverse("files:preview", args=[revision.key]) if has_pages else "",
    }


def sentence_of(problem: Problem) -> Text:
    """A problem as one line beside a field: what is expected, what to do, its code."""
    found: Value = problem.found
    if found:
        return text(
            "{expected} Found: {found}. {mend} ({code})",
            expected=problem.expected, found=found, mend=problem.mend, code=problem.code,
        )  # fmt: skip
    return text("{expected} {mend} ({code})", expected=problem.expected, mend=problem.mend, code=problem.code)


def add_problems(form: forms.Form, problems: Iterable[Problem], otherwise: str) -> None:
    """Put problems to the fields that they name; those of none of them to the field `otherwise`."""
    for one in problems:
        field = one.where.field if one.where.field in form.fields else otherwise
        said: Any = sentence_of(one)
        form.add_error(field, forms.ValidationError(said, code=one.code))
