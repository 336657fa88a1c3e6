"""Each published format by a golden pair of own writing, and the hostile variants that real files hold."""

import json
from typing import Any

import pytest

from deepmath_assets.stages.instruct.drafts import Draft, ToolCall, Unusable
from deepmath_assets.stages.instruct.formats import FORMATS
from deepmath_assets.stages.instruct.formats.ape210k import as_python
from deepmath_assets.stages.instruct.reading import read_line

TOOL_TEXT = "先算总数。\n```python\nprint(3 * 4)\n```\n```output\n12\n```\n一共 \\boxed{12} 个。"

GOLDEN: dict[str, tuple[dict[str, Any], list[Draft]]] = {
    "gsm8k": (
        {"question": " Two tins hold 7 pens each. How many? ", "answer": "2 x 7 = <<2*7=14>>14 pens.\n#### 14"},
        [Draft("cot", "Two tins hold 7 pens each. How many?", "2 x 7 = 14 pens.", "14")],
    ),
    "rephrased": (
        {"question": "A?", "answer": "1\n#### 1", "rewritten_question": "B?", "rewritten_answer": "one\n#### 1"},
        [Draft("cot", "A?", "1", "1"), Draft("cot", "B?", "one", "1", origin="A?")],
    ),
    "query_response": (
        {"query": "How far?", "response": "3 + 4 = 7\nThe answer is: 7"},
        [Draft("cot", "How far?", "3 + 4 = 7", "7")],
    ),
    "competition": (
        {"problem": "Find $x$.", "level": "Level 2", "type": "Algebra", "solution": "So $x=\\boxed{\\frac{1}{2}}$."},
        [
            Draft(
                "cot",
                "Find $x$.",
                "So $x=\\boxed{\\frac{1}{2}}$.",
                "\\frac{1}{2}",
                subdomain="Algebra",
                level="Level 2",
            )
        ],
    ),
    "backward": (
        {
            "question": "A pot costs x. If the answer is 9, what is x?",
            "answer": "4",
            "original_question": "A pot costs 4.",
            "original_answer": "9",
            "inv_question_pred_answer": "x + 5 = 9, x = 4.\nThe value of x is 4.",
            "pred_inv_answer_cleaned": "4",
        },
        [
            Draft(
                "cot",
                "A pot costs x. If the answer is 9, what is x?",
                "x + 5 = 9, x = 4.",
                "4",
                origin="A pot costs 4.",
            )
        ],
    ),
    "backward_output": (
        {"question": "x?", "answer": "4", "original_question": "4?", "output": "x is 4.\n#### 4\nThe answer is: 4"},
        [Draft("cot", "x?", "x is 4.", "4", origin="4?")],
    ),
    "ape210k": (
        {"id": "1", "original_text": "甲比乙多几分之几？", "ans": "1(1/2)", "equation": "x=1(1/2)*100%"},
        [
            Draft(
                "pot",
                "甲比乙多几分之几？",
                "```python\nx = (1+1/2)*(100/100)\nprint(x)\n```",
                "1(1/2)",
                (ToolCall("x = (1+1/2)*(100/100)\nprint(x)"),),
            )
        ],
    ),
    "ape210k_bare": (
        {"id": "2", "original_text": "16有几个因数？", "ans": "5", "equation": "x=5"},
        [Draft("answer_only", "16有几个因数？", "", "5")],
    ),
    "programs": (
        {
            "question": "How many left?",
            "passage": "He had 9 and ate 2.",
            "answer": 7.0,
            "executed": 7.0,
            "generated": "\nleft = 9 - 2\nans = left",
        },
        [
            Draft(
                "pot",
                "He had 9 and ate 2. How many left?",
                "```python\nleft = 9 - 2\nans = left\nprint(ans)\n```",
                "7",
                (ToolCall("left = 9 - 2\nans = left\nprint(ans)"),),
            )
        ],
    ),
    "table": (
        {
            "question": "Who?",
            "table": "Name | n\nAda | 3",
            "choices": ["Ada", "Bo"],
            "answer": "Ada",
            "executed": "Ada",
            "generated": "ans = 'Ada'",
        },
        [
            Draft(
                "pot",
                "Name | n\nAda | 3\nWho?\nOptions: Ada, Bo",
                "```python\nans = 'Ada'\nprint(ans)\n```",
                "Ada",
                (ToolCall("ans = 'Ada'\nprint(ans)"),),
            )
        ],
    ),
    "tora": (
        {
            "dataset": "x",
            "level": "Level 1",
            "id": "1",
            "gt": "12",
            "gt_cot": "",
            "messages": [{"role": "user", "content": "几个？"}, {"role": "assistant", "content": TOOL_TEXT}],
        },
        [Draft("tool", "几个？", TOOL_TEXT, "12", (ToolCall("print(3 * 4)", "12"),), level="Level 1")],
    ),
    "conversation": (
        {
            "conversations": [
                {"from": "human", "value": "题目：几个？"},
                {"from": "gpt", "value": "先算总数。```python\nprint(3 * 4)\n```"},
                {"from": "human", "value": "上面的代码执行结果为：```12```"},
                {"from": "gpt", "value": "一共 \\boxed{12} 个。"},
            ]
        },
        [Draft("tool", "几个？", TOOL_TEXT, "12", (ToolCall("print(3 * 4)", "12"),))],
    ),
    "conversation_cot": (
        {
            "conversations": [
                {"from": "human", "value": "题目: 1+1"},
                {"from": "gpt", "value": "得 \\(\\boxed{2}\\)。"},
            ]
        },
        [Draft("cot", "1+1", "得 \\(\\boxed{2}\\)。", "2")],
    ),
    "gaokao": (
        {
            "keywords": "2010_Math_I_MCQs",
            "year": "2010",
            "category": "x",
            "question": "3. （5 分) 选哪项？\nA. 1\nB. 2",
            "answer": ["B"],
            "analysis": "易知选 B。",
            "index": 2,
            "score": 5,
        },
        [Draft("cot", "选哪项？\nA. 1\nB. 2", "易知选 B。", "B", level="choice")],
    ),
    "answer_only": (
        {"id": "6", "question": "还剩多少米？", "answer": "7.5", "instruction": "直接输出"},
        [Draft("answer_only", "还剩多少米？", "", "7.5")],
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    row, drafts = GOLDEN[name]
    assert read_line(json.dumps(row)) == drafts


def test_every_listed_format_has_a_golden_pair() -> None:
    readers = {next(m for m in FORMATS if m.claims(row)).__name__ for row, _ in GOLDEN.values()}
    assert readers == {module.__name__ for module in FORMATS}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"question": "x", "answer": "no last line"}, "no_answer"),
        ({"problem": "x", "solution": "no box, \\boxed{open"}, "no_answer"),
        ({"conversations": [{"from": "human", "value": "?"}]}, "bad_record"),
        ({"conversations": [{"from": "human", "value": "?"}, {"from": "gpt", "value": "no box"}]}, "no_answer"),
        ({"original_text": "x", "ans": "1", "equation": "x=__import__('os')"}, "bad_record"),
        ({"question": "x", "answer": "4", "original_question": "y", "output": "#### 5"}, "answer_mismatch"),
        ({"question": None, "answer": ["a", {"b": 1}], "generated": "ans = 1"}, None),
        ({"messages": [{"role": "user", "content": "x"}]}, "bad_record"),
        ({}, "bad_record"),
    ],
)
def test_unusable_rows_have_a_reason(row: dict[str, Any], reason: str | None) -> None:
    result = read_line(json.dumps(row))
    assert (result.reason if isinstance(result, Unusable) else None) == reason


