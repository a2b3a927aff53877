"""NumPy's product of square Float32 matrices on one thread, by the OpenBLAS that it brings."""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

import cases
from measure import Work, is_wanted, report, seconds_per_repetition


def main() -> None:
    random = np.random.default_rng(1)
    for side in cases.PRODUCT_SIDES:
        name = f"gemm/{side}"
        if is_wanted(name):
            seconds = seconds_per_repetition(product(random, side))
            report(name, 2 * side**3 / seconds * 1e-9, "GFLOP/s")


def product(random: np.random.Generator, side: int) -> Work:
    left, right = (random.random((side, side), dtype=np.float32) for _ in range(2))
    out = np.empty_like(left)

    def multiply(count: int) -> None:
        for _ in range(count):
            np.matmul(left, right, out=out)

    return multiply


if __name__ == "__main__":
    main()
