import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot weights`: a layer's weights as a matrix, or as small images where they are the filters of a
/// convolution or its inputs are pixels.
struct WeightsPlot: PlotKind {
  static let name = "weights"
  static let meaning = "draws a layer's weight matrix, or its filters as images, on one scale"
  static let of = Option.required("of", .run, meaning: "the run", example: "net")
  static let layer = Option(
    "layer", .integer(1...1_000), default: 1,
    meaning: "which layer with weights is drawn, counted from 1", example: "2")
  static let options: [any OptionDeclaration] = [of, layer]

  /// The largest number of images.
  private static let mostImages = 64

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let run = values[of], let layer = values[layer] else { return nil }
    let matrices = run.parameters.indices.filter { index in
      let parameter = run.parameters[index]
      let isWeight = parameter.name == "w" || parameter.name.hasSuffix(".w")
      return isWeight && [2, 4].contains(parameter.shape.rank)
    }
    guard !matrices.isEmpty else {
      context.report(
        .error(
          .wrongType, "`\(run.name)` has no matrix of weights", at: values.valueRange(of: of),
          label: "`plot coefficients` draws single numbers"))
      return nil
    }
    guard layer <= matrices.count else {
      context.report(
        .error(
          .outOfRange,
          "`\(run.name)` has \(ValueText.counted(matrices.count, "layer")) with weights",
          at: values.valueRange(of: Self.layer)))
      return nil
    }
    let names =
      run.features?.functions.map { ExpressionLabel.text($0.expression) }
      ?? run.data.columns.map(AxisLabel.column)
    return Plan(
      run: run, parameter: matrices[layer - 1], isFirst: layer == 1,
      isLast: layer == matrices.count, inputNames: names, appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var run: PlannedRun
    var parameter: Int
    var isFirst: Bool
    var isLast: Bool
    var inputNames: [String]
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let completed = context.run(run)
      let weights = completed.model.parameters[parameter]
      if weights.shape.rank == 4 { return PlotOutcome(filters(weights)) }
      let (inputs, units) = (weights.shape.extents[0], weights.shape.extents[1])
      if isFirst, let shape = completed.data.data.imageShape,
        inputs == shape.channels * shape.height * shape.width
      {
        return PlotOutcome(images(Array(weights.values), units: units, shape))
      }
      return PlotOutcome(matrix(Array(weights.values), inputs: inputs, units: units))
    }

    private func unitName(_ unit: Int, of count: Int) -> String {
      guard isLast, case .classes(let names) = run.data.target, names.count == count else {
        return "\(unit + 1)"
      }
      return FigureText.name(names[unit])
    }

    private func bound(_ values: [Double]) -> Double {
      let largest = values.map(abs).filter(\.isFinite).max() ?? 0
      return largest > 0 ? largest : 1
    }

    /// What each unit looks for: its weights in the places of their pixels.
    private func images(
      _ values: [Double], units: Int, _ shape: Dataset.ImageShape
    ) -> ImageGrid {
      let plane = shape.height * shape.width
      let shown = min(units, WeightsPlot.mostImages)
      let tiles = (0..<shown).map { unit in
        ImageGrid.Tile(
          columns: shape.width, rows: shape.height,
          values: (0..<plane).map { pixel in
            (0..<shape.channels).reduce(0.0) {
              $0 + values[($1 * plane + pixel) * units + unit]
            } / Double(shape.channels)
          }, label: unitName(unit, of: units))
      }
      return grid(
        tiles, columns: appearance.columns,
        note: shown < units ? "The first \(shown) of \(units) units." : "")
    }

    /// A convolution's filters of shape [filters, channels, height, width]: a row for each filter
    /// with an image for each channel that it reads, or an image a filter where there is only one.
    private func filters(_ weights: TrainedModel.Parameter) -> ImageGrid {
      let extents = weights.shape.extents
      let (filters, channels, plane) = (extents[0], extents[1], extents[2] * extents[3])
      let shown = min(filters, max(WeightsPlot.mostImages / channels, 1))
      let tiles = (0..<shown * channels).map { index in
        let (filter, channel) = (index / channels, index % channels)
        return ImageGrid.Tile(
          columns: extents[3], rows: extents[2],
          values: Array(weights.values[index * plane..<(index + 1) * plane]),
          label: channels == 1 ? "\(filter + 1)" : "\(filter + 1) ← \(channel + 1)")
      }
      var notes = shown < filters ? ["The first \(shown) of \(filters) filters."] : []
      if channels > 1 { notes.append("Filter ← channel that it reads.") }
      return grid(
        tiles, columns: appearance.columns ?? (channels > 1 ? channels : nil),
        note: notes.joined(separator: " "))
    }

    private func grid(_ tiles: [ImageGrid.Tile], columns: Int?, note: String) -> ImageGrid {
      let bound = bound(tiles.flatMap(\.values))
      return ImageGrid(
        kind: "Weights of \(run.parameters[parameter].name)", title: appearance.title ?? "",
        tiles: tiles, map: .strongDiverging, range: -bound...bound, colorBar: "weight",
        columns: columns, note: note, width: appearance.width)
    }

    /// The matrix as a table of colours: a row for each input, a column for each unit.
    private func matrix(_ values: [Double], inputs: Int, units: Int) -> Figure {
      // The first input stands at the top.
      let cells = (0..<inputs).reversed().flatMap { input in
        (0..<units).map { values[input * units + $0] }
      }
      let (x, y) = (0...Double(units), 0...Double(inputs))
      let field = ScalarField(
        columns: units, rows: inputs, values: cells, x: x, y: y, sampling: .cells)
      let bound = bound(values)
      let rowNames =
        isFirst && inputNames.count == inputs ? inputNames : (1...inputs).map(String.init)
      let panel = Panel(
        x: Axis(
          appearance.xLabel ?? (isLast ? "output" : "unit"), range: x,
          ticks: .labeled(
            (0..<units).map { Axis.Label(Double($0) + 0.5, unitName($0, of: units)) })),
        y: Axis(
          appearance.yLabel ?? (isFirst ? "input" : "unit before"), range: y,
          ticks: .labeled(
            rowNames.enumerated().map {
              Axis.Label(Double(inputs - $0.offset) - 0.5, $0.element)
            })),
        marks: [
          .heatMap(
            HeatMapMark(
              field, map: .diverging, range: -bound...bound, colorBar: "weight",
              showsValues: inputs * units <= 200))
        ], frame: .box)
      let height = 110 + Double(min(inputs, 24)) * 30
      return appearance.figure(
        kind: "Weights \(run.parameters[parameter].name) of \(run.name)", panels: [panel],
        naturalHeight: min(max(height, 200), 640))
    }
  }
}
