package import Diagnostics
package import NeuralEngine
package import NotebookSyntax

/// Turns expressions into nodes of a graph and remembers where each node was written.
///
/// Mistakes become diagnostics at the characters at fault: unbound names (NB061), unknown functions
/// (NB062), shapes that do not fit (NB063), names that are used before they are defined (NB065) and
/// wrong numbers of arguments (NB067). Operations on literal numbers are carried out at once, so
/// that `-2`, `2*pi` and `[1, 2]` are constants.
package struct ExpressionLowering: Sendable {
  /// Where a node was written.
  struct Place: Sendable {
    var whole: SourceRange
    /// The characters whose value decides whether the node has one: a divisor, a logarithm's
    /// argument.
    var critical: SourceRange
  }

  package private(set) var graph: Graph
  package private(set) var diagnostics: [Diagnostic] = []
  /// What each name stands for.
  private var scope: [String: Graph.NodeID] = [:]
  /// Names in the order in which they were bound.
  package private(set) var boundNames: [String] = []
  private var places: [Int: Place] = [:]
  private var usedNames: Set<String> = []
  /// Names that later statements define, for messages.
  private var laterNames: Set<String> = []

  /// Creates a lowering into a graph, which may have nodes already.
  package init(into graph: Graph = Graph()) { self.graph = graph }

  /// Appends an input and binds its name.
  package mutating func bindInput(_ name: String, _ shape: Shape = .scalar) -> Graph.NodeID {
    let node = graph.input(name, shape)
    bind(name, to: node)
    return node
  }

  /// Appends a trained value and binds its name.
  package mutating func bindParameter(_ name: String, _ shape: Shape = .scalar) -> Graph.NodeID {
    let node = graph.parameter(name, shape)
    bind(name, to: node)
    return node
  }

  /// Lets a name stand for a node.
  package mutating func bind(_ name: String, to node: Graph.NodeID) {
    if scope.updateValue(node, forKey: name) == nil { boundNames.append(name) }
  }

  /// Returns what a name stands for.
  package func node(named name: String) -> Graph.NodeID? { scope[name] }

  /// Returns whether any expression has used a bound name.
  package func isUsed(_ name: String) -> Bool { usedNames.contains(name) }

  /// Returns the names that an expression uses and nobody has bound, in the order of their first
  /// use; constants such as `pi` are not among them.
  package func freeNames(of expression: Expression) -> [Located<String>] {
    var found: [Located<String>] = []
    var stack = [expression]
    while let next = stack.popLast() {
      if case .name(let name) = next.node, scope[name] == nil, Self.constants[name] == nil,
        !found.contains(where: { $0.value == name })
      {
        found.append(Located(name, at: next.range))
      }
      stack += next.children.reversed()
    }
    return found
  }

  // MARK: Statements

  /// Lowers statements in order and binds their names.
  ///
  /// - Returns: The node of each statement, nil where it has a mistake.
  package mutating func lower(_ statements: [Statement]) -> [Graph.NodeID?] {
    let inputs = Set(boundNames)
    var defined: [String: SourceRange] = [:]
    laterNames = Set(statements.map(\.name.value))
    var nodes: [Graph.NodeID?] = []
    for statement in statements {
      let name = statement.name
      var node = lower(statement.value)
      if inputs.contains(name.value) {
        diagnostics.append(
          .error(
            .cyclicStatement, "`\(name.value)` is an input and cannot be computed", at: name.range,
            label: "give the result another name"))
        node = nil
      } else if defined[name.value] != nil {
        diagnostics.append(
          .error(
            .cyclicStatement, "`\(name.value)` is computed twice", at: name.range,
            label: "give the second result another name"))
        node = nil
      } else {
        defined[name.value] = name.range
        laterNames.remove(name.value)
        if let node {
          bind(name.value, to: node)
        } else {
          brokenNames.insert(name.value)
        }
      }
      nodes.append(node)
    }
    laterNames = []
    return nodes
  }

  /// Names whose statements have mistakes: their uses are no further mistakes.
  private var brokenNames: Set<String> = []

  // MARK: Expressions

  /// Lowers an expression.
  ///
  /// - Returns: Its node, nil where it has a mistake, which `diagnostics` then holds.
  package mutating func lower(_ expression: Expression) -> Graph.NodeID? {
    if let literal = ExpressionLiteral.value(of: expression) {
      return record(graph.constant(literal.values, literal.shape), expression.range)
    }
    switch expression.node {
    case .number(let value): return record(graph.constant(value), expression.range)
    case .name(let name): return lowerName(name, at: expression.range)
    case .negate(let operand):
      guard let x = lower(operand) else { return nil }
      if let value = number(x) { return record(graph.constant(-value), expression.range) }
      return record(graph.unary(.negate, x), expression.range)
    case .binary(let symbol, let left, let right, let operatorRange):
      return lowerBinary(symbol, left, right, operatorRange, at: expression.range)
    case .chain(let first, let links): return lowerChain(first, links)
    case .call(let function, let arguments):
      return lowerCall(function, arguments, at: expression.range)
    case .index(let base, let indices): return lowerIndex(base, indices, at: expression.range)
    case .transpose(let operand):
      guard let x = lower(operand) else { return nil }
      return graph.shape(of: x).rank < 2 ? x : record(graph.transpose(x), expression.range)
    case .list(let elements):
      let nodes = elements.map { lower($0) }
      let known = nodes.compactMap { $0 }
      guard known.count == nodes.count else { return nil }
      return attempt(at: expression.range) { graph throws(ShapeError) in try graph.stack(known) }
    }
  }

  private static let constants = ["pi": Double.pi, "π": Double.pi, "e": 2.718281828459045]

  private mutating func lowerName(_ name: String, at range: SourceRange) -> Graph.NodeID? {
    if let node = scope[name] {
      usedNames.insert(name)
      return node
    }
    if brokenNames.contains(name) { return nil }
    if laterNames.contains(name) {
      diagnostics.append(
        .error(
          .cyclicStatement, "`\(name)` is used before it is computed", at: range,
          label: "a statement uses only what stands above it"))
      return nil
    }
    if let value = Self.constants[name] { return record(graph.constant(value), range) }
    let known = boundNames + Self.constants.keys.sorted()
    var label = Suggestions.question(for: name, in: known)
    if ExpressionFunction.names.contains(name) {
      label = "`\(name)` is a function: write `\(name)(…)`"
    }
    let list = boundNames.prefix(12).joined(separator: ", ")
    diagnostics.append(
      .error(
        .unboundName, "`\(name)` has no value", at: range, label: label,
        notes: boundNames.isEmpty
          ? [] : ["known here: \(list)\(boundNames.count > 12 ? ", …" : "")"]))
    return nil
  }

  private mutating func lowerBinary(
    _ symbol: Expression.BinaryOperator, _ left: Expression, _ right: Expression,
    _ operatorRange: SourceRange, at range: SourceRange
  ) -> Graph.NodeID? {
    let isExponential = symbol == .power && isEuler(left)
    let base = isExponential ? nil : lower(left)
    guard let b = lower(right), isExponential || base != nil else { return nil }
    guard let a = base else { return record(graph.unary(.exp, b), range) }
    return lowerOperator(symbol, (a, left.range), (b, right.range), operatorRange, at: range)
  }

  /// Lowers operators of one precedence from left to right.
  private mutating func lowerChain(
    _ first: Expression, _ links: [Expression.Link]
  ) -> Graph.NodeID? {
    var node = lower(first)
    var range = first.range
    for link in links {
      let operand = lower(link.operand)
      let left = range
      range = range.union(link.operand.range)
      guard let a = node, let b = operand else {
        node = nil
        continue
      }
      node = lowerOperator(
        link.symbol, (a, left), (b, link.operand.range), link.operatorRange, at: range)
    }
    return node
  }

  private typealias WrittenOperand = (node: Graph.NodeID, range: SourceRange)

  private mutating func lowerOperator(
    _ symbol: Expression.BinaryOperator, _ left: WrittenOperand, _ right: WrittenOperand,
    _ operatorRange: SourceRange, at range: SourceRange
  ) -> Graph.NodeID? {
    let (a, b) = (left.node, right.node)
    if let x = number(a), let y = number(b), let value = Self.folded(symbol, x, y) {
      return record(graph.constant(value), range)
    }
    if symbol == .divide, number(a) == 1 {
      return record(graph.unary(.reciprocal, b), range, critical: right.range)
    }
    if symbol == .power, number(b) == 2 { return record(graph.unary(.square, a), range) }
    if symbol == .power, number(b) == -1 {
      return record(graph.unary(.reciprocal, a), range, critical: left.range)
    }
    if symbol == .matrixProduct {
      return attempt(at: operatorRange, place: range) { graph throws(ShapeError) in
        try graph.matmul(a, b)
      }
    }
    let critical = symbol == .power ? left.range : right.range
    return attempt(at: operatorRange, place: range, critical: critical) {
      graph throws(ShapeError) in
      try graph.binary(BinaryFunction(symbol), a, b)
    }
  }

  private func isEuler(_ expression: Expression) -> Bool {
    guard case .name("e") = expression.node else { return false }
    return scope["e"] == nil && !laterNames.contains("e") && !brokenNames.contains("e")
  }

  /// Returns the result of an operation on two literal numbers where every evaluator agrees on it.
  private static func folded(
    _ symbol: Expression.BinaryOperator, _ x: Double, _ y: Double
  ) -> Double? {
    switch symbol {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: y == 0 ? nil : x / y
    default: nil
    }
  }

  private mutating func lowerCall(
    _ function: Located<String>, _ arguments: [Expression], at range: SourceRange
  ) -> Graph.NodeID? {
    if function.value == ExpressionFunction.oneHotName {
      return lowerOneHot(function, arguments, at: range)
    }
    guard let known = ExpressionFunction.named(function.value) else {
      for argument in arguments { _ = lower(argument) }
      reportUnknown(function)
      return nil
    }
    guard known.argumentCounts.contains(arguments.count) else {
      reportArgumentCount(known.usage, known.argumentCounts, arguments, function, range)
      return nil
    }
    let nodes = arguments.map { lower($0) }
    let operands = nodes.compactMap { $0 }
    guard operands.count == nodes.count else { return nil }
    return attempt(
      at: function.range, place: range, critical: arguments.first?.range ?? range
    ) { graph throws(ShapeError) in try known.lower(&graph, operands) }
  }

  private mutating func lowerOneHot(
    _ function: Located<String>, _ arguments: [Expression], at range: SourceRange
  ) -> Graph.NodeID? {
    guard arguments.count == 2 else {
      reportArgumentCount("onehot(k, n)", 2...2, arguments, function, range)
      return nil
    }
    guard let classes = lower(arguments[0]) else { return nil }
    guard let count = whole(arguments[1]), count > 0, count <= 100_000 else {
      diagnostics.append(
        .error(
          .wrongType, "the number of classes is a whole number", at: arguments[1].range,
          label: "such as `onehot(2, 10)`"))
      return nil
    }
    return record(
      graph.oneHot(classes, count: count), range, critical: arguments[0].range)
  }

  private mutating func lowerIndex(
    _ base: Expression, _ indices: [Expression], at range: SourceRange
  ) -> Graph.NodeID? {
    guard let x = lower(base) else { return nil }
    let shape = graph.shape(of: x)
    guard !indices.isEmpty, indices.count <= shape.rank else {
      diagnostics.append(
        .error(
          .shapeMismatch,
          shape.rank == 0
            ? "a scalar has no elements"
            : "\(Self.counted(indices.count, "index", "indices")) for a value of shape \(shape)",
          at: range))
      return nil
    }
    var numbers: [Int] = []
    for (axis, index) in indices.enumerated() {
      guard let number = whole(index) else {
        diagnostics.append(
          .error(
            .wrongType, "an index is a whole number", at: index.range, label: "such as `W[0,1]`"))
        return nil
      }
      guard (0..<shape.extents[axis]).contains(number) else {
        diagnostics.append(
          .error(
            .shapeMismatch, "index \(number) is outside 0..\(shape.extents[axis] - 1)",
            at: index.range, label: "the shape is \(shape); indices count from 0"))
        return nil
      }
      numbers.append(number)
    }
    return attempt(at: range) { graph throws(ShapeError) in try graph.index(x, at: numbers) }
  }

  // MARK: Places

  /// Returns where a node was written.
  func place(of node: Graph.NodeID) -> Place? { places[node.index] }

  private mutating func record(
    _ node: Graph.NodeID, _ range: SourceRange, critical: SourceRange? = nil
  ) -> Graph.NodeID {
    places[node.index] = Place(whole: range, critical: critical ?? range)
    return node
  }

  /// Appends nodes that belong to some characters, or reports why their shapes do not fit.
  private mutating func attempt(
    at range: SourceRange, place: SourceRange? = nil, critical: SourceRange? = nil,
    _ append: (inout Graph) throws(ShapeError) -> Graph.NodeID
  ) -> Graph.NodeID? {
    let first = graph.nodes.count
    do throws(ShapeError) {
      let node = try append(&graph)
      let whole = place ?? range
      for index in first..<max(first, graph.nodes.count) {
        places[index] = Place(whole: whole, critical: critical ?? whole)
      }
      return node
    } catch {
      diagnostics.append(.error(.shapeMismatch, error.description, at: range))
      return nil
    }
  }

  // MARK: Numbers

  /// Returns the value of a node that is a constant scalar.
  private func number(_ node: Graph.NodeID) -> Double? {
    guard case .constant(let values) = graph[node].operation, graph[node].shape == .scalar else {
      return nil
    }
    return values[0]
  }

  private func whole(_ expression: Expression) -> Int? {
    guard let value = ExpressionLiteral.value(of: expression)?.scalar,
      value == value.rounded(), abs(value) < 1e9
    else { return nil }
    return Int(value)
  }

  // MARK: Messages

  private mutating func reportUnknown(_ function: Located<String>) {
    let name = function.value
    if scope[name] != nil {
      diagnostics.append(
        .error(
          .unknownFunction, "`\(name)` is a value, not a function", at: function.range,
          label: "to multiply, write `\(name) * (…)`"))
      return
    }
    let folded = String(name.lowercased().map { $0 == "-" ? "_" : $0 })
    diagnostics.append(
      .error(
        .unknownFunction, "unknown function `\(name)`", at: function.range,
        label: ExpressionFunction.foreign[name] ?? ExpressionFunction.foreign[folded]
          ?? Suggestions.question(for: name, in: ExpressionFunction.names),
        notes: ["functions: \(ExpressionFunction.names.joined(separator: ", "))"]))
  }

  private mutating func reportArgumentCount(
    _ usage: String, _ counts: ClosedRange<Int>, _ arguments: [Expression],
    _ function: Located<String>, _ range: SourceRange
  ) {
    let expected =
      counts.count == 1
      ? Self.counted(counts.lowerBound, "argument", "arguments")
      : "\(counts.lowerBound) or \(counts.upperBound) arguments"
    let extra = arguments.dropFirst(counts.upperBound)
    let place = extra.first.map { $0.range.union(extra.last?.range ?? $0.range) } ?? range
    diagnostics.append(
      .error(
        .wrongArgumentCount, "`\(function.value)` takes \(expected), not \(arguments.count)",
        at: place, label: "write `\(usage)`"))
  }

  private static func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }
}
