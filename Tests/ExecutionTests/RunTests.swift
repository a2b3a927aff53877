import Diagnostics
import NeuralEngine
import NotebookSyntax
import Testing

@testable import Execution

@Suite("Running notebooks")
struct RunTests {
  /// Runs a notebook and returns the texts of its inline values in document order.
  private func values(_ text: String) async throws -> [String] {
    let result = await run(text)
    let errors = result.diagnostics.filter { $0.severity == .error }
    try #require(errors.isEmpty, "\(errors)")
    return result.inlineValues.sorted { $0.key.lower < $1.key.lower }.map(\.value)
  }

  private func fence(_ kind: String, _ body: String) -> String { "```\(kind)\n\(body)\n```\n\n" }

  private func tables(_ result: BlockResult) -> [TableOutput] {
    result.outputs.compactMap { if case .table(let table) = $0 { table } else { nil } }
  }

  @Test("an exact fit of a parabola finds its coefficients, in the units of the data")
  func exactFit() async throws {
    let text =
      fence("data curve", "x: -2..2 step 0.25\ny: 3*x^2 - 2*x + 0.5")
      + fence(
        "train fit",
        """
        data: curve
        model: polynomial degree=2
        optimizer: exact
        expect: {w0: 0.5, w1: -2, w2: 3, train.loss: < 1e-20, parameters: 3, condition: "> 1"}
        """) + "{{ fit.w2:.3f }} {{ fit.w1:.1f }} {{ curve.rows }}"
    #expect(try await values(text) == ["3.000", "−2.0", "17"])
  }

  @Test("a run offers what planning promised, values and shapes")
  func offers() async throws {
    let text =
      fence("data set", "from: blobs n=60 k=3")
      + fence(
        "train net",
        "data: set\nmodel: [dense 4, prelu, dense 3]\nepochs: 2\nl2: 0.01\noptimizer: adam")
      + fence("train line", "data: line\nmodel: linear\noptimizer: exact")
      + fence("train logit", "data: and\nmodel: logistic\nepochs: 1")
    let notebook = plan(text)
    try #require(notebook.diagnostics.isEmpty, "\(notebook.diagnostics)")
    var outcomes: [UnitID: BlockOutcome] = [:]
    for data in notebook.unnamedData { outcomes[data.id] = data.evaluate() }
    for (index, block) in notebook.blocks.enumerated() {
      let work = try #require(block.work)
      let outcome = work.run(in: ExecutionContext(outcomes: outcomes, seed: 0))
      #expect(!outcome.hasFailed, "\(outcome.diagnostics)")
      outcomes[UnitID(index)] = outcome
      #expect(work.offers.map(\.path).sorted() == outcome.values.paths.sorted())
      for offer in work.offers {
        switch (offer.form, outcome.values[offer.path]) {
        case (.number, .number?), (.text, .text?): break
        case (.array(let extents), .array(let actual, let elements)?):
          #expect(extents == actual && elements.count == extents.reduce(1, *), "\(offer.path)")
        default: Issue.record("\(offer.path) is not what was promised")
        }
      }
      guard case .run(let planned) = work.definition, let model = outcome.run?.model else {
        continue
      }
      #expect(planned.layers == model.layers)
      #expect(planned.outputCount == model.outputCount)
      #expect(planned.parameters.map(\.name) == model.parameters.map(\.name))
      #expect(planned.parameters.map(\.shape) == model.parameters.map(\.shape))
    }
  }

