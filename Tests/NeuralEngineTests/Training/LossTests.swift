import Testing

@testable import NeuralEngine

/// Losses from their definitions to trained models.
struct LossTests {
  /// A function of a prediction and a target.
  static func formula(
    _ text: String, _ make: (inout Graph, Graph.NodeID, Graph.NodeID) throws -> Graph.NodeID
  ) -> RowFunction {
    var graph = Graph()
    let (p, y) = (graph.input("p"), graph.input("y"))
    guard let output = try? make(&graph, p, y) else { preconditionFailure(text) }
    return RowFunction(text: text, graph: graph, inputs: [p, y], output: output)
  }

  static let fourthPower = formula("(y - p)^4") { graph, p, y in
    try graph.binary(.power, graph.subtract(y, p), graph.constant(4))
  }

  /// log cosh(p − y) = softplus(2(p − y)) − (p − y) − log 2.
  static let logCosh = formula("log cosh(p - y)") { graph, p, y in
    let difference = try graph.subtract(p, y)
    let double = try graph.add(difference, difference)
    return try graph.subtract(
      graph.subtract(graph.unary(.softplus, double), difference),
      graph.constant(0.6931471805599453))
  }

  static let squares = formula("(y - p)^2") { graph, p, y in
    graph.unary(.square, try graph.subtract(y, p))
  }

  static let all = Loss.named + [.formula(fourthPower), .formula(logCosh), .formula(squares)]

  private func value(_ loss: Loss, _ p: [[Double]], _ y: [Double]) throws -> Double {
    var graph = Graph()
    let rows = p.count
    let z = graph.input("p", Shape([rows, p[0].count]))
    let isClasses = y.count < rows * p[0].count || (loss.isCrossEntropy)
    let target = graph.constant(y, isClasses ? Shape([rows]) : graph.shape(of: z))
    let node = try graph.loss(loss, z, target)
    let feed = Tensor(Shape([rows, p[0].count]), p.flatMap { $0 })
    return try graph.evaluate([node], feeding: [z: feed])[node].values[0]
  }

