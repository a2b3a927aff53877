import Plotting

extension FigureBenchmarks {
  /// Four columns of neurons with 544 weights, as many columns as a slide holds.
  static func network() -> any Drawable {
    var noise = Noise()
    let counts = [8, 16, 16, 10]
    let layers = counts.enumerated().map { index, count in
      NetworkDiagram.Layer(
        name: ["inputs", "hidden 1", "hidden 2", "outputs"][index],
        activation: ["", "tanh", "tanh", "softmax"][index], count: count,
        biases: index == 0 ? nil : (0..<count).map { _ in 2 * noise.next() - 1 })
    }
    let weights = zip(counts, counts.dropFirst()).map { before, after in
      (0..<before * after).map { _ in 2 * noise.next() - 1 } as [Double]?
    }
    return NetworkDiagram(layers: layers, weights: weights)
  }

  /// A neuron of ten inputs, forwards and backwards: 40 values.
  static func circuit() -> any Drawable {
    typealias Node = CircuitDiagram.Node
    typealias Quantity = CircuitDiagram.Quantity
    var noise = Noise()
    func number() -> Quantity {
      Quantity((noise.next() < 0.5 ? "−0." : "0.") + String(Int(10 + 90 * noise.next())))
    }
    var nodes = (0..<20).map { index in
      Node(
        .input, name: (index % 2 == 0 ? "w" : "x") + String(index / 2), value: number(),
        gradient: number())
    }
    func add(_ symbol: String, _ operands: [Int]) -> Int {
      nodes.append(
        Node(
          .operation, symbol: symbol, value: number(), gradient: number(), operands: operands,
          isCommutative: true))
      return nodes.count - 1
    }
    var terms = (0..<10).map { add("×", [2 * $0, 2 * $0 + 1]) }
    while terms.count > 1 {
      terms = stride(from: 0, to: terms.count, by: 2).map { index in
        index + 1 < terms.count ? add("+", [terms[index], terms[index + 1]]) : terms[index]
      }
    }
    nodes[add("σ", [terms[0]])].name = "p"
    return CircuitDiagram(nodes: nodes)
  }

  /// Filled contours of a narrow valley with the paths of five optimizers, 100 steps each.
  static func contour() -> any Drawable {
    let count = 161
    var values: [Double] = []
    for row in 0..<count {
      for column in 0..<count {
        let x = -3 + 6 * Double(column) / Double(count - 1)
        let y = -2 + 4 * Double(row) / Double(count - 1)
        values.append(0.1 * x * x + 2 * y * y + 0.3 * x * y)
      }
    }
    let field = ScalarField(columns: count, rows: count, values: values, x: -3...3, y: -2...2)
    let levels = (1...14).map { 0.65 * Double($0) }
    var marks: [Mark] = [
      .heatMap(HeatMapMark(field, map: .relief, colorBar: "$f(x, y)$", bounds: levels)),
      .contours(ContourMark(field, levels: levels, ink: .muted, width: 0.75)),
    ]
    for (index, name) in ["gd", "momentum", "nesterov", "rmsprop", "adam"].enumerated() {
      let factor = 1 - 0.02 * Double(index + 1)
      var (x, y) = (-2.6, 1.6)
      var xs = [x]
      var ys = [y]
      for _ in 0..<100 {
        (x, y) = (x * factor, -y * (factor - 0.05))
        xs.append(x)
        ys.append(y)
      }
      marks.append(.trajectory(TrajectoryMark(x: xs, y: ys, name: name, ink: .category(index))))
    }
    return Figure(
      kind: "Contour map", title: "Momentum carries through the valley",
      panels: [Panel(x: Axis("$x$"), y: Axis("$y$"), marks: marks, frame: .box)])
  }
}
