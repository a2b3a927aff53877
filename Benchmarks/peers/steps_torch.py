"""PyTorch, eager, on one thread: the usual training loop, without a DataLoader."""

import torch
from torch import nn

import cases
from measure import Work, report_start, report_step


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(1)
    for step in cases.DENSE_STEPS:
        rows = torch.rand(step.batch * cases.BATCH_COUNT, step.units[0]) * 2 - 1
        report_step(
            step.name, training(dense(step.units), rows, step.units[-1], step.batch, step.optimizer)
        )
    for step in cases.CONVOLUTIONAL_STEPS:
        rows = torch.rand(step.batch * cases.BATCH_COUNT, 1, step.side, step.side)
        report_step(step.name, training(lenet5(step), rows, 10, step.batch, "adam"))
    report_step(f"predict/2-8-8-1/{cases.PREDICTION_SIDE}x{cases.PREDICTION_SIDE}", prediction())
    report_start("torch")


def dense(units: tuple[int, ...]) -> nn.Module:
    layers: list[nn.Module] = []
    for inputs, outputs in zip(units, units[1:]):
        layers += [nn.Linear(inputs, outputs), nn.Tanh()]
    return nn.Sequential(*layers[:-1])


def lenet5(step: cases.ConvolutionalStep) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, step.second_kernel, padding=step.second_padding), nn.Tanh(),
        nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(step.flat_count, 120), nn.Tanh(),
        nn.Linear(120, 84), nn.Tanh(),
        nn.Linear(84, 10),
    )  # fmt: skip


def training(
    model: nn.Module, rows: torch.Tensor, output_count: int, batch: int, optimizer_name: str
) -> Work:
    if optimizer_name == "sgd":
        optimizer: torch.optim.Optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    else:
        optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    if output_count == 1:
        targets = torch.randint(0, 2, (len(rows), 1)).float()
        loss_function: nn.Module = nn.BCEWithLogitsLoss()
    else:
        targets = torch.randint(0, output_count, (len(rows),))
        loss_function = nn.CrossEntropyLoss()

    def take_steps(count: int) -> None:
        for step in range(count):
            start = step % cases.BATCH_COUNT * batch
            if start == 0:
                order = torch.randperm(len(rows))
                shuffled_rows, shuffled_targets = rows[order], targets[order]
            optimizer.zero_grad()
            outputs = model(shuffled_rows[start : start + batch])
            loss = loss_function(outputs, shuffled_targets[start : start + batch])
            loss.backward()
            optimizer.step()

    return take_steps


def prediction() -> Work:
    model = dense(cases.PREDICTION_UNITS)
    side = torch.linspace(-6, 6, cases.PREDICTION_SIDE)
    grid = torch.cartesian_prod(side, side)

    def predict(count: int) -> None:
        with torch.no_grad():
            for _ in range(count):
                torch.sigmoid(model(grid))

    return predict


if __name__ == "__main__":
    main()
