import Diagnostics
import NeuralEngine
import Testing

@testable import Execution

/// Models written as expressions.
struct TrainExpressionTests {
  private static let line = "```data points\nx: -1..1 step 0.1\ny: 3*x - 2\n```\n"

  /// Runs a block after some data; returns the run and its values.
  private func train(
    _ body: String, data: String = line
  ) async throws -> (run: CompletedRun, values: ResultValues) {
    let notebook = plan(data + "\n```train t\n\(body)\n```\n")
    try #require(notebook.diagnostics.isEmpty, "\(notebook.diagnostics)")
    var outcomes: [UnitID: BlockOutcome] = [:]
    for data in notebook.unnamedData { outcomes[data.id] = data.evaluate() }
    for (index, block) in notebook.blocks.enumerated() {
      let work = try #require(block.work)
      let outcome = work.run(in: ExecutionContext(outcomes: outcomes, seed: 0))
      try #require(!outcome.hasFailed, "\(outcome.diagnostics)")
      #expect(work.offers.map(\.path).sorted() == outcome.values.paths.sorted())
      outcomes[UnitID(index)] = outcome
    }
    let outcome = try #require(outcomes[UnitID(notebook.blocks.count - 1)])
    return (try #require(outcome.run), outcome.values)
  }

  private func number(_ values: ResultValues, _ path: String) throws -> Double {
    guard case .number(let number)? = values.value(at: path) else { throw Missing() }
    return number
  }

  private struct Missing: Error {}

  @Test(
    "every way to write an expression trains its free names",
    arguments: [
      "{expression: w*x + b}", "expression w*x + b", "w*x + b", "\"w * x + b\"",
      "\n  expression: w*x + b",
    ])
  func forms(model: String) async throws {
    let (run, values) = try await train(
      "data: points\nmodel: \(model)\noptimizer: sgd lr=0.3\nbatch: full\nepochs: 300")
    #expect(abs(try number(values, "w") - 3) < 1e-3)
    #expect(abs(try number(values, "b") + 2) < 1e-3)
    #expect(run.plan.layers.map(\.parameterCount) == [2])
    #expect(abs(run.predict([0.5])[0] + 0.5) < 1e-2)
  }

  @Test("an expression trains like the model that it writes, from the same start")
  func sameAsLinear() async throws {
    for optimizer in ["sgd lr=0.1", "momentum lr=0.01", "adam lr=0.03", "rmsprop", "adagrad"] {
      let options = "optimizer: \(optimizer)\nepochs: 5\nl2: 0.1\nbatch: 4"
      let written = try await train("data: points\nmodel: {expression: w*x + b}\n\(options)")
      let named = try await train("data: points\nmodel: linear\n\(options)")
      for path in ["loss", "penalty"] {
        let (own, other) = (try number(written.values, path), try number(named.values, path))
        #expect(abs(own - other) < 1e-5 * max(1, other), "\(optimizer) \(path)")
      }
      #expect(abs(try number(written.values, "w") - number(named.values, "w[0,0]")) < 1e-5)
    }
  }

  @Test("a nonlinear expression starts at the given values and finds its parameters")
  func nonlinear() async throws {
    let data = "```data points\nx: 0..3 step 0.1\ny: 2 * exp(-1.5*x) + 0.5\n```\n"
    let body =
      "data: points\nmodel: {expression: a * exp(-k*x) + c}\noptimizer: adam lr=0.03\nbatch: full"
    let start = try await train(
      body + "\nepochs: 0\ninit: {a: 1, k: 0.5, c: 0}", data: data)
    #expect(try number(start.values, "a") == 1)
    #expect(try number(start.values, "k") == 0.5)
    #expect(try number(start.values, "c") == 0)
    let end = try await train(
      body + "\nepochs: 3000\ninit: {a: 1, k: 0.5, c: 0}", data: data)
    #expect(abs(try number(end.values, "a") - 2) < 0.02)
    #expect(abs(try number(end.values, "k") - 1.5) < 0.02)
    #expect(abs(try number(end.values, "c") - 0.5) < 0.02)
    #expect(try number(end.values, "train.r2") > 0.999)
  }

  @Test("several columns, vectors of parameters and lists of outputs")
  func shapes() async throws {
    let classes = try await train(
      """
      data: circles n=200
      model: c - dot(w, [x1^2, x2^2])
      init: {w: [0.1, 0.2], c: 0}
      optimizer: adam lr=0.1
      epochs: 200
      expect:
        test.accuracy: "> 0.95"
        w[1]: "> 0"
      """, data: "")
    #expect(classes.run.model.loss == .bce)
    #expect(classes.run.plan.parameters.map(\.name) == ["c", "w"])
    #expect(classes.run.plan.parameters.map(\.shape) == [.scalar, Shape([2])])
    let outputs = try await train(
      """
      data: points
      model: {expression: [a*x, b*x, c - x]}
      optimizer: adam lr=0.1
      epochs: 200
      """,
      data: "```data points\ncolumns: [x, y]\nrows: [[-2, l], [-1, l], [0, m], [1, r], [2, r]]\n```"
    )
    #expect(outputs.run.model.loss == .crossEntropy)
    #expect(outputs.run.model.outputCount == 3)
    let shares = outputs.run.predict([2])
    #expect(abs(shares.reduce(0, +) - 1) < 1e-6)
  }

  @Test("a last sigmoid is left to bce, as in a network")
  func lastSigmoid() async throws {
    let options = "\nepochs: 20\noptimizer: adam lr=0.05"
    let plain = try await train("data: and\nmodel: w*x1 + v*x2 + b" + options, data: "")
    let sigmoid = try await train(
      "data: and\nmodel: sigmoid(w*x1 + v*x2 + b)" + options, data: "")
    #expect(plain.run.model.parameters == sigmoid.run.model.parameters)
    #expect(sigmoid.run.model.output == .logit)
    #expect(sigmoid.run.predict([1, 1])[0] < 1)
  }

  @Test("a model without a value at some row is an error at its very characters")
  func undefined() async throws {
    let text = Self.line + "\n```train t\ndata: points\nmodel: {expression: w*log(x) + b}\n```\n"
    let result = await run(text)
    let error = try #require(result.diagnostics.first { $0.severity == .error })
    #expect(error.code == .domainError)
    let source = SourceText(name: "test.md", text: text)
    #expect(source.text(in: try #require(error.range)) == "x")
  }

  @Test("problems of an expression stand at its characters, whichever way it is written")
  func places() throws {
    for model in ["{expression: w*x + wave(b)}", "expression w*x + wave(b)", "w*x + wave(b)"] {
      let text = Self.line + "\n```train t\ndata: points\nmodel: \(model)\n```\n"
      let source = SourceText(name: "test.md", text: text)
      let error = try #require(plan(text).diagnostics.first)
      #expect(error.code == .unknownFunction)
      #expect(source.text(in: try #require(error.range)) == "wave")
    }
  }

  @Test("the curve of an expression can be drawn")
  func fit() async throws {
    let result = await run(
      Self.line + "\n```train t\ndata: points\nmodel: w*x^2 + b\nepochs: 3\n```\n"
        + "\n```plot fit\nof: t\n```\n\n```plot loss\nof: t\n```\n\n{{ t.w:.2f }}\n")
    #expect(result.diagnostics.filter { $0.severity == .error }.isEmpty)
    #expect(result.inlineValues.count == 1)
  }
}
