"""JAX on one core, with the whole loop over steps compiled by `lax.scan`: its fastest way."""

import os

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

import cases
from measure import Work, report_start, report_step


def main() -> None:
    # XLA has no setting that keeps it to one thread altogether; one core does.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    key = jax.random.key(1)
    for step in cases.DENSE_STEPS:
        shape = (step.batch * cases.BATCH_COUNT, step.units[0])
        rows = jax.random.uniform(key, shape, minval=-1, maxval=1)
        report_step(
            step.name,
            training(
                dense(key, step.units), apply_dense, rows, step.units[-1], step.batch,
                step.optimizer,
            ),
            cases.BATCH_COUNT,
        )  # fmt: skip
    for step in cases.CONVOLUTIONAL_STEPS:
        rows = jax.random.uniform(key, (step.batch * cases.BATCH_COUNT, step.side, step.side, 1))

        def apply(parameters, inputs, padding=step.second_padding):
            return apply_lenet5(parameters, inputs, padding)

        report_step(
            step.name, training(lenet5(key, step), apply, rows, 10, step.batch, "adam"),
            cases.BATCH_COUNT,
        )  # fmt: skip
    report_step(f"predict/2-8-8-1/{cases.PREDICTION_SIDE}x{cases.PREDICTION_SIDE}", prediction(key))
    report_start("jax")


def uniform(key, shape: tuple[int, ...], input_count: int):
    return jax.random.uniform(key, shape, minval=-1, maxval=1) / input_count**0.5


def dense(key, units: tuple[int, ...]):
    return [
        (uniform(key, (inputs, outputs), inputs), uniform(key, (outputs,), inputs))
        for inputs, outputs in zip(units, units[1:])
    ]


def apply_dense(parameters, values):
    for weights, biases in parameters[:-1]:
        values = jnp.tanh(values @ weights + biases)
    weights, biases = parameters[-1]
    return values @ weights + biases


def lenet5(key, step: cases.ConvolutionalStep):
    kernel = step.second_kernel
    return {
        "convolutions": [
            (uniform(key, (5, 5, 1, 6), 25), uniform(key, (6,), 25)),
            (uniform(key, (kernel, kernel, 6, 16), 6 * kernel**2), uniform(key, (16,), 6 * kernel**2)),
        ],
        "dense": dense(key, (step.flat_count, 120, 84, 10)),
    }


def apply_lenet5(parameters, images, second_padding: int):
    for (filters, biases), padding in zip(parameters["convolutions"], (2, second_padding)):
        images = lax.conv_general_dilated(
            images, filters, (1, 1), [(padding, padding)] * 2,
            dimension_numbers=("NHWC", "HWIO", "NHWC"),
        )  # fmt: skip
        images = jnp.tanh(images + biases)
        rows, height, width, channels = images.shape
        blocks = images.reshape(rows, height // 2, 2, width // 2, 2, channels)
        images = blocks.mean(axis=(2, 4))
    return apply_dense(parameters["dense"], images.reshape(len(images), -1))


def training(
    parameters, apply, rows, output_count: int, batch: int, optimizer_name: str
) -> Work:
    """Returns what runs so many epochs in one call."""
    key = jax.random.key(2)
    if output_count == 1:
        targets = jax.random.randint(key, (len(rows), 1), 0, 2).astype(jnp.float32)
    else:
        targets = jax.random.randint(key, (len(rows),), 0, output_count)

    def loss(parameters, inputs, targets):
        outputs = apply(parameters, inputs)
        if output_count == 1:
            return jnp.mean(jax.nn.softplus(outputs) - targets * outputs)
        return -jnp.mean(jax.nn.log_softmax(outputs)[jnp.arange(len(targets)), targets])

    def step(state, batch):
        parameters, means, squares, count = state
        gradients = jax.grad(loss)(parameters, *batch)
        count += 1
        if optimizer_name == "sgd":
            parameters = jax.tree.map(lambda w, g: w - 0.01 * g, parameters, gradients)
            return (parameters, means, squares, count), None
        means = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, means, gradients)
        squares = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, squares, gradients)
        rate = 0.001 / (1 - 0.9**count)
        correction = jnp.sqrt(1 - 0.999**count)
        parameters = jax.tree.map(
            lambda w, m, v: w - rate * m / (jnp.sqrt(v) / correction + 1e-8),
            parameters, means, squares,
        )  # fmt: skip
        return (parameters, means, squares, count), None

    def epoch(state, order):
        batches = (
            rows[order].reshape(cases.BATCH_COUNT, batch, *rows.shape[1:]),
            targets[order].reshape(cases.BATCH_COUNT, batch, *targets.shape[1:]),
        )
        return lax.scan(step, state, batches)

    @jax.jit
    def take_epochs(state, orders):
        return lax.scan(epoch, state, orders)[0]

    zeros = jax.tree.map(jnp.zeros_like, parameters)
    start = (parameters, zeros, zeros, jnp.float32(0))

    # NumPy shuffles ten times as fast as XLA, which sorts random keys.
    random = np.random.default_rng(1)

    def take_whole_epochs(count: int) -> None:
        orders = np.stack([random.permutation(len(rows)) for _ in range(count)])
        jax.block_until_ready(take_epochs(start, orders))

    return take_whole_epochs


def prediction(key) -> Work:
    parameters = dense(key, cases.PREDICTION_UNITS)
    side = jnp.linspace(-6, 6, cases.PREDICTION_SIDE)
    grid = jnp.stack(jnp.meshgrid(side, side), axis=-1).reshape(-1, 2)
    apply = jax.jit(lambda parameters, grid: jax.nn.sigmoid(apply_dense(parameters, grid)))

    def predict(count: int) -> None:
        for _ in range(count):
            jax.block_until_ready(apply(parameters, grid))

    return predict


if __name__ == "__main__":
    main()
