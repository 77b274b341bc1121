"""The folder of a draw: the list of visits, and the record by which anybody draws it again.

    list.csv    place, name, agency, field, district, reason, probability, stratum, days, announced, team
    draw.yaml   format, software, hashes of frame, plan and list, commitment, strata, sum of risk; once the
                visits are over, the seed

The list is handed to the teams; the record without its seed may be published at once. `open_draw` writes the
seed into it. Repeating compares the commitment and the format of the draw that it binds, the sizes of the
strata, every line of the list but its team;
that the choice by risk is one that the plan allows, that no other adds up to more, and that of those which
add up to as much it is the one of the seed. Records of the format 1 were drawn when any of these could be
taken; they are compared without the last.

    CH-8607 no folder of a draw      CH-8608 a record that is not open yet
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from chiso.frameworks.document import Tree, document_from_json
from chiso.frameworks.exporting.yaml_text import write_yaml
from chiso.frameworks.records import read_bytes, read_record
from chiso.inspection.drawing import Draw, Visit, draw_visits
from chiso.inspection.frame import Frame
from chiso.inspection.plan import InspectionPlan, Part
from chiso.inspection.seed import DRAW_FORMAT, Hexadecimal, Seed
from chiso.inspection.seed import FIRST_FORMAT as SEED_WITHOUT_DRAW
from chiso.language import Text, listing, text
from chiso.problems import BadInput, Place, Problem
from chiso.tables import write_table
from chiso.version import VERSION

FORMAT: Final = DRAW_FORMAT
_FIRST_FORMAT: Final = "chiso-inspection-draw/1"
LIST, RECORD = "list.csv", "draw.yaml"
HEAD = (
    "place", "name", "agency", "field", "district", "reason", "probability", "stratum", "days", "announced",
    "team",
)  # fmt: skip

Count = Annotated[int, Field(ge=0)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Exact = Annotated[str, Field(pattern=r"^\d+(/\d+)?$")]


class FileTold(Part):
    """A file as it was."""

    file: str
    rows: Count
    sha256: Digest


class StratumTold(Part):
    """A stratum of the random share."""

    stratum: str = ""
    places: Count
    certain: Count
    drawn: Count


class DrawRecord(Part):
    """The whole record; `seed` and `salt` are empty until it is opened."""

    format: Literal["chiso-inspection-draw/1", "chiso-inspection-draw/2"] = FORMAT
    software: str = ""
    frame: FileTold
    plan: FileTold
    list: FileTold
    commitment: Digest
    strata: tuple[StratumTold, ...]
    sum_of_risk: Exact
    seed: Hexadecimal | None = None
    salt: Hexadecimal | None = None

    @property
    def is_first_format(self) -> bool:
        """Whether it tells of a draw in which any of several best choices by risk could be taken."""
        return self.format == _FIRST_FORMAT

    @property
    def opened(self) -> Seed | None:
        """The seed, once the draw was opened, as it was sealed: for this format of a draw, for another one,
        or without any."""
        if self.seed is None or self.salt is None:
            return None
        seed, salt = self.seed, self.salt
        formats = dict.fromkeys((self.format, FORMAT, _FIRST_FORMAT))
        made = [Seed(draw=one, seed=seed, salt=salt) for one in formats]
        made.append(Seed(format=SEED_WITHOUT_DRAW, seed=seed, salt=salt))
        return next((one for one in made if one.commitment == self.commitment), made[0])


def list_of(draw: Draw) -> bytes:
    """The list of visits as CSV, in the order: must, risk, random, each by place."""
    return write_table(HEAD, map(_row, draw.visits)).encode()


def _row(visit: Visit) -> tuple[str, ...]:
    office = visit.office
    announced = "yes" if visit.is_announced else "no"
    return (
        office.place, office.name, office.agency, office.field, office.district, visit.reason,
        str(visit.probability), visit.stratum, str(visit.days), announced, visit.team,
    )  # fmt: skip


def record_of(
    draw: Draw, *, frame: Frame, plan: InspectionPlan, plan_file: str, plan_sha256: str
) -> DrawRecord:
    """The record of a draw, not opened."""
    return DrawRecord(
        software=f"chiso {VERSION}",
        frame=FileTold(file=frame.file, rows=len(frame.offices), sha256=frame.sha256),
        plan=FileTold(file=plan_file, rows=0, sha256=plan_sha256),
        list=FileTold(file=LIST, rows=len(draw.visits), sha256=hashlib.sha256(list_of(draw)).hexdigest()),
        commitment=plan.commitment,
        strata=tuple(
            StratumTold(stratum=one.name, places=one.places, certain=one.certain, drawn=one.drawn)
            for one in draw.strata
        ),
        sum_of_risk=str(draw.risk),
    )


def write_record(record: DrawRecord) -> bytes:
    """The record as YAML."""
    told: dict[str, Tree] = {"format": record.format, "software": record.software}
    tree = record.model_dump(mode="json", exclude_none=True)
    return write_yaml(document_from_json(told | tree, "draw").tree).encode()


def read_draw(folder: Path) -> tuple[DrawRecord, bytes]:
    """The record of a folder and the bytes of its list. Raises BadInput (CH-8607)."""
    path = folder / RECORD
    record = record_in(read_bytes(path, "CH-8607"), name=str(path))
    try:
        return record, (folder / LIST).read_bytes()
    except OSError:
        expected = text("Expected the list of visits beside the record.")
        mend = text("Name the folder that “chiso inspection draw” has written.")
        raise BadInput([Problem("CH-8607", Place(str(folder / LIST)), "", expected, mend)]) from None


def record_in(content: bytes, *, name: str) -> DrawRecord:
    """The record in its bytes, of either format. Raises BadInput (CH-8607)."""
    # Whatever ends its lines: an editor may have changed that, and YAML does not mind.
    is_first = content.partition(b"\n")[0].rstrip() == f"format: {_FIRST_FORMAT}".encode()
    form = _FIRST_FORMAT if is_first else FORMAT
    return read_record(content, DrawRecord, name=name, form=form, code="CH-8607")


def differences(
    record: DrawRecord,
    listed: bytes,
    frame: Frame,
    plan: InspectionPlan,
    plan_sha256: str,
    *,
    published: str | None = None,
) -> Iterator[Text]:
    """In what a draw that is made again differs from the one that is told. Raises BadInput (CH-8608).

    `published`: the commitment as it was published before.
    """
    seed = record.opened
    if seed is None:
        expected = text("Expected a record with its seed; this one is still sealed.")
        mend = text("Wait until the visits are over, or open it with: chiso inspection open")
        raise BadInput([Problem("CH-8608", Place(RECORD, field="seed"), "", expected, mend)])
    if published is not None and record.commitment != published.lower():
        yield text("The commitment of the record is not the one that was published.")
    if seed.commitment != record.commitment or plan.commitment != record.commitment:
        yield text("The seed is not the one that was sealed before.")
    elif seed.sealed_for not in (None, record.format):
        yield text(
            "The seed was sealed for a draw of the format {sealed}; the record calls itself {told}.",
            sealed=str(seed.sealed_for),
            told=record.format,
        )
    if (frame.sha256, len(frame.offices)) != (record.frame.sha256, record.frame.rows):
        yield text("The frame is another file than the one that was drawn from.")
    if plan_sha256 != record.plan.sha256:
        yield text("The plan is another file than the one that was drawn by.")
    rows = _rows_of(listed)
    if (hashlib.sha256(listed).hexdigest(), len(rows)) != (record.list.sha256, record.list.rows):
        yield text("The list is not the one of the record.")
    by_risk = frozenset(place for place, reason in map(_key, rows) if reason == "risk")
    try:
        again = draw_visits(frame, plan, seed, by_risk=by_risk)
        best = draw_visits(frame, plan, seed)
    except BadInput as refused:
        # What else differs was told above, and is the reason as a rule.
        for one in refused.problems:
            yield text("No draw follows from this frame and plan: {why}", why=one.expected)
        return
    yield from _compare_lists(rows, _rows_of(list_of(again)))
    if not again.is_within:
        yield text(
            "The share by risk is none that the plan allows: too many visits or days, too many places of a "
            "district or stratum, or a place that cannot be chosen by risk."
        )
    if record.sum_of_risk != str(again.risk):
        yield text("The sum of risk of the record is not that of the list.")
    if best.risk > again.risk:
        yield text(
            "Another choice by risk adds up to more: {best} instead of {told}.",
            best=_shown(best.risk),
            told=_shown(again.risk),
        )
    elif again.is_within and not record.is_first_format:
        yield from _compare_shares(again, best)
    if _sizes(record) != tuple((one.name, one.places, one.certain, one.drawn) for one in again.strata):
        yield text("The sizes of the strata are not those of the frame and the plan.")


def _compare_shares(told: Draw, drawn: Draw) -> Iterator[Text]:
    """In what a share by risk differs from the one that the seed takes of those that add up to as much."""
    here, there = (
        {one.office.place for one in draw.visits if one.reason == "risk"} for draw in (told, drawn)
    )
    if here != there:
        yield text(
            "Of the choices by risk that add up to as much, the seed takes the one with {there}, not {here}.",
            there=listing(sorted(there - here)) if there - here else "—",
            here=listing(sorted(here - there)) if here - there else "—",
        )


def _rows_of(listed: bytes) -> list[dict[str, str]]:
    rows = csv.reader(io.StringIO(listed.decode("utf-8", "replace"), newline=""))
    head = next(rows, [])
    return [dict(zip(head, row, strict=False)) for row in rows]


def _key(row: Mapping[str, str]) -> tuple[str, str]:
    return row.get("place", ""), row.get("reason", "")


def _compare_lists(rows: Sequence[Mapping[str, str]], again: Sequence[Mapping[str, str]]) -> Iterator[Text]:
    """In what lines differ; not by their teams, since who goes hangs on more than a plan knows."""
    told, drawn = {_key(row): row for row in rows}, {_key(row): row for row in again}
    for place, count in sorted(Counter(place for place, _ in map(_key, rows)).items()):
        if count > 1:
            yield text("{place} stands in the list more than once.", place=place)
    for place, reason in sorted(told.keys() - drawn.keys()):
        yield text("{place} stands in the list ({reason}) and is not drawn.", place=place, reason=reason)
    for place, reason in sorted(drawn.keys() - told.keys()):
        yield text("{place} is drawn ({reason}) and is not in the list.", place=place, reason=reason)
    for key in sorted(told.keys() & drawn.keys()):
        for column in HEAD[:-1]:
            found, expected = told[key].get(column, ""), drawn[key][column]
            if found != expected:
                yield text(
                    "{place}: the list says “{found}” under {column}, the draw “{expected}”.",
                    place=key[0], found=found, column=column, expected=expected,
                )  # fmt: skip


def _sizes(record: DrawRecord) -> tuple[tuple[str, int, int, int], ...]:
    return tuple((one.stratum, one.places, one.certain, one.drawn) for one in record.strata)


def _shown(risk: Fraction) -> str:
    return f"{float(risk):.4f}"
