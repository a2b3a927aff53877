"""The steps that `nbrun-bench` measures, described once for every peer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DenseStep:
    """A training step of a dense network with tanh between its layers.

    `units` counts the inputs, each hidden layer and the outputs. One output is trained by binary
    cross-entropy, more by softmax cross-entropy. The data set has ten batches of random rows,
    shuffled once per epoch.
    """

    units: tuple[int, ...]
    batch: int
    optimizer: str

    @property
    def name(self) -> str:
        return f"step/{'-'.join(map(str, self.units))}/b{self.batch}/{self.optimizer}"


@dataclass(frozen=True)
class ConvolutionalStep:
    """A training step of LeNet-5 with tanh and average pooling, by Adam, for ten classes.

    The first convolution has 6 filters of 5×5 with padding 2; the second has 16 of
    `second_kernel`² with padding `second_padding`. Pools halve both sides. Dense layers of 120, 84
    and 10 units follow.
    """

    name: str
    side: int
    second_kernel: int
    second_padding: int
    batch: int

    @property
    def flat_count(self) -> int:
        """Numbers that enter the first dense layer."""
        side = self.side // 2
        side = (side + 2 * self.second_padding - self.second_kernel + 1) // 2
        return 16 * side * side


# Batches in a data set.
BATCH_COUNT = 10

DENSE_STEPS = [
    DenseStep((2, 8, 1), 10, "sgd"),
    DenseStep((2, 8, 8, 1), 10, "adam"),
    DenseStep((2, 16, 16, 1), 200, "adam"),
    DenseStep((64, 64, 10), 64, "adam"),
    DenseStep((784, 256, 10), 128, "adam"),
    DenseStep((784, 512, 512, 10), 256, "adam"),
]

CONVOLUTIONAL_STEPS = [
    ConvolutionalStep("step/lenet5-8/b32/adam", 8, 3, 1, 32),
    ConvolutionalStep("step/lenet5-28/b64/adam", 28, 5, 0, 64),
]

# A trained network's output on a grid, as a decision boundary needs it.
PREDICTION_UNITS = (2, 8, 8, 1)
PREDICTION_SIDE = 100

# Sides of the square matrices that are multiplied.
PRODUCT_SIDES = [64, 256, 1024]
