"""The form of a framework's file: strict YAML, lines, and a hash that does not depend on notation."""

from __future__ import annotations

import hashlib
import json
import unicodedata

import pytest

from chiso.frameworks.document import (
    DEEPEST_NESTING,
    LARGEST_DOCUMENT,
    Document,
    canonical_json,
    content_hash,
    document_from_json,
    read_document,
    write_path,
)
from chiso.problems import BadInput, Report


def parse(written: str | bytes) -> tuple[Document, Report]:
    """The document and what was noted against its form."""
    report = Report()
    content = written.encode() if isinstance(written, str) else written
    return read_document(content, "set.yaml", report), report


def tree_of(written: str | bytes) -> object:
    """The tree of a document that is sound."""
    document, report = parse(written)
    assert list(report) == []
    return document.tree


def noted(written: str | bytes) -> list[tuple[str, int | None, str, str]]:
    """Code, line, key and what was found, of each problem of form."""
    _, report = parse(written)
    return [(p.code, p.where.row, p.where.field, p.found) for p in report]


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "1.10", "007", "1e3", "0x10", "2018-04-23", "12:30"]
)
def test_a_word_that_other_readers_would_convert_stays_text(word: str) -> None:
    assert tree_of(f"a: {word}") == {"a": word}


@pytest.mark.parametrize(
    ("written", "value"),
    [("true", True), ("false", False), ("null", None), ("~", None), ("", None), ("True", "True")],
)
def test_only_the_small_words_of_the_core_schema_are_more_than_text(written: str, value: object) -> None:
    assert tree_of(f"a: {written}") == {"a": value}


@pytest.mark.parametrize("written", ['"true"', "'null'", "|-\n  true", ">-\n  null"])
def test_a_word_in_quotation_marks_or_a_block_is_text(written: str) -> None:
    tree = tree_of(f"a: {written}")
    assert isinstance(tree, dict)
    assert tree["a"] in ("true", "null")


def test_a_key_given_twice_is_a_problem_that_names_both_lines() -> None:
    document, report = parse("a: 1\nb:\n  c: 2\n  d: 3\n  c: 4\n")
    (problem,) = report
    assert (problem.code, problem.where.row, problem.where.field) == ("CH-2008", 5, "b.c")
    assert "row 3" in problem.expected.in_language("en")
    assert document.tree == {"a": "1", "b": {"c": "2", "d": "3"}}


def test_keys_that_look_the_same_are_the_same() -> None:
    # One in composed form, the other with the marks apart and hidden in an escape sequence.
    assert noted('"\u1ea1": 1\n"a\\u0323": 2\n') == [("CH-2008", 2, "\u1ea1", "\u1ea1")]


def test_all_double_keys_are_told_at_once() -> None:
    assert [code for code, *_ in noted("a: 1\na: 2\nb: {c: 1, c: 2}\n")] == ["CH-2008", "CH-2008"]


def test_an_anchor_and_its_alias_are_both_refused() -> None:
    assert noted("a: &here [1]\nb: *here\n") == [
        ("CH-2006", 1, "a", "here"),
        ("CH-2006", 2, "b", "here"),
    ]


def test_an_anchor_that_nothing_uses_is_refused_too() -> None:
    assert noted("a: &here 1\n") == [("CH-2006", 1, "a", "here")]


def test_a_merge_of_mappings_is_refused() -> None:
    codes = [code for code, *_ in noted("a: &base {x: 1}\nb: {<<: *base, y: 2}\n")]
    assert codes == ["CH-2006", "CH-2006"]


@pytest.mark.parametrize(
    "value",
    ["!!int 5", "!!str 5", "!!float 1", "!!binary aGVsbG8=", "! 5", "!mine 5", "!mine {x: 1}", "!!set {x}"],
)
def test_a_tag_is_refused_on_whatever_it_stands(value: str) -> None:
    assert [(code, line, key) for code, line, key, _ in noted(f"a: {value}\n")] == [("CH-2009", 1, "a")]


def test_a_tag_that_would_run_a_program_is_only_a_tag() -> None:
    (problem,) = noted("a: !!python/object/apply:os.system [echo]\n")
    assert problem[:3] == ("CH-2009", 1, "a")


def test_a_key_that_is_no_word_is_refused_and_reading_goes_on() -> None:
    document, report = parse("? [x, y]\n: 1\nb: 2\n")
    assert [(problem.code, problem.where.row) for problem in report] == [("CH-2007", 1)]
    assert document.tree == {"b": "2"}


