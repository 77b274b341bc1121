"""The box in which a rule is tried: what somebody enters, what points follow, which step held.

The fields follow the inputs of the leaf. A rule over many cases takes one case a line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms

from chiso.figures import DecimalSign
from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.leaf import LeafContext
from chiso.frameworks.leaf_context import inputs_of, leaf_context, parameters_for
from chiso.frameworks.measures import words_of_input
from chiso.frameworks.model import Framework, Node
from chiso.frameworks.rules.base import InputsUsed, Outcome
from chiso.frameworks.values import Circumstances, InputValue
from chiso.language import Bilingual, Language, Text, Value, listing, text
from chiso.office.ui.fields import FigureField, WordsField
from chiso.office.ui.labels import label
from chiso.scoring.branches import branch_in_words
from chiso.scoring.input_values import Cells, Counted, Misread, read_value

PREFIX = "thu"
_PLACES = ("level", "kind", "year")
_TITLES: dict[str, Text] = {
    "level": text("Level of the unit"),
    "kind": text("Kind of the unit"),
    "year": text("Year"),
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What the rule answered. `points` None: it gives none, for the reason in `open_point`."""

    points: Fraction | None
    held: Value | None
    measured: Fraction | None
    open_point: Text | Bilingual | None
    not_applicable: bool


class TryForm(forms.Form):
    """One field an input, and what the rule must know of the unit."""

    def __init__(self, framework: Framework, node: Node, language: Language, data: Any = None) -> None:
        super().__init__(data, prefix=PREFIX)
        assert node.rule is not None, "only a leaf is tried"
        self._framework, self._node = framework, node
        self._sign: DecimalSign = "," if language == "vi" else "."
        self._leaf: LeafContext = leaf_context(node, framework)
        self._used: InputsUsed = node.rule.inputs_used(self._leaf)
        self._inputs = inputs_of(node, framework)
        for name in sorted(self._used.of_unit):
            self._add_input(name)
        if self._used.over_cases:
            self.fields["cases"] = self._cases_field()
        self._add_circumstances()
        self.tried: Tried | None = None

    def _add_input(self, name: str) -> None:
        definition, title = self._inputs[name], words_of_input(name, self._leaf)
        if definition.type == "tally":
            for key, said in definition.labels.items():
                self.fields[f"{name}.{key}"] = WordsField(
                    required=False, max_length=40, label=_label(listing((title, said), ": "))
                )
        else:
            self.fields[name] = _field(definition, title)

    def _cases_field(self) -> forms.Field:
        names = [words_of_input(name, self._leaf) for name in self._case_names]
        hint = text("One case a line; in it, parted by semicolons: {names}.", names=listing(names, "; "))
        return WordsField(label=label(text("Cases")), help_text=label(hint), max_length=20_000)

    @property
    def _case_names(self) -> list[str]:
        # In the order in which the leaf has them.
        return [name for name in self._inputs if name in self._used.of_case]

    def _add_circumstances(self) -> None:
        wanted = self._node.rule.parameters(self._leaf) if self._node.rule else frozenset()
        known = {**self._framework.parameters, **self._node.parameters}
        for place in _PLACES:
            keys = [key for name in sorted(wanted) if known[name].by == place for key in known[name].values]
            if keys:
                choices = [(key, key) for key in dict.fromkeys(keys)]
                self.fields[place] = forms.ChoiceField(choices=choices, label=label(_TITLES[place]))
        if self._node.rule is not None and self._node.rule.needs_league:
            self.fields["lowest"] = FigureField(label=label(text("Lowest value among the units")))
            self.fields["highest"] = FigureField(label=label(text("Highest value among the units")))

    def clean(self) -> dict[str, Any]:
        """Read the answers and ask the rule."""
        given: dict[str, Any] = super().clean() or {}
        values = {
            name: value
            for name in sorted(self._used.of_unit)
            if (value := self._read(name, given)) is not None
        }
        cases = self._read_cases(given.get("cases") or "") if self._used.over_cases else ()
        if not self.errors:
            self.tried = self._ask(values, cases, given)
        return given

    def _read(self, name: str, given: Mapping[str, Any]) -> InputValue | None:
        definition = self._inputs[name]
        if definition.type == "tally":
            counted = {}
            for key in definition.labels:
                field = f"{name}.{key}"
                found = self._value(definition, Cells(value=given.get(field) or "0", label=key), field)
                if isinstance(found, Counted):
                    counted[found.label] = found.count
            return counted
        if definition.type == "labels":
            return tuple(given.get(name) or ())
        written = given.get(name)
        return self._value(definition, _cells(definition, written), name, name) if written else None

    def _value(self, definition: InputDefinition, cells: Cells, field: str, name: str = "") -> Any:
        rule = self._node.rule
        domains = rule.accepted_domains(self._leaf) if rule is not None else {}
        try:
            return read_value(definition, cells, self._sign, domains.get(name) or definition.domain())[0]
        except Misread as misread:
            said = text("{expected} {mend}", expected=misread.expected, mend=misread.mend)
            self.add_error(field, forms.ValidationError(label(said), code="misread"))
            return None

    def _read_cases(self, written: str) -> Sequence[Mapping[str, InputValue]]:
        cases = []
        for line in filter(None, map(str.strip, written.splitlines())):
            cells = [one.strip() for one in line.split(";")]
            if len(cells) != len(self._case_names):
                said = text("Expected {count} values on each line", count=len(self._case_names))
                self.add_error("cases", forms.ValidationError(label(said), code="cells"))
                break
            case = {}
            for name, cell in zip(self._case_names, cells, strict=True):
                definition = self._inputs[name]
                case[name] = self._value(definition, _cells(definition, cell), "cases", name)
            cases.append(case)
        return cases

    def _ask(
        self,
        values: Mapping[str, InputValue],
        cases: Sequence[Mapping[str, InputValue]],
        given: Mapping[str, Any],
    ) -> Tried:
        assert self._node.rule is not None, "only a leaf is tried"
        level, kind, year = (given.get(place) or "" for place in _PLACES)
        known = parameters_for(
            self._node, self._framework, level=level, kind=kind, year=int(year) if year.isdecimal() else 0
        )
        extremes = (given["lowest"], given["highest"]) if "lowest" in self.fields else None
        circumstances = Circumstances(level, kind, 0, known, extremes)
        outcome: Outcome = self._node.rule.prepare(self._leaf)(values, cases, circumstances)
        return Tried(
            outcome.points,
            branch_in_words(self._framework, self._node, outcome.branch),
            outcome.measured,
            outcome.open_point,
            outcome.not_applicable,
        )


def _label(title: Value) -> Any:
    return label(text("{title}", title=title))


def _field(definition: InputDefinition, title: Value) -> forms.Field:
    said = _label(title)
    if definition.type == "boolean":
        return forms.ChoiceField(choices=[("true", text("yes")), ("false", text("no"))], label=said)
    if definition.type in ("label", "labels"):
        choices = list(definition.labels.items())
        if definition.type == "label":
            return forms.ChoiceField(choices=choices, label=said)
        return forms.MultipleChoiceField(choices=choices, label=said)
    hints = {
        "ratio": text("Such as 12/40, or the share itself."),
        "date": text("Day/month/year, such as 21/12/2026"),
    }
    return WordsField(
        label=said, max_length=80, help_text=label(hints[definition.type]) if definition.type in hints else ""
    )


def _cells(definition: InputDefinition, written: str) -> Cells:
    if definition.type == "ratio" and "/" in written:
        numerator, _, denominator = written.partition("/")
        return Cells(numerator=numerator.strip(), denominator=denominator.strip())
    return Cells(value=written)
