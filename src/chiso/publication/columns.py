"""The columns of the tables in a bundle: what each holds, in both languages, and its type.

Figures are typed as text with a pattern: they are exact decimals, and a reader that turns them into
floating point by itself would change them. `rdfType` says that they are decimals. Those of a composite index
are numbers: each is the shortest text of a double, and reads back as it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from chiso.language import Bilingual

ColumnType: TypeAlias = Literal["string", "decimal", "number", "integer", "boolean", "date"]
DECIMAL_PATTERN = r"^-?[0-9]+(\.[0-9]+)?$"
DECIMAL_RDF_TYPE = "http://www.w3.org/2001/XMLSchema#decimal"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its meaning and type."""

    meaning: Bilingual
    type: ColumnType = "string"
    required: bool = False


def _column(vi: str, en: str, type_: ColumnType = "string", required: bool = False) -> Column:
    return Column(Bilingual(vi=vi, en=en), type_, required)


_PERIOD = _column("kỳ", "period", required=True)
_LEAGUE = _column("bảng xếp hạng", "league")
_UNIT = _column("mã đơn vị", "code of the unit", required=True)
_CODE = _column("mã tiêu chí", "code of the node", required=True)

RANKING = {
    "unit": _UNIT,
    "name": _column("tên đơn vị", "name of the unit"),
    "score": _column("điểm chỉ số", "score", "decimal"),
    "max_score": _column("điểm tối đa áp dụng", "maximum as it applied to the unit", "decimal"),
    "rank": _column("thứ hạng; trống nếu chưa đủ dữ liệu", "rank; empty if incomplete", "integer"),
    "of": _column("số đơn vị được xếp hạng", "number of ranked units", "integer"),
    "complete": _column("đủ dữ liệu hay không", "whether all is there", "boolean"),
    "league": _LEAGUE,
    "class": _column("xếp loại", "class"),
}
SCORES = {
    "period": _PERIOD,
    "league": _LEAGUE,
    "unit": _UNIT,
    "code": _CODE,
    "points": _column("điểm", "points", "decimal"),
    "max_points": _column("điểm tối đa áp dụng", "maximum as it applied to the unit", "decimal"),
    "status": _column("tình trạng", "status"),
}
CLASSES = {
    "period": _PERIOD,
    "league": _LEAGUE,
    "unit": _UNIT,
    "code": _CODE,
    "class": _column("xếp loại", "class"),
    "title": _column("tên loại", "title of the class"),
}
ANSWERS = {
    "period": _PERIOD,
    "unit": _UNIT,
    "code": _CODE,
    "input": _column("số liệu đầu vào của quy tắc", "input of the rule"),
    "case": _column("hồ sơ", "case, where cases are scored one by one"),
    "value": _column("giá trị", "value"),
    "numerator": _column("tử số", "numerator", "decimal"),
    "denominator": _column("mẫu số", "denominator", "decimal"),
    "label": _column("mức", "label"),
    "status": _column(
        "có, thiếu, không áp dụng, giữ kín, muộn", "given, missing, not applicable, withheld, late"
    ),
    "layer": _column("lớp: tự đánh giá, thẩm định, hội đồng", "layer: self-assessed, appraised, council"),
    "origin": _column("nguồn số liệu", "where the input comes from"),
    "note": _column("ghi chú", "note"),
}
UNITS = {
    "uid": _column("mã thay thế, không đổi", "surrogate that never changes", required=True),
    "code": _column("mã chính thức", "official code", required=True),
    "name": _column("tên", "name"),
    "level": _column("cấp", "level"),
    "kind": _column("loại", "kind"),
    "parent": _column("đơn vị cấp trên", "parent"),
    "group": _column("nhóm", "group"),
    "aliases": _column("mã khác và tên tắt", "other codes and short names"),
    "valid_from": _column("có hiệu lực từ", "valid from", "date"),
    "valid_to": _column("có hiệu lực đến", "valid to", "date"),
}
ESTIMATES = {
    "period": _PERIOD,
    "unit": _UNIT,
    "code": _CODE,
    "input": _column("số liệu đầu vào của quy tắc", "input of the rule"),
    "estimate": _column(
        "ước lượng, theo thang của số liệu đầu vào", "estimate, on the scale of the input", "decimal"
    ),
    "se": _column("sai số chuẩn", "standard error", "decimal"),
    "df": _column("bậc tự do", "degrees of freedom", "decimal"),
    "n": _column("số người trả lời; trống nếu không công bố", "people; empty if suppressed", "integer"),
    "deff": _column("hiệu ứng thiết kế", "design effect", "decimal"),
    "ci_low": _column("đầu dưới của khoảng tin cậy", "lower end of the interval", "decimal"),
    "ci_high": _column("đầu trên của khoảng tin cậy", "upper end of the interval", "decimal"),
    "flag": _column(
        "shown: công bố, unreliable: kém tin cậy, suppressed: không công bố",
        "shown, unreliable, suppressed",
        required=True,
    ),
    "sampling_basis": _column(
        "cách chọn mẫu: xác suất, định mức, toàn bộ, tự do",
        "sampling basis: probability, quota, census, open",
        required=True,
    ),
    "reason": _column("vì sao không công bố hoặc kém tin cậy", "why it is suppressed or unreliable"),
}
INTERVALS = {
    "period": _PERIOD,
    "league": _LEAGUE,
    "unit": _UNIT,
    "code": _CODE,
    "points_low": _column("đầu dưới của khoảng điểm", "lower end of the interval of points", "decimal"),
    "points_high": _column("đầu trên của khoảng điểm", "upper end of the interval of points", "decimal"),
    "rank_best": _column("thứ hạng cao nhất có thể", "best rank that the errors allow", "integer"),
    "rank_worst": _column("thứ hạng thấp nhất có thể", "lowest rank that the errors allow", "integer"),
}
HISTOGRAM = {
    "unit": _UNIT,
    "period": _column("kỳ; trống", "period; empty"),
    "rank": _column("thứ hạng", "rank", "integer", required=True),
    "count": _column("trong bao nhiêu lượt có hạng này", "in how many runs it had this rank", "integer"),
}
PAIRS = {
    "unit": _UNIT,
    "other": _column("mã đơn vị kia", "code of the other unit", required=True),
    "period": _column("kỳ", "period"),
    "above": _column("trong bao nhiêu lượt cao điểm hơn", "in how many runs it scored higher", "integer"),
    "below": _column("trong bao nhiêu lượt thấp điểm hơn", "in how many runs it scored lower", "integer"),
}
ERRORS = {
    "unit": _UNIT,
    "code": _CODE,
    "se": _column("sai số chuẩn", "standard error"),
    "other_unit": _column("mã đơn vị kia", "code of the other unit"),
    "other_code": _column("mã tiêu chí kia", "code of the other node"),
    "covariance": _column("hiệp phương sai", "covariance"),
    "draw": _column("số của lần rút", "number of the draw"),
    "value": _column("giá trị", "value"),
}
_PERIOD_OF_PANEL = _column("kỳ; trống nếu không theo nhiều kỳ", "period; empty where there is no panel")
_NODE = _column("mã chỉ tiêu", "code of the node", required=True)
COMPOSITE_RANKING = {
    "unit": _UNIT,
    "period": _PERIOD_OF_PANEL,
    "name": _column("tên đơn vị", "name of the unit"),
    "score": _column("điểm chỉ số", "score", "number"),
    "rank": _column("thứ hạng trong kỳ; trống nếu không có điểm", "rank in its period; empty", "integer"),
}
COMPOSITE_WEIGHTS = {
    "group": _column("mã nhóm", "code of the group", required=True),
    "code": _NODE,
    "unit": _column("mã đơn vị; trống: chung cho mọi đơn vị", "code of the unit; empty: the weight of all"),
    "period": _PERIOD_OF_PANEL,
    "weight": _column("trọng số như đã dùng", "weight as it entered", "number"),
    "share": _column("tỷ trọng trong nhóm", "share within the group", "number"),
}
TREATMENT = {
    "unit": _UNIT,
    "period": _PERIOD_OF_PANEL,
    "code": _NODE,
    "before": _column("số liệu trước khi xử lý", "figure before", "number"),
    "after": _column("số liệu sau khi xử lý", "figure after", "number"),
    "reason": _column("cách xử lý", "what was done"),
    "skewness": _column("độ lệch của dãy trước khi xử lý", "skewness of the series before", "number"),
    "kurtosis": _column("độ nhọn của dãy trước khi xử lý", "kurtosis of the series before", "number"),
}
COMPOSITE_UNITS = {
    "unit": _UNIT,
    "period": _PERIOD_OF_PANEL,
    "name": _column("tên đơn vị", "name of the unit"),
}
FIGURES = {"unit": _UNIT, "period": _PERIOD_OF_PANEL}
CARRIED_OVER = {
    "index": _column("chỉ số", "index", required=True),
    "period": _PERIOD,
    "unit": _UNIT,
    "unit_name": _column("tên đơn vị", "name of the unit"),
    "group": _column("nhóm", "group"),
    "code": _column("phần của chỉ số; total là tổng", "part of the index; total is the whole", required=True),
    "value": _column("giá trị do nguồn công bố", "value as published", "decimal"),
    "rank": _column("thứ hạng do nguồn công bố", "rank as published", "decimal"),
    "of": _column("số đơn vị được xếp hạng", "number of ranked units", "decimal"),
    "basis": _column("nguồn in ra hay suy ra", "stated by the source or derived", required=True),
    "approximate": _column("giá trị gần đúng", "approximate"),
    "source": _column("nguồn", "source", required=True),
    "note": _column("ghi chú; tiếng Anh nếu có cột note_vi", "note; in English where there is note_vi"),
    "note_vi": _column("ghi chú tiếng Việt", "note in Vietnamese"),
}
# Where a table stands in a run; the columns that tell its rows apart.
TABLES_OF_RUN = {
    "ranking.csv": RANKING,
    "scores.csv": SCORES,
    "classes.csv": CLASSES,
    "inputs/answers.csv": ANSWERS,
    "inputs/units.csv": UNITS,
    "inputs/estimates.csv": ESTIMATES,
    "intervals.csv": INTERVALS,
}


