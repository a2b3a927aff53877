@testable import Plotting

/// Figures of every kind, as a notebook would ask for them.
enum SampleFigures {
  static var all: [Figure] {
    [loss, logarithmicLoss, boundary, regions, activations, overfit, bars, horizontalBars, maps]
  }

  static func curve(_ count: Int, _ f: (Double) -> Double) -> ([Double], [Double]) {
    let x = (0..<count).map { Double($0) }
    return (x, x.map(f))
  }

  private static func lossMarks() -> [Mark] {
    var marks: [Mark] = []
    for (index, name) in ["sgd", "momentum", "adam"].enumerated() {
      let rate = 20 / Double(index * index + 1)
      let train = curve(201) { 0.7 * rate / (rate + $0) + 0.004 }
      let test = curve(201) { 0.72 * rate / (rate + $0) + 0.02 }
      marks.append(
        .line(
          LineMark(
            x: train.0, y: train.1, name: "\(name) train", ink: .category(index),
            showsEndValue: true)))
      marks.append(
        .line(
          LineMark(
            x: test.0, y: test.1, name: "\(name) test", ink: .category(index), style: .dashed,
            showsEndValue: true)))
    }
    return marks
  }

  static var loss: Figure {
    Figure(
      kind: "Loss curves", title: "Momentum overtakes plain gradient descent",
      subtitle: "Binary cross-entropy, 400 points",
      panels: [Panel(x: Axis("epoch", isInteger: true), y: Axis("loss"), marks: lossMarks())])
  }

  static var logarithmicLoss: Figure {
    var figure = loss
    figure.panels[0].y.scale = .logarithmic
    return figure
  }

  static func field(_ count: Int, _ f: (Double, Double) -> Double) -> ScalarField {
    var values: [Double] = []
    for row in 0..<count {
      for column in 0..<count {
        values.append(
          f(
            -6 + 12 * Double(column) / Double(count - 1), -6 + 12 * Double(row) / Double(count - 1)
          ))
      }
    }
    return ScalarField(columns: count, rows: count, values: values, x: -6...6, y: -6...6)
  }

  static func cloud(_ seed: UInt64, _ count: Int) -> ([Double], [Double]) {
    var random = SplitMix(state: seed)
    return (
      (0..<count).map { _ in random.uniform(-5...5) },
      (0..<count).map { _ in random.uniform(-5...5) }
    )
  }

  static var boundary: Figure {
    let f = field(100) { x, y in
      let z = (x * x + y * y - 9) / 3
      return 0.5 - 0.5 * z / (1 + abs(z))
    }
    var marks: [Mark] = [
      .heatMap(HeatMapMark(f, map: .diverging, range: 0...1, colorBar: "$P(y = 1)$")),
      .contours(ContourMark(f, levels: [0.5], width: 2)),
    ]
    for (index, name) in ["class 0, train", "class 1, train", "class 0, test", "class 1, test"]
      .enumerated()
    {
      let (x, y) = cloud(UInt64(index), 100)
      marks.append(
        .points(
          PointMark(
            x: x, y: y, name: name, ink: index % 2 == 0 ? .negativeClass : .positiveClass,
            style: index < 2 ? .filled : .ringed)))
    }
    return Figure(
      kind: "Decision boundary", title: "A circle needs hidden units",
      panels: [
        Panel(
          x: Axis("$x_1$"), y: Axis("$x_2$"), marks: marks,
          note: .init("test accuracy 98.5%", in: .bottomRight), frame: .box, hasEqualScales: true)
      ])
  }

  static var regions: Figure {
    let centers = [(-2.0, 2.0), (3.0, 2.5), (0.0, -3.0)]
    var marks: [Mark] = [
      .regions(
        RegionMark(
          scores: centers.map { c in
            field(40) { x, y in -(x - c.0) * (x - c.0) - (y - c.1) * (y - c.1) }
          }, inks: [.category(0), .category(1), .category(2)]))
    ]
    for index in 0..<3 {
      let (x, y) = cloud(UInt64(index + 9), 30)
      marks.append(.points(PointMark(x: x, y: y, name: "class \(index)", ink: .category(index))))
    }
    return Figure(
      kind: "Decision regions",
      panels: [Panel(x: Axis("$x_1$"), y: Axis("$x_2$"), marks: marks, frame: .box)])
  }

