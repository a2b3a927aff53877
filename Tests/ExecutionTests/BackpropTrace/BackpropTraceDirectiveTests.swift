import Diagnostics
import NotebookSyntax
import Plotting
import Testing

@testable import Execution

@Suite struct BackpropTraceDirectiveTests {
  @Test func theReadmesExampleMeetsItsExpectations() async throws {
    let (run, _) = await TraceSupport.run(
      """
      graph: f = (x + y) * z
      at: {x: -2, y: 5, z: -4}
      expect: {f: -12, grad.x: -4, grad.y: -4, grad.z: 3}
      """)
    #expect(run.diagnostics.isEmpty)
    let result = try #require(run.results.first)
    #expect(result.expectations.count == 4 && result.expectations.allSatisfy(\.isMet))
    var kinds: [String] = []
    for output in result.outputs {
      switch output {
      case .figure(let figure):
        kinds.append("figure")
        #expect(figure.alternativeText.contains("x = −2"))
        #expect(!figure.lightPNG.isEmpty && figure.lightPNG != figure.darkPNG)
      case .table: kinds.append("table")
      case .remark(let text):
        kinds.append("remark")
        #expect(text.contains("finite differences"))
      case .math: kinds.append("math")
      }
    }
    #expect(kinds == ["figure", "table", "remark"])
  }

