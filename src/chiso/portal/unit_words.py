"""Words on units: kinds, groups, who computed an index, why there is no change, results in a sentence."""

from __future__ import annotations

from fractions import Fraction

from chiso.figures import MOST_PLACES_FOR_EYES, round_figure, write_for_eyes
from chiso.language import Bilingual, Language, Text, Value, listing, text
from chiso.portal.carried_model import CarriedSeries
from chiso.portal.model import Edition, UnitShown
from chiso.portal.unit_years import NodeShown, places_of, short_label

_KINDS: dict[tuple[str, str], Text] = {
    ("province", "thanh-pho"): text("Centrally run city"),
    ("province", "tinh"): text("Province"),
    ("district", "quan"): text("Urban district"),
    ("district", "huyen"): text("Rural district"),
    ("district", "thi-xa"): text("Town"),
    ("district", "thanh-pho"): text("City of a province"),
    ("commune", "phuong"): text("Ward"),
    ("commune", "xa"): text("Commune"),
    ("commune", "thi-tran"): text("Township"),
    ("office", "so"): text("Department"),
}
_LEVELS: dict[str, Text] = {
    "country": text("Country"),
    "province": text("Province"),
    "district": text("District"),
    "commune": text("Commune"),
    "office": text("Agency"),
    "ministry": text("Ministry"),
}
# What published tables call groups of units that no register holds.
_GROUPS: dict[str, Text] = {
    "ministries": text("Ministry"),
    "agencies": text("Agency"),
    "departments": text("Agency"),
    "districts": text("District"),
    "communes": text("Commune"),
    "provinces": text("Province"),
    "cities": text("Centrally run city"),
}
_MEANS: dict[str, Text] = {
    "thanh-pho": text("mean of the centrally run cities"),
    "tinh": text("mean of the provinces"),
}
# Units of one kind together, as the head of a comparison.
_TOGETHER: dict[tuple[str, str], Text] = {
    ("province", "thanh-pho"): text("Centrally run cities"),
    ("province", "tinh"): text("Provinces"),
    ("district", "quan"): text("Urban districts"),
    ("district", "huyen"): text("Rural districts"),
    ("district", "thi-xa"): text("Towns"),
    ("commune", "phuong"): text("Wards"),
    ("commune", "xa"): text("Communes"),
    ("commune", "thi-tran"): text("Townships"),
    ("office", "so"): text("Departments"),
}
# Publishers of indices that are carried over; the press and the provinces made the figures public.
_PUBLISHERS: dict[str, Text] = {
    "par-index": text("Ministry of Home Affairs, as reported by the press and the provinces"),
    "par-index-ministries": text("Ministry of Home Affairs, as reported by the press"),
    "par-index-hanoi-units": text("People’s Committee of Hà Nội, as reported by the press"),
    "sipas": text("Ministry of Home Affairs, as reported by the press and the provinces"),
    "pci": text("Vietnam Chamber of Commerce and Industry (VCCI)"),
    "service-quality": text("the monitoring of Decision 766, at second hand"),
}
_PARTS: dict[str, Text] = {
    "appraisal": text("appraisal"),
    "sipas": text("satisfaction (SIPAS)"),
    "leaders_survey": text("survey of leaders"),
    "socio_economic": text("socio-economic effect"),
    "survey": text("survey"),
}
WHY_NO_CHANGE: dict[str, Text] = {
    "new": text("not measured before"),
    "broken": text("another framework"),
    "missing": text("no figure"),
    "first": text("first year"),
}


def kind_of(unit: UnitShown) -> Text | None:
    """What sort of unit it is, in words; None where the data do not say."""
    return _KINDS.get((unit.level, unit.kind)) or _LEVELS.get(unit.level) or _GROUPS.get(unit.group)


