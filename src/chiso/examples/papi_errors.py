"""Standard errors of PAPI 2019 by assumption: no source gives them for a province, so they are derived from
the sample that PAPI describes, and from what a mean on a bounded scale allows.

    x    the published score of a sub-dimension in a province, on its scale from 1/k to 10/k
    s    √((x − 1/k) (10/k − x))      the largest standard deviation of answers with this mean
    n    districts · 2 communes · 2 villages · b
    d    1 + (b − 1) ρ                design effect of villages in which b people are asked
    error of the score   s √(d / n)   error of the total   √(Σ squared errors)

    province                                    districts   b     n
    Hà Nội, TP. Hồ Chí Minh                     6           24    576
    Thanh Hóa, Nghệ An, An Giang, Tiền Giang    6           16    384
    the other 57                                3           16    192

ρ, how much people of one village answer alike, is assumed: 0.05 unless somebody says else. s is the largest
that there can be, so that errors are rather too large. That one person answers several questions, that seats
of districts and communes are always in the sample, and that some questions are for few people (who applied
for a land title) makes them rather too small. Errors of different sub-dimensions are taken as independent.

Sources: PAPI, questions and answers on the choice of respondents (papi.org.vn/eng/hoi-dap): districts,
communes, villages, people; Bhatia and Davis (2000), A better bound on the variance; Kish (1965), Survey
Sampling.

    CH-8220 not a share from 0 to 1
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Context, Decimal
from fractions import Fraction

from chiso.examples.places import provinces_of_63, units_text
from chiso.examples.tables import rows_of
from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.tables import write_table

YEAR = "2019"
SAME_VILLAGE = Fraction(1, 20)
COMMUNES, VILLAGES = 2, 2
# Districts, and people asked in each village: of a large, a medium, any other province.
LARGE, MEDIUM, SMALL = (6, 24), (6, 16), (3, 16)
SAMPLES: Mapping[str, tuple[int, int]] = {
    "01": LARGE, "79": LARGE, "38": MEDIUM, "40": MEDIUM, "89": MEDIUM, "82": MEDIUM,
}  # fmt: skip
_DIGITS = Context(prec=28)
_PLACES = Decimal("0.000001")

SOURCE = {
    "vi": "suy ra từ mẫu mà PAPI mô tả (papi.org.vn, mục hỏi đáp: 192, 384 hoặc 576 người mỗi tỉnh, 16 hoặc "
    "24 người mỗi thôn), với giả định người cùng thôn trả lời giống nhau ở mức {share} và độ phân tán lớn "
    "nhất mà điểm trung bình cho phép; không nguồn nào công bố sai số theo tỉnh",
    "en": "derived from the sample that PAPI describes (papi.org.vn, questions and answers: 192, 384 or 576 "
    "people a province, 16 or 24 a village), assuming a correlation of {share} within a village and the "
    "largest spread that a mean allows; no source gives errors by province",
}


def build_files(same_village: Fraction = SAME_VILLAGE) -> dict[str, str]:
    """The files of the example by name. Raises WrongCall (CH-8220)."""
    if not 0 <= same_village <= 1:
        expected = text("Expected a share from 0 to 1, such as 0.05.")
        mend = text("Correct the number.")
        raise WrongCall(
            [Problem("CH-8220", Place(field="--same-village"), str(same_village), expected, mend)]
        )
    scores = dict(_rows())
    errors = {unit: dict(_errors_of(unit, row, same_village)) for unit, row in scores.items()}
    return {
        "errors.csv": write_table(
            ("unit", "code", "se"),
            (
                (unit, code, str(error.quantize(_PLACES)))
                for unit, found in errors.items()
                for code, error in found.items()
            ),
        ),
        "totals.csv": write_table(
            ("unit", "estimate", "se"),
            (
                (unit, str(sum(map(Decimal, scores[unit].values()))), str(_total(found).quantize(_PLACES)))
                for unit, found in errors.items()
            ),
        ),
        "sampling-error.yaml": _specification(same_village),
        "units.csv": units_text(provinces_of_63()),
    }


def people_asked(unit: str) -> int:
    """How many people the sample of a province holds."""
    districts, asked = SAMPLES.get(unit, SMALL)
    return districts * COMMUNES * VILLAGES * asked


def _rows() -> Iterator[tuple[str, dict[str, str]]]:
    """Each province with its scores of the year by sub-dimension."""
    for row in rows_of("papi.csv"):
        if row["period"] == YEAR:
            yield row["unit"], {code: score for code, score in row.items() if code not in ("period", "unit")}


def _errors_of(unit: str, scores: Mapping[str, str], same_village: Fraction) -> Iterator[tuple[str, Decimal]]:
    for code, score in scores.items():
        parts = sum(other.partition(".")[0] == code.partition(".")[0] for other in scores)
        yield code, _error(unit, Fraction(score), parts, same_village)


def _error(unit: str, score: Fraction, parts: int, same_village: Fraction) -> Decimal:
    lowest, highest = Fraction(1, parts), Fraction(10, parts)
    score = min(max(score, lowest), highest)
    _, asked = SAMPLES.get(unit, SMALL)
    design_effect = 1 + (asked - 1) * same_village
    variance = (score - lowest) * (highest - score) * design_effect / people_asked(unit)
    return _root(variance)


def _root(square: Fraction) -> Decimal:
    return _DIGITS.sqrt(_DIGITS.divide(Decimal(square.numerator), Decimal(square.denominator)))


def _total(errors: Mapping[str, Decimal]) -> Decimal:
    return _root(sum((Fraction(error) ** 2 for error in errors.values()), Fraction(0)))


def _specification(same_village: Fraction) -> str:
    """What to give `chiso robustness`; the assumption stands in it, so that it stands beside every figure."""
    share = str(_DIGITS.divide(Decimal(same_village.numerator), Decimal(same_village.denominator)))
    said = {"vi": share.replace(".", ","), "en": share}
    words = {language: SOURCE[language].format(share=said[language]) for language in SOURCE}
    return (
        "format: chiso-robustness/1\n"
        "data_error:\n"
        "  kind: column@1\n"
        "  file: errors.csv\n"
        "  source:\n"
        f'    vi: "{words["vi"]}"\n'
        f'    en: "{words["en"]}"\n'
        'told: {level: "0.9", top: ["10"], moves: ["5"], above: ["01"]}\n'
    )
