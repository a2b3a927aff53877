import Plotting

/// Figures as notebooks ask for them: from description to PNG file, 1,440 by 900 pixels, one theme.
enum FigureBenchmarks {
  static var cases: [Benchmark] {
    [
      figure("loss", loss), figure("boundary", { boundary() }), figure("overfit3", overfit),
      figure("network", network), figure("circuit40", circuit), figure("contour5", contour), frames,
    ]
  }

  /// Sixty frames of a boundary that moves, packed for a page in both themes.
  private static var frames: Benchmark {
    Benchmark("figure/frames60", unit: .milliseconds) {
      let sequence = FrameSequence(
        (0..<60).map { frame in
          FrameSequence.Frame("epoch \(10 * frame)", boundary(progress: Double(frame) / 59))
        })
      return { repetitions in
        for _ in 0..<repetitions {
          precondition(sequence.strip().layers.count == 4, "maps and lines are layers")
        }
      }
    }
  }

  private static func figure(_ name: String, _ make: @escaping () -> any Drawable) -> Benchmark {
    Benchmark("figure/\(name)", unit: .milliseconds) {
      let figure = make()
      return { repetitions in
        for _ in 0..<repetitions {
          precondition(!figure.picture(in: .light).png().isEmpty, "the figure has no file")
        }
      }
    }
  }

  /// Numbers from 0 to 1 that look random (a linear congruential generator).
  struct Noise {
    var state: UInt64 = 1
    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
  }

  /// Training and test loss of three runs over 200 epochs, noisy, labelled at their ends.
  private static func loss() -> Figure {
    var noise = Noise()
    let epochs = (0...200).map { Double($0) }
    var marks: [Mark] = []
    for (index, name) in ["sgd", "momentum", "adam"].enumerated() {
      let half = [40.0, 15, 6][index]
      for isTest in [false, true] {
        let values = epochs.map { epoch in
          0.7 * half / (half + epoch) * (1 + 0.05 * noise.next()) + (isTest ? 0.03 : 0)
        }
        marks.append(
          .line(
            LineMark(
              x: epochs, y: values, name: "\(name) \(isTest ? "test" : "train")",
              ink: .category(index), style: isTest ? .dashed : .solid, showsEndValue: true)))
      }
    }
    return Figure(
      kind: "Loss curves", title: "Adam gets there first",
      panels: [Panel(x: Axis("epoch", isInteger: true), y: Axis("loss"), marks: marks)])
  }

  /// A probability on a grid of 128 by 128 places, its contour and 400 points.
  ///
  /// - Parameter progress: From 0 to 1 for a frame of many, nil for a picture of its own.
  private static func boundary(progress: Double? = nil) -> Figure {
    let count = 128
    let width = 3 / (1 + 2 * (progress ?? 0))
    var values: [Double] = []
    for row in 0..<count {
      for column in 0..<count {
        let x = -6 + 12 * Double(column) / Double(count - 1)
        let y = -6 + 12 * Double(row) / Double(count - 1)
        let z = (9 - x * x - y * y + x * y / 3) / width
        values.append(0.5 + 0.5 * z / (1 + abs(z)))
      }
    }
    let field = ScalarField(columns: count, rows: count, values: values, x: -6...6, y: -6...6)
    var marks: [Mark] = [
      .heatMap(
        HeatMapMark(
          field, map: .diverging, range: 0...1, colorBar: "$P(y = 1)$",
          levels: progress == nil ? nil : 24, cell: progress == nil ? nil : 1.5)),
      .contours(ContourMark(field, levels: [0.5], width: 2)),
    ]
    var noise = Noise()
    for (index, name) in ["class 0, train", "class 1, train", "class 0, test", "class 1, test"]
      .enumerated()
    {
      let x = (0..<100).map { _ in 10 * noise.next() - 5 }
      let y = (0..<100).map { _ in 10 * noise.next() - 5 }
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
          note: progress == nil ? .init("test accuracy 98.5%", in: .bottomRight) : nil,
          frame: .box, hasEqualScales: true)
      ])
  }

  /// Three polynomial fits with 30 points and the true curve.
  private static func overfit() -> Figure {
    var noise = Noise()
    let x = (0...300).map { Double($0) / 300 }
    let truth = x.map { 1 - 8 * $0 * (1 - $0) }
    let samples = (0..<30).map { _ in noise.next() }
    let targets = samples.map { 1 - 8 * $0 * (1 - $0) + 0.4 * noise.next() - 0.2 }
    return Figure(
      kind: "Polynomial fits", title: "Degree 1 underfits, degree 15 overfits",
      panels: [1, 4, 15].map { degree in
        let wiggle = Double(degree * degree * degree)
        let fit = zip(x, truth).map { x, y in
          y + wiggle * (x - 0.1) * (x - 0.3) * (x - 0.5) * (x - 0.7) * (x - 0.9)
        }
        return Panel(
          title: "Degree \(degree)", subtitle: "train 0.008 · test 0.012", x: Axis("$x$"),
          y: Axis("$y$", range: -2...2),
          marks: [
            .line(
              LineMark(x: x, y: truth, name: "true curve", ink: .muted, style: .dashed)),
            .line(LineMark(x: x, y: fit, name: "fit", ink: .category(0))),
            .points(PointMark(x: samples, y: targets, name: "samples", ink: .category(1))),
          ])
      }, sharesY: true)
  }
}
