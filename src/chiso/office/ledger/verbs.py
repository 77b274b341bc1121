"""What each verb of the record says to a reader. Each app declares its own beside its services.

    declare_verbs("people", {"invited": text("invited {name} as {role}")})

A sentence may use the names of the entry's facts and words. A test holds that every verb that a service
records is declared.
"""

from __future__ import annotations

import string
from collections.abc import Mapping

from chiso.language import Language, Text, Value, sort_key, text

_VERBS: dict[str, Text] = {
    "attempted": text("tried, without the right: {action}"),
    "erased": text("erased a person under request {request}; texts of the record erased: {texts}"),
}

_VALUES: dict[str, Text] = {}
_FIELDS: dict[str, Mapping[str, Text]] = {}


def declare_verbs(verbs: Mapping[str, Text]) -> None:
    """Make an app's verbs known. The same verb says the same in every app."""
    for verb, sentence in verbs.items():
        if _VERBS.setdefault(verb, sentence) != sentence:
            raise ValueError(f"the verb {verb} is declared twice, with different sentences")


def declare_values(values: Mapping[str, Text]) -> None:
    """Say how values of facts are called: kinds of phases, scopes, whatever is stored as a short word."""
    _VALUES.update(values)


def declare_fields(verb: str, names: Mapping[str, Text]) -> None:
    """Say how the fields are called that entries of a verb list as changed, in the fact `fields`."""
    _FIELDS[verb] = names


def name_of_field(verb: str, field: str) -> Text | None:
    """How a field is called that an entry of `verb` lists; None where nobody said."""
    return _FIELDS.get(verb, {}).get(field)


def name_of_value(value: str) -> Text | None:
    """How a stored value is called; None where nobody said."""
    return _VALUES.get(value)


def declared_verbs() -> Mapping[str, Text]:
    """All verbs with their sentences."""
    return dict(_VERBS)


def titles_of_verbs(language: Language) -> list[tuple[str, str]]:
    """Each verb with its sentence, dots in the place of what differs, for a list to choose from."""
    titles = {
        verb: sentence_of(verb, dict.fromkeys(_names_in(template), "…")) for verb, template in _VERBS.items()
    }
    shown = [(verb, title.in_language(language)) for verb, title in titles.items()]
    return sorted(shown, key=lambda one: sort_key(one[1]))


def sentence_of(verb: str, values: Mapping[str, Value]) -> Text:
    """What an entry says; a verb that no app knows any more is shown as it was recorded."""
    template = _VERBS.get(verb)
    if template is None:
        return text("{verb}", verb=verb)
    return Text(template.message, tuple({**dict.fromkeys(_names_in(template), "–"), **values}.items()))


def _names_in(template: Text) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template.message) if name}
