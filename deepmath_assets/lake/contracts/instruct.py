"""Tables of the instruct stage: one record for chain of thought, program of thought and tool traces."""

import dataframely as dy


class Problems(dy.Schema):
    """Question, reasoning and answer found in the segments of clean pages. One row per problem."""

    problem_id = dy.String(primary_key=True)
    page_id = dy.String(nullable=False)
    url = dy.String(nullable=False)
    domain = dy.String(nullable=False)
    language = dy.String(nullable=False)
    subdomain = dy.String(nullable=False)
    question = dy.String(nullable=False, min_length=1)
    reasoning = dy.String(nullable=False)
    answer = dy.String(nullable=False)
    confidence = dy.Float64(nullable=False, min=0, max=1)


class InstructionSet(dy.Schema):
    """Instruction records: {question, reasoning, answer, meta, tool_calls}. One row per record.

    `kind`: `cot`, `pot`, `tool` or `answer_only`. `split`: `train` or `holdout`. `reasoning` is what the model is to
    write: of `pot` the fenced program, of `tool` rationale, program and output in turn; `tool_calls` its programs in
    order. `domain` is the page's, empty for published data; `source` is the file's name or `pages`.
    """

    record_id = dy.String(primary_key=True)
    schema_version = dy.Int64(nullable=False, min=1)
    kind = dy.String(nullable=False, check=lambda c: c.is_in(["cot", "pot", "tool", "answer_only"]))
    question = dy.String(nullable=False, min_length=1)
    reasoning = dy.String(nullable=False)
    answer = dy.String(nullable=False)
    answer_key = dy.String(nullable=False)
    language = dy.String(nullable=False)
    domain = dy.String(nullable=False)
    subdomain = dy.String(nullable=False)
    level = dy.String(nullable=False)
    source = dy.String(nullable=False)
    page_id = dy.String(nullable=True)
    tool_calls = dy.List(
        dy.Struct(
            {
                "language": dy.String(nullable=False),
                "code": dy.String(nullable=False),
                "output": dy.String(nullable=True),
            },
            nullable=False,
        ),
        nullable=False,
    )
    split = dy.String(nullable=False, check=lambda c: c.is_in(["train", "holdout"]))


class AuditPool(dy.Schema):
    """Records drawn for a person to read, by kind of risk. One row per record."""

    record_id = dy.String(primary_key=True)
    stratum = dy.String(nullable=False)
    kind = dy.String(nullable=False)
    language = dy.String(nullable=False)
    question = dy.String(nullable=False)
    reasoning = dy.String(nullable=False)
    answer = dy.String(nullable=False)
    verdict = dy.String(nullable=True)
    note = dy.String(nullable=True)
