"""What the office knows of the places of a frame, joined to them: where a table has a value, that stands.

    counter, dossier_months     of counts of dossiers: the counter; how many months of the year before the
                                first day are known of its agency
    received, left, late, overdue, late_share
                                over these months, as `chiso procedures frame` writes them
    complaints, agency_complaints, letters
                                letters of the year before: all but praise; of the whole agency; all
    satisfaction, satisfaction_se
                                of an estimate that was chosen, of the place or its agency
    visits, findings            visits that everybody may know of, and how many of them found something
    last_visit, last_team       of every visit (`earlier_visits` says who reads it)

What could be meant of several places is not known of any of them. What is not known is empty, never 0.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from chiso.figures import write_decimal
from chiso.office.dossiers.selectors import OfAgency, counts_standing
from chiso.office.inspections.earlier_visits import Earlier, visits_before
from chiso.office.inspections.following.selectors import letters_of
from chiso.office.inspections.models import Inspection, Place
from chiso.office.inspections.services.satisfaction import Satisfaction
from chiso.procedures.spellings import fold
from chiso.procedures.tallies import SHARE, Counts, add_up, late_share, month_number, write_month

JOINED = (
    "received", "late", "late_share", "overdue", "left", "dossier_months", "complaints", "agency_complaints",
    "letters", "satisfaction", "satisfaction_se", "visits", "findings", "last_visit", "last_team",
)  # fmt: skip
_AS_COUNTED = {"received": "received", "left": "left", "late": "done_late", "overdue": "left_overdue"}
_YEAR = timedelta(days=365)


@dataclass(slots=True)
class Known:
    """What the office knows for a frame. `months`: the first and the last one of the year before."""

    months: tuple[int, int]
    dossiers: dict[int, OfAgency]
    letters: Mapping[tuple[int, str, str], int]
    visits: dict[int, list[Earlier]]
    satisfaction: Satisfaction | None = None
    sizes: Counter[int] = field(default_factory=Counter)


def known_for(inspection: Inspection, agencies: Iterable[int], satisfaction: Satisfaction | None) -> Known:
    """What is known of some agencies on the first day of an inspection. Seven queries."""
    wanted, made_up = list(agencies), inspection.is_made_up
    opens = month_number(inspection.opens_on.year, inspection.opens_on.month)
    months = opens - 12, opens - 1
    visits: dict[int, list[Earlier]] = defaultdict(list)
    for one in visits_before(wanted, made_up=made_up):
        visits[one.agency].append(one)
    return Known(
        months, counts_standing(*months, made_up=made_up, agencies=wanted),
        letters_of(inspection.opens_on - _YEAR, inspection.opens_on, made_up=made_up), visits, satisfaction,
    )  # fmt: skip


def join(places: Sequence[Place], known: Known) -> dict[str, Any]:
    """Add to each place what is known of it and stands in no column yet; what came from where.

    `columns`: of each how many places have a value of the file, and of the office. Changes the places.
    """
    known.sizes = Counter(one.agency_id for one in places)
    letters = _letters_by_place(places, known)
    columns = {name: {"file": 0, "office": 0} for name in JOINED}
    for place in places:
        values = _of_dossiers(place, known) | letters[id(place)] | _of_visits(place, known)
        if known.satisfaction is not None and (told := known.satisfaction.of(place)) is not None:
            values |= {"satisfaction": told[0], "satisfaction_se": told[1]}
        joined = _put(place, values)
        for name in JOINED:
            has = place.last_visit or "" if name == "last_visit" else _value(place, name)
            if has:
                columns[name]["office" if name in joined else "file"] += 1
        place.joined["columns"] = joined
    return {
        "columns": columns,
        "satisfaction": known.satisfaction.name if known.satisfaction is not None else "",
        "months": [write_month(month) for month in known.months],
        "agencies": len(known.sizes),
        "with_dossiers": sum(1 for agency in known.sizes if agency in known.dossiers),
    }


def _value(place: Place, name: str) -> str:
    return place.last_team if name == "last_team" else str(place.more.get(name, ""))


def _put(place: Place, values: Mapping[str, str]) -> list[str]:
    """Write what is not there yet; which columns. A team goes with its visit."""
    joined = []
    for name, value in values.items():
        if value and name in JOINED and name not in ("last_visit", "last_team") and not place.more.get(name):
            place.more[name] = value
            joined.append(name)
    # An error belongs to its estimate, a team to its visit: they are not mixed.
    if "satisfaction_se" in joined and "satisfaction" not in joined:
        del place.more["satisfaction_se"]
        joined.remove("satisfaction_se")
    return joined + list(place.joined.pop("of_visit", []))


def _of_dossiers(place: Place, known: Known) -> dict[str, str]:
    of_agency = known.dossiers.get(place.agency_id)
    if of_agency is None:
        return {}
    meant = _meant(place, of_agency, is_whole=known.sizes[place.agency_id] == 1)
    if not meant:
        return {}
    counts = add_up(of_agency.of_place(one) for one in meant)
    return _written(counts) | {"dossier_months": str(len(of_agency.months))}


def _meant(place: Place, of_agency: OfAgency, *, is_whole: bool) -> list[tuple[str, str]]:
    """The counters and fields for which a place stands: itself, all of what it names, all of its agency."""
    counter, of_field = fold(place.more.get("counter", "")), fold(place.field)
    exact = [one for one in of_agency.places if (fold(one[0]), fold(one[1])) == (counter, of_field)]
    if exact:
        return exact
    if counter or of_field:
        return [
            one
            for one in of_agency.places
            if counter in ("", fold(one[0])) and of_field in ("", fold(one[1]))
        ]
    return list(of_agency.places) if is_whole else []


def _written(counts: Counts) -> dict[str, str]:
    told = {name: counts[of] for name, of in _AS_COUNTED.items()}
    share = late_share(counts)
    return {name: "" if value is None else str(value) for name, value in told.items()} | {
        "late_share": "" if share is None else write_decimal(share, SHARE)
    }


def _letters_by_place(places: Sequence[Place], known: Known) -> dict[int, dict[str, str]]:
    """Letters at the place that they name by its field, or can only mean."""
    of_agency: dict[int, list[Place]] = defaultdict(list)
    for one in places:
        of_agency[one.agency_id].append(one)
    counted: dict[int, Counter[str]] = {id(one): Counter() for one in places}
    agencies: dict[int, int] = Counter()
    doubtful: set[tuple[int, str]] = set()
    for (agency, of_field, kind), count in known.letters.items():
        own = of_agency.get(agency, [])
        names = ("letters",) if kind == "praise" else ("letters", "complaints")
        agencies[agency] += count if "complaints" in names else 0
        named = [one for one in own if of_field and fold(one.field) == fold(of_field)]
        meant = own if len(own) == 1 else named
        if len(meant) == 1:
            counted[id(meant[0])].update(dict.fromkeys(names, count))
        else:
            doubtful |= {(id(one), name) for one in meant or own for name in names}
    return {
        id(one): {
            name: "" if (id(one), name) in doubtful else str(counted[id(one)][name])
            for name in ("complaints", "letters")
        }
        | {"agency_complaints": str(agencies[one.agency_id])}
        for one in places
    }


def _of_visits(place: Place, known: Known) -> dict[str, str]:
    """Counts of visits that everybody may know of; the last visit goes into the place at once."""
    is_whole = known.sizes[place.agency_id] == 1
    own = [one for one in known.visits.get(place.agency_id, []) if one.was_to(place, is_whole=is_whole)]
    if own and place.last_visit is None:
        last, told = own[-1], [one for one in own if one.is_told]
        place.last_visit, place.last_team = last.day, last.team
        place.joined["visit"] = last.visit
        place.joined["of_visit"] = ["last_visit", *(["last_team"] if last.team else [])]
        if told:
            place.joined["told"] = [told[-1].day.isoformat(), told[-1].team]
    first = [one for one in own if one.is_told and not one.is_further]
    return {"visits": str(len(first)), "findings": str(sum(one.has_found for one in first))}
