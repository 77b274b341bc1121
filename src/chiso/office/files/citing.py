"""Form fields that name documents of the evidence, as far as whoever types may read them.

A document is named by its key or its address, as the browser shows it; several ones one a line. The form says
for whom they are looked up (`TypedBy`): what the person may not read is not there.
"""

from __future__ import annotations

from typing import Any

from django import forms

from chiso.language import text
from chiso.office.errors import NotFound
from chiso.office.files.access import document_for
from chiso.office.files.models import Document
from chiso.office.people.models import Person
from chiso.office.ui.fields import WordsField
from chiso.office.ui.labels import label

_ONE_ADDRESS = label(text("The address of the document, as the browser shows it there."))
_ADDRESSES = label(text("Addresses of documents among the evidence, one a line."))


class DocumentsField(WordsField):
    """Documents, one a line; none where nothing is typed."""

    reader: Person | None = None

    def __init__(self, **named: Any) -> None:
        super().__init__(
            **{"required": False, "max_length": 4_000, "label": label(text("Evidence")),
               "help_text": _ADDRESSES} | named
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        """The documents. Raises ValidationError for one that is not there."""
        return self._read(super().clean(value))

    def _read(self, written: str) -> list[Document]:
        assert self.reader is not None, "the form of this field says who types"
        found = []
        for line in filter(None, map(str.strip, written.splitlines())):
            key = line.rstrip("/").rpartition("/")[2]
            try:
                found.append(document_for(self.reader, key))
            except NotFound:
                said: Any = text(
                    "Expected documents among the evidence that you may read; not found: {line}",
                    line=line[:80],
                )
                raise forms.ValidationError(said, code="invalid") from None
        return found


class DocumentField(DocumentsField):
    """One document, or None."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**{"max_length": 200, "help_text": _ONE_ADDRESS} | named)

    def clean(self, value: Any) -> Document | None:
        """The document, where one was named. Raises ValidationError."""
        found = super().clean(value)
        return found[0] if found else None


class TypedBy(forms.Form):
    """A form whose documents are looked up for who types."""

    def __init__(self, person: Person, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for field in self.fields.values():
            if isinstance(field, DocumentsField):
                field.reader = person
