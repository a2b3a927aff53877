import Diagnostics
import NotebookSyntax
import Plotting

/// Expressions as figures write them: `(1 - x)^2` as (1 − x)², `log2(1 + exp(-x))` as
/// log₂(1 + e⁻ˣ).
enum ExpressionLabel {
  /// Returns an expression in the markup of figures' labels.
  static func text(_ expression: Expression) -> String { "$\(math(expression))$" }

  /// How tightly a part holds together, loosest first.
  private enum Binding: Int {
    case comparison, sum, product, power, atom

    init(_ symbol: Expression.BinaryOperator) {
      self =
        switch symbol {
        case .add, .subtract: .sum
        case .multiply, .divide, .matrixProduct: .product
        case .power: .power
        default: .comparison
        }
    }

    init(_ expression: Expression) {
      self =
        switch expression.node {
        case .binary(let symbol, _, _, _): Binding(symbol)
        case .chain(_, let links): links.first.map { Binding($0.symbol) } ?? .atom
        case .negate: .product
        case .call(let function, let arguments):
          function.value == "exp" && arguments.count == 1 && isShort(arguments[0]) ? .power : .atom
        case .number(let value): value < 0 ? .product : .atom
        case .name, .index, .transpose, .list: .atom
        }
    }
  }

  private static func math(_ expression: Expression) -> String {
    switch expression.node {
    case .number(let value): number(value)
    case .name(let name): Self.name(name)
    case .negate(let operand): "-\(part(operand, holding: .product))"
    case .binary(.power, let base, let exponent, _):
      "\(part(base, holding: .atom))^{\(math(exponent))}"
    case .binary(let symbol, let left, let right, _): joined(left, [(symbol, right)])
    case .chain(let first, let links): joined(first, links.map { ($0.symbol, $0.operand) })
    case .call(let function, let arguments): call(function.value, arguments)
    case .index(let base, let indices):
      "\(part(base, holding: .atom))_{\(indices.map(math).joined(separator: ","))}"
    case .transpose(let operand): "\(part(operand, holding: .atom))^{\\text{T}}"
    case .list(let elements): "[\(elements.map(math).joined(separator: ","))]"
    }
  }

  /// Returns a part, in parentheses where it holds together more loosely than asked for.
  private static func part(_ expression: Expression, holding binding: Binding) -> String {
    let text = math(expression)
    return Binding(expression).rawValue < binding.rawValue ? "(\(text))" : text
  }

  /// Returns operators of one precedence from left to right.
  private static func joined(
    _ first: Expression, _ links: [(symbol: Expression.BinaryOperator, operand: Expression)]
  ) -> String {
    guard let binding = links.first.map({ Binding($0.symbol) }) else { return math(first) }
    var text = part(first, holding: binding)
    var previous = first
    for (symbol, operand) in links {
      let right = part(operand, holding: rightBinding(of: symbol, operand))
      text += sign(symbol, between: previous, and: operand, written: right) + right
      previous = operand
    }
    return text
  }

  /// Returns how tightly a right side has to hold together to need no parentheses: what follows a
  /// minus or a slash is taken as a whole, and no two signs stand side by side.
  private static func rightBinding(
    of symbol: Expression.BinaryOperator, _ operand: Expression
  ) -> Binding {
    if case .negate = operand.node { return .power }
    switch symbol {
    case .add: return .sum
    case .subtract: return .product
    case .multiply, .matrixProduct: return .product
    case .divide, .power: return .power
    default: return .sum
    }
  }

  private static func sign(
    _ symbol: Expression.BinaryOperator, between left: Expression, and right: Expression,
    written text: String
  ) -> String {
    switch symbol {
    case .multiply:
      // Numbers and words would run into each other.
      if text.first?.isNumber == true || isWord(left) || isWord(right) {
        "\\cdot "
      } else if text.hasPrefix("\\") {
        "\\,"
      } else {
        ""
      }
    case .matrixProduct: "\\,"
    case .lessOrEqual: "\\le "
    case .greaterOrEqual: "\\ge "
    case .equal: "="
    case .notEqual: "\\ne "
    case .add, .subtract, .divide, .power, .less, .greater: symbol.rawValue
    }
  }

  private static func isWord(_ expression: Expression) -> Bool {
    if case .name(let name) = expression.node {
      math(expression) == "\\text{\(name)}"
    } else {
      false
    }
  }

  /// Returns a name's markup; a space ends that of a Greek letter.
  private static func name(_ name: String) -> String {
    let formula = name == "pi" ? "\\pi" : DiagramName.formula(name)
    return formula.hasPrefix("\\") && formula.last?.isLetter == true ? formula + " " : formula
  }

  private static func number(_ value: Double) -> String {
    let text = FormatSpec.shortest(value)
    let parts = text.split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return text }
    return (parts[0] == "1" ? "" : "\(parts[0]) \\times ") + "10^{\(exponent)}"
  }

  private static func call(_ name: String, _ arguments: [Expression]) -> String {
    let list = arguments.map(math).joined(separator: ",")
    guard arguments.count == 1 else { return "\(function(name))(\(list))" }
    switch name {
    case "exp" where isShort(arguments[0]): return "e^{\(list)}"
    case "abs": return "|\(list)|"
    default: return "\(function(name))(\(list))"
    }
  }

  private static func function(_ name: String) -> String {
    switch name {
    case "log2": "\\log_{2}"
    case "sigmoid": "\\sigma"
    case "sqrt": "\\sqrt"
    case "exp", "log", "sin", "cos", "tanh", "max", "min": "\\\(name)"
    default: "\\text{\(name.replacing("_", with: " "))}"
    }
  }

  /// Whether an expression is small enough for an exponent.
  private static func isShort(_ expression: Expression) -> Bool {
    switch expression.node {
    case .number, .name: true
    case .negate(let operand): isShort(operand)
    case .binary(.power, let base, let exponent, _): isShort(base) && isShort(exponent)
    default: false
    }
  }
}
