"""`chiso keys`: make a key pair, revoke a key."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from chiso.cli.days import day_of
from chiso.cli.output import answering, force_option, path_option, say, words
from chiso.language import text


@click.group("keys", help=words(text("Keys with which publications are sealed.")))
def group() -> None:
    """The group of commands about keys."""


@group.command("new", help=words(text("Make a key pair: NAME.key (keep it secret) and NAME.pub.")))
@path_option("--out", text("Name of the two files, without an ending."), required=True)
@click.option("--owner", help=words(text("Whose key it is, for people who read a seal.")))
@click.option("--valid-from", metavar="DATE", help=words(text("First day on which the key is valid.")))
@click.option("--valid-until", metavar="DATE", help=words(text("Last day on which the key is valid.")))
@force_option
def new(out: Path, owner: str | None, valid_from: str | None, valid_until: str | None, force: bool) -> None:
    """Make the pair and say what to do with each half."""
    from chiso.publication import new_key
    from chiso.publication.keys import key_paths

    with answering():
        first, last = day_of(valid_from, "--valid-from"), day_of(valid_until, "--valid-until")
        pair = new_key(out=out, owner=owner, valid_from=first, valid_until=last, force=force)
        private, public = key_paths(out)
        say(text("Key {key_id}", key_id=pair.key_id))
        say(text("Secret half: {path}. Keep it off the web server; who has it can seal.", path=str(private)))
        say(text("Public half: {path}. Give it to everybody who verifies.", path=str(public)))


@group.command("revoke", help=words(text("Declare that a key must not be trusted any more.")))
@click.argument("key", type=click.Path(path_type=Path))
@click.option("--reason", required=True, help=words(text("Why; everybody who verifies reads it.")))
@click.option("--date", "day", metavar="DATE", help=words(text("The day of the revocation.")))
@path_option("--out", text("List of revocations; it is made, or this one is added."), required=True)
def revoke(key: Path, reason: str, day: str | None, out: Path) -> None:
    """Add a signed entry to the list."""
    from chiso.publication import revoke_key

    with answering():
        when: datetime.date | None = day_of(day, "--date")
        revocation = revoke_key(key=key, reason=reason, out=out, day=when)
        say(
            text("Key {key_id} is revoked. Publish the list: {path}", key_id=revocation.key_id, path=str(out))
        )
