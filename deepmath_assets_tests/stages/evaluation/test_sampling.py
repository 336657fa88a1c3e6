"""Sampling from a tiny untrained model: same seed, same rows; a killed run resumes to the same rows."""

from pathlib import Path

import pytest

from deepmath_assets.base.errors import BadInput
from deepmath_assets.stages.evaluation.sampling import SamplingSettings, sample_answers

ITEMS = [
    {
        "item_id": f"own/{i}",
        "benchmark": "own",
        "language": "en",
        "subject": None,
        "level": "1",
        "question": "1+1?" + "!" * i,
        "answer": "2",
    }
    for i in range(3)
]
SETTINGS = SamplingSettings(samples_per_item=4, temperature=1.0, max_new_tokens=6, seed=11, batch_size=5)


@pytest.fixture(scope="module")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of two layers over single characters."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    folder = tmp_path_factory.mktemp("model")
    vocabulary = {symbol: i for i, symbol in enumerate(["<end>", "<unknown>", *"0123456789+-?!Qq: \n"])}
    raw = Tokenizer(models.WordLevel(vocabulary, unk_token="<unknown>"))
    raw.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    raw.decoder = decoders.Fuse()
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=raw, eos_token="<end>", unk_token="<unknown>"
    ).save_pretrained(folder)
    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        bos_token_id=None,
        eos_token_id=0,
    )
    transformers.LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def _prompt(item: dict) -> str:  # type: ignore[type-arg]
    return f"Q: {item['question']}\n"


def _rows(model_dir: Path, settings: SamplingSettings = SETTINGS, progress: Path | None = None) -> list[dict]:  # type: ignore[type-arg]
    return [row for batch in sample_answers(model_dir, ITEMS, _prompt, settings, progress) for row in batch]


def test_rows_are_whole_and_the_same_for_a_seed(model_dir: Path) -> None:
    rows = _rows(model_dir)
    assert [(row["item_id"], row["sample"]) for row in rows] == [(f"own/{i}", s) for i in range(3) for s in range(4)]
    assert rows == _rows(model_dir)
    assert rows != _rows(model_dir, SamplingSettings(4, 1.0, 6, 12, 5))
    assert all(0 <= row["tokens"] <= 6 and isinstance(row["correct"], bool) for row in rows)
    assert {row["subject"] for row in rows} == {"unknown"}


def test_greedy_samples_of_an_item_are_equal(model_dir: Path) -> None:
    rows = _rows(model_dir, SamplingSettings(2, 0.0, 6, 1, 6))
    assert rows[0]["completion"] == rows[1]["completion"]


def test_a_stop_string_ends_a_completion(model_dir: Path) -> None:
    free = _rows(model_dir, SamplingSettings(4, 1.0, 12, 11, 12))
    stop = free[0]["completion"][3]
    stopped = _rows(model_dir, SamplingSettings(4, 1.0, 12, 11, 12, stop=(stop,)))
    assert stopped[0]["completion"] == free[0]["completion"].partition(stop)[0]
    assert all(stop not in row["completion"] for row in stopped)
    assert sum(row["tokens"] for row in stopped) < sum(row["tokens"] for row in free)


def test_a_killed_run_resumes_to_the_same_rows(model_dir: Path, tmp_path: Path) -> None:
    whole, progress = _rows(model_dir), tmp_path / "progress.jsonl"
    begun = sample_answers(model_dir, ITEMS, _prompt, SETTINGS, progress)
    first = next(begun)
    begun.close()
    with progress.open("a", encoding="utf-8") as stream:
        stream.write('{"batch": 1, "rows": [{"item')  # killed while writing
    assert _rows(model_dir, progress=progress) == whole
    assert whole[: len(first)] == first
    before = progress.read_bytes()
    assert _rows(model_dir, progress=progress) == whole
    assert progress.read_bytes() == before
    other = SamplingSettings(4, 1.0, 6, 12, 5)
    assert _rows(model_dir, other, progress) == _rows(model_dir, other)


def test_no_model_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no folder"):
        next(sample_answers(tmp_path / "nowhere", ITEMS, _prompt, SETTINGS))


def test_a_program_is_run_and_the_completion_goes_on(model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny model writes no programs, so its text is replaced by one in the first round."""
    from deepmath_assets.stages.evaluation import sampling

    real = sampling._Generator.complete

    def with_program(self, prompts, seed, begun=()):  # type: ignore[no-untyped-def]
        texts = real(self, prompts, seed, begun)
        return texts if begun else [("```python\nprint(6*7)\n```", tokens) for _, tokens in texts]

    monkeypatch.setattr(sampling._Generator, "complete", with_program)
    settings = SamplingSettings(1, 1.0, 6, 3, 8, tool_rounds=2)
    rows = [
        row
        for batch in sample_answers(model_dir, ITEMS, _prompt, settings, run_tool=lambda code: code[6:-1])
        for row in batch
    ]
    assert all(row["completion"].startswith("```python\nprint(6*7)\n```\n```output\n6*7\n```\n") for row in rows)
