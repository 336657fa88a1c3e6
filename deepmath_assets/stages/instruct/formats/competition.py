r"""MATH: `{problem, level, type, solution}`, the answer in the last `\boxed{}` (Hendrycks et al. 2021)."""

from deepmath_assets.base.boxed import last_boxed
from deepmath_assets.stages.instruct.drafts import Draft, Row, Unusable


def claims(row: Row) -> bool:
    """True of rows with a problem and its solution."""
    return {"problem", "solution"} <= row.keys()


def read(row: Row) -> list[Draft] | Unusable:
    """One draft with the publisher's level and type."""
    solution = str(row["solution"]).strip()
    boxed = last_boxed(solution)
    if not boxed:
        return Unusable("no_answer", "the solution has no \\boxed{}")
    subdomain, level = str(row.get("type", "")), str(row.get("level", ""))
    return [Draft("cot", str(row["problem"]).strip(), solution, boxed, subdomain=subdomain, level=level)]
