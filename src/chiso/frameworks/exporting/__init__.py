"""A framework as a file for people: workbook, Word document, YAML; annexes of decisions; opinions."""
