"""`chiso office users`, `chiso office keys`: accounts and keys from the console."""

from __future__ import annotations

from pathlib import Path

import click

from chiso.cli.output import answering, give_json, json_option, path_option, say, words
from chiso.language import text

HOME = text("Folder of the installation; else CHISO_HOME, else this folder.")


@click.group("users", help=words(text("Accounts, from the console: when nobody can sign in who could.")))
def users() -> None:
    """The group of commands about accounts."""


@users.command("list", help=words(text("All accounts with their roles.")))
@path_option("--home", HOME)
@json_option
def list_users(home: Path | None, as_json: bool) -> None:
    """One line an account."""
    with answering(as_json):
        from chiso.office.starting import start

        start(home)
        from chiso.office.running.listing import list_accounts

        accounts = list_accounts()
        if as_json:
            give_json([account.as_record() for account in accounts])
            return
        for account in accounts:
            say(account.in_words())


@users.command("invite", help=words(text("Invite somebody; prints the link that opens the account.")))
@path_option("--home", HOME)
@click.option("--name", "full_name", required=True, help=words(text("Full name.")))
@click.option("--role", required=True, help=words(text("The role, as account_administrator.")))
@click.option("--agency", default="", help=words(text("Uid or name of the agency, where the role has one.")))
@click.option("--email", default="", help=words(text("Mail address.")))
def invite(home: Path | None, full_name: str, role: str, agency: str, email: str) -> None:
    """The link is shown this once."""
    with answering():
        from chiso.office.starting import start

        start(home)
        from chiso.office.running import console

        address = console.invite(full_name=full_name, role=role, agency=agency, email=email)
        say(text("Give this link to {name}; it opens one account and stands for seven days:", name=full_name))
        say(address)


@users.command("end", help=words(text("Close an account: no right and no session from now on.")))
@click.argument("username")
@path_option("--home", HOME)
def end(username: str, home: Path | None) -> None:
    """The account stays in the record."""
    with answering():
        from chiso.office.starting import start

        start(home)
        from chiso.office.running import console

        console.end(username=username)
        say(text("The account {username} is closed.", username=username))


@users.command("reset", help=words(text("A link by which somebody sets password and telephone anew.")))
@click.argument("username")
@path_option("--home", HOME)
def reset(username: str, home: Path | None) -> None:
    """The old ones hold until the link is used."""
    with answering():
        from chiso.office.starting import start

        start(home)
        from chiso.office.running import console

        address = console.reset(username=username)
        say(text("Give this link to the owner of {username}; it stands for 48 hours:", username=username))
        say(address)


@click.group("keys", help=words(text("The secret key of the office.")))
def keys() -> None:
    """The group of commands about the key."""


@keys.command("rotate", help=words(text("Make a new key; the old one goes on to open what it sealed.")))
@path_option("--home", HOME)
def rotate(home: Path | None) -> None:
    """Secrets of the second factor are sealed anew."""
    with answering():
        from chiso.office.starting import start

        folder = start(home)
        from chiso.office.running import console
        from chiso.office.running.holding import replace

        with replace(folder):
            count = console.rotate_key(folder)
        say(text("A new key is in office.toml. Secrets sealed anew: {count}.", count=count))
        say(text("Keep a new copy of office.toml apart from the backups."))
        say(text("When all have signed in again: chiso office keys forget"))


@keys.command("forget", help=words(text("Forget the earlier keys: what they signed holds no longer.")))
@path_option("--home", HOME)
def forget(home: Path | None) -> None:
    """Sessions and links from their time end."""
    with answering():
        from chiso.office.starting import start

        folder = start(home)
        from chiso.office.running import console
        from chiso.office.running.holding import replace

        with replace(folder):
            count = console.forget_old_keys(folder)
        say(text("Earlier keys forgotten: {count}.", count=count))


COMMANDS = (users, keys)
