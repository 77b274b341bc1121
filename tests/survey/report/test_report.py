"""The page and the document about method and quality: figures counted by hand, nothing from elsewhere."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser
from importlib import resources

import pyarrow as pa
import pytest

from chiso.documents.letters.survey_report import survey_letter
from chiso.language import render
from chiso.problems import BadInput, WrongCall
from chiso.survey.declared_chain import Chain
from chiso.survey.design import Closed, Design, Replicates, Stage
from chiso.survey.report import survey_report, write_page
from chiso.survey.report.chain_words import steps_table, totals_table
from chiso.survey.report.errors_in_words import errors_of_record, record_beside
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


def sentences_of(report, anchor, language="en"):
    section = next(one for one in report.sections if one.anchor == anchor)
    return [one.in_language(language) for one in section.sentences]


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


def test_weights_that_are_words_or_not_there_are_named():
    words = TABLE.set_column(TABLE.column_names.index("weight"), "weight", pa.array(["one"] * 5))
    closed = DESIGN.model_copy(update={"closed": Closed(rows=5, data_sha256="0" * 64)})
    for table, design, column in ((words, DESIGN, "weight"), (TABLE, closed, "weight_millionths")):
        with pytest.raises(WrongCall) as refused:
            survey_report(table, design)
        assert [(one.code, one.where.field) for one in refused.value.problems] == [("CH-3131", column)]


def test_people_whom_the_weights_left_out_are_no_interviews():
    weights = pa.array([1.0, 1.0, 2.0, 2.0, 0.0])
    table = TABLE.set_column(TABLE.column_names.index("weight"), "weight", weights)
    report = survey_report(table, DESIGN)
    assert (report.headlines[0].figure, rows_of(report, "sample")[0][1][3]) == (4, "4")
    section = next(one for one in report.sections if one.anchor == "sample")
    assert section.sentences[-1].in_language("en") == "Rows without a weight, left out of all figures: 1."


# Weights of 1, 1, 2, 2, 4 are made of 1, 1, 1, 1, 1: three people of x and y, by area; b has one interview.
CHAIN = Chain.model_validate(
    {
        "name": "weight",
        "steps": [
            {"kind": "base", "weight": "base"},
            {
                "kind": "calibration", "method": "linear", "bounds": [0.5, 4.25],
                "margins": [{"columns": ["commune"], "totals": [["x", "2"], ["y", "4"], ["<b>", "4.0"]]}],
                "numbers": [{"column": "people", "total": 280}],
            },
            {"kind": "trimming", "upper": {"times_median": 3}, "within": ["area"]},
        ],
    }
)  # fmt: skip
CALIBRATED = DESIGN.model_copy(update={"chain": CHAIN})
BASED = TABLE.append_column("base", pa.array([1.0] * 5))


@pytest.fixture(scope="module")
def calibrated():
    record = {
        "format": "chiso-survey-index/1", "questionnaire": "six-questions", "rules": "chiso-default",
        "errors": "calibrated", "design_sha256": CALIBRATED.digest,
    }  # fmt: skip
    return survey_report(BASED, CALIBRATED, estimates=ESTIMATES, estimates_record=record)


def test_the_calibration_is_told_with_its_totals_and_what_each_step_did(calibrated):
    _, steps, totals, did = rows_of(calibrated, "weights")
    assert steps == [
        ["1. base weights", "weight of the draw: base"],
        [
            "2. calibration",
            "linear calibration: the regression estimator; no weight becomes less than 0.5 times or more "
            "than 4.25 times what it was",
        ],
        [
            "3. trimming",
            "weights above 3 times the median are cut to it; the difference is shared out among the others "
            "in proportion to their weights; within classes of area",
        ],
    ]
    # 2 + 4 + 4 people; 10 + 10 + 2 · 20 + 2 · 30 + 4 · 40 is the sum of the column.
    assert totals == [["commune", "2", "3", "10"], ["sum of people", "2", "–", "280"]]
    assert [row[:5] for row in did] == [
        ["1", "base weights", "–", "5", "5"],
        ["2", "calibration", "linear [0.5, 4.25]", "5", "10"],
        ["3", "trimming", "proportionally", "5", "10"],
    ]
    assert sentences_of(calibrated, "weights") == []


def test_it_is_said_that_errors_know_of_the_calibration(calibrated):
    told = sentences_of(calibrated, "published")[1:]
    assert told == [
        "A satisfaction index by the questionnaire six-questions and the rules chiso-default.",
        "Their errors come from linearisation and know of the calibration of the weights.",
    ]
    assert "know of the calibration" in sentences_of(calibrated, "method")[1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"basis": "quota"}, "No errors are told: they would need a draw by chance, or a census."),
        ({"chain": None}, "The weights are taken as given."),
        (
            {"replicates": Replicates(method="jkn", columns=("base", "people"))},
            "Errors come from 2 replicate weights (jkn): in each of them every step",
        ),
        (
            {"chain": None, "replicates": Replicates(method="jkn", columns=("base", "people"))},
            "Errors come from 2 replicate weights (jkn; Wolter 2007).",
        ),
    ],
)
def test_the_method_says_what_the_errors_of_the_design_are_made_of(changes, words):
    report = survey_report(BASED, CALIBRATED.model_copy(update=changes))
    told = sentences_of(report, "method")
    assert words in told[1]
    assert any(one.startswith("An interval of 95%") for one in told) == (changes != {"basis": "quota"})


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"errors": "none"}, ["No errors are told with them."]),
        (
            {"errors": "linearisation", "calibration": "left out"},
            [
                "Their errors come from linearisation and take the weights as given.",
                "The calibration that the design holds was left out when they were made.",
            ],
        ),
        (
            {"errors": "rao_wu"},
            ["Their errors come from replicates made for the draw (rao_wu) and take the weights as given."],
        ),
        (
            {"errors": "replicates of the data", "design_sha256": "0" * 64},
            [
                "Their errors come from the replicate weights of the data.",
                "They were made with another design than that of this report.",
            ],
        ),
        ({}, ["How their errors were made was not given to the report."]),
        ({"errors": "something"}, ["How their errors were made was not given to the report."]),
        ({"errors": ["rao_wu"]}, ["How their errors were made was not given to the report."]),
    ],
)
def test_estimates_are_told_as_their_record_has_them(record, expected):
    told = {"design_sha256": CALIBRATED.digest} | record
    assert [one.in_language("en") for one in errors_of_record(told, CALIBRATED)] == expected


def test_the_record_is_that_of_the_command_whatever_else_lies_beside_it(tmp_path):
    estimates = tmp_path / "estimates.csv"
    assert record_beside(estimates) is None
    (tmp_path / "index.json").write_text("[" * 100_000, encoding="utf-8")
    (tmp_path / "estimate.json").write_text('{"format": "another"}', encoding="utf-8")
    assert record_beside(estimates) is None
    record = {"format": "chiso-survey-estimate/1", "errors": "calibrated"}
    (tmp_path / "estimate.json").write_text(json.dumps(record), encoding="utf-8")
    assert record_beside(estimates) == record


def test_weights_of_another_chain_and_a_table_of_steps_beside_the_chain_are_refused():
    with pytest.raises(WrongCall) as steps:
        survey_report(BASED, CALIBRATED, steps=STEPS)
    assert [one.code for one in steps.value.problems] == ["CH-8787"]
    doubled = BASED.set_column(BASED.column_names.index("base"), "base", pa.array([1.0, 1, 1, 1, 2]))
    other = CALIBRATED.model_copy(update={"chain": CHAIN.model_copy(update={"steps": CHAIN.steps[:1]})})
    with pytest.raises(WrongCall) as weights:
        survey_report(doubled, other)
    assert [(one.code, one.where.row) for one in weights.value.problems] == [("CH-8841", 3)]


WORDS = {
    "1 over the product of the chances: p, q": {"kind": "base", "probabilities": ["p", "q"]},
    "of whom it is not known whether they belong to the population, their weight goes to all others; in the "
    "sample as a whole": {"kind": "unknown_eligibility"},
    "the weight of who did not answer goes to those who did; within classes of area, sex": {
        "kind": "nonresponse", "classes": ["area", "sex"],
    },
    "by the chance of an answer, from a logistic regression on area, age": {
        "kind": "nonresponse", "method": "propensity", "predictors": ["area"], "numeric": ["age"],
    },
    "by the chance of an answer, from a logistic regression on area, in 5 groups": {
        "kind": "nonresponse", "method": "propensity", "predictors": ["area"], "groups": 5,
    },
    "raking: to one margin after the other, until all are met": {
        "kind": "calibration", "method": "raking", "margins": [{"totals": [["7"]]}],
    },
    "weights above 9.5 are cut to it; weights below 0.2 times the median are raised to it; the difference is "
    "shared out equally among the others; in the sample as a whole": {
        "kind": "trimming", "upper": {"value": 9.5}, "lower": {"times_median": 0.2},
        "redistribute": "equally",
    },
}  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_every_step_has_its_words(words):
    base = [] if WORDS[words]["kind"] == "base" else [{"kind": "base", "weight": "w"}]
    chain = Chain.model_validate(
        {"dispositions": {"column": "r", "complete": ["1"]}, "steps": [*base, WORDS[words]]}
    )
    assert render(steps_table(chain).rows[-1][1], "en") == words
    assert render(steps_table(chain).rows[-1][1], "vi") != words
    if WORDS[words]["kind"] == "calibration":
        [row] = totals_table(chain).rows
        assert [render(cell, "en") for cell in row] == ["size of the population", "2", "1", "7"]
    else:
        assert totals_table(chain) is None


def test_what_is_suppressed_is_counted_with_its_reasons(whole):
    told, why = rows_of(whole, "published")
    assert sentences_of(whole, "published") == [
        "4 estimates for 3 domains.", "How their errors were made was not given to the report.",
    ]  # fmt: skip
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
def test_a_browser_and_axe_find_nothing_wrong(whole, calibrated, tmp_path, width, scheme):
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    with browser() as started:
        # The page itself allows no script; the one that looks at it is let in.
        context = started.new_context(bypass_csp=True, color_scheme=scheme)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        for report, language in ((whole, "vi"), (calibrated, "en")):
            file = tmp_path / f"{language}.html"
            file.write_bytes(write_page(report, language))
            page.goto(file.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.evaluate(axe)
            assert page.evaluate("axe.run().then(found => found.violations.map(one => one.id))") == []
