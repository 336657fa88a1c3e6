"""What counts as content is the profile's to say, here and in the guarded child."""

from deepmath_assets.stages.extract.guard import Guard
from deepmath_assets.stages.extract.page import extract_page, shipped_content
from deepmath_assets.stages.extract.reading.limits import Limits

PROSE = "The sum of two even numbers is even, since both are twice a whole number and so is what they add up to. "
PAGE = f"<main><p>{PROSE * 3}</p><p>Read more: The odd ones.</p><p>{PROSE}</p></main>".encode()


def test_a_profile_that_prunes_no_lead_in_keeps_it() -> None:
    shipped = shipped_content()
    keeps = shipped.model_copy(update={"pruning": shipped.pruning.model_copy(update={"lead_in_max_chars": 0})})
    assert "Read more" not in extract_page(PAGE, "", None).text
    kept = extract_page(PAGE, "", None, Limits(), keeps)
    assert "Read more: The odd ones." in kept.text
    with Guard(page_seconds=30, content=keeps) as guard:
        assert guard.extract(PAGE, "", None) == kept
