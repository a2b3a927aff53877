import Diagnostics
import NeuralEngine
import NotebookSyntax
import Testing

@testable import Execution

@Suite("Schedules, rules to stop and validation in notebooks")
struct TrainingCourseTests {
  /// Runs a train block and returns its result.
  private func train(_ body: String, data: String = "") async throws -> BlockResult {
    let result = await run(data + "```train t\n\(body)\n```\n")
    try #require(result.diagnostics.isEmpty, "\(result.diagnostics)")
    return try #require(result.results.last)
  }

  /// The rows of the table of losses and metrics, which follows that of layers.
  private func table(_ result: BlockResult) throws -> [[String]] {
    let tables = result.outputs.compactMap { output in
      if case .table(let table) = output { table.rows } else { nil }
    }
    try #require(tables.count > 1)
    return tables[1]
  }

  private func remarks(_ result: BlockResult) -> [String] {
    result.outputs.compactMap { if case .remark(let text) = $0 { text } else { nil } }
  }

  private let curve =
    "```data curve\nx: -1..1 step 0.05\ny: sin(3*x)\nnoise: 0.3\nsplit: 0.5\n```\n"

  @Test("the learning rate is a value, step by step where it changes")
  func learningRates() async throws {
    _ = try await train(
      """
      data: and
      model: logistic
      optimizer: sgd lr=0.5
      schedule: [warmup steps=2, step every=3 factor=0.1]
      batch: full
      epochs: 7
      expect:
        learning-rate: 0.005
        learning-rates: [0.25, 0.5, 0.5, 0.05, 0.05, 0.05, 0.005]
        learning-rates[3]: 0.05
        stopped: "no"
      """)
    _ = try await train(
      "data: and\nmodel: logistic\noptimizer: adam\nepochs: 0\nexpect: {learning-rate: 0.001}")
  }

  @Test("early stopping says when it stopped and whose weights the run has")
  func early() async throws {
    let body = """
      data: curve
      model: [dense 20, tanh, dense 1]
      optimizer: adam lr=0.05
      batch: full
      epochs: 3000
      stop: early patience=20
      expect: {stopped: early, epochs: < 3000, best.epoch: "> 0"}
      """
    let result = try await train(body, data: curve)
    #expect(result.expectations.allSatisfy { $0.isMet }, "\(result.expectations)")
    let remark = try #require(remarks(result).first)
    #expect(remark.contains("test.loss had not improved for 20 epochs"))
    #expect(remark.contains("the best one"))
    let kept = try await train(
      body.replacing("patience=20", with: "patience=20 restore=false on=train.loss min-delta=0.05"),
      data: curve)
    #expect(try #require(remarks(kept).first).contains("The weights are the last ones"))
    let whole = try await train(
      "data: curve\nmodel: linear\nepochs: 3\nstop: early patience=90", data: curve)
    #expect(try #require(remarks(whole).first).hasPrefix("Went on to the end of its 3 epochs"))
  }

  @Test("a tolerance ends a run at a step; both rules may be given")
  func tolerance() async throws {
    let result = try await train(
      """
      data: curve
      model: linear
      optimizer: gd lr=0.5
      epochs: 5000
      stop: [tolerance 1e-6, early patience=4000 on=train.loss restore=false]
      expect: {stopped: tolerance, steps: < 5000}
      """, data: curve)
    #expect(result.expectations.allSatisfy { $0.isMet })
    #expect(try #require(remarks(result).first).contains("less than 10⁻⁶"))
    #expect(remarks(result).count == 2)
  }

  @Test("rows held back have a row of their own in the table")
  func holdout() async throws {
    let result = try await train(
      """
      data: circles n=100
      model: [dense 4, tanh, dense 1]
      epochs: 2
      validation: holdout 0.2
      expect: {validation.loss: "> 0", validation.accuracy: 0..1}
      """)
    #expect(try table(result).map { $0[0] } == ["training", "validation", "test"])
    #expect(try table(result).map { $0[1] } == ["40", "10", "50"])
    #expect(result.expectations.allSatisfy { $0.isMet })
  }

