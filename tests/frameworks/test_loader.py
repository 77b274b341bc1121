"""Every mistake in a framework's file is told with its code, line and key, and all of them at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chiso.frameworks.document import LARGEST_DOCUMENT
from chiso.frameworks.loader import framework_from_tree, read_framework
from chiso.problems import BadInput
from tests.frameworks.documents import SOUND, changed, found_in, line_of, problems_of, read
from tests.installation import ROOT

SOURCES = ROOT / "src" / "chiso" / "frameworks"
A = "- code: A\n"
A1_RULE = "    rule: {kind: entered@1}\n"
A2_RULE = "    rule: {kind: boolean@1}\n"
CLASSES = 'classes:\n- {code: good, title: {vi: Tốt, en: Good}, at_least: "5"}\n'
POOR = '- {code: poor, title: {vi: Kém, en: Poor}, below: "5"}\n'
QUOTA = 'quota: {class: good, of: [good, poor], share_at_most: "0.2", over_quota: poor}\n'

Mistake = tuple[str, str, str]


def mistakes() -> Iterator[tuple[str, str, str, str]]:
    """Code, key, a text of the line on which the problem stands, the document with the mistake."""
    # Keys and types.
    yield "CH-2010", "format", "format:", changed(("framework/1", "framework/9"))
    yield "CH-2011", "rights", "format:", changed(("rights: {vi: Của dự án., en: The project's own.}\n", ""))
    yield "CH-2012", "nodes[1].titel", "titel:", changed((A, A + "  titel: x\n"))
    yield "CH-2013", "status", "status:", changed(("status: fictitious", "status: invented"))
    yield (
        "CH-2014",
        "nodes[1].nodes[1].rule",
        "{kind: guess",
        changed(("{kind: entered@1}", "{kind: guess@1}")),
    )
    yield (
        "CH-2015",
        "nodes[1].nodes[1].max_points",
        '"2,5"',
        changed(('max_points: "2"', 'max_points: "2,5"')),
    )
    yield "CH-2015", "nodes[1].title", "title: Nhóm", changed(("{vi: Nhóm, en: Group}", "Nhóm"))
    yield "CH-2015", "documents[1].date", "- {key:", changed(('"2018-04-23"', '"23/04/2018"'))
    yield "CH-2015", "documents[1].date", "- {key:", changed(('"2018-04-23"', '"2018-02-30"'))
    yield "CH-2015", "index.published", "published:", changed(("mode: half_up", "mode: not_stated"))
    yield "CH-2016", "nodes", "nodes:", SOUND[: SOUND.index("nodes:")] + "nodes: []\n"
    yield "CH-2017", "id", "id:", changed(("three-leaves", "Three Leaves"))
    named = ("{points: {type: number}}", "{Điểm: {type: number}}")
    yield "CH-2017", "nodes[1].nodes[1].inputs.Điểm", "Điểm:", changed(named)
    labelled = "{answer: {type: label, labels: {On time: {vi: Đúng, en: On}}}}"
    key = "nodes[1].nodes[2].inputs.answer.labels.On time"
    yield "CH-2017", key, "On time", changed(("{answer: {type: boolean}}", labelled))
    yield (
        "CH-2018",
        "index.higher_is_better",
        "higher",
        changed(("index:\n", "index:\n  higher_is_better: no\n")),
    )
    yield (
        "CH-2018",
        "nodes[1].law",
        "law: made_up",
        changed(('[{document: made_up, article: "1"}]', "made_up")),
    )
    yield "CH-2019", "index.published.places", "published:", changed(('places: "2"', 'places: "99"'))
    # Names.
    yield "CH-2020", "nodes[2].code", "# again", changed(("- code: B", "- code: A.1  # again"))
    yield "CH-2020", "nodes[2].code", "- code: total", changed(("- code: B", "- code: total"))
    yield (
        "CH-2021",
        "nodes[2].concept",
        "concept: A.1",
        changed(("- code: B\n", "- code: B\n  concept: A.1\n")),
    )
    twice = "- {key: made_up, number: Số 1}\nrights"
    yield "CH-2022", "documents[2].key", "number: Số 1", changed(("rights", twice))
    # Between the parts.
    yield "CH-2023", "periods.from", "periods:", changed(('from: "2019"', 'from: "2019-Q9"'))
    yield "CH-2023", "periods.to", "periods:", changed(('to: "2020"', 'to: "2018"'))
    both = 'parameters: {share: {value: "1", by: level, values: {office: "1"}}}\nindex:\n'
    yield "CH-2024", "parameters.share", "parameters:", changed(("index:\n", both))
    yield (
        "CH-2024",
        "parameters.share",
        "parameters:",
        changed(("index:\n", "parameters: {share: {by: level}}\nindex:\n")),
    )
    yield "CH-2025", "nodes[1].law[1].document", "law:", changed(("document: made_up", "document: unknown"))
    yield "CH-2026", "nodes[2].title.en", "vi: Tỷ lệ", changed(("{vi: Tỷ lệ, en: Share}", "{vi: Tỷ lệ}"))
    yield "CH-2027", "index.tie_break[1]", "tie_break", changed(("index:\n", "index:\n  tie_break: [C]\n"))
    yield "CH-2028", "nodes[1]", "- code: A", changed(("  nodes:\n", "  rule: {kind: tracked@1}\n  nodes:\n"))
    yield "CH-2029", "nodes[1].nodes[1]", "- code: A.1", changed((A1_RULE, ""))
    veto = "{kind: veto@1, fails_when: false, parent_at_most: '0'}"
    yield "CH-2030", "nodes[1].nodes[2].role", "- code: A.2", changed(("{kind: boolean@1}", veto))
    yield (
        "CH-2031",
        "nodes[1].nodes[1].rule",
        "not_stated",
        changed(("{kind: entered@1}", "{kind: not_stated@1}")),
    )
    borrowed = "{points: {type: number, same_as: {code: B, input: nothing}}}"
    yield (
        "CH-2032",
        "nodes[1].nodes[1].inputs.points.same_as",
        "same_as",
        changed(("{points: {type: number}}", borrowed)),
    )
    # What follows where an answer is not to be had.
    passed = ("{kind: boolean@1}\n", veto + "\n    role: veto\n    when_missing: zero\n")
    without = ('max_points: "3"\n    inputs', 'max_points: "0"\n    inputs')
    note = (
        "  law: [",
        "  maxima_note: {vi: Ba điểm thuộc điều kiện., en: Three belong to the condition.}\n  law: [",
    )
    yield "CH-2033", "nodes[1].nodes[2].when_missing", "when_missing", changed(passed, without, note)
    late = (passed[0], passed[1].replace("when_missing", "when_late"))
    yield "CH-2033", "nodes[1].nodes[2].when_late", "when_late", changed(late, without, note)
    lends = ("{share: {type: ratio}}", "{share: {type: ratio}}\n  when_not_applicable: leave_out")
    borrows = "{points: {type: number}, of: {type: ratio, same_as: {code: B, input: share}}}"
    yield (
        "CH-2034",
        "nodes[1].nodes[1].when_not_applicable",
        "- code: A.1",
        changed(lends, ("{points: {type: number}}", borrows)),
    )
    left, given_back = (f"    when_not_applicable: {how}\n" for how in ("leave_out", "rescale_parent"))
    yield (
        "CH-2035",
        "nodes[1].when_not_applicable",
        "- code: A",
        changed((A1_RULE, A1_RULE + left), (A2_RULE, A2_RULE + given_back)),
    )
    # Maxima, weights, roundings.
    weights = '  aggregation: {kind: weighted_sum@1, weights: {A.1: "1", A.2: "1", A.9: "1"}}\n  nodes:\n'
    yield "CH-2040", "nodes[1].aggregation.weights", "weights", changed(("  nodes:\n", weights))
    yield (
        "CH-2041",
        "nodes[1].max_points",
        'max_points: "5"',
        changed(('max_points: "3"', 'max_points: "2.5"')),
    )
    open_end = (
        '  aggregation: {kind: weighted_mean@1, weights: {A.1: "1", A.2: "2"}, times: "15/8"}\n  nodes:\n'
    )
    no_rounding = ('  published: {places: "2", mode: half_up}\n', "")
    yield "CH-2042", "nodes[1]", "- code: A", changed(("  nodes:\n", open_end), no_rounding)
    nothing = weights.replace(', A.9: "1"', "").replace('A.1: "1"', 'A.1: "0"')
    yield "CH-2043", "nodes[1].aggregation.weights.A.1", "weights", changed(("  nodes:\n", nothing))
    yield "CH-2044", "nodes[1].max_points", 'max_points: "5"', changed(("  law:", '  minimum: "6"\n  law:'))
    # Classes.
    yield "CH-2050", "classes", "classes:", SOUND + CLASSES
    cap = "class_caps:\n- {when: {node: A, share_at_least: '0.5'}}\n"
    yield "CH-2051", "class_caps[1]", "- {when:", SOUND + CLASSES + POOR + cap
    share = QUOTA.replace('"0.2"', '"20"')
    yield "CH-2052", "quota.share_at_most", "quota:", SOUND + CLASSES + POOR + share
    fact = POOR.replace("below:", "needs: [{fact: A.1, at_least: '1'}], below:")
    sure = POOR.replace("poor", "bad").replace("below", "at_most")
    yield "CH-2053", "classes[2].needs[1].fact", "fact: A.1", SOUND + CLASSES + fact + sure
    over = QUOTA.replace("over_quota: poor", "over_quota: middling")
    yield "CH-2054", "quota.over_quota", "quota:", SOUND + CLASSES + POOR + over


MISTAKES = list(mistakes())


def test_the_sound_document_is_sound() -> None:
    assert found_in(SOUND) == []
    assert found_in(SOUND + CLASSES + POOR + QUOTA) == []


@pytest.mark.parametrize(
    ("code", "key", "on_the_line", "written"),
    MISTAKES,
    ids=[f"{code}-{key}" for code, key, _, _ in MISTAKES],
)
def test_one_mistake_gives_one_problem_with_its_code_line_and_key(
    code: str, key: str, on_the_line: str, written: str
) -> None:
    assert found_in(written) == [(code, line_of(written, on_the_line), key)]


def test_every_code_of_loader_and_checks_is_provoked_by_a_mistake_above() -> None:
    said = set()
    for source in ("loader.py", *(path.name for path in sorted(SOURCES.glob("checks*.py")))):
        said |= set(re.findall(r"CH-20\d\d", (SOURCES / source).read_text(encoding="utf-8")))
    # CH-2000 is a file that cannot be read; the test of that name is below.
    assert said - {"CH-2000"} == {code for code, *_ in MISTAKES}


def test_mistakes_are_told_all_at_once() -> None:
    written = changed(
        ("status: fictitious", "status: invented"),
        ('max_points: "2"', 'max_points: "two"'),
        ("{vi: Tỷ lệ, en: Share}", "{}"),
        ("{kind: boolean@1}", "{kind: boolean@1, point_if_true: '1'}"),
    )
    assert [code for code, *_ in found_in(written)] == ["CH-2013", "CH-2015", "CH-2012", "CH-2015"]


def test_mistakes_between_the_parts_are_told_all_at_once() -> None:
    written = changed(
        ("document: made_up", "document: unknown"),
        ("{vi: Tỷ lệ, en: Share}", "{en: Share}"),
        ('max_points: "3"', 'max_points: "4"'),
        ("index:\n", "index:\n  tie_break: [C]\n"),
    )
    assert sorted(code for code, *_ in found_in(written)) == ["CH-2025", "CH-2026", "CH-2027", "CH-2041"]


def test_a_missing_translation_does_not_hide_a_hole_in_a_rule() -> None:
    written = changed(("{vi: Nhóm, en: Group}", "{vi: Nhóm}"), ('- {below: "0.5", points: "0"}\n', ""))
    assert [code for code, *_ in found_in(written)] == ["CH-2026", "CH-2101"]


@pytest.mark.parametrize("how", ["rescale_index", "zero"])
def test_a_group_that_says_what_follows_settles_what_its_parts_leave_open(how: str) -> None:
    left, given_back = (f"    when_not_applicable: {one}\n" for one in ("leave_out", "rescale_parent"))
    parts = (A1_RULE, A1_RULE + left), (A2_RULE, A2_RULE + given_back)
    group = (A + "  title: {vi: Nhóm", f"{A}  when_not_applicable: {how}\n  title: {{vi: Nhóm")
    assert found_in(changed(*parts, group)) == []


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [("evidense", "evidence"), ("agregation", "aggregation"), ("when_mising", "when_missing")],
)
def test_a_misspelt_key_is_answered_with_the_key_that_was_meant(misspelt: str, meant: str) -> None:
    (problem,) = problems_of(changed((A, f"{A}  {misspelt}: x\n")))
    assert problem.code == "CH-2012"
    assert problem.mend.in_language("en").startswith(f"Did you mean {meant}")


def test_a_key_that_resembles_nothing_gets_no_suggestion() -> None:
    (problem,) = problems_of(changed((A, f"{A}  zzzz: x\n")))
    assert problem.mend.in_language("en") == "Take it out, or put it under “note”."


def test_what_was_found_is_quoted_without_control_characters_and_shortened() -> None:
    (problem,) = problems_of(changed(("status: fictitious", 'status: "' + "\\e[31m" * 40 + '"')))
    assert "\x1b" not in problem.found
    assert len(problem.found) == 80


@pytest.mark.parametrize("root", ["- a\n- b\n", "just words\n", "true\n", "~\n"])
def test_a_document_that_is_no_mapping_is_a_problem_of_type(root: str) -> None:
    assert [code for code, *_ in found_in(root)] == ["CH-2018"]


def test_a_file_that_is_not_there_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.yaml", tmp_path):
        with pytest.raises(BadInput) as refused:
            read_framework(path)
        (problem,) = refused.value.problems
        assert (problem.code, problem.where.file) == ("CH-2000", str(path))


def test_a_file_without_end_is_read_to_the_limit_only(tmp_path: Path) -> None:
    sparse = tmp_path / "set.yaml"
    with sparse.open("wb") as stream:
        stream.truncate(2 * 1024**3)
    assert sparse.stat().st_size > LARGEST_DOCUMENT
    with pytest.raises(BadInput) as refused:
        read_framework(sparse)
    assert [problem.code for problem in refused.value.problems] == ["CH-2001"]


def test_a_framework_comes_back_from_its_tree_with_the_same_hash() -> None:
    framework = read(SOUND)
    again = framework_from_tree(framework.tree, name="framework.json")
    assert (again.hash, again) == (framework.hash, framework)


def test_a_mistake_in_a_tree_is_named_by_its_key_without_a_line() -> None:
    tree = dict(read(SOUND).tree, status="invented")  # type: ignore[arg-type]
    with pytest.raises(BadInput) as refused:
        framework_from_tree(tree, name="framework.json")
    (problem,) = refused.value.problems
    assert (problem.code, problem.where.row, problem.where.field) == ("CH-2013", None, "status")


def test_every_problem_reads_well_in_both_languages() -> None:
    for *_, written in MISTAKES:
        for problem in problems_of(written):
            for language in ("vi", "en"):
                first, *rest = problem.in_language(language).splitlines()
                assert first.startswith(f"{problem.code} set.yaml")
                assert all(line.startswith("    ") for line in rest)
