import NeuralEngine
import NotebookSyntax
import Plotting

/// How an operation looks in a circuit and in words.
struct GateSymbol {
  /// What stands in the gate.
  var symbol: String
  /// The operation with a `#` for each operand that is drawn.
  var pattern: String
  var isCommutative = false
  /// Whether literal operands are part of the symbol.
  var isFolded = false

  /// Reads an operation; `numbers` holds the values of operands that are literals.
  init(_ node: Graph.Node, numbers: [Double?], shapes: [Shape]) {
    switch node.operation {
    case .unary(let function): self.init(function)
    case .binary(let function): self.init(function, numbers)
    case .matmul:
      let isDot = node.shape == .scalar && shapes.allSatisfy { $0.rank == 1 }
      self.init(symbol: isDot ? "·" : "@", pattern: isDot ? "# · #" : "# @ #")
    case .transpose: self.init(symbol: "T", pattern: "#ᵀ")
    case .reduce(.sum, _): self.init(symbol: "Σ", pattern: "sum(#)")
    case .reduce(.mean, _): self.init(symbol: "mean", pattern: "mean(#)")
    case .reduce(.maximum, _): self.init(symbol: "max", pattern: "max(#)")
    case .reduce(.minimum, _): self.init(symbol: "min", pattern: "min(#)")
    case .softmax: self.init(symbol: "softmax", pattern: "softmax(#)")
    case .logSoftmax: self.init(symbol: "log softmax", pattern: "log softmax(#)")
    case .slice(let starts, let extents):
      // Only leading axes are indexed.
      let indices = zip(starts, extents).prefix(shapes[0].rank - node.shape.rank).map { "\($0.0)" }
      let text = "[" + indices.joined(separator: ",") + "]"
      self.init(symbol: text, pattern: "#" + text)
    case .stack:
      self.init(
        symbol: "[…]",
        pattern: "[" + shapes.map { _ in "#" }.joined(separator: ", ") + "]")
    case .oneHot: self.init(symbol: "onehot", pattern: "onehot(#)")
    default:
      let words = node.operation.words
      self.init(
        symbol: words, pattern: words + "(" + shapes.map { _ in "#" }.joined(separator: ", ") + ")")
    }
  }

  private init(symbol: String, pattern: String) {
    self.symbol = symbol
    self.pattern = pattern
  }

  private init(_ function: UnaryFunction) {
    switch function {
    case .negate: self.init(symbol: "×−1", pattern: "−#")
    case .reciprocal: self.init(symbol: "1/x", pattern: "1 / #")
    case .square: self.init(symbol: "x²", pattern: "#²")
    case .sqrt: self.init(symbol: "√", pattern: "√(#)")
    case .abs: self.init(symbol: "|x|", pattern: "|#|")
    case .sigmoid: self.init(symbol: "σ", pattern: "σ(#)")
    case .log2: self.init(symbol: "log₂", pattern: "log₂(#)")
    default:
      let name = String(function.name.map { $0 == "_" ? " " : $0 })
      self.init(symbol: name, pattern: name + "(#)")
    }
  }

  private init(_ function: BinaryFunction, _ numbers: [Double?]) {
    isCommutative = [.add, .multiply, .maximum, .minimum, .equal, .notEqual].contains(function)
    let left = numbers[0].map(Self.number)
    let right = numbers[1].map(Self.number)
    isFolded = left != nil || right != nil
    let sign =
      switch function {
      case .multiply: "×"
      case .subtract: "−"
      case .lessOrEqual: "≤"
      case .greaterOrEqual: "≥"
      case .equal: "="
      case .notEqual: "≠"
      default: function.name
      }
    switch function {
    case .maximum, .minimum, .prelu, .logisticLoss:
      symbol = isFolded ? "\(sign)(\(left ?? "x"), \(right ?? "x"))" : sign
      pattern = "\(sign)(\(left ?? "#"), \(right ?? "#"))"
    case .power:
      pattern = (left ?? "#") + (right.flatMap(Self.superscript) ?? "^\(right ?? "#")")
      symbol =
        isFolded
        ? (left ?? "x") + (right.flatMap(Self.superscript) ?? (right.map { "^\($0)" } ?? "ˣ"))
        : "xʸ"
    default:
      pattern = "\(left ?? "#") \(sign) \(right ?? "#")"
      if let right {
        // x + (−3) reads x − 3.
        let isNegative = right.hasPrefix("−") && (function == .add || function == .subtract)
        let opposite = function == .add ? "−" : "+"
        symbol = isNegative ? opposite + right.dropFirst() : Self.folded(function, sign) + right
        if isNegative { pattern = "# \(opposite) \(right.dropFirst())" }
      } else if let left {
        let isReversible = function == .add || function == .multiply
        symbol = isReversible ? Self.folded(function, sign) + left : left + sign + "x"
      } else {
        symbol = function == .divide ? "÷" : sign
      }
    }
  }

  private static func folded(_ function: BinaryFunction, _ sign: String) -> String {
    switch function {
    case .divide: "÷"
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: "x" + sign
    default: sign
    }
  }

  /// Returns a literal's text: as written where that is short.
  static func number(_ value: Double) -> String {
    let exact = TraceNumber.exact(value)
    return exact.count <= 6 ? exact : DiagramNumber.text(value)
  }

  /// Returns a constant's text: its elements where they are few, otherwise its shape.
  static func text(of tensor: Tensor) -> String {
    tensor.shape == .scalar ? number(tensor.values[0]) : TraceNumber.table(tensor, limit: 4)
  }

  private static func superscript(_ text: String) -> String? {
    let digits: [Character: Character] = [
      "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
      "9": "⁹", "−": "⁻",
    ]
    let raised = text.compactMap { digits[$0] }
    return raised.count == text.count ? String(raised) : nil
  }
}
