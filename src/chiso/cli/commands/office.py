"""`chiso office`: set an office up, serve it, look after it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from chiso.cli.commands import office_backups, office_people
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
from chiso.problems import BadInput, Place, Problem, WrongCall, reason_of

HOME = text("Folder of the installation; else CHISO_HOME, else this folder.")
DEFAULT_PORT = 8000


@click.group("office", help=words(text("The office of a city: set it up, serve it, look after it.")))
def group() -> None:
    """The group of commands about an office."""


for _command in (*office_backups.COMMANDS, *office_people.COMMANDS):
    group.add_command(_command)


@group.command("init", help=words(text("Set up an office: settings, database, first administrator.")))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--city", required=True, help=words(text("Name of the city or province, for the masthead.")))
@click.option("--username", required=True, help=words(text("User name of the first administrator.")))
@click.option("--name", "full_name", required=True, help=words(text("Full name of the first administrator.")))
@click.option("--email", default="", help=words(text("Mail address of the first administrator.")))
@click.option(
    "--host",
    "hosts",
    multiple=True,
    help=words(text("Host name under which people reach it, over HTTPS. Without: this machine only.")),
)
@click.option(
    "--database-url",
    default="",
    envvar="DATABASE_URL",
    help=words(text("postgresql://…; else DATABASE_URL, else SQLite.")),
)
@path_option("--password-file", text("File with the first password; without, one is made and shown once."))
def init(
    folder: Path,
    city: str,
    username: str,
    full_name: str,
    email: str,
    hosts: tuple[str, ...],
    database_url: str,
    password_file: Path | None,
) -> None:
    """Refuse to set up over another office; leave nothing behind that is half made."""
    with answering():
        _need_libraries()
        from chiso.office.running.setting_up import set_up_office

        made = set_up_office(
            folder.absolute(),
            city=city,
            hosts=hosts,
            database_url=database_url,
            username=username,
            full_name=full_name,
            email=email,
            password=_first_line(password_file),
        )
        say(text("The office stands in {folder}.", folder=str(made.folder)))
        say(text("User name: {username}", username=made.username))
        if made.password:
            say(text("Password, shown this once: {password}", password=made.password))
        say(text("What to do next:"))
        home = str(made.folder)
        say(text("  1. Keep a copy of {file} apart from the backups.", file=f"{home}/office.toml"))
        say(text("  2. Serve it: chiso office serve --home {home}", home=home))
        say(text("  3. Sign in at {address} and set up the telephone for codes.", address=made.address))
        say(text("  4. Look for what is wrong: chiso office doctor --home {home}", home=home))


@group.command("serve", help=words(text("Serve the office until stopped.")))
@path_option("--home", HOME)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help=words(text("The port; 0 takes any that is free. Sockets from systemd go before it.")),
)
@click.option("--address", default="127.0.0.1", show_default=True, help=words(text("Where to listen.")))
@click.option("--no-worker", is_flag=True, help=words(text("Without the worker of the background.")))
def serve(home: Path | None, port: int, address: str, no_worker: bool) -> None:
    """End with 0 when stopped; what has begun is answered first."""
    with answering():
        _need_libraries()
        from chiso.office.starting import start

        os.umask(0o077)
        folder = start(home, counts_together=True)
        from chiso.office.running.before_serving import refuse_to_serve_if_wrong
        from chiso.office.running.holding import use
        from chiso.office.running.serving import serve as serve_office

        refuse_to_serve_if_wrong()

        def ready(listens: str) -> None:
            say(text("Serving {path} at {address} (Ctrl-C ends it)", path=str(folder), address=listens))
            sys.stdout.flush()

        with use(folder):
            serve_office(f"{address}:{port}", ready=ready, with_worker=not no_worker)


@group.command("work", help=words(text("Do the work of the background until stopped.")))
@path_option("--home", HOME)
@click.option("--batch", is_flag=True, help=words(text("End when nothing waits.")))
def work(home: Path | None, batch: bool) -> None:
    """End with 0 when stopped; the task that runs is ended first."""
    with answering():
        _need_libraries()
        from chiso.office.starting import start

        os.umask(0o077)
        folder = start(home)
        from chiso.office.running.holding import use
        from chiso.office.running.working import work as work_on

        with use(folder):
            work_on(batch=batch)


@group.command("doctor", help=words(text("Look for what is wrong, and say what to do.")))
@path_option("--home", HOME)
@json_option
def doctor(home: Path | None, as_json: bool) -> None:
    """Exit 0: nothing but notes; 1: warnings or faults, each with its code."""
    with answering(as_json) as answer:
        _need_libraries()
        from chiso.office.starting import start

        start(home)
        from chiso.office.running.doctor import examine
        from chiso.office.running.findings import Weight

        found = examine()
        if any(one.weight is not Weight.NOTE for one in found):
            answer.code = DIFFERS
        if as_json:
            give_json([one.as_record(speech.language) for one in found])
            return
        for one in found:
            say(one.in_language(speech.language))
        if answer.code == DONE:
            say(text("Nothing is wrong."))


@group.command("upgrade", help=words(text("Bring database and static files to this version.")))
@path_option("--home", HOME)
@click.option("--check", is_flag=True, help=words(text("Only say what would be done.")))
@click.option("--no-backup", is_flag=True, help=words(text("Without a backup before it.")))
@json_option
def upgrade(home: Path | None, check: bool, no_backup: bool, as_json: bool) -> None:
    """Exit 0: done, or nothing to do; 1 with --check: something waits."""
    with answering(as_json) as answer:
        _need_libraries()
        from chiso.office.starting import start

        os.umask(0o077)
        folder = start(home)
        from chiso.office.running import upgrading
        from chiso.office.running.holding import replace

        if check:
            state, made = upgrading.look_at_upgrade(), None
            answer.code = DONE if state.is_current else DIFFERS
        else:
            with replace(folder):
                state, made = upgrading.upgrade(with_backup=not no_backup)
        latest = state.latest_backup.isoformat() if state.latest_backup else None
        if as_json:
            give_json(
                {
                    "version": state.version,
                    "waiting": [
                        {"database": one.database, "name": one.name, "steps": list(one.steps)}
                        for one in state.waiting
                    ],
                    "static_is_current": state.static_is_current,
                    "latest_backup": latest,
                    "backup_made": str(made.path) if made else None,
                }
            )
            return
        for one in state.waiting:
            say(text("{migration}: {count} steps", migration=one.name, count=len(one.steps)))
            for step in one.steps:
                say(f"    {step}")
        if check:
            say(text("Latest backup: {time}", time=latest or text("none")))
            say(text("Nothing waits.") if state.is_current else text("Upgrade with: chiso office upgrade"))
            return
        if made is not None:
            say(text("Backed up before it: {path}", path=str(made.path)))
        say(text("The office is that of version {version}.", version=state.version))


@group.command("demo", help=words(text("Set up an office to try: invented people, real agencies.")))
@click.argument("folder", type=click.Path(path_type=Path))
@path_option(
    "--round", text("Folder of “chiso survey index”: its figures go through one campaign, published.")
)
@click.option(
    "--framework",
    metavar="ID@VERSION|FILE.yaml",
    help=words(text("The set of that campaign, of all communes.")),
)
@path_option("--map", text("Which criterion takes which estimate (YAML)."))
def demo(folder: Path, round: Path | None, framework: str | None, map: Path | None) -> None:
    """Refuse where an office stands; with a round, show that one campaign and nothing else."""
    with answering():
        _need_libraries()
        from chiso.office.demonstration.brought_rounds import read_brought_campaign
        from chiso.office.demonstration.setting_up import set_up_demonstration

        brought = None
        if round is not None and framework is not None and map is not None:
            brought = read_brought_campaign(round, framework, map)
        elif (round, framework, map) != (None, None, None):
            raise WrongCall([_incomplete_round()])
        folder = folder.absolute()
        made = set_up_demonstration(folder, progress=remark, brought=brought)
        say(text("The demonstration stands in {folder}; all people in it are invented.", folder=str(folder)))
        if made.published is not None:
            campaign = made.published
            say(
                text(
                    "Published: {title}; criteria fed from the round: {count}.",
                    title=campaign.title,
                    count=campaign.criteria,
                )
            )
            say(text("Sealed edition: {path}", path=str(campaign.bundle)))
        say(text("Password of every account: {password}", password=made.password))
        for account in made.accounts:
            say(f"    {account.username:<24} {words(account.title)}")
        say(text("    {username} stands in for {head}.", username=made.deputy, head=made.deputy_of))
        say(text("The code of the second step stands on the page for signing in."))
        say(text("Serve it: chiso office serve --home {home}", home=str(folder)))


def _incomplete_round() -> Problem:
    expected = text("Expected --round, --framework and --map together, or none of them.")
    mend = text("Name the folder of the round, the set, and the map from estimates to criteria.")
    return Problem("CH-8819", Place(field="--round"), "", expected, mend)


def _need_libraries() -> None:
    """Raise WrongCall (CH-7501) where the libraries of the office are not installed."""
    from chiso.office.starting import need_libraries

    need_libraries()


def _first_line(path: Path | None) -> str:
    """The password in a file. Raises BadInput (CH-1002) where it cannot be read."""
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        expected = text("Expected a file whose first line is the password.")
        mend = text("Check the name and the rights.")
        raise BadInput([Problem("CH-1002", Place(str(path)), reason_of(error), expected, mend)]) from error
