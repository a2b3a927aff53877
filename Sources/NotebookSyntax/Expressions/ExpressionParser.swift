package import Diagnostics

/// Parses expressions by operator precedence, with explicit stacks instead of recursion.
///
/// From the loosest to the tightest: comparisons, which cannot be chained; `+ -`; `* / @`; unary
/// minus; `^`, which groups to the right; indexing, `.T` and calls.
struct ExpressionParser {
  /// The most levels of a tree, so that everything that walks it is bounded.
  static let depthLimit = 256
  /// From this depth on, operators of one precedence from left to right become one node: a long sum
  /// is not nested, however many terms it has.
  static let chainDepth = 128

  private let text: ScalarText
  private let tokens: [ExpressionToken]
  private var index = 0
  private var operands: [Operand] = []
  private var pending: [Pending] = []

  /// A value that has been read, perhaps the start of a chain that may go on.
  private struct Operand {
    var first: Expression
    var depth: Int
    var links: [Expression.Link] = []

    var expression: Expression {
      guard let last = links.last else { return first }
      return Expression(.chain(first, links), at: first.range.union(last.operand.range))
    }
  }

  /// What waits for the operand on its right, or for its closing bracket.
  private enum Pending {
    case binary(Expression.BinaryOperator, at: Range<Int>)
    case negate(at: Range<Int>)
    case group(at: Range<Int>)
    case list(at: Range<Int>, base: Int)
    case index(at: Range<Int>, base: Int)
    case call(Located<String>, at: Range<Int>, base: Int)

    /// How tightly an operator binds, nil for a bracket.
    var precedence: Int? {
      switch self {
      case .binary(let symbol, _): ExpressionParser.precedence(of: symbol)
      case .negate: 3
      case .group, .list, .index, .call: nil
      }
    }

    var bracket: (kind: ExpressionToken.Bracket, range: Range<Int>)? {
      switch self {
      case .binary, .negate: nil
      case .group(let range), .call(_, let range, _): (.round, range)
      case .list(let range, _), .index(let range, _): (.square, range)
      }
    }
  }

  /// An author's mistake; the parser stops at the first.
  private struct Failure: Error {
    var diagnostic: Diagnostic
  }

  /// Parses the tokens of one expression.
  static func parse(
    _ tokens: some Collection<ExpressionToken>, of text: ScalarText
  ) -> (expression: Expression?, diagnostics: [Diagnostic]) {
    var parser = ExpressionParser(text: text, tokens: Array(tokens))
    do {
      return (try parser.parse(), [])
    } catch {
      return (nil, [error.diagnostic])
    }
  }

  private init(text: ScalarText, tokens: [ExpressionToken]) {
    self.text = text
    self.tokens = tokens
  }

  private static func precedence(of symbol: Expression.BinaryOperator) -> Int {
    switch symbol {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: 0
    case .add, .subtract: 1
    case .multiply, .divide, .matrixProduct: 2
    case .power: 4
    }
  }

  // MARK: - The two states

