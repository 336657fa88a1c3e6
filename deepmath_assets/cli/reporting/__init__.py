"""`report`: one self-contained HTML page of a run, made to be looked at."""

from pathlib import Path

from rich.console import Console

from deepmath_assets.cli.reporting.layout import page
from deepmath_assets.cli.reporting.sections import SECTIONS
from deepmath_assets.defs.shared.workspace import home_folder, open_workspace


def write_report(home: str | None, out: Path) -> None:
    """Write the report of a home folder; sections whose tables are not there yet say so."""
    workspace = open_workspace(home_folder(home))
    parts = [(title, body(workspace)) for title, body in SECTIONS]
    out.write_text(page(f"deepmath: {workspace.profile.name}", parts), encoding="utf-8")
    Console(highlight=False, soft_wrap=True).print(f"wrote {out} ({out.stat().st_size // 1024} KB)")