  /// The lecture's table: three steps of gradient descent on ½(wx + b − 3)².
  @Test func gradientDescentIsTabulatedStepByStep() async throws {
    let (run, _) = await TraceSupport.run(
      """
      graph: |
        h = w*x + b
        L = 0.5 * (h - y)^2
      at: {x: 1, y: 3, w: 0.1, b: 1}
      wrt: [w, b]
      update: gd lr=0.2
      iterations: 3
      expect:
        iterations[0].h: 1.1
        iterations[1].h: 1.86
        iterations[2].h: 2.316
        iterations[0].L: 1.805
        iterations[1].L: 0.6498
        iterations[2].L: 0.233928
        iterations[0].grad.w: -1.9
        iterations[1].grad.h: -1.14
        iterations[2].grad.b: -0.684
        iterations[0].w: 0.48
        iterations[1].w: 0.708
        iterations[2].w: 0.8448
        iterations[0].b: 1.38
        iterations[1].b: 1.608
        iterations[2].b: 1.7448
        iterations[2].x: 1
      """)
    #expect(run.diagnostics.isEmpty)
    let tables = run.results[0].outputs.compactMap { output in
      if case .table(let table) = output { table } else { nil }
    }
    let table = try #require(tables.last)
    #expect(
      table.columns.map(\.title) == [
        "iteration", "h", "L", "∂L/∂h", "∂L/∂w", "∂L/∂b", "new w", "new b",
      ])
    #expect(
      table.rows == [
        ["0", "1.1", "1.805", "−1.9", "−1.9", "−1.9", "0.48", "1.38"],
        ["1", "1.86", "0.6498", "−1.14", "−1.14", "−1.14", "0.708", "1.608"],
        ["2", "2.316", "0.233928", "−0.684", "−0.684", "−0.684", "0.8448", "1.7448"],
      ])
  }

  @Test func matricesOfferTheirElements() async {
    let (run, _) = await TraceSupport.run(
      """
      graph: |
        h = W @ x + b
        q = sigmoid(h)
        o = V @ q
        L = log(sum(exp(o))) - o[1]
      at:
        x: [1, 2]
        W: [[0.1, 0.2], [0.3, 0.4]]
        b: [0.1, -0.2]
        V: [[0.5, -0.5], [0.25, 0.75]]
      wrt: [W, V, b]
      show: [circuit, table, derivation, shapes]
      expect:
        L: 0.3942188016 ± 1e-9
        grad.W[0,0]: 0.0186341 ± 1e-7
        grad.W[1,1]: -0.1673766 ± 1e-7
        grad.V[0,1]: 0.2316227 ± 1e-7
        grad.b[1]: -0.0836883 ± 1e-7
        o[1]: 0.694626 ± 1e-5
      """)
    #expect(run.diagnostics.isEmpty)
    #expect(run.results[0].outputs.count == 5)
  }

  @Test func inlineValuesReachATrace() async {
    let (run, _) = await TraceSupport.notebook(
      """
      ```backprop-trace t
      graph: f = x * x
      at: {x: 3}
      update: gd lr=0.1
      iterations: 2
      ```

      The slope is {{ t.grad.x }}, then x is {{ t.iterations[1].x:.2f }}.
      """)
    #expect(run.diagnostics.isEmpty)
    #expect(Set(run.inlineValues.values) == ["6", "1.92"])
  }

  @Test func stepsAreFramesOfOneFigure() async throws {
    let (run, _) = await TraceSupport.run(
      "graph: f = (x + y) * z\nat: {x: -2, y: 5, z: -4}\nshow: steps")
    #expect(run.diagnostics.isEmpty)
    let figures = run.results[0].outputs.compactMap { output in
      if case .figure(let figure) = output { figure } else { nil }
    }
    let frames = try #require(figures.first?.frames)
    #expect(figures.count == 1 && frames.words.count == 6)
    #expect(frames.sequence.printing == .stacked)
    #expect(!frames.words[0].alternativeText.contains("−12"))
    #expect(frames.words[5].alternativeText.contains("This step: ∂f/∂x = ∂f/∂v_1 · 1"))
  }

  /// Bodies with the diagnostic they give: code, the characters it points at, words of it.
  @Test(
    arguments: [
      ("graph: f = x\nat: {y: 1}", "NB061", "x", "known here: y"),
      ("graph: f = x * 2\nat: {x: 1, extra: 2}", "NB061", "extra", "is not used"),
      ("graph: f = [x, 1]\nat: {x: 1}", "NB066", "[x, 1]", "write `f = sum(…)`"),
      ("graph: f = q * x; q = x + 1\nat: {x: 1}", "NB065", "q", "used before it is computed"),
      ("graph: f = f + x\nat: {x: 1}", "NB065", "f", "used before it is computed"),
      ("graph: x = 2 * x\nat: {x: 1}", "NB065", "x", "is an input"),
      ("graph: q = x; q = x + 1\nat: {x: 1}", "NB065", "q", "computed twice"),
      ("graph: f = log(x - 1)\nat: {x: 1}", "NB064", "x - 1", "the logarithm of 0"),
      ("graph: f = 1 / (x - 1)\nat: {x: 1}", "NB064", "(x - 1)", "division by zero"),
      ("graph: f = sqrt(x)\nat: {x: 0}", "NB064", "x", "derivative at 0 is infinite"),
      ("graph: f = cross_entropy([1, 2], k) + x\nat: {x: 0, k: 2}", "NB064", "", "class"),
      ("graph: f = W @ x\nat: {x: [1, 2], W: [1, 2, 3]}", "NB063", "@", "[3] and [2]"),
      ("graph: f = x\nat: {x: 1}\nwrt: [y]", "NB061", "y", "is not an input"),
      ("graph: q = x; f = q*q\nat: {x: 1}\nwrt: q", "NB061", "q", "`wrt` lists inputs"),
      ("at: {x: 1}", "NB040", "", "needs `graph`"),
      ("graph: f = x", "NB040", "", "needs `at`"),
      ("graph: f = x\nat: {x: 1}\niterations: 3", "NB040", "iterations", "needs `update`"),
      ("graph: f = x\nat: {x: 1}\nupdate: exact", "NB047", "exact", "has no steps"),
      ("graph: f = x\nat: {x: 1}\nupdate: adan lr=1", "NB031", "adan", "did you mean `adam`"),
      ("graph: f = x\nat: {x: 1}\nshow: iterations", "NB040", "iterations", "needs `update`"),
      ("graph: f = x\nat: {x: 1}\nshow: circut", "NB048", "circut", "did you mean `circuit`"),
      ("graph: f = x\nat: {x: 1}\nsample: 3", "NB040", "sample", "needs `of`"),
      ("graph: f = x +\nat: {x: 1}", "NB060", "+", "a value is missing"),
      ("graph: f = x\nat: {x: 1}\nexpect: {g: 1}", "NB038", "g", ""),
      ("graph: f = x\nat: {x: 1}\nexpect: {f: 2}", "NB081", "f: 2", "got 1"),
      ("graph: f = x\nat: {x: [1, [2]]}", "NB041", "[2]", "a number"),
    ] as [(String, String, String, String)])
  func mistakesPointAtTheirCharacters(
    _ body: String, _ code: String, _ place: String, _ words: String
  ) async throws {
    let (run, source) = await TraceSupport.run(body)
    let problem = try #require(
      run.diagnostics.first { $0.code.rawValue == code }, "\(run.diagnostics)")
    let all = ([problem.message, problem.label ?? ""] + problem.notes).joined(separator: "\n")
    #expect(all.contains(words), "\(all)")
    if !place.isEmpty { #expect(problem.range.map { source.text(in: $0) } == place) }
    #expect(run.diagnostics.count == 1, "\(run.diagnostics.map(\.message))")
  }

  @Test func aLargeGraphIsDrawnInGroupsWithANote() async throws {
    let statements = (1...300).map { "  a\($0) = tanh(\($0 == 1 ? "x" : "a\($0 - 1)"))" }
    let body = "graph: |\n" + statements.joined(separator: "\n") + "\nat: {x: 1}\n"
    let (drawn, _) = await TraceSupport.run(body + "show: circuit")
    #expect(drawn.diagnostics.isEmpty)
    let remarks = drawn.results[0].outputs.compactMap { output in
      if case .remark(let text) = output { text } else { nil }
    }
    #expect(remarks.first?.hasPrefix("The circuit shows 300 operations in ") == true)
    let (stepped, _) = await TraceSupport.run(body + "show: steps")
    let problem = try #require(stepped.diagnostics.first)
    #expect(problem.code == .limitExceeded && problem.label == "write `show: [circuit, table]`")
  }

  @Test func theTableOfIterationsCanStandAlone() async throws {
    let (run, _) = await TraceSupport.run(
      "graph: f = x^2\nat: {x: 1}\nshow: iterations\nupdate: gd lr=0.1\niterations: 2")
    #expect(run.diagnostics.isEmpty)
    let tables = run.results[0].outputs.compactMap { output in
      if case .table(let table) = output { table } else { nil }
    }
    #expect(tables.map { $0.columns.first?.title } == ["iteration"])
  }

  @Test func jacobiansAreDrawnAndOffered() async throws {
    let (run, _) = await TraceSupport.run(
      """
      graph: |
        h = W @ x + b
        p = softmax(h)
        L = -log(p[0])
      at: {x: [1, 2], W: [[1, 2], [3, 4]], b: [0, 0]}
      wrt: [x, b]
      show: jacobians
      expect:
        jacobian.h.x[0,1]: 2
        jacobian.h.x[1,0]: 3
        jacobian.h.b[1,1]: 1
        jacobian.h.b[1,0]: 0
        jacobian.p.h[0,0]: 0.0024665 ± 1e-7
        jacobian.p.h[0,1]: -0.0024665 ± 1e-7
        jacobian.L.p[0,1]: 0
      """)
    #expect(run.diagnostics.isEmpty, "\(run.diagnostics)")
    let figures = run.results[0].outputs.compactMap { output in
      if case .figure(let figure) = output { figure } else { nil }
    }
    #expect(figures.count == 1)
    #expect(figures[0].alternativeText.contains("∂h/∂x is 2 by 2: 1, 2; 3, 4"))
  }

  @Test func anUpdateThatLeavesTheDomainNamesItsIteration() async throws {
    let (run, _) = await TraceSupport.run(
      "graph: f = log(x)\nat: {x: 1}\nupdate: gd lr=1\niterations: 3")
    let problem = try #require(run.diagnostics.first)
    #expect(problem.code == .domainError && problem.notes.contains { $0.contains("iteration 1") })
  }

  @Test func longRunsShowTheirFirstAndLastRows() async throws {
    let (run, _) = await TraceSupport.run(
      "graph: f = x^2\nat: {x: 1}\nshow: table\nupdate: adam lr=0.01\niterations: 100")
    #expect(run.diagnostics.isEmpty)
    let table = try #require(
      run.results[0].outputs.compactMap { if case .table(let table) = $0 { table } else { nil } }
        .last)
    #expect(table.rows.count == 41)
    #expect(table.rows[20].allSatisfy { $0 == "…" } && table.rows.last?.first == "99")
  }
}
