"""Every address of the site, Vietnamese at the root and English under /en/.

    /                                 /en/
    /chi-so/papi/                     /en/index/papi/               an index over the years
    /chi-so/papi/2019/                /en/index/papi/2019/          ranking of a year
    /chi-so/papi/2019/theo-ten/       /en/index/papi/2019/by-name/
    /chi-so/papi/2019/thay-doi/       /en/index/papi/2019/by-change/
    /chi-so/papi/2019/do-chac-chan/   /en/index/papi/2019/certainty/
    /chi-so/papi/2019/do-vung/weights/              /en/index/papi/2019/robustness/weights/
    /chi-so/papi/muc/5.1/             /en/index/papi/component/5.1/
    /chi-so/tong-hop/asem/            /en/index/composite/asem/     a composite index (and its period)
    /chi-so/tong-hop/asem/cach-tinh/  /en/index/composite/asem/plan/
    /chi-so/tong-hop/asem/don-vi/viet-nam/          /en/index/composite/asem/unit/viet-nam/
    /chi-so/tong-hop/asem/do-vung/weights/          /en/index/composite/asem/robustness/weights/
    /don-vi/  /don-vi/ha-noi/         /en/unit/  /en/unit/ha-noi/
    /chi-so/dan-lai/sipas/            /en/index/carried-over/sipas/ figures of others
    /so-sanh/papi/2019/ha-noi/hai-phong/            /en/compare/…   two to six units of a year
    /so-sanh/papi/cac-nam/ha-noi/2021/2022/         /en/compare/papi/years/…   two to six years of a unit
    /so-sanh/?chi-so=papi&nam=2019&don-vi=01&don-vi=31      a free choice, drawn by a script
    /nhung/papi/don-vi/ha-noi/        /en/embed/papi/unit/ha-noi/   a chart that stands alone, and its SVG
    /nhung/papi/2019/                 /en/embed/papi/2019/
    /nhung/papi/2019/don-vi/ha-noi/   /en/embed/papi/2019/unit/ha-noi/
    /phuong-phap/papi@2019/           /en/method/papi@2019/
    /du-lieu/  /kiem-chung/  /dinh-chinh/  /giai-thich/     /en/data/ verify/ corrections/ explain/

An address begins with a slash, as seen from the root of the site; pages link relatively (`relative`).
Published addresses stay: a page may be added, never renamed.
"""

from __future__ import annotations

from urllib.parse import quote

from chiso.language import LANGUAGES, Language

# The words of addresses. A word stands at a place that no slug can take.
_WORDS: dict[str, tuple[str, str]] = {
    "index": ("chi-so", "index"),
    "unit": ("don-vi", "unit"),
    "compare": ("so-sanh", "compare"),
    "method": ("phuong-phap", "method"),
    "data": ("du-lieu", "data"),
    "verify": ("kiem-chung", "verify"),
    "corrections": ("dinh-chinh", "corrections"),
    "explain": ("giai-thich", "explain"),
    "component": ("muc", "component"),
    "by-name": ("theo-ten", "by-name"),
    "by-change": ("thay-doi", "by-change"),
    "carried": ("dan-lai", "carried-over"),
    "framework": ("bo-chi-so", "framework"),
    "publication": ("cong-bo", "publication"),
    "latest": ("moi-nhat", "latest"),
    "embed": ("nhung", "embed"),
    "years": ("cac-nam", "years"),
    "certainty": ("do-chac-chan", "certainty"),
    "robustness": ("do-vung", "robustness"),
    "composite": ("tong-hop", "composite"),
    "plan": ("cach-tinh", "plan"),
}
_VIETNAMESE_TO_ENGLISH = dict(_WORDS.values())
_ENGLISH_TO_VIETNAMESE = {english: vietnamese for vietnamese, english in _WORDS.values()}


def path(language: Language, *parts: str) -> str:
    """An address of these parts; one that is a key of the words is written in `language`."""
    written = [
        _WORDS[part[1:]][LANGUAGES.index(language)] if part.startswith(":") else _segment(part)
        for part in parts
    ]
    return "/" + "".join(f"{part}/" for part in ([] if language == "vi" else [language]) + written)


def _segment(part: str) -> str:
    return quote(part, safe="@.-_~")


def home(language: Language) -> str:
    """The home page."""
    return path(language)


def series(language: Language, series_id: str) -> str:
    """An index over all its years."""
    return path(language, ":index", series_id)


def ranking(language: Language, series_id: str, period: str, order: str = "rank") -> str:
    """The ranking of a year; `order` is rank, name or change."""
    parts = [":index", series_id, period]
    return path(language, *parts, *([] if order == "rank" else [f":by-{order}"]))


def certainty(language: Language, series_id: str, period: str) -> str:
    """How sure the figures of a year are."""
    return path(language, ":index", series_id, period, ":certainty")


def robustness(language: Language, series_id: str, period: str, name: str) -> str:
    """How sure the ranks of a year are by other choices: one result."""
    return path(language, ":index", series_id, period, ":robustness", name)