  static var activations: Figure {
    let x = (0...200).map { -5 + Double($0) * 0.05 }
    func panel(_ name: String, _ index: Int, _ f: (Double) -> Double) -> Panel {
      Panel(
        title: name, x: Axis("$z$"),
        marks: [
          .span(SpanMark(.x, -5 ... -3, ink: .muted, name: "saturated")),
          .line(LineMark(x: x, y: x.map(f), name: "$f(z)$", ink: .category(index))),
        ], frame: .throughZero)
    }
    return Figure(
      kind: "Activation functions", title: "Saturation",
      panels: [
        panel("softsign: $f(z) = z/(1 + |z|)$", 0) { $0 / (1 + abs($0)) },
        panel("ReLU: $f(z) = \\max(0, z)$", 1) { max(0, $0) },
        panel("leaky ReLU: $f(z) = \\max(0.01z, z)$", 2) { max(0.01 * $0, $0) },
        panel("step", 3) { $0 > 0 ? 1 : 0 },
      ])
  }

  static var overfit: Figure {
    let x = (0...200).map { Double($0) / 200 }
    let (px, py) = cloud(5, 30)
    return Figure(
      kind: "Polynomial fits", title: "Degree 1 underfits, degree 15 overfits",
      panels: [1, 4, 15].map { degree in
        Panel(
          title: "Degree \(degree)", subtitle: "train 0.008 · test 0.012", x: Axis("x"),
          y: Axis("y", range: -2...2),
          marks: [
            .line(LineMark(x: x, y: x.map { 1 - 2 * $0 }, name: "true curve", ink: .muted)),
            .line(
              LineMark(
                x: x, y: x.map { degree == 15 ? 1e9 * ($0 - 0.5) * ($0 - 0.2) : -$0 },
                name: "fit", ink: .category(0))),
            .points(
              PointMark(
                x: px.map { $0 / 10 + 0.5 }, y: py.map { $0 / 3 }, name: "samples",
                ink: .category(1))),
          ])
      }, sharesY: true)
  }

  static var bars: Figure {
    let names = (0..<16).map { "$w_{\($0)}$" }
    return Figure(
      kind: "Weights", title: "Degree 15 needs huge weights",
      panels: [
        Panel(
          x: Axis("coefficient"), y: Axis("$\\log_{10}|w|$"),
          marks: [
            .bars(
              BarMark(
                categories: names,
                series: [
                  .init("plain", values: (0..<16).map { Double($0 % 5) - 1.5 }, ink: .category(0)),
                  .init("l2", values: (0..<16).map { Double($0 % 3) - 1 }, ink: .category(1)),
                ]))
          ])
      ])
  }

  static var horizontalBars: Figure {
    Figure(
      kind: "Accuracy",
      panels: [
        Panel(
          x: Axis("accuracy"),
          marks: [
            .bars(
              BarMark(
                categories: ["logistic regression", "two layers", "convolution"],
                series: [.init(values: [0.91, 0.95, 0.991], ink: .category(0))],
                isHorizontal: true, showsValues: true))
          ])
      ], height: 240)
  }

  static var maps: Figure {
    let cells = ScalarField(
      columns: 5, rows: 5, values: (0..<25).map { Double($0) }, x: -0.5...4.5, y: -0.5...4.5,
      sampling: .cells)
    let bowl = field(60) { x, y in 0.2 * x * x + y * y }
    return Figure(
      kind: "Maps",
      panels: [
        Panel(
          title: "Counts", x: Axis("predicted"), y: Axis("true"),
          marks: [
            .heatMap(HeatMapMark(cells, map: .sequential, colorBar: "count", showsValues: true))
          ], frame: .box),
        Panel(
          title: "Bowl", x: Axis("$w_1$"), y: Axis("$w_2$"),
          marks: [
            .heatMap(HeatMapMark(bowl, map: .gray, levels: 10)),
            .contours(ContourMark(bowl, levels: [1, 4, 9, 16], ink: .muted, width: 1)),
            .trajectory(
              TrajectoryMark(
                x: [-5, -3, -1, 0], y: [4, -2, 1, 0], name: "path", ink: .category(1))),
            .arrow(ArrowMark(fromX: 2, fromY: 2, toX: 0, toY: 0)),
            .text(TextMark("minimum", x: 0, y: 0, offset: 14)),
            .rule(RuleMark(.x, 0, name: "zero")),
          ], note: .init("31 steps"), frame: .box),
      ])
  }
}
