"""Places that were visited, visited again by others who do not know what was found: how much visits overlook.

Who is visited a second time is drawn like the first visits, by a sealed seed of its own (`drawing`,
`record`): from a frame of the places that were visited and a plan whose visits are all by chance.

    π₂ = n_h / N_h   N_h places of stratum h were visited, n_h of them are drawn

The frame says nothing of what was found there. Who made the first visit is tied to the place, so that another
team goes; where only the name of that team is known, the team itself is. Frame and plan follow from the first
draw and its findings, the same ones always the same bytes: an outsider makes them anew, and draws again.

    CH-8855 second visits that are more than the places visited
    CH-8856 a second visit that was not drawn
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from chiso.figures import write_exact
from chiso.frameworks.document import document_from_json
from chiso.frameworks.exporting.yaml_text import write_yaml
from chiso.inspection.findings import Findings, cells_in, read_findings
from chiso.inspection.frame import Frame, Office
from chiso.inspection.plan import FORMAT, InspectionPlan, read_plan
from chiso.inspection.reading import read_drawn, refuse_other_files
from chiso.inspection.record import DrawRecord, read_draw
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.tables import write_table

COLUMNS: Final = (
    "place", "name", "agency", "field", "district", "kind", "days", "last_team", "last_members", "tied",
)  # fmt: skip


def frame_of_visited(frame: Frame, plan: InspectionPlan, listed: bytes, found: Findings) -> bytes:
    """The places of a draw that were visited, as a frame; their teams as the findings or the list say."""
    teams = cells_in(listed, "team") | found.teams
    return frame_bytes(
        (
            (office, teams.get(office.place, ""))
            for office in frame.offices
            if found.found.get(office.place) is not None
        ),
        {team.name: frozenset(team.members) for team in plan.teams},
    )


def frame_bytes(visited: Iterable[tuple[Office, str]], members: Mapping[str, Collection[str]]) -> bytes:
    """Places with the team that visited each, as the table of a frame. `members`: of each team."""
    return write_table(COLUMNS, (_row(office, team, members) for office, team in visited)).encode()


def _row(office: Office, team: str, members: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    people = set(members.get(team, ()))
    kept_away = office.tied | (people or ({team} if team else set()))
    days = write_exact(office.days) if office.days is not None else ""
    return (
        office.place, office.name, office.agency, office.field, office.district, office.kind, days, team,
        ";".join(sorted(people)), ";".join(sorted(kept_away)),
    )  # fmt: skip


def plan_bytes(
    *,
    title: str,
    day: date,
    visits: int,
    days: Fraction,
    days_a_visit: Fraction,
    strata: Sequence[str],
    teams: Sequence[Mapping[str, Any]],
    commitment: str,
) -> bytes:
    """The plan of second visits: all by chance, none with notice, wherever somebody was last."""
    told: dict[str, Any] = {
        "format": FORMAT,
        "title": title,
        "day": day.isoformat(),
        "visits": visits,
        "days": write_exact(days),
        "days_a_visit": write_exact(days_a_visit),
        "random_share": "1",
        "strata": list(strata),
        "not_twice_within": 0,
        "unannounced_share": "1",
        "teams": [dict(one) for one in teams],
        "commitment": commitment,
    }
    return write_yaml(document_from_json(told, "plan.yaml").tree).encode()


@dataclass(frozen=True, slots=True)
class SecondFiles:
    """What second visits are drawn from: a frame of `places` places and a plan."""

    frame: bytes
    plan: bytes
    places: int


def files_of_second_visits(
    draw: Path,
    findings: Path,
    *,
    frame: Path,
    plan: Path,
    visits: int,
    strata: Sequence[str],
    commitment: str,
) -> SecondFiles:
    """Frame and plan of second visits, by the teams and the days of the first ones. `strata`: those of the
    plan if there are none.

    Raises BadInput with every problem of the files (CH-8603 for strata or a commitment that is none, CH-8614,
    CH-8855).
    """
    record, listed, places, chosen, digest = read_drawn(draw, frame, plan)
    refuse_other_files(record, places, digest, listed)
    found = read_findings(findings, listed)
    visited = frame_of_visited(places, chosen, listed, found)
    refuse_more_than_visited(visits, len(found.found))
    made = plan_bytes(
        title=chosen.title, day=chosen.day, visits=visits, days=Fraction(chosen.days),
        days_a_visit=Fraction(chosen.days_a_visit), strata=strata or chosen.strata,
        teams=[
            {"name": one.name, "days": write_exact(Fraction(one.days)), "members": list(one.members)}
            for one in chosen.teams
        ],
        commitment=commitment,
    )  # fmt: skip
    # What somebody typed as strata or commitment is told by the form of a plan.
    read_plan(made, name="plan.yaml")
    return SecondFiles(visited, made, len(found.found))


def refuse_more_than_visited(visits: int, places: int) -> None:
    """Raise BadInput (CH-8855) where more places are to be visited again than were visited."""
    if visits > places:
        expected = text("Expected {count} second visits at most: so many places were visited.", count=places)
        mend = text("Lower the number, or wait until more visits are over.")
        raise BadInput([Problem("CH-8855", Place(field="visits"), str(visits), expected, mend)])


def weights_of_second_visits(listed: bytes, second: Path, found: Findings) -> list[float]:
    """1 / (π₁ π₂) of each place with a second visit, in the order of `Findings.again`.

    `listed`: the first draw; `second`: the folder of the second. Raises BadInput (CH-8607, CH-8614, CH-8856).
    """
    record, again = read_draw(second)
    _refuse_another_list(record, again, second)
    first, chances = cells_in(listed, "probability"), cells_in(again, "probability")
    strangers = [place for place in found.again if place not in chances]
    if strangers:
        expected = text("Expected second visits of places that were drawn for one.")
        mend = text("Leave “again” empty for the others: nobody knows by what chance one went there.")
        raise BadInput(
            [Problem("CH-8856", Place(field="again"), quote(one), expected, mend) for one in strangers]
        )
    return [float(1 / (Fraction(first[place]) * Fraction(chances[place]))) for place in found.again]


def _refuse_another_list(record: DrawRecord, listed: bytes, folder: Path) -> None:
    if hashlib.sha256(listed).hexdigest() != record.list.sha256:
        expected = text("Expected the file that the record of the draw tells.")
        mend = text("Name the frame, the plan and the folder of the draw, unchanged.")
        raise BadInput([Problem("CH-8614", Place(str(folder / record.list.file)), "", expected, mend)])
