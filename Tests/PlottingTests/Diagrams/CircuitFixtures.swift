@testable import Plotting

/// Circuits to lay out.
enum CircuitFixtures {
  typealias Node = CircuitDiagram.Node
  typealias Quantity = CircuitDiagram.Quantity

  static func input(_ name: String, _ value: String = "−0.50", _ gradient: String = "−0.25") -> Node
  {
    Node(.input, name: name, value: Quantity(value), gradient: Quantity(gradient))
  }

  static func gate(
    _ symbol: String, _ operands: [Int], name: String = "", value: String = "0.73",
    gradient: String = "−0.20", isCommutative: Bool = true
  ) -> Node {
    Node(
      .operation, symbol: symbol, name: name, value: Quantity(value), gradient: Quantity(gradient),
      operands: operands, isCommutative: isCommutative)
  }

  /// f = (x + y) · z at (−2, 5, −4), the example of cs231n's notes.
  static let product = CircuitDiagram(nodes: [
    input("x", "−2", "−4"), input("y", "5", "−4"), input("z", "−4", "3"),
    gate("+", [0, 1], name: "q", value: "3", gradient: "−4"),
    gate("×", [3, 2], name: "f", value: "−12", gradient: "1"),
  ])

  /// 1/(1 + e^−(w₀x₀ + w₁x₁ + w₂)).
  static let sigmoidNeuron = CircuitDiagram(nodes: [
    input("w0"), input("x0"), input("w1"), input("x1"), input("w2"), gate("×", [0, 1]),
    gate("×", [2, 3]), gate("+", [5, 6]), gate("+", [7, 4]), gate("×−1", [8]), gate("exp", [9]),
    gate("+1", [10]), gate("1/x", [11], name: "f"),
  ])

  /// Two inputs, two hidden units, one output, squared error.
  static let perceptron: CircuitDiagram = {
    var nodes = [
      "x1", "x2", "w11", "w12", "w21", "w22", "b1", "b2", "v1", "v2", "c", "y",
    ].map { input($0) }
    func add(_ node: Node) -> Int {
      nodes.append(node)
      return nodes.count - 1
    }
    var hidden: [Int] = []
    for unit in 0..<2 {
      let left = add(gate("×", [0, 2 + unit]))
      let right = add(gate("×", [1, 4 + unit]))
      let sum = add(gate("+", [left, right]))
      let shifted = add(gate("+", [sum, 6 + unit]))
      hidden.append(add(gate("tanh", [shifted], name: "h\(unit + 1)")))
    }
    let first = add(gate("×", [hidden[0], 8]))
    let second = add(gate("×", [hidden[1], 9]))
    let output = add(gate("+", [add(gate("+", [first, second])), 10], name: "p"))
    let error = add(gate("−", [output, 11], isCommutative: false))
    _ = add(gate("x²", [error], name: "L"))
    return CircuitDiagram(nodes: nodes)
  }()

  /// A layer over matrices, with shared values and long names.
  static let matrices: CircuitDiagram = {
    let wide = Quantity(rows: [["0.10", "−0.20"], ["−0.30", "0.40"], ["0.50", "0.60"]])
    func node(_ kind: CircuitDiagram.Kind, _ text: String, _ operands: [Int] = []) -> Node {
      Node(
        kind, symbol: kind == .operation ? text : "", name: kind == .operation ? "" : text,
        value: wide, gradient: wide, operands: operands)
    }
    return CircuitDiagram(nodes: [
      node(.input, "inputs"), node(.input, "W"), node(.input, "b"), node(.operation, "@", [0, 1]),
      node(.operation, "+", [3, 2]), node(.operation, "leaky relu", [4]),
      node(.operation, "softmax", [4]), node(.operation, "+", [5, 6]),
      gate("Σ", [7], name: "loss", value: "2.10", gradient: "1"),
    ])
  }()

  /// A random circuit of binary gates: each takes two of the last `window` values.
  static func random(seed: UInt64, inputs: Int, gates: Int, window: Int) -> CircuitDiagram {
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var nodes = (0..<inputs).map { input("x\($0)") }
    for _ in 0..<gates {
      let low = max(0, nodes.count - window)
      let first = low + next(nodes.count - low)
      let second = low + next(nodes.count - low)
      nodes.append(gate("+", first == second ? [first] : [first, second]))
    }
    return CircuitDiagram(nodes: nodes)
  }

  static let all: [(name: String, diagram: CircuitDiagram)] =
    [
      ("product", product), ("neuron", sigmoidNeuron), ("perceptron", perceptron),
      ("matrices", matrices),
    ]
    + (1...8).map { seed in
      (
        "random \(seed)",
        random(seed: UInt64(seed), inputs: 3 + seed / 2, gates: 6 + 3 * seed, window: 6)
      )
    }
}