  private mutating func parse() throws(Failure) -> Expression {
    guard !tokens.isEmpty else { throw failure("the expression is empty", at: nil) }
    var expectsOperand = true
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      if case .invalid(let message, let advice) = token.kind {
        throw failure(message, at: token.range, label: advice)
      }
      expectsOperand = try expectsOperand ? takeOperand(token) : takeOperator(token)
    }
    if expectsOperand { throw missingOperand(before: nil) }
    try reduce(downTo: nil)
    if let open = pending.last?.bracket {
      throw failure(
        "`\(open.kind.rawValue)` is never closed", at: open.range,
        label: "add `\(open.kind.closing)`")
    }
    guard let result = operands.popLast() else { throw failure("the expression is empty", at: nil) }
    return result.expression
  }

  /// Takes a token where a value must come; returns whether one must still come.
  private mutating func takeOperand(_ token: ExpressionToken) throws(Failure) -> Bool {
    switch token.kind {
    case .number(let value):
      try push(.number(value), over: token.range)
      return false
    case .name(let name):
      guard index < tokens.count, tokens[index].kind == .open(.round) else {
        try push(.name(name), over: token.range)
        return false
      }
      let open = tokens[index].range
      index += 1
      let function = Located(name, at: place(token.range))
      pending.append(.call(function, at: open, base: operands.count))
      if index < tokens.count, tokens[index].kind == .close(.round) {
        index += 1
        return try takeOperator(tokens[index - 1])
      }
      return true
    case .open(.round):
      pending.append(.group(at: token.range))
      return true
    case .open(.square):
      pending.append(.list(at: token.range, base: operands.count))
      if index < tokens.count, tokens[index].kind == .close(.square) {
        index += 1
        return try takeOperator(tokens[index - 1])
      }
      return true
    case .operator(.subtract):
      pending.append(.negate(at: token.range))
      return true
    case .operator(.add): return true
    case .operator, .close, .comma, .transpose, .assign, .separator, .invalid:
      throw missingOperand(before: token)
    }
  }

  /// Takes a token after a value; returns whether a value must come next.
  private mutating func takeOperator(_ token: ExpressionToken) throws(Failure) -> Bool {
    switch token.kind {
    case .operator(let symbol):
      try reduce(downTo: symbol)
      if Self.precedence(of: symbol) == 0, case .binary(let other, _)? = pending.last,
        Self.precedence(of: other) == 0
      {
        throw failure("comparisons cannot be chained", at: token.range)
      }
      pending.append(.binary(symbol, at: token.range))
      return true
    case .transpose:
      let operand = operands.removeLast()
      let range = operand.expression.range.union(place(token.range))
      try push(.transpose(operand.expression), at: range, depth: operand.depth + 1)
      return false
    case .open(.square):
      pending.append(.index(at: token.range, base: operands.count))
      return true
    case .comma:
      try reduce(downTo: nil)
      switch pending.last {
      case .list, .index, .call: return true
      default:
        throw failure("a `,` separates only arguments, indices and elements", at: token.range)
      }
    case .close(let bracket):
      try close(bracket, token.range)
      return false
    case .number, .name, .open(.round): throw impliedProduct(with: token)
    case .assign:
      throw failure("`=` is not an operator", at: token.range, label: "to compare, write `==`")
    case .separator: throw failure("one expression is expected here", at: token.range)
    case .invalid(let message, let advice):
      throw failure(message, at: token.range, label: advice)
    }
  }

  // MARK: - Building nodes

  private func place(_ range: Range<Int>) -> SourceRange {
    text.sourceRange(range.lowerBound, range.upperBound)
  }

  private mutating func push(_ node: Expression.Node, over range: Range<Int>) throws(Failure) {
    try push(node, at: place(range), depth: 1)
  }

  private mutating func push(
    _ node: Expression.Node, at range: SourceRange, depth: Int
  ) throws(Failure) {
    guard depth <= Self.depthLimit, pending.count <= 4 * Self.depthLimit else {
      throw Failure(
        diagnostic: .error(
          .limitExceeded, "the expression has more than \(Self.depthLimit) levels", at: range,
          notes: ["name its parts and use the names"]))
    }
    operands.append(Operand(first: Expression(node, at: range), depth: depth))
  }

  /// Applies the waiting operators that bind tighter than the next one, all of them before a
  /// bracket's end.
  private mutating func reduce(downTo next: Expression.BinaryOperator?) throws(Failure) {
    let limit = next.map(Self.precedence) ?? -1
    while let precedence = pending.last?.precedence,
      precedence > limit || (precedence == limit && limit > 0 && next != .power)
    {
      switch pending.removeLast() {
      case .negate(let range):
        let operand = operands.removeLast()
        try push(
          .negate(operand.expression), at: place(range).union(operand.expression.range),
          depth: operand.depth + 1)
      case .binary(let symbol, let range):
        let right = operands.removeLast()
        if extendChain(by: symbol, right, at: range) { continue }
        let left = operands.removeLast()
        let node = Expression.Node.binary(
          symbol, left.expression, right.expression, operatorRange: place(range))
        try push(
          node, at: left.expression.range.union(right.expression.range),
          depth: max(left.depth, right.depth) + 1)
      case .group, .list, .index, .call: break
      }
    }
  }

  /// Appends an operator to the chain that the last operand is, or starts one where the tree would
  /// get too deep.
  private mutating func extendChain(
    by symbol: Expression.BinaryOperator, _ right: Operand, at range: Range<Int>
  ) -> Bool {
    let precedence = Self.precedence(of: symbol)
    let place = operands.count - 1
    guard precedence == 1 || precedence == 2, right.depth < Self.chainDepth else { return false }
    if let last = operands[place].links.last {
      // Another precedence has ended the chain: it is a value as a whole.
      guard Self.precedence(of: last.symbol) == precedence else { return false }
    } else if operands[place].depth < Self.chainDepth {
      return false
    } else {
      operands[place].depth += 1
    }
    operands[place].links.append(
      Expression.Link(symbol, right.expression, operatorRange: self.place(range)))
    return true
  }

  private mutating func close(
    _ bracket: ExpressionToken.Bracket, _ range: Range<Int>
  ) throws(Failure) {
    try reduce(downTo: nil)
    guard let open = pending.popLast(), let opening = open.bracket else {
      throw failure(
        "`\(bracket.closing)` closes nothing", at: range, label: "remove it, or open it before")
    }
    guard opening.kind == bracket else {
      throw failure(
        "`\(opening.kind.rawValue)` is closed by `\(bracket.closing)`", at: range,
        label: "expected `\(opening.kind.closing)`")
    }
    let end = place(range)
    switch open {
    case .group(let start):
      guard let inner = operands.popLast() else { return }
      try push(
        inner.expression.node, at: place(start).union(end), depth: inner.depth)
    case .list(let start, let base):
      let elements = takeOperands(from: base)
      try push(
        .list(elements.expressions), at: place(start).union(end), depth: elements.depth + 1)
    case .index(_, let base):
      let indices = takeOperands(from: base)
      guard let value = operands.popLast() else { return }
      try push(
        .index(value.expression, indices.expressions), at: value.expression.range.union(end),
        depth: max(value.depth, indices.depth) + 1)
    case .call(let function, _, let base):
      let arguments = takeOperands(from: base)
      try push(
        .call(function: function, arguments: arguments.expressions), at: function.range.union(end),
        depth: arguments.depth + 1)
    case .binary, .negate: break
    }
  }

  private mutating func takeOperands(from base: Int) -> (expressions: [Expression], depth: Int) {
    let taken = operands[base...]
    operands.removeSubrange(base...)
    return (taken.map(\.expression), taken.map(\.depth).max() ?? 0)
  }

  // MARK: - Messages

  private func failure(
    _ message: String, at range: Range<Int>?, label: String? = nil, notes: [String] = []
  ) -> Failure {
    let place = range.map(place) ?? text.range
    return Failure(
      diagnostic: .error(.badExpression, message, at: place, label: label, notes: notes))
  }

  private func written(_ range: Range<Int>) -> String {
    String(decoding: Array(text.text.utf8)[range], as: UTF8.self)
  }

  /// The error for a place where a value must come and none does.
  private func missingOperand(before token: ExpressionToken?) -> Failure {
    let position = token == nil ? tokens.count : index - 1
    let previous = position > 0 ? tokens[position - 1] : nil
    if let previous {
      let symbol = written(previous.range)
      return failure("a value is missing after `\(symbol)`", at: previous.range)
    }
    guard let token else { return failure("the expression is empty", at: nil) }
    return failure("a value is missing before `\(written(token.range))`", at: token.range)
  }

  /// The error for two values side by side.
  private func impliedProduct(with token: ExpressionToken) -> Failure {
    let previous = tokens[max(0, index - 2)]
    let range = previous.range.lowerBound..<token.range.upperBound
    let left = written(previous.range)
    let right = written(token.range)
    return failure(
      "an operator is missing between `\(left)` and `\(right)`", at: range,
      label: "to multiply, write `\(left)*\(right)`")
  }
}

extension Expression {
  /// Parses an expression. Mistakes are NB060 at the characters at fault, more than 256 levels
  /// NB120; the expression is nil where there is one.
  package static func parse(
    _ text: ScalarText
  ) -> (expression: Expression?, diagnostics: [Diagnostic]) {
    ExpressionParser.parse(
      ExpressionLexer.tokens(of: text.text, separatesLines: false), of: text)
  }
}
