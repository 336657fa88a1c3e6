"""From a folder of published instruction files to a frame of drafts, a row of a file at a time.

Files are JSON Lines (`.jsonl`, `.json`, either gzipped), one record a line, or one JSON array (`.json`); the file's
name without endings is the source. A line that no format claims, or that is no JSON, is a dropped row with its reason;
nothing raises but a missing folder. Checks across records belong to `records.py`.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

import polars as pl

from deepmath_assets.base.errors import BadInput
from deepmath_assets.base.hashing import text_hash
from deepmath_assets.lake.contracts.decisions import DROPPED, Given
from deepmath_assets.stages.instruct.drafts import Draft, Unusable, written_in
from deepmath_assets.stages.instruct.formats import FORMATS

CALLS = pl.List(pl.Struct({"language": pl.String, "code": pl.String, "output": pl.String}))
DRAFTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "record_id": pl.String,
    "kind": pl.String,
    "question": pl.String,
    "reasoning": pl.String,
    "answer": pl.String,
    "language": pl.String,
    "domain": pl.String,
    "subdomain": pl.String,
    "level": pl.String,
    "source": pl.String,
    "page_id": pl.String,
    "tool_calls": CALLS,
    "origin": pl.String,
}
_ENDINGS = (".jsonl.gz", ".json.gz", ".jsonl", ".json")


def read_given(folder: Path | str) -> Given:
    """All drafts of the folder's files in the order of names and lines, and the rows that gave none.

    A row may give several drafts (a question and its rephrasing), and is met as often; `record_id` hashes file, line
    and place in it. Raises BadInput where the folder is missing.
    """
    kept: list[dict[str, Any]] = []
    dropped: list[dict[str, str]] = []
    met = 0
    for path in instruction_files(Path(folder)):
        source = source_name(path)
        for number, line in enumerate(_lines(path)):
            result = read_line(line)
            row_id = f"{path.name}#{number}"
            met += 1 if isinstance(result, Unusable) else len(result)
            if isinstance(result, Unusable):
                dropped.append({"row_id": row_id, "reason": result.reason, "detail": result.detail})
            else:
                kept.extend(as_row(draft, source, f"{row_id}#{place}") for place, draft in enumerate(result))
    return Given(pl.DataFrame(kept, schema=DRAFTS), pl.DataFrame(dropped, schema=DROPPED), met)


def instruction_files(folder: Path) -> list[Path]:
    """The folder's instruction files by name. Raises BadInput where the folder is missing."""
    if not folder.is_dir():
        raise BadInput(f"no folder of instruction data at {folder}: give one with .jsonl or .jsonl.gz files")
    return sorted(path for path in folder.iterdir() if path.name.endswith(_ENDINGS))


def source_name(path: Path) -> str:
    """The file's name without its endings.

    >>> source_name(Path("data/cot_gsm8k_train.jsonl.gz"))
    'cot_gsm8k_train'
    """
    ending = next(ending for ending in _ENDINGS if path.name.endswith(ending))
    return path.name.removesuffix(ending)


def read_line(line: str) -> list[Draft] | Unusable:
    r"""The drafts of one JSON line, or why it has none.

    >>> read_line('{"question": "1+1?", "answer": "1+1=2\\n#### 2"}')[0].answer
    '2'
    >>> read_line("{").reason, read_line('{"foo": 1}').detail
    ('bad_record', 'no known format has the fields foo')
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Unusable("bad_record", f"not JSON: {error}")
    if not isinstance(row, Mapping):
        return Unusable("bad_record", f"a {type(row).__name__}, not an object")
    reader = next((module for module in FORMATS if module.claims(row)), None)
    if reader is None:
        return Unusable("bad_record", f"no known format has the fields {', '.join(sorted(map(str, row)))[:200]}")
    try:
        result: list[Draft] | Unusable = reader.read(row)
    except Exception as error:  # the record boundary: one odd row must not end the reading of a million
        return Unusable("bad_record", f"{reader.__name__.rsplit('.', 1)[-1]}: {type(error).__name__}: {error}")
    return result or Unusable("bad_record", f"{reader.__name__.rsplit('.', 1)[-1]} found no question in it")


def as_row(draft: Draft, source: str, place: str) -> dict[str, Any]:
    """The draft as a row of the drafts' frame; `place` is where it stands: file, line and number in it."""
    return {
        "record_id": text_hash(place),
        "kind": draft.kind,
        "question": draft.question,
        "reasoning": draft.reasoning,
        "answer": draft.answer,
        "language": written_in(draft.question),
        "domain": "",
        "subdomain": draft.subdomain,
        "level": draft.level,
        "source": source,
        "page_id": None,
        "tool_calls": [{"language": c.language, "code": c.code, "output": c.output} for c in draft.tool_calls],
        "origin": draft.origin or draft.question,
    }


def _lines(path: Path) -> Iterator[str]:
    opener: Any = gzip.open if path.name.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", errors="replace") as file:
        if path.name.removesuffix(".gz").endswith(".json") and file.read(1) == "[":
            yield from _array(file)
            return
        file.seek(0)
        yield from (line for line in file if line.strip())


def _array(file: TextIO) -> Iterator[str]:
    try:
        rows = json.loads("[" + file.read())
    except (ValueError, RecursionError):
        yield "not a JSON array"  # one line that no reader can parse: dropped with a reason
        return
    yield from (json.dumps(row, ensure_ascii=False) for row in rows)
