"""What stands beside the data of a simulated round: design, plan of the checks, codebook, truth, record."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from chiso.survey.declared_chain import Base, Calibration, Chain, Dispositions, Margin, Nonresponse
from chiso.survey.design import Design, Stage
from chiso.survey.quality.plan import QualityPlan
from chiso.survey.reading import Code, Data
from chiso.survey.simulation import city as plan
from chiso.survey.simulation import truth as true_figures
from chiso.survey.simulation.city import City
from chiso.survey.simulation.truth import Truth
from chiso.tables.writing import write_table
from chiso.version import VERSION

if TYPE_CHECKING:
    from chiso.survey.simulation.rounds import Simulated

MADE_UP = {
    "vi": "Số liệu bịa để thử: không con số nào ở đây là của một nơi hay một người có thật.",
    "en": "Made-up data for trying out: no figure here is of any real place or person.",
}
SCALE: dict[Code, str] = {
    1: "Rất không hài lòng",
    2: "Không hài lòng",
    3: "Bình thường",
    4: "Hài lòng",
    5: "Rất hài lòng",
    plan.DONT_KNOW: "Không biết",
}
_LABELS: dict[str, dict[Code, str]] = {
    "area": {"urban": "Đô thị", "rural": "Nông thôn"},
    "sex": {"female": "Nữ", "male": "Nam"},
    "procedure": {
        "land": "Đất đai",
        "civil-status": "Hộ tịch",
        "certification": "Chứng thực",
        "business": "Đăng ký kinh doanh",
        "social-support": "Bảo trợ xã hội",
        "other": "Khác",
    },
}
_DOMAINS = ("area", "unit", "procedure", "age", "sex")


def design_of(city: City) -> Design:
    """The design of the draw: units are strata, neighbourhoods clusters, people the second stage."""
    return Design(
        title="Đợt điều tra giả định (made-up round)",
        period=city.period,
        basis="probability",
        weight="weight",
        stages=(
            Stage(cluster="neighbourhood", strata=("unit",), population="neighbourhoods_in_unit"),
            Stage(population="people_in_neighbourhood"),
        ),
        domains=_DOMAINS,
    )


def quality_plan(city: City) -> QualityPlan:
    """Which column plays which role in the checks."""
    return QualityPlan(
        interview="interview",
        interviewer="interviewer",
        unit="unit",
        cluster="neighbourhood",
        started="started",
        duration="duration_seconds",
        latitude="latitude",
        longitude="longitude",
        questions=city.codes_of_questions,
        no_answer=(plan.DONT_KNOW,),
        numbers=("waiting_minutes",),
        facts=("age", "sex", "procedure"),
    )


def design_text(city: City) -> str:
    """The design as YAML."""
    return _yaml(design_of(city).model_dump(mode="json", exclude_defaults=True) | {"format": Design().format})


def quality_text(city: City) -> str:
    """The plan of the checks as YAML."""
    made = quality_plan(city)
    return _yaml({"format": made.format} | made.model_dump(mode="json", exclude_defaults=True))


def weights_text() -> str:
    """A chain of weights for everybody who was drawn, as YAML."""
    made = Chain(
        name="weight",
        dispositions=Dispositions(
            column="disposition", complete=("interview",), refusal=("refusal",), noncontact=("not-reached",)
        ),
        steps=(
            Base(kind="base", weight="base_weight"),
            Nonresponse(kind="nonresponse", classes=("area", "age", "sex")),
            Calibration(
                kind="calibration",
                method="raking",
                margins=(
                    Margin(columns=("age", "sex"), file="totals_age_sex.csv"),
                    Margin(columns=("unit",), file="totals_unit.csv"),
                ),
            ),
        ),
    )
    return _yaml({"format": made.format} | made.model_dump(mode="json", exclude_defaults=True))


def totals_of_age_and_sex(truth: Truth) -> str:
    """People of the city by age and sex, for calibration."""
    counts = truth.whole[..., 0, :].sum(axis=(2, 3))
    rows = (
        (age, sex, str(counts[one, two]))
        for one, age in enumerate(plan.AGES)
        for two, sex in enumerate(plan.SEXES)
    )
    return write_table(("age", "sex", "total"), rows)


def totals_of_units(truth: Truth) -> str:
    """People of each unit, for calibration."""
    return write_table(
        ("unit", "total"), ((code, str(counts[0].sum())) for code, counts in truth.by_unit.items())
    )


def truth_table(truth: Truth) -> str:
    """`truth.csv`."""
    return write_table(
        true_figures.COLUMNS,
        (
            (domain, value, code, statistic, "" if math.isnan(figure) else repr(figure), str(people))
            for domain, value, code, statistic, figure, people in truth.rows()
        ),
    )


def labels_and_missing(city: City) -> Data:
    """What the codes of the answers and of the kinds of people mean; without the table."""
    questions = city.codes_of_questions
    units: dict[Code, str] = {unit.code: unit.name for unit in city.units}
    return Data(
        "",
        None,
        labels={"unit": units, **_LABELS, **dict.fromkeys(questions, SCALE)},
        missing={code: (plan.DONT_KNOW,) for code in questions},
    )


def record(city: City, simulated: Simulated, seed: int, draw: int) -> dict[str, Any]:
    """`simulation.json`: whoever has chiso and NumPy of these versions makes the same bytes from it."""
    sizes = {
        one.name: getattr(city, one.name)
        for one in dataclasses.fields(city)
        if one.name not in ("units", "first_day")
    }
    return {
        "format": "chiso-simulation/1",
        "note": MADE_UP,
        "seed": seed,
        "draw": draw,
        "generator": f"numpy {np.__version__}, Philox",
        "program": f"chiso {VERSION}",
        "city": {**sizes, "units": len(city.units), "first_day": city.first_day.isoformat()},
        "made": dataclasses.asdict(simulated),
    }


def _yaml(tree: dict[str, Any]) -> str:
    head = f"# {MADE_UP['vi']}\n# {MADE_UP['en']}\n"
    return head + yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=110)
