"""The mixture's tokenizer with what training adds: an end, a padding token and the chat template.

The template is the paper's evaluation prompt, `User: ...` and `Assistant:` (official code, PAPER section 5), from the
pack; it travels in the model's folder, so that any reader of the checkpoint asks in the same words.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deepmath_assets.base.errors import BadInput


def load_tokenizer(folder: Path | str) -> Any:
    """A fast tokenizer with `eos_token` and `pad_token` set. Raises BadInput where it has no special token at all."""
    from transformers import AutoTokenizer, PreTrainedTokenizerFast

    folder = Path(folder)
    if (folder / "tokenizer_config.json").is_file():
        tokenizer = AutoTokenizer.from_pretrained(str(folder))
    else:
        tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    specials = special_tokens(folder / "tokenizer.json")
    if tokenizer.eos_token is None:
        tokenizer.eos_token = _named(specials, ("endoftext", "eos", "end", "/s"), folder)
    if tokenizer.pad_token is None:
        padding = [token for token in specials if "pad" in token.lower()]
        tokenizer.pad_token = padding[0] if padding else tokenizer.eos_token
    tokenizer.padding_side = "left"
    return tokenizer


def special_tokens(path: Path) -> list[str]:
    """The special tokens of a tokenizer.json in the order of their ids."""
    added = json.loads(path.read_text(encoding="utf-8")).get("added_tokens", [])
    return [entry["content"] for entry in sorted(added, key=lambda entry: entry["id"]) if entry.get("special")]


def chat_template(template: str) -> str:
    r"""The Jinja form of a prompt template with `{prompt}` in it.

    >>> chat_template("User: {prompt}\n\nAssistant:").count("User: ")
    1
    """
    before, after = template.split("{prompt}")
    separator, _, assistant = after.rpartition("\n")
    quoted = {name: json.dumps(text, ensure_ascii=False) for name, text in (("b", before), ("s", separator + "\n"))}
    reply = json.dumps(assistant, ensure_ascii=False)
    return (
        "{% for message in messages %}"
        "{% if message['role'] == 'assistant' %}{{ " + reply + " + ' ' + message['content'] + eos_token }}"
        "{% else %}{{ " + quoted["b"] + " + message['content'] + " + quoted["s"] + " }}{% endif %}"
        "{% endfor %}{% if add_generation_prompt %}{{ " + reply + " }}{% endif %}"
    )


def prompt_text(prompts: Mapping[str, Any], kind: str, language: str, question: str) -> str:
    r"""What the model is asked: the pack's wording for this kind and language in the chat template.

    Programs of thought and tool traces share the wording that asks for programs.

    >>> pack = {"template": "User: {prompt}\n\nAssistant:", "en": {"cot": "{question} Think."}}
    >>> prompt_text(pack, "cot", "en", "1+1?")
    'User: 1+1? Think.\n\nAssistant:'
    """
    of_language = prompts.get(language) or prompts["en"]
    wording = of_language["tool" if kind in ("pot", "tool") else "cot"]
    template: str = prompts["template"]
    return template.replace("{prompt}", wording.replace("{question}", question))


def _named(specials: list[str], words: tuple[str, ...], folder: Path) -> str:
    for word in words:
        for token in specials:
            if word in token.lower():
                return token
    raise BadInput(f"the tokenizer in {folder} has no special token that ends a document; train it with one")
