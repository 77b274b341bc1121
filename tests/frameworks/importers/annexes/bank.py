"""Phrasings for the made-up sets: for a maximum, the prose and what it is known to mean.

The prose is that of no one set; the ways of saying it are those of many. Every seventh or so is of a
kind that a person must decide.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from chiso.figures import write_exact
from tests.frameworks.importers.annexes.content import ASKED

Phrase = Callable[[Fraction], tuple[str, str]]


def printed(points: Fraction) -> str:
    """Points as an annex prints them: "1,5"."""
    return write_exact(points).replace(".", ",")


def _ladder(m: Fraction) -> tuple[str, str]:
    half = m / 2
    return (
        f"Từ 90% trở lên: {printed(m)} điểm\nTừ 70% đến dưới 90%: {printed(half)} điểm\nDưới 70%: 0 điểm",
        f"share [0.9, …) {write_exact(m)}; [0.7, 0.9) {write_exact(half)}; (…, 0.7) 0",
    )


def _ladder_in_one_line(m: Fraction) -> tuple[str, str]:
    half = m / 2
    return (
        f"Đạt 100%: {printed(m)}đ; từ 80% - dưới 100%: {printed(half)}đ; dưới 80%: 0đ.",
        f"share {{1}} {write_exact(m)}; [0.8, 1) {write_exact(half)}; (…, 0.8) 0",
    )


def _ladder_with_above(m: Fraction) -> tuple[str, str]:
    half = m / 2
    return (
        f"- Trên 95% số văn bản: {printed(m)} điểm\n- Từ 85% đến 95% số văn bản: {printed(half)} điểm\n"
        "- Dưới 85% số văn bản: 0 điểm",
        f"share (0.95, …) {write_exact(m)}; [0.85, 0.95] {write_exact(half)}; (…, 0.85) 0",
    )


def _ladder_of_signs(m: Fraction) -> tuple[str, str]:
    half = m / 2
    return (
        f"≥ 80%: {printed(m)}; 60% - <80%: {printed(half)}; <60%: 0",
        f"share [0.8, …) {write_exact(m)}; [0.6, 0.8) {write_exact(half)}; (…, 0.6) 0",
    )


def _ladder_with_if(m: Fraction) -> tuple[str, str]:
    return (
        f"Nếu tỷ lệ đạt từ 75% trở lên thì được {printed(m)} điểm; nếu tỷ lệ dưới 75% thì không được điểm",
        f"share [0.75, …) {write_exact(m)}; (…, 0.75) 0",
    )


def _counted(m: Fraction) -> tuple[str, str]:
    half = m / 2
    return (
        f"Từ 05 tin, bài trở lên: {printed(m)} điểm; từ 02 đến 04 tin, bài: {printed(half)} điểm;"
        " dưới 02 tin, bài: 0 điểm",
        f"count [5, …) {write_exact(m)}; [2, 4] {write_exact(half)}; (…, 2) 0",
    )


def _met(m: Fraction) -> tuple[str, str]:
    return f"Đạt yêu cầu: {printed(m)} điểm; không đạt: 0 điểm", f"yes {write_exact(m)}; no 0"


def _met_in_words(m: Fraction) -> tuple[str, str]:
    return (
        f"Ban hành đúng thời hạn: {printed(m)} điểm\nKhông ban hành đúng thời hạn: 0 điểm",
        f"yes {write_exact(m)}; no 0",
    )


def _met_with_stroke(m: Fraction) -> tuple[str, str]:
    return f"Có/không: {printed(m)}/0 điểm", f"yes {write_exact(m)}; no 0"


def _grades(m: Fraction) -> tuple[str, str]:
    half = m / 2
    return (
        f"Đầy đủ, kịp thời: {printed(m)} điểm\nĐầy đủ nhưng chưa kịp thời: {printed(half)} điểm\n"
        "Chưa đầy đủ: 0 điểm",
        f"labels: Đầy đủ, kịp thời {write_exact(m)}; Đầy đủ nhưng chưa kịp thời {write_exact(half)};"
        " Chưa đầy đủ 0",
    )


def _parts(m: Fraction) -> tuple[str, str]:
    half = write_exact(m / 2)
    return (
        f"- Có văn bản chỉ đạo: {printed(m / 2)} điểm\n- Có báo cáo kết quả: {printed(m / 2)} điểm",
        f"{write_exact(m)} less {half} without Có văn bản chỉ đạo, {half} without Có báo cáo kết quả",
    )


def _each(m: Fraction) -> tuple[str, str]:
    quarter = m / 4
    return (
        f"Mỗi sáng kiến được công nhận: {printed(quarter)} điểm, tối đa {printed(m)} điểm",
        f"each {write_exact(quarter)} to {write_exact(m)}",
    )


def _each_behind(m: Fraction) -> tuple[str, str]:
    half = m / 2
    return f"{printed(half)} điểm/01 mô hình", f"each {write_exact(half)} to {write_exact(m)}"


def _off(m: Fraction) -> tuple[str, str]:
    return (
        f"Mỗi văn bản ban hành chậm trừ 0,25 điểm, tối đa trừ {printed(m)} điểm",
        f"{write_exact(m)} less each 0.25",
    )


def _off_from_best(m: Fraction) -> tuple[str, str]:
    quarter = m / 4
    return (
        f"Gửi đầy đủ, đúng hạn: {printed(m)} điểm. Cứ 01 báo cáo thiếu bị trừ {printed(quarter)} điểm.",
        f"{write_exact(m)} less each {write_exact(quarter)}",
    )


def _days(m: Fraction) -> tuple[str, str]:
    return "Chậm mỗi ngày trừ 0,1 điểm", f"{write_exact(m)} less 0.1 a day"


def _days_in_steps(m: Fraction) -> tuple[str, str]:
    half = m / 2
    return (
        f"Đúng hạn: {printed(m)} điểm; chậm từ 1 đến 5 ngày: {printed(half)} điểm; chậm trên 5 ngày: 0 điểm",
        f"days (5, …) 0; [1, 5] {write_exact(half)}; {{0}} {write_exact(m)}",
    )


def _formula(m: Fraction) -> tuple[str, str]:
    return (
        "Tính điểm theo công thức: (b/a) x điểm tối đa. Trong đó: a là tổng số nhiệm vụ được giao;"
        " b là số nhiệm vụ hoàn thành. Trường hợp b/a < 0,7 thì điểm đánh giá là 0.",
        f"share × {write_exact(m)}; 0 below 0.7",
    )


def _by_share(m: Fraction) -> tuple[str, str]:
    return (
        f"Đạt 100%: {printed(m)} điểm; từ 50% đến dưới 100% tính theo tỷ lệ; dưới 50%: 0 điểm",
        f"share × {write_exact(m)}; 0 below 0.5",
    )


def _not_arising(m: Fraction) -> tuple[str, str]:
    half = m / 2
    return (
        f"Từ 98% trở lên: {printed(m)} điểm; từ 90% đến dưới 98%: {printed(half)} điểm; dưới 90%: 0 điểm.\n"
        "Trường hợp không phát sinh hồ sơ thì được điểm tối đa.",
        f"share [0.98, …) {write_exact(m)}; [0.9, 0.98) {write_exact(half)}; (…, 0.9) 0"
        "; not applicable: full_points",
    )


def _survey(m: Fraction) -> tuple[str, str]:
    return "Điều tra xã hội học", "entered"


def _hole(m: Fraction) -> tuple[str, str]:
    half = m / 2
    return (
        f"Từ 90% đến 100%: {printed(m)} điểm; từ 70% đến 89%: {printed(half)} điểm; dưới 70%: 0 điểm",
        f"share [0.9, 1] {write_exact(m)}; (0.89, 0.9) ?; [0.7, 0.89] {write_exact(half)}; (…, 0.7) 0",
    )


def _overlap(m: Fraction) -> tuple[str, str]:
    half = m / 2
    return (
        f"Từ 80% trở lên: {printed(m)} điểm; từ 60% đến 80%: {printed(half)} điểm; dưới 60%: 0 điểm",
        f"share (0.8, …) {write_exact(m)}; {{0.8}} ?; [0.6, 0.8) {write_exact(half)}; (…, 0.6) 0",
    )


def _only_yes(m: Fraction) -> tuple[str, str]:
    return f"Có quyết định phân công: {printed(m)} điểm", ASKED


def _ranking(m: Fraction) -> tuple[str, str]:
    return "Theo kết quả xếp hạng do cơ quan có thẩm quyền công bố", ASKED


def _mixed(m: Fraction) -> tuple[str, str]:
    half = m / 2
    return (
        f"Hoàn thành 100% kế hoạch, đúng tiến độ: {printed(m)} điểm; hoàn thành 100% nhưng chậm:"
        f" {printed(half)}"
        " điểm; không hoàn thành: 0 điểm",
        ASKED,
    )


# In this order a set goes round them.
PHRASES: tuple[Phrase, ...] = (
    _ladder,
    _met,
    _grades,
    _formula,
    _off,
    _counted,
    _hole,
    _ladder_in_one_line,
    _parts,
    _each,
    _survey,
    _days_in_steps,
    _met_in_words,
    _only_yes,
    _ladder_with_above,
    _by_share,
    _off_from_best,
    _met_with_stroke,
    _ladder_of_signs,
    _not_arising,
    _overlap,
    _ladder_with_if,
    _each_behind,
    _days,
    _ranking,
    _ladder,
    _met,
    _mixed,
)
