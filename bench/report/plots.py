# SPDX-License-Identifier: MIT
"""The plots, as SVG text to be put into the page."""

import io
import re

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot, ticker

import analysis

OURS = "#0b6e4f"
PEER = "#b8c0c8"
KIN = "#7d8a97"
LOSS = "#b3261e"

pyplot.rcParams.update({
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
})


def number(value):
    """About three digits, without an exponent."""
    if value == 0:
        return "0"
    for limit, digits in ((1000, 0), (100, 0), (10, 1), (0.1, 2)):
        if abs(value) >= limit:
            return f"{value:,.{digits}f}"
    return f"{value:.2g}"


def bars(table):
    """The rows of one table as horizontal bars, the best on top; interlock in colour, with the middle half of its values."""
    rows = table.rows
    figure, axes = pyplot.subplots(figsize=(6.2, 0.65 + 0.215 * len(rows)))
    medians = [row.result["median"] for row in rows]
    positions = range(len(rows))
    colours = [LOSS if row.loses else OURS if row.ours else PEER for row in rows]
    axes.barh(positions, medians, color=colours, height=0.72)
    largest = max(medians)
    smallest = min((value for value in medians if value > 0), default=largest)
    logarithmic = largest > 30 * smallest
    if logarithmic:
        axes.set_xscale("log")
        axes.set_xlim(smallest / 3, largest * 3)
    else:
        axes.set_xlim(0, largest * 1.25 or 1)
    _plain_numbers(axes.xaxis)
    for position, row in zip(positions, rows):
        axes.plot(analysis.middle_half(row.result), [position, position], color="#222222", linewidth=0.8)
        axes.annotate(number(row.result["median"]), (1, position), xycoords=axes.get_yaxis_transform(),
                      xytext=(46, 0), textcoords="offset points", ha="right", va="center", fontsize=8.5)
    axes.set_yticks(list(positions), [row.result["name"] for row in rows], fontsize=8.5)
    for label, row in zip(axes.get_yticklabels(), rows):
        if row.ours:
            label.set_fontweight("bold")
            label.set_color(LOSS if row.loses else OURS)
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=8)
    threads = "1 thread" if table.threads == 1 else f"{table.threads} threads"
    better = "higher is better" if table.higher else "lower is better"
    scale = ", logarithmic" if logarithmic else ""
    axes.set_title(f"{table.scenario}, {threads}")
    axes.set_xlabel(f"{table.metric}, {table.unit} ({better}{scale})", fontsize=8)
    return _svg(figure, f"{table.kind}{table.scenario}{table.threads}")


def curves(tables):
    """Throughput against threads: one line for each row of `tables`, which share kind, scenario and metric."""
    lines = {}
    for table in tables:
        for row in table.rows:
            lines.setdefault(row.result["name"], []).append((table.threads, row))
    figure, axes = pyplot.subplots(figsize=(11.6, 4.7))
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    marks = iter("osD^v*P")
    ends = []
    for name, points in lines.items():
        ours = points[0][1].ours
        x = [threads for threads, _ in points]
        y = [max(row.result["median"], 1e-6) for _, row in points]
        colour = OURS if ours else PEER
        axes.plot(x, y, color=colour, linewidth=2.4 if ours else 1, marker=next(marks) if ours else ".",
                  markersize=6 if ours else 4, zorder=3 if ours else 2)
        ends.append((x[-1], y[-1], name, ours))
    _label_ends(axes, ends)
    counts = sorted({table.threads for table in tables})
    axes.set_xticks(counts, [str(count) for count in counts])
    axes.minorticks_off()
    axes.yaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
    _plain_numbers(axes.yaxis)
    axes.set_xlabel("threads")
    axes.set_ylabel(f"{tables[0].metric}, {tables[0].unit}")
    axes.set_title(f"{tables[0].kind}: {tables[0].scenario}")
    axes.grid(axis="y", color="#e6e9ec", linewidth=0.8)
    figure.subplots_adjust(left=0.07, right=0.78, top=0.93, bottom=0.11)
    return _svg(figure, f"curve{tables[0].kind}{tables[0].scenario}", tight=False)


def _plain_numbers(axis):
    axis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axis.set_minor_formatter(ticker.NullFormatter())


def _label_ends(axes, ends):
    """Names at the right ends of the lines, moved apart so that none covers another."""
    figure = axes.figure
    figure.canvas.draw()
    step = 11.5 * figure.dpi / 72
    placed = []
    for x, y, name, ours in sorted(ends, key=lambda end: end[1]):
        wanted = axes.transData.transform((x, y))[1]
        placed.append([max(wanted, placed[-1][0] + step) if placed else wanted, x, y, name, ours])
    bottom, top = (axes.bbox.y0, axes.bbox.y1)
    overflow = max(0, placed[-1][0] - top)
    for position, entry in enumerate(reversed(placed)):
        entry[0] = min(entry[0], top - position * step) if overflow else entry[0]
    for height, x, y, name, ours in placed:
        shift = (max(height, bottom - 4 * step) - axes.transData.transform((x, y))[1]) * 72 / figure.dpi
        axes.annotate(name, (x, y), xytext=(14, shift), textcoords="offset points", va="center", fontsize=8.5,
                      color=OURS if ours else "#4a5560", fontweight="bold" if ours else "normal",
                      arrowprops={"arrowstyle": "-", "color": "#d0d6dc", "linewidth": 0.6}, annotation_clip=False)


def _svg(figure, salt, tight=True):
    matplotlib.rcParams["svg.hashsalt"] = salt
    text = io.StringIO()
    figure.savefig(text, format="svg", bbox_inches="tight" if tight else None, transparent=True,
                   metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
    svg = text.getvalue()
    svg = svg[svg.index("<svg"):]
    return re.sub(r' id="(figure|axes|patch|line2d|text|matplotlib\.axis|xtick|ytick|PathCollection|LineCollection)_\d+"',
                  "", svg)
