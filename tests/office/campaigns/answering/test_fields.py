"""The form of a leaf asks as the rule asks, and gives back what it was filled with."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from chiso.frameworks.library import load_framework
from chiso.frameworks.model import Framework
from chiso.office.campaigns.answering.asked import asked_of
from chiso.office.campaigns.answering.fields import LeafForm
from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.scoring.questions import questions_of

EVERY_RULE = load_framework("example-every-rule@1")
CASES = load_framework("one-stop-shop@2018")


def posted(form: LeafForm) -> QueryDict:
    """What a browser sends of a form as it stands."""
    data = QueryDict(mutable=True)
    for bound in form:
        value = bound.value()
        if isinstance(value, list | tuple):
            data.setlist(bound.html_name, list(value))
        elif value not in (None, ""):
            data[bound.html_name] = value
    return data


def example(framework: Framework, code: str) -> Given:
    """One answer to a leaf, made from the types of its inputs."""
    asked = asked_of(framework, code)
    rows: list[InputRow] = []
    cells: dict[str, dict[str, str]] = {
        "number": {"value": "12.5"}, "whole": {"value": "-3"}, "count": {"value": "1240"},
        "share": {"value": "0.85"}, "ratio": {"numerator": "38", "denominator": "42"},
        "boolean": {"value": "true"}, "date": {"value": "2026-12-21"},
    }  # fmt: skip
    for one, case in [(one, "") for one in asked.once] + [(one, "HS-1") for one in asked.in_cases]:
        kind, labels = one.definition.type, list(one.definition.labels)
        if kind == "tally":
            rows += [InputRow(one.name, case, value=str(n), label=key) for n, key in enumerate(labels, 1)]
        elif kind == "labels":
            rows += [InputRow(one.name, case, label=key) for key in labels[:2]]
        elif kind == "label":
            rows.append(InputRow(one.name, case, label=labels[0]))
        else:
            rows.append(InputRow(one.name, case, **cells[kind]))
    return Given(tuple(rows), note="Theo báo cáo 12/BC")


@pytest.mark.parametrize("framework", [EVERY_RULE, CASES], ids=lambda one: one.key)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_form_that_is_sent_back_as_it_stands_says_what_stood(framework: Framework, language: Any) -> None:
    kinds = set()
    for code, question in questions_of(framework).by_code.items():
        if not question.own_inputs:
            continue
        stands = example(framework, code)
        asked = asked_of(framework, code)
        kinds |= {one.definition.type for one in (*asked.once, *asked.in_cases)}
        shown = LeafForm(asked, language, stands=stands)
        typed = LeafForm(asked, language, posted(shown), stands=stands).typed()
        sign = "," if language == "vi" else "."
        wanted = [[cell.replace(".", sign) for cell in row.as_list()] for row in stands.rows]
        found = [row.as_list() for row in typed.given.rows]
        # A day is typed the Vietnamese way; the reader makes it the one notation again.
        assert found == [[cell.replace("2026-12-21", "21/12/2026") for cell in row] for row in wanted], code
        assert (typed.given.status, typed.given.note) == ("given", stands.note)
        assert len(typed.fields) == len(typed.given.rows)
    if framework is EVERY_RULE:
        assert {"number", "count", "ratio", "label", "labels", "tally", "boolean", "date"} <= kinds


def test_a_case_without_a_name_is_asked_for_it() -> None:
    asked = asked_of(CASES, "1")
    form = LeafForm(asked, "vi", {"c-0-days_beyond_limit": "2", "c-1": "HS-2", "c-1-days_beyond_limit": "0"})
    typed = form.typed()
    assert [row.case for row in typed.given.rows] == ["HS-2"]
    assert list(form.errors) == ["c-0"]


def test_three_empty_rows_follow_the_cases_that_stand() -> None:
    asked = asked_of(CASES, "1")
    stands = Given(tuple(InputRow("days_beyond_limit", f"HS-{n}", "0") for n in (10, 9)))
    form = LeafForm(asked, "vi", stands=stands)
    assert len(form.cases) == 5
    # As people count: 9 before 10.
    assert [form[f"c-{n}"].value() for n in range(2)] == ["HS-9", "HS-10"]


def test_a_row_number_out_of_all_bounds_makes_no_rows() -> None:
    asked = asked_of(CASES, "1")
    form = LeafForm(asked, "vi", {"c-99999999-days_beyond_limit": "2", "c-x-days": "1"})
    assert len(form.cases) <= 3
    assert form.typed().given.rows == ()


def test_more_cases_than_a_page_can_hold_stay_as_they_are() -> None:
    asked = asked_of(CASES, "1")
    rows = tuple(InputRow("days_beyond_limit", f"HS-{n}", value="0.5") for n in range(1, 501))
    form = LeafForm(asked, "vi", {"note": "Chỉ sửa lời"}, stands=Given(rows, note="Lời cũ"))
    assert form.keeps_cases
    assert form.cases == []
    typed = form.typed()
    assert {(row.case, row.value) for row in typed.given.rows} == {(row.case, "0,5") for row in rows}
    assert typed.given.note == "Chỉ sửa lời"


def test_an_explanation_that_is_too_long_does_not_wipe_out_the_one_that_stands() -> None:
    form = LeafForm(asked_of(CASES, "6"), "vi", {"note": "x" * 4_001}, stands=Given(note="Lời cũ"))
    assert form.typed().given.note == "Lời cũ"
    assert list(form.errors) == ["note"]


def test_a_figure_that_is_too_long_is_left_to_who_reads_it() -> None:
    form = LeafForm(asked_of(CASES, "8"), "vi", {"i-prolonged": "9" * 200})
    assert form.typed().given.rows == (InputRow("prolonged", value="9" * 200),)


def test_not_applicable_is_offered_only_where_the_set_allows_it() -> None:
    def statuses(framework: Framework, code: str) -> list[str]:
        form = LeafForm(asked_of(framework, code), "vi")
        return [value for value, _ in form.fields["status"].choices]  # type: ignore[attr-defined]

    assert statuses(CASES, "6") == ["given", "missing", "not_applicable"]
    assert statuses(load_framework("resolution-57-commune@2026"), "I.1") == ["given", "missing"]


def test_a_borrowed_input_is_not_asked_for_again() -> None:
    asked = asked_of(load_framework("resolution-57-commune@2026"), "II.4.2")
    assert [one.name for one in asked.once] == ["classes_held", "classes_planned"]
    assert [(one.code, one.input) for one in asked.borrowed] == [("II.4.1", "plan_made")]


def test_many_labels_are_a_list_and_few_are_buttons() -> None:
    for leaf in load_framework("anti-corruption@2014").leaves:
        for control in LeafForm(asked_of(load_framework("anti-corruption@2014"), leaf.code), "vi").controls:
            if control.asked.definition.type == "label":
                assert control.kind == ("list" if len(control.asked.definition.labels) >= 8 else "radios")


def test_what_is_still_to_come_is_counted() -> None:
    asked = asked_of(CASES, "3")
    both = [["contacts", "HS-1", "1", "", "", ""], ["caused_by_applicant", "HS-1", "true", "", "", ""]]
    assert asked.lacking("given", both) == 0
    assert asked.lacking("given", both[:1]) == 1
    assert asked.lacking("given", [*both, ["contacts", "HS-2", "1", "", "", ""]]) == 1
    assert asked.lacking("given", []) == 2
    assert asked.lacking("not_applicable", []) == 0
