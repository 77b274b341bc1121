"""Whatever stands in a file that the index and its neighbours read: a problem with a code, never a fault."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.frameworks.records import read_record
from chiso.problems import Refused
from chiso.survey.counts_table import csv_of_counts, read_counts
from chiso.survey.estimates import Estimate
from chiso.survey.estimates_reading import read_estimates
from chiso.survey.estimates_table import csv_of_estimates
from chiso.survey.handing_over import FORMAT, read_map
from chiso.survey.index_table import Count
from chiso.survey.modelled_table import read_known
from chiso.survey.publishing_rules import FORMAT as RULES_FORMAT
from chiso.survey.publishing_rules import PublishingRules
from tests.survey.questionnaires import SIX_QUESTIONS, read

RULES = f"""
format: {RULES_FORMAT}
id: mine
title: {{en: Mine}}
limits:
- {{key: a, when: [{{measure: n, below: "3"}}], then: suppressed, basis: ours, reason: {{en: x}}}}
disclosure: {{smallest_cell: "5", basis: ours, reason: {{en: x}}, complementary_reason: {{en: y}}}}
"""
MAP = f'format: {FORMAT}\nleaves:\n  "1": {{estimate: index, times: "100"}}\nunits: {{"": "01"}}\n'


def read_rules(content: bytes) -> object:
    return read_record(content, PublishingRules, name="rules.yaml", form=RULES_FORMAT, code="CH-3191")


READERS: list[tuple[Callable[[bytes], object], bytes]] = [
    (lambda content: read(content.decode("utf-8", "surrogateescape")), SIX_QUESTIONS.encode()),
    (read_rules, RULES.encode()),
    (read_map, MAP.encode()),
    (read_known, b"unit,online\nA,0.5\nB,1\n"),
    (read_estimates, csv_of_estimates([Estimate("2026", "A", "index", 0.5, se=0.1, n=20)])),
    (read_counts, csv_of_counts([Count("2026", "A", "index", 1, 2, 10, 20, 0.5)])),
]
IDS = ["questionnaire", "rules", "map", "known", "estimates", "counts"]


def codes_of(reader: Callable[[bytes], object], content: bytes) -> list[str]:
    """The codes of the refusal, none where the file is read; anything else is a fault."""
    try:
        reader(content)
    except Refused as refused:
        refused.in_language("vi")
        return [problem.code for problem in refused.problems]
    return []


@pytest.mark.parametrize(("reader", "sound"), READERS, ids=IDS)
def test_the_sound_file_is_read(reader: Callable[[bytes], object], sound: bytes) -> None:
    assert reader(sound)


@pytest.mark.parametrize(("reader", "sound"), READERS[1:], ids=IDS[1:])
@given(content=st.binary(max_size=200))
@settings(max_examples=40, deadline=None)
def test_any_bytes_are_read_or_refused(
    reader: Callable[[bytes], object], sound: bytes, content: bytes
) -> None:
    del sound
    assert all(code.startswith("CH-") for code in codes_of(reader, content))


@pytest.mark.parametrize(("reader", "sound"), READERS, ids=IDS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_file_with_a_piece_changed_is_read_or_refused(
    reader: Callable[[bytes], object], sound: bytes, data: st.DataObject
) -> None:
    written = sound.decode()
    start = data.draw(st.integers(0, len(written) - 1))
    end = data.draw(st.integers(start, min(len(written), start + 12)))
    put = data.draw(
        st.sampled_from(["", "0", "-1", "nan", "1e999", "x", ": ", "- ", "{", "}", '"', ",", "é", "[]"])
    )
    changed = written[:start] + put + written[end:]
    assert all(code.startswith("CH-") for code in codes_of(reader, changed.encode()))


@pytest.mark.parametrize("written", ["nan", "inf", "1e999", "x"])
def test_a_count_with_an_estimate_that_is_no_figure_is_refused(written: str) -> None:
    sound = csv_of_counts([Count("2026", "A", "index", 1, 2, 10, 20, 0.5)]).decode()
    assert codes_of(read_counts, sound.replace("0.5", written).encode()) == ["CH-3196"]
