"""The values of each problem family: one draw returns every number its wordings and its program name.

Only arithmetic belongs here; the wordings, reasonings and programs are data in `words/exercises/*.toml`. Each draw sets
`answer` as a string (an integer, or a fraction `a/b` with `tex` for its TeX form).
"""

import random
from collections.abc import Callable
from fractions import Fraction
from math import gcd

Values = dict[str, object]
Draw = Callable[[random.Random], Values]


def _fraction(value: Fraction) -> Values:
    plain = str(value)
    return {
        "answer": plain,
        "tex": plain if value.denominator == 1 else rf"\frac{{{value.numerator}}}{{{value.denominator}}}",
    }


def shopping(rng: random.Random) -> Values:
    n, p, f = rng.randint(3, 48), rng.randint(2, 39), rng.randint(2, 29)
    return {"n": n, "p": p, "f": f, "np": n * p, "answer": str(n * p + f)}


def change(rng: random.Random) -> Values:
    n, p = rng.randint(3, 19), rng.randint(4, 25)
    big = (n * p // 50 + rng.randint(1, 4)) * 50
    return {"n": n, "p": p, "np": n * p, "big": big, "answer": str(big - n * p)}


def journey(rng: random.Random) -> Values:
    v, w, t, u = rng.randint(31, 98), rng.randint(12, 76), rng.randint(2, 8), rng.randint(2, 7)
    return {"v": v, "w": w, "t": t, "u": u, "d": v * t, "e": w * u, "answer": str(v * t + w * u)}


def discount(rng: random.Random) -> Values:
    p, r = 20 * rng.randint(3, 70), 5 * rng.randint(1, 13)
    return {"p": p, "r": r, "cut": p * r // 100, "answer": str(p - p * r // 100)}


def sharing(rng: random.Random) -> Values:
    k, q = rng.randint(6, 37), rng.randint(7, 64)
    rest = rng.randint(1, k - 1)
    return {"total": k * q + rest, "k": k, "q": q, "answer": str(rest), "lt": "<"}


def ages(rng: random.Random) -> Values:
    small, d = rng.randint(5, 58), rng.randint(2, 33)
    return {"d": d, "s": 2 * small + d, "sd": 2 * small, "answer": str(small)}


def heads(rng: random.Random) -> Values:
    rabbits, chickens = rng.randint(4, 47), rng.randint(5, 52)
    h = rabbits + chickens
    return {"h": h, "l": 2 * h + 2 * rabbits, "hh": 2 * h, "extra": 2 * rabbits, "answer": str(rabbits)}


def mean(rng: random.Random) -> Values:
    centre = rng.randint(31, 90)
    a, b, c = rng.randint(1, 20), rng.randint(1, 20), rng.randint(-9, 9)
    values = [centre + a, centre - b, centre + c, centre - a - c, centre + b]
    rng.shuffle(values)
    return {"list": ", ".join(map(str, values)), "sum": 5 * centre, "answer": str(centre)}


def work(rng: random.Random) -> Values:
    a = rng.randint(2, 24)
    b = a + rng.randint(1, 21)
    rate = Fraction(1, a) + Fraction(1, b)
    return {"a": a, "b": b, "rate": str(rate), "rate_tex": _fraction(rate)["tex"], **_fraction(1 / rate)}


def plus(rng: random.Random) -> Values:
    a, b = rng.randint(112, 989), rng.randint(23, 98)
    tens, ones = b // 10 * 10, b % 10
    return {"a": a, "b": b, "tens": tens, "ones": ones, "step": a + tens, "answer": str(a + b)}


def linear(rng: random.Random) -> Values:
    x, k, c, b = rng.randint(2, 29), rng.randint(2, 9), rng.randint(2, 9), rng.randint(2, 60)
    return {"a": k + c, "b": b, "c": c, "d": b + k * x, "k": k, "m": k * x, "answer": str(x)}


def quadratic(rng: random.Random) -> Values:
    p = rng.randint(2, 19)
    q = p + rng.randint(1, 14)
    s, m = p + q, p * q
    return {"p": p, "q": q, "s": s, "m": m, "ss": s * s, "mm": 2 * m, "answer": str(p * p + q * q)}


def series(rng: random.Random) -> Values:
    a, d, n = rng.randint(2, 25), rng.randint(2, 13), rng.randint(8, 45)
    last = a + (n - 1) * d
    return {
        "a": a,
        "d": d,
        "n": n,
        "n1": n - 1,
        "a2": a + d,
        "a3": a + 2 * d,
        "last": last,
        "answer": str(n * (a + last) // 2),
    }


def common_divisor(rng: random.Random) -> Values:
    g, x = rng.randint(6, 58), rng.randint(4, 33)
    y = x + rng.choice([step for step in range(1, 20) if gcd(step, x) == 1])
    return {"a": g * x, "b": g * y, "g": g, "x": x, "y": y, "answer": str(g)}


def residue(rng: random.Random) -> Values:
    a, e, m = rng.randint(2, 19), rng.randint(20, 240), rng.randint(5, 37)
    return {"a": a, "e": e, "m": m, "sq": a * a % m, "answer": str(pow(a, e, m))}


def committee(rng: random.Random) -> Values:
    n = rng.randint(7, 26)
    k = rng.randint(2, 5)
    count = 1
    for i in range(k):
        count = count * (n - i) // (i + 1)
    return {"n": n, "k": k, "answer": str(count)}


def urn(rng: random.Random) -> Values:
    r, b = rng.randint(3, 19), rng.randint(2, 20)
    n = r + b
    chance = Fraction(r, n) * Fraction(r - 1, n - 1)
    return {"r": r, "b": b, "n": n, "r1": r - 1, "n1": n - 1, **_fraction(chance)}


def triangle(rng: random.Random) -> Values:
    while True:
        u, v, k = rng.randint(2, 9), rng.randint(1, 8), rng.randint(1, 7)
        if u > v:
            break
    a, b, c = k * (u * u - v * v), k * 2 * u * v, k * (u * u + v * v)
    return {"a": a, "b": b, "aa": a * a, "bb": b * b, "cc": c * c, "answer": str(c)}


def rectangle(rng: random.Random) -> Values:
    b = rng.randint(4, 68)
    a = b + rng.randint(1, 57)
    return {"a": a, "b": b, "ab": a + b, "answer": str(2 * (a + b))}


def derivative(rng: random.Random) -> Values:
    a, b, x = rng.randint(2, 12), rng.randint(2, 15), rng.randint(1, 9)
    return {"a": a, "b": b, "x": x, "aaa": 3 * a, "bb": 2 * b, "answer": str(3 * a * x * x + 2 * b * x)}


def integral(rng: random.Random) -> Values:
    p, q, b = rng.randint(1, 9), rng.randint(1, 12), rng.randint(2, 8)
    return {
        "p": p,
        "q": q,
        "b": b,
        "p3": 3 * p,
        "q2": 2 * q,
        "bb": b * b,
        "bbb": b**3,
        "answer": str(p * b**3 + q * b * b),
    }


def determinant(rng: random.Random) -> Values:
    a, b, c, d = (rng.randint(2, 17) for _ in range(4))
    return {"a": a, "b": b, "c": c, "d": d, "ad": a * d, "bc": b * c, "answer": str(a * d - b * c)}


def divisors(rng: random.Random) -> Values:
    p, q = rng.sample([2, 3, 5, 7], 2)
    i, j = rng.randint(1, 5), rng.randint(1, 3)
    return {"n": p**i * q**j, "p": p, "q": q, "i": i, "j": j, "answer": str((i + 1) * (j + 1))}


def composition(rng: random.Random) -> Values:
    a, b, x = rng.randint(2, 14), rng.randint(1, 30), rng.randint(3, 16)
    c = rng.randint(1, x * x - 1)
    return {"a": a, "b": b, "c": c, "x": x, "xx": x * x, "gx": x * x - c, "answer": str(a * (x * x - c) + b)}


def few_more(rng: random.Random) -> Values:
    a, b = rng.randint(1, 9), rng.randint(1, 9)
    return {"a": a, "b": b, "answer": str(a + b)}


def few_less(rng: random.Random) -> Values:
    a = rng.randint(3, 12)
    b = rng.randint(1, a - 1)
    return {"a": a, "b": b, "answer": str(a - b)}


def twice(rng: random.Random) -> Values:
    a = rng.randint(2, 15)
    return {"a": a, "answer": str(2 * a)}


def small_groups(rng: random.Random) -> Values:
    a, b = rng.randint(2, 5), rng.randint(2, 6)
    return {"a": a, "b": b, "answer": str(a * b)}


def half(rng: random.Random) -> Values:
    a = rng.randint(1, 10)
    return {"a": 2 * a, "answer": str(a)}


def legs(rng: random.Random) -> Values:
    a = rng.randint(2, 10)
    return {"a": a, "answer": str(4 * a)}


def weeks(rng: random.Random) -> Values:
    a = rng.randint(2, 9)
    return {"a": a, "answer": str(7 * a)}


def larger(rng: random.Random) -> Values:
    a, b = rng.sample(range(10, 60), 2)
    return {"a": a, "b": b, "least": min(a, b), "answer": str(max(a, b))}


def missing(rng: random.Random) -> Values:
    a = rng.randint(1, 9)
    return {"a": a, "answer": str(10 - a)}


def tens(rng: random.Random) -> Values:
    a, b = rng.randint(1, 9), rng.randint(1, 9)
    return {"a": 10 * a, "b": b, "answer": str(10 * a + b)}


def three_parts(rng: random.Random) -> Values:
    a, b, c = rng.randint(1, 5), rng.randint(1, 5), rng.randint(1, 4)
    return {"a": a, "b": b, "c": c, "ab": a + b, "answer": str(a + b + c)}


FAMILIES: tuple[tuple[str, Draw], ...] = (
    ("shopping", shopping),
    ("change", change),
    ("journey", journey),
    ("discount", discount),
    ("sharing", sharing),
    ("ages", ages),
    ("heads", heads),
    ("mean", mean),
    ("work", work),
    ("sum", plus),
    ("linear", linear),
    ("quadratic", quadratic),
    ("series", series),
    ("gcd", common_divisor),
    ("residue", residue),
    ("committee", committee),
    ("urn", urn),
    ("triangle", triangle),
    ("rectangle", rectangle),
    ("derivative", derivative),
    ("integral", integral),
    ("determinant", determinant),
    ("divisors", divisors),
    ("composition", composition),
    ("few_more", few_more),
    ("few_less", few_less),
    ("twice", twice),
    ("small_groups", small_groups),
)
DRILLS: tuple[tuple[str, Draw], ...] = (
    ("half", half),
    ("legs", legs),
    ("weeks", weeks),
    ("larger", larger),
    ("missing", missing),
    ("tens", tens),
    ("three_parts", three_parts),
)
