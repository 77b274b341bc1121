"""Files that a city brings, whether they hold on the days of the visits, criteria that duties bear on."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from chiso.cli.commands.inspections import group
from chiso.frameworks.library import load_framework
from chiso.inspection.checklists import checklist_of, read_checklist
from chiso.inspection.rule_files import name_of, read_rule_file, sort_of
from chiso.inspection.severity import read_rule, shipped_rule
from chiso.inspection.validity import out_of_force
from chiso.problems import BadInput
from tests.inspection.test_checklists import NAME, SMALL

RULE = """format: chiso-inspection-severity/1
rule: city@1
source: Quyết định minh hoạ
valid_from: 2026-01-01
valid_until: 2026-12-31
repeated_within: 12
kinds:
"""
KINDS = ("publication", "staff", "premises", "reception", "handling", "feedback", "forbidden", "direction",
         "attitude", "other")  # fmt: skip
RULE += "".join(f"- {{kind: {kind}, severity: to_mend}}\n" for kind in KINDS)
RULE += "effects:\n- {effect: none, at_least: reminder}\n- {effect: burden, at_least: to_mend}\n"
RULE += "- {effect: harm, at_least: grave}\n"


def test_a_file_is_what_its_first_line_says() -> None:
    read = [read_rule_file(one.encode()) for one in (SMALL, RULE)]
    assert [(sort_of(one), name_of(one)) for one in read] == [
        ("checklist", "small@1"), ("severity", "city@1"),
    ]  # fmt: skip
    for other in (b"", b"format: chiso-framework/1\n", b"\xff\xfe", b"format:\n"):
        with pytest.raises(BadInput) as refused:
            read_rule_file(other)
        assert [one.code for one in refused.value.problems] == ["CH-8871"]
    with pytest.raises(BadInput) as refused:
        read_rule_file(SMALL.replace("version: '1'", "version: 'a b/c'").encode())
    assert [one.code for one in refused.value.problems] == ["CH-8690"]
    wrong = RULE.replace("valid_until: 2026-12-31", "valid_until: 2025-12-31")
    with pytest.raises(BadInput) as refused:
        read_rule(wrong.encode())
    assert [one.code for one in refused.value.problems] == ["CH-8720"]


days = st.dates(date(2018, 1, 1), date(2027, 12, 31))


@given(first=days, length=st.integers(0, 60))
def test_a_warning_stands_exactly_where_some_day_of_the_visits_is_not_covered(
    first: date, length: int
) -> None:
    checklist = checklist_of(NAME)
    last = first + timedelta(days=length)
    every = (first + timedelta(days=number) for number in range(length + 1))
    covered = all(checklist.is_valid_on(day) for day in every)
    assert (out_of_force(checklist, first, last) is None) == covered


def test_the_warning_names_what_is_out_of_force_since_when_and_what_replaced_it() -> None:
    visits = date(2026, 6, 8), date(2026, 6, 30)
    warning = out_of_force(checklist_of(NAME), *visits)
    assert warning is not None
    assert (warning.code, warning.found) == ("CH-8870", NAME)
    assert warning.expected.in_language("vi") == (
        "Nghị định 61/2018/NĐ-CP, Thông tư 01/2018/TT-VPCP: hết hiệu lực từ 01/07/2025, được thay bằng "
        "Nghị định 118/2025/NĐ-CP; các lượt từ 08/06/2026 đến 30/06/2026."
    )
    later = out_of_force(read_checklist(SMALL.encode()), date(2019, 1, 1), date(2020, 1, 2))
    assert later is not None
    assert "holds from 1 Jan 2020 on" in later.expected.in_language("en")
    assert out_of_force(shipped_rule(), *visits) is None
    ended = out_of_force(read_rule(RULE.encode()), date(2027, 1, 1), date(2027, 1, 2))
    assert ended is not None
    assert "Quyết định minh hoạ: out of force since 1 Jan 2027" in ended.expected.in_language("en")


def test_duties_bear_on_criteria_that_are_there() -> None:
    checklist = checklist_of(NAME)
    known = {}
    for name in ("one-stop-shop@2018", "service-quality@2022"):
        framework = load_framework(name)
        known[framework.id] = framework
    named = {
        (one.framework, one.code)
        for section in checklist.sections
        for item in section.items
        for one in (item.criteria or section.criteria)
    }
    assert {framework for framework, _ in named} == set(known)
    for framework, code in named:
        assert known[framework].nodes_by_code[code].rule is not None
        assert checklist.bearing_on(framework, code)
    assert checklist.bearing_on("one-stop-shop", "7") == (
        "B5", "G1", "G8", *(f"T{number}" for number in range(1, 9)),
    )  # fmt: skip
    assert checklist.bearing_on("one-stop-shop", "99") == ()


def test_an_item_that_names_a_criterion_bears_on_none_of_its_section() -> None:
    listed = SMALL.replace("  items:\n", '  criteria: [{framework: set-one, code: "1"}]\n  items:\n')
    listed += (
        "  - {code: A2, title: {vi: Hai, en: Two}, check: observe, criteria: [{framework: b2, code: x}]}\n"
    )
    checklist = read_checklist(listed.encode())
    assert checklist.bearing_on("set-one", "1") == ("A1",)
    assert checklist.bearing_on("b2", "x") == ("A2",)


def test_the_command_checks_a_file_and_warns_without_stopping(tmp_path: Path) -> None:
    file = tmp_path / "duties.yaml"
    file.write_text(SMALL, encoding="utf-8")
    run = CliRunner().invoke(group, ["check", str(file), "--first", "2019-12-31", "--json"])
    assert run.exit_code == 0
    assert '"duties": 1' in run.stdout
    assert '"code": "CH-8870"' in run.stdout
    file.write_text(SMALL.replace("kind: publication", "kind: x"), encoding="utf-8")
    assert CliRunner().invoke(group, ["check", str(file)]).exit_code == 4