def group_mean_in_words(group: str, is_kind: bool) -> Text:
    """What the mean of a group is called."""
    if is_kind and group in _MEANS:
        return _MEANS[group]
    if is_kind:
        together = (words for (_, kind), words in _TOGETHER.items() if kind == group)
        return text("mean of the group {group}", group=next(together, group))
    return text("mean of the group {group}", group=group)


def group_in_words(level: str, group: str) -> Text:
    """What the units of one group or kind are called together."""
    return _TOGETHER.get((level, group)) or text("Group {group}", group=group)


def publisher_of(series: CarriedSeries) -> Text:
    """Who computed an index of others."""
    return _PUBLISHERS.get(series.index) or text("the publisher that each row names")


def computed_by(edition: Edition) -> Value:
    """Who published the inputs that an index here is computed from; at second hand, from whom they are."""
    if edition.second_hand:
        return text("second-hand figures, by way of {sources}", sources=listing(edition.second_hand))
    source = edition.source
    return source if source.vi or source.en else edition.publication_title


def part_in_words(code: str) -> Value:
    """A part of an index of others."""
    return _PARTS.get(code) or text("part {code}", code=code)


def node_name(code: str, title: Bilingual, language: Language) -> str:
    """ "5. Thủ tục hành chính công" for a field, "5.3 …" for a criterion."""
    dot = "" if "." in code else "."
    return f"{code}{dot} {title.in_language(language)}"


def lead_of_year(edition: Edition, fields: list[NodeShown], rank: int | None, of: int) -> Text:
    """The result of a unit in a year, in one or two sentences."""
    placed = [field for field in fields if field.rank is not None and field.standing is not None]
    if rank is None:
        lacking = sum(field.result.points is None for field in fields)
        if lacking:
            return text(
                "Not ranked in {year}: figures are missing in {count} of {all} fields.",
                year=short_label(edition), count=lacking, all=len(fields),
            )  # fmt: skip
        return text("Not ranked in {year}.", year=short_label(edition))
    if len(placed) < 2:
        return text("Rank {rank} of {of} in {year}.", rank=rank, of=of, year=short_label(edition))
    best, worst = min(placed, key=_place), max(placed, key=_place)
    places = {(field.rank, field.standing.of) for field in placed if field.standing is not None}
    if places == {(rank, of)}:
        return text("Rank {rank} of {of}, and the same place in every field.", rank=rank, of=of)
    if len(places) == 1:
        return text("Rank {rank} of {of}, and {place} in every field.", rank=rank, of=of, place=_placed(best))
    return text(
        "Rank {rank} of {of}. Placed best in “{best}” ({best_rank}), lowest in “{worst}” ({worst_rank}).",
        rank=rank,
        of=of,
        best=best.node.title,
        best_rank=_placed(best),
        worst=worst.node.title,
        worst_rank=_placed(worst),
    )


def _place(field: NodeShown) -> tuple[int, int]:
    """Lower is better: of two that are 46th, the one among more units."""
    assert field.standing is not None, "only placed fields are compared"
    return field.rank or 0, -field.standing.of


def _placed(field: NodeShown) -> Value:
    assert field.standing is not None, "only placed fields are named"
    return listing((str(field.rank), str(field.standing.of)), "/")


def figure_of(edition: Edition, value: Fraction | None, language: Language) -> str:
    """A figure of an edition as people read it; empty where there is none."""
    if value is None:
        return ""
    return write_for_eyes(value, language, places_of(edition.framework))


def places_to_tell(value: Fraction | None, places: int) -> int:
    """The decimals at which a difference does not read as 0 though it is none: 0,0024."""
    if not value:
        return places
    while round_figure(value, places, "half_up") == 0 and places < MOST_PLACES_FOR_EYES:
        places += 1
    return places


def plain_figure(value: Fraction, language: Language) -> str:
    """A limit of a scale as people read it: 10, 2,5, 3,33."""
    return write_for_eyes(value, language, None if value.denominator in (1, 2, 4) else 2)
