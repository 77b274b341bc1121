"""Survey rounds of a demonstration: a made-up survey of communes, and made-up ratings after transactions.

Every figure is drawn from a seed that is the name of the commune; the rounds are marked as made up. The
survey feeds the satisfaction of citizens in the city's made-up campaign of a hundred criteria.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterable, Mapping
from statistics import fmean

from chiso.office.campaigns.models import Campaign
from chiso.office.demonstration.campaigns.city import HUNDRED
from chiso.office.organisation.models import AgencyForm
from chiso.office.people.models import Person
from chiso.office.surveys.handing_over.feeding import Feed
from chiso.office.surveys.handing_over.services import hand_over
from chiso.office.surveys.reading import RoundFile
from chiso.office.surveys.services import BroughtRound, open_round
from chiso.survey.estimates import COLUMNS
from chiso.tables import write_table

PERIOD = "2026"
_CODES = ("index", "I", "II", "III", "IV", "V")
# Below so many answers a figure is not told, as in the rules of publication that come with chiso.
_FEWEST = 30
_SUPPRESSED = "dưới 30 người trả lời"
_LEAF = Feed("8.1", "satisfied", "index")


def show_surveys(people: Mapping[str, Person]) -> None:
    """Take both rounds in as the statistician, and hand the survey over as the coordinator does."""
    statistician, coordinator = people["thong-ke"], people["dieu-phoi"]
    communes = AgencyForm.objects.filter(level="commune", valid_to=None).order_by("agency__sort_key")
    uids = list(communes.values_list("agency__uid", flat=True))
    survey = open_round(
        actor=statistician,
        name="Điều tra sự hài lòng của người dân năm 2026 (minh hoạ)",
        is_made_up=True,
        brought=_brought(uids, "probability"),
    )
    open_round(
        actor=statistician,
        name="Chấm điểm tại Bộ phận Một cửa năm 2026 (minh hoạ)",
        is_made_up=True,
        brought=_brought(uids, "open"),
    )
    campaign = Campaign.objects.get(framework=HUNDRED)
    hand_over(actor=coordinator, version=survey, campaign=campaign, feeds=[_LEAF], expected_numbers={})


def _brought(uids: Iterable[str], basis: str) -> BroughtRound:
    """Table and record, of the form that the command writes."""
    rows = [row for code in _CODES for row in _rows(uids, code, basis)]
    flags = [row[COLUMNS.index("flag")] for row in rows]
    record = {
        "format": "chiso-survey-index/1",
        "period": PERIOD,
        "sampling_basis": basis,
        # No design stands behind made-up figures.
        "design_sha256": "0" * 64,
        "data_sha256": None,
        "figures": {flag: flags.count(flag) for flag in ("shown", "unreliable", "suppressed")},
    }
    table = write_table(COLUMNS, rows)
    return BroughtRound(
        RoundFile(table.encode(), "estimates.csv"),
        RoundFile(json.dumps(record).encode(), "index.json"),
        note="Số liệu hư cấu, không phải của xã, phường nào.",
    )


def _rows(uids: Iterable[str], code: str, basis: str) -> list[tuple[str, ...]]:
    """One figure a commune, and the whole before them."""
    rows, told = [], []
    for uid in uids:
        draw = random.Random(f"{basis}/{code}/{uid}")
        n = random.Random(f"{basis}/{uid}").randint(12, 480)
        value = round(draw.uniform(0.72, 0.94), 4)
        if n < _FEWEST:
            rows.append(_suppressed(uid, code, basis))
        else:
            told.append((value, n))
            rows.append(_shown(uid, code, basis, value, n))
    whole = round(fmean([value for value, _ in told], [n for _, n in told]), 4)
    return [_shown("", code, basis, whole, sum(n for _, n in told)), *rows]


def _shown(unit: str, code: str, basis: str, value: float, n: int) -> tuple[str, ...]:
    errors = ("", "", "", "", "")
    if basis == "probability":
        error = math.sqrt(value * (1 - value) / n)
        low, high = max(value - 2 * error, 0.0), min(value + 2 * error, 1.0)
        errors = (f"{error:.6f}", str(n - 1), "1", f"{low:.6f}", f"{high:.6f}")
    se, df, deff, low_written, high_written = errors
    return (
        PERIOD, unit, code, f"{value:.4f}", se, df, str(n), deff, low_written, high_written, "shown", basis,
        "",
    )  # fmt: skip


def _suppressed(unit: str, code: str, basis: str) -> tuple[str, ...]:
    return (PERIOD, unit, code, "", "", "", "", "", "", "", "suppressed", basis, _SUPPRESSED)
