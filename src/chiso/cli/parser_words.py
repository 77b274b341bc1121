"""The words of the parser of calls (click) that a user can meet, so that the catalogue has them.

Click asks the process's message catalogue for these identifiers; `main.py` makes that ours. The
list is checked against click by a test. Nothing here is ever called.
"""

from __future__ import annotations

from chiso.language import text, text_by_count

WORDS = (
    text("Usage:"),
    text("required"),
    text("Options"),
    text("Commands"),
    text("Positional arguments"),
    text("default: {default}"),
    text("Show this message and exit."),
    text("Show the version and exit."),
    text("Aborted!"),
    text("Error: {message}"),
    text("Try '{command} {option}' for help."),
    text("Missing command."),
    text("Missing argument"),
    text("Missing option"),
    text("Missing parameter"),
    text("No such command {name!r}."),
    text("No such option {name!r}."),
    text("Invalid value: {message}"),
    text("Invalid value for {param_hint}: {message}"),
    text("Option {name!r} does not take a value."),
    text("Choose from:\n\t{choices}"),
    text("{name} {filename!r} does not exist."),
    text("{name} {filename!r} is a file."),
    text("{name} {filename!r} is a directory."),
    text("{name} {filename!r} is not readable."),
    text("file"),
    text("directory"),
    text("path"),
)

COUNTED_WORDS = (
    text_by_count("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1),
    text_by_count("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 1),
    text_by_count("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 1),
    text_by_count("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 1),
)
