"""The command line `deepmath`: parse, call, print. What it does is in the modules that it calls.

Errors of the project come out as one line that says what to do, and exit status 1; `--debug` shows the traceback.
"""

import sys
import warnings

from rich.console import Console
from rich.markup import escape

from deepmath_assets.base.errors import DeepmathError


def main() -> None:
    """Run the command line."""
    from deepmath_assets.cli.app import app

    warnings.filterwarnings("ignore", message=".*currently in (preview|beta).*")  # of pinned Dagster: no news to a user
    try:
        app(standalone_mode=True)
    except DeepmathError as error:
        if "--debug" in sys.argv:
            raise
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"[bold red]deepmath:[/] {escape(str(error))}")
        sys.exit(1)
