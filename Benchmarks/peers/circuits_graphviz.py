"""Draws 30 circuits with Graphviz and prints how many wires cross and how large the drawings are.

The circuits are those of `CircuitFixtures.random` in Tests/PlottingTests; the numbers belong into
Tests/PlottingTests/Resources/graphviz-reference.json. Needs `dot` (Debian: graphviz).

Each value is a box as large as nbrun's gate, stem and labels together; columns and rows keep nbrun's
least distances; wires leave at the right and enter at the left; inputs stand in the first column and
outputs in the last, as in nbrun's drawings.
"""

import json
import subprocess

GATE, STEM, LABELS = 34.0, 52.0, 43.0
NAME, ROW_GAP, CHANNEL = 24.0, 9.5, 22.0
MASK = (1 << 64) - 1


def circuit(seed, inputs, gates, window):
    """Returns the operands of each value; inputs have none."""
    state = seed

    def below(bound):
        nonlocal state
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) & MASK
        return (state >> 33) % bound

    operands = [[] for _ in range(inputs)]
    for _ in range(gates):
        low = max(0, len(operands) - window)
        first = low + below(len(operands) - low)
        second = low + below(len(operands) - low)
        operands.append([first] if first == second else [first, second])
    return operands


def cases():
    """30 circuits from 9 to 51 values."""
    for index in range(30):
        yield index + 1, 3 + index % 6, 6 + 36 * index // 29, 5 + index % 4


def dot(operands):
    """Returns Graphviz's layout as JSON."""
    used = {operand for value in operands for operand in value}
    lines = [
        "digraph {",
        f"rankdir=LR; nodesep={ROW_GAP / 72}; ranksep={CHANNEL / 72}; splines=true;",
        "node [shape=box, fixedsize=true, label=\"\"]; edge [tailport=e, headport=w];",
    ]
    ranks = {"min": [], "max": []}
    for index, value in enumerate(operands):
        width = GATE + STEM if value else NAME + STEM
        lines.append(f"n{index} [width={width / 72}, height={LABELS / 72}];")
        if not value:
            ranks["min"].append(f"n{index}")
        lines += [f"n{operand} -> n{index};" for operand in value]
        if index not in used:
            lines.append(f"o{index} [width={NAME / 72}, height={20 / 72}];")
            lines.append(f"n{index} -> o{index};")
            ranks["max"].append(f"o{index}")
    for rank, names in ranks.items():
        lines.append("{rank=%s; %s}" % (rank, "; ".join(names)))
    lines.append("}")
    result = subprocess.run(
        ["dot", "-v", "-Tjson"], input="\n".join(lines), capture_output=True, text=True, check=True
    )
    # The last count that the ordering reports; long wires of one value count one by one.
    counts = [
        int(line.split(":")[1].split()[0])
        for line in result.stderr.splitlines()
        if line.startswith("mincross") and "crossings" in line and "secs" in line
    ]
    return json.loads(result.stdout), counts[-1] if counts else None


def polyline(position):
    """Returns a spline as points: cubic Bezier pieces from the first control point to the arrow."""
    end, points = None, []
    for word in position.split():
        if word.startswith("e,"):
            end = tuple(float(number) for number in word[2:].split(","))
        elif not word.startswith("s,"):
            points.append(tuple(float(number) for number in word.split(",")))
    line = [points[0]]
    for start in range(0, len(points) - 3, 3):
        a, b, c, d = points[start:start + 4]
        for step in range(1, 25):
            t = step / 24
            s = 1 - t
            line.append(
                tuple(
                    s**3 * a[i] + 3 * s * s * t * b[i] + 3 * s * t * t * c[i] + t**3 * d[i]
                    for i in range(2)
                )
            )
    return line + ([end] if end else [])


def crosses(p, q, r, s):
    def side(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return side(p, q, r) * side(p, q, s) < 0 and side(r, s, p) * side(r, s, q) < 0


def crossings(layout):
    """Counts the pairs of wires of different values that cross."""
    wires = [(edge["tail"], polyline(edge["pos"])) for edge in layout["edges"]]
    count = 0
    for index, (tail, line) in enumerate(wires):
        for other_tail, other in wires[index + 1:]:
            if tail == other_tail:
                continue
            count += any(
                crosses(p, q, r, s)
                for p, q in zip(line, line[1:])
                for r, s in zip(other, other[1:])
            )
    return count


version = subprocess.run(["dot", "-V"], capture_output=True, text=True, check=True).stderr.strip()
rows = []
for seed, inputs, gates, window in cases():
    layout, ordering = dot(circuit(seed, inputs, gates, window))
    left, bottom, right, top = (float(number) for number in layout["bb"].split(","))
    rows.append(
        {
            "seed": seed, "inputs": inputs, "gates": gates, "window": window,
            "crossings": crossings(layout), "orderingCrossings": ordering,
            "width": round(right - left), "height": round(top - bottom),
        }
    )
lines = ",\n".join("    " + json.dumps(row) for row in rows)
print('{\n  "source": "%s, Benchmarks/peers/circuits_graphviz.py",\n  "graphs": [\n%s\n  ]\n}' % (version, lines))
