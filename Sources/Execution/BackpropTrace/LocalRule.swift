import NeuralEngine
import Plotting

/// The derivative of an operation with respect to one operand, as TeX in the names of its values.
enum LocalRule {
  /// Returns the rule, nil where it has no short form.
  ///
  /// - Parameters:
  ///   - names: The TeX of each operand, literal numbers included.
  ///   - result: The TeX of the operation's own value.
  static func tex(
    _ operation: Operation, _ index: Int, names: [String], result: String
  ) -> String? {
    switch operation {
    case .unary(let function): return tex(function, names[0], result)
    case .binary(let function): return tex(function, index, names[0], names[1], result)
    case .reduce(.sum, _), .transpose, .reshape, .broadcast, .stack, .slice: return "1"
    default: return nil
    }
  }

  private static func tex(_ function: UnaryFunction, _ x: String, _ y: String) -> String? {
    switch function {
    case .negate: "(-1)"
    case .reciprocal: "(-1/\(x)^2)"
    case .square: "2 \(x)"
    case .sqrt: "1/(2 \(y))"
    case .exp: y
    case .log: "1/\(x)"
    case .sin: "\\cos(\(x))"
    case .cos: "(-\\sin(\(x)))"
    case .tanh: "(1 - \(y)^2)"
    case .sigmoid: "\(y) (1 - \(y))"
    case .log2: "1/(\(x) \\ln 2)"
    case .abs, .huber, .sign, .step, .logSigmoid: nil
    case .relu, .leakyRelu, .elu, .gelu, .geluTanh, .softplus, .silu:
      "\\text{\(function.name.filter { $0 != "_" })}'(\(x))"
    }
  }

  private static func tex(
    _ function: BinaryFunction, _ index: Int, _ a: String, _ b: String, _ y: String
  ) -> String? {
    switch (function, index) {
    case (.add, _), (.subtract, 0): "1"
    case (.subtract, _): "(-1)"
    case (.multiply, 0): b
    case (.multiply, _): a
    case (.divide, 0): "1/\(b)"
    case (.divide, _): "(-\(a)/\(b)^2)"
    case (.power, 0): power(a, b)
    default: nil
    }
  }

  /// b·aᵇ⁻¹, worked out where b is a number.
  private static func power(_ a: String, _ b: String) -> String {
    guard let exponent = Double(b) else { return "\(b) \(a)^{\(b) - 1}" }
    return exponent == 2 ? "\(b) \(a)" : "\(b) \(a)^{\(TraceNumber.tex(exponent - 1))}"
  }
}

extension TraceValue {
  /// The value's name as TeX.
  var tex: String { DiagramName.formula(name) }
  /// The value's name in the cells of tables.
  var cell: String { DiagramName.plain(name) }
}

extension TraceGraph {
  /// Returns the rule of one use of a value, nil where it has no short form.
  func localRule(_ operand: TraceValue.Operand, of gate: TraceValue) -> String? {
    if gate.isGroup { return nil }
    let node = graph[gate.node]
    let names = node.inputs.indices.map { index -> String in
      if let drawn = gate.operands.first(where: { $0.operandIndex == index }) {
        return values[drawn.value].tex
      }
      guard case .constant(let numbers) = graph[constantBehind(node.inputs[index])].operation,
        let number = numbers.first
      else { return "c" }
      return TraceNumber.tex(number)
    }
    return LocalRule.tex(node.operation, operand.operandIndex, names: names, result: gate.tex)
  }

  private func constantBehind(_ id: Graph.NodeID) -> Graph.NodeID {
    var id = id
    while case .broadcast = graph[id].operation { id = graph[id].inputs[0] }
    return id
  }
}

extension TraceGraph {
  /// Returns what an operation computes as TeX, such as `w_{0} \\cdot x_{0}`.
  func operationTeX(_ value: TraceValue) -> String {
    var rest = value.operands.map { values[$0.value].tex }[...]
    let isElementwise =
      value.operands.count == 2 && value.operands.allSatisfy { graph.shape(of: $0.node).rank > 0 }
    var text = ""
    var word = ""
    func endWord() {
      guard !word.isEmpty else { return }
      let isFunction = ["exp", "log", "sin", "cos", "tanh", "max", "min"].contains(word)
      text += isFunction ? "\\\(word)" : word.count > 1 ? "\\text{\(word)}" : word
      word = ""
    }
    for character in value.pattern {
      if character.isLetter, character.isASCII {
        word.append(character)
        continue
      }
      endWord()
      switch character {
      case "#": text += rest.popFirst() ?? ""
      case "×" where isElementwise: text += "\\odot"
      case "×", "·": text += "\\cdot"
      case "−": text += "-"
      case "@": text += "\\,"
      case "σ": text += "\\sigma"
      case "√": text += "\\sqrt"
      case "≤": text += "\\le"
      case "≥": text += "\\ge"
      case "≠": text += "\\ne"
      case "ᵀ": text += "^\\top"
      default:
        if let digit = Self.superscripts.firstIndex(of: character) {
          text += "^{\(digit)}"
        } else {
          text.append(character)
        }
      }
    }
    endWord()
    return text
  }

  private static let superscripts: [Character] = [
    "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹",
  ]
}
