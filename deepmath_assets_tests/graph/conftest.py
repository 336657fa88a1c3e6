"""One small sample web and one whole run over it, for all tests of the graph."""

from pathlib import Path

import pytest

from deepmath_assets.sample_web import generate
from deepmath_assets_tests.graph.command import run_on


@pytest.fixture(scope="session")
def small_web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    generate(folder, 11, 0.1)
    return folder


@pytest.fixture(scope="session")
def travelled(tmp_path_factory: pytest.TempPathFactory, small_web: Path) -> Path:
    """The home folder of an undisturbed whole run."""
    home = tmp_path_factory.mktemp("home") / "undisturbed"
    run_on(home, small_web)
    return home
