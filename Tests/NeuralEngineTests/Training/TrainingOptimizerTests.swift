import Foundation
import Kernels
import Testing

@testable import NeuralEngine

/// Optimizers follow PyTorch's trajectories (`torch-reference.json`, PyTorch 2.13, float64) on
/// 0.1·w₁² + 2·w₂² + 0.3·w₁w₂ from (−5, −2), compiled from its graph.
struct TrainingOptimizerTests {
  struct Reference: Decodable {
    struct Optimizers: Decodable { var traj: [String: [String: [Double]]] }
    var optimizers: Optimizers
  }

  /// Returns the weights after each of some steps.
  static func trajectory(
    _ optimizer: Optimizer, l2: Double = 0, rates: LearningRateCurve? = nil, steps: Int,
    with kernels: Processor.InstructionSetKernels
  ) throws -> [[Double]] {
    var graph = Graph()
    let w = graph.parameter("w", Shape([2]))
    let first = try graph.index(w, at: [0])
    let second = try graph.index(w, at: [1])
    let slope = try graph.multiply(graph.constant(0.1), graph.unary(.square, first))
    let valley = try graph.multiply(graph.constant(2), graph.unary(.square, second))
    let mixed = try graph.multiply(graph.constant(0.3), graph.multiply(first, second))
    let objective = try graph.add(graph.add(slope, valley), mixed)
    let gradient = graph.gradients(of: objective, withRespectTo: [w])[0]
    let memory = TensorMemory()
    let (values, gradients) = (memory.allocate(2), memory.allocate(2))
    let settings = memory.allocate(16)
    var lowering = GraphLowering(graph, into: ProgramBuilder(memory: memory))
    lowering.bind(w, to: ProgramBuilder.Operand(values))
    lowering.lower([(gradient, ProgramBuilder.Operand(gradients))])
    var builder = lowering.builder
    builder.emitUpdate(
      optimizer.rule, settings: settings, l1: 0, l2: Float(l2), parameters: values,
      gradients: gradients, first: memory.allocate(2), second: memory.allocate(2))
    let program = builder.build(kernels)
    memory.write([-5, -2], to: values)
    var schedule = UpdateSchedule(optimizer, rates: rates)
    return (0..<steps).map { _ in
      memory.write(schedule.settings, to: settings)
      schedule.advance()
      program.run()
      return memory.read(values).map(Double.init)
    }
  }

  static let cases: [(String, Optimizer, Double)] = [
    ("SGD lr.1", .sgd(learningRate: 0.1), 0),
    ("SGD lr.1", .gd(learningRate: 0.1), 0),
    ("SGD lr.1 m.9", .momentum(learningRate: 0.1, beta: 0.9), 0),
    ("SGD lr.1 m.9 nesterov", .nesterov(learningRate: 0.1, beta: 0.9), 0),
    // PyTorch's weight decay adds λw to the gradient, the penalty λ‖w‖² 2λw.
    ("SGD lr.1 wd.01", .sgd(learningRate: 0.1), 0.005),
    ("Adagrad lr.5", .adagrad(learningRate: 0.5, epsilon: 1e-10), 0),
    ("RMSprop lr.1 a.9", .rmsprop(learningRate: 0.1, alpha: 0.9, epsilon: 1e-8), 0),
    ("Adam lr.1", .adam(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8), 0),
    (
      "AdamW lr.1 wd.01",
      .adamw(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01), 0
    ),
  ]

  @Test(arguments: cases)
  func followsPyTorch(_ name: String, _ optimizer: Optimizer, _ l2: Double) throws {
    let url = try #require(
      Bundle.module.url(forResource: "Resources/torch-reference", withExtension: "json"))
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
    let expected = try #require(reference.optimizers.traj[name])
    for kernels in Processor.available {
      let trajectory = try Self.trajectory(optimizer, l2: l2, steps: 20, with: kernels)
      for (step, weights) in expected {
        let actual = trajectory[try #require(Int(step)) - 1]
        for (value, exact) in zip(actual, weights) {
          // Twenty steps in single precision, of weights of size 5 at first.
          #expect(abs(value - exact) <= 5e-6, "\(name), step \(step), \(kernels.name)")
        }
      }
    }
  }

  /// The minimum is 0 at the origin.
  @Test(
    arguments: [
      (.sgd(learningRate: 0.4), 1e-6), (.momentum(learningRate: 0.1, beta: 0.9), 1e-6),
      (.momentum(learningRate: 0.1, beta: 0.9, isRateInside: true), 1e-6),
      (.nesterov(learningRate: 0.1, beta: 0.9), 1e-6),
      (.nesterov(learningRate: 0.1, beta: 0.9, isRateInside: true), 1e-6),
      (.adagrad(learningRate: 0.5, epsilon: 1e-10), 1e-6),
      (.adagrad(learningRate: 0.5, epsilon: 1e-8, isEpsilonInside: true), 1e-6),
      // A step of RMSprop has about the length of the learning rate, however near the minimum is.
      (.rmsprop(learningRate: 0.01, alpha: 0.9, epsilon: 1e-8), 1e-2),
      (.adam(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8), 1e-6),
      (
        .adam(
          learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, isEpsilonInside: true), 1e-6
      ),
      (.adamw(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01), 1e-6),
      (.sgd(learningRate: 0.4, shrinkage: 0.001), 1e-6),
    ] as [(Optimizer, Double)])
  func reachesTheMinimum(_ optimizer: Optimizer, _ tolerance: Double) throws {
    let trajectory = try Self.trajectory(optimizer, steps: 2_000, with: Processor.chosen)
    #expect(try #require(trajectory.last).allSatisfy { abs($0) < tolerance })
  }

  @Test func penaltiesAddTheirSubgradients() {
    let memory = TensorMemory()
    let (w, g) = (memory.allocate(3), memory.allocate(3))
    let settings = memory.allocate(16)
    for kernels in Processor.available {
      memory.write([2, -3, 0], to: w)
      memory.write([1, 1, 1], to: g)
      memory.write(UpdateSchedule(.sgd(learningRate: 0.5)).settings, to: settings)
      var builder = ProgramBuilder(memory: memory)
      builder.emitUpdate(
        .descent, settings: settings, l1: 0.25, l2: 0.5, parameters: w, gradients: g,
        first: memory.allocate(3), second: memory.allocate(3))
      builder.build(kernels).run()
      // w − ½(g + ¼ sign w + 2·½·w)
      #expect(memory.read(w) == [0.375, -1.875, -0.5])
    }
  }
}
