"""The audit of an index: its figures against R, its flags on cases made for them, its files and its page."""

from __future__ import annotations

import csv
import html.parser
import io
import math
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from chiso.composite.audit import Audit, audit_run, files_of, write_page
from chiso.composite.audit.flags import FLAGS
from chiso.composite.audit.redundancy import explained_by_others
from chiso.composite.audit.reliability import alphas
from chiso.composite.plan_run import run_plan
from chiso.composite.run import CompositeRun
from chiso.composite.table import FloatArray
from chiso.composite.tree import tree_of
from chiso.composite.weighing import weigh_and_aggregate
from chiso.composite.weighing.principal_components import principal_components, varimax
from chiso.language import Language
from tests.composite.making import asem, asem_table, flat_framework, table_of
from tests.composite.r import rows_of, said_by_r

AGREES = 1e-10
FLAT = ({"step": "normalise", "method": {"kind": "none@1"}}, {"step": "aggregate"})


def rows_in(audit: Audit, name: str) -> list[dict[str, str]]:
    """A table as who opens the file reads it."""
    return list(csv.DictReader(io.StringIO(files_of(audit)[f"{name}.csv"].decode())))


def column(rows: list[dict[str, str]], name: str) -> list[float]:
    return [float(row[name]) if row[name] else math.nan for row in rows]


@cache
def audit_of_reference() -> Audit:
    values = rows_of("audit_rows.csv")
    return audit_run(run_plan(flat_framework("abcde", FLAT), table_of(values)))


@cache
def run_of_asem(data: str = "asem.csv") -> CompositeRun:
    return run_plan(asem(), asem_table(data))


@cache
def audit_of_asem(data: str = "asem.csv") -> Audit:
    return audit_run(run_of_asem(data))


def flags_of(values: FloatArray, name: str) -> dict[str, str]:
    """Flags by code in one table of the audit of a flat index."""
    codes = "abcdefghij"[: values.shape[1]]
    audit = audit_run(run_plan(flat_framework(codes, FLAT), table_of(values)))
    return {row["code"]: row["flag"] for row in rows_in(audit, name) if row.get("stage", "Raw") == "Raw"}


def test_statistics_by_indicator_are_those_of_r() -> None:
    rows = [row for row in rows_in(audit_of_reference(), "statistics") if row["stage"] == "Raw"]
    said = said_by_r("audit")
    found = [column(rows, name) for name in ("quartile_1", "median", "quartile_3")]
    np.testing.assert_allclose(found, said["quantiles"], rtol=AGREES)
    np.testing.assert_allclose(column(rows, "standard_deviation"), said["deviations"][0], rtol=AGREES)
    found = [column(rows, name) for name in ("skewness", "kurtosis")]
    np.testing.assert_allclose(found, said["shapes"], rtol=AGREES)
    values = rows_of("audit_rows.csv")
    assert column(rows, "missing") == np.isnan(values).sum(0).tolist()


def test_correlations_by_pair_are_those_of_r() -> None:
    said = said_by_r("audit")
    rows = rows_in(audit_of_reference(), "correlations")
    assert len(rows) == 10
    for row in rows:
        place = "abcde".index(row["code_1"]), "abcde".index(row["code_2"])
        for name in ("pearson", "spearman", "kendall"):
            assert float(row[name]) == pytest.approx(said[name][place], abs=AGREES)
        assert float(row["p_value"]) == pytest.approx(said["p_values"][place], rel=1e-9)


def test_alpha_is_that_of_r() -> None:
    said = said_by_r("audit")
    (row,) = rows_in(audit_of_reference(), "reliability")
    assert float(row["alpha"]) == pytest.approx(said["alpha"][0, 0], rel=AGREES)
    values = rows_of("audit_rows.csv")
    whole = values[~np.isnan(values).any(1)]
    assert alphas(whole)[1] == pytest.approx(said["alpha_standardised"][0, 0], rel=AGREES)
    without = rows_in(audit_of_reference(), "reliability_without")
    np.testing.assert_allclose(column(without, "alpha_without"), said["alpha_without"][0], rtol=AGREES)


def test_components_and_loadings_are_those_of_r() -> None:
    said = said_by_r("audit")
    rows = rows_in(audit_of_reference(), "components")
    np.testing.assert_allclose(column(rows, "eigenvalue"), said["variances"][0], rtol=AGREES)
    first = [row for row in rows_in(audit_of_reference(), "loadings") if row["component"] == "1"]
    np.testing.assert_allclose(np.abs(column(first, "loading")), said["loadings"][:, 0], rtol=AGREES)
    loadings = principal_components(rows_of("audit_rows.csv")).loadings[:, :3]
    # R's turning stops at a change of its own; both stand still to seven digits.
    np.testing.assert_allclose(np.abs(varimax(loadings)), said["varimax"], atol=1e-6)


