"""Small plots for a materialization's metadata and the report: PNG bytes, drawn by matplotlib without a screen."""

import io
from typing import Any

import polars as pl

_SIZE_INCHES = (6.0, 2.6)
_DPI = 80


def histogram(rows: pl.DataFrame, value: str, split: str) -> bytes | None:
    """How a value is spread, split by a boolean column; None without rows."""
    if rows.is_empty():
        return None
    figure, axes = _canvas()
    parts = [rows.filter(pl.col(split) == flag)[value].to_list() for flag in (False, True)]
    axes.hist(parts, bins=40, stacked=True, label=[f"not {split}", split], color=["#b8b8b8", "#2f6f8f"])
    axes.set_xlabel(value)
    axes.set_ylabel("pages")
    axes.legend()
    return _png(figure)


def curves(points: dict[str, list[tuple[float, float]]], x: str, y: str) -> bytes | None:
    """Lines by name over common axes; None without points."""
    if not any(points.values()):
        return None
    figure, axes = _canvas()
    for name, line in points.items():
        axes.plot(
            [p[0] for p in line],
            [p[1] for p in line],
            label=name,
            linewidth=1.2,
            marker="." if len(line) < 30 else None,
        )
    axes.xaxis.get_major_locator().set_params(integer=True)  # rounds, steps and K are whole numbers
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.legend(fontsize=7)
    return _png(figure)


def bars(names: list[str], values: list[float], y: str) -> bytes | None:
    """Bars by name; None without values."""
    if not values:
        return None
    figure, axes = _canvas()
    axes.barh(names[::-1], values[::-1], color="#2f6f8f")
    axes.set_xlabel(y)
    return _png(figure)


def _canvas() -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE_INCHES)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _png(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DPI, bbox_inches="tight", metadata={"Software": None})
    return buffer.getvalue()
