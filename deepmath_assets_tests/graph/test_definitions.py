"""The graph as a snapshot, a line per asset: group, partitions, dependencies. `DEEPMATH_ACCEPT=1` rewrites it."""

import os
from pathlib import Path

import dagster as dg
import pytest

from deepmath_assets.definitions import ASSETS, build_definitions
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets.lake.contracts import CONTRACTS

SNAPSHOT = Path(__file__).with_name("graph.txt")
NOT_ASSETS = {"lake.decisions"}


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    return build_definitions(Workspace(tmp_path_factory.mktemp("home"), Inputs(profile="demo")))


def test_the_graph_is_the_snapshot(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    lines = []
    for key in sorted(graph.get_all_asset_keys()):
        node = graph.get(key)
        partitions = getattr(node.partitions_def, "name", None) or ("checkpoint" if node.partitions_def else "-")
        parents = " ".join(sorted(parent.to_user_string() for parent in node.parent_keys))
        lines.append(f"{key.to_user_string()} [{node.group_name}, {partitions}] <- {parents}".rstrip())
    found = "\n".join(lines) + "\n"
    if os.environ.get("DEEPMATH_ACCEPT"):
        SNAPSHOT.write_text(found, encoding="utf-8")
    assert found == SNAPSHOT.read_text(encoding="utf-8")


def test_every_contract_is_an_asset_and_every_asset_is_described(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    keys = {key.to_user_string().replace("/", ".") for key in graph.get_all_asset_keys()}
    assert keys == set(CONTRACTS) - NOT_ASSETS
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description
        assert node.code_version
        assert node.kinds
        assert "dagster/column_schema" in node.metadata


def test_every_table_has_a_blocking_contract_check(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    blocking = {
        (check.asset_key.to_user_string(), check.name)
        for asset in definitions.assets or ()
        if isinstance(asset, dg.AssetsDefinition)
        for check in asset.check_specs
        if check.blocking
    }
    for key in graph.get_all_asset_keys():
        assert (key.to_user_string(), "contract") in blocking


def test_a_value_of_the_profile_changes_only_the_code_versions_that_use_it(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('extends = "demo"\nname = "demo"\n[corpus.near_duplicates]\njaccard = 0.81\n', encoding="utf-8")
    before, after = (
        {spec.key: spec.code_version for spec in build_definitions(workspace).resolve_all_asset_specs()}
        for workspace in (Workspace(tmp_path, Inputs(profile=p)) for p in ("demo", str(other)))
    )
    assert [key.to_user_string() for key in before if before[key] != after[key]] == ["corpus/near_duplicates"]


def test_a_body_reads_nothing_of_a_later_stage() -> None:
    order = ["crawl", "extract", "recall", "corpus", "mixture", "instruct", "training", "evaluation"]
    inputs = {"evaluation.benchmarks"}
    for asset in ASSETS:
        mine = order.index(asset.tables[0].partition(".")[0])
        assert all(order.index(read.partition(".")[0]) <= mine for read in asset.reads if read not in inputs)
