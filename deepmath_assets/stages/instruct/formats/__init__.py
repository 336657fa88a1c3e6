"""Readers of published instruction formats, one module a family, in the order in which they are asked.

A module has `claims(row)`, true of rows of its format by their field names, and `read(row)`, which returns the drafts
of a row or why there is none. The first module that claims a row reads it; so narrow formats stand before wide ones.
To add a format: one module, one line here, one golden pair in the tests.
"""

from types import ModuleType

from deepmath_assets.stages.instruct.formats import (
    answer_only,
    ape210k,
    backward,
    competition,
    conversations,
    gaokao,
    gsm8k,
    programs,
    tora,
)

FORMATS: tuple[ModuleType, ...] = (
    conversations,
    tora,
    programs,
    ape210k,
    gaokao,
    backward,
    competition,
    answer_only,
    gsm8k,
)
