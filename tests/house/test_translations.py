"""The Vietnamese catalogue says everything that the code says, and nothing else."""

from __future__ import annotations

import gettext
from string import Formatter

import pytest
from babel.messages.catalog import Message

from scripts.messages import (
    CATALOGUE,
    bring_in_step,
    extract_messages,
    forms_of,
    is_translated,
    read_catalogue,
)


def names_in(form: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(form) if name is not None}


def translated_messages() -> list[Message]:
    return [message for message in read_catalogue() if message.id]


def test_every_message_has_a_vietnamese_translation() -> None:
    missing = [message.id for message in translated_messages() if not is_translated(message)]
    known = read_catalogue()
    unknown = [message.id for message in extract_messages() if message.id and message.id not in known]
    assert (missing, unknown) == ([], [])


def test_no_translation_is_a_guess() -> None:
    assert [message.id for message in translated_messages() if message.fuzzy] == []


def test_nothing_is_translated_that_no_code_says() -> None:
    said = extract_messages()
    superfluous = [message.id for message in translated_messages() if message.id not in said]
    assert superfluous + list(read_catalogue().obsolete) == []


def test_a_translation_fills_in_the_same_names_as_its_message() -> None:
    """Of a message in two forms, names that only one form has may be left out."""
    differing = [
        (form, message.id)
        for message in translated_messages()
        for form in forms_of(message.string)
        if form
        if not set.intersection(*map(names_in, forms_of(message.id)))
        <= names_in(form)
        <= set.union(*map(names_in, forms_of(message.id)))
    ]
    assert differing == []


def test_the_catalogue_is_written_as_make_messages_writes_it() -> None:
    assert CATALOGUE.read_text(encoding="utf-8") == bring_in_step(read_catalogue(), extract_messages())


def test_the_compiled_catalogue_says_what_its_source_says() -> None:
    compiled_file = CATALOGUE.with_suffix(".mo")
    if not compiled_file.exists():
        pytest.fail("the catalogue is not compiled: make messages")
    with compiled_file.open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    differing: list[object] = []
    for message in translated_messages():
        if not is_translated(message):
            continue
        singular, *plural = forms_of(message.id)
        said = compiled.ngettext(singular, plural[0], 2) if plural else compiled.gettext(singular)
        if said != forms_of(message.string)[0]:
            differing.append(message.id)
    assert differing == [], "compiled from an older catalogue: make messages"
