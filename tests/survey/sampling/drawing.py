"""A frame of three made-up districts with communes and people, and plans on it."""

from __future__ import annotations

from pathlib import Path

HEAD = "format: chiso-sample-plan/1\nseed: lottery 48213\nframe: frame.csv\nstages:\n"

# Two communes in each of three districts, 3 to 8 people in each.
COMMUNES = {"A1": 3, "A2": 4, "B1": 5, "B2": 6, "C1": 7, "C2": 8}
FRAME = "district,commune,person,kind,age,n\n" + "".join(
    f"{commune[0]},{commune},{commune}-{number},{'urban' if commune[1] == '1' else 'rural'},{20 + number},2\n"
    for commune, people in COMMUNES.items()
    for number in range(1, people + 1)
)
TWO_STAGES = """\
- {unit: district, method: brewer, size: age, n: 2}
- {unit: commune, method: all}
- {unit: person, n: 2, reserve: 1}
"""


def write_plan(folder: Path, stages: str = TWO_STAGES, *, frame: str = FRAME, head: str = HEAD) -> Path:
    """A plan and its frame in `folder`."""
    folder.mkdir(exist_ok=True)
    (folder / "frame.csv").write_text(frame, encoding="utf-8")
    plan = folder / "plan.yaml"
    plan.write_text(head + stages, encoding="utf-8")
    return plan
