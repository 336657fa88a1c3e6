"""The shape of a profile: one frozen model a stage, no default anywhere.

Values live in the TOML files, each with its section of the paper (arXiv 2402.03300) or "own choice"; a shape only says
what there is, of which type and in which range.
"""

from pydantic import Field

from deepmath_assets.profiles.shapes.base import Shape
from deepmath_assets.profiles.shapes.corpus import Corpus
from deepmath_assets.profiles.shapes.crawl import Crawl, Forecast
from deepmath_assets.profiles.shapes.evaluation import Evaluation
from deepmath_assets.profiles.shapes.extract import Extract
from deepmath_assets.profiles.shapes.instruct import Instruct
from deepmath_assets.profiles.shapes.mixture import Mixture
from deepmath_assets.profiles.shapes.recall import Recall
from deepmath_assets.profiles.shapes.training import Training


class Profile(Shape):
    """All policy of one run."""

    name: str
    seed: int = Field(ge=0)
    workers: int = Field(ge=1)
    engine: str = Field(pattern="^(local|ray)$")
    crawl: Crawl
    extract: Extract
    recall: Recall
    corpus: Corpus
    mixture: Mixture
    instruct: Instruct
    training: Training
    evaluation: Evaluation
    forecast: Forecast
