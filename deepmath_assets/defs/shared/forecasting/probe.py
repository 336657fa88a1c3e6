"""A small random part of a crawl, by its bytes: whole files where there are many, else runs of records.

Here: which bytes are read. Not here: what is measured on them (`measuring.py`).

Of a crawl of many files a seeded sample of files is drawn. A crawl of few files is laid end to end and cut into equal
stretches; in each a run begins at a random byte, so that no site fills the probe by lying together. A record belongs
to the run in which it begins, so the runs' share of the bytes is their share of the records, record for record.
"""

import random
from collections.abc import Iterator
from itertools import accumulate, dropwhile, takewhile
from typing import NamedTuple

from deepmath_assets.base.errors import NotACrawl
from deepmath_assets.defs.shared.reading import fetch_policy, record_limits
from deepmath_assets.defs.shared.workspace import Workspace
from deepmath_assets.stages.crawl.fetching import file_size, is_remote, list_parts, list_warc_files, open_warc
from deepmath_assets.stages.crawl.records import Record, read_records

_FIRST_RUN_BYTES = 1 << 12


class Run(NamedTuple):
    """Bytes `start` up to `stop` of a WARC file."""

    part: str
    warc_file: str
    start: int
    stop: int


class Probe(NamedTuple):
    """The runs to read, and the crawl that they stand for; `bytes` is estimated where not every size was asked."""

    runs: tuple[Run, ...]
    files: int
    bytes: int

    @property
    def share(self) -> float:
        """Bytes of the probe as a share of the crawl's."""
        return min(1.0, sum(run.stop - run.start for run in self.runs) / max(1, self.bytes))


def draw_probe(workspace: Workspace, share: float) -> Probe:
    """The probe of a crawl: about this share of its bytes, with at least the profile's number of records."""
    policy, inputs = fetch_policy(workspace), workspace.inputs
    files = [
        (part, name)
        for part in list_parts(inputs.crawl, inputs.parts)
        for name in list_warc_files(inputs.crawl, part, policy)
    ]
    if not files:
        raise NotACrawl(f"{inputs.crawl}: its warc.paths.gz name no file")
    wanted, draws = round(share * len(files)), random.Random(f"{workspace.profile.seed} forecast")
    many = wanted >= workspace.profile.forecast.runs
    chosen = sorted(draws.sample(files, wanted)) if many else files
    asked = chosen if is_remote(inputs.crawl) else files
    sizes = {file: file_size(inputs.crawl, file[1], policy) for file in asked}
    total = round(sum(sizes.values()) * len(files) / len(sizes))
    if many:
        return Probe(tuple(Run(*file, 0, sizes[file]) for file in chosen), len(files), total)
    return _of_runs(workspace, sizes, share, draws.random())


def records_of(workspace: Workspace, run: Run) -> Iterator[Record]:
    """The records that begin in a run; offsets count from its start."""
    with open_warc(workspace.inputs.crawl, run.warc_file, fetch_policy(workspace), run.start) as stream:
        records = read_records(stream, **record_limits(workspace.profile))
        whole = dropwhile(lambda record: record.url is None, records) if run.start else records
        yield from takewhile(lambda record: record.offset < run.stop - run.start, whole)


def _of_runs(workspace: Workspace, sizes: dict[tuple[str, str], int], share: float, where: float) -> Probe:
    """Equally long runs, doubled until they hold records enough or cover the crawl."""
    policy, total = workspace.profile.forecast, sum(sizes.values())
    stretch = -(-total // policy.runs)
    length = min(stretch, max(round(share * stretch), _FIRST_RUN_BYTES))
    while True:
        begins = [number * stretch + int(where * (stretch - length)) for number in range(policy.runs)]
        runs = tuple(run for begin in begins for run in _within_files(sizes, begin, min(begin + length, total)))
        enough = sum(1 for run in runs for _ in records_of(workspace, run)) >= policy.min_records
        if enough or length == stretch:
            return Probe(runs, len(sizes), total)
        length = min(stretch, 2 * length)


def _within_files(sizes: dict[tuple[str, str], int], begin: int, end: int) -> Iterator[Run]:
    """The bytes from `begin` to `end` of all files laid end to end, by file."""
    ends = accumulate(sizes.values())
    for (part, name), size, stop in zip(sizes, sizes.values(), ends, strict=True):
        first, last = max(begin, stop - size), min(end, stop)
        if first < last:
            yield Run(part, name, first - (stop - size), last - (stop - size))
