import Diagnostics
import NotebookSyntax
import Testing

@testable import Execution

/// Traces of a row's way through a trained run.
@Suite struct SampleTraceTests {
  /// Trains a run and traces a sample of it.
  private func traced(
    _ train: String, _ trace: String, data: String = ""
  ) async -> (run: NotebookRun, source: SourceText) {
    await TraceSupport.notebook(
      "\(data)\n```train net\n\(train)\n```\n\n```backprop-trace t\nof: net\n\(trace)\n```\n")
  }

  /// The exact model: p = x, so that with squared loss every gradient is known.
  @Test func aLinearModelsGradientsAreThoseOfItsFormula() async {
    let data = "```data d\nx: [0, 1, 2, 3]\ny: [1, 3, 5, 8]\n```\n"
    let (run, _) = await traced(
      """
      data: d
      model: linear
      optimizer: gd lr=0.1
      epochs: 0
      init: {w: [[2]], b: [1]}
      """,
      """
      sample: 3
      expect:
        x[0,0]: 3
        a1[0,0]: 7
        y[0,0]: 8
        loss: 1
        grad.a1[0,0]: -2
        grad.w[0,0]: -6
        grad.b[0]: -2
        grad.x[0,0]: -4
      """, data: data)
    #expect(run.diagnostics.isEmpty, "\(run.diagnostics)")
  }

  @Test(
    "a sample's loss is what training computed for a set of that row",
    arguments: [
      "model: [dense 5, tanh, dense 3]",
      "model: [dense 6, relu, dropout 0.3, dense 3, softmax]",
      "model: [dense 4, batchnorm, sigmoid, layernorm, dense 3]",
      "model: [dense 5, prelu, dense 3]\nloss: hinge",
      "model: [dense 5, gelu, dense 3]\nloss: mse",
      "model: softmax",
    ])
  func everyModelCanBeTraced(_ model: String) async throws {
    let (run, _) = await traced(
      "data: blobs k=3 n=60\n\(model)\noptimizer: adam lr=0.05\nepochs: 3",
      "sample: 7\nshow: [circuit, table, shapes, derivation, jacobians]")
    #expect(run.diagnostics.isEmpty, "\(run.diagnostics.map(\.message))")
    let remarks = run.results[1].outputs.compactMap { output in
      if case .remark(let text) = output { text } else { nil }
    }
    #expect(remarks.last?.hasPrefix("Gradients agree") == true, "\(remarks)")
  }

  @Test func convolutionsAreGatesWithShapes() async throws {
    let (run, _) = await traced(
      """
      data: digits
      model: [conv 3 kernel=3, relu, maxpool 2, flatten, dense 10]
      epochs: 1
      """, "show: [circuit, shapes]\nexpect:\n  loss: \"> 0\"\n  p[0,0]: 0..1")
    #expect(run.diagnostics.isEmpty, "\(run.diagnostics.map(\.message))")
    var rows: [[String]] = []
    var text = ""
    for output in run.results[1].outputs {
      if case .table(let table) = output { rows = table.rows }
      if case .figure(let figure) = output { text = figure.alternativeText }
    }
    let shapes = rows.map { "\($0[0]) \($0[1]) \($0[2])" }
    #expect(shapes.contains("a1 conv 3 kernel=3(x, layer1.w, layer1.b) [1, 3, 6, 6]"))
    #expect(shapes.contains("a4 flatten(a3) [1, 27]"))
    #expect(shapes.contains("loss cross-entropy(y, a5) scalar"))
    #expect(text.contains("conv 3 kernel=3") && text.contains("maxpool 2"))
  }

  @Test func modelsThatAreExpressionsAreTracedOperationByOperation() async {
    let data = "```data d\nx: [0, 1, 2, 3]\ny: [1, 3, 5, 8]\n```\n"
    let (run, _) = await traced(
      """
      data: d
      model: {expression: a*exp(k*x)}
      loss: half-mse
      optimizer: gd lr=0.001
      epochs: 0
      init: {a: 2, k: 0}
      """,
      """
      sample: 2
      expect: {p: 2, loss: 4.5, grad.p: -3, grad.a: -3, grad.k: -12}
      """, data: data)
    #expect(run.diagnostics.isEmpty, "\(run.diagnostics)")
  }

  @Test func anUpdateMovesTheParametersAlone() async {
    let data = "```data d\nx: [0, 1, 2, 3]\ny: [1, 3, 5, 8]\n```\n"
    let (run, _) = await traced(
      "data: d\nmodel: linear\nepochs: 0\ninit: {w: [[2]], b: [1]}",
      """
      sample: 3
      update: gd lr=0.01
      iterations: 2
      expect:
        iterations[0].w[0,0]: 2.06
        iterations[0].b[0]: 1.02
        iterations[1].x[0,0]: 3
        iterations[1].loss: 0.64
      """, data: data)
    #expect(run.diagnostics.isEmpty, "\(run.diagnostics)")
  }

  @Test func featuresArePartOfTheRow() async {
    let (run, _) = await traced(
      "data: xor n=40\nfeatures: [x1, x2, x1*x2]\nmodel: logistic\nepochs: 2",
      "sample: 1\nexpect:\n  loss: \"> 0\"\n  grad.w[2,0]: -100..100")
    #expect(run.diagnostics.isEmpty, "\(run.diagnostics)")
  }

  @Test func polynomialsAreLayersOverPowers() async {
    let (run, _) = await traced(
      "data: line n=20\nmodel: polynomial degree=3\noptimizer: exact",
      "sample: 2\nexpect: {loss: \">= 0\"}")
    #expect(run.diagnostics.isEmpty, "\(run.diagnostics)")
  }
}
