import Diagnostics
import NeuralEngine
import NotebookSyntax
import Testing

@testable import Execution

@Suite struct ExpressionLoweringTests {
  private let inputs: [(String, Tensor)] = [
    ("x", Tensor(3)), ("y", Tensor(-2)), ("v", Tensor([1, 2, 3])), ("u", Tensor([4, 5, 6])),
    ("W", Tensor(rows: [[1, 2, 3], [4, 5, 6]])), ("t", Tensor([0, 1, 0])),
  ]

  /// Evaluates an expression of the inputs above.
  private func value(_ text: String) throws -> Tensor {
    let (expression, problems) = Expression.parse(ScalarText(verbatim: text, at: 0))
    #expect(problems.isEmpty)
    var lowering = ExpressionLowering()
    var feeds: [Graph.NodeID: Tensor] = [:]
    for (name, tensor) in inputs { feeds[lowering.bindInput(name, tensor.shape)] = tensor }
    let node = lowering.lower(try #require(expression))
    #expect(lowering.diagnostics.isEmpty)
    let output = try #require(node)
    return try lowering.graph.evaluate([output], feeding: feeds)[output]
  }

  /// The diagnostics of an expression that is wrong, with the characters they point at.
  private func problems(_ text: String) throws -> [(code: DiagnosticCode, at: String, all: String)]
  {
    let (expression, parsing) = Expression.parse(ScalarText(verbatim: text, at: 0))
    #expect(parsing.isEmpty)
    var lowering = ExpressionLowering()
    for (name, tensor) in inputs { _ = lowering.bindInput(name, tensor.shape) }
    let node = lowering.lower(try #require(expression))
    #expect(node == nil)
    let source = SourceText(name: "", text: text)
    return lowering.diagnostics.map { problem in
      (
        problem.code, problem.range.map { source.text(in: $0) } ?? "",
        ([problem.message, problem.label ?? ""] + problem.notes).joined(separator: "\n")
      )
    }
  }

  /// Scalar values computed by hand or by NumPy and PyTorch.
  @Test(
    arguments: [
      ("2 + 3 * 4", 14), ("2 * x ^ 2", 18), ("-x^2", -9), ("2^3^2", 512), ("x / y", -1.5),
      ("x^-1", 1.0 / 3), ("1 / x", 1.0 / 3), ("e^x", 20.085_536_923_187_668), ("pi", Double.pi),
      ("x < 4", 1), ("x == 4", 0), ("x >= 3", 1), ("y != y", 0), ("abs(y)", 2), ("sqrt(x + 1)", 2),
      ("log2(x + 5)", 3), ("relu(y)", 0), ("leaky_relu(y)", -0.02),
      ("elu(y)", -0.864_664_716_763_387_3), ("gelu(y)", -0.045_500_263_896_358_4),
      ("softplus(y)", 0.126_928_011_042_972_5), ("sigmoid(0)", 0.5), ("tanh(0)", 0), ("sin(0)", 0),
      ("cos(0)", 1), ("silu(y)", -0.238_405_844_044_234_7), ("max(x, y)", 3), ("min(x, y)", -2),
      ("max(v)", 3), ("min(v)", 1), ("sum(W)", 21), ("mean(v)", 2), ("dot(v, u)", 32),
      ("v @ u", 32),
      ("norm([3, 4])", 5), ("W[0,1]", 2), ("W[1][2]", 6),
      ("softmax(v)[1]", 0.244_728_471_054_797_6),
      ("W.T[2,1]", 6), ("mse(v, u)", 9), ("half_mse(v, u)", 4.5), ("mae(v, u)", 3),
      ("huber(v, [1, 2, 3.5])", 0.125 / 3), ("bce(0, 1)", 0.693_147_180_559_945_3),
      ("cross_entropy(v, t)", 1.407_605_964_444_380_1),
      ("cross_entropy(v, 1)", 1.407_605_964_444_380_1),
      ("nll(log_softmax(v), 1)", 1.407_605_964_444_380_1), ("hinge(x, -1)", 4),
      ("perceptron(x, -1)", 3),
      ("onehot(2, 4)[2]", 1), ("sum(onehot(1, 5))", 1), ("[x, y, 1][1]", -2), ("log(e)", 1),
      ("--x", 3), ("2 * pi / 4", Double.pi / 2),
    ] as [(String, Double)])
  func everyOperationHasItsValue(_ text: String, _ expected: Double) throws {
    let result = try value(text)
    #expect(result.shape == .scalar)
    let error = abs(result.values[0] - expected)
    #expect(error <= 1e-12 * max(1, abs(expected)), "\(result.values[0])")
  }

  @Test(
    arguments: [
      ("W @ v", [2], [14, 32]), ("v @ W.T", [2], [14, 32]), ("v + x", [3], [4, 5, 6]),
      ("W * v", [2, 3], [1, 4, 9, 4, 10, 18]), ("W.T", [3, 2], [1, 4, 2, 5, 3, 6]),
      ("v.T", [3], [1, 2, 3]),
      ("W[1]", [3], [4, 5, 6]), ("-[1, 2]", [2], [-1, -2]),
      ("[[1, 2], [3, 4]]", [2, 2], [1, 2, 3, 4]),
      ("v ^ 2", [3], [1, 4, 9]), ("[v, u]", [2, 3], [1, 2, 3, 4, 5, 6]),
    ] as [(String, [Int], [Double])])
  func vectorsAndMatricesFollowNumPy(_ text: String, _ shape: [Int], _ values: [Double]) throws {
    #expect(try value(text) == Tensor(Shape(shape), values))
  }

  @Test func literalsAndTheirArithmeticAreConstants() throws {
    for text in ["-2", "2 * pi", "[1, -2]", "1 / 4", "-(3 - 1)"] {
      let (expression, _) = Expression.parse(ScalarText(verbatim: text, at: 0))
      var lowering = ExpressionLowering()
      let lowered = lowering.lower(try #require(expression))
      let node = try #require(lowered)
      guard case .constant = lowering.graph[node].operation else {
        Issue.record("\(text) is not a constant")
        continue
      }
    }
  }

  @Test func aBoundNameHidesAConstant() throws {
    let (expression, _) = Expression.parse(ScalarText(verbatim: "e^2 + pi", at: 0))
    var lowering = ExpressionLowering()
    let e = lowering.bindInput("e")
    let pi = lowering.bindInput("pi")
    let lowered = lowering.lower(try #require(expression))
    let node = try #require(lowered)
    #expect(
      try lowering.graph.evaluate([node], feeding: [e: Tensor(3), pi: Tensor(1)])[node].scalar == 10
    )
  }

  @Test(
    arguments: [
      ("x + q", DiagnosticCode.unboundName, "q", "`q` has no value"),
      ("x * xx", .unboundName, "xx", "did you mean `x`"),
      ("relu + 1", .unboundName, "relu", "write `relu(…)`"),
      ("sigmiod(x)", .unknownFunction, "sigmiod", "did you mean `sigmoid`"),
      ("ln(x)", .unknownFunction, "ln", "write `log(…)`"),
      ("pow(x, 2)", .unknownFunction, "pow", "write `x^y`"),
      ("x(2)", .unknownFunction, "x", "`x` is a value, not a function"),
      ("exp(x, y)", .wrongArgumentCount, "y", "takes 1 argument, not 2"),
      ("dot(v)", .wrongArgumentCount, "dot(v)", "takes 2 arguments, not 1"),
      ("max(x, y, 1, 2)", .wrongArgumentCount, "1, 2", "takes 1 or 2 arguments, not 4"),
      ("exp()", .wrongArgumentCount, "exp()", "takes 1 argument, not 0"),
      ("onehot(1)", .wrongArgumentCount, "onehot(1)", "takes 2 arguments"),
      ("onehot(1, x)", .wrongType, "x", "whole number"),
      ("W @ u[0]", .shapeMismatch, "@", "scalar has no rows"),
      ("W @ [1, 2]", .shapeMismatch, "@", "[2, 3] and [2]"),
      ("v + [1, 2]", .shapeMismatch, "+", "[3] and [2]"),
      ("mse(v, [1, 2])", .shapeMismatch, "mse", "[3] and [2]"),
      ("softmax(x)", .shapeMismatch, "softmax", "scalar"),
      ("v[3]", .shapeMismatch, "3", "index 3 is outside 0..2"),
      ("v[0, 1]", .shapeMismatch, "v[0, 1]", "2 indices"),
      ("x[0]", .shapeMismatch, "x[0]", "a scalar has no elements"),
      ("v[-1]", .shapeMismatch, "-1", "outside"),
      ("v[0.5]", .wrongType, "0.5", "whole number"),
      ("v[x]", .wrongType, "x", "whole number"),
      ("[v, x]", .shapeMismatch, "[v, x]", "one shape"),
    ] as [(String, DiagnosticCode, String, String)])
  func mistakesPointAtTheirCharacters(
    _ text: String, _ code: DiagnosticCode, _ place: String, _ words: String
  ) throws {
    let found = try problems(text)
    #expect(found.count == 1)
    let problem = try #require(found.first)
    #expect(problem.code == code && problem.at == place, "\(problem)")
    #expect(problem.all.contains(words), "\(problem.all)")
  }

  @Test func allMistakesOfAnExpressionAreReportedAtOnce() throws {
    let found = try problems("q1 + sgmoid(q2) - exp(x, y)")
    #expect(
      found.map(\.code).sorted { $0.rawValue < $1.rawValue }
        == [.unboundName, .unboundName, .unknownFunction, .wrongArgumentCount])
  }

  @Test func freeNamesAreListedInOrder() throws {
    let (expression, _) = Expression.parse(ScalarText(verbatim: "w*x + b*w + pi", at: 0))
    var lowering = ExpressionLowering()
    _ = lowering.bindInput("x")
    #expect(lowering.freeNames(of: try #require(expression)).map(\.value) == ["w", "b"])
  }

  @Test func aDeepExpressionIsLowered() throws {
    var text = "x"
    for _ in 0..<200 { text = "tanh(\(text))" }
    #expect(try value(text).values[0] > 0)
  }
}

@Suite struct ColumnFunctionTests {
  private func function(_ text: String, _ columns: [String]) throws -> ColumnFunction {
    let (expression, _) = Expression.parse(ScalarText(verbatim: text, at: 0))
    let (function, problems) = ColumnFunction.checked(try #require(expression), columns: columns)
    #expect(problems.isEmpty)
    return try #require(function)
  }

  @Test func elementWiseExpressionsGiveAValueARow() throws {
    let square = try function("x1^2 + 2*x2", ["x1", "x2"])
    #expect(try square.values(columns: [[1, 2, 3], [0, 1, -1]]).get() == [1, 6, 7])
    #expect(try square.values(columns: [[], []]).get() == [])
    #expect(try square.values(columns: [[2], [1]]).get() == [6])
  }

  @Test func functionsThatReduceWorkRowByRow() throws {
    let product = try function("dot([x, 1], [2, x])", ["x"])
    #expect(try product.values(columns: [[1, 2, 5]]).get() == [3, 6, 15])
    let smallest = try function("min([x, y])", ["x", "y"])
    #expect(try smallest.values(columns: [[1, 5], [2, 3]]).get() == [1, 3])
  }

  @Test func aConstantFillsTheRows() throws {
    #expect(try function("2 * 3", ["x"]).values(columns: [[1, 2, 3]]).get() == [6, 6, 6])
  }

  @Test func wholeColumnsAndSingleRowsGiveTheSameBits() throws {
    let curve = try function("sin(x) * exp(-x^2) + tanh(x / 3)", ["x"])
    let xs = (0..<100).map { Double($0) / 7 - 5 }
    let together = try curve.values(columns: [xs]).get()
    for (x, y) in zip(xs, together) { #expect(try curve.values(columns: [[x]]).get() == [y]) }
  }

  @Test func derivativesAreThoseOfCalculus() throws {
    let cube = try function("x^3 + y", ["x", "y"])
    let slopes = try cube.derivatives(columns: [[1, 2, -3], [0, 0, 0]], withRespectTo: 0).get()
    #expect(zip(slopes, [3, 12, 27]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(try cube.derivatives(columns: [[1, 2], [5, 5]], withRespectTo: 1).get() == [1, 1])
    #expect(
      try function("7", ["x"]).derivatives(columns: [[1, 2]], withRespectTo: 0).get() == [0, 0])
  }

  @Test(arguments: [
    ("log(x - 1)", "x - 1", "the logarithm of 0"), ("1 / (x - 1)", "(x - 1)", "division by zero"),
    ("sqrt(x - 3)", "x - 3", "the square root of −2"),
    ("2 / (1 - x)", "(1 - x)", "division by zero"),
    ("(x - 2) ^ 0.5", "(x - 2)", "a fractional power of −1"),
    ("(x - 1) ^ -2", "(x - 1)", "a negative power of 0"),
  ])
  func aRowWithoutValueIsAnErrorAtTheCharacters(
    _ text: String, _ place: String, _ words: String
  ) throws {
    let result = try function(text, ["x"]).values(columns: [[5, 1, 7]])
    guard case .failure(let problem) = result else {
      Issue.record("\(text) has a value")
      return
    }
    let source = SourceText(name: "", text: text)
    #expect(problem.diagnostic.code == .domainError)
    #expect(problem.diagnostic.range.map { source.text(in: $0) } == place)
    #expect(problem.diagnostic.message.contains(words), "\(problem.diagnostic.message)")
  }

  @Test func anExpressionThatIsNoNumberIsRejected() throws {
    let (expression, _) = Expression.parse(ScalarText(verbatim: "[x, 1]", at: 0))
    let (function, problems) = ColumnFunction.checked(try #require(expression), columns: ["x"])
    #expect(function == nil && problems.map(\.code) == [.notScalar])
  }
}
