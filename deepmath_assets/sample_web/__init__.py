"""A generated web whose truth is known: `generate` writes it, `problems` draws worked problems of its kinds.

Imports no stage, so that the web cannot agree with a stage's mistakes.
"""

from deepmath_assets.sample_web.exercises.problems import problems
from deepmath_assets.sample_web.generate import Truth, generate

__all__ = ["Truth", "generate", "problems"]
