"""Crawl and extraction by part: what was delivered, what the index says, and one pass over every record."""

import polars as pl

from deepmath_assets.base.shards import map_shards
from deepmath_assets.defs.shared.making.accounts import rows_in, rows_of
from deepmath_assets.defs.shared.making.assets import TableAsset, table_asset
from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.defs.shared.making.verdicts import Check, Verdict
from deepmath_assets.defs.shared.reading import PASS_USES, STAGED, WarcTask, fetch_policy, read_warc, staging_table
from deepmath_assets.defs.shared.running.progress import track
from deepmath_assets.defs.shared.running.rounds import refresh_handovers
from deepmath_assets.stages.crawl.delivery import census_of_part, index_rows, lost_formulas, unseen_rows
from deepmath_assets.stages.crawl.fetching import file_facts, index_name, list_warc_files, local_copy


@table_asset("crawl.files", kinds=("python",))
def files(desk: Desk) -> None:
    """The part's WARC files with size and digest."""
    crawl, policy = desk.inputs.crawl, fetch_policy(desk.workspace)
    facts = [file_facts(crawl, name, policy) for name in list_warc_files(crawl, desk.key, policy)]
    rows = [{"part": desk.key, "warc_file": f.name, "file_bytes": f.size_bytes, "digest": f.version} for f in facts]
    desk.write(pl.DataFrame(rows, schema={"part": str, "warc_file": str, "file_bytes": pl.Int64, "digest": str}))


@table_asset("crawl.index", account=rows_in(given="the part's index"), kinds=("python", "polars"))
def index(desk: Desk) -> None:
    """The part's rows of the URL index, with our url_key, host and domain."""
    with desk.draft() as draft:
        name, policy = index_name(desk.key), fetch_policy(desk.workspace)
        found = index_rows(local_copy(desk.inputs.crawl, name, draft, policy), desk.key)
        desk.write(found.kept, dropped=found.dropped, given=found.met)


def _formulas_survive(desk: Desk) -> Verdict:
    limit = desk.use("extract.max_lost_formula_share")
    lost = lost_formulas(desk.scan_written("extract.pages").collect())
    share = float(lost["formulas_lost"].sum()) / max(1, int(lost["carriers_found"].sum()))
    about = f"{share:.2%} of the formula carriers found are not in the text (limit {limit:.0%})"
    return Verdict("formulas_survive", share <= limit, about, {"worst_domains": lost.head(10), "lost_share": share})


# What is no page stands in the census with its outcome, which is its reason: `decisions` would say it again.
_ACCOUNTS = {
    "crawl.census": rows_in(given="the records that were read and the index rows that were not"),
    "extract.pages": rows_in(rows_of("crawl.census", pl.col("page_id"), where=pl.col("outcome") == "page")),
}


@table_asset(
    *STAGED,
    reads=("crawl.files", "crawl.index"),
    uses=PASS_USES,
    pack=True,
    accounts=_ACCOUNTS,
    checks=(Check("formulas_survive", "Formula carriers found in the HTML are in the text.", _formulas_survive),),
    after=refresh_handovers,
)
def pages(desk: Desk) -> None:
    """Every record of the part: read, screened, extracted; resumed by file after a kill."""
    found = desk.read("crawl.files")
    version = desk.code_versions["extract.pages"]
    tasks = [
        WarcTask(str(desk.workspace.home), desk.declared.uses, desk.key, name, f"{name}@{digest}@{version}")
        for name, digest in found.select("warc_file", "digest").iter_rows()
    ]
    lake, profile = desk.workspace.lake, desk.profile
    todo = [t for t in tasks if not all(lake.delivered(staging_table(table), t.delivery) for table in STAGED)]
    work = map_shards(read_warc, todo, engine=profile.engine, workers=profile.workers)
    for _ in track(work, len(todo), "WARC files read", desk.say):
        pass
    deliveries = [task.delivery for task in tasks]
    staged = {table: _staged(desk, table, deliveries) for table in STAGED}
    census = census_of_part(staged["crawl.census"], unseen_rows(desk.read("crawl.index"), staged["crawl.census"]))
    outcomes = census.kept.group_by("outcome").len().sort("len", descending=True)
    desk.write(census.kept, table="crawl.census", dropped=census.dropped, given=census.met, outcomes=outcomes)
    desk.write(staged["crawl.warc_report"], table="crawl.warc_report")
    desk.write(
        staged["extract.pages"].unique("page_id", keep="first", maintain_order=True),
        table="extract.pages",
        resumed_files=len(tasks) - len(todo),
    )


def _staged(desk: Desk, table: str, deliveries: list[str]) -> pl.DataFrame:
    """The rows that this pass and killed ones before it parked, in the order of the archive."""
    lake = desk.workspace.lake
    rows = lake.scan(staging_table(table)).filter(pl.col("delivery").is_in(deliveries)).drop("delivery").collect()
    order = ["warc_file", "outcome"] if table == "crawl.warc_report" else ["warc_file", "offset"]
    return rows.sort(order)


ASSETS: tuple[TableAsset, ...] = (files, index, pages)
