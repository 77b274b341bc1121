"""How people call the indices that this program knows, and breaks in the series of others.

A theme may give other names; an index that stands nowhere is called by the title of its framework.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.model import Framework
from chiso.language import Bilingual, text
from chiso.portal.carried_model import CarriedBreak


@dataclass(frozen=True, slots=True)
class Name:
    """The short name of an index, and its title."""

    short: Bilingual
    title: Bilingual


def _name(short: str, vi: str, en: str, short_en: str = "") -> Name:
    return Name(Bilingual(vi=short, en=short_en or short), Bilingual(vi=vi, en=en))


NAMES: Mapping[str, Name] = {
    "papi": _name(
        "PAPI",
        "Hiệu quả quản trị và hành chính công cấp tỉnh",
        "Governance and public administration performance of provinces",
    ),
    "hdi": _name("HDI", "Phát triển con người", "Human development"),
    "pci": _name("PCI", "Năng lực cạnh tranh cấp tỉnh", "Provincial competitiveness"),
    "par-index": _name(
        "PAR INDEX", "Cải cách hành chính các tỉnh, thành phố", "Public administration reform of provinces"
    ),
    "par-index-ministries": _name(
        "PAR INDEX bộ",
        "Cải cách hành chính các bộ, cơ quan ngang bộ",
        "Public administration reform of ministries",
        "PAR INDEX of ministries",
    ),
    "par-index-hanoi-units": _name(
        "PAR INDEX Hà Nội",
        "Cải cách hành chính các sở, quận, huyện của Hà Nội",
        "Public administration reform of departments and districts of Hà Nội",
    ),
    "pci-composite": _name(
        "PCI theo từng bước",
        "Năng lực cạnh tranh cấp tỉnh, tính theo từng bước",
        "Provincial competitiveness, step by step",
        "PCI step by step",
    ),
    "hdi-composite": _name(
        "HDI theo từng bước",
        "Phát triển con người, tính theo từng bước",
        "Human development, step by step",
        "HDI step by step",
    ),
    "asem": _name(
        "ASEM",
        "Kết nối bền vững của Diễn đàn hợp tác Á – Âu",
        "Sustainable connectivity of the Asia–Europe Meeting",
    ),
    "sipas": _name(
        "SIPAS",
        "Sự hài lòng của người dân về sự phục vụ của cơ quan hành chính",
        "Satisfaction of citizens with public administrative services",
    ),
    "service-quality": _name(
        "Quyết định 766",
        "Chất lượng phục vụ người dân, doanh nghiệp",
        "Quality of service to citizens and businesses",
        "Decision 766",
    ),
}

# Changes of method that the publishers made, in series that are carried over.
BREAKS: Mapping[str, tuple[CarriedBreak, ...]] = {
    "sipas": (
        CarriedBreak(
            "2021",
            "2022",
            text("SIPAS changed its method between 2021 and 2022; figures before and after do not compare."),
        ),
    ),
}

_ACRONYM = re.compile(r"\(([A-ZĐ][A-ZĐ0-9 ]{1,14})\)\s*\Z")


def name_of_framework(framework: Framework) -> Name:
    """How an index is called that `NAMES` does not hold."""
    return _name_by_title(framework.id, framework.title)


def name_of_composite(framework: CompositeFramework) -> Name:
    """How a composite index is called."""
    return _name_by_title(framework.id, framework.title)


def _name_by_title(index: str, title: Bilingual) -> Name:
    known = NAMES.get(index)
    if known is not None:
        return known
    acronym = _ACRONYM.search(title.in_language("vi")) or _ACRONYM.search(title.in_language("en"))
    return Name(Bilingual(vi=acronym[1], en=acronym[1]) if acronym else title, title)


def name_of_carried(index: str) -> Name:
    """How an index of another body is called; its own name where nothing better is known."""
    return NAMES.get(index) or Name(Bilingual(vi=index, en=index), Bilingual(vi=index, en=index))
