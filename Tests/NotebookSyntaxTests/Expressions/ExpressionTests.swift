import Diagnostics
import NotebookSyntax
import Testing

@Suite struct ExpressionTests {
  private func parse(_ text: String) -> (expression: Expression?, diagnostics: [Diagnostic]) {
    Expression.parse(ScalarText(verbatim: text, at: 0))
  }

  /// The tree with every grouping spelled out.
  private func tree(_ text: String) -> String {
    let (expression, problems) = parse(text)
    guard let expression else { return problems.first?.message ?? "nothing" }
    return expression.grouped
  }

  @Test(arguments: [
    ("1+2*3", "(1 + (2 * 3))"), ("1-2-3", "((1 - 2) - 3)"), ("2^3^2", "(2 ^ (3 ^ 2))"),
    ("-x^2", "(-(x ^ 2))"), ("2^-1", "(2 ^ (-1))"), ("2^-x^2", "(2 ^ (-(x ^ 2)))"),
    ("-a*b", "((-a) * b)"), ("a*-b", "(a * (-b))"), ("--a", "(-(-a))"), ("+a", "a"),
    ("a@b*c/d", "(((a @ b) * c) / d)"), ("a+b<c*d", "((a + b) < (c * d))"),
    ("x@W+b", "((x @ W) + b)"), ("W.T@x", "(W.T @ x)"), ("(a+b).T", "(a + b).T"),
    ("W[0,1]^2", "(W[0, 1] ^ 2)"), ("softmax(z)[1]", "softmax(z)[1]"), ("W[i+1].T", "W[(i + 1)].T"),
    ("max(a, b, 0)", "max(a, b, 0)"), ("f()", "f()"), ("[1, [2, 3], []]", "[1, [2, 3], []]"),
    ("σ(θ_1 * x̂)", "σ((θ_1 * x̂))"), ("1e-3 + .5 + 2.", "((0.001 + 0.5) + 2)"),
    ("a != b", "(a != b)"),
    ("a <= b", "(a <= b)"), ("x == y", "(x == y)"), ("(x)", "x"),
    ("((x + y)) * z", "((x + y) * z)"),
    ("x1*x2", "(x1 * x2)"), ("-W[0]", "(-W[0])"), ("a\n + b", "(a + b)"), ("2e", "missing"),
  ])
  func precedence(text: String, expected: String) {
    if expected == "missing" {
      #expect(tree(text).contains("operator is missing"))
    } else {
      #expect(tree(text) == expected)
    }
  }

