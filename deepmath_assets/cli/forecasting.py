"""`forecast`: what a crawl will cost, as a table or as JSON."""

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from deepmath_assets.base.errors import BadInput
from deepmath_assets.defs.shared.forecasting.forecast import Forecast, forecast
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets.stages.crawl.fetching import is_remote

console = Console(highlight=False, soft_wrap=True)


def show_forecast(
    crawl: str, profile: str, pack: str, parts: tuple[str, ...], share: float | None, as_json: bool
) -> None:
    """Print the forecast for a crawl in a folder or behind an address."""
    where = crawl if is_remote(crawl) else str(Path(crawl).absolute())
    if not is_remote(crawl) and not Path(where, "crawl-data").is_dir():
        raise BadInput(f"--crawl {crawl}: no crawl-data/<part>/warc.paths.gz there; the layout is in README")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder), Inputs(crawl=where, profile=profile, pack=pack, parts=parts))
        found = forecast(workspace, share)
    if as_json:
        print(json.dumps({**asdict(found), "core_hours": found.core_hours, "hours": found.hours}, indent=2))
    else:
        console.print(_about(found))
        console.print(_table(found))


def _about(found: Forecast) -> str:
    return (
        f"{found.files} WARC files, {_amount(found.bytes / 1e9)} GB; probe: {found.probe_share:.1%} of the bytes, "
        f"{found.probe_records} records. Expected: {found.records:,} records, {found.pages:,} pages, of which "
        f"{found.passing_share:.1%} ({found.passing_share_low:.1%} to {found.passing_share_high:.1%}) pass the screen: "
        f"{found.passing:,} ({found.passing_low:,} to {found.passing_high:,}). Hours at {found.workers} workers:"
    )


def _table(found: Forecast) -> Table:
    table = Table("stage", "pages", "a core-s", "core-h", "h", "GB read", "written", box=None, pad_edge=False)
    for stage in found.stages:
        figures = (stage.pages_per_core_second, stage.core_hours, stage.hours, stage.read_gb, stage.written_gb)
        table.add_row(stage.stage, f"{stage.pages:,}", *map(_amount, figures))
    written = sum(stage.written_gb for stage in found.stages)
    table.add_row("all", "", "", _amount(found.core_hours), _amount(found.hours), "", _amount(written))
    return table


def _amount(value: float) -> str:
    """Three figures.

    >>> _amount(1234.5), _amount(0.012345), _amount(0)
    ('1,234', '0.0123', '0')
    """
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
