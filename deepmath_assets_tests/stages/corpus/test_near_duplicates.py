"""Near-duplicates against exact Jaccard similarity on planted pairs, in both languages."""

import random

import numpy as np
import polars as pl
import pytest

from deepmath_assets.stages.corpus.duplicates.bands import candidate_pairs, signatures
from deepmath_assets.stages.corpus.duplicates.near_duplicates import near_duplicates, verified_pairs
from deepmath_assets.stages.corpus.duplicates.shingles import Shingler, jaccard
from deepmath_assets_tests.stages.corpus.conftest import prose

SEED = 7


def edited(draw: random.Random, text: str, language: str, edits: int) -> str:
    units = list(text) if language == "zh" else text.split(" ")
    for place in draw.sample(range(len(units)), edits):
        units[place] = prose(draw, language, 1)
    return ("" if language == "zh" else " ").join(units)


def planted(language: str, number: int) -> list[str]:
    """Pairs of texts, first and second by turns, from nearly equal to half different."""
    draw = random.Random(f"pairs {language}")
    texts: list[str] = []
    for _ in range(number):
        first = prose(draw, language, 300)
        texts += [first, edited(draw, first, language, draw.randint(1, 26))]
    return texts


@pytest.mark.parametrize("language", ["en", "zh"])
def test_planted_pairs_are_found_by_their_exact_similarity(corpus, language):
    settings = corpus.near_duplicates
    sets = Shingler(settings).of_frame(pl.DataFrame({"text": planted(language, 400), "language": language}))
    exact = [jaccard(sets[at], sets[at + 1]) for at in range(0, len(sets), 2)]
    found = set(verified_pairs(sets, signatures(sets, settings, SEED), settings))
    high = [(2 * n, 2 * n + 1) in found for n, value in enumerate(exact) if value >= 0.85]
    low = [(2 * n, 2 * n + 1) in found for n, value in enumerate(exact) if value <= 0.7]
    assert len(high) > 60
    assert len(low) > 60
    assert np.mean(high) >= 0.97
    assert np.mean(low) <= 0.03
    assert all(right == left + 1 and left % 2 == 0 for left, right in found), "pairs across plants are no duplicates"


def test_signatures_estimate_jaccard_as_well_as_datasketch(corpus):
    datasketch = pytest.importorskip("datasketch")
    settings = corpus.near_duplicates
    sets = Shingler(settings).of_frame(pl.DataFrame({"text": planted("en", 60), "language": "en"}))
    exact = np.array([jaccard(sets[at], sets[at + 1]) for at in range(0, len(sets), 2)])
    rows = signatures(sets, settings, SEED)
    ours = np.array([(rows[at] == rows[at + 1]).mean() for at in range(0, len(sets), 2)])
    peers = []
    for shingles in sets:
        peer = datasketch.MinHash(num_perm=settings.permutations)
        peer.update_batch([value.tobytes() for value in shingles])
        peers.append(peer)
    theirs = np.array([peers[at].jaccard(peers[at + 1]) for at in range(0, len(sets), 2)])
    assert np.abs(ours - exact).mean() <= np.abs(theirs - exact).mean() + 0.01


def test_survivor_has_the_best_score_and_row_order_does_not_matter(corpus, page, pages_of):
    draw = random.Random(3)
    text = prose(draw, "en", 300)
    rows = [page(f"p{n}", edited(draw, text, "en", 2), score=0.1 * n) for n in range(1, 5)]
    rows.append(page("alone", prose(draw, "en", 300)))
    pages = pages_of(rows)
    found = near_duplicates(pages, corpus.near_duplicates, SEED)
    assert found["page_id"].to_list() == ["p1", "p2", "p3", "p4"]
    assert found["survivor"].unique().to_list() == ["p4"]
    assert found["cluster_pages"].to_list() == [4] * 4
    assert found.equals(near_duplicates(pages.reverse(), corpus.near_duplicates, SEED))


def test_a_bucket_too_large_for_all_pairs_is_still_one_cluster(corpus, page, pages_of):
    text = prose(random.Random(4), "en", 200)
    small = corpus.near_duplicates.model_copy(update={"max_bucket_pages": 4})
    found = near_duplicates(pages_of([page(f"p{n:03d}", text) for n in range(100)]), small, SEED)
    assert found["cluster"].unique().to_list() == ["p000"]
    sets = Shingler(small).of_frame(pl.DataFrame({"text": [text] * 100, "language": "en"}))
    assert len(candidate_pairs(signatures(sets, small, SEED), small)) < 200


def test_nothing_and_empty_texts_make_no_cluster(corpus, page, pages_of):
    assert near_duplicates(pages_of([]), corpus.near_duplicates, SEED).is_empty()
    assert near_duplicates(pages_of([page("a", ""), page("b", "")]), corpus.near_duplicates, SEED).is_empty()
