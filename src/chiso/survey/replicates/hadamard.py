"""Hadamard matrices: square, of plus and minus one, with rows at right angles.

    H Hᵀ = m I

Orders come from three constructions and their products: Sylvester's doubling, Paley's first (a prime
q = 3 mod 4 gives the order q + 1) and second (q = 1 mod 4 gives 2(q + 1)). They reach nearly every
multiple of four; where one is not reached (52 is the first) the next larger one serves as well.

Sources: Sylvester (1867); Paley (1933), On orthogonal matrices; use for half samples: McCarthy (1969),
Wolter (2007), Introduction to Variance Estimation, chapter 3.
"""

from __future__ import annotations

from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Signs: TypeAlias = NDArray[np.int8]


@cache
def hadamard_matrix(order_at_least: int) -> Signs:
    """The smallest matrix that the constructions reach with at least so many rows.

    (order, order) of int8; the first row and the first column are all ones.
    """
    order = max(order_at_least, 1)
    while True:
        found = _build(order)
        if found is not None:
            by_column = found * found[0]
            normalised = np.ascontiguousarray(by_column * by_column[:, :1], dtype=np.int8)
            normalised.flags.writeable = False
            return normalised
        order += 1 if order < 4 else 4 - order % 4


@cache
def _build(order: int) -> Signs | None:
    """A matrix of exactly this order, not normalised; None where no construction has it."""
    if order == 1:
        return np.ones((1, 1), dtype=np.int8)
    if order == 2:
        return np.array([[1, 1], [1, -1]], dtype=np.int8)
    if order % 4:
        return None
    if (order - 1) % 4 == 3 and _is_prime(order - 1):
        return _paley_first(order - 1)
    half = order // 2
    if (half - 1) % 4 == 1 and _is_prime(half - 1):
        return _paley_second(half - 1)
    doubled = _build(half)
    return None if doubled is None else np.kron(np.array([[1, 1], [1, -1]], dtype=np.int8), doubled)


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))


def _residue_matrix(prime: int) -> Signs:
    """Q with Q[i, j] = 1 where i − j is a square modulo the prime, −1 where not, 0 on the diagonal."""
    numbers = np.arange(prime)
    character = np.full(prime, -1, dtype=np.int8)
    character[numbers * numbers % prime] = 1
    character[0] = 0
    return np.asarray(character[(numbers[:, None] - numbers[None, :]) % prime])


def _paley_first(prime: int) -> Signs:
    skew = np.zeros((prime + 1, prime + 1), dtype=np.int8)
    skew[0, 1:], skew[1:, 0] = 1, -1
    skew[1:, 1:] = _residue_matrix(prime)
    return skew + np.eye(prime + 1, dtype=np.int8)


def _paley_second(prime: int) -> Signs:
    symmetric = np.zeros((prime + 1, prime + 1), dtype=np.int8)
    symmetric[0, 1:] = symmetric[1:, 0] = 1
    symmetric[1:, 1:] = _residue_matrix(prime)
    on_diagonal = np.array([[1, -1], [-1, -1]], dtype=np.int8)
    elsewhere = np.array([[1, 1], [1, -1]], dtype=np.int8)
    return np.kron(symmetric, elsewhere) + np.kron(np.eye(prime + 1, dtype=np.int8), on_diagonal)