TABLES_OF_ROBUSTNESS = {"histogram.csv": HISTOGRAM, "pairs.csv": PAIRS, "errors.csv": ERRORS}
TABLES_OF_COMPOSITE_ROBUSTNESS = {
    **TABLES_OF_ROBUSTNESS,
    "histogram.csv": {**HISTOGRAM, "period": _PERIOD_OF_PANEL},
}
TABLES_OF_COMPOSITE = {
    "ranking.csv": COMPOSITE_RANKING,
    "weights.csv": COMPOSITE_WEIGHTS,
    "treatment.csv": TREATMENT,
    "units.csv": COMPOSITE_UNITS,
}


def columns_of(file: str | None, *, is_composite: bool = False) -> dict[str, Column]:
    """The columns of a table of a run (of a composite index?), or (None) of figures of others."""
    if file is None:
        return CARRIED_OVER
    folder, _, name = file.rpartition("/")
    if folder.startswith("composite"):
        return TABLES_OF_COMPOSITE.get(name, FIGURES)
    if folder.startswith("robustness/"):
        return (TABLES_OF_COMPOSITE_ROBUSTNESS if is_composite else TABLES_OF_ROBUSTNESS)[name]
    return TABLES_OF_RUN[file]


def is_of_figures(file: str) -> bool:
    """Whether the columns of a table that are not known by name hold figures of a composite index."""
    return file.startswith("composite/") and file.rpartition("/")[2] not in TABLES_OF_COMPOSITE
