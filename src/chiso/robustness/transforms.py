"""From whole numbers of 32 bits to exponentials and normals, the same bits on every machine.

    u = (h + ½) / 2³²
    exponential   −ln u
    normal        Φ⁻¹(u), Wichura's AS 241

The logarithm is made here of additions, multiplications and one division, which every processor rounds alike;
those of libraries differ in the last bit. −ln u is right to 1e-9, Φ⁻¹ to 1e-9 as well: far below what the
whole numbers made of them can hold.

    ln m = 2 (s + s³/3 + s⁵/5 + …),   s = (m − 1)/(m + 1),   √½ ≤ m < √2

Each function has a twin in NumPy, bit for bit the same, as its test.

Source: Wichura (1988), The percentage points of the normal distribution, Applied Statistics 37.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chiso.compiling import compiled
from chiso.robustness.streams import Numbers

FloatArray: TypeAlias = NDArray[np.float64]

LN2 = 0.6931471805599453
# As many at a time stay in the nearest memory.
_TILE = 256
# A double whose last 32 bits are a whole number h is 2⁵² + h: adding ½ and taking 2⁵² away needs no
# conversion, which processors do one at a time.
_WHOLE = np.uint64(0x4330000000000000)
_BELOW_WHOLE = 4503599627370495.5
_EXPONENT = np.uint64(52)
_LIFT = np.uint64(16)
_ROOT_HALF = np.uint64(((16 << 52) - 0x3FE6A09E667F3BCD) % 2**64)
_LIFTED_WHOLE = 4503599627370512.0


# Beyond it Φ⁻¹ follows from the logarithm of what is left in the tail.
_CENTRE = 0.425
_CENTRE_SQUARED = 0.180625
_TAIL = 1.6


@compiled
def _fill_minus_logarithms(numbers: Any, values: Any, exponents: Any) -> None:
    """−ln u for at most a tile of numbers, into `values`; `exponents` is room to work in."""
    bits, exponent_bits = values.view(np.uint64), exponents.view(np.uint64)
    for i in range(numbers.size):
        bits[i] = np.uint64(numbers[i]) | _WHOLE
    for i in range(numbers.size):
        values[i] -= _BELOW_WHOLE
    for i in range(numbers.size):
        whole = bits[i]
        exponent = (whole + _ROOT_HALF) >> _EXPONENT
        bits[i] = whole - ((exponent - _LIFT) << _EXPONENT)
        exponent_bits[i] = exponent | _WHOLE
    for i in range(numbers.size):
        s = (values[i] - 1.0) / (values[i] + 1.0)
        z = s * s
        series = s * (2.0 + z * (2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11))))))
        values[i] = (32.0 - (exponents[i] - _LIFTED_WHOLE)) * LN2 - series


@compiled
def fill_whole_exponentials(numbers: Any, out: Any, scale: float) -> None:
    """⌊−ln u · scale⌋ for numbers (n,) into out (n,)."""
    values, exponents = np.empty(_TILE), np.empty(_TILE)
    for start in range(0, numbers.size, _TILE):
        here = min(_TILE, numbers.size - start)
        _fill_minus_logarithms(numbers[start : start + here], values, exponents)
        for i in range(here):
            out[start + i] = np.floor(values[i] * scale)


@compiled
def fill_normals(numbers: Any, out: Any) -> None:
    """Φ⁻¹(u) for numbers (n,) into out (n,)."""
    values, exponents = np.empty(_TILE), np.empty(_TILE)
    nearer = np.empty(_TILE, np.uint32)
    for start in range(0, numbers.size, _TILE):
        here = min(_TILE, numbers.size - start)
        for i in range(here):
            number = numbers[start + i]
            nearer[i] = min(number, np.uint32(0xFFFFFFFF) - number)
        _fill_minus_logarithms(nearer[:here], values, exponents)
        for i in range(here):
            q = (np.float64(numbers[start + i]) + 0.5) * 2.0**-32 - 0.5
            if abs(q) <= _CENTRE:
                out[start + i] = _middle(q)
            else:
                tail = _tail(np.sqrt(values[i]) - _TAIL)
                out[start + i] = -tail if q < 0.0 else tail


def _middle_of(q: Any) -> Any:
    """Φ⁻¹(½ + q) where |q| ≤ 0.425."""
    r = _CENTRE_SQUARED - q * q
    above = (
        (
            (
                (
                    ((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4)
                    * r
                    + 4.5921953931549871457e4
                )
                * r
                + 1.3731693765509461125e4
            )
            * r
            + 1.9715909503065514427e3
        )
        * r
        + 1.3314166789178437745e2
    ) * r + 3.3871328727963666080e0
    below = (
        (
            (
                (
                    ((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4)
                    * r
                    + 2.1213794301586595867e4
                )
                * r
                + 5.3941960214247511077e3
            )
            * r
            + 6.8718700749205790830e2
        )
        * r
        + 4.2313330701600911252e1
    ) * r + 1.0
    return q * above / below  # fmt: skip


def _tail_of(r: Any) -> Any:
    """Φ⁻¹(1 − p), r = √(−ln p) − 1.6, p from 1e-11 to 0.075."""
    above = (
        (
            (
                (
                    (
                        (7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r
                        + 2.41780725177450611770e-1
                    )
                    * r
                    + 1.27045825245236838258e0
                )
                * r
                + 3.64784832476320460504e0
            )
            * r
            + 5.76949722146069140550e0
        )
        * r
        + 4.63033784615654529590e0
    ) * r + 1.42343711074968357734e0
    below = (
        (
            (
                (
                    (
                        (1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r
                        + 1.51986665636164571966e-2
                    )
                    * r
                    + 1.48103976427480074590e-1
                )
                * r
                + 6.89767334985100004550e-1
            )
            * r
            + 1.67638483018380384940e0
        )
        * r
        + 2.05319162663775882187e0
    ) * r + 1.0
    return above / below  # fmt: skip


_middle = compiled(_middle_of)
_tail = compiled(_tail_of)


def minus_logarithms(numbers: Numbers) -> FloatArray:
    """−ln u, of any shape: the twin of the compiled loop."""
    power, series = _split(numbers.astype(np.float64) + 0.5)
    return np.asarray((32.0 - power) * LN2 - series)


def normals(numbers: Numbers) -> FloatArray:
    """Φ⁻¹(u), of any shape: the twin of the compiled loop."""
    q = (numbers.astype(np.float64) + 0.5) * 2.0**-32 - 0.5
    nearer = np.minimum(numbers, np.uint32(0xFFFFFFFF) - numbers)
    tail = _tail_of(np.sqrt(minus_logarithms(nearer)) - _TAIL)
    return np.asarray(np.where(np.abs(q) <= _CENTRE, _middle_of(q), np.where(q < 0.0, -tail, tail)))


def logarithms(values: FloatArray) -> FloatArray:
    """ln x of positive x, to 1e-9."""
    power, series = _split(values)
    return np.asarray(power * LN2 + series)


def _split(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """x = 2^power · m with √½ ≤ m < √2: the power and ln m."""
    bits = np.ascontiguousarray(values, dtype=np.float64).view(np.uint64)
    # Lifted, so that powers below nought stay whole numbers without a sign.
    lift = 1024
    exponent = (bits + np.uint64(((lift << 52) - 0x3FE6A09E667F3BCD) % 2**64)) >> _EXPONENT
    m = (bits - ((exponent - np.uint64(lift)) << _EXPONENT)).view(np.float64)
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    series = s * (2.0 + z * (2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11))))))
    return exponent.astype(np.float64) - lift, np.asarray(series)
