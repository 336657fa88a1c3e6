"""The crawl pass on a Ray cluster: the same content as on local processes."""

from pathlib import Path

import pytest

from deepmath_assets.defs.shared.workspace import open_workspace
from deepmath_assets_tests.graph.command import TINY, run_on

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
TABLES = ("crawl.census", "crawl.warc_report", "extract.pages")


def test_a_ray_cluster_reads_the_crawl_as_local_processes_do(small_web: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    hashes = {}
    for engine in ("local", "ray"):
        profile = tmp_path / f"{engine}.toml"
        profile.write_text(f'extends = "{TINY}"\nengine = "{engine}"\n', encoding="utf-8")
        run_on(tmp_path / engine, small_web, "--until", "extract/pages", profile=profile)
        lake = open_workspace(tmp_path / engine).lake
        hashes[engine] = {
            (table, part): (lake.newest(table, part) or {})["content_hash"]
            for table in TABLES
            for part in sorted(set(lake.read(table)["part"]))
        }
    assert hashes["ray"] == hashes["local"]
    assert len(hashes["ray"]) >= len(TABLES)
