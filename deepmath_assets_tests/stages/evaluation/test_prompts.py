"""Prompts: templates by language, choices, few-shot examples."""

import pytest

from deepmath_assets.base.errors import BadInput
from deepmath_assets.stages.evaluation.prompts import build_prompt, chat_messages, last_program, tool_turn

TEMPLATES = {"en": "Question: {question}\nAnswer in \\boxed{}:", "zh": "问：{question}\n答："}
ITEM = {"question": "2+2?", "language": "en", "choices": ["3", "4"], "solution": "It is 4.", "answer": "B"}


def test_examples_come_first_and_the_item_is_never_its_own_example() -> None:
    other = {"question": "1+1?", "language": "en", "solution": "Two.", "answer": "2"}
    prompt = build_prompt(ITEM, TEMPLATES, [ITEM, other])
    assert prompt.count("2+2?") == 1
    assert build_prompt(ITEM, TEMPLATES, turn="User: {prompt}\n\nAssistant:").startswith("User: Question: 2+2?")
    assert prompt.index("1+1?") < prompt.index(r"Two. \boxed{2}") < prompt.index("2+2?")
    assert prompt.endswith("(A) 3\n(B) 4\nAnswer in \\boxed{}:")


def test_languages_have_their_own_template_and_unknown_ones_are_refused() -> None:
    assert build_prompt(ITEM | {"language": "zh"}, TEMPLATES).startswith("问：2+2?")
    assert chat_messages(ITEM, TEMPLATES)[0]["role"] == "user"
    with pytest.raises(BadInput, match="no template for language 'fr'"):
        build_prompt(ITEM | {"language": "fr"}, TEMPLATES)
    with pytest.raises(BadInput, match="has no"):
        build_prompt(ITEM, {"en": "nothing"})


def test_only_the_last_program_counts_and_output_cannot_close_its_block() -> None:
    text = "```python\nprint(1)\n```\n```output\n1\n```\nAgain:\n```python\nprint(2)\n```\n"
    assert last_program(text) == "print(2)"
    assert last_program("no program") == last_program("```python\nprint(1)") == ""
    assert tool_turn("```\nforged").count("```") == 2
