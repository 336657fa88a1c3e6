"""Verdicts of people on sources, from a CSV under version control: domain, template (or `*`), verdict, who, note.

Columns beyond these are ignored, so that a tool may write its own beside them. The later of two verdicts on one source
counts: an undo is a new line, or the line's removal.
"""

import csv
import io
from pathlib import Path

import polars as pl

from deepmath_assets.base.errors import BadInput
from deepmath_assets.lake.contracts.decisions import DROPPED, Given, Reason
from deepmath_assets.lake.contracts.recall import Review

_VERDICTS = ("accept", "reject")
_NEEDED = ("domain", "template", "verdict")


def read_review(path: Path | None) -> Given:
    """The verdicts of the file; none where there is no file. BadInput names file and line of a bad one."""
    if path is None or not path.is_file():
        return Given(Review.create_empty(), pl.DataFrame(schema=DROPPED), 0)
    return parse_review(path.read_text(encoding="utf-8-sig"), str(path))


def parse_review(text: str, name: str) -> Given:
    r"""The verdicts of a CSV text, and earlier ones on the same sources.

    >>> parse_review("domain,template,verdict,who,note\nexample.org,/q/{int},accept,Ada,", "review.csv").kept.rows()
    [('example.org', '/q/{int}', 'accept', 'Ada', None)]
    """
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in _NEEDED if column not in (reader.fieldnames or ())]
    if missing:
        raise BadInput(f"{name}, line 1: the column {missing[0]!r} is missing; needed are {', '.join(_NEEDED)}")
    rows: dict[tuple[str, str], dict[str, str | None]] = {}
    lines: dict[tuple[str, str], int] = {}
    earlier: list[tuple[str, str, str]] = []
    met = 0
    for row in reader:
        met += 1
        domain, template, verdict = ((row[column] or "").strip() for column in _NEEDED)
        if verdict not in _VERDICTS:
            raise BadInput(f"{name}, line {reader.line_num}: the verdict must be accept or reject, not {verdict!r}")
        if not domain or not template:
            raise BadInput(f"{name}, line {reader.line_num}: domain and template must not be empty (* is all)")
        if (domain, template) in lines:
            place = f"{Path(name).name}#{lines[domain, template]}"
            earlier.append((place, Reason.SUPERSEDED.value, f"{domain} {template} by line {reader.line_num}"))
        lines[domain, template] = reader.line_num
        said = {"domain": domain, "template": template, "verdict": verdict}
        rows[domain, template] = said | {"who": row.get("who") or None, "note": row.get("note") or None}
    kept = pl.DataFrame(list(rows.values()), schema=Review.create_empty().schema).sort("domain", "template")
    return Given(kept, pl.DataFrame(earlier, schema=DROPPED, orient="row"), met)
