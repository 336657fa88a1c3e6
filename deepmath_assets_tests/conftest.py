"""What every test may use: the shared kits where they are, an empty lake, and one small sample web a session."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of scoring kits beside the checkout; its tests skip where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the scoring kits (../shared/data) are not here")
    return folder
