"""A small questionnaire for tests: two factors of three questions each, and one question apart."""

from chiso.frameworks.records import read_record
from chiso.survey.questionnaire import FORMAT, Questionnaire

ANSWERS = "[{value: '1', title: {en: a}}, {value: '2', title: {en: b}}, {value: '3', title: {en: c}}, " \
    "{value: '4', title: {en: d}}, {value: '5', title: {en: e}}]"  # fmt: skip


def question(number: int) -> str:
    return f"{{code: q{number}, title: {{en: Question {number}}}, column: q{number}, scale: five}}"


SIX_QUESTIONS = f"""
format: {FORMAT}
id: six-questions
title: {{en: Six questions}}
scales:
  five:
    answers: {ANSWERS}
    best: "5"
    chosen: ["4", "5"]
    dont_know: ["9"]
    does_not_apply: ["8"]
index:
  code: index
  title: {{en: Index}}
  parts:
  - {{code: I, title: {{en: First factor}}, parts: [{question(1)}, {question(2)}, {question(3)}]}}
  - {{code: II, title: {{en: Second factor}}, parts: [{question(4)}, {question(5)}, {question(6)}]}}
"""


def read(written: str) -> Questionnaire:
    """The questionnaire in a text."""
    return read_record(written.encode(), Questionnaire, name="q.yaml", form=FORMAT, code="CH-3190")


def six_questions() -> Questionnaire:
    """Two factors of three questions; 9 is “don't know”, 8 “does not apply”."""
    return read(SIX_QUESTIONS)
