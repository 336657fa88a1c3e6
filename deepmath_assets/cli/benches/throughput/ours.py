"""The other side of the bench: the crawl pass as the graph's workers make it, in a process of its own.

For each line of JSON on standard input ({"home", "part", "files", "delivery"}) one pass over the files with the
graph's own worker function, rows written to the lake, and a line of JSON as answer.
"""

import json
import sys
from collections import Counter
from typing import Any

from deepmath_assets.cli.benches.throughput.peer import cpu_seconds
from deepmath_assets.defs.shared.reading import PASS_USES, WarcTask, read_warc


def one_pass(request: dict[str, Any]) -> dict[str, Any]:
    """Processor seconds (of the extraction child too), and pages that passed the screen and have text."""
    begin = cpu_seconds()
    counts: Counter[str] = Counter()
    for name in request["files"]:
        delivery = f"{request['delivery']}:{name}"
        counts.update(read_warc(WarcTask(request["home"], PASS_USES, request["part"], name, delivery)))
    return {"cpu_seconds": cpu_seconds() - begin, "kept": counts["page"]}


if __name__ == "__main__":
    print(json.dumps({"versions": {}}), flush=True)
    for line in sys.stdin:
        print(json.dumps(one_pass(json.loads(line))), flush=True)
