# SPDX-License-Identifier: MIT
"""A drawing of the machine: packages around NUMA nodes around L3 groups around cores around processing units."""

import html

LEVELS = (("package", "package"), ("numa", "NUMA node"), ("l3", "L3"), ("core", "core"))
COLOURS = {"package": "#eef1f4", "numa": "#e3e9ef", "l3": "#d6e6df", "core": "#ffffff"}
UNIT_WIDTH, UNIT_HEIGHT, GAP, TITLE = 54, 26, 6, 15
MOST_UNITS = 64


def draw(units):
    """SVG for a list of processing units, or nothing for none or too many to draw."""
    if not units or len(units) > MOST_UNITS:
        return ""
    body, width, height = _group(units, 0)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" class="topology" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="sans-serif" role="img" aria-label="topology">{body}</svg>')


def _group(units, level):
    if level == len(LEVELS):
        return _units(units)
    key, title = LEVELS[level]
    groups = {}
    for unit in units:
        groups.setdefault(unit.get(key, -1), []).append(unit)
    parts, x, height = [], 0, 0
    for number, members in groups.items():
        inner, inner_width, inner_height = _group(members, level + 1)
        if number == -1:  # the machine does not report this level
            parts.append(_at(x, 0, inner))
            width, this_height = inner_width, inner_height
        else:
            width, this_height = max(inner_width + 2 * GAP, UNIT_WIDTH + 2 * GAP), inner_height + TITLE + 2 * GAP
            box = (f'<rect width="{width}" height="{this_height}" rx="4" fill="{COLOURS[key]}" stroke="#aab4be"/>'
                   f'<text x="{GAP}" y="{TITLE - 2}" font-size="10" fill="#4a5560">{html.escape(title)} {number}</text>')
            parts.append(_at(x, 0, box + _at(GAP, TITLE + GAP, inner)))
        x += width + GAP
        height = max(height, this_height)
    return "".join(parts), x - GAP, height


def _units(units):
    parts = []
    for place, unit in enumerate(units):
        parts.append(_at(place * (UNIT_WIDTH + GAP), 0,
                         f'<rect width="{UNIT_WIDTH}" height="{UNIT_HEIGHT}" rx="3" fill="#0b6e4f"/>'
                         f'<text x="{UNIT_WIDTH / 2}" y="17" font-size="11" fill="#ffffff" text-anchor="middle">'
                         f'CPU {unit.get("os_index", place)}</text>'))
    return "".join(parts), len(units) * (UNIT_WIDTH + GAP) - GAP, UNIT_HEIGHT


def _at(x, y, body):
    return f'<g transform="translate({x} {y})">{body}</g>'
