"""The page and the document about method and quality: figures counted by hand, nothing from elsewhere."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser
from importlib import resources

import pyarrow as pa
import pytest

from chiso.documents.letters.survey_report import survey_letter
from chiso.language import render
from chiso.problems import BadInput
from chiso.survey.design import Closed, Design, Stage
from chiso.survey.report import survey_report, write_page
from tests.portal.browsing import BROWSERS, browser

# Two strata; three clusters of five in "a", one of one in "b"; five interviews.
TABLE = pa.table(
    {
        "area": ["a", "a", "a", "a", "b"],
        "village": ["a1", "a1", "a2", "a3", "b1"],
        "villages": [5, 5, 5, 5, 1],
        "people": [10, 10, 20, 30, 40],
        "commune": ["x", "x", "y", "y", "<b>"],
        "weight": [1.0, 1.0, 2.0, 2.0, 4.0],
    }
)
DESIGN = Design(
    title="Vòng <1>",
    period="2026",
    weight="weight",
    stages=(Stage(cluster="village", strata=("area",), population="villages"), Stage(population="people")),
    domains=("commune",),
)
SAMPLE = pa.table({"answered": [True, True, False, True], "base_weight": [1.0, 1.0, 4.0, 2.0]})
ESTIMATES = [
    {"unit": "x", "code": "q1", "flag": "shown", "reason": ""},
    {"unit": "y", "code": "q1", "flag": "unreliable", "reason": "few"},
    {"unit": "z", "code": "q1", "flag": "suppressed", "reason": "n < 10"},
    {"unit": "z", "code": "q2", "flag": "suppressed", "reason": "n < 10"},
]
QUALITY = {
    "interviews": 5,
    "listed_interviews": 1,
    "checks": [
        {
            "check": "duration", "title": {"vi": "Thời lượng", "en": "Length"}, "looked_at": 4, "listed": 1,
            "honest_share": 0.0006, "left_out": None,
            "facts": [{"name": {"vi": "n", "en": "Median"}, "value": {"vi": "v", "en": "7 minutes"}}],
        },
        {
            "check": "hours", "title": {"vi": "Giờ", "en": "Hours"}, "looked_at": 0, "listed": 0,
            "honest_share": 0.0, "left_out": {"vi": "bỏ", "en": "left out"}, "facts": [],
        },
    ],
    "signs": [{"interviewer": "SECRET-7", "count": 2, "reason": {"vi": "x", "en": "x"}}],
}  # fmt: skip
STEPS = [("1", "base", "", "5", "10.0", "1.0", "4.0", "1.3")]


def rows_of(report, anchor, language="en"):
    section = next(one for one in report.sections if one.anchor == anchor)
    return [[[render(cell, language) for cell in row] for row in table.rows] for table in section.tables]


class _Outside(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.headings: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if name in ("src", "href") and value[:1] != "#"]
        self.found += [name for name, _ in attributes if name.startswith("on") or name == "style"]
        self.found += [tag] if tag in ("script", "link", "img") else []
        self.headings += [tag] if re.fullmatch("h[1-6]", tag) else []


@pytest.fixture(scope="module")
def whole():
    return survey_report(
        TABLE, DESIGN, sample=SAMPLE, steps=STEPS, estimates=ESTIMATES, quality=QUALITY, is_made_up=True
    )


def test_strata_clusters_and_people_are_counted_at_each_stage(whole):
    stages, domains = rows_of(whole, "sample")
    # Four of 5 + 1 villages; five people of 10 + 20 + 30 + 40 in them.
    assert stages == [
        ["Stage 1", "village", "2", "4", "6", "66.7%"],
        ["Stage 2", "people", "4", "5", "100", "5%"],
    ]
    assert domains == [["commune", "3", "1", "2", "2"]]


def test_the_share_that_answered_is_told_plain_and_weighted(whole):
    section = next(one for one in whole.sections if one.anchor == "sample")
    assert [one.in_language("en") for one in section.sentences] == [
        "Of 4 people who were drawn, 3 answered: 75%.",
        # 1 + 1 + 2 of 8.
        "Weighted by the chance of being drawn: 50%.",
    ]


def test_the_weights_have_the_design_effect_of_kish(whole):
    figures = dict(rows_of(whole, "weights")[0])
    # n Σw² / (Σw)² = 5 · 26 / 100.
    assert figures["Design effect of weighting, 1 + CV² (Kish)"] == "1.3"
    assert figures["Sum (people they stand for)"] == "10"
    assert figures["Interviews of equal weight that would tell as much"] == "4"


def test_weights_of_a_closed_round_are_read_from_millionths():
    table = TABLE.drop_columns(["weight"]).append_column("weight_millionths", pa.array([1, 1, 2, 2, 4]))
    closed = DESIGN.model_copy(update={"closed": Closed(rows=5, data_sha256="0" * 64)})
    figures = dict(rows_of(survey_report(table, closed), "weights")[0])
    assert figures["Design effect of weighting, 1 + CV² (Kish)"] == "1.3"


def test_people_whom_the_weights_left_out_are_no_interviews():
    weights = pa.array([1.0, 1.0, 2.0, 2.0, 0.0])
    table = TABLE.set_column(TABLE.column_names.index("weight"), "weight", weights)
    report = survey_report(table, DESIGN)
    assert (report.headlines[0].figure, rows_of(report, "sample")[0][1][3]) == (4, "4")
    section = next(one for one in report.sections if one.anchor == "sample")
    assert section.sentences[-1].in_language("en") == "Rows without a weight, left out of all figures: 1."


def test_what_is_suppressed_is_counted_with_its_reasons(whole):
    told, why = rows_of(whole, "published")
    assert told == [["shown", "1", "25%"], ["shown as unreliable", "1", "25%"], ["suppressed", "2", "50%"]]
    assert why == [["n < 10", "2"], ["few", "1"]]


def test_checks_stand_with_their_share_in_honest_rounds_and_no_interviewer_is_named(whole):
    checks, facts = rows_of(whole, "quality")
    assert checks == [["Length", "4", "1", "25%", "0.06%"], ["Hours", "left out", "–", "–", "–"]]
    assert facts == [["Median", "7 minutes"]]
    for language in ("vi", "en"):
        assert b"SECRET-7" not in write_page(whole, language)


def test_without_a_sample_by_chance_the_page_says_first_that_there_are_no_errors():
    report = survey_report(TABLE, DESIGN.model_copy(update={"basis": "quota"}))
    assert "without errors" in report.lead.in_language("en")


@pytest.mark.parametrize(("language", "words"), [("vi", "Đã hỏi những ai"), ("en", "Who was asked")])
def test_the_page_stands_alone_in_each_language(whole, language, words):
    page = write_page(whole, language).decode()
    parser = _Outside()
    parser.feed(page)
    assert parser.found == []
    assert parser.headings == ["h1", "h2", "h2", "h2", "h2", "h2", "h2"]
    assert f'<html lang="{language}">' in page
    assert words in page
    assert "Vòng &lt;1&gt;, 2026" in page
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_the_document_has_the_words_of_the_page(whole):
    letter = survey_letter(whole, title="Vòng 1", issuer="Sở Nội vụ", day=date(2026, 11, 25), language="vi")
    assert letter.notice.startswith("Số liệu bịa")
    assert letter.created.isoformat() == "2026-11-25T12:00:00+07:00"
    rows = [row for block in letter.body if hasattr(block, "groups") for row in block.groups[0].rows]
    shown = [row for section in whole.sections for table in section.tables for row in table.rows]
    assert rows == [tuple(render(cell, "vi") for cell in row) for row in shown]
    assert not any(isinstance(cell, Fraction) for row in rows for cell in row)


def test_every_column_that_lacks_is_named_at_once():
    with pytest.raises(BadInput) as raised:
        survey_report(
            TABLE.drop_columns(["weight", "villages"]), DESIGN, sample=pa.table({"answered": ["maybe"]})
        )
    assert [(one.code, one.where.field) for one in raised.value.problems] == [
        ("CH-3215", "weight"),
        ("CH-3215", "villages"),
        ("CH-3215", "answered"),
    ]


def test_a_round_without_interviews_has_no_report():
    with pytest.raises(BadInput, match="CH-3215"):
        survey_report(TABLE.slice(0, 0), DESIGN)
    nobody = TABLE.set_column(TABLE.column_names.index("weight"), "weight", pa.array([0.0] * 5))
    with pytest.raises(BadInput, match="CH-3215"):
        survey_report(nobody, DESIGN)


@pytest.mark.needs(*BROWSERS)
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_a_browser_and_axe_find_nothing_wrong(whole, tmp_path, width, scheme):
    file = tmp_path / "round.html"
    file.write_bytes(write_page(whole, "vi"))
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    with browser() as started:
        # The page itself allows no script; the one that looks at it is let in.
        context = started.new_context(bypass_csp=True, color_scheme=scheme)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(axe)
        assert page.evaluate("axe.run().then(found => found.violations.map(one => one.id))") == []
