import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot confusion`: how often each class was taken for each other.
struct ConfusionPlot: PlotKind {
  static let name = "confusion"
  static let meaning = "draws the confusion matrix of a classifier"
  static let of = Option.required(
    "of", .oneOrMore(of: .run, atMost: 6), meaning: "the run or runs, a panel each",
    example: "digits")
  static let rows = Option(
    "rows", .choice(RowSet.self),
    meaning: "which rows are counted; the test rows where there are any", example: "training")
  static let normalize = Option(
    "normalize", .boolean, default: false,
    meaning: "whether cells hold shares of the true class instead of counts", example: "true")
  static let options: [any OptionDeclaration] = [of, rows, normalize]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let runs = values[of], let normalize = values[normalize] else { return nil }
    for run in runs {
      RowSet.check(values, rows, of: run, at: values.valueRange(of: of), in: &context)
    }
    guard !context.hasErrors else { return nil }
    return Plan(runs: runs, rows: values[rows], isNormalized: normalize, appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var runs: [PlannedRun]
    var rows: RowSet?
    var isNormalized: Bool
    var appearance: PlotAppearance

    /// The counts and the accuracy, for one run.
    var offers: [ValueOffer] {
      guard runs.count == 1, let count = runs[0].classCount else { return [] }
      return [
        ValueOffer("accuracy"), ValueOffer("counts", .array(extents: [count, count])),
      ]
    }

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let matrices = runs.compactMap { ConfusionMatrix(context.run($0), rows: rows) }
      let isAlone = matrices.count == 1
      let panels = zip(runs, matrices).map { run, matrix in
        panel(matrix, title: isAlone ? "" : run.name, isAlone: isAlone)
      }
      var values = ResultValues()
      if isAlone {
        values["accuracy"] = .number(matrices[0].metrics.accuracy)
        values["counts"] = .array(
          extents: [matrices[0].names.count, matrices[0].names.count],
          values: matrices[0].counts.flatMap { $0.map(Double.init) })
      }
      return PlotOutcome(
        appearance.figure(
          kind: "Confusion matrix", panels: panels,
          naturalHeight: isAlone
            ? min(0.72 * appearance.width, 190 + 76 * Double(matrices[0].names.count))
            : appearance.naturalHeight(panels: panels.count, aspect: 1.15)),
        values: values)
    }

    /// The accuracy and the most frequent mistakes, in words.
    private func summary(_ matrix: ConfusionMatrix, _ accuracy: String) -> String {
      var mistakes: [(truth: Int, prediction: Int, count: Int)] = []
      for (truth, row) in matrix.counts.enumerated() {
        for (prediction, count) in row.enumerated() where count > 0 && prediction != truth {
          mistakes.append((truth, prediction, count))
        }
      }
      let shown = mistakes.enumerated().sorted {
        ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
      }.prefix(4).map(\.element)
      let words = shown.map {
        "\(matrix.names[$0.truth]) taken for \(matrix.names[$0.prediction]) \($0.count)×"
      }
      return words.isEmpty
        ? "\(accuracy), no mistakes" : "\(accuracy); most often \(words.joined(separator: ", "))"
    }

    private func panel(_ matrix: ConfusionMatrix, title: String, isAlone: Bool) -> Panel {
      let count = matrix.names.count
      let labels = matrix.names.map(FigureText.name)
      let side = 0...Double(count)
      // The first class stands at the top left, as in a table.
      let cells = (0..<count).reversed().flatMap { truth in
        (0..<count).map { prediction in
          isNormalized
            ? matrix.share(of: truth, takenFor: prediction)
            : Double(matrix.counts[truth][prediction])
        }
      }
      let field = ScalarField(
        columns: count, rows: count, values: cells, x: side, y: side, sampling: .cells)
      let largest = max(cells.max() ?? 1, isNormalized ? 1 : 0)
      let map = HeatMapMark(
        field, map: .sequential, range: 0...max(largest, 1),
        colorBar: isAlone ? (isNormalized ? "share of the true class" : "rows") : nil,
        showsValues: true)
      let accuracy = "\(matrix.rows.rawValue) accuracy \(FigureText.share(matrix.metrics.accuracy))"
      return Panel(
        title: title, subtitle: "\(accuracy), \(ValueText.counted(matrix.total, "row"))",
        x: Axis(
          appearance.xLabel ?? "predicted", range: side,
          ticks: .labeled(
            labels.enumerated().map { Axis.Label(Double($0.offset) + 0.5, $0.element) })),
        y: Axis(
          appearance.yLabel ?? "true", range: side,
          ticks: .labeled(
            labels.enumerated().map {
              Axis.Label(Double(count - $0.offset) - 0.5, $0.element)
            })),
        marks: [.heatMap(map)], summary: summary(matrix, accuracy), frame: .box,
        hasEqualScales: true)
    }
  }
}
