"""The record of a trial as rows of tables, in the order that the address asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias, get_args

from chiso.figures import write_exact
from chiso.language import Bilingual, Text, sort_key, text, text_by_count
from chiso.scoring.trying.words import NO_SOURCE, SOURCES_IN_WORDS

Record: TypeAlias = Mapping[str, Any]
Part: TypeAlias = Literal["xep-hang", "thay-doi", "tieu-chi", "trong-so", "so-lieu"]
PARTS: dict[Part, Text] = {
    "xep-hang": text("Ranking"),
    "thay-doi": text("Changes"),
    "tieu-chi": text("Criteria"),
    "trong-so": text("Weights"),
    "so-lieu": text("Answers carried over"),
}
_LAST = 1 << 30
MOST_NAMES = 3


def part_asked(written: str) -> Part:
    """The part of the page that the address asks for; the ranking otherwise."""
    return next((part for part in get_args(Part) if part == written), "xep-hang")


def both(words: Record | None) -> Bilingual:
    """Words that were kept in both languages."""
    return Bilingual(words.get("vi"), words.get("en")) if words else Bilingual()


@dataclass(frozen=True, slots=True)
class RankedRow:
    """One unit in both rankings. Figures are decimal text; "" where there is none."""

    code: str
    name: str
    rank: int | None
    of: int
    rank_before: int | None
    of_before: int
    shift: int | None
    score: str
    score_before: str
    change: str
    common: str
    causes: tuple[tuple[Bilingual, str, str, Bilingual], ...]
    rest: str


def ranking_rows(record: Record, order: str) -> list[RankedRow]:
    """The units by new rank, or by old rank, shift, change of points, name."""
    rows = [_ranked(record, row) for row in record["ranking"]]
    return sorted(rows, key=_ORDERS.get(order, _ORDERS[""]))


_ORDERS: dict[str, Callable[[RankedRow], Any]] = {
    "": lambda row: (row.rank or _LAST, row.code),
    "truoc": lambda row: (row.rank_before or _LAST, row.code),
    "doi": lambda row: (row.shift is None, -abs(row.shift or 0), row.rank or _LAST, row.code),
    "diem": lambda row: (not row.change, -Fraction(row.change or 0), row.code),
    "ten": lambda row: (sort_key(row.name), row.code),
}


def _ranked(record: Record, row: Record) -> RankedRow:
    after, before = row["after"] or {}, row["before"] or {}
    score, score_before = after.get("score") or "", before.get("score") or ""
    causes = []
    for number, amount in row["changes"]:
        change = record["changes"][number]
        code = change["after"] or change["before"]
        causes.append((both(change["title"]), code, amount, both(change["words"])))
    common = row["common"]
    return RankedRow(
        row["unit"],
        row["name"],
        after.get("rank"),
        after.get("of", 0),
        before.get("rank"),
        before.get("of", 0),
        row["shift"],
        score,
        score_before,
        _difference(score, score_before),
        f"{common['before']} → {common['after']}" if common["before"] and common["after"] else "",
        tuple(causes),
        row["rest"] or "",
    )


def _difference(after: str, before: str) -> str:
    """Exact decimal text of the change; "" where a side has no score."""
    return write_exact(Fraction(after) - Fraction(before)) if after and before else ""


def finding(record: Record) -> Text:
    """The sentence that the page begins with."""
    shifts = [row["shift"] for row in record["ranking"] if row["shift"] is not None]
    if not shifts:
        return text("No unit is ranked by both sets.")
    moved = sum(shift != 0 for shift in shifts)
    if not moved:
        return text_by_count(
            "The one unit keeps its rank.", "All {count} units keep their ranks.", len(shifts)
        )
    leading = [_first(record, side) for side in ("before", "after")]
    said = text("{moved} of {all} units get another rank", moved=moved, all=len(shifts))
    if leading[0] == leading[1]:
        return text("{said}; first stays {name}.", said=said, name=leading[1])
    return text("{said}; first is {name}, before {other}.", said=said, name=leading[1], other=leading[0])


def _first(record: Record, side: str) -> Text | str:
    """The names in the first rank of a side; of more than a few how many they are."""
    ranks = [(row[side]["rank"], row["name"]) for row in record["ranking"] if row[side]]
    best = min((rank for rank, _ in ranks if rank), default=0)
    names = sorted((name for rank, name in ranks if rank == best), key=sort_key)
    if len(names) > MOST_NAMES:
        return text("{count} units that are level", count=len(names))
    return ", ".join(names)


@dataclass(frozen=True, slots=True)
class WeightRow:
    """How much the ranking hangs on one weight. `bar`: the largest mean shift, per cent of the longest."""

    code: str
    title: Bilingual
    is_group: bool
    first: Bilingual
    top: Bilingual
    shifts: tuple[str, ...]
    largest: str
    bar: int
    unweighed: Bilingual | None


def weight_rows(record: Record, order: str) -> list[WeightRow]:
    """Criteria and groups, those first on which most hangs; or in the order of the document."""
    found = record["sensitivity"]
    mean = {
        one["code"]: max((Fraction(shift["mean"]) for shift in one["shifts"]), default=Fraction(0))
        for one in found
    }
    longest = max(mean.values(), default=Fraction(0)) or Fraction(1)
    rows = [
        WeightRow(
            one["code"],
            both(one["title"]),
            one["is_group"],
            both(one["first"]),
            both(one["top"]),
            tuple(shift["mean"] for shift in one["shifts"]),
            str(float(mean[one["code"]])),
            round(mean[one["code"]] / longest * 100),
            both(one["unweighed"]) if one["unweighed"] else None,
        )
        for one in found
    ]
    if order == "tai-lieu":
        return rows
    return sorted(rows, key=lambda row: -mean[row.code])


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One kind of source by the draft and before; figures are decimal text, "" where there is none."""

    sources: tuple[Text, ...]
    criteria: int
    share: str
    share_before: str
    max_points: str
    mean_points: str
    bar: int


def source_rows(record: Record) -> list[SourceRow]:
    """The kinds of source of the draft, and those that it no longer has."""
    sides = {
        side: {tuple(one["sources"]): one for one in record["sources"][side]} for side in ("before", "after")
    }
    totals = {
        side: sum((Fraction(one["max_points"]) for one in found.values()), Fraction(0))
        for side, found in sides.items()
    }
    rows = []
    for kind in dict.fromkeys((*sides["after"], *sides["before"])):
        now, before = sides["after"].get(kind), sides["before"].get(kind)
        share = _percent(now, totals["after"])
        rows.append(
            SourceRow(
                tuple(SOURCES_IN_WORDS[one] for one in kind) or (NO_SOURCE,),
                now["criteria"] if now else 0,
                share,
                _percent(before, totals["before"]),
                now["max_points"] if now else "",
                (now["mean_points"] or "") if now else "",
                round(Fraction(share or 0)),
            )
        )
    return rows


def _percent(share: Record | None, total: Fraction) -> str:
    """The share of all points in per cent, to one decimal."""
    if share is None or not total:
        return ""
    return str(float(round(Fraction(share["max_points"]) / total * 100, 1)))
