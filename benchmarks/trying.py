"""A draft tried on a year of a made-up city: 631 units × 100 criteria.

    python -m benchmarks.trying

first table   both rankings: at most 1 s
the rest      by which change, correlations, sensitivity to weights, each apart

Seconds are those of the processor, so that a busy machine tells the same.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from copy import deepcopy
from statistics import median
from typing import Any

from benchmarks.city import make_answers, make_framework, make_units
from chiso.frameworks.loader import framework_from_tree
from chiso.frameworks.model import Framework
from chiso.periods import parse_period
from chiso.scoring.score import score
from chiso.scoring.trying import Trial, try_draft
from chiso.scoring.trying.causes import find_causes
from chiso.scoring.trying.correlations import find_correlations
from chiso.scoring.trying.record import trial_record
from chiso.scoring.trying.sensitivity import find_sensitivity

BOUND = 1.0


def make_draft(older: Framework) -> Framework:
    """The city's set with a criterion that counts twice, other rules in one field, and a new criterion."""
    tree: Any = deepcopy(older.tree)
    tree["version"] = "2"
    nodes = tree["nodes"]
    nodes[0]["nodes"][0]["max_points"] = "2"
    nodes[0]["max_points"] = "11"
    for leaf in nodes[3]["nodes"]:
        if leaf["rule"]["kind"] == "steps@1":
            leaf["rule"]["steps"][1]["points"] = "0.6"
    added = deepcopy(nodes[1]["nodes"][0]) | {"code": "2.new", "title": {"vi": "Mới", "en": "New"}}
    nodes[1]["nodes"].append(added)
    nodes[1]["max_points"] = "11"
    tree["index"]["max_points"] = "102"
    return framework_from_tree(tree, name="draft")


def main() -> None:
    """Run all and print one line each."""
    older, units, period = make_framework(), make_units(), parse_period("2020")
    draft, answers = make_draft(older), make_answers(older, units, 2020)

    def first_table() -> Trial:
        trial = try_draft(older, draft, answers, units, period)
        assert trial.moves
        return trial

    def score_once() -> object:
        return score(older, answers, units, period).ranking

    trial = first_table()
    for name, work, bound in (
        ("scoring these answers once, ranking included", score_once, None),
        ("first table: both rankings", first_table, BOUND),
        ("by which change, every unit split", lambda: find_causes(trial), None),
        ("correlations of 4,950 pairs", lambda: find_correlations(trial.after), None),
        ("sensitivity to 110 weights", lambda: find_sensitivity(trial.after), None),
        ("everything, as a page shows it", lambda: trial_record(first_table()), None),
    ):
        seconds = median(_processor_seconds(work) for _ in range(3))
        verdict = "" if bound is None else f"   {'within' if seconds <= bound else 'ABOVE'} {bound:g} s"
        print(f"{name:<58} {seconds:9.3f} s{verdict}", flush=True)


def _processor_seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor for one call, garbage collected before."""
    gc.collect()
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    main()
