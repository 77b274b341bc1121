"""What all pages of a site share: name, navigation, footer, contact, the kinds of pages there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chiso.language import Bilingual, Language, Text, text
from chiso.portal import addresses
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource
from chiso.version import VERSION

_MOST_ENTRIES = 6


def frame_of(site: Site, language: Language) -> dict[str, Any]:
    """The shared values of the pages in one language. A kind that is not built is nowhere linked."""
    theme = site.theme
    return {
        "name": theme.name.in_language(language),
        "body": theme.body.in_language(language),
        "logo": bool(theme.logo),
        "home": addresses.home(language),
        "navigation": navigation(site, language)[:_MOST_ENTRIES],
        "footer": [
            _entry(kind, address, title, language)
            for kind, address, title in (
                ("data", addresses.data(language), text("Download data")),
                ("method", addresses.methods(language), text("How it is computed")),
                ("verify", addresses.verify(language), text("Verify")),
                ("corrections", addresses.corrections(language), text("Corrections")),
                ("explain", addresses.explain(language), text("Explained simply")),
            )
            if kind in site.kinds
        ],
        "contact": {
            "email": theme.contact.email,
            "telephone": theme.contact.telephone,
            "address": theme.contact.address.in_language(language),
        },
        "kinds": sorted(site.kinds),
        "version": VERSION,
    }


def navigation(site: Site, language: Language) -> list[dict[str, str]]:
    """At most six entries, each of a kind that the site has."""
    found: list[dict[str, str]] = []
    if "home" in site.kinds:
        found.append(_entry("home", addresses.home(language), text("Overview"), language))
    if site.focus is not None and "unit" in site.kinds:
        address = addresses.unit(language, site.focus.slug)
        found.append({"kind": "focus", "address": address, "title": site.focus.name})
    for kind, address, title in (
        ("units", addresses.units(language), text("Units")),
        ("data", addresses.data(language), text("Data")),
        ("verify", addresses.verify(language), text("Verify")),
        ("explain", addresses.explain(language), text("Explained simply")),
    ):
        if kind in site.kinds:
            found.append(_entry(kind, address, title, language))
    return found


def _entry(kind: str, address: str, title: Text, language: Language) -> dict[str, str]:
    return {"kind": kind, "address": address, "title": title.in_language(language)}


def crumbs(site: Site, language: Language, *steps: tuple[str, str]) -> list[dict[str, str]]:
    """The breadcrumb of a page: the home page, then (title, address) down to the page itself."""
    home = {"title": text("Overview").in_language(language), "address": addresses.home(language)}
    return [home, *({"title": title, "address": address} for title, address in steps)]


def page_below(
    site: Site,
    language: Language,
    *,
    key: str,
    kind: str,
    template: str,
    address: str,
    title: Text | Bilingual | str,
    lead: Text | Bilingual,
    context: Mapping[str, Any],
    steps: tuple[tuple[str, str], ...] = (),
    crumb: str = "",
    nav: str = "",
    feeds: tuple[tuple[str, str, str], ...] = (),
) -> PageSource:
    """A page below the home page: its breadcrumb and its lead are in the context beside what is given.

    `steps` are the (title, address) between the home page and the page, whose own step is called `crumb`,
    else as the page is. The lead is also what search engines show.
    """
    heading = title if isinstance(title, str) else title.in_language(language)
    return PageSource(
        key=key,
        language=language,
        address=address,
        template=template,
        context={
            "breadcrumb": crumbs(site, language, *steps, (crumb or heading, address)),
            "lead": lead,
            **context,
        },
        kind=kind,
        title=heading,
        description=lead.in_language(language),
        nav=nav,
        feeds=feeds,
    )


def file_at(site: Site, address: str, content: bytes) -> PageSource:
    """A file for both languages at an address of its own."""
    return PageSource(
        key=f"file{address}",
        language=site.languages[0],
        address=address,
        template=None,
        context={},
        kind="file",
        title=address,
        content=content,
    )