def test_what_the_others_explain_is_that_of_r() -> None:
    rows = rows_in(audit_of_reference(), "redundancy")
    np.testing.assert_allclose(column(rows, "r_squared"), said_by_r("audit")["explained"][0], rtol=AGREES)


def test_weights_on_the_way_up_multiply_and_sum_to_one_over_the_indicators() -> None:
    rows = rows_in(audit_of_asem(), "effective_weights")
    leaves = set(run_of_asem().tree.leaves)
    assert len(rows) == len(run_of_asem().tree.nodes) - 1
    of_leaves = [float(row["weight_in_index"]) for row in rows if row["code"] in leaves]
    assert sum(of_leaves) == pytest.approx(1, rel=AGREES)
    # Eight indicators in one of five groups of one of two halves, all weighed alike.
    by_code = {row["code"]: row for row in rows}
    assert float(by_code["LPI"]["weight_in_index"]) == pytest.approx(1 / 8 / 5 / 2, rel=AGREES)


def test_the_influence_of_the_parts_of_a_group_sums_to_one() -> None:
    rows = rows_in(audit_of_asem(), "effective_weights")
    for group in run_of_asem().tree.groups:
        influences = [float(row["influence_in_group"]) for row in rows if row["group"] == group]
        assert sum(influences) == pytest.approx(1, rel=AGREES)


def test_an_indicator_against_its_group_is_flagged() -> None:
    random = np.random.default_rng(1)
    common = random.normal(size=40)
    values = np.column_stack([common, common + 0.1 * random.normal(size=40), -0.5 * common])
    flags = flags_of(values, "effective_weights")
    assert flags["c"] == "against"
    assert "against" not in (flags["a"], flags["b"])
    pairs = audit_run(run_plan(flat_framework("abc", FLAT), table_of(values)))
    by_pair = {(row["code_1"], row["code_2"]): row["flag"] for row in rows_in(pairs, "correlations")}
    assert by_pair == {("a", "b"): "collinear", ("a", "c"): "opposed", ("b", "c"): "opposed"}
    assert flags_of(values, "redundancy") == {"a": "redundant", "b": "redundant", "c": "redundant"}


def test_constant_few_and_uneven_values_are_flagged() -> None:
    values = np.column_stack(
        [
            np.full(20, 7.0),
            np.arange(20) % 2,
            [1.0] * 15 + [2, 3, 4, 5, 6],
            [*np.linspace(1, 2, 19), 60],
            np.linspace(0, 1, 20),
        ]
    )
    assert flags_of(values, "statistics") == {
        "a": "constant",
        "b": "few_values",
        "c": "mostly_one_value",
        "d": "uneven",
        "e": "",
    }


def test_a_value_outside_the_fences_is_told_with_what_became_of_it() -> None:
    values = np.column_stack([np.linspace(1, 2, 20), np.linspace(3, 4, 20)])
    values[19, 0] = 50
    steps = ({"step": "treat"}, *FLAT)
    audit = audit_run(run_plan(flat_framework("ab", steps), table_of(values)))
    (row,) = rows_in(audit, "outliers")
    assert (row["unit"], row["code"], row["value"], row["flag"]) == ("u20", "a", "50.0", "far")
    assert float(row["treated_to"]) == sorted(values[:, 0])[-2]
    quartiles = np.quantile(values[:, 0], (0.25, 0.75))
    assert float(row["upper_fence"]) == pytest.approx(quartiles[1] + 1.5 * (quartiles[1] - quartiles[0]))


def test_what_others_explain_is_not_told_of_few_rows() -> None:
    random = np.random.default_rng(0)
    assert np.isnan(explained_by_others(random.normal(size=(10, 5)))).all()
    assert not np.isnan(explained_by_others(random.normal(size=(11, 5)))).any()


@pytest.mark.parametrize("data", ["asem.csv", "asem_panel.csv"])
def test_every_table_has_a_row_for_everything_that_it_is_about(data: str) -> None:
    audit, run = audit_of_asem(data), run_of_asem(data)
    leaves, rows = len(run.tree.leaves), len(run.stages["Raw"].rows)
    assert len(rows_in(audit, "statistics")) == leaves * (len(run.stages) - 1)
    assert len(rows_in(audit, "missing")) == 8 * rows
    assert len(rows_in(audit, "redundancy")) == leaves
    assert len(rows_in(audit, "denominators")) == (leaves + 1) * 4
    of_leaves = [row for row in rows_in(audit, "correlations") if row["code_1"] in run.tree.leaves]
    assert len(of_leaves) == leaves * (leaves - 1) / 2


def test_every_flag_has_words_in_both_languages() -> None:
    for audit in (audit_of_asem(), audit_of_reference()):
        for finding in audit.findings:
            for table in finding.tables:
                for row in rows_in(audit, table.name):
                    assert set(row.get("flag", "").split()) <= FLAGS.keys()
                    assert row.get("relation", "across") in FLAGS
    for words in FLAGS.values():
        assert words.in_language("vi") != words.in_language("en")