  @Test func rangesCoverExactlyTheWrittenCharacters() throws {
    let text = "  (x + y) * sin(α[0]) ^ -2 "
    let shifted = ScalarText(verbatim: text, at: 100)
    let expression = try #require(Expression.parse(shifted).expression)
    var seen: [String] = []
    var pending = [expression]
    while let next = pending.popLast() {
      let (lower, upper) = (next.range.lower - 100, next.range.upper - 100)
      seen.append(String(decoding: Array(text.utf8)[lower..<upper], as: UTF8.self))
      pending += next.operands.reversed()
    }
    #expect(
      seen == [
        "(x + y) * sin(α[0]) ^ -2", "(x + y)", "x", "y", "sin(α[0]) ^ -2", "sin(α[0])", "α[0]", "α",
        "0", "-2", "2",
      ])
  }

  @Test(arguments: [
    ("⟦NB060|(⟧x + y", "never closed"), ("x + y⟦NB060|)⟧", "closes nothing"),
    ("(x⟦NB060|]⟧", "is closed by"), ("x ⟦NB060|+⟧", "missing after `+`"),
    ("x ⟦NB060|*⟧ / y", "missing after `*`"), ("⟦NB060|*⟧ x", "missing before `*`"),
    ("x⟦NB060|**⟧2", "`**` is not an operator"), ("⟦NB060|2x⟧", "operator is missing"),
    ("⟦NB060|2(⟧x)", "operator is missing"), ("(a)⟦NB060|⟧", "-"),
    ("⟦NB060|a b⟧", "operator is missing"),
    ("a < b ⟦NB060|<⟧ c", "cannot be chained"), ("a ⟦NB060|=⟧ b", "`=` is not an operator"),
    ("a ⟦NB060|×⟧ b", "means nothing"), ("x⟦NB060|.w⟧", "only `.T`"), ("1⟦NB060|..⟧2", "range"),
    ("a⟦NB060|,⟧ b", "separates only"), ("f(⟦NB060|(⟧a, b)", "-"),
    ("⟦NB060|(⟧)", "missing after `(`"),
    ("f(a⟦NB060|,⟧)", "missing after `,`"), ("[1⟦NB060|,⟧ , 2]", "missing after"),
    ("a ⟦NB060|&⟧ b", "means nothing"), ("⟦NB060|⟧", "is empty"),
  ])
  func mistakesPointAtTheirCharacters(marked: String, message: String) throws {
    guard message != "-" else { return }
    let text = MarkedText(marked)
    let (expression, problems) = parse(text.text)
    #expect(expression == nil)
    let source = SourceText(name: "x", text: text.text)
    #expect(MarkedText.found(problems, in: source) == text.expectations)
    #expect(problems.first?.message.contains(message) == true, "\(problems.first?.message ?? "")")
  }

  @Test func productsAndPowersAreSpelledOut() {
    #expect(parse("2x").diagnostics.first?.label == "to multiply, write `2*x`")
    #expect(parse("x**2").diagnostics.first?.label == "write `^` for a power")
    #expect(parse("a·b").diagnostics.first?.label == "write `*`")
  }

  @Test func depthIsLimitedWithoutRecursion() {
    let power = Array(repeating: "x", count: 100_000).joined(separator: "^")
    #expect(parse(power).diagnostics.map(\.code) == [.limitExceeded])
    let nested =
      String(repeating: "f(", count: 100_000) + "x" + String(repeating: ")", count: 100_000)
    #expect(parse(nested).diagnostics.map(\.code) == [.limitExceeded])
    let open = String(repeating: "(", count: 100_000)
    #expect(parse(open).diagnostics.map(\.code) == [.badExpression])
    let minus = String(repeating: "-", count: 250) + "x"
    #expect(parse(minus).diagnostics.isEmpty)
  }

  @Test func longSumsAndProductsAreNotDeep() {
    for (symbol, count) in [("+", 100_000), ("-", 300), ("*", 10_000)] {
      let text = (0..<count).map { "x\($0)*y" }.joined(separator: " \(symbol) ")
      let (expression, problems) = parse(text)
      #expect(problems.isEmpty)
      #expect(expression?.range.count == text.utf8.count)
    }
    // What comes after a long sum uses all of it, and a long product ends at the next sum.
    let sum = Array(repeating: "a", count: 200).joined(separator: "+")
    let mixed = parse(
      "(\(sum)) * b - \(Array(repeating: "c", count: 200).joined(separator: "*")) - d")
    let words = mixed.expression?.grouped ?? ""
    #expect(mixed.diagnostics.isEmpty && words.hasSuffix(" - d>") && words.contains("> * b>"))
  }

  @Test func constantsAreEvaluated() {
    #expect(parse("-2*pi").expression?.constant == -2 * .pi)
    #expect(parse("(1+2)/4 - e").expression?.constant == 0.75 - 2.718281828459045)
    #expect(parse("x").expression?.constant == nil)
    #expect(parse("2^3").expression?.constant == nil)
  }

  @Test func randomTokensNeverCrashAndStayInRange() {
    let words = [
      "x", "2", "+", "-", "*", "/", "^", "@", "(", ")", "[", "]", ",", ".T", "<", "==", "=", ";",
      "\n",
      "sin", "1e", ".", "α", "**", " ",
    ]
    var random = SplitMix64(seed: 11)
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 0..<14, using: &random)).map { _ in
        words.randomElement(using: &random)!
      }.joined()
      let scalar = ScalarText(verbatim: text, at: 0)
      let (expression, problems) = Expression.parse(scalar)
      #expect((expression == nil) == problems.hasErrors)
      var pending = [expression].compactMap { $0 }
      while let next = pending.popLast() {
        #expect(next.range.lower >= 0 && next.range.upper <= text.utf8.count)
        for operand in next.operands {
          #expect(operand.range.lower >= next.range.lower)
          #expect(operand.range.upper <= next.range.upper)
        }
        pending += next.operands
      }
      for problem in problems + Statement.parseList(scalar).diagnostics {
        #expect((problem.range?.upper ?? 0) <= text.utf8.count)
      }
    }
  }
}

