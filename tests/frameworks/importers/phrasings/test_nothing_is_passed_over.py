"""A sentence or a condition that is added to the prose of an example never leaves its rule unasked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chiso.frameworks.importers.parts import LeafFacts, ReadRule, RuleLine
from chiso.frameworks.importers.phrasings import EXAMPLES, read_rule
from chiso.frameworks.importers.phrasings.examples import Example

READ = [
    pytest.param(example, id=f"{name}-{number}")
    for name, examples in EXAMPLES.items()
    for number, example in enumerate(examples, start=1)
    if example.rule is not None and example.lines
]
# None of them says something that a phrasing knows.
SENTENCES = (
    "Chỉ áp dụng cho các sở",
    "Đơn vị vi phạm kỷ luật không được xét",
    "Điểm được nhân đôi đối với xã miền núi",
    "Riêng các phường trung tâm tính theo quy định khác",
)
CONDITIONS = (
    "và không có đơn thư khiếu nại",
    "hoặc được cấp trên xác nhận",
    "nhưng không quá hạn",
    "(có minh chứng)",
    "(nếu có kế hoạch)",
    ", có minh chứng",
    "- có minh chứng",
    "khi có báo cáo",
    "trước ngày 15/12",
    "trong quý I",
    "theo xác nhận của Sở Nội vụ",
    "không tính hồ sơ rút",
    "trừ hồ sơ trả lại",
)


def with_lines(example: Example, *lines: str) -> ReadRule:
    """The rule of the example's leaf with other lines; rows keep their points."""
    leaf = example.as_leaf()
    own = {line.words: line.points for line in leaf.lines}
    place = leaf.lines[0].place
    return read_rule(replace(leaf, lines=tuple(RuleLine(line, own.get(line), place) for line in lines)))


def is_unasked(result: ReadRule, example: Example) -> bool:
    """Whether the rule stands as if nothing had been added."""
    return result.rule == example.rule and len(result.doubts) == len(example.doubts)


@pytest.mark.parametrize("example", READ)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_further_sentence_is_asked_about(example: Example, sentence: str) -> None:
    lines = example.lines
    assert not is_unasked(with_lines(example, *lines, sentence), example)
    assert not is_unasked(with_lines(example, f"{sentence}.", *lines), example)
    assert not is_unasked(with_lines(example, *lines[:-1], f"{lines[-1].rstrip('.')}. {sentence}."), example)


@pytest.mark.parametrize("example", READ)
@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_within_a_line_is_not_passed_over(example: Example, condition: str) -> None:
    leaf: LeafFacts = example.as_leaf()
    for place, line in enumerate(leaf.lines):
        words, sign, rest = line.words.partition(":") if ":" in line.words else (line.words, "", "")
        changed = f"{words} {condition}{sign}{rest}"
        lines = [*leaf.lines[:place], replace(line, words=changed), *leaf.lines[place + 1 :]]
        result = read_rule(replace(leaf, lines=tuple(lines)))
        # Where the words are an answer of their own, the answer now says so.
        assert not is_unasked(result, example) or result.inputs != dict(example.inputs), changed