def component(language: Language, series_id: str, code: str) -> str:
    """A field, dimension or criterion over all years."""
    return path(language, ":index", series_id, ":component", code)


def carried(language: Language, index: str) -> str:
    """An index of another body, as it was published."""
    return path(language, ":index", ":carried", index)


def composite(language: Language, index: str, period: str = "", *parts: str) -> str:
    """A composite index in a period, empty where it has none; `parts`: what stands below its page."""
    return path(language, ":index", ":composite", index, *([period] if period else []), *parts)


def composite_unit(language: Language, index: str, period: str, unit: str) -> str:
    """A unit of a composite index."""
    return composite(language, index, period, ":unit", unit)


def composite_plan(language: Language, index: str, period: str) -> str:
    """How a composite index is computed."""
    return composite(language, index, period, ":plan")


def composite_robustness(language: Language, index: str, period: str, name: str) -> str:
    """How sure the ranks of a composite index are: one result."""
    return composite(language, index, period, ":robustness", name)


def units(language: Language) -> str:
    """The list of units."""
    return path(language, ":unit")


def unit(language: Language, slug: str, period: str = "") -> str:
    """A unit; with a period, the unit in that year."""
    return path(language, ":unit", slug, *([period] if period else []))


def compare(language: Language, series_id: str, period: str, *units: str) -> str:
    """Two to six units of one edition side by side."""
    return path(language, ":compare", series_id, period, *units)


def compare_years(language: Language, series_id: str, unit: str, *periods: str) -> str:
    """Two to six years of one unit side by side."""
    return path(language, ":compare", series_id, ":years", unit, *periods)


def comparisons(language: Language) -> str:
    """The list of comparisons."""
    return path(language, ":compare")


def methods(language: Language) -> str:
    """The list of frameworks."""
    return path(language, ":method")


def method(language: Language, framework_key: str) -> str:
    """A framework as a readable table."""
    return path(language, ":method", framework_key)


def data(language: Language, name: str = "", version: str = "") -> str:
    """The list of data sets; one of them; one version of it."""
    return path(language, ":data", *filter(None, (name, version)))


def verify(language: Language) -> str:
    """How to verify."""
    return path(language, ":verify")


def corrections(language: Language) -> str:
    """What was corrected, superseded, withdrawn."""
    return path(language, ":corrections")


def explain(language: Language) -> str:
    """What an index is, in words for a fourteen-year-old."""
    return path(language, ":explain")


def embed(language: Language, series_id: str, *, period: str = "", unit: str = "") -> str:
    """A chart that stands alone: a unit over the years, the ranking of a year, the fields of a unit."""
    return path(
        language, ":embed", series_id, *([period] if period else []), *([":unit", unit] if unit else [])
    )


def chart(language: Language, series_id: str, *, period: str = "", unit: str = "", width: str = "") -> str:
    """The drawing of such a chart; `width` names the one for narrow places."""
    name = "-".join(filter(None, (series_id, period, unit, width)))
    folder = embed(language, series_id, period=period, unit=unit)
    return file(language, folder, f"{name}.svg")


def explorer(language: Language, series_id: str, period: str = "") -> str:
    """The specification of a chart to explore: an index over the years, or the ranking of a year."""
    return file(language, embed(language, series_id, period=period), "explore.json")


def feed(language: Language) -> str:
    """The news of publications (Atom)."""
    return f"{path(language)}atom.xml"


def bundle(slug: str, content: str) -> str:
    """A sealed bundle; the hash of its content keeps versions apart."""
    return f"/goi/{slug}-{content[:12]}.zip"


def file(language: Language, folder: str, name: str) -> str:
    """A file beside a page."""
    return f"{folder}{_segment(name)}"


def in_language(address: str, language: Language) -> str:
    """The address of the same page in another language. Files keep their names."""
    parts = address.split("/")[1:]
    current: Language = "en" if parts[0] == "en" else "vi"
    if current == language:
        return address
    parts = parts[1:] if current == "en" else parts
    table = _ENGLISH_TO_VIETNAMESE if current == "en" else _VIETNAMESE_TO_ENGLISH
    translated = [table.get(part, part) for part in parts]
    return "/" + "/".join(["en", *translated] if language == "en" else translated)


def relative(address: str, to: str) -> str:
    """The link from a page to another address of the site; both as seen from the root."""
    if to.startswith(("#", "?")):
        return to
    target, mark, anchor = to.partition("#")
    here = address.rsplit("/", 1)[0].split("/")[1:]
    there = target.split("/")[1:]
    common = 0
    while common < min(len(here), len(there) - 1) and here[common] == there[common]:
        common += 1
    link = "../" * (len(here) - common) + "/".join(there[common:])
    if target == address and mark:
        return mark + anchor
    return (link or "./") + mark + anchor


def file_of(address: str) -> str:
    """The name of the file of a page below the site's folder."""
    from urllib.parse import unquote

    name = unquote(address.lstrip("/"))
    return f"{name}index.html" if name.endswith("/") or not name else name
