"""The contract of every table: columns, types, keys, ranges, and what a row means.

Readers of a table are other stages, so contracts live here and not with the stage that writes. One name in five
places: `stage.table` is the asset key, the Delta table, the name in SQL, the entry here, and the SQL model's file.
"""

from typing import NamedTuple

import dataframely as dy

from deepmath_assets.lake.contracts import corpus as corpus_contracts
from deepmath_assets.lake.contracts import crawl, decisions, evaluation, extract, instruct, mixture, recall, training


class Contract(NamedTuple):
    """A table's schema and the column that its partitions are named by (None: one partition)."""

    schema: type[dy.Schema]
    partition_by: str | None = None


CONTRACTS: dict[str, Contract] = {
    "crawl.files": Contract(crawl.Files, "part"),
    "crawl.index": Contract(crawl.Index, "part"),
    "crawl.census": Contract(crawl.Census, "part"),
    "crawl.warc_report": Contract(crawl.WarcReport, "part"),
    "extract.pages": Contract(extract.Pages, "part"),
    "recall.seed_list": Contract(recall.SeedList),
    "recall.labels": Contract(recall.Labels),
    "recall.handover": Contract(recall.Handover, "round"),
    "recall.addresses": Contract(recall.Addresses, "round"),
    "recall.language_model": Contract(recall.LanguageModels, "round"),
    "recall.page_facts": Contract(recall.PageFacts, "round"),
    "recall.seeds": Contract(recall.Seeds, "round"),
    "recall.classifier": Contract(recall.Classifier, "round"),
    "recall.page_scores": Contract(recall.PageScores, "round"),
    "recall.domain_scores": Contract(recall.DomainScores, "round"),
    "recall.url_templates": Contract(recall.UrlTemplates, "round"),
    "recall.review": Contract(recall.Review),
    "recall.reliable_sources": Contract(recall.ReliableSources, "round"),
    "recall.plan": Contract(recall.Plan, "round"),
    "recall.recalled_pages": Contract(recall.RecalledPages, "round"),
    "recall.uncollected": Contract(recall.Uncollected, "round"),
    "recall.round_report": Contract(recall.RoundReport, "round"),
    "corpus.candidates": Contract(corpus_contracts.Candidates),
    "corpus.unique_pages": Contract(corpus_contracts.UniquePages),
    "corpus.near_duplicates": Contract(corpus_contracts.NearDuplicates),
    "corpus.ngram_blacklist": Contract(corpus_contracts.NgramBlacklist),
    "corpus.clean_pages": Contract(corpus_contracts.CleanPages),
    "corpus.quality_scores": Contract(corpus_contracts.QualityScores),
    "corpus.sampled_pages": Contract(corpus_contracts.SampledPages),
    "corpus.funnel": Contract(corpus_contracts.Funnel),
    "mixture.code": Contract(mixture.Code),
    "mixture.papers": Contract(mixture.Papers),
    "mixture.general": Contract(mixture.General),
    "mixture.documents": Contract(mixture.Documents),
    "mixture.tokenizer": Contract(mixture.Tokenizer),
    "mixture.token_shards": Contract(mixture.TokenShards),
    "mixture.dataset_card": Contract(mixture.DatasetCard),
    "instruct.problems": Contract(instruct.Problems),
    "instruct.instruction_set": Contract(instruct.InstructionSet),
    "instruct.audit_pool": Contract(instruct.AuditPool),
    "training.base_model": Contract(training.BaseModel),
    "training.cpt_model": Contract(training.CptModel),
    "training.sft_model": Contract(training.SftModel),
    "training.grpo_model": Contract(training.GrpoModel),
    "evaluation.benchmarks": Contract(evaluation.Benchmarks),
    "evaluation.checkpoints": Contract(evaluation.Checkpoints, "checkpoint"),
    "evaluation.samples": Contract(evaluation.Samples, "checkpoint"),
    "evaluation.reports": Contract(evaluation.Reports),
    "evaluation.error_report": Contract(evaluation.ErrorReport),
    "evaluation.training_feedback": Contract(evaluation.TrainingFeedback),
    "lake.decisions": Contract(decisions.Decisions, "step"),
}
