"""Policy of the crawl pass, and of the forecast of what a crawl costs."""

from pydantic import Field

from deepmath_assets.profiles.shapes.base import Shape


class Screening(Shape):
    """What the raw bytes of a page must show before it is parsed: a score, and hits as dense as `min_density` from a
    size on (hits times score by the root of the kilobytes beyond it).
    """

    min_score: float = Field(gt=0)
    min_density: float = Field(ge=0)
    small_page_bytes: int = Field(ge=0)


class Crawl(Shape):
    """Limits of records, the screen, and how fetching retries."""

    max_payload_bytes: int = Field(gt=0)
    max_header_bytes: int = Field(gt=0)
    screen: Screening
    fetch_attempts: int = Field(ge=1)
    fetch_backoff_seconds: float = Field(ge=0)
    fetch_backoff_limit_seconds: float = Field(ge=0)
    fetch_connect_seconds: float = Field(gt=0)
    fetch_silence_seconds: float = Field(gt=0)
    fetch_batch_pages: int = Field(ge=1)


class Forecast(Shape):
    """How large a probe of a crawl is, and how sure its shares are said to be."""

    probe_share: float = Field(gt=0, le=1)
    min_records: int = Field(ge=1)
    runs: int = Field(ge=2)
    max_measured_pages: int = Field(ge=10)
    interval_z: float = Field(gt=0)
