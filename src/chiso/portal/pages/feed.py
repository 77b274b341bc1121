"""The news of publications as an Atom feed (RFC 4287), one in each language.

An entry is named by the hash of its content as an ni address (RFC 6920), which stays whatever the
address of the site. Its day is that of the decision. No clock is read, so a publication without a
decision has no day, and cannot stand in a feed; where none has one there is no feed.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from html import escape

from chiso.language import Language, text
from chiso.portal import addresses
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource
from chiso.portal.publication_model import Publication
from chiso.portal.publications_shown import STANDINGS, version_title

TITLE = text("News of publications")


def pages(site: Site) -> Iterator[PageSource]:
    """The feed in each language, if any publication has a day."""
    dated = [publication for publication in site.publications if publication.day is not None]
    if not dated:
        return
    for language in site.languages:
        yield PageSource(
            key="feed",
            language=language,
            address=addresses.feed(language),
            template=None,
            context={},
            kind="feed",
            title=TITLE.in_language(language),
            content=write_feed(site, dated, language).encode("utf-8"),
        )


def write_feed(site: Site, publications: list[Publication], language: Language) -> str:
    """The feed as XML. Addresses are absolute where the site's address is known, else relative."""
    here = addresses.feed(language)

    def link(to: str) -> str:
        return f"{site.base_url.rstrip('/')}{to}" if site.base_url else addresses.relative(here, to)

    body = site.theme.body.in_language(language) or site.title.in_language(language)
    newest = max(publication.day.isoformat() for publication in publications if publication.day)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">',
        f"<title>{_escaped(site.title.in_language(language))}</title>",
        f"<subtitle>{_escaped(TITLE.in_language(language))}</subtitle>",
        f"<id>{_escaped(_id_of_feed(site, publications, language))}</id>",
        f"<updated>{newest}T00:00:00+07:00</updated>",
        f"<author><name>{_escaped(body)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{escape(link(here))}"/>',
        f'<link rel="alternate" type="text/html" href="{escape(link(addresses.corrections(language)))}"/>',
    ]
    for publication in publications:
        lines += _entry(publication, language, link(addresses.corrections(language)), link)
    return "\n".join([*lines, "</feed>", ""])


def _entry(
    publication: Publication, language: Language, page: str, link: Callable[[str], str]
) -> Iterator[str]:
    assert publication.day is not None, "only publications with a day stand in a feed"
    day = f"{publication.day.isoformat()}T00:00:00+07:00"
    bundle = link(addresses.bundle(publication.slug, publication.content))
    summary = STANDINGS[publication.standing].in_language(language)
    if publication.reason:
        summary = f"{summary}: {publication.reason}"
    yield "<entry>"
    yield f"<title>{_escaped(version_title(publication).in_language(language))}</title>"
    yield f"<id>{_name_of(publication.content)}</id>"
    yield f"<updated>{day}</updated>"
    yield f'<link rel="alternate" type="text/html" href="{escape(page)}"/>'
    yield (
        f'<link rel="enclosure" type="application/zip" length="{publication.size}" href="{escape(bundle)}"/>'
    )
    yield f"<summary>{_escaped(summary)}</summary>"
    yield "</entry>"


def _id_of_feed(site: Site, publications: list[Publication], language: Language) -> str:
    """A name that stays while publications are added: the site's address, else its oldest publication."""
    if site.base_url:
        return f"{site.base_url.rstrip('/')}{addresses.feed(language)}"
    oldest = min(publications, key=lambda one: (one.day is None, one.day, one.first))
    return f"{_name_of(oldest.first)}?lang={language}"


def _name_of(digest: str) -> str:
    """A SHA-256 as an ni address."""
    written = base64.urlsafe_b64encode(bytes.fromhex(digest)).decode("ascii").rstrip("=")
    return f"ni:///sha-256;{written}"


def _escaped(words: str) -> str:
    """Words between tags."""
    return escape(words, quote=False)
