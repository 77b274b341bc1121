"""Every screen speaks Vietnamese throughout, and leads to a help text that stands."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from chiso import language
from chiso.office.people.models import Person
from chiso.office.ui.help import topics
from tests.office.routes_samples import make_world
from tests.office.ui.screens import post_nothing, screens

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.slow]
HELP = re.compile(r'<footer.*href="/tro-giup/([^"]*)"', re.DOTALL)
# Said to a person without being between tags.
SPOKEN = ("aria-label", "alt", "title", "placeholder")
# So many words in a row are no chance: they are a sentence that was not translated.
A_SENTENCE = 3


class _Words(HTMLParser):
    """What a page says: each piece of text and each attribute that is read out. Not code, not English."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if self._silent:
            self._silent += [tag] if tag == self._silent[0] else []
            return
        if tag in ("code", "script", "style", "textarea") or of.get("lang") == "en":
            self._silent.append(tag)
            return
        self.said += [str(of[name]) for name in SPOKEN if of.get(name)]

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[0]:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.said.append(" ".join(data.split()))


def _english() -> tuple[set[str], dict[str, list[str]]]:
    """From the catalogue what would be English on a page: whole messages, and their longer parts.

    The parts by a word between their ends: only where a page says that word are they looked for.
    """
    with (language.Path(language.__file__).parent / "locale/vi/LC_MESSAGES/chiso.po").open("rb") as stream:
        catalogue: Catalog = read_po(stream, locale="vi")
    whole, parts = set(), set()
    for message in catalogue:
        said = [message.string] if isinstance(message.string, str) else list(message.string)
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        for one in ids:
            if not one or one in said:
                continue
            if "{" not in one:
                whole.add(" ".join(one.split()))
            for part in re.split(r"\{[^}]*\}|[“”\n]", one):
                if len(part.split()) >= A_SENTENCE and not any(part.strip() in vi for vi in said):
                    parts.add(" ".join(part.split()))
    by_word: dict[str, list[str]] = {}
    for part in parts:
        by_word.setdefault(max(part.split()[1:-1], key=len), []).append(part)
    return whole, by_word


def _left_in_english(content: str, whole: set[str], parts: dict[str, list[str]]) -> list[str]:
    words = _Words()
    words.feed(content)
    together = "\n".join(words.said)
    likely = [part for word in set(together.split()) for part in parts.get(word, ())]
    return [said for said in words.said if said in whole] + [part for part in likely if part in together]


def test_the_look_for_english_finds_some() -> None:
    whole, parts = _english()
    assert _left_in_english('<p>Sign out</p><p lang="en">Sign out</p>', whole, parts) == ["Sign out"]
    assert _left_in_english('<a aria-label="Hà: Nothing waits for you">x</a>', whole, parts)
    assert _left_in_english("<p>Không có việc nào đang chờ bạn</p>", whole, parts) == []


def test_every_screen_speaks_vietnamese_throughout_and_leads_to_a_help_text_that_stands() -> None:
    world = make_world()
    whole, parts = _english()
    # People of the test are called after their roles.
    whole -= set(Person.objects.values_list("username", flat=True))
    # In a choice of languages each is called by its own name.
    whole -= {"English"}
    in_english, helpless, count = [], [], 0
    for screen in screens(world):
        count += 1
        for content in (screen.content, post_nothing(screen)):
            in_english += [(screen.name, said) for said in _left_in_english(content, whole, parts)]
        led = [one.rstrip("/") in topics() for one in HELP.findall(screen.content)]
        if led != [True] and not screen.name.startswith("help"):
            helpless.append(screen.name)
    assert in_english == []
    assert helpless == []
    assert count > 40
