"""Where a killed run goes on: its last whole checkpoint.

The library writes a checkpoint's files one after the other into their final folder, the trainer's state last. A folder
without a readable state is what a kill left: it is removed, and the one before it counts.
"""

import json
import re
import shutil
from pathlib import Path

_NAME = re.compile(r"checkpoint-(\d+)$")


def last_whole_checkpoint(work: Path) -> str | None:
    """The newest whole checkpoint below the work folder, or None; torn ones are removed.

    >>> last_whole_checkpoint(Path("/nowhere")) is None
    True
    """
    found = sorted(
        (int(name.group(1)), path) for path in work.glob("checkpoint-*") if (name := _NAME.search(path.name))
    )
    for step, path in reversed(found):
        if _whole(path, step):
            return str(path)
        shutil.rmtree(path)
    return None


def _whole(path: Path, step: int) -> bool:
    try:
        state = json.loads((path / "trainer_state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    needed = ("optimizer.pt", "scheduler.pt")
    return bool(state.get("global_step") == step and all((path / name).is_file() for name in needed))
