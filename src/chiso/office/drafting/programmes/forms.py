"""What is typed about programmes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from chiso.figures import parse_exact, write_exact
from chiso.language import text
from chiso.office.campaigns.frameworks import titles_by_key
from chiso.office.campaigns.phases import NAMES
from chiso.office.drafting.models import League, Programme
from chiso.office.drafting.programmes.selectors import calendar_of
from chiso.office.drafting.programmes.services import LeagueGiven
from chiso.office.organisation.kinds import KINDS, LEVELS
from chiso.office.ui.fields import FigureField, MomentField, WordsField
from chiso.office.ui.labels import label, options

ROWS_OF_BANDS = 6
_BETWEEN = re.compile(r"[,;\n]+")


class ProgrammeForm(forms.Form):
    """A programme."""

    title = WordsField(max_length=400, label=label(text("Title")))
    name = forms.RegexField(
        r"\A[a-z0-9][a-z0-9-]*\Z",
        max_length=80,
        label=label(text("Short name")),
        help_text=label(text("Small letters, digits and hyphens; files and tables use it.")),
        error_messages={"invalid": label(text("Small letters, digits and hyphens only"))},
    )
    period = WordsField(
        max_length=40,
        label=label(text("Period")),
        help_text=label(text("2026, 2026-H1, 2026-Q2 or 2026-05.")),
    )


def _sets() -> list[tuple[str, Any]]:
    """The sets by title; nothing is chosen for anybody."""
    return [
        ("", "–"),
        *((key, text("{title} ({name})", title=title, name=key)) for key, title in titles_by_key()),
    ]


class LeagueForm(forms.Form):
    """A league: a set, the units that it measures, and its classes where they differ from the set's."""

    name = WordsField(max_length=200, label=label(text("Name of the league")))
    framework = forms.ChoiceField(choices=_sets, label=label(text("Framework")))
    levels = forms.MultipleChoiceField(
        required=False, choices=options(LEVELS), label=label(text("Units of these levels"))
    )
    kinds = forms.MultipleChoiceField(
        required=False, choices=options(KINDS), label=label(text("Units of these kinds"))
    )
    units = WordsField(
        required=False,
        max_length=8000,
        label=label(text("Only these units")),
        help_text=label(text("Codes, one a line or with commas. Empty: all of these levels and kinds.")),
    )

    def __init__(self, *arguments: Any, **options_of_form: Any) -> None:
        super().__init__(*arguments, **options_of_form)
        for row in range(1, ROWS_OF_BANDS + 1):
            self.fields[f"band_{row}_code"] = WordsField(
                required=False, max_length=20, label=label(text("Class {number}: sign", number=row))
            )
            self.fields[f"band_{row}_title"] = WordsField(
                required=False, max_length=120, label=label(text("Class {number}: name", number=row))
            )
            self.fields[f"band_{row}_from"] = FigureField(
                required=False, label=label(text("Class {number}: from", number=row))
            )

    def clean(self) -> dict[str, Any]:
        """A class has a sign and a name, or nothing at all."""
        given: dict[str, Any] = super().clean() or {}
        for row in range(1, ROWS_OF_BANDS + 1):
            named = [name for name in ("code", "title") if given.get(f"band_{row}_{name}")]
            has_from = given.get(f"band_{row}_from") is not None
            if len(named) == 1 or (has_from and not named):
                lacking = "title" if named == ["code"] else "code"
                said = label(text("A class has a sign and a name"))
                self.add_error(f"band_{row}_{lacking}", forms.ValidationError(said, code="half"))
        return given

    def read(self) -> LeagueGiven:
        """The league as it was typed."""
        given = self.cleaned_data
        written = [one.strip() for one in _BETWEEN.split(given["units"]) if one.strip()]
        units = {"levels": given["levels"], "kinds": given["kinds"], "units": list(dict.fromkeys(written))}
        return LeagueGiven(
            given["name"],
            given["framework"],
            {name: found for name, found in units.items() if found},
            [band for row in range(1, ROWS_OF_BANDS + 1) if (band := self._band(row))],
        )

    def _band(self, row: int) -> dict[str, Any]:
        given = self.cleaned_data
        code, lowest = given[f"band_{row}_code"], given[f"band_{row}_from"]
        if not code:
            return {}
        band: dict[str, Any] = {"code": code, "title": {"vi": given[f"band_{row}_title"]}}
        return band if lowest is None else band | {"at_least": write_exact(lowest)}

    @property
    def rows_of_bands(self) -> list[list[forms.BoundField]]:
        """The fields of the classes, row by row."""
        names = ("code", "title", "from")
        return [[self[f"band_{row}_{name}"] for name in names] for row in range(1, ROWS_OF_BANDS + 1)]


def initial_of(league: League) -> dict[str, Any]:
    """What stands in a league, as its form shows it."""
    units = league.units
    initial: dict[str, Any] = {
        "name": league.name,
        "framework": league.framework,
        "levels": units.get("levels", []),
        "kinds": units.get("kinds", []),
        "units": "\n".join(units.get("units", [])),
    }
    for row, band in enumerate(league.bands[:ROWS_OF_BANDS], start=1):
        lowest = band.get("at_least")
        initial |= {
            f"band_{row}_code": band["code"],
            f"band_{row}_title": band["title"].get("vi", ""),
            f"band_{row}_from": None if lowest is None else parse_exact(lowest),
        }
    return initial


class CalendarForm(forms.Form):
    """When each kind of phase opens and closes; one that is left empty is not in the calendar."""

    def __init__(self, *arguments: Any, **options_of_form: Any) -> None:
        super().__init__(*arguments, **options_of_form)
        for kind, title in NAMES.items():
            self.fields[f"{kind}_opens"] = MomentField(
                required=False, label=label(text("{phase}: opens", phase=title))
            )
            self.fields[f"{kind}_closes"] = MomentField(
                required=False, label=label(text("{phase}: closes", phase=title))
            )

    def clean(self) -> dict[str, Any]:
        """Both times of a phase, or none."""
        given: dict[str, Any] = super().clean() or {}
        for kind in NAMES:
            opens, closes = f"{kind}_opens", f"{kind}_closes"
            for name, other in ((opens, closes), (closes, opens)):
                if given.get(other) and not given.get(name) and name not in self.errors:
                    said = label(text("Give both times, or neither"))
                    self.add_error(name, forms.ValidationError(said, code="both"))
        return given

    def read(self) -> Mapping[str, tuple[datetime, datetime]]:
        """The phases that were given."""
        given = self.cleaned_data
        return {
            kind: (given[f"{kind}_opens"], given[f"{kind}_closes"])
            for kind in NAMES
            if given[f"{kind}_opens"]
        }

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """The fields, phase by phase."""
        return [(title, self[f"{kind}_opens"], self[f"{kind}_closes"]) for kind, title in NAMES.items()]


def initial_of_calendar(programme: Programme) -> dict[str, Any]:
    """What stands in a calendar, as its form shows it."""
    initial: dict[str, Any] = {}
    for phase in calendar_of(programme):
        initial |= {f"{phase.kind}_opens": phase.opens, f"{phase.kind}_closes": phase.closes}
    return initial
