"""`chiso portal`: build a site from bundles, look at it, check it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from chiso.cli.output import (
    DIFFERS,
    DONE,
    answering,
    give_json,
    json_option,
    path_option,
    remark,
    say,
    speech,
    words,
)
from chiso.language import text

DEFAULT_PORT = 8800


@click.group("portal", help=words(text("A static site made from bundles: build it, look at it, check it.")))
def group() -> None:
    """The group of commands about sites."""


@group.command("build", help=words(text("Verify bundles and build the site that shows them.")))
@click.argument("bundles", nargs=-1, type=click.Path(path_type=Path), metavar="BUNDLE…")
@path_option("--out", text("Folder of the site; one that is there is replaced in one step."), required=True)
@click.option("--title", help=words(text("Name of the site; the theme can give it in two languages.")))
@click.option(
    "--base-url",
    default="",
    metavar="URL",
    help=words(text("Where the site will stand, for the sitemap and the news: https://…")),
)
@path_option("--theme", text("Theme file: name, body, logo, colours, contact, languages."))
@path_option("--trusted", text("Public half of a key that you trust. May be repeated."), multiple=True)
@path_option("--revoked", text("List of revoked keys. May be repeated."), multiple=True)
@json_option
def build(
    bundles: tuple[Path, ...],
    out: Path,
    title: str | None,
    base_url: str,
    theme: Path | None,
    trusted: tuple[Path, ...],
    revoked: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Exit 0: built; 4: a bundle that differs is refused, and the old site stands."""
    from dataclasses import replace

    from chiso.language import Bilingual
    from chiso.portal.building import build_site
    from chiso.portal.theme import Theme
    from chiso.portal.theme_reading import read_theme

    with answering(as_json):
        _check_base_url(base_url)
        chosen = read_theme(theme) if theme is not None else Theme()
        if title is not None:
            chosen = replace(chosen, name=Bilingual(vi=title, en=title))
        built = build_site(
            bundles,
            out,
            theme=chosen,
            base_url=base_url,
            trusted=trusted,
            revoked=revoked,
            progress=remark,
        )
        if as_json:
            give_json(
                {
                    "out": str(built.out),
                    "pages": built.pages,
                    "drawn": built.drawn,
                    "files": built.files,
                    "bytes": built.bytes,
                    "units": built.units,
                    "publications": built.publications,
                }
            )
            return
        say(text("Written: {path}", path=str(built.out)))
        say(
            text(
                "Pages: {pages}; publications: {publications}; units: {units}; size: {size} MB.",
                pages=built.pages,
                publications=built.publications,
                units=built.units,
                size=_megabytes(built.bytes),
            )
        )
        say(text("To look at it: chiso portal serve {path}", path=str(built.out)))


@group.command("serve", help=words(text("Serve a site on this machine, to look at it.")))
@click.argument("site", type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help=words(text("The port; 0 takes any that is free.")),
)
def serve(site: Path, port: int) -> None:
    """Serve on 127.0.0.1 until stopped with Ctrl-C."""
    from chiso.portal.serving import serve_site

    def ready(address: str) -> None:
        say(text("Serving {path} at {address} (Ctrl-C ends it)", path=str(site), address=address))
        sys.stdout.flush()

    with answering():
        try:
            serve_site(site, port, ready=ready)
        except KeyboardInterrupt:
            say(text("Ended."))


@group.command("check", help=words(text("Look for faults in a site: links, accessibility, weight, hosts.")))
@click.argument("site", type=click.Path(path_type=Path))
@json_option
def check(site: Path, as_json: bool) -> None:
    """Exit 0: nothing found; 1: something found, each with its code."""
    from chiso.portal.checking import check_site

    with answering(as_json):
        checked = check_site(site, progress=None if as_json else remark)
        if as_json:
            give_json(
                {
                    "pages": checked.pages,
                    "links": checked.links,
                    "heaviest": checked.heaviest,
                    "heaviest_bytes": checked.heaviest_bytes,
                    "problems": [problem.as_record(speech.language) for problem in checked.problems],
                }
            )
        else:
            for problem in checked.problems:
                say(problem.in_language(speech.language))
            say(
                text(
                    "Pages: {pages}; links: {links}; heaviest page with its style: {name}, {bytes} bytes "
                    "on the way. Problems: {count}.",
                    pages=checked.pages,
                    links=checked.links,
                    name=checked.heaviest,
                    bytes=checked.heaviest_bytes,
                    count=len(checked.problems),
                )
            )
    sys.exit(DIFFERS if checked.problems else DONE)


def _megabytes(count: int) -> str:
    from fractions import Fraction

    from chiso.figures import write_for_eyes

    return write_for_eyes(Fraction(count, 1_000_000), speech.language, 1)


def _check_base_url(written: str) -> None:
    from urllib.parse import urlsplit

    from chiso.problems import Place, Problem, WrongCall

    parts = urlsplit(written)
    if written and (
        parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment
    ):
        expected = text("Expected an address such as https://chiso.example.vn, without a question mark.")
        mend = text("See “chiso portal build --help”.")
        raise WrongCall([Problem("CH-6008", Place(field="--base-url"), written, expected, mend)])