  @Test("folds offer mean, deviation and each fold's value", arguments: ["exact", "adam"])
  func folds(optimizer: String) async throws {
    let result = try await train(
      """
      data: curve
      model: polynomial degree=3
      optimizer: \(optimizer)
      validation: k-fold 4
      expect:
        validation.loss: "> 0"
        validation.loss.std: "> 0"
        validation.loss.folds[3]: "> 0"
      """, data: curve)
    #expect(try table(result).map { $0[0] } == ["training", "validation (4 folds)", "test"])
    #expect(try table(result)[1][2].contains(" ± "))
    #expect(result.expectations.allSatisfy { $0.isMet })
  }

  @Test("accuracies of folds are percentages with their deviation")
  func foldAccuracies() async throws {
    let result = try await train(
      "data: iris\nmodel: softmax\nepochs: 2\nvalidation: k-fold 3\n"
        + "expect: {validation.accuracy.std: \">= 0\"}")
    #expect(try table(result)[1][3].contains("% ± "))
  }

  @Test("the lasso sets weights to zero, by folds too, and warns where it has not converged")
  func lasso() async throws {
    let result = try await train(
      """
      data: curve
      model: polynomial degree=8
      optimizer: lasso
      l1: 0.01
      validation: k-fold 4
      expect: {w7: 0, gap: < 1e-9, sweeps: "> 0", validation.loss: "> 0", epochs: 0}
      """, data: curve)
    #expect(result.expectations.allSatisfy { $0.isMet }, "\(result.expectations)")
    let hasty = await run(
      curve
        + "```train t\ndata: curve\nmodel: polynomial degree=8\noptimizer: lasso sweeps=1\nl1: 1e-5\n"
        + "```\n")
    #expect(hasty.diagnostics.map(\.code) == [.notConverged])
    #expect(hasty.diagnostics.map(\.severity) == [.warning])
  }

  @Test("the perceptron counts its mistakes until there are none")
  func perceptron() async throws {
    let result = try await train(
      """
      data: and
      model: perceptron
      expect:
        train.accuracy: 1
        w: [[2], [1]]
        b: [-3]
        epochs: 6
        mistakes.last: 0
        mistakes[1]: 3
        mistakes[99]: 0
        stopped: separated
      """)
    #expect(result.expectations.allSatisfy { $0.isMet }, "\(result.expectations)")
    #expect(remarks(result) == ["Epoch 6 made no mistake: the classes are separated."])
    let circles = try await train("data: xor-table\nmodel: perceptron\nexpect: {stopped: \"no\"}")
    #expect(try #require(remarks(circles).first).contains("4 mistakes"))
    #expect(try #require(remarks(circles).first).contains("goes round in circles"))
    let short = try await train(
      "data: xor-table\nmodel: perceptron\noptimizer: perceptron shuffle=true\nepochs: 3\n"
        + "validation: k-fold 2\nfeatures: [x1, x2]")
    #expect(try #require(remarks(short).first).contains("The rule ends only where"))
  }

  @Test("a diverging fold is named")
  func divergingFold() async throws {
    let result = await run(
      "```train t\ndata: line\nmodel: linear\noptimizer: gd lr=500\nvalidation: k-fold 3\n```\n")
    let problem = try #require(result.diagnostics.first)
    #expect(problem.code == .diverged)
    #expect(problem.notes.first == "this is the model of fold 1 of 3")
  }

  @Test("a schedule that is not one of the language's gets the name to write")
  func foreignNames() {
    let notebook = plan(
      "```train t\ndata: and\nmodel: logistic\nschedule: CosineAnnealingLR\n```\n\n"
        + "```train u\ndata: and\nmodel: logistic\nstop: EarlyStopping patience=3\n```\n\n"
        + "```train v\ndata: and\nmodel: logistic\nvalidation: cv 5\n```\n\n"
        + "```train w\ndata: and\nmodel: logistic\nstop: early on=val_loss\n```\n")
    #expect(
      notebook.diagnostics.map(\.label) == [
        "write `cosine`", "write `early patience=10`", "write `k-fold 5`",
        "write `validation.loss`",
      ])
  }
}
