"""Models of answers under a design: regressions, tests of their terms, tests of independence."""
