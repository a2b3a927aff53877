"""Matplotlib's time and file size for the pictures of `figure/…`: from the numbers to PNG bytes of
1,440 by 900 pixels, with the same curves, maps, points and lines."""

import io
from collections.abc import Callable, Iterator

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from measure import is_wanted, report, seconds_per_repetition


def main() -> None:
    for name, draw in [
        ("loss", loss), ("overfit3", overfit), ("boundary", boundary), ("contour5", contour),
        ("network", network),
    ]:  # fmt: skip
        case = f"figure/{name}"
        if is_wanted(case):
            report(case, seconds_per_repetition(repeated(draw)) * 1e3, "ms")
            report(f"{case}/bytes", len(png(draw)) / 1e3, "kB")


def png(draw: Callable[[], Figure]) -> bytes:
    file = io.BytesIO()
    figure = draw()
    figure.savefig(file, format="png")
    plt.close(figure)
    return file.getvalue()


def repeated(draw: Callable[[], Figure]) -> Callable[[int], None]:
    def work(count: int) -> None:
        for _ in range(count):
            png(draw)

    return work


def subplots(columns: int = 1, **options):
    return plt.subplots(1, columns, figsize=(7.2, 4.5), dpi=200, **options)


def noise() -> Iterator[float]:
    """The numbers of `nbrun-bench`: a linear congruential generator."""
    state = 1
    while True:
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        yield (state >> 11) / 2**53


def numbers(source: Iterator[float], count: int) -> np.ndarray:
    return np.fromiter(source, float, count)


def loss() -> Figure:
    figure, axes = subplots()
    source = noise()
    epochs = np.arange(201)
    for index, (name, half) in enumerate([("sgd", 40), ("momentum", 15), ("adam", 6)]):
        for is_test in (False, True):
            values = 0.7 * half / (half + epochs) * (1 + 0.05 * numbers(source, 201))
            axes.plot(
                epochs, values + 0.03 * is_test, f"C{index}" + ("--" if is_test else "-"),
                label=f"{name} {'test' if is_test else 'train'}",
            )  # fmt: skip
    axes.set(title="Adam gets there first", xlabel="epoch", ylabel="loss")
    axes.legend()
    return figure


def overfit() -> Figure:
    figure, panels = subplots(3, sharey=True)
    source = noise()
    x = np.linspace(0, 1, 301)
    truth = 1 - 8 * x * (1 - x)
    samples = numbers(source, 30)
    targets = 1 - 8 * samples * (1 - samples) + 0.4 * numbers(source, 30) - 0.2
    for axes, degree in zip(panels, (1, 4, 15)):
        wiggle = degree**3 * (x - 0.1) * (x - 0.3) * (x - 0.5) * (x - 0.7) * (x - 0.9)
        axes.plot(x, truth, "--", color="gray", label="true curve")
        axes.plot(x, truth + wiggle, label="fit")
        axes.plot(samples, targets, "o", label="samples")
        axes.set(title=f"Degree {degree}", xlabel="$x$", ylabel="$y$", ylim=(-2, 2))
    panels[0].legend()
    return figure


def boundary() -> Figure:
    figure, axes = subplots()
    axis = np.linspace(-6, 6, 128)
    x, y = np.meshgrid(axis, axis)
    z = (9 - x * x - y * y + x * y / 3) / 3
    values = 0.5 + 0.5 * z / (1 + np.abs(z))
    shown = axes.imshow(
        values, origin="lower", extent=(-6, 6, -6, 6), cmap="RdBu", vmin=0, vmax=1,
        interpolation="bilinear",
    )  # fmt: skip
    figure.colorbar(shown, label="$P(y = 1)$")
    axes.contour(axis, axis, values, [0.5], colors="black", linewidths=2)
    source = noise()
    for index, name in enumerate(["0, train", "1, train", "0, test", "1, test"]):
        places = 10 * numbers(source, 200) - 5
        axes.plot(
            places[:100], places[100:], "o", color=f"C{index % 2}",
            markeredgecolor="white" if index < 2 else "black", label=f"class {name}",
        )  # fmt: skip
    axes.set(title="A circle needs hidden units", xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


def contour() -> Figure:
    figure, axes = subplots()
    x, y = np.meshgrid(np.linspace(-3, 3, 161), np.linspace(-2, 2, 161))
    values = 0.1 * x * x + 2 * y * y + 0.3 * x * y
    levels = 0.65 * np.arange(15)
    figure.colorbar(axes.contourf(x, y, values, levels), label="$f(x, y)$")
    axes.contour(x, y, values, levels, colors="gray", linewidths=0.75)
    steps = np.arange(101)
    for index, name in enumerate(["gd", "momentum", "nesterov", "rmsprop", "adam"]):
        factor = 1 - 0.02 * (index + 1)
        axes.plot(-2.6 * factor**steps, 1.6 * (0.05 - factor) ** steps, ".-", label=name)
    axes.set(title="Momentum carries through the valley", xlabel="$x$", ylabel="$y$")
    axes.legend()
    return figure


def network() -> Figure:
    figure, axes = subplots()
    axes.set_axis_off()
    source = noise()
    counts = [8, 16, 16, 10]
    columns = [
        np.column_stack([np.full(count, column), np.arange(count) - (count - 1) / 2])
        for column, count in enumerate(counts)
    ]
    for before, after in zip(columns, columns[1:]):
        weights = 2 * numbers(source, len(before) * len(after)) - 1
        segments = [(start, end) for start in before for end in after]
        colors = ["C1" if weight < 0 else "C0" for weight in weights]
        sizes = np.abs(weights)
        axes.add_collection(
            LineCollection(segments, colors=colors, linewidths=2 * sizes, alpha=0.3 + 0.7 * sizes)
        )
    for column, name in zip(columns, ["inputs", "hidden 1", "hidden 2", "outputs"]):
        axes.plot(*column.T, "o", color="white", markeredgecolor="black", markersize=14)
        axes.text(column[0, 0], 9, name, ha="center")
    return figure


if __name__ == "__main__":
    main()
