"""What drafters may type beside the fields of a framework."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from chiso.frameworks.library import catalogue
from chiso.language import text
from chiso.office.drafting.models import Frozen
from chiso.office.ui.fields import WordsField
from chiso.office.ui.labels import label

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*\Z", re.ASCII)
_VERSION = re.compile(r"[a-z0-9][a-z0-9.-]*\Z", re.ASCII)


class NameForm(forms.Form):
    """The name that a set will have."""

    identifier = WordsField(
        max_length=80,
        label=label(text("Identifier")),
        help_text=label(text("Small letters, digits and hyphens, such as par-index-departments.")),
    )
    version_name = WordsField(
        max_length=40, label=label(text("Version of the set")), help_text=label(text("Such as 2026."))
    )

    def clean_identifier(self) -> str:
        """A word for addresses and tables."""
        return self._word("identifier", _SLUG)

    def clean_version_name(self) -> str:
        """A word for addresses and tables."""
        return self._word("version_name", _VERSION)

    def _word(self, name: str, pattern: re.Pattern[str]) -> str:
        written: str = self.cleaned_data[name]
        if not pattern.match(written):
            said = text("Expected small letters, digits, points and hyphens, without blanks")
            raise forms.ValidationError(label(said), code="pattern")
        return written


class AnnexForm(NameForm):
    """A draft from an annex."""

    annex = forms.FileField(
        label=label(text("Annex (Word, Excel or PDF)")),
        help_text=label(
            text("The table of criteria with points; what it leaves unclear is asked afterwards.")
        ),
    )


class LibraryForm(NameForm):
    """A draft from a set that stands."""

    source = forms.ChoiceField(choices=list, label=label(text("Begin from")))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        frozen = [
            (f"frozen:{one.key}", text("{title} ({name})", title=one.title, name=one.set_key))
            for one in Frozen.objects.order_by("title", "version_name").only(
                "key", "title", "identifier", "version_name"
            )
        ]
        library = [
            (one.key, text("{title} ({name})", title=one.framework.title, name=one.key))
            for one in catalogue()
        ]
        field: Any = self.fields["source"]
        field.choices = [("", "–"), *frozen, *library]


class EmptyForm(NameForm):
    """A draft from an empty page."""

    title_vi = WordsField(max_length=400, label=label(text("Title in Vietnamese")))
    title_en = WordsField(max_length=400, required=False, label=label(text("Title in English")))


class SplitForm(forms.Form):
    """Two titles and the points of the first part."""

    first_vi = WordsField(max_length=2_000, label=label(text("First part, in Vietnamese")))
    first_en = WordsField(max_length=2_000, required=False, label=label(text("First part, in English")))
    second_vi = WordsField(max_length=2_000, label=label(text("Second part, in Vietnamese")))
    second_en = WordsField(max_length=2_000, required=False, label=label(text("Second part, in English")))


class CommentForm(forms.Form):
    """A comment on a node."""

    words = WordsField(max_length=4_000, label=label(text("Comment for the other drafters")))


class AnswerForm(forms.Form):
    """An answer to a question: a choice, or words."""

    choice = forms.ChoiceField(required=False, choices=list, label=label(text("How it is meant")))
    words = WordsField(
        required=False, max_length=2_000, label=label(text("Or what was done about it, in words"))
    )

    def __init__(self, choices: list[tuple[str, Any]], data: Any = None, prefix: str | None = None) -> None:
        super().__init__(data, prefix=prefix)
        field: Any = self.fields["choice"]
        field.choices = choices
        if not choices:
            self.fields["words"].label = label(text("What was done about it, in words"))
