"""Completions of any Hugging Face causal model, graded, batch by batch.

Here: batching, seeds, generation on CPU or one GPU, a progress file by which a killed run resumes to the same rows.
Called inside a child process (torch and transformers are imported in the functions). Not here: prompts (`prompts`),
metrics (`metrics`). Each batch has its own seed, made from the run's seed and the batch's number, so that a resumed
run and an uninterrupted one agree.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from deepmath_assets.base.errors import BadInput, MissingExtra
from deepmath_assets.stages.evaluation.grading import answer_key, extract_answer, grade
from deepmath_assets.stages.evaluation.prompts import OUTPUT_MARK, last_program, tool_turn

_TAIL_TOKENS = 24
_COPIED = ("benchmark", "language", "subject", "level")


@dataclass(frozen=True)
class SamplingSettings:
    """What decides the completions. Temperature 0 is greedy.

    With `tool_rounds` a completion that ends with a Python block is run (sandboxed by the caller's `run_tool`), the
    output is appended and the model continues, at most so many times (the paper's evaluation: 2; PAPER.md section 5).
    """

    samples_per_item: int
    temperature: float
    max_new_tokens: int
    seed: int
    batch_size: int = 32
    top_p: float = 1.0
    stop: tuple[str, ...] = ()
    chat: bool = False
    mode: str = "strict"
    tool_rounds: int = 0


def sample_answers(
    model_dir: Path | str,
    items: Sequence[Mapping[str, Any]],
    prompt_of: Callable[[Mapping[str, Any]], str],
    settings: SamplingSettings,
    progress_file: Path | None = None,
    run_tool: Callable[[str], str] | None = None,
) -> Iterator[list[dict[str, Any]]]:
    """Rows of samples, one list a batch, in a fixed order.

    A row has item_id, benchmark, language, subject, level, sample, completion, answer, answer_key, correct, tokens
    (generated, the end mark not counted). With a progress file each finished batch is written before it is yielded,
    and a later call with the same model, items and settings yields those batches from the file.
    """
    if settings.samples_per_item < 1 or settings.batch_size < 1:
        raise BadInput("sampling: samples_per_item and batch_size must be at least 1")
    generator = _Generator(model_dir, settings)
    prompts = {str(item["item_id"]): prompt_of(item) for item in items}
    order = sorted(range(len(items)), key=lambda at: (len(prompts[str(items[at]["item_id"])]), at))
    units = [(items[at], sample) for at in order for sample in range(settings.samples_per_item)]
    batches = [units[start : start + settings.batch_size] for start in range(0, len(units), settings.batch_size)]
    done = _finished_batches(progress_file, _fingerprint(model_dir, prompts, settings)) if progress_file else {}
    for number, batch in enumerate(batches):
        rows = done.get(number)
        if rows is None:
            completions = _with_tool(generator, [prompts[str(item["item_id"])] for item, _ in batch], number, run_tool)
            rows = [
                _row(item, sample, text, tokens, settings.mode)
                for (item, sample), (text, tokens) in zip(batch, completions, strict=True)
            ]
            if progress_file:
                _append(progress_file, {"batch": number, "rows": rows})
        yield rows


def _row(item: Mapping[str, Any], sample: int, completion: str, tokens: int, mode: str) -> dict[str, Any]:
    """One graded completion."""
    answer = extract_answer(completion)
    copied = {name: str(item.get(name) or "unknown") for name in _COPIED}
    return {"item_id": str(item["item_id"]), **copied, "sample": sample, "completion": completion, "answer": answer} | {
        "answer_key": answer_key(completion),
        "correct": grade(completion, str(item["answer"]), mode=mode),
        "tokens": tokens,
    }


def _with_tool(
    generator: "_Generator", prompts: list[str], batch: int, run_tool: Callable[[str], str] | None
) -> list[tuple[str, int]]:
    """Completions of a batch; those that end with a program are continued after its output, round by round."""
    settings = generator.settings
    completions = generator.complete(prompts, batch_seed(settings.seed, batch))
    for tool_round in range(settings.tool_rounds if run_tool else 0):
        waiting = [at for at, (text, _) in enumerate(completions) if last_program(text)]
        if not waiting or run_tool is None:
            break
        for at in waiting:
            text, tokens = completions[at]
            completions[at] = (text.rstrip() + tool_turn(run_tool(last_program(text))), tokens)
        seed = batch_seed(settings.seed, batch) + tool_round + 1
        more = generator.complete([prompts[at] for at in waiting], seed, [completions[at][0] for at in waiting])
        for at, (text, tokens) in zip(waiting, more, strict=True):
            completions[at] = (completions[at][0] + text, completions[at][1] + tokens)
    return completions


class _Generator:
    """A loaded model that completes prompts in batches."""

    def __init__(self, model_dir: Path | str, settings: SamplingSettings) -> None:
        try:
            import torch
            import transformers
        except ImportError as error:
            raise MissingExtra("sampling needs torch and transformers; install deepmath[train]") from error
        self.torch, self.settings = torch, settings
        if not Path(model_dir).is_dir():
            raise BadInput(f"sampling: {model_dir} is no folder; give the folder of a Hugging Face causal model")
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(model_dir, padding_side="left")
        if self.tokenizer.pad_token_id is None:
            self.tokenizer.pad_token = self.tokenizer.eos_token
        dtype = torch.bfloat16 if self.device == "cuda" else torch.float32
        self.model = transformers.AutoModelForCausalLM.from_pretrained(model_dir, dtype=dtype).to(self.device).eval()

    def complete(self, prompts: list[str], seed: int, begun: Sequence[str] = ()) -> list[tuple[str, int]]:
        """Text and number of tokens generated for each prompt, after what was `begun`."""
        settings = self.settings
        turns = [
            self._as_turn(prompt) + start for prompt, start in zip(prompts, begun or [""] * len(prompts), strict=True)
        ]
        inputs = self.tokenizer(
            turns,
            return_tensors="pt",
            padding=True,
            add_special_tokens=not settings.chat,
        )
        inputs = {name: inputs[name].to(self.device) for name in ("input_ids", "attention_mask")}
        self.torch.manual_seed(seed)
        with self.torch.inference_mode():
            out = self.model.generate(
                **inputs, max_new_tokens=settings.max_new_tokens, pad_token_id=self.tokenizer.pad_token_id,
                **self._drawing(), **self._stopping(inputs["input_ids"].shape[1]),
            )  # fmt: skip
        return [self._text(row) for row in out[:, inputs["input_ids"].shape[1] :].tolist()]

    def _as_turn(self, prompt: str) -> str:
        if not self.settings.chat:
            return prompt
        turn = [{"role": "user", "content": prompt}]
        return str(self.tokenizer.apply_chat_template(turn, tokenize=False, add_generation_prompt=True))

    def _drawing(self) -> dict[str, Any]:
        """Sampling from the whole distribution (no top-k), or greedy; the model's own defaults are overridden either
        way.
        """
        if not self.settings.temperature:
            return {"do_sample": False, "temperature": None, "top_p": None, "top_k": None}
        return {"do_sample": True, "temperature": self.settings.temperature, "top_p": self.settings.top_p, "top_k": 0}

    def _stopping(self, start: int) -> dict[str, Any]:
        """A criterion that ends a row once its last tokens spell a stop string (the library's own wants letters)."""
        marks = self._marks()
        if not marks:
            return {}

        def ended(input_ids: Any, scores: Any, **kwargs: Any) -> Any:
            tails = self.tokenizer.batch_decode(input_ids[:, start:][:, -_TAIL_TOKENS:], skip_special_tokens=True)
            found = [any(mark in tail for mark in marks) for tail in tails]
            return self.torch.tensor(found, dtype=self.torch.bool, device=input_ids.device)

        return {"stopping_criteria": [ended]}

    def _marks(self) -> list[str]:
        return [*self.settings.stop, *([OUTPUT_MARK] if self.settings.tool_rounds else [])]

    def _text(self, ids: list[int]) -> tuple[str, int]:
        """The generated text up to its end mark or a stop string."""
        ends = {self.tokenizer.eos_token_id, self.tokenizer.pad_token_id, *self._end_ids()} - {None}
        length = next((at for at, token in enumerate(ids) if token in ends), len(ids))
        text = self.tokenizer.decode(ids[:length], skip_special_tokens=True)
        cuts = [text.find(mark) for mark in self._marks() if mark in text]
        return (text[: min(cuts)] if cuts else text), length

    def _end_ids(self) -> list[int]:
        ends = self.model.generation_config.eos_token_id
        return ends if isinstance(ends, list) else [ends]


def batch_seed(seed: int, batch: int) -> int:
    """A seed for one batch, 63 bits.

    >>> batch_seed(1, 0) != batch_seed(1, 1) != batch_seed(2, 1)
    True
    """
    return int.from_bytes(hashlib.sha256(f"{seed}:{batch}".encode()).digest()[:8], "big") >> 1


def _fingerprint(model_dir: Path | str, prompts: Mapping[str, str], settings: SamplingSettings) -> str:
    """A hash of what decides the rows: settings, prompts, and the model's files by name, size and configuration."""
    files = sorted(Path(model_dir).iterdir())
    described = [
        (path.name, path.stat().st_size, path.read_text() if path.suffix == ".json" else "")
        for path in files
        if path.is_file()
    ]
    weights = [_file_hash(path) for path in files if path.suffix in (".safetensors", ".bin", ".gguf")]
    text = json.dumps([asdict(settings), sorted(prompts.items()), described, weights])
    return hashlib.sha256(text.encode()).hexdigest()


def _file_hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _finished_batches(path: Path, fingerprint: str) -> dict[int, list[dict[str, Any]]]:
    """Batches that the file holds whole; a file of other settings is begun anew, a broken last line is cut off."""
    lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    whole = lines[:-1]
    if not whole or json.loads(whole[0]).get("fingerprint") != fingerprint:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"fingerprint": fingerprint}) + "\n", encoding="utf-8")
        return {}
    if lines[-1]:
        path.write_text("\n".join(whole) + "\n", encoding="utf-8")
    return {entry["batch"]: entry["rows"] for entry in map(json.loads, whole[1:])}


def _append(path: Path, entry: Mapping[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
