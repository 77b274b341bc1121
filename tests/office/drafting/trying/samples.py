"""A trial for the access table."""

from __future__ import annotations

from chiso.office.drafting.models import Trial
from tests.office.drafting.trying.making import criterion, make_draft
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    coordinator = world.people["coordinator"]
    draft = make_draft(coordinator, criterion("x", "10", "Đúng hạn"), identifier="to-try")
    # Looked at and taken away by many in turn: what it holds does not matter here.
    trial = Trial.objects.create(
        draft=draft,
        against="papi@2019",
        answers_name="a.csv",
        answers=b"",
        period="2019",
        made_by=coordinator,
        document_hash="0" * 64,
        results=EMPTY,
    )
    address = {"key": draft.key, "trial": trial.key}
    return {
        "drafting:trials": {"": {"key": draft.key}},
        "drafting:trial": {"": address},
        "drafting:trial-table": {"": address},
        "drafting:remove-trial": {"": address},
    }


EMPTY = {
    "ranking": [],
    "max_points": {"before": None, "after": None},
    "incomplete": {"before": [], "after": []},
    "answers": {
        "not_carried": [], "left_behind": [], "left_behind_count": 0, "same_share": [],
        "matches": [], "removed": [], "added": [],
    },
    "changes": [],
    "differences": [],
    "level": [],
    "correlations": {"bound": "0.8", "looked_at": 0, "constant": [], "pairs": [], "count": 0},
    "sources": {"before": [], "after": []},
    "sensitivity": [],
}  # fmt: skip
