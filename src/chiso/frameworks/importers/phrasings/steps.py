"""Steps over a share or a number: "Từ 90 % trở lên: 2 điểm; từ 70 % đến dưới 90 %: 1 điểm".

Every line states bounds and points. The words around the bounds must be the same in every line
(or stand in the title): what two lines measure differently is no ladder. Percentages measure a
ratio, counted things a count, days of delay a count of days.

Sources of the shape: Quyết định 1880/QĐ-UBND (Cà Mau, 2013), criterion 1.1.4, where exactly 90 %
belongs to the middle step; Thông tư 04/2014/TT-TTCP, article 8.3, where 0 % lies in two steps;
Quy định 11-QĐ/TU annex 3, counts with "trở lên".
"""

from __future__ import annotations

from dataclasses import replace

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import Doubt, ReadRule, RuleChoice
from chiso.frameworks.importers.phrasings import doubts
from chiso.frameworks.importers.phrasings.clauses import Prose
from chiso.frameworks.importers.phrasings.coverage import Ladder, range_in_words
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.frameworks.importers.phrasings.ladders import LadderReading, ladder_of, read_ladder
from chiso.frameworks.importers.phrasings.roles import in_role
from chiso.frameworks.intervals import Interval
from chiso.language import Text, text

NAME = "steps"


def read(prose: Prose) -> ReadRule | None:
    """The ladder; None where a line states no bounds, or says more than that."""
    reading = read_ladder(prose)
    if reading is None:
        return None
    takes_off = prose.leaf.role == "penalty"
    bare = [
        clause
        for clause, span in zip(reading.clauses, reading.spans, strict=True)
        if span.is_bare and reading.measured.is_share and span.interval.lower not in (0, 1)
    ]
    if bare:
        upwards = ladder_of(_raised(reading), takes_off=takes_off)
        exactly = ladder_of(reading, takes_off=takes_off)
        return doubts.doubtful(
            doubts.exactly_or_at_least(bare[0]),
            RuleChoice(text("From this figure up to the next step."), *_built(upwards, reading, prose)),
            RuleChoice(text("Exactly this figure."), *_built(exactly, reading, prose)),
            phrasing=NAME,
        )
    ladder = ladder_of(reading, takes_off=takes_off)
    rule, inputs = _built(ladder, reading, prose)
    return ReadRule(
        rule,
        inputs,
        phrasing=NAME,
        doubts=doubts_of(ladder, prose),
        choices=tuple(_choices(ladder, reading, prose)),
    )


def _raised(reading: LadderReading) -> LadderReading:
    """The same with each bare figure read as "from this figure up to the next step"."""
    ends = sorted({end for span in reading.spans for end in span.figures})
    raised = []
    for span in reading.spans:
        here = span.interval.lower
        if span.is_bare and here is not None:
            above = next((end for end in ends if end > here), None)
            span = replace(span, interval=Interval(here, True, above, False))
        raised.append(span)
    return replace(reading, spans=tuple(raised))


def _built(ladder: Ladder, reading: LadderReading, prose: Prose) -> tuple[Tree, Tree]:
    rule: Tree = {"kind": "steps@1", "steps": ladder.steps()}
    return in_role(rule, prose), reading.measured.inputs


def doubts_of(ladder: Ladder, prose: Prose) -> tuple[Doubt, ...]:
    """A doubt about the holes, and one about the overlaps."""
    found = []
    if ladder.holes:
        found.append(doubts.hole(prose, [range_in_words(rung) for rung in ladder.holes]))
    if ladder.overlaps:
        found.append(doubts.overlap(prose, [range_in_words(rung) for rung in ladder.overlaps]))
    return tuple(found)


def _choices(ladder: Ladder, reading: LadderReading, prose: Prose) -> list[RuleChoice]:
    return [RuleChoice(label, *_built(way, reading, prose)) for label, way in ways_to_close(ladder)]


