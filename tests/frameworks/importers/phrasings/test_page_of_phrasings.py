"""The reference page says what the phrasings read."""

from __future__ import annotations

import re

import yaml

from chiso.frameworks.importers.phrasings import EXAMPLES
from tests.frameworks.importers.phrasings.page import PAGE, page


def test_the_page_is_written_from_the_phrasings() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_the_rules_of_the_page_are_those_of_the_examples() -> None:
    written = [
        yaml.load(block, Loader=yaml.BaseLoader)["rule"]["kind"]
        for block in re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    ]
    examples = (example for several in EXAMPLES.values() for example in several)
    rules = [example.rule for example in examples if isinstance(example.rule, dict)]
    assert written == [rule["kind"] for rule in rules]
