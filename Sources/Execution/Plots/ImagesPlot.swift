import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot images`: rows of an image data set, with what a run takes them for.
struct ImagesPlot: PlotKind {
  static let name = "images"
  static let meaning =
    "draws rows of an image data set with labels and predictions, or what a layer makes of one"
  static let data = Option(
    "data", .data, meaning: "the images", example: "digits")
  static let of = Option(
    "of", .run, meaning: "the run whose predictions are written below the images of its data",
    example: "net")
  static let rows = Option(
    "rows", .choice(RowSet.self),
    meaning: "which rows are drawn; with `of` the test rows where there are any, else training",
    example: "test")
  static let count = Option(
    "count", .integer(1...200), default: 24, meaning: "how many images are drawn, in order",
    example: "40")
  static let wrong = Option(
    "wrong", .boolean, default: false,
    meaning: "whether only images are drawn that `of` takes for another class", example: "true")
  static let layer = Option(
    "layer", .oneOrMore(of: .integer(1...1_000), atMost: 8),
    meaning: "instead of rows the feature maps of layers of `of`, by their place in its list",
    example: "[1, 3]")
  static let row = Option(
    "row", .integer(0...100_000_000), default: 0,
    meaning: "which of `rows` the feature maps are made of, counted from 0", example: "3")
  static let options: [any OptionDeclaration] = [data, of, rows, count, wrong, layer, row]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    if values.isGiven(data), values.isGiven(of) {
      context.report(
        .error(
          .conflictingOptions, "`data` does not go with `of`, which has its own",
          at: values.keyRange(of: data)))
    } else if !values.isGiven(data), !values.isGiven(of) {
      context.report(
        .error(
          .missingOption, "`plot images` needs `data` or `of`", at: appearance.range,
          label: "such as `data: digits`"))
    }
    if values[wrong] == true, !values.isGiven(of) {
      context.report(
        .error(
          .conflictingOptions, "`wrong` needs a run's predictions", at: values.keyRange(of: wrong),
          label: "add `of: …`"))
    }
    if values.isGiven(row), !values.isGiven(layer) {
      context.report(
        .error(.conflictingOptions, "`row` needs `layer`", at: values.keyRange(of: row)))
    }
    if values.isGiven(layer), !values.isGiven(of) {
      context.report(
        .error(
          .conflictingOptions, "`layer` needs a run", at: values.keyRange(of: layer),
          label: "add `of: …`"))
    }
    for option in [count, wrong] as [any OptionDeclaration]
    where values.isGiven(layer) && values.isGiven(option) {
      context.report(
        .error(
          .conflictingOptions, "`\(option.name)` does not go with `layer`",
          at: values.keyRange(of: option)))
    }
    let run = values[of]
    if let run, let layers = values[layer] {
      return FeatureMapsPlan(run, layers: layers, values, appearance, in: &context)
    }
    if let run {
      RowSet.check(values, rows, of: run, at: values.valueRange(of: of), in: &context)
    }
    guard let set = values[data] ?? run?.data, let count = values[count],
      let isWrong = values[wrong]
    else { return nil }
    if run == nil { RowSet.check(values, rows, of: set, in: &context) }
    guard !context.hasErrors else { return nil }
    return Plan(
      data: set, run: run, rows: values[rows], count: count, showsWrongOnly: isWrong,
      place: values.valueRange(of: run == nil ? data as any OptionDeclaration : of),
      appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var data: PlannedDataset
    var run: PlannedRun?
    var rows: RowSet?
    var count: Int
    var showsWrongOnly: Bool
    var place: SourceRange
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let run = run.map { context.run($0) }
      let data = run?.data.data ?? context.data(self.data).data
      guard let shape = data.imageShape else {
        return failure(
          .wrongType, "the rows of `\(self.data.name)` are not images",
          label: "such as `digits`, or `idx` files")
      }
      let set = rows ?? (run != nil && data.testRowCount > 0 ? .test : .training)
      let range = set.rows(of: data)
      let predictions = run?.predictedClasses(of: range)
      var chosen = Array(range)
      if showsWrongOnly, let predictions {
        chosen = chosen.filter { predictions[$0 - range.lowerBound] != Self.truth($0, data) }
      }
      guard !chosen.isEmpty else {
        return failure(
          .nothingToDraw,
          showsWrongOnly
            ? "`\(run?.name ?? "")` takes no \(set.rawValue) image for another class"
            : "there are no \(set.rawValue) rows")
      }
      let tiles = chosen.prefix(count).map { row in
        tile(row, data, shape, predictions.map { $0[row - range.lowerBound] })
      }
      let lowest = data.inputs.min() ?? 0
      let highest = data.inputs.max() ?? 1
      let wrongCount = tiles.count { $0.emphasis == .wrong }
      var note = ""
      if wrongCount > 0 { note = "Framed: true class → predicted class." }
      if showsWrongOnly {
        note += " \(tiles.count) of \(ValueText.counted(chosen.count, "mistake"))"
        note += " on \(ValueText.counted(range.count, "\(set.rawValue) row"))."
      }
      return PlotOutcome(
        ImageGrid(
          kind: "Images of \(self.data.name)", title: appearance.title ?? "", tiles: tiles,
          map: .gray, range: lowest < highest ? lowest...highest : lowest...lowest + 1,
          columns: appearance.columns, note: note, width: appearance.width))
    }

    private func failure(
      _ code: DiagnosticCode, _ message: String, label: String? = nil
    ) -> PlotOutcome {
      PlotOutcome(nil, diagnostics: [.error(code, message, at: place, label: label)])
    }

    private static func truth(_ row: Int, _ data: Dataset) -> Int? {
      if case .classes(let classes, _) = data.target { classes[row] } else { nil }
    }

    private func tile(
      _ row: Int, _ data: Dataset, _ shape: Dataset.ImageShape, _ prediction: Int?
    ) -> ImageGrid.Tile {
      // Of several channels the mean.
      let width = data.columns.count
      let plane = shape.height * shape.width
      let pixels = (0..<plane).map { pixel in
        (0..<shape.channels).reduce(0.0) {
          $0 + data.inputs[row * width + $1 * plane + pixel]
        } / Double(shape.channels)
      }
      var label = ""
      var isWrong = false
      switch data.target {
      case .classes(let classes, let names):
        label = names[classes[row]]
        if let prediction, prediction != classes[row] {
          label += " → \(names[prediction])"
          isWrong = true
        }
      case .numbers(let values, let columns):
        label = FigureText.quantity(values[row * columns.count])
      }
      return ImageGrid.Tile(
        columns: shape.width, rows: shape.height, values: pixels, label: label,
        emphasis: isWrong ? .wrong : .none)
    }
  }
}
