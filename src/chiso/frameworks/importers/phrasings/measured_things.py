"""What a ladder measures: a ratio, a count of things, days of delay, or a plain number.

Told by the signs beside the figures: a per cent sign, a word for things that are counted, days
that something is late, a unit. Figures without any sign are a share where the title says "Tỷ lệ" and
the figures can be nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.phrasings.bounds_in_prose import Span
from chiso.frameworks.intervals import Domain, Interval

DAYS_LATE = "days_late"
_ZERO, _ONE = Fraction(0), Fraction(1)
_LATE = frozenset(("chậm", "trễ", "muộn", "quá"))
# Things that come in whole numbers only; the first word of their names.
COUNTED = frozenset(
    "bài báo buổi ca cuộc cuốn cơ cán đề đợt đơn đại gói giải hồ hội hạng hoạt khóa kiến kỳ lần lớp lượt lỗi"
    " mô mục ngày người nhiệm nội nghị nhóm phản phiên phòng quy quyết sáng sản tác thủ tháng tài thành thôn"
    " tin tiêu tổ trường trang tiết thư văn vụ việc vị xã ý công chuyên chương dự dịch giám".split()
)
# Units of what is measured and not counted.
MEASURED = frozenset("phút giờ giây triệu tỷ nghìn đồng km ha m2 điểm".split())
# Words that may stand beside bounds in one line and not in the next without changing what is measured.
NEUTRAL = frozenset(
    "có số lượng tỷ tỉ lệ mức đạt được là thì nếu trường hợp trong tổng các hoàn thành thực hiện"
    " bằng giải quyết xử lý từ đến so với thời gian quy định nào".split()
)
_MEAN = ({"trung", "bình"}, {"bình", "quân"})
_GROWS = frozenset("tăng giảm vượt hụt".split())
_GROWTH = re.compile(r"\b(?:tỷ lệ|tỉ lệ|mức|tốc độ|mức độ) (?:tăng|giảm)\b", re.IGNORECASE)
_DONE = frozenset("thực hiện tổ chức triển khai".split())
_NOTHING = (["không", "có"], ["không", "phát"], ["không", "phải"], ["chưa", "có"])
_IN_TIME = re.compile(
    r"(?:(?:có |được )?(?:gửi|nộp|báo cáo|ban hành|hoàn thành|thực hiện)(?: báo cáo| hồ sơ)? )?"
    r"(?:đúng (?:thời )?hạn|đúng thời gian quy định|không (?:chậm|trễ)(?: hạn)?)(?: quy định)?"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """The input that a ladder looks at, and the numbers that it can be."""

    name: str
    definition: Mapping[str, Tree]
    domain: Domain
    in_hundredths: bool = False

    @property
    def is_share(self) -> bool:
        """Whether it is a share of something."""
        return self.definition["type"] == "ratio"

    @property
    def inputs(self) -> dict[str, Tree]:
        """The inputs as the document writes them."""
        return {self.name: dict(self.definition)}

    def scaled(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        """The spans in this measure.

        "90" is 90 % where the per cent sign is left out; "chậm dưới 5 ngày" is late, so above 0.
        """
        if self.name == DAYS_LATE:
            return tuple(_late(span) for span in spans)
        if not self.in_hundredths:
            return tuple(spans)
        return tuple(span if span.in_percent else _in_hundredths(span) for span in spans)


def measured_thing(spans: Sequence[Span], title: str) -> Measured | None:
    """What all the spans measure; None where their signs differ or say nothing."""
    figures = [figure for span in spans for figure in span.figures]
    words = {word for span in spans for word in span.rest}
    plain = [span for span in spans if not span.in_percent and any(span.figures)]
    if any(span.in_percent for span in spans):
        # What grows by 5 % can fall, too, and is no share of anything.
        if words & _GROWS or _GROWTH.search(title):
            return None
        # "dưới 70" beside "từ 70 %" is a share; "dưới 70 phút" is not.
        return None if any(span.unit for span in plain) else _share(spans, in_hundredths=True)
    units = {span.unit for span in spans if span.unit}
    if any(mean <= words | set(title.lower().split()) for mean in _MEAN):
        # A mean of days or of points may have decimals.
        return _number(units, words) if units and len(units) == 1 else None
    if units & COUNTED or words & _LATE:
        if units - COUNTED or any(figure.denominator != 1 for figure in figures):
            return None
        is_late = "ngày" in words and bool(words & _LATE)
        whole = Domain(Interval(_ZERO, True), whole=True)
        return Measured(DAYS_LATE if is_late else "number", {"type": "count"}, whole)
    if len(units) == 1 and units <= MEASURED:
        return _number(units, words)
    says_share = title.lower().startswith(("tỷ lệ", "tỉ lệ")) or {"tỷ", "lệ"} <= words
    if says_share and not units:
        # "Tỷ lệ" may be one of pupils to a teacher: only 100, or a sign in the title, tells per cents.
        if max(figures) == 100 or ("%" in title and 1 < max(figures) <= 100):
            return _share(spans, in_hundredths=True)
        if max(figures) <= 1 and any(0 < figure < 1 for figure in figures):
            return _share(spans, in_hundredths=False)
    return None


def nothing_happened(plain: str, title: str) -> Span | None:
    """ "Không có sáng kiến", "đúng hạn"; "không kiểm tra" where the title counts "cuộc kiểm tra"."""
    if re.search(r"\d", plain):
        return None
    words = re.findall(r"\w+", plain)
    nothing = words[:2] in _NOTHING and len(words) > 2
    known = set(title.lower().split())
    undone = len(words) > 1 and words[0] in ("không", "chưa") and set(words[1:]) <= known | _DONE
    if not (nothing or undone or _IN_TIME.fullmatch(plain)):
        return None
    rest = tuple(words[2:]) if nothing else ()
    return Span(Interval(_ZERO, True, _ZERO, True), False, False, "", rest, is_event=True)


def _number(units: set[str], words: set[str]) -> Measured:
    (unit,) = units
    if unit in ("triệu", "tỷ", "nghìn") and "đồng" in words:
        unit = f"{unit} đồng"
    definition: dict[str, Tree] = {"type": "number", "unit": {"vi": unit}, "at_least": "0"}
    return Measured("number", definition, Domain(Interval(_ZERO, True)))


def _share(spans: Sequence[Span], *, in_hundredths: bool) -> Measured:
    scale = 100 if in_hundredths else 1
    exceeds = any(
        (figure if span.in_percent or scale == 1 else figure / scale) > _ONE
        or (figure == _ONE and span.in_percent and _opens_above(span.interval))
        for span in spans
        for figure in span.figures
    )
    definition: dict[str, Tree] = {"type": "ratio"}
    if exceeds:
        definition["may_exceed_one"] = True
    domain = Domain(Interval(_ZERO, True, None if exceeds else _ONE, True))
    return Measured("share", definition, domain, in_hundredths)


def _opens_above(interval: Interval) -> bool:
    """ "từ 100 % trở lên", "trên 100 %": more than everything is thought of."""
    return interval.lower == _ONE and interval.upper is None


def _late(span: Span) -> Span:
    interval = span.interval
    if interval.lower is not None or not _LATE & set(span.rest):
        return span
    return replace(span, interval=Interval(_ZERO, False, interval.upper, interval.includes_upper))


def _in_hundredths(span: Span) -> Span:
    interval = span.interval
    ends = [None if end is None else end / 100 for end in (interval.lower, interval.upper)]
    return replace(
        span, interval=Interval(ends[0], interval.includes_lower, ends[1], interval.includes_upper)
    )
