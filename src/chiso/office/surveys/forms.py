"""What is typed about survey rounds: the files of a round, which estimate feeds which criterion, a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from chiso.language import Text, text
from chiso.office.surveys.handing_over.feeding import Feed, Feedable
from chiso.office.surveys.reading import RoundFile
from chiso.office.surveys.services import (
    LARGEST_RECORD,
    LARGEST_REPORT,
    LARGEST_TABLE,
    BroughtRound,
)
from chiso.office.ui.fields import WordsField
from chiso.office.ui.labels import label


class VersionForm(forms.Form):
    """The files of a version."""

    estimates = forms.FileField(
        label=label(text("Table of estimates (estimates.csv)")),
        help_text=label(text("As “chiso survey index” or “chiso survey estimate” wrote it.")),
    )
    record = forms.FileField(
        label=label(text("Record of how it was made (index.json or estimate.json)")),
        help_text=label(text("From the same folder; it holds the hash of the design.")),
    )
    report = forms.FileField(
        required=False,
        label=label(text("Report on method and quality (PDF)")),
        help_text=label(text("“chiso survey report --pdf” writes it; at most 8 MB.")),
    )
    note = WordsField(
        required=False,
        max_length=400,
        label=label(text("Note")),
        help_text=label(text("What a reader has to know, such as what differs from the version before.")),
    )

    def read(self) -> BroughtRound:
        """What was given; no more of a file is read than is taken."""
        given = self.cleaned_data
        report = given["report"]
        return BroughtRound(
            _file(given["estimates"], LARGEST_TABLE),
            _file(given["record"], LARGEST_RECORD),
            _file(report, LARGEST_REPORT) if report else None,
            given["note"],
        )


class RoundForm(VersionForm):
    """A round, with the files of its first version."""

    name = WordsField(
        max_length=200,
        label=label(text("Name of the round")),
        help_text=label(text("What was asked, whom, and when.")),
    )
    is_made_up = forms.BooleanField(
        required=False, label=label(text("The figures are made up (an example, an exercise)"))
    )
    field_order = ("name", "estimates", "record", "report", "note", "is_made_up")


class FeedsForm(forms.Form):
    """One choice for each input that can take an estimate; empty: it is not fed."""

    def __init__(
        self, feedable: Sequence[Feedable], codes: Sequence[str], *given: Any, **options: Any
    ) -> None:
        super().__init__(*given, **options)
        self.feedable = feedable
        for number, one in enumerate(feedable):
            self.fields[f"feed-{number}"] = forms.ChoiceField(
                required=False, choices=_choices(one, codes), label=label(_title(one))
            )

    def feeds(self) -> list[Feed]:
        """What was chosen."""
        found = []
        for number, one in enumerate(self.feedable):
            times, _, code = self.cleaned_data[f"feed-{number}"].partition(" ")
            if code:
                found.append(Feed(one.node.code, one.input, code, "100" if times == "100" else "1"))
        return found

    def chosen(self) -> dict[str, str]:
        """The fields of what was chosen, to be sent once more."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def for_surveys(self) -> list[forms.BoundField]:
        """The fields of criteria that a survey assesses."""
        return self._fields(is_for_surveys=True)

    def others(self) -> list[forms.BoundField]:
        """The other fields."""
        return self._fields(is_for_surveys=False)

    def _fields(self, *, is_for_surveys: bool) -> list[forms.BoundField]:
        return [
            self[f"feed-{number}"]
            for number, one in enumerate(self.feedable)
            if one.is_for_surveys == is_for_surveys
        ]


class WithdrawForm(forms.Form):
    """Why figures are withdrawn."""

    reason = WordsField(max_length=400, label=label(text("Why they are withdrawn")))


def _file(file: Any, largest: int) -> RoundFile:
    return RoundFile(file.read(largest + 1), file.name)


def _title(one: Feedable) -> Text:
    if one.is_alone or one.definition.title is None:
        return text("{code} {title}", code=one.node.code, title=one.node.title)
    return text(
        "{code} {title}: {input}", code=one.node.code, title=one.node.title, input=one.definition.title
    )


def _choices(one: Feedable, codes: Sequence[str]) -> list[tuple[str, Any]]:
    """A share goes where a share is asked for; a number may be asked for in per cent."""
    found: list[tuple[str, Any]] = [("", label(text("not fed from this round")))]
    found += [(f"1 {code}", code) for code in codes]
    if one.definition.type == "number":
        found += [(f"100 {code}", label(text("{code}, in per cent", code=code))) for code in codes]
    return found