def test_bytes_that_are_no_utf_8_are_refused_with_their_line() -> None:
    assert noted(b"a: 1\nb: " + "Hà Nội".encode("cp1258", "replace") + b"\n") == [
        ("CH-2002", 2, "", "e0 20 4e 3f 69 0a")
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert tree_of(b"\xef\xbb\xbfa: 1") == {"a": "1"}


@pytest.mark.parametrize("empty", ["", "\n\n", "# only a remark\n", "---\n..."])
def test_an_empty_file_is_no_document(empty: str) -> None:
    # "---" alone is a document that holds nothing, which the models then refuse.
    document, report = parse(empty)
    assert document.tree is None
    assert [problem.code for problem in report] == ([] if "---" in empty else ["CH-2004"])


def test_a_second_document_in_the_file_is_refused() -> None:
    assert noted("a: 1\n---\nb: 2\n") == [("CH-2003", 3, "", "---")]


@pytest.mark.parametrize(
    ("written", "line"),
    [("a: 1\nb: [1, 2\n", 3), ("a: 1\n\tb: 2\n", 2), ("a: 1\nb: 'open\n", 3), ("a: 1\nb: \x01\n", 2)],
)
def test_yaml_that_is_not_well_formed_is_refused_with_the_line_where_it_broke(
    written: str, line: int
) -> None:
    ((code, row, _, found),) = noted(written)
    assert (code, row) == ("CH-2003", line)
    assert found


def test_nesting_is_allowed_to_its_limit_and_no_further() -> None:
    deepest = "[" * DEEPEST_NESTING + "]" * DEEPEST_NESTING
    assert noted(f"a: {deepest[1:-1]}") == []
    assert [(code, line) for code, line, *_ in noted(f"a: 1\nb: [{deepest}]")] == [("CH-2005", 2)]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_a_bomb_of_a_million_levels_is_refused_before_it_is_built(opening: str) -> None:
    *_, (code, *_) = noted(opening * 1_000_000)
    assert code == "CH-2005"


def test_a_file_beyond_the_limit_is_refused_with_the_limit_named() -> None:
    _, report = parse(b"#" * (LARGEST_DOCUMENT + 1))
    (problem,) = report
    assert problem.code == "CH-2001"
    assert "16,777,216" in problem.expected.in_language("en")


def test_every_key_and_item_knows_its_line() -> None:
    document, _ = parse("a: 1\nnodes:\n- code: x\n  rule:\n    kind: k\n- code: y\n")
    assert document.line_of(("nodes", 0, "rule", "kind")) == 5
    assert document.line_of(("nodes", 1)) == 6
    # What is not there is looked for where it would stand.
    assert document.line_of(("nodes", 1, "title", "vi")) == 6


def test_a_path_is_written_with_items_counted_from_one() -> None:
    assert write_path(("nodes", 2, "rule", "steps", 0, "points")) == "nodes[3].rule.steps[1].points"


def test_canonical_json_has_sorted_keys_no_blanks_and_letters_as_they_are() -> None:
    tree = {"b": ["1.10", True, None], "a": {"vi": "Hà Nội"}}
    assert canonical_json(tree) == '{"a":{"vi":"Hà Nội"},"b":["1.10",true,null]}'.encode()


def test_the_hash_is_the_sha_256_of_the_canonical_bytes() -> None:
    # Pinned with: printf '{"a":"1.10","b":["x",true,null]}' | sha256sum
    expected = "50f5a000df13a9f2bb3ae57c5f912615562edec7869631b2a219cf831cd2634e"
    assert content_hash({"b": ["x", True, None], "a": "1.10"}) == expected
    assert hashlib.sha256(b'{"a":"1.10","b":["x",true,null]}').hexdigest() == expected


def test_notation_does_not_change_the_hash_but_content_does() -> None:
    one = tree_of("b: [x, true, null]\na: '1.10'\n")
    other = tree_of("# a remark\na: 1.10\n\nb:\n- x\n- true\n- ~\n")
    assert content_hash(one) == content_hash(other)
    assert content_hash(one) != content_hash(tree_of("b: [x, true, null]\na: '1.1'\n"))


def test_text_in_decomposed_form_has_the_hash_of_the_composed_one() -> None:
    composed = "title: Hà Nội\n"
    decomposed = unicodedata.normalize("NFD", composed)
    assert decomposed != composed
    assert tree_of(decomposed) == tree_of(composed)
    assert content_hash(tree_of(decomposed)) == content_hash(tree_of(composed))


def test_a_document_comes_back_from_its_canonical_json() -> None:
    tree = tree_of("b: [x, true, null]\na: {vi: Hà Nội}\n")
    assert document_from_json(tree, "framework.json").tree == tree


def test_half_a_letter_has_a_hash_but_is_no_document() -> None:
    tree = json.loads('{"title": {"vi": "\\ud800"}}')
    assert len(content_hash(tree)) == 64
    with pytest.raises(BadInput) as refused:
        document_from_json(tree, "framework.json")
    (problem,) = refused.value.problems
    assert (problem.code, problem.where.field) == ("CH-2002", "title.vi")


def test_a_tree_that_is_too_deep_is_refused() -> None:
    tree: object = "x"
    for _ in range(DEEPEST_NESTING + 1):
        tree = [tree]
    with pytest.raises(BadInput, match="CH-2005"):
        document_from_json(tree, "framework.json")
