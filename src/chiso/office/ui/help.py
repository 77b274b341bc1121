"""Help beside each screen: texts in both languages, written in a small part of Markdown, shipped as files.

`help_pages/<topic>.<language>.md`; the first line is the title ("# …"). Addresses: /tro-giup/<topic>/.
HTML inside a text is shown as it is written, never taken as markup; links lead within the office or to
another https address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from chiso.language import LANGUAGES, Language, sort_key
from chiso.office.errors import NotFound

FOLDER = Path(__file__).parent / "help_pages"
# The text that belongs to all pages of an app which name none of their own, by the name of its addresses.
TOPICS_OF_APPS = {
    "campaigns": "dot-danh-gia",
    "dossiers": "ho-so-thu-tuc",
    "drafting": "soan-bo-tieu-chi",
    "files": "tai-lieu",
    "inspections": "kiem-tra",
    "ledger": "so-cai",
    "notices": "thong-bao",
    "organisation": "co-quan",
    "people": "tai-khoan",
    "plans": "ke-hoach",
    "running": "van-hanh",
    "surveys": "vong-dieu-tra",
    "tasks": "nhiem-vu",
    "tokens": "ma-truy-cap",
}
_OF_ACCOUNTS = re.compile(r"(account|mfa|usersessions|openid_connect)_")
_TOPIC = re.compile(r"[a-z0-9-]{1,60}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A help text: its topic, title, and body as markup."""

    topic: str
    title: str
    body: Markup


def topic_of(view_name: str) -> str:
    """The topic for a page by the name of its address ("people:list"); "" where there is none."""
    if _OF_ACCOUNTS.match(view_name):
        return TOPICS_OF_APPS["people"]
    return TOPICS_OF_APPS.get(view_name.partition(":")[0], "")


@cache
def topics() -> tuple[str, ...]:
    """All topics that there are in any language."""
    return tuple(sorted({path.name.partition(".")[0] for path in FOLDER.glob("*.md")}))


@cache
def read_help(topic: str, language: Language) -> HelpPage:
    """The text of a topic. Raises NotFound."""
    path = FOLDER / f"{topic}.{language}.md"
    if not _TOPIC.match(topic) or not path.is_file():
        raise NotFound
    head, _, body = path.read_text("utf-8").partition("\n")
    return HelpPage(topic, head.removeprefix("# ").strip(), Markup(_markdown().render(body)))


@cache
def contents(language: Language) -> tuple[HelpPage, ...]:
    """All texts of a language, by title."""
    return tuple(
        sorted((read_help(topic, language) for topic in topics()), key=lambda page: sort_key(page.title))
    )


def lacking() -> list[str]:
    """Files that are missing: each topic stands in each language."""
    wanted = (FOLDER / f"{topic}.{language}.md" for topic in topics() for language in LANGUAGES)
    return [path.name for path in wanted if not path.is_file()]


@cache
def _markdown() -> MarkdownIt:
    """CommonMark without HTML and images, with tables in our look."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    made.add_render_rule("table_open", _open_table)
    return made


def _open_table(renderer: Any, tokens: Any, place: int, options: Any, environment: Any) -> str:
    """A table with the class that the stylesheet knows."""
    del renderer, tokens, place, options, environment
    return '<table class="table">\n'