@pytest.mark.parametrize("printed", ["", "Traceback (most recent call last):\n  ...\nValueError: no"])
def test_a_recorded_run_that_failed_or_printed_nothing_is_dropped(printed: str) -> None:
    turns = [
        {"from": "human", "value": "题目：几个？"},
        {"from": "gpt", "value": "```python\nf()\n```"},
        {"from": "human", "value": f"运行结果为：```{printed}```"},
        {"from": "gpt", "value": "\\boxed{1}"},
    ]
    result = read_line(json.dumps({"conversations": turns}))
    assert isinstance(result, Unusable)
    assert result.reason == "program_failed"


@pytest.mark.parametrize(
    ("equation", "value"),
    [("x=1(5/6)", 11 / 6), ("x=2(1/2)*3(1/3)", 25 / 3), ("x=50%*8", 4), ("x=[(2+3)×4]÷2", 10), ("(400*25)/1000", 10)],
)
def test_equations_mean_what_the_publisher_means(equation: str, value: float) -> None:
    assert eval(as_python(equation) or "", {"__builtins__": {}}) == pytest.approx(value)


def test_no_line_raises() -> None:
    for line in ("", "[]", "null", "{", '"x"', "[" * 5000, '{"question": {}, "answer": 1}', '{"messages": [1]}'):
        assert isinstance(read_line(line), Unusable | list)
