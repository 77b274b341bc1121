"""Erasing a person from evidence: texts that name them lose their words, also where a search looks.

Documents stay with number, date and use: they prove what an agency did. The bytes of a file are not changed
either, since receipts and editions tell their digests; a file whose name tells of the person gets another
name. An upload of theirs that is on its way ends.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django_scopes import scopes_disabled

from chiso.office.files.models import Document, DocumentUse, Revision, Upload
from chiso.office.files.selectors import search_text_of
from chiso.office.files.services.uploads import remove_bytes
from chiso.office.ledger.erasing import Erasure
from chiso.units import make_slug

# Every free text of the app that is no name of a file; a test holds that none is left out.
WRITTEN: tuple[tuple[type[Model], str], ...] = (
    (Document, "issuer"),
    (Document, "excerpt"),
    (Document, "page"),
    (Revision, "note"),
    (DocumentUse, "note"),
    (DocumentUse, "page"),
)
# A title stands in lists, and is what one presses there.
_NO_TITLE = "–"
_NO_NAME = "tep"
_TELLING, _SHORTEST = 8, 4


def erase_from_files(erasure: Erasure) -> int:
    """Empty what names the person, end their uploads; how many texts and uploads."""
    with scopes_disabled():
        named = Document.objects.filter(erasure.named_in("issuer", "title"))
        sought = list(named.values_list("pk", flat=True))
        found = sum(
            model._base_manager.filter(erasure.named_in(words)).update(**{words: ""})
            for model, words in WRITTEN
        )
        found += Document.objects.filter(erasure.named_in("title")).update(title=_NO_TITLE)
        for document in Document.objects.filter(pk__in=sought):
            words = search_text_of(document.number, document.issuer, document.title)
            Document.objects.filter(pk=document.pk).update(search_text=words)
        found += _end_uploads(erasure)
        return (
            found
            + _rename_files(erasure, Revision.objects.all())
            + _rename_files(erasure, Upload.objects.all())
        )


def _end_uploads(erasure: Erasure) -> int:
    """Their bytes go once the erasure stands."""
    on_their_way = Upload.objects.filter(owner=erasure.person, state__in=("open", "checked"))
    paths = list(on_their_way.values_list("path", flat=True))
    on_their_way.update(state="cancelled")
    for path in paths:
        transaction.on_commit(lambda path=path: remove_bytes(path))  # type: ignore[misc]
    return len(paths)


def _in_a_name_of_a_file(slug: str) -> str:
    parts = slug.split("-")
    together = "".join(parts)
    # "An Hoà" written as one is a word of others.
    return r"[-_ .]+".join(parts) + (f"|{together}" if len(together) >= _TELLING else "")


def _rename_files(erasure: Erasure, files: QuerySet[Any]) -> int:
    """Names of files that hold the name of the person, with marks or without, whatever stands between."""
    named = erasure.named_in("name")
    # Of a name in other letters than ours a slug has few or none.
    for slug in {slug for name in erasure.names if len(slug := make_slug(name)) >= _SHORTEST}:
        named |= Q(name__iregex=rf"(^|[^a-z])({_in_a_name_of_a_file(slug)})($|[^a-z])")
    found = list(files.filter(named))
    for one in found:
        files.filter(pk=one.pk).update(name=_NO_NAME + PurePath(one.name).suffix)
    return len(found)
