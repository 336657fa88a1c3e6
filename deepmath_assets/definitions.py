"""The one code location: every asset of `defs/`, its checks, jobs, sensors and schedules, for the workspace at hand.

`DEEPMATH_HOME` names the workspace; it is read inside the function, so importing this module reads no environment.
"""

import dagster as dg

from deepmath_assets.defs import corpus, crawl, evaluation, instruct, mixture, recall, training
from deepmath_assets.defs.shared.making.assets import TableAsset, build
from deepmath_assets.defs.shared.running import automation
from deepmath_assets.defs.shared.workspace import Workspace, home_folder, open_workspace

ASSETS: tuple[TableAsset, ...] = (
    *crawl.ASSETS, *recall.ASSETS, *corpus.ASSETS, *mixture.ASSETS, *instruct.ASSETS, *training.ASSETS,
    *evaluation.ASSETS,
)  # fmt: skip


def build_definitions(workspace: Workspace) -> dg.Definitions:
    """All definitions for a workspace: its profile and pack decide the code versions."""
    return dg.Definitions(
        assets=[build(asset, workspace) for asset in ASSETS],
        jobs=automation.jobs(),
        sensors=automation.sensors(workspace),
        schedules=automation.schedules(workspace),
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The definitions that `dagster dev`, `dg` and the UI load."""
    return build_definitions(open_workspace(home_folder()))
