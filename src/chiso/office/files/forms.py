"""What officials may type about evidence."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from chiso.language import Text, text
from chiso.office.files.checking.kinds import ENDINGS
from chiso.office.files.selectors import Sought
from chiso.office.files.services.documents import Facts
from chiso.office.organisation.models import Agency, Assignment
from chiso.office.ui.fields import DayField, WordsField
from chiso.office.ui.labels import label

ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)
_NODE = re.compile(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ._-]*\Z")
SECRECY: list[tuple[str, Text]] = [
    ("", text("none")),
    ("mat", text("secret (mật)")),
    ("toi_mat", text("top secret (tối mật)")),
    ("tuyet_mat", text("of the highest secrecy (tuyệt mật)")),
]
FILES: list[tuple[str, Text]] = [
    ("", text("all")),
    ("with", text("with a file")),
    ("without", text("reference only")),
    ("waiting", text("waiting for the scanner")),
]


def _mistake(said: Text) -> forms.ValidationError:
    return forms.ValidationError(said, code="said")  # type: ignore[arg-type]


class SearchForm(forms.Form):
    """The filters of the list, as a GET form."""

    words = WordsField(required=False, max_length=120, label=label(text("Number, issuer or title")))
    agency = forms.CharField(required=False, max_length=20)
    file = forms.ChoiceField(required=False, choices=FILES, label=label(text("File")))

    def read(self) -> Sought:
        """What is sought; what cannot be read is left out."""
        self.is_valid()
        given = self.cleaned_data
        return Sought(given.get("words", ""), given.get("agency", ""), given.get("file", ""))


class FactsForm(forms.Form):
    """What a reference says."""

    number = WordsField(
        required=False,
        max_length=60,
        label=label(text("Number and sign")),
        help_text=label(text("As on the paper: 123/BC-UBND")),
    )
    issued_on = DayField(required=False, label=label(text("Date of issue")))
    issuer = WordsField(required=False, max_length=200, label=label(text("Issued by")))
    title = WordsField(
        required=False,
        max_length=300,
        label=label(text("Title")),
        help_text=label(text("At least the number or the title, so that people find the document.")),
    )
    excerpt = WordsField(
        required=False,
        max_length=2_000,
        label=label(text("Excerpt that proves it")),
        help_text=label(text("The sentence that counts, so that nobody need search the whole document.")),
    )
    page = WordsField(
        required=False, max_length=40, label=label(text("Page")), help_text=label(text("Such as 4 or 4–6"))
    )
    effective_on = DayField(
        required=False,
        label=label(text("Holds from")),
        help_text=label(text("Not the day of sending")),
    )
    secrecy = forms.ChoiceField(
        required=False,
        choices=SECRECY,
        label=label(text("Level of secrecy")),
        help_text=label(
            text("A classified document is never sent here: only its number is entered, nothing else.")
        ),
    )

    def facts(self) -> Facts:
        """The facts of a valid form."""
        names = ("number", "issued_on", "issuer", "title", "excerpt", "page", "effective_on", "secrecy")
        return Facts(**{name: self.cleaned_data[name] for name in names})


class FileFields(forms.Form):
    """A file, chosen here or on its way already; what its sender agreed to."""

    file = forms.FileField(required=False, label=label(text("File")), max_length=None)
    upload = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    keeps_metadata = forms.BooleanField(
        required=False,
        label=label(text("Keep place, time and device inside photographs (otherwise they are removed)")),
    )
    marking_confirmed = forms.BooleanField(
        required=False,
        label=label(
            text("I confirm: the document is not classified, although its first page carries such a word")
        ),
    )
    note = WordsField(required=False, max_length=400, label=label(text("Note on this file")))


class NewDocumentForm(FactsForm, FileFields):
    """A new document of one of the person's agencies."""

    agency = forms.ChoiceField(label=label(text("Agency")))

    def __init__(self, agencies: list[Agency], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.agencies = {agency.key: agency for agency in agencies}
        field: Any = self.fields["agency"]
        field.choices = [(agency.key, agency.name) for agency in agencies]

    def chosen_agency(self) -> Agency:
        """The agency of a valid form."""
        return self.agencies[self.cleaned_data["agency"]]


class RevisionForm(FileFields):
    """A later form of a document's file."""

    effective_on = DayField(
        required=False,
        label=label(text("Holds from")),
        help_text=label(text("The day from which this form holds.")),
    )

    def clean(self) -> dict[str, Any]:
        """A file must be there."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("file") and not given.get("upload") and "file" not in self.errors:
            self.add_error("file", _mistake(text("Choose the file that replaces the earlier one")))
        return given


class LinkForm(forms.Form):
    """Where a document proves something."""

    place = forms.ChoiceField(label=label(text("Campaign and unit")))
    node = WordsField(
        max_length=120,
        label=label(text("Criterion")),
        help_text=label(text("Its code in the framework: 2.1.3")),
    )
    page = WordsField(required=False, max_length=40, label=label(text("Page")))
    note = WordsField(required=False, max_length=400, label=label(text("What it proves")))

    def __init__(self, rows: list[Assignment], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.places = {f"{row.campaign.key}.{row.unit.key}": row for row in rows}
        field: Any = self.fields["place"]
        field.choices = [
            (key, text("{campaign} – {unit}", campaign=row.campaign.title, unit=row.unit.name))
            for key, row in self.places.items()
        ]

    def clean_node(self) -> str:
        """A code of a criterion: letters, figures, points."""
        node: str = self.cleaned_data["node"].rstrip(".")
        if not _NODE.match(node):
            raise _mistake(text("Expected the code of a criterion, such as 2.1.3"))
        return node

    def chosen_place(self) -> Assignment:
        """Campaign and unit of a valid form."""
        return self.places[self.cleaned_data["place"]]
