"""What the script of the comparisons reads: which indices and periods there are, where their tables stand,
how units are called and which code each had in which period. The figures are those of the tables.

    {"indices": [{"id", "name": {vi, en}, "places",
                  "periods": [{"slug", "name": {vi, en}, "folder", "is_break"}],
                  "units": [[slug, name, code, {period: another code, or null where it is not there}]]}]}
"""

from __future__ import annotations

import json

from chiso.language import LANGUAGES, Bilingual, Text, Value, render, text
from chiso.portal import addresses
from chiso.portal.framing import file_at
from chiso.portal.model import Series, Site
from chiso.portal.page_source import PageSource
from chiso.portal.unit_years import places_of, short_label

TABLES = "bang.json"
# Words of the script; it has none of its own.
SCRIPT_WORDS: dict[str, Text] = {
    "index": text("Index"),
    "what": text("Compare"),
    "units": text("units of one year"),
    "years": text("years of one unit"),
    "unit": text("Unit {number}", number="{number}"),
    "one-unit": text("Unit"),
    "year": text("Period {number}", number="{number}"),
    "one-year": text("Period"),
    "nobody": text("(nothing more)"),
    "show": text("Compare side by side"),
    "reading": text("Reading the tables…"),
    "failed": text("The tables could not be read. They stand under “Data”."),
    "few": text("Choose at least two to compare."),
    "total": text("Total"),
    "component": text("Component"),
    "highest": text("Highest"),
    "median": text("Median"),
    "rank": text("rank {rank} of {of}", rank="{rank}", of="{of}"),
    "none": text("no figure"),
    "more": text("up {amount}", amount="{amount}"),
    "less": text("down {amount}", amount="{amount}"),
    "same": text("unchanged"),
    "broken": text("another framework"),
    "against": text(
        "Differences are against {reference}, the first column. Figures come from the tables of this site.",
        reference="{reference}",
    ),
    "against-years": text(
        "Differences are against {reference}, the first column. Across a change of the framework nothing is "
        "subtracted. Figures come from the tables of this site.",
        reference="{reference}",
    ),
    "title": text("{index}: {names}", index="{index}", names="{names}"),
}


def has_free_choice(site: Site) -> bool:
    """Whether there are tables from which a script can compare."""
    return "data" in site.kinds and any(_is_worth(series) for series in site.series.values())


def _is_worth(series: Series) -> bool:
    return len(series.editions) > 1 or len(series.latest.result.units) > 1


def tables_of_choice(site: Site) -> PageSource:
    """The file that names the tables; one for both languages."""
    address = addresses.file("vi", addresses.comparisons("vi"), TABLES)
    found = {
        "indices": [_index(site, series, address) for series in site.series.values() if _is_worth(series)]
    }
    written = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return file_at(site, address, written.encode("utf-8"))


def _index(site: Site, series: Series, here: str) -> dict[str, object]:
    return {
        "id": series.id,
        "name": _both(series.short),
        "places": places_of(series.latest.framework),
        "periods": [
            {
                "slug": edition.slug,
                "name": _both(short_label(edition)),
                "folder": addresses.relative(
                    here, _folder(series, edition.slug, edition.publication.version)
                ),
                "is_break": series.break_before(edition) is not None,
            }
            for edition in series.editions
        ],
        "units": _units(site, series),
    }


def _folder(series: Series, period: str, version: int) -> str:
    """Where the tables of an edition stand; pages of both languages link to them."""
    return addresses.data("vi", f"{series.id}-{period}", str(version))


def _units(site: Site, series: Series) -> list[list[object]]:
    """The units in the order of the last period, those that are no more behind them."""
    names: dict[str, str] = {}
    codes: dict[str, dict[str, str]] = {}
    for edition in reversed(series.editions):
        for unit in edition.result.units:
            names.setdefault(unit.uid, unit.name)
            codes.setdefault(unit.uid, {})[edition.slug] = unit.code
    found: list[list[object]] = []
    for uid, name in names.items():
        usual = next(iter(codes[uid].values()))
        others = {
            edition.slug: codes[uid].get(edition.slug)
            for edition in series.editions
            if codes[uid].get(edition.slug) != usual
        }
        line: list[object] = [site.units[uid].slug, name, usual]
        found.append([*line, others] if others else line)
    return found


def _both(words: Value) -> dict[str, str]:
    if isinstance(words, Bilingual):
        return {language: words.in_language(language) for language in LANGUAGES}
    return {language: render(words, language) for language in LANGUAGES}
