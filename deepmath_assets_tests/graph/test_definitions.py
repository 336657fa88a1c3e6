"""The graph as a snapshot, a line per asset: group, partitions, dependencies. `DEEPMATH_ACCEPT=1` rewrites it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from deepmath_assets.definitions import ASSETS, build_definitions
from deepmath_assets.defs.shared.making.assets import code_version
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets.lake.contracts import CONTRACTS

SNAPSHOT = Path(__file__).with_name("graph.txt")
NOT_ASSETS = {"lake.decisions"}
SECONDS_TO_LOAD = 10
# The names that others build on: group, then tables by the column that they are partitioned by.
AGREED = {
    "crawl": {"part": "files census warc_report"},
    "extract": {"part": "pages"},
    "recall": {
        "": "seed_list review",
        "round": "handover addresses language_model page_facts seeds classifier page_scores domain_scores url_templates"
        " reliable_sources plan recalled_pages uncollected round_report",
    },
    "corpus": {
        "": "candidates unique_pages near_duplicates ngram_blacklist clean_pages quality_scores sampled_pages funnel"
    },
    "mixture": {"": "code papers general documents tokenizer token_shards dataset_card"},
    "instruct": {"": "problems instruction_set audit_pool"},
    "training": {"": "base_model cpt_model sft_model grpo_model"},
    "evaluation": {"": "benchmarks reports error_report training_feedback", "checkpoint": "checkpoints samples"},
}


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


def test_agreed_names_groups_and_partitions_are_there(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for group, kinds in AGREED.items():
        for partition_by, tables in kinds.items():
            for table in tables.split():
                node = graph.get(dg.AssetKey([group, table]))
                assert node.group_name == group
                assert CONTRACTS[f"{group}.{table}"].partition_by == (partition_by or None)
                assert (node.partitions_def is None) == (not partition_by)
    assert graph.has(dg.AssetKey(["crawl", "index"]))


def test_definitions_load_in_a_fresh_process_within_seconds(tmp_path: Path) -> None:
    program = (
        "import sys; from deepmath_assets.definitions import defs; import dagster as dg;"
        "assert len(defs().resolve_all_asset_specs()) > 40;"
        "heavy = {'torch', 'transformers', 'trl', 'datasets', 'fasttext', 'matplotlib', 'math_verify', 'ray'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, "DEEPMATH_HOME": str(tmp_path)})
    assert time.monotonic() - started < SECONDS_TO_LOAD


def test_every_contract_is_an_asset_and_every_asset_is_described(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    keys = {key.to_user_string().replace("/", ".") for key in graph.get_all_asset_keys()}
    assert keys == set(CONTRACTS) - NOT_ASSETS
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description
        assert node.description.endswith(".")
        assert node.group_name == key.path[0]
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
    every = {(key.asset_key.to_user_string(), key.name) for key in graph.asset_check_keys}
    assert every == blocking, "a check that does not block"


def test_a_value_of_the_profile_changes_only_the_code_versions_that_use_it(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('extends = "demo"\nname = "demo"\n[corpus.near_duplicates]\njaccard = 0.81\n', encoding="utf-8")
    before, after = (
        {spec.key: spec.code_version for spec in build_definitions(workspace).resolve_all_asset_specs()}
        for workspace in (Workspace(tmp_path, Inputs(profile=p)) for p in ("demo", str(other)))
    )
    assert [key.to_user_string() for key in before if before[key] != after[key]] == ["corpus/near_duplicates"]


def leaves(section: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for name, value in section.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}"


def test_each_declared_value_decides_the_code_version_and_no_other_does(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, Inputs(profile="demo"))
    values = workspace.profile.model_dump(mode="json")
    named = list(leaves(values))
    assert len(named) > 100
    for asset in ASSETS:
        before = code_version(asset, workspace)
        for name in named[:: len(named) // 9]:
            other = Workspace(tmp_path, workspace.inputs)
            other.__dict__["profile"] = _with_another(workspace.profile, name)
            uses = any(name == used or name.startswith(f"{used}.") for used in asset.uses)
            assert (code_version(asset, other) != before) == uses, (asset.tables, name)


def _with_another(section: Any, name: str) -> Any:
    """The profile with another value under the dotted name."""
    here, _, below = name.partition(".")
    value = section[here] if isinstance(section, dict) else getattr(section, here)
    changed = _with_another(value, below) if below else _another(value)
    return {**section, here: changed} if isinstance(section, dict) else section.model_copy(update={here: changed})


def _another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else value * 2 or type(value)("x")


def test_every_asset_names_values_that_the_profile_has(tmp_path: Path) -> None:
    for asset in ASSETS:
        assert code_version(asset, Workspace(tmp_path, Inputs(profile="paper-v1")))


def test_a_body_reads_nothing_of_a_later_stage() -> None:
    order = ["crawl", "extract", "recall", "corpus", "mixture", "instruct", "training", "evaluation"]
    inputs = {"evaluation.benchmarks"}
    for asset in ASSETS:
        mine = order.index(asset.tables[0].partition(".")[0])
        assert all(order.index(read.partition(".")[0]) <= mine for read in asset.reads if read not in inputs)