  @Test("a train block shows its layers, losses and accuracies")
  func report() async throws {
    let result = await run(
      fence("train net", "data: circles n=100\nmodel: [dense 4, tanh, dense 1]\nepochs: 1"))
    let tables = tables(result.results[0])
    try #require(tables.count == 2)
    #expect(
      tables[0].rows == [
        ["dense 4", "4", "12"], ["tanh", "4", "0"], ["dense 1", "1", "5"],
        ["total", "", "17"],
      ])
    #expect(tables[1].rows.map { $0[0] } == ["training", "test"])
    #expect(tables[1].rows.map { $0[1] } == ["50", "50"])
    #expect(
      tables[1].columns.map(\.title) == [
        "set", "rows", "loss (bce)", "accuracy", "precision", "recall", "F1",
      ])
  }

  @Test("a run that diverges is an error at the learning rate; what reads it does not run")
  func divergence() async throws {
    let text =
      fence(
        "train wild",
        "data: line\nmodel: polynomial degree=6\noptimizer: sgd lr=50\nexpect: {loss: < 1}")
      + fence("plot loss", "of: wild")
      + fence("train calm", "data: and\nmodel: logistic\nepochs: 1\nexpect: {epochs: 1}")
      + "{{ wild.loss }} {{ calm.epochs }}"
    let source = SourceText(name: "test.md", text: text)
    let result = await run(text)
    let errors = result.diagnostics.filter { $0.severity == .error }
    try #require(errors.count == 1, "\(errors)")
    #expect(errors[0].code == .diverged)
    #expect(source.text(in: try #require(errors[0].range)) == "50")
    #expect(errors[0].message.contains("step ") && errors[0].message.contains("lr=50"))
    #expect(errors[0].notes.contains { $0.hasPrefix("likely cause: ") })
    // The plot and the value say quietly why they are missing.
    let blocked = result.diagnostics.filter { $0.code == .blockedByError }
    #expect(blocked.count == 2)
    #expect(blocked.allSatisfy { $0.severity == .warning })
    #expect(result.results[1].diagnostics.map(\.code) == [.blockedByError])
    #expect(result.results[1].outputs.isEmpty)
    // An expectation of a block that failed is not judged.
    #expect(result.results[0].expectations.isEmpty)
    #expect(result.results[2].expectations.map(\.isMet) == [true])
    #expect(result.inlineValues.values.sorted() == ["1"])
  }

  @Test("a notebook with one mistake runs nothing and still names every block's problems")
  func nothingRuns() async {
    let result = await run(
      fence("train good", "data: and\nmodel: logistic\nepochs: 1")
        + fence("train bad", "data: nowhere\nmodel: logistic"))
    #expect(result.results.count == 2)
    #expect(result.results.allSatisfy { $0.outputs.isEmpty })
    #expect(result.results[0].diagnostics.isEmpty)
    #expect(result.results[1].diagnostics.map(\.code) == [.unknownData])
    #expect(result.diagnostics.map(\.code) == [.unknownData])
  }

  @Test("expectations are judged in the author's order and a failed one is an error")
  func expectations() async throws {
    let result = await run(
      fence(
        "backprop-trace t",
        """
        graph: f = x * y
        at: {x: 2, y: 3}
        expect:
          f: 7
          grad.x: 3
          grad.y: 2 ± 0.1
        """))
    let outcomes = result.results[0].expectations
    #expect(outcomes.map(\.path) == ["f", "grad.x", "grad.y"])
    #expect(outcomes.map(\.isMet) == [false, true, true])
    #expect(outcomes.map(\.condition) == ["7", "3", "2 ± 0.1"])
    #expect(outcomes.map(\.actual) == ["6", "3", "2"])
    #expect(result.diagnostics.map(\.message) == ["expected f 7, got 6"])
    #expect(result.diagnostics.map(\.code) == [.expectationFailed])
  }

  @Test("equal unnamed calls share one data set, different ones do not")
  func unnamedData() async throws {
    let notebook = plan(
      fence("train a", "data: xor n=40 noise=0.1\nmodel: logistic\nepochs: 1")
        + fence("train b", "data: {xor: {noise: 0.1, n: 40}}\nmodel: logistic\nepochs: 1")
        + fence("train c", "data: xor n=40\nmodel: logistic\nepochs: 1"))
    try #require(notebook.diagnostics.isEmpty, "\(notebook.diagnostics)")
    #expect(notebook.unnamedData.count == 2)
    #expect(notebook.blocks[0].dependencies == notebook.blocks[1].dependencies)
    #expect(notebook.blocks[0].dependencies != notebook.blocks[2].dependencies)
  }

  @Test("a data set's name hides the generator of the same name")
  func names() throws {
    let notebook = plan(
      fence("data moons", "x: [1, 2]\ny: [3, 4]")
        + fence("train t", "data: moons\nmodel: linear\noptimizer: exact"))
    #expect(notebook.diagnostics.isEmpty, "\(notebook.diagnostics)")
    #expect(notebook.unnamedData.isEmpty)
  }

  @Test("a block added before changes no other block's numbers; the seed changes all")
  func streams() async throws {
    let body =
      fence("data d", "from: circles n=60 noise=0.1")
      + fence("train t", "data: d\nmodel: [dense 3, tanh, dense 1]\nepochs: 3")
      + "{{ t.loss:.17g }} {{ t.layer1.w[0,0]:.17g }}"
    let extra = fence("train other", "data: moons\nmodel: logistic\nepochs: 1")
    let plain = try await values(body)
    let preceded = try await values(extra + body)
    #expect(plain == preceded)
    let seeded = try await values("---\nseed: 5\n---\n\n" + body)
    #expect(zip(plain, seeded).allSatisfy { $0 != $1 })
  }

  @Test("results do not depend on how many blocks run at once")
  func jobs() async throws {
    let text =
      (0..<5).map { index in
        fence(
          "train t\(index)",
          "data: moons n=\(40 + index)\nmodel: [dense 3, relu, dense 1]\nepochs: 5")
          + "{{ t\(index).loss:.17g }}\n\n"
      }.joined()
    let alone = await run(text, jobs: 1)
    let together = await run(text, jobs: 8)
    #expect(alone.inlineValues == together.inlineValues)
    #expect(alone.inlineValues.count == 5)
  }

  @Test("the product of the inputs makes the exclusive or linear")
  func features() async throws {
    let text =
      fence(
        "train xor",
        """
        data: xor-table
        features: [x1, x2, x1*x2]
        model: logistic
        optimizer: adam lr=0.1
        epochs: 600
        batch: full
        expect: {train.accuracy: 1, parameters: 4}
        """) + "{{ xor.train.accuracy }}"
    #expect(try await values(text) == ["1"])
  }

  @Test("a trained run predicts in the columns of its data, features or not")
  func prediction() throws {
    let notebook = plan(
      fence("data d", "x: [1, 2, 3, 4]\ny: [1, 4, 9, 16]")
        + fence("train t", "data: d\nfeatures: [x^2]\nmodel: linear\noptimizer: exact"))
    try #require(notebook.diagnostics.isEmpty, "\(notebook.diagnostics)")
    let data = try #require(notebook.blocks[0].work).run(
      in: ExecutionContext(outcomes: [:], seed: 0))
    let outcome = try #require(notebook.blocks[1].work).run(
      in: ExecutionContext(outcomes: [UnitID(0): data], seed: 0))
    let prediction = try #require(outcome.run).predict([10, 0.5])
    #expect(abs(prediction[0] - 100) < 1e-4 && abs(prediction[1] - 0.25) < 1e-4)
  }

  @Test("weights start at the values given")
  func initialization() async throws {
    let text =
      fence(
        "train t",
        """
        data: and
        model: [dense 2, tanh, dense 1]
        init: {layer1.w: [[1, 2], [3, 4]], layer2.b: 0.5}
        epochs: 0
        expect: {layer1.w: [[1, 2], [3, 4]], layer2.b: [0.5], epochs: 0}
        """) + "{{ t.layer1.w[1,0] }}"
    #expect(try await values(text) == ["3"])
  }

  @Test("standardised columns have mean 0 and deviation 1 over the training rows")
  func standardize() throws {
    let notebook = plan(
      fence("data d", "from: gauss n=50\nsplit: 0.6\nstandardize: true"))
    let outcome = try #require(notebook.blocks[0].work).run(
      in: ExecutionContext(outcomes: [:], seed: 0))
    let data = try #require(outcome.data).data
    #expect(data.trainingRowCount == 30)
    for column in 0..<2 {
      let values = (0..<30).map { data.inputs[$0 * 2 + column] }
      let mean = values.reduce(0, +) / 30
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 30
      #expect(abs(mean) < 1e-12 && abs(variance - 1) < 1e-12)
    }
    #expect(try #require(outcome.data).standardization != nil)
  }

  @Test("a table's text target becomes classes, its whole numbers too where classes are wanted")
  func tables() throws {
    let notebook = plan(
      fence("data named", "columns: [a, b]\nrows: [[0, no], [1, yes], [2, no]]")
        + fence("data whole", "columns: [y, a]\nrows: [[0, 3], [1, 4], [1, 5]]\ntarget: y")
        + fence("train t", "data: whole\nmodel: logistic\nepochs: 1")
        + fence("train r", "data: whole\nmodel: linear\noptimizer: exact"))
    try #require(notebook.diagnostics.isEmpty, "\(notebook.diagnostics)")
    let context = ExecutionContext(outcomes: [:], seed: 0)
    let named = try #require(notebook.blocks[0].work).run(in: context)
    #expect(named.data?.data.target == .classes([0, 1, 0], names: ["no", "yes"]))
    #expect(named.data?.data.columns == ["a"])
    let whole = try #require(notebook.blocks[1].work).run(in: context)
    #expect(whole.data?.data.target == .numbers([0, 1, 1], columns: ["y"]))
    let next = ExecutionContext(outcomes: [UnitID(1): whole], seed: 0)
    let classifier = try #require(notebook.blocks[2].work).run(in: next)
    #expect(classifier.values["train.accuracy"] != nil)
    #expect(classifier.run?.data.data.target == .classes([0, 1, 1], names: ["0", "1"]))
    let regression = try #require(notebook.blocks[3].work).run(in: next)
    #expect(regression.values["train.accuracy"] == nil)
  }

  @Test("values fill in math, as TeX")
  func math() async throws {
    let text =
      fence("backprop-trace t", "graph: f = x * y\nat: {x: 1e-5, y: 12345678}")
        + """
        $a = {{ t.x:.1e }}$, $b = {{ t.y:, }}$, $p = {{ t.f:.1% }}$, $g = {{ t.grad.y:.0e }} \\cdot 2$.

        $$
        \\frac{{c}}{2}
        $$
        """
    let result = await run(text)
    #expect(result.diagnostics.isEmpty, "\(result.diagnostics)")
    let tex = result.mathTexts.sorted { $0.key.lower < $1.key.lower }.map(\.value)
    #expect(
      tex == [
        "a = 1.0 \\times 10^{-5}", "b = 12{,}345{,}678", "p = 12345.7\\%",
        "g = 1 \\times 10^{-5} \\cdot 2",
      ])
  }

  @Test("captions and alternative texts hold values; a label names the figure")
  func captions() async throws {
    let result = await run(
      fence(
        "backprop-trace t",
        """
        graph: f = x * y
        at: {x: 2, y: 3}
        label: fig-t
        caption: "The product is {{ t.f }}."
        alt: "A circuit that gives {{ t.f:.1f }}."
        """) + "@fig-t")
    #expect(result.diagnostics.isEmpty, "\(result.diagnostics)")
    guard case .figure(let figure)? = result.results[0].outputs.first else {
      Issue.record("no figure")
      return
    }
    #expect(figure.label == "fig-t" && figure.number == 1)
    #expect(figure.alternativeText == "A circuit that gives 6.0.")
    #expect(figure.caption.text(with: result.inlineValues) == "The product is 6.")
    #expect(figure.lightPNG.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(figure.lightPNG != figure.darkPNG)
  }

  @Test("a block with run=false is shown and defines nothing")
  func notRun() async throws {
    let result = await run("```train t run=false\ndata: nowhere\nmodel: nothing\n```\n")
    #expect(result.diagnostics.isEmpty)
    #expect(result.results.count == 1)
    #expect(result.results[0].echo == .show)
    let named = plan("```train t run=false\ndata: and\nmodel: logistic\n```\n\n{{ t.loss }}\n")
    #expect(named.diagnostics.map(\.code) == [.unknownValue])
  }

  @Test("a block whose output is hidden runs, is checked, and takes no number")
  func hiddenOutput() async throws {
    let result = await run(
      """
      ```data set
      x: [1, 2]
      y: [2, 4]
      ```
      ```train line
      data: set
      model: linear
      optimizer: exact
      output: hide
      expect: {w: 2}
      ```
      ```plot fit
      of: line
      output: hide
      ```
      ```plot fit
      of: line
      label: fig-line
      ```
      {{ line.w }}
      """)
    #expect(result.diagnostics.isEmpty)
    #expect(result.results[1].outputs.isEmpty && result.results[1].expectations.count == 1)
    #expect(result.results[2].outputs.isEmpty && result.results[3].outputs.count == 1)
    #expect(result.labels["fig-line"]?.number == "1")
  }
}
