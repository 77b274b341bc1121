"""Somebody who types a set of criteria into the forms, field by field, from a document beside them.

The names of fields are worked out here from the keys of the document: "rule.steps.0.above" for the first
step, "inputs.0._name" and "inputs.0.value.type" where people give the names. Figures are typed with the
decimal comma. What is too deep for fields is typed as it stands in the file.
"""

from __future__ import annotations

import json
from typing import Any

# Keys under which people give the names.
NAMED = {"inputs", "labels", "parameters", "values", "weights"}
LISTS_ON_ONE_LINE = {"levels", "kinds", "groups", "units", "tie_break", "order", "left_out", "counted"}
BOXES = {"assessed_by"}
# A list of conditions is one box; a condition or measure is one line.
IN_NOTATION = {"needs", "when", "measure", "of"}
NOT_FIGURES = {
    "code",
    "version",
    "id",
    "from",
    "to",
    "date",
    "in_force",
    "number",
    "article",
    "articles",
    "key",
}


def typed(content: dict[str, Any]) -> dict[str, Any]:
    """What a browser would send for a part of a document."""
    sent: dict[str, Any] = {}
    for key, value in content.items():
        _type(sent, key, key, value)
    return sent


def _type(sent: dict[str, Any], name: str, key: str, value: Any) -> None:
    if key == "format":
        return
    if key in IN_NOTATION and not isinstance(value, str):
        sent[name] = json.dumps(value, ensure_ascii=False)
    elif key in NAMED or (key == "points" and isinstance(value, dict)):
        for number, (given, inner) in enumerate(value.items()):
            sent[f"{name}.{number}._name"] = given
            _type(sent, f"{name}.{number}.value", "", inner)
    elif isinstance(value, bool):
        sent[name] = "true" if value else "false"
    elif isinstance(value, str):
        sent[name] = _written(key, value)
    elif isinstance(value, dict):
        if set(value) == {"parameter"}:
            sent[name] = value["parameter"]
            return
        for inner_key, inner in value.items():
            _type(sent, f"{name}.{inner_key}", inner_key, inner)
    elif key in LISTS_ON_ONE_LINE:
        sent[name] = ", ".join(value)
    elif key in BOXES:
        sent[name] = value
    else:
        for number, inner in enumerate(value):
            _type(sent, f"{name}.{number}", "", inner)


def _written(key: str, value: str) -> str:
    is_figure = value.removeprefix("-").replace(".", "", 1).isdecimal()
    return value.replace(".", ",") if is_figure and key not in NOT_FIGURES else value