def test_each_question_is_answered_in_both_languages() -> None:
    rows = list(csv.DictReader(io.StringIO(files_of(audit_of_asem())["findings.csv"].decode())))
    assert [name for name in dict.fromkeys(row["finding"] for row in rows)] == [
        "statistics",
        "missing",
        "outliers",
        "correlations",
        "reliability",
        "components",
        "effective_weights",
        "denominators",
        "redundancy",
    ]
    assert all(row["vi"] and row["en"] and row["vi"] != row["en"] for row in rows)


def test_figures_of_the_files_are_the_floats_that_were_computed() -> None:
    figures = column(rows_in(audit_of_asem(), "missing"), "share_present")
    assert set(figures) <= {1 - gaps / parts for parts in range(1, 10) for gaps in range(parts + 1)}


class _Page(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if found.get("id"):
            self.anchors.append(str(found["id"]))
        if tag == "a":
            self.links.append(str(found["href"]))
        self.fetched += [str(found[name]) for name in ("src", "srcset") if name in found]
        assert tag not in ("script", "link", "iframe")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_stands_alone_and_leads_to_each_answer(language: Language) -> None:
    picture = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    drawings = {finding.name: (picture, picture) for finding in audit_of_asem().findings}
    written = write_page(audit_of_asem(), drawings, language).decode()
    page = _Page()
    page.feed(written)
    assert f'<html lang="{language}">' in written
    assert all(link.removeprefix("#") in page.anchors for link in page.links)
    assert len(page.fetched) == 2 * len(drawings)
    assert all(address.startswith("data:image/svg+xml;base64,") for address in page.fetched)
    for finding in audit_of_asem().findings:
        assert finding.title.in_language(language) in written


def test_words_of_the_data_cannot_command_the_page() -> None:
    framework = flat_framework("ab", FLAT, title={"en": "<script>alert(1)</script>"})
    values = np.random.default_rng(1).normal(size=(12, 2))
    table = table_of(values, units=["<b>u</b>"] + [f"u{n}" for n in range(11)])
    written = write_page(audit_run(run_plan(framework, table)), {}, "en").decode()
    assert "<script>" not in written
    assert "<b>u" not in written


def test_a_small_index_with_gaps_everywhere_is_still_looked_into() -> None:
    values = np.array([[1.0, math.nan], [math.nan, 2], [3, math.nan], [4, 1]])
    audit = audit_run(run_plan(flat_framework("ab", FLAT), table_of(values)))
    assert {finding.name for finding in audit.findings} >= {"missing", "correlations", "redundancy"}
    assert "denominators" not in {finding.name for finding in audit.findings}
    assert column(rows_in(audit, "reliability"), "alpha") != []
    for language in ("vi", "en"):
        assert write_page(audit, {}, language)


@pytest.mark.parametrize(
    "kind", ["benefit_of_doubt@1", "entropy@1", "principal_component@1", "correlation@1"]
)
def test_weights_from_data_are_told_as_shares(kind: str) -> None:
    steps = ({"step": "normalise"}, {"step": "weigh", "method": {"kind": kind}}, {"step": "aggregate"})
    values = np.random.default_rng(6).uniform(1, 9, (30, 3))
    audit = audit_run(run_plan(flat_framework("abc", steps), table_of(values)))
    shares = column(rows_in(audit, "effective_weights"), "weight_in_group")
    assert min(shares) >= 0
    assert sum(shares) == pytest.approx(1, rel=1e-9)


@given(
    some.lists(
        some.lists(
            some.one_of(some.sampled_from([math.nan, 0.0, 1.0, 1e9]), some.floats(-100, 100)),
            min_size=4,
            max_size=4,
        ),
        min_size=2,
        max_size=8,
    )
)
@example(
    [[5e-324, math.nan, 0.0, 1.0], [2.2e-313, 1.0, 0.0, 1e9], [100.0, 0.0, 0.0, 1.0], [2e-313, 0.0, 0.0, 2.0]]
)
@settings(max_examples=60, deadline=None)
def test_no_table_of_figures_stops_an_audit(figures: list[list[float]]) -> None:
    table = table_of(figures)
    framework = flat_framework("abcd", ({"step": "aggregate"},))
    weights, scores = weigh_and_aggregate(framework, tree_of(framework), table)
    run = CompositeRun(framework, {"Raw": table, "Aggregated": scores}, weights)
    audit = audit_run(run)
    for name, content in files_of(audit).items():
        lines = list(csv.reader(io.StringIO(content.decode())))
        assert len({len(line) for line in lines}) == 1, name
        assert not any(cell in ("nan", "inf", "-inf") for line in lines for cell in line)
    assert write_page(audit, {}, "vi")
