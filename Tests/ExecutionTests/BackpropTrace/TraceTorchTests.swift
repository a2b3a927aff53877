import Foundation
import NeuralEngine
import Testing

@testable import Execution

/// Traces beside float64 values recorded from PyTorch 2.13 (the engine's `torch-reference.json`).
@Suite struct TraceTorchTests {
  /// JSON as nested dictionaries, lists and numbers.
  private indirect enum Value: Decodable {
    case number(Double)
    case list([Value])
    case object([String: Value])
    case other

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let list = try? container.decode([Value].self) {
        self = .list(list)
      } else if let object = try? container.decode([String: Value].self) {
        self = .object(object)
      } else {
        self = .other
      }
    }

    subscript(key: String) -> Value {
      if case .object(let entries) = self { entries[key] ?? .other } else { .other }
    }

    subscript(index: Int) -> Value {
      if case .list(let items) = self, items.indices.contains(index) {
        items[index]
      } else {
        .other
      }
    }

    var extents: [Int] {
      guard case .list(let items) = self else { return [] }
      return [items.count] + (items.first?.extents ?? [])
    }

    var numbers: [Double] {
      switch self {
      case .number(let value): [value]
      case .list(let items): items.flatMap(\.numbers)
      case .object, .other: []
      }
    }

    var tensor: Tensor { Tensor(Shape(extents), numbers) }
  }

  private static func reference() throws -> Value {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let file = folder.appending(path: "../../NeuralEngineTests/Resources/torch-reference.json")
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
  }

  private func expectClose(_ actual: [Double], _ expected: [Double], _ what: String) {
    #expect(actual.count == expected.count && !expected.isEmpty, "\(what)")
    for (a, b) in zip(actual, expected) {
      #expect(abs(a - b) <= 1e-12 * max(abs(a), abs(b)) + 1e-14, "\(what): \(a) is not \(b)")
    }
  }

  private func gradient(_ pass: TracePass, _ name: String) throws -> [Double] {
    let all = pass.trace.inputs + pass.trace.results
    return pass.gradient(of: try #require(all.first { $0.name == name }).node).values
  }

  private func value(_ pass: TracePass, _ name: String) throws -> [Double] {
    pass.value(of: try #require(pass.trace.results.first { $0.name == name }).node).values
  }

  @Test(arguments: [
    ("relu", "relu"), ("leaky_relu", "leaky_relu_0.01"), ("elu", "elu_1"),
    ("gelu", "gelu_exact"), ("silu", "silu"), ("softplus", "softplus_b1_t20"),
    ("sigmoid", "sigmoid"), ("tanh", "tanh"),
  ])
  func activationsAndTheirDerivativesAgree(_ name: String, _ key: String) throws {
    let reference = try Self.reference()["activations"]
    let pass = try TraceSupport.trace(
      "y = \(name)(x); f = sum(y)", [("x", reference["x"].tensor)])
    expectClose(try value(pass, "y"), reference["f"][key]["y"].numbers, name)
    expectClose(try gradient(pass, "x"), reference["f"][key]["dy"].numbers, "\(name)′")
  }

  @Test(arguments: [
    ("cross_entropy(z, k)", "cross_entropy_mean"), ("mse(z, t)", "mse_mean"),
    ("mae(z, t)", "l1_mean"), ("huber(z, t)", "huber_1"), ("bce(z, t)", "bce_logits_mean"),
    ("sum((z - t)^2)", "mse_sum"),
  ])
  func lossesAndTheirGradientsAgree(_ expression: String, _ key: String) throws {
    let losses = try Self.reference()["losses"]
    let pass = try TraceSupport.trace(
      "L = \(expression)",
      [
        ("z", losses["z"].tensor), ("k", losses["class_targets"].tensor),
        ("t", losses["targets"].tensor),
      ])
    expectClose(try value(pass, "L"), losses["r"][key]["loss"].numbers, expression)
    expectClose(try gradient(pass, "z"), losses["r"][key]["dz"].numbers, "∂ \(expression)")
  }

  @Test func aLinearLayerAgrees() throws {
    let layer = try Self.reference()["layers"]["linear x[2,3] W[4,3] b[4]"]
    let pass = try TraceSupport.trace(
      "z = x @ W.T + b; L = sum(z * g)",
      [
        ("x", layer["in"][0].tensor), ("W", layer["in"][1].tensor), ("b", layer["in"][2].tensor),
        ("g", layer["grad_out"].tensor),
      ], wrt: ["x", "W", "b"])
    expectClose(try value(pass, "z"), layer["out"].numbers, "z")
    for (index, name) in ["x", "W", "b"].enumerated() {
      expectClose(try gradient(pass, name), layer["grad_in"][index].numbers, name)
    }
  }

  @Test(arguments: ["softmax", "log_softmax"])
  func softmaxAgrees(_ name: String) throws {
    let layer = try Self.reference()["layers"]["\(name) x[2,3]"]
    let pass = try TraceSupport.trace(
      "y = \(name)(x); L = sum(y * g)",
      [("x", layer["in"][0].tensor), ("g", layer["grad_out"].tensor)], wrt: ["x"])
    expectClose(try value(pass, "y"), layer["out"].numbers, name)
    expectClose(try gradient(pass, "x"), layer["grad_in"][0].numbers, "\(name)′")
  }
}
