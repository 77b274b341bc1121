"""Bring the Vietnamese catalogue in step with the messages that the code contains.

    python scripts/messages.py

Adds what is new (untranslated), drops what no code says any more, keeps every translation. No line
numbers, days or guesses are written, so that a change of the catalogue shows a change of words.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "chiso"
CATALOGUE = SOURCE / "locale" / "vi" / "LC_MESSAGES" / "chiso.po"
# `text("…")` and `text_by_count("one", "many", count)`, see chiso.language; templates call them too.
METHODS = [("**.py", "python"), ("**.html.j2", "jinja2")]
KEYWORDS = {"text": None, "text_by_count": (1, 2)}
HEADER = """# Vietnamese messages of chiso. Licence: Apache-2.0.
msgid ""
msgstr ""
"Language: vi\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def extract_messages() -> Catalog:
    """Every message that the code under `src/chiso` may say, without translations."""
    template = Catalog(project="chiso", charset="utf-8")
    found = extract_from_dir(SOURCE, method_map=METHODS, keywords=KEYWORDS)
    for _file, _line, message, _comments, _context in found:
        template.add(message)
    return template


def read_catalogue() -> Catalog:
    """The Vietnamese catalogue as it stands, empty where there is none yet."""
    if not CATALOGUE.exists():
        return Catalog(locale="vi", charset="utf-8")
    with CATALOGUE.open("rb") as stream:
        return read_po(stream, locale="vi")


def bring_in_step(catalogue: Catalog, template: Catalog) -> str:
    """The text of `catalogue` with exactly the messages of `template`, sorted by message."""
    # A guess at a translation (fuzzy) would be shown to a person as if somebody had meant it.
    catalogue.update(template, no_fuzzy_matching=True)
    written = io.BytesIO()
    write_po(
        written,
        catalogue,
        width=0,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    return HEADER + written.getvalue().decode("utf-8").strip("\n") + "\n"


def main() -> None:
    """Rewrite the catalogue and say how much waits for a translator."""
    catalogue = read_catalogue()
    content = bring_in_step(catalogue, extract_messages())
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(content, encoding="utf-8")
    waiting = [message.id for message in catalogue if message.id and not is_translated(message)]
    print(f"{len(catalogue)} messages, {len(waiting)} without a translation")
    for identifier in waiting:
        print(f"  {identifier}")


def is_translated(message: Message) -> bool:
    """Whether every form of a translation is there."""
    forms = forms_of(message.string)
    return bool(forms) and all(forms)


def forms_of(words: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """The forms of a message or of a translation: one, or one for each grammatical number."""
    if words is None:
        return []
    return [words] if isinstance(words, str) else list(words)


if __name__ == "__main__":
    main()
