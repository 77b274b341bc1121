"""What levels and kinds of agencies are called; tables write them as slugs."""

from __future__ import annotations

from chiso.language import Text, Value, text

LEVELS: dict[str, Text] = {
    "ministry": text("ministry"),
    "province": text("province"),
    "district": text("district"),
    "commune": text("commune"),
    "office": text("agency"),
}
INSPECTORATE = "thanh-tra"
KINDS: dict[str, Text] = {
    "thanh-pho": text("city"),
    "tinh": text("province (tỉnh)"),
    "quan": text("urban district"),
    "huyen": text("rural district"),
    "thi-xa": text("town"),
    "phuong": text("ward"),
    "xa": text("rural commune"),
    "thi-tran": text("township"),
    "so": text("department"),
    "ban": text("board"),
    "van-phong": text("office (văn phòng)"),
    "trung-tam": text("centre"),
    INSPECTORATE: text("inspectorate"),
}


def level_in_words(level: str) -> Value:
    """A level as people call it; one that no table here knows as it is written."""
    return LEVELS.get(level, level)


def kind_in_words(kind: str) -> Value:
    """A kind as people call it; one that no table here knows as it is written."""
    return KINDS.get(kind, kind)