  @Test("losses are what their formulas give by hand")
  func values() throws {
    let p: [[Double]] = [[2], [-0.5], [0.25]]
    // Differences to (1, 1, −1) are 1, −1.5 and 1.25; margins y·p are 2, −0.5 and −0.25.
    let y: [Double] = [1, 1, -1]
    #expect(abs(try value(.mae, p, y) - 3.75 / 3) < 1e-15)
    #expect(abs(try value(.huber, p, y) - (0.5 + 1 + 0.75) / 3) < 1e-15)
    #expect(abs(try value(.hinge, p, y) - (0 + 1.5 + 1.25) / 3) < 1e-15)
    #expect(abs(try value(.perceptron, p, y) - (0 + 0.5 + 0.25) / 3) < 1e-15)
    #expect(
      abs(try value(.formula(Self.fourthPower), p, y) - (1 + 5.0625 + 2.44140625) / 3) < 1e-15)
    // Scores of classes: margins of the others over class 2, then over class 0.
    let z: [[Double]] = [[1, 0.5, 1.25], [0.5, 2, -3]]
    // max(0, 1 − 1.25 + 1) + max(0, 1 − 1.25 + 0.5) = 1; max(0, 1 − 0.5 + 2) + 0 = 2.5.
    #expect(abs(try value(.hinge, z, [2, 0]) - 3.5 / 6) < 1e-15)
    #expect(abs(try value(.perceptron, z, [2, 0]) - (0 + 1.5) / 2) < 1e-15)
    // Log-probabilities are their own scores: log 2 and log 4.
    let halves: [[Double]] = [[-0.6931471805599453, -0.6931471805599453]]
    #expect(abs(try value(.nll, halves, [1]) - 0.6931471805599453) < 1e-15)
  }

  @Test("every loss of one output learns to tell two classes apart", arguments: all)
  func binary(loss: Loss) throws {
    guard !loss.isCrossEntropy else { return }
    let data = TrainingTests.rings(200)
    for last in [[], [Layer.activation(.tanh)]] {
      let model = try Trainer.train(
        TrainingConfiguration(
          model: .network(
            [.dense(units: 16), .activation(.tanh), .dense(units: 1)] + last), loss: loss,
          optimizer: TrainingTests.adam, length: .epochs(100), batch: .rows(10), stream: "test"),
        on: data)
      #expect(try #require(model.history.last?.trainAccuracy) > 0.95, "\(loss.name) \(last)")
      let shares = model.predict([0, 0, 4.2, 0])
      #expect(shares[0] > 0.5 && shares[1] < 0.5, "\(loss.name) \(last)")
      if loss.isMargin { #expect(shares.allSatisfy { (0...1).contains($0) }) }
    }
  }

  @Test("every loss learns three classes, with and without a last softmax", arguments: all)
  func classes(loss: Loss) throws {
    var numbers = SeededNumbers(seed: 4)
    var inputs: [Double] = []
    for row in 0..<150 {
      let centre = [(0.0, 2.0), (2.0, -1.0), (-2.0, -1.0)][row % 3]
      inputs += [centre.0 + numbers.uniform(-0.8...0.8), centre.1 + numbers.uniform(-0.8...0.8)]
    }
    let data = Dataset(
      columns: ["x1", "x2"], inputs: inputs,
      target: .classes((0..<150).map { $0 % 3 }, names: ["a", "b", "c"]), trainingRowCount: 120)
    func train(_ loss: Loss, _ model: Model) throws -> TrainedModel {
      try Trainer.train(
        TrainingConfiguration(
          model: model, loss: loss, optimizer: TrainingTests.adam, length: .epochs(60),
          batch: .rows(16), stream: "test"), on: data)
    }
    let model = try train(loss, .network([.dense(units: 3)]))
    #expect(model.history.last?.testAccuracy == 1, "\(loss.name)")
    let trained = try train(
      loss == .nll ? .crossEntropy : loss, .network([.dense(units: 3), .activation(.softmax)]))
    if loss.isCrossEntropy { #expect(trained.parameters == model.parameters) }
  }

  @Test("reported losses are the loss over all rows in double precision", arguments: all)
  func evaluation(loss: Loss) throws {
    for outputs in [1, 2] where outputs == 2 || !loss.isCrossEntropy {
      let data = TrainingTests.rings(60)
      let configuration = TrainingConfiguration(
        model: .network([.dense(units: outputs)]), loss: loss, length: .epochs(0), stream: "test")
      let model = try Trainer.train(configuration, on: data)
      let plan = try TrainingPlan(configuration, data)
      var graph = Graph()
      let x = graph.constant(Array(plan.inputs), Shape([60, 2]))
      let network = plan.layout.append(to: &graph, x, .evaluation)
      let (output, nodes) = (network.output, network.parameters)
      let y = graph.constant(
        plan.targets, plan.hasClassNumbers ? Shape([60]) : Shape([60, outputs]))
      func rows(_ node: Graph.NodeID, _ first: Int) throws -> Graph.NodeID {
        let extents = [30] + graph.shape(of: node).extents.dropFirst()
        return try graph.slice(
          node, starts: [first] + extents.dropFirst().map { _ in 0 }, extents: extents)
      }
      let feeds = Dictionary(
        uniqueKeysWithValues: zip(
          nodes, model.parameters.map { Tensor($0.shape, Array($0.values)) }))
      for (first, reported) in [
        (0, model.history[0].trainLoss), (30, try #require(model.history[0].testLoss)),
      ] {
        let value = try graph.loss(loss, rows(output, first), rows(y, first))
        let exact = try graph.evaluate([value], feeding: feeds)[value].values[0]
        #expect(abs(reported - exact) < 2e-6 * max(1, abs(exact)), "\(loss.name) \(outputs)")
      }
    }
  }

  @Test(
    "losses of elements take one instruction",
    arguments: [Loss.mae, .huber, .hinge, .perceptron])
  func fused(loss: Loss) throws {
    let configuration = TrainingConfiguration(
      model: .network([.dense(units: 1)]), loss: loss, batch: .rows(10), stream: "listing")
    let plan = try TrainingPlan(configuration, TrainingTests.rings(40))
    let step = TrainingPrograms(plan, Processor.chosen).step(rows: 10, gathers: true)
    #expect(step.listing.split(separator: "\n").filter { $0.hasPrefix("elementLoss") }.count == 1)
    #expect(step.instructionCount == 7, "\(step.listing)")
  }

  @Test("a formula of a named loss trains like it")
  func formulaOfSquares() throws {
    func train(_ loss: Loss) throws -> TrainedModel {
      try Trainer.train(
        TrainingConfiguration(
          model: .linear, loss: loss, optimizer: .sgd(learningRate: 0.1), length: .epochs(20),
          batch: .rows(8), stream: "test"), on: TrainingTests.line())
    }
    let (named, written) = (try train(.mse), try train(.formula(Self.squares)))
    for (a, b) in zip(named.parameters, written.parameters) {
      #expect(abs(a.values[0] - b.values[0]) < 1e-6)
    }
    #expect(written.loss.name == "(y - p)^2")
  }

  @Test("runs with every loss are the same on every instruction set", arguments: all)
  func bits(loss: Loss) throws {
    let configuration = TrainingConfiguration(
      model: .network([.dense(units: 19), .activation(.silu), .dense(units: 2)]), loss: loss,
      optimizer: TrainingTests.adam, length: .epochs(4), batch: .rows(13), stream: "bits")
    let runs = try Processor.available.map { kernels in
      try Trainer.train(configuration, on: TrainingTests.rings(90), with: kernels)
    }
    for run in runs.dropFirst() {
      #expect(run.digest == runs[0].digest)
      #expect(run.history == runs[0].history)
    }
  }

  @Test("losses that tell classes apart refuse numbers and single outputs")
  func mismatches() {
    func configuration(_ loss: Loss) -> TrainingConfiguration {
      TrainingConfiguration(model: .network([.dense(units: 1)]), loss: loss, stream: "test")
    }
    for (loss, data) in [
      (Loss.hinge, TrainingTests.line()), (.perceptron, TrainingTests.line()),
      (.nll, TrainingTests.line()), (.nll, TrainingTests.xor),
    ] {
      #expect {
        try Trainer.train(configuration(loss), on: data)
      } throws: { error in
        guard case .mismatch(let text)? = error as? TrainingFailure else { return false }
        return text.hasPrefix(loss.name)
      }
    }
  }
}
