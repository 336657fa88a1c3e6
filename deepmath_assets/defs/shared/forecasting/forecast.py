"""The whole crawl's cost from a probe's: pages, core-hours, hours, gigabytes, stage by stage.

Every stage grows with the pages that it sees, so sums are the probe's divided by its share of the crawl's bytes; what
a stage costs once (a model's size, a tokenizer's training) is added once. Stages after the screen are counted as if
all pages that pass were collected: an upper bound for signatures and tokens. Not covered: waiting for a remote server,
later rounds of the loop (each trains and scores again), candidate pairs of near-duplicates, model training.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from deepmath_assets.defs.shared.forecasting.measuring import Cost, Counts, Measured, measured
from deepmath_assets.defs.shared.forecasting.probe import Probe, draw_probe
from deepmath_assets.defs.shared.workspace import Workspace
from deepmath_assets.profiles.shapes.recall import Seeding


@dataclass(frozen=True)
class StageForecast:
    """One stage over the whole crawl; gigabytes are 10^9 bytes."""

    stage: str
    pages: int
    pages_per_core_second: float
    core_hours: float
    hours: float
    read_gb: float
    written_gb: float


@dataclass(frozen=True)
class Forecast:
    """What a probe says of its crawl. `passing_low` and `_high` bound the pages that pass the screen."""

    files: int
    bytes: int
    workers: int
    probe_share: float
    probe_records: int
    records: int
    pages: int
    passing_share: float
    passing_share_low: float
    passing_share_high: float
    passing: int
    passing_low: int
    passing_high: int
    stages: tuple[StageForecast, ...]

    @property
    def core_hours(self) -> float:
        """Of all stages."""
        return sum(stage.core_hours for stage in self.stages)

    @property
    def hours(self) -> float:
        """Of all stages, one after the other, at the profile's workers."""
        return sum(stage.hours for stage in self.stages)


def forecast(workspace: Workspace, share: float | None = None) -> Forecast:
    """The forecast for the workspace's crawl and profile, from a probe of this share (else the profile's)."""
    probe = draw_probe(workspace, share or workspace.profile.forecast.probe_share)
    with tempfile.TemporaryDirectory() as folder:
        found = measured(workspace, probe, Path(folder))
    pages, passed = sum(c.pages for c in found.counts), sum(c.passed for c in found.counts)
    low, high = interval(found.counts, workspace.profile.forecast.interval_z)
    whole = pages / probe.share
    return Forecast(
        probe.files, probe.bytes, workspace.profile.workers, probe.share, found.records,
        round(found.records / probe.share), round(whole), passed / max(1, pages), low, high,
        round(passed / probe.share), round(low * whole), round(high * whole), _stages(workspace, probe, found),
    )  # fmt: skip


def interval(counts: list[Counts], z: float) -> tuple[float, float]:
    """Wilson's interval (1927) for the share of pages that pass, of as many pages as the runs are worth.

    Pages of a site lie together and resemble each other: n pages in runs tell no more than n / deff drawn singly, with
    Kish's design effect (1965) from how the runs differ.

    >>> [round(end, 2) for end in interval([Counts(50, 10, 0), Counts(50, 10, 0)], 1.96)]
    [0.13, 0.29]
    >>> [round(end, 2) for end in interval([Counts(50, 20, 0), Counts(50, 0, 0)], 1.96)]
    [0.03, 0.66]
    """
    pages, passed, runs = sum(c.pages for c in counts), sum(c.passed for c in counts), len(counts)
    if not pages:
        return 0.0, 1.0
    share = passed / pages
    spread = sum((c.passed - share * c.pages) ** 2 for c in counts) * runs / max(1, runs - 1) / pages**2
    alone = share * (1 - share) / pages
    worth = pages / max(1.0, spread / alone) if alone else float(pages)
    middle = (share + z * z / (2 * worth)) / (1 + z * z / worth)
    half = z / (1 + z * z / worth) * (share * (1 - share) / worth + z * z / (4 * worth * worth)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def _stages(workspace: Workspace, probe: Probe, found: Measured) -> tuple[StageForecast, ...]:
    """The stages in their order, each with what it reads and writes."""
    scale = 1 / probe.share
    with_text = round(sum(count.with_text for count in found.counts) * scale)
    passed = round(sum(count.passed for count in found.counts) * scale)
    stored = found.costs["extracting"].written_bytes * scale / 1e9
    trained = _training_pages(workspace.profile.recall.seeding, with_text)
    policy = workspace.profile.mixture.tokenizer
    more_text = min(policy.max_training_chars, found.text_chars * scale) / max(1, found.text_chars)
    workers = workspace.profile.workers
    tokenizing = found.costs["tokenizing"]
    plan = (
        ("read, screen", found.costs["reading"], round(found.records * scale), probe.bytes / 1e9, workers),
        ("extract", found.costs["extracting"], passed, 0.0, workers),
        ("features, kinds", found.costs["features"], with_text, stored, workers),
        ("train classifier", found.costs["training"], trained, stored * trained / max(1, with_text), 1),
        ("score", found.costs["scoring"], with_text, stored, 1),
        ("signatures", found.costs["signatures"], with_text, stored, workers),
        ("tokenize", tokenizing._replace(fixed=tokenizing.fixed * more_text), with_text, stored, 1),
    )
    return tuple(_stage(*row) for row in plan)


def _stage(name: str, cost: Cost, pages: int, read_gb: float, workers: int) -> StageForecast:
    each = cost.seconds / max(1, cost.pages)
    core_hours = (cost.fixed + each * pages) / 3600
    grows = name != "train classifier"
    written = cost.written_bytes / max(1, cost.pages) * pages if grows else cost.written_bytes
    return StageForecast(
        name, pages, 1 / each if each else float("inf"), core_hours, core_hours / workers, read_gb, written / 1e9
    )


def _training_pages(policy: Seeding, pages: int) -> int:
    """Training pages of a round: as many as the profile takes, or as the crawl has."""
    positives = min(policy.max_positives, pages // 2)
    negatives = min(policy.max_negatives, round(positives * policy.negatives_per_positive))
    return min(pages, positives + negatives)