def ways_to_close(ladder: Ladder) -> list[tuple[Text, Ladder]]:
    """The ladders without open parts that a person can choose, each with what it says."""
    open_parts = (*ladder.holes, *ladder.overlaps)
    if not open_parts:
        return []
    labels = [
        text("The open parts have the most points that stand beside them."),
        text("The open parts have the fewest points that stand beside them."),
    ]
    ways: list[tuple[Text, Ladder]] = []
    for label, upwards in zip(labels, (True, False), strict=True):
        closed = ladder.closed(upwards=upwards)
        if closed is None or any(closed == known for _, known in ways):
            continue
        if len(open_parts) == 1:
            given = closed.points_at(open_parts[0])
            label = text("{range}: {points} points.", range=range_in_words(open_parts[0]), points=given)
        ways.append((label, closed))
    return ways


EXAMPLES = (
    Example(
        source="Quyết định 1880/QĐ-UBND (Cà Mau, 2013), 1.1.4",
        title="Mức độ thực hiện kế hoạch CCHC",
        maximum="2",
        lines=("Trên 90 % kế hoạch: 2", "Từ 70 % đến 90 % kế hoạch: 1", "Dưới 70 % kế hoạch: 0"),
        inputs={"share": {"type": "ratio"}},
        rule={
            "kind": "steps@1",
            "steps": [
                {"above": "0.9", "points": "2"},
                {"at_least": "0.7", "at_most": "0.9", "points": "1"},
                {"below": "0.7", "points": "0"},
            ],
        },
    ),
    Example(
        source="Quy định 11-QĐ/TU, Phụ lục 3, II.1.1",
        title="Thực hiện nhiệm vụ được giao trong năm",
        maximum="10",
        lines=(
            "Hoàn thành 100% nhiệm vụ: 10 điểm; từ 90% - dưới 100%: 8 điểm;"
            " từ 80% đến <90%: 6 điểm; dưới 80%: 0 điểm.",
        ),
        inputs={"share": {"type": "ratio"}},
        rule={
            "kind": "steps@1",
            "steps": [
                {"equals": "1", "points": "10"},
                {"at_least": "0.9", "below": "1", "points": "8"},
                {"at_least": "0.8", "below": "0.9", "points": "6"},
                {"below": "0.8", "points": "0"},
            ],
        },
    ),
    Example(
        source="Quy định 11-QĐ/TU, Phụ lục 3, IV.3.2",
        title="Tạo hiệu ứng truyền thông",
        maximum="3",
        lines=("Từ 05 bài báo trở lên", "Từ 2 đến 4 bài báo", "Dưới 2 bài báo"),
        row_points=("3", "1,5", "0"),
        inputs={"number": {"type": "count"}},
        rule={
            "kind": "steps@1",
            "steps": [
                {"at_least": "5", "points": "3"},
                {"at_least": "2", "at_most": "4", "points": "1.5"},
                {"below": "2", "points": "0"},
            ],
        },
    ),
    Example(
        source="Thông tư 04/2014/TT-TTCP, Điều 8.3",
        title="Tỷ lệ thiệt hại trên chi ngân sách",
        maximum="30",
        lines=(
            "Từ 10% trở lên: 30 điểm",
            "Từ 5% đến dưới 10%: 20 điểm",
            "Từ 1% đến dưới 5%: 10 điểm",
            "Dưới 1%: 5 điểm",
            "Bằng 0%: 0 điểm",
        ),
        inputs={"share": {"type": "ratio"}},
        rule={
            "kind": "steps@1",
            "steps": [
                {"at_least": "0.1", "points": "30"},
                {"at_least": "0.05", "below": "0.1", "points": "20"},
                {"at_least": "0.01", "below": "0.05", "points": "10"},
                {"above": "0", "below": "0.01", "points": "5"},
                {
                    "equals": "0",
                    "open": {"vi": "Văn bản cho hai số điểm khác nhau.", "en": "The text gives two figures."},
                },
            ],
        },
        doubts=("CH-2652",),
        choices=2,
    ),
    Example(
        source="Hư cấu",
        title="Tỷ lệ hồ sơ đúng hạn",
        maximum="2",
        lines=("Từ 90% trở lên: 2 điểm, từ 70% đến 89%: 1 điểm, dưới 70%: 0 điểm",),
        inputs={"share": {"type": "ratio"}},
        rule={
            "kind": "steps@1",
            "steps": [
                {"at_least": "0.9", "points": "2"},
                {
                    "above": "0.89",
                    "below": "0.9",
                    "open": {"vi": "Văn bản không nói.", "en": "The text does not say."},
                },
                {"at_least": "0.7", "at_most": "0.89", "points": "1"},
                {"below": "0.7", "points": "0"},
            ],
        },
        doubts=("CH-2651",),
        choices=2,
    ),
    Example(
        source="Hư cấu: 90 % thuộc cả hai mức",
        title="Tỷ lệ hồ sơ đúng hạn",
        maximum="2",
        lines=("Từ 90% đến 100%: 2 điểm", "Từ 70% đến 90%: 1 điểm", "Dưới 70%: 0 điểm"),
        inputs={"share": {"type": "ratio"}},
        rule={
            "kind": "steps@1",
            "steps": [
                {"above": "0.9", "at_most": "1", "points": "2"},
                {
                    "equals": "0.9",
                    "open": {"vi": "Văn bản cho hai số điểm khác nhau.", "en": "The text gives two figures."},
                },
                {"at_least": "0.7", "below": "0.9", "points": "1"},
                {"below": "0.7", "points": "0"},
            ],
        },
        doubts=("CH-2652",),
        choices=2,
    ),
    Example(
        source="Hư cấu",
        title="Tỷ lệ cán bộ qua tập huấn",
        maximum="2",
        lines=("Đạt 100%: 2 điểm", "Đạt 80%: 1 điểm", "Dưới 80%: 0 điểm"),
        doubts=("CH-2653",),
        choices=2,
    ),
    Example(
        source="Hư cấu",
        title="Gửi báo cáo",
        maximum="1",
        lines=("Đúng hạn: 1 điểm", "Chậm từ 1 đến 5 ngày: 0,5 điểm", "Chậm trên 5 ngày: 0 điểm"),
        inputs={"days_late": {"type": "count"}},
        rule={
            "kind": "steps@1",
            "steps": [
                {"above": "5", "points": "0"},
                {"at_least": "1", "at_most": "5", "points": "0.5"},
                {"equals": "0", "points": "1"},
            ],
        },
    ),
    Example(
        source="Hư cấu: chậm dưới 5 ngày là đã chậm",
        title="Trả lời kiến nghị",
        maximum="3",
        lines=("Đúng hạn: 3 điểm; chậm dưới 5 ngày: 1 điểm; chậm từ 5 ngày trở lên: 0 điểm",),
        inputs={"days_late": {"type": "count"}},
        rule={
            "kind": "steps@1",
            "steps": [
                {"at_least": "5", "points": "0"},
                {"above": "0", "below": "5", "points": "1"},
                {"equals": "0", "points": "3"},
            ],
        },
    ),
    Example(
        source="Hư cấu",
        title="Số sáng kiến được công nhận",
        maximum="2",
        lines=("Có từ 02 sáng kiến trở lên: 2đ", "Có 01 sáng kiến: 1đ", "Không có sáng kiến: 0đ"),
        inputs={"number": {"type": "count"}},
        rule={
            "kind": "steps@1",
            "steps": [
                {"at_least": "2", "points": "2"},
                {"equals": "1", "points": "1"},
                {"equals": "0", "points": "0"},
            ],
        },
    ),
    Example(
        source="Quy định 11-QĐ/TU, Phụ lục 3, V.1",
        title="Nộp trễ hạn hồ sơ",
        maximum=None,
        role="penalty",
        lines=("Trễ từ 1 đến 2 ngày: trừ 1 điểm", "Trễ từ 3 ngày trở lên: trừ 2 điểm"),
        inputs={"days_late": {"type": "count"}},
        rule={
            "kind": "penalty@1",
            "amount": {
                "kind": "steps@1",
                "steps": [
                    {"at_least": "3", "points": "2"},
                    {"at_least": "1", "at_most": "2", "points": "1"},
                    {"equals": "0", "points": "0"},
                ],
            },
        },
    ),
)
