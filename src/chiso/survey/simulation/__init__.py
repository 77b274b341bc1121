"""A made-up city and a survey round in it, of any size, whose truth is known.

    city = make_city(units=126, rows=20_000)
    simulate_round(city, Path("round"), seed=1)       # data.parquet, sample.parquet, design.yaml, truth.csv …
    people_of(city, 1, 0)                             # everybody in the first unit, for tests

For tests, for learning and for measuring speed. Nothing in it is a figure of any real place: the names of
units may be real (`hanoi_city`), the people, answers, hours and positions are drawn.
"""

from chiso.survey.simulation.city import City, hanoi_city, make_city
from chiso.survey.simulation.drawing import Drawn, draw_people
from chiso.survey.simulation.people import People, people_of
from chiso.survey.simulation.rounds import RoundTables, Simulated, round_tables, simulate_round

__all__ = [
    "City", "Drawn", "People", "RoundTables", "Simulated", "draw_people", "hanoi_city", "make_city",
    "people_of", "round_tables", "simulate_round",
]  # fmt: skip