@Suite struct StatementTests {
  private func parse(_ text: String) -> (statements: [Statement], diagnostics: [Diagnostic]) {
    Statement.parseList(ScalarText(verbatim: text, at: 0))
  }

  @Test func linesAndSemicolonsSeparate() {
    let (statements, problems) = parse("q = x + y; f = q * z\n\n g = f\r\n h = max(f,\n g);")
    #expect(problems.isEmpty)
    #expect(statements.map(\.name.value) == ["q", "f", "g", "h"])
    #expect(statements.map(\.value.grouped) == ["(x + y)", "(q * z)", "f", "max(f, g)"])
  }

  @Test(arguments: [
    "⟦NB060|x + y⟧", "f ⟦NB060|=⟧", "⟦NB060|2⟧ = x", "⟦NB060|f(x)⟧ = x", "f = x; ⟦NB060|g⟧",
    "f = (x⟦NB060|;⟧ g = 2", "⟦NB060|⟧", "⟦NB060|⟧ = 2",
  ])
  func mistakesPointAtTheirCharacters(marked: String) {
    let text = MarkedText(marked)
    if marked.hasPrefix("f = (x") || marked.hasSuffix("⟧ = 2") && marked.hasPrefix("⟦NB060|⟧") {
      #expect(parse(text.text).diagnostics.hasErrors)
      return
    }
    let source = SourceText(name: "x", text: text.text)
    #expect(MarkedText.found(parse(text.text).diagnostics, in: source) == text.expectations)
  }

  @Test func aMistakeDoesNotHideTheOthers() {
    let (statements, problems) = parse("a = x +\nb = 2\nc = )")
    #expect(statements.map(\.name.value) == ["b"])
    #expect(problems.count == 2)
  }
}

extension Expression {
  var operands: [Expression] {
    switch node {
    case .number, .name: []
    case .negate(let inner), .transpose(let inner): [inner]
    case .binary(_, let left, let right, _): [left, right]
    case .chain(let first, let links): [first] + links.map(\.operand)
    case .call(_, let arguments): arguments
    case .index(let value, let indices): [value] + indices
    case .list(let elements): elements
    }
  }

  var grouped: String {
    func list(_ items: [Expression]) -> String { items.map(\.grouped).joined(separator: ", ") }
    return switch node {
    case .number(let value): FormatSpec.shortest(value)
    case .name(let name): name
    case .negate(let inner): "(-\(inner.grouped))"
    case .binary(let symbol, let left, let right, _):
      "(\(left.grouped) \(symbol.rawValue) \(right.grouped))"
    case .chain(let first, let links):
      "<\(first.grouped)" + links.map { " \($0.symbol.rawValue) \($0.operand.grouped)" }.joined()
        + ">"
    case .call(let function, let arguments): "\(function.value)(\(list(arguments)))"
    case .index(let value, let indices): "\(value.grouped)[\(list(indices))]"
    case .transpose(let inner): "\(inner.grouped).T"
    case .list(let elements): "[\(list(elements))]"
    }
  }
}
