"""The sheets and columns of the workbook: what they are called, and by which other names they are known."""

from __future__ import annotations

from typing import Literal, TypeAlias

DATA, METADATA, PLAN, ABOUT, DOCUMENT = "Data", "Metadata", "Plan", "About", "chiso"
# Names that the same sheets have elsewhere, in small letters.
NAMES_OF_SHEETS = {
    DATA: ("data", "idata"),
    METADATA: ("metadata", "imeta", "meta"),
    PLAN: ("plan",),
    ABOUT: ("about",),
    DOCUMENT: ("chiso",),
}
UNIT, NAME, PERIOD = "uCode", "uName", "Time"
NAMES_OF_COLUMNS = {UNIT: ("ucode", "unit"), NAME: ("uname", "name"), PERIOD: ("time", "period")}

Type: TypeAlias = Literal["Indicator", "Aggregate", "Group", "Denominator", "Other"]
TYPES: tuple[Type, ...] = ("Indicator", "Aggregate", "Group", "Denominator", "Other")
NEEDED = ("iCode", "Type", "Parent")
METADATA_COLUMNS = (
    "Level", "iCode", "iName", "iName_vi", "Direction", "Weight", "Unit", "Unit_vi", "Target", "Denominator",
    "Parent", "Type", "Goalpost_lower", "Goalpost_upper", "Method",
)  # fmt: skip
ABOUT_KEYS = ("id", "version", "title_vi", "title_en", "status", "rights_vi", "rights_en")
# What stands in a cell that has nothing: empty, or the words of R and of the COIN Tool.
MISSING = frozenset({"", "na", "n/a", "nan", "--"})
