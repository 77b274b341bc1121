"""Method and quality of a round on one page: how it was drawn and weighted, what is told, how good it is.

    report = survey_report(table, design, …)      what is said, in no language yet
    write_page(report, "vi")                      HTML that stands alone and prints on A4

The parts hold plain words and figures, so that a document (Word, PDF) is made of the same ones.
"""

from chiso.survey.report.gathering import survey_report
from chiso.survey.report.page import write_page
from chiso.survey.report.parts import Headline, Report, Section, Table

__all__ = ["Headline", "Report", "Section", "Table", "survey_report", "write_page"]
