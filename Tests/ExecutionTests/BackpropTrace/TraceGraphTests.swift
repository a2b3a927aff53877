import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting
import Testing

@testable import Execution

@Suite struct TraceGraphTests {
  private func gradient(_ pass: TracePass, _ name: String) throws -> Tensor {
    let all = pass.trace.inputs + pass.trace.results
    return pass.gradient(of: try #require(all.first { $0.name == name }).node)
  }

  private func value(_ pass: TracePass, _ name: String) throws -> Tensor {
    let all = pass.trace.inputs + pass.trace.results
    return pass.value(of: try #require(all.first { $0.name == name }).node)
  }

  /// cs231n, "Backpropagation, Intuitions".
  @Test func theProductOfASum() throws {
    let pass = try TraceSupport.trace(
      "q = x + y; f = q * z", [("x", Tensor(-2)), ("y", Tensor(5)), ("z", Tensor(-4))])
    #expect(try value(pass, "f") == Tensor(-12) && value(pass, "q") == Tensor(3))
    #expect(try gradient(pass, "x") == Tensor(-4) && gradient(pass, "y") == Tensor(-4))
    #expect(try gradient(pass, "z") == Tensor(3) && gradient(pass, "q") == Tensor(-4))
    #expect(pass.trace.values.map(\.symbol) == ["", "", "", "+", "×"])
    #expect(pass.trace.values.map(\.name) == ["x", "y", "z", "q", "f"])
  }

  /// cs231n's sigmoid neuron; the exact numbers are σ(1) and products with σ(1)(1 − σ(1)).
  @Test func theSigmoidNeuronGateByGate() throws {
    let pass = try TraceSupport.trace(
      "f = 1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))",
      [
        ("w0", Tensor(2)), ("x0", Tensor(-1)), ("w1", Tensor(-3)), ("x1", Tensor(-2)),
        ("w2", Tensor(-3)),
      ])
    #expect(abs(try value(pass, "f").values[0] - 0.731_058_578_630_004_9) < 1e-15)
    let expected = [
      ("w0", -0.196_611_933_241), ("x0", 0.393_223_866_482), ("w1", -0.393_223_866_482),
      ("x1", -0.589_835_799_723), ("w2", 0.196_611_933_241),
    ]
    for (name, number) in expected {
      #expect(abs(try gradient(pass, name).values[0] - number) < 1e-11)
    }
    let symbols = pass.trace.values.filter { $0.kind == .operation }.map(\.symbol)
    #expect(symbols == ["×", "×", "+", "+", "×−1", "exp", "+1", "1/x"])
    let labels = TraceCircuit(pass: pass).diagram.nodes.compactMap { $0.gradient?.rows[0][0] }
    #expect(labels.prefix(5) == ["−0.20", "0.39", "−0.39", "−0.59", "0.20"])
  }

  /// The example of micrograd's README.
  @Test func micrograd() throws {
    let pass = try TraceSupport.trace(
      """
      c = a + b
      d = a*b + b^3
      c2 = c + c + 1
      c3 = c2 + 1 + c2 + (-a)
      d2 = d + d*2 + relu(b + a)
      d3 = d2 + 3*d2 + relu(b - a)
      e = c3 - d3
      f = e^2
      g0 = f / 2.0
      g = g0 + 10.0 / f
      """, [("a", Tensor(-4)), ("b", Tensor(2))])
    #expect(abs(try value(pass, "g").values[0] - 24.704_081_632_653_06) < 1e-12)
    #expect(abs(try gradient(pass, "a").values[0] - 138.833_819_241_982_5) < 1e-10)
    #expect(abs(try gradient(pass, "b").values[0] - 645.577_259_475_218_5) < 1e-10)
  }

  @Test func contributionsAddUpToTheGradient() throws {
    let pass = try TraceSupport.trace(
      "q = x * x + exp(x) + [x, 1] @ v; f = q * x + x",
      [("x", Tensor(1.5)), ("v", Tensor([2, 3]))])
    var sums = [Double](repeating: 0, count: pass.trace.values.count)
    for value in pass.trace.values {
      for operand in value.operands where pass.trace.values[operand.value].name == "x" {
        sums[operand.value] += pass.contribution(operand)?.values[0] ?? 0
      }
    }
    #expect(abs(sums[0] - (try gradient(pass, "x").values[0])) < 1e-12)
  }

  @Test func numbersBecomePartOfTheirGates() throws {
    let pass = try TraceSupport.trace(
      "f = (2*x + 3)^3 / 4 - (1 - x) + max(x, 0) + 2^x + x*(-1) + (x - -2) + e^x + x^2 + 10/x",
      [("x", Tensor(2))])
    let symbols = Set(pass.trace.values.map(\.symbol))
    for symbol in [
      "×2", "+3", "x³", "÷4", "1−x", "max(x, 0)", "2ˣ", "×−1", "+2", "exp", "x²", "10/x",
    ] {
      #expect(symbols.contains(symbol), "\(symbol) of \(symbols.sorted())")
    }
    #expect(!pass.trace.values.contains { $0.kind == .constant })
  }

  @Test func renamesAreOneValueWithTwoNames() throws {
    let pass = try TraceSupport.trace(
      "p = a; q = p * p; f = q", [("a", Tensor(3))])
    #expect(pass.trace.values.map(\.names) == [["a", "p"], ["f"]])
    #expect(try gradient(pass, "p") == Tensor(6) && gradient(pass, "q") == Tensor(1))
  }

  @Test func namedConstantsAndArraysAreShown() throws {
    let pass = try TraceSupport.trace(
      "c = 2; m = [1, 2]; f = sum(m * x) * c", [("x", Tensor(3))])
    let diagram = TraceCircuit(pass: pass).diagram
    #expect(diagram.nodes.filter { $0.kind == .constant }.map(\.symbol) == ["c = 2", "m = [1, 2]"])
    #expect(diagram.nodes.filter { $0.kind == .constant }.allSatisfy { $0.gradient == nil })
  }

  @Test func aGradientThatIsNotWantedIsNotComputed() throws {
    // ∂(xⁿ)/∂n needs the logarithm of a negative number.
    let inputs = [("x", Tensor(-3)), ("n", Tensor(2))]
    let pass = try TraceSupport.trace("f = x^n", inputs, wrt: ["x"])
    #expect(try gradient(pass, "x") == Tensor(-6))
    let nodes = TraceCircuit(pass: pass).diagram.nodes
    #expect(nodes.map { $0.gradient != nil } == [true, false, true])
  }

  @Test func aChainOfTenThousandGatesIsTraced() throws {
    var text = "a0 = x"
    for index in 1...10_000 { text += "; a\(index) = a\(index - 1) * c" }
    let pass = try TraceSupport.trace(text, [("x", Tensor(1)), ("c", Tensor(1.0001))], wrt: ["x"])
    let expected = (0..<10_000).reduce(1.0) { product, _ in product * 1.0001 }
    #expect(abs(try value(pass, "a10000").values[0] - expected) < 1e-9)
    #expect(abs(try gradient(pass, "x").values[0] - expected) < 1e-9)
    #expect(TraceCheck(pass, at: SourceRange(0, 1)).diagnostics.isEmpty)
  }

  @Test func aSumOfTenThousandTermsIsTracedAndDrawnAsOneGate() throws {
    let text = "f = " + (0..<10_000).map { "\($0 % 2)*x" }.joined(separator: " + ")
    let pass = try TraceSupport.trace(text, [("x", Tensor(2))])
    #expect(try value(pass, "f") == Tensor(10_000) && gradient(pass, "x") == Tensor(5_000))
    let circuit = TraceCircuit(pass: pass)
    #expect(circuit.overview.nodes.count == 2 && circuit.note != nil)
    #expect(!TraceDerivation(pass: pass).tex.isEmpty)
  }

  @Test func stepsRevealGradientsFromRightToLeft() throws {
    let pass = try TraceSupport.trace(
      "q = x + y; f = q * x", [("x", Tensor(2)), ("y", Tensor(5))])
    let frames = TraceCircuit(pass: pass).steps.frames
    #expect(
      frames.map(\.label) == [
        "inputs", "forward 1/2", "forward 2/2", "output", "backward 1/2", "backward 2/2",
      ])
    let steps = frames.compactMap { ($0.figure as? CircuitDiagram)?.step }
    #expect(steps.map(\.phase) == [.forward, .forward, .forward, .backward, .backward, .backward])
    #expect(steps.map(\.activeNode) == [nil, 2, 3, nil, 3, 2])
    #expect(steps.prefix(3).map(\.visibleValues) == [[0, 1], [0, 1, 2], [0, 1, 2, 3]])
    // x is used twice and known after its last use.
    #expect(steps.map(\.visibleGradients) == [[], [], [], [3], [3, 2], [0, 1, 2, 3]])
    #expect(steps[1].notes == ["$q$ = $x$ + $y$ = $2$ + $5$ = 7"])
    #expect(steps[4].notes.count == 2)
    let sizes = frames.map { frame in
      let picture = frame.figure.picture(in: .light)
      return [picture.width, picture.height]
    }
    #expect(Set(sizes).count == 1)
  }

  /// Every local rule that is spelled out is the derivative that the engine computes.
  @Test(arguments: [
    "exp(x)", "log(x)", "sin(x)", "cos(x)", "tanh(x)", "sigmoid(x)", "sqrt(x)", "x^2", "1/x", "-x",
    "x^3", "x / 4", "3 / x", "x - 2", "2 - x",
  ])
  func gradientsPassTheCheck(_ text: String) throws {
    let pass = try TraceSupport.trace("y = \(text); f = y * y", [("x", Tensor(0.7))])
    let check = TraceCheck(pass, at: SourceRange(0, 1))
    #expect(check.diagnostics.isEmpty)
    #expect(check.remark.hasPrefix("Gradients agree"))
    let gate = try #require(pass.trace.values.first { $0.names == ["y"] })
    #expect(pass.trace.localRule(gate.operands[0], of: gate) != nil)
  }

  @Test func aGradientThatDisagreesIsAnErrorThatNamesTheElement() throws {
    let pass = try TraceSupport.trace(
      "f = sum(W * x)", [("W", Tensor(rows: [[1, 2], [3, 4]])), ("x", Tensor(2))])
    let trace = pass.trace
    var comparison = try trace.graph.checkGradients(
      of: trace.output.node, withRespectTo: [trace.inputs[0].node],
      gradients: [#require(trace.backward.gradient(of: trace.inputs[0].node))],
      feeding: TracePass.feeds(trace, pass.inputs))
    comparison.comparisons[2].difference = 2.5
    comparison.comparisons[2].relativeError = 0.2
    let check = TraceCheck(comparison, of: pass, at: SourceRange(3, 5))
    #expect(check.diagnostics.count == 1)
    let problem = try #require(check.diagnostics.first)
    #expect(problem.code == .gradientMismatch && problem.range == SourceRange(3, 5))
    #expect(problem.message.contains("`W[1,0]` is 2") && problem.message.contains("give 2.5"))
    #expect(check.remark.contains("do not agree"))
  }

  @Test func kinksAreNamedAndSkipped() throws {
    let pass = try TraceSupport.trace("f = relu(x) + x", [("x", Tensor(0))])
    let check = TraceCheck(pass, at: SourceRange(0, 1))
    #expect(check.diagnostics.isEmpty)
    #expect(check.remark.contains("kink") && check.remark.contains("relu, for x"))
  }

  @Test func theTableHoldsTheChainRule() throws {
    let pass = try TraceSupport.trace(
      "q = x + y; f = q * z", [("x", Tensor(-2)), ("y", Tensor(5)), ("z", Tensor(-4))],
      wrt: ["x", "z"])
    let table = TraceTables(pass: pass).chainRule(TraceCheck(pass, at: SourceRange(0, 1)))
    #expect(table.columns.count == 8)
    let rows = table.rows.map { row in
      row.map { cell in String(cell.map { $0 == "\u{A0}" ? " " : $0 }) }.joined(separator: " | ")
    }
    let expected: [String] = [
      "x | input | −2 | ∂q/∂x = 1 | ∂f/∂q = −4 | −4 | −4 | 0",
      "y | input | 5 | – | – | – | – | –",
      "z | input | −4 | ∂f/∂z = 3 | ∂f/∂f = 1 | 3 | 3 | 0",
      "q | x + y | 3 | ∂f/∂q = −4 | ∂f/∂f = 1 | −4 | −4 | 0",
      "f | q × z | −12 | – | – | 1 | 1 | 0",
    ]
    #expect(rows == expected)
  }

  @Test func whatDoesNotReachTheOutputIsShownWithoutAGradient() throws {
    let pass = try TraceSupport.trace(
      "q = x * x; aside = exp(q); f = q + 1", [("x", Tensor(2))])
    #expect(pass.trace.values.map(\.name) == ["x", "q", "aside", "f"])
    let table = TraceTables(pass: pass).chainRule(TraceCheck(pass, at: SourceRange(0, 1)))
    #expect(table.rows[2][2] == "54.5982" && table.rows[2][5] == "0")
    let diagram = TraceCircuit(pass: pass).diagram
    #expect(diagram.nodes[2].value != nil && diagram.nodes[2].gradient == nil)
    #expect(diagram.outputs == [2, 3])
  }

  @Test func longTablesShowTheirFirstAndLastRows() throws {
    let text = (1...500).map { "a\($0) = tanh(\($0 == 1 ? "x" : "a\($0 - 1)"))" }
    let pass = try TraceSupport.trace(text.joined(separator: "; "), [("x", Tensor(1))])
    let table = TraceTables(pass: pass).chainRule(TraceCheck(pass, at: SourceRange(0, 1)))
    #expect(table.rows.count == TraceTables.mostRows + 1)
    #expect(table.rows[100][0] == "… 301 more" && table.rows.last?[0] == "a500")
  }

  @Test func aSumOfContributionsIsWrittenAsSuch() throws {
    func gradient(_ x: Double) throws -> [[String]]? {
      let pass = try TraceSupport.trace("f = x * x - 3 * x", [("x", Tensor(x))])
      return TraceCircuit(pass: pass).diagram.nodes[0].gradient?.rows
    }
    #expect(try gradient(2) == [["2 + 2 − 3 = 1"]])
    #expect(try gradient(2.25) == [["2.25 + 2.25 − 3"], ["= 1.50"]])
  }

  @Test func anonymousValuesGetNamesThatNobodyHas() throws {
    let pass = try TraceSupport.trace(
      "f = (v1 * v2 + 1) * v2", [("v1", Tensor(2)), ("v2", Tensor(3))])
    #expect(pass.trace.values.map(\.name) == ["v1", "v2", "u1", "u2", "f"])
  }
}
