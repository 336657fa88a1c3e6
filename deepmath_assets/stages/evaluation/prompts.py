"""Prompts for an item: few-shot text for base models, a chat turn for tuned ones.

Here: the turns of a tool (a program's output as the model sees it), filling templates that come in as data (a mapping
language -> template with `{question}`); the wording is the pack's. Not here: any template text, sampling. Few-shot
examples are items whose solution is shown in full; an item is never its own example.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from deepmath_assets.base.errors import BadInput

OUTPUT_MARK = "```output"
_SHOWN_CHARACTERS = 100
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def build_prompt(
    item: Mapping[str, Any],
    templates: Mapping[str, str],
    examples: Sequence[Mapping[str, Any]] = (),
    turn: str = "{prompt}",
) -> str:
    r"""The prompt of an item: solved examples first, then the item's own; `turn` is put around the whole.

    >>> build_prompt({"question": "1+1?", "language": "en"}, {"en": "Q: {question}\nA:"})
    'Q: 1+1?\nA:'
    """
    template = _template(item, templates)
    shown = [
        fill(template, question_text(example)) + " " + solution_text(example)
        for example in examples
        if example["question"] != item["question"]
    ]
    return turn.replace("{prompt}", "\n\n".join([*shown, fill(template, question_text(item))]))


def chat_messages(item: Mapping[str, Any], templates: Mapping[str, str]) -> list[dict[str, str]]:
    """The item as one user turn, for a tokenizer's chat template.

    >>> chat_messages({"question": "1+1?", "language": "en"}, {"en": "{question} Think."})
    [{'role': 'user', 'content': '1+1? Think.'}]
    """
    return [{"role": "user", "content": fill(_template(item, templates), question_text(item))}]


def fill(template: str, question: str) -> str:
    r"""The template with the question in it; other braces (LaTeX boxes) stay.

    >>> fill(r"{question} in \boxed{}", "2+2")
    '2+2 in \\boxed{}'
    """
    return template.replace("{question}", question)


def question_text(item: Mapping[str, Any]) -> str:
    r"""The question with its choices, one a line.

    >>> question_text({"question": "Which?", "choices": ["1", "2"]})
    'Which?\n(A) 1\n(B) 2'
    """
    choices = item.get("choices") or []
    lines = [f"({letter}) {choice}" for letter, choice in zip(_LETTERS, choices, strict=False)]
    return "\n".join([str(item["question"]).strip(), *lines])


def solution_text(item: Mapping[str, Any]) -> str:
    r"""The solution of an example; its answer is added in a box where the solution does not box one.

    >>> solution_text({"solution": "1+1=2.", "answer": "2"})
    '1+1=2. \\boxed{2}'
    """
    solution, boxed = str(item.get("solution") or "").strip(), rf"\boxed{{{item['answer']}}}"
    if r"\boxed" in solution or r"\fbox" in solution:
        return solution
    return f"{solution} {boxed}".strip()


def last_program(text: str) -> str:
    r"""The Python block with which a text ends (its output not yet given), or an empty string.

    >>> last_program("Let us see.\n```python\nprint(2)\n```\n"), last_program("```python\n1\n```\nSo 1.")
    ('print(2)', '')
    """
    match = re.fullmatch(r"\s*\n(.*?)\n?```\s*", text[text.rfind("```python") + len("```python") :], re.S)
    return match.group(1) if match and "```python" in text and "```" not in match.group(1) else ""


def tool_turn(output: str) -> str:
    r"""A program's output as the model reads it: over 100 characters, the first and last 50 only (PAPER.md section 5).

    >>> tool_turn("7\n"), len(tool_turn("x" * 500))
    ('\n```output\n7\n```\n', 119)
    """
    text = output.strip().replace("```", "` ` `")
    half = _SHOWN_CHARACTERS // 2
    shown = text if len(text) <= _SHOWN_CHARACTERS else f"{text[:half]}...{text[-half:]}"
    return f"\n{OUTPUT_MARK}\n{shown}\n```\n"


def _template(item: Mapping[str, Any], templates: Mapping[str, str]) -> str:
    language = str(item["language"])
    template = templates.get(language)
    if template is None:
        raise BadInput(
            f"prompts: no template for language {language!r}; the pack has {', '.join(sorted(templates)) or 'none'}"
        )
    if "{question}" not in template:
        raise BadInput(f"prompts: the template for {language!r} has no {{question}}; add it to the pack")
    return template
