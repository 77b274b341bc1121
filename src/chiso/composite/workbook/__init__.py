"""A composite index as a workbook, in the shape that users of the COIN Tool and of COINr know.

    read_workbook(path, …)     sheets “Data”, “Metadata” (and “Plan”) become a framework and two tables
    write_workbook(run)        a run becomes these sheets, and one more for each stage
    write_definition(framework)    a framework becomes these sheets, the figures still to be filled in

    Data       uCode, uName, [Time,] one column a grouping, denominator, indicator; one row a unit
    Metadata   iCode, iName, Type, Parent, Direction, Weight, …; one row a column or group

Source of the shape: data frames iData and iMeta of the R package COINr (MIT), after the JRC's COIN Tool.
"""

from chiso.composite.workbook.reading import FromWorkbook, read_workbook
from chiso.composite.workbook.writing import write_definition, write_workbook

__all__ = ["FromWorkbook", "read_workbook", "write_definition", "write_workbook"]
