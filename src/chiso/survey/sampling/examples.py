"""Two draws to begin with, on the units of Hà Nội: PAPI's published scheme, a round in the manner of SIPAS.

Districts, communes and their codes are those of the register. Everything below a commune is made up, and so
is every size: villages, people, dossiers, which commune is the seat of its district. A made-up figure is
least + ⌊(most − least + 1) u⌋ with the number u of the unit (`random_numbers`, seed "made up"), so that the
files are the same bytes everywhere. The READMEs say what of a scheme is public, with the source, and what is
ours.

    CH-3182 no example of that name
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from chiso.language import listing, text
from chiso.problems import Place, Problem, WrongCall, quote
from chiso.survey.sampling.random_numbers import HALVES, halves_of
from chiso.tables import write_table
from chiso.units import Unit, shipped_registry
from chiso.writing import cannot_write, write_together

_PLANS = Path(__file__).with_name("example_plans")

_DAY_OF_DISTRICTS = date(2020, 12, 31)
_DAY_OF_126 = date(2026, 1, 1)
# The city's People's Committee has its seat there.
_CAPITAL = "quan-hoan-kiem"
_FIELDS = ("hộ tịch", "chứng thực", "đất đai", "bảo trợ xã hội", "xây dựng")


def _made_up(what: str, unit: str, least: int, most: int) -> int:
    return least + halves_of("made up", what, unit) * (most - least + 1) // HALVES


def _members(level: str, day: date) -> list[Unit]:
    members = shipped_registry().as_of(day).members(level=level)
    return sorted((one for one in members), key=lambda unit: unit.code)


def villages() -> str:
    """The frame of the example of PAPI: made-up villages in the 579 communes of 2020, as CSV."""
    columns = (
        "district", "district_name", "commune", "commune_name", "village", "people_made_up",
        "capital_district", "seat_commune_made_up", "seat_village_made_up",
    )  # fmt: skip
    return write_table(columns, _villages())


def _villages() -> Iterator[tuple[str, ...]]:
    names = {unit.uid: unit.name for unit in _members("district", _DAY_OF_DISTRICTS)}
    with_seat: set[str] = set()
    for commune in _members("commune", _DAY_OF_DISTRICTS):
        district = commune.parent
        if district not in names:
            continue
        is_seat = district not in with_seat
        with_seat.add(district)
        for number in range(1, _made_up("villages", commune.uid, 4, 9) + 1):
            village = f"{commune.uid}-{number}"
            yield (
                district, names[district], commune.uid, commune.name, village,
                str(_made_up("people", village, 400, 2400)), _mark(district == _CAPITAL),
                _mark(is_seat), _mark(number == 1),
            )  # fmt: skip


def _mark(is_so: bool) -> str:
    return "1" if is_so else "0"


def dossiers() -> str:
    """The frame of the example of SIPAS: made-up dossiers in the 126 communes and wards of 2026, as CSV."""
    columns = ("commune", "commune_name", "kind", "dossier", "field_made_up", "dossiers")
    return write_table(columns, _dossiers())


def _dossiers() -> Iterator[tuple[str, ...]]:
    communes = [one for one in _members("commune", _DAY_OF_126) if one.parent == "ha-noi"]
    for commune in communes:
        for number in range(1, _made_up("dossiers", commune.uid, 30, 120) + 1):
            dossier = f"{commune.uid}-{number:03d}"
            field = _FIELDS[_made_up("field", dossier, 0, len(_FIELDS) - 1)]
            yield commune.uid, commune.name, commune.kind, dossier, field, "1"


EXAMPLES: Mapping[str, Callable[[], str]] = {"papi-hanoi-2020": villages, "sipas-hanoi-2026": dossiers}


def write_example(name: str, directory: Path, *, force: bool = False) -> list[Path]:
    """Write frame, plans and README of an example into `directory`, which is made if it is not there.

    Raises WrongCall (CH-3182: no example of that name; CH-5004: a file is there) and CannotWrite.
    """
    if name not in EXAMPLES:
        expected = text("Expected the name of an example: {names}.", names=listing(EXAMPLES))
        raise WrongCall(
            [Problem("CH-3182", Place(), quote(name), expected, text("Give one of these names."))]
        )
    files = {directory / "frame.csv": EXAMPLES[name]().encode()}
    files |= {directory / path.name: path.read_bytes() for path in sorted((_PLANS / name).iterdir())}
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(directory, error) from error
    write_together({path: (content, 0o644) for path, content in files.items()}, force=force)
    return sorted(files)
