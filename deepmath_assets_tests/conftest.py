"""What every test may use: the shared kits where they are, and an empty lake."""

from pathlib import Path

import pytest

from deepmath_assets.lake.tables import Lake

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of scoring kits beside the checkout; its tests skip where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the scoring kits (../shared/data) are not here")
    return folder


@pytest.fixture
def empty_lake(tmp_path: Path) -> Lake:
    """A lake that nothing has written to yet."""
    return Lake(tmp_path / "lake")
