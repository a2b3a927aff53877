// Prints a digest of the weights and of the losses of small training runs. The lines have to be the
// same for every instruction set, thread count, build configuration, processor and system:
// `Tests/bits.sh` compares all that the machine has.

import NeuralEngine

/// A 64-bit FNV-1a digest of the bit patterns of numbers.
struct Digest {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ values: [Double]) {
    for value in values {
      var bits = value.bitPattern
      for _ in 0..<8 {
        state = (state ^ (bits & 0xff)) &* 0x100_0000_01b3
        bits >>= 8
      }
    }
  }

  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// Rows whose numbers come from integer arithmetic alone; the classes are not linearly separable.
func rows(_ count: Int, columns: Int, classes: Int) -> Dataset {
  var state: UInt64 = 0x2545_F491_4F6C_DD1D
  var inputs: [Double] = []
  var labels: [Int] = []
  for _ in 0..<count {
    var cell = 0
    for column in 0..<columns {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      let value = Double(state >> 40) / Double(1 << 23) - 1
      inputs.append(value)
      if column < 2, value > 0 { cell += column + 1 }
    }
    labels.append(cell % classes)
  }
  return Dataset(
    columns: (1...columns).map { "x\($0)" }, inputs: inputs,
    target: .classes(labels, names: (0..<classes).map(String.init)),
    trainingRowCount: count * 3 / 4)
}

/// The same rows with a number to predict.
func numbers(_ data: Dataset) -> Dataset {
  guard case .classes(let labels, _) = data.target else { return data }
  var copy = data
  copy.target = .numbers(
    labels.enumerated().map { Double($1) - data.inputs[$0 * data.columns.count] / 3 },
    columns: ["y"])
  return copy
}

/// The same rows as images of so many channels, height and width.
func images(
  _ count: Int, channels: Int, height: Int, width: Int, classes: Int
) -> Dataset {
  var data = rows(count, columns: channels * height * width, classes: classes)
  data.imageShape = Dataset.ImageShape(channels: channels, height: height, width: width)
  return data
}

func network(_ units: [Int], _ activation: Activation, outputs: Int = 1) -> Model {
  .network(
    units.flatMap { [Layer.dense(units: $0), .activation(activation)] } + [.dense(units: outputs)])
}

let two = rows(120, columns: 2, classes: 2)
let three = rows(150, columns: 5, classes: 3)
let wide = rows(300, columns: 64, classes: 3)
let small = images(120, channels: 1, height: 6, width: 6, classes: 3)
let colour = images(160, channels: 3, height: 5, width: 4, classes: 3)
/// Enough for more than one thread.
let large = rows(400, columns: 120, classes: 3)
let adam = Optimizer.adam(learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)

let cases: [(name: String, data: Dataset, model: Model, optimizer: Optimizer, batch: Int)] = [
  ("gd tanh", two, network([8], .tanh), .gd(learningRate: 0.2), 10),
  ("sgd sigmoid", two, network([8], .sigmoid), .sgd(learningRate: 0.3), 10),
  (
    "momentum relu", two, network([8, 8], .relu), .momentum(learningRate: 0.05, beta: 0.9), 7
  ),
  (
    "nesterov leaky-relu", two, network([8, 8], .leakyRelu(slope: 0.01)),
    .nesterov(learningRate: 0.05, beta: 0.9), 10
  ),
  (
    "adagrad elu", two, network([5], .elu(alpha: 1)), .adagrad(learningRate: 0.1, epsilon: 1e-10),
    10
  ),
  (
    "rmsprop gelu", three, network([16], .gelu(isApproximate: false), outputs: 3),
    .rmsprop(learningRate: 0.01, alpha: 0.99, epsilon: 1e-8), 32
  ),
  ("adam silu", three, network([16, 16], .silu, outputs: 3), adam, 32),
  (
    "adamw softplus", three, network([17], .softplus, outputs: 3),
    .adamw(learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01), 13
  ),
  ("adam prelu", three, network([9], .prelu(initialSlope: 0.25), outputs: 3), adam, 32),
  ("adam wide", wide, network([64, 48], .tanh, outputs: 3), adam, 64),
  (
    "momentum conv batchnorm maxpool", small,
    .network([
      .convolution(channels: 6, window: ImageWindow(kernel: .init(3), padding: .init(1))),
      .batchNormalization, .activation(.relu),
      .pool(.maximum, ImageWindow(kernel: .init(2), stride: .init(2))),
      .convolution(channels: 17, window: ImageWindow(kernel: .init(2))), .activation(.tanh),
      .flatten, .dense(units: 3),
    ]), .momentum(learningRate: 0.01, beta: 0.9), 33
  ),
  (
    "adamw conv dropout avgpool layernorm", colour,
    .network([
      .convolution(
        channels: 5,
        window: ImageWindow(
          kernel: .init(height: 3, width: 2), stride: .init(height: 1, width: 2),
          padding: .init(height: 2, width: 1))),
      .activation(.silu), .dropout(probability: 0.25),
      .pool(.average, ImageWindow(kernel: .init(2), stride: .init(1))), .layerNormalization,
      .flatten, .dense(units: 11), .batchNormalization, .activation(.gelu(isApproximate: false)),
      .dropout(probability: 0.1), .dense(units: 3),
    ]),
    .adamw(learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01), 20
  ),
  (
    "rmsprop conv overlapping maxpool prelu", colour,
    .network([
      .pool(.maximum, ImageWindow(kernel: .init(height: 2, width: 3), stride: .init(1))),
      .convolution(channels: 9, window: ImageWindow(kernel: .init(2), padding: .init(1))),
      .activation(.prelu(initialSlope: 0.25)), .flatten, .layerNormalization, .dense(units: 3),
    ]), .rmsprop(learningRate: 0.003, alpha: 0.99, epsilon: 1e-8), 7
  ),
  ("adam large", large, network([160, 96], .tanh, outputs: 3), adam, 150),
  ("sgd regression", numbers(three), network([12], .tanh), .sgd(learningRate: 0.05), 16),
  (
    "exact polynomial", numbers(rows(40, columns: 1, classes: 2)), .polynomial(degree: 9), .exact, 8
  ),
]

for (name, data, model, optimizer, batch) in cases {
  // The large network takes as long for one step as the others for many.
  let stepCount = batch > 100 ? 10 : 500
  let configuration = TrainingConfiguration(
    model: model, optimizer: optimizer, length: .steps(stepCount), batch: .rows(batch), l2: 1e-4,
    seed: 1, stream: name)
  do throws(TrainingFailure) {
    let trained = try Trainer.train(configuration, on: data)
    var weights = Digest()
    for parameter in trained.parameters + trained.statistics {
      weights.add(Array(parameter.values))
    }
    var losses = Digest()
    losses.add(trained.history.map(\.trainLoss))
    print(name, weights.text, losses.text)
  } catch {
    print(name, "failed: \(error)")
  }
}
