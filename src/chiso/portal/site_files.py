"""Files for machines beside the pages: sitemap, robots.txt; and the page for what is not found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from chiso.language import Language, text
from chiso.portal import addresses
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource

NOT_FOUND = "not-found"
# Charts for the pages of others show what the pages of the site show; a search leads to these.
EMBED = "embed"
# Leads on to the version of a data set that stands, which is listed.
LATEST = "latest"
# Pages that the sitemap does not list.
UNLISTED = frozenset({NOT_FOUND, EMBED, LATEST})
# The most that one file may hold (sitemaps.org, protocol 0.9).
MOST_ADDRESSES = 50_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def not_found(site: Site) -> Iterator[PageSource]:
    """The page that a server shows for a wrong address, in each language."""
    for language in site.languages:
        yield PageSource(
            key="not-found",
            language=language,
            address=_not_found_address(site, language),
            template="not_found.html.j2",
            context={},
            kind=NOT_FOUND,
            title=text("This page is not here").in_language(language),
        )


def _not_found_address(site: Site, language: Language) -> str:
    return f"{addresses.home(language)}404.html"


def files_of(site: Site, listed: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Address and content of each file; `listed`: the addresses of the pages that a search may find."""
    lines = ["User-agent: *", "Allow: /"]
    if site.base_url:
        lines.append(f"Sitemap: {site.base_url}/sitemap.xml")
        yield from _sitemaps(site, sorted(listed))
    yield "/robots.txt", ("\n".join(lines) + "\n").encode()


def _sitemaps(site: Site, listed: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    parts = [listed[at : at + MOST_ADDRESSES] for at in range(0, len(listed), MOST_ADDRESSES)] or [[]]
    if len(parts) == 1:
        yield "/sitemap.xml", _sitemap(site, parts[0])
        return
    names = [f"/sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    entries = "".join(f"<sitemap><loc>{escape(site.base_url + name)}</loc></sitemap>\n" for name in names)
    yield "/sitemap.xml", f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{entries}</sitemapindex>\n".encode()
    for name, part in zip(names, parts, strict=True):
        yield name, _sitemap(site, part)


def _sitemap(site: Site, listed: Sequence[str]) -> bytes:
    return (
        f'{_HEAD}<urlset {_NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        + "".join(_entry(site, address) for address in listed)
        + "</urlset>\n"
    ).encode()


def _entry(site: Site, address: str) -> str:
    versions = {language: addresses.in_language(address, language) for language in site.languages}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(site.base_url + version)}"/>'
        for language, version in versions.items()
    )
    return f"<url><loc>{escape(site.base_url + address)}</loc>{links if len(versions) > 1 else ''}</url>\n"
