import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// What layers make of one image, channel by channel.
struct FeatureMapsPlan: PlannedPlot {
  private let run: PlannedRun
  /// Indices among the run's layers.
  private let layers: [Int]
  private let rows: RowSet?
  /// Which of the rows, counted from 0.
  private let row: Int
  /// Where a row that does not exist is reported.
  private let place: SourceRange
  private let appearance: PlotAppearance

  /// The largest number of maps of one layer that are drawn.
  private static let mostMaps = 32

  /// Checks the layers; nil after reporting that a run lacks one, or that one makes no maps.
  init?(
    _ run: PlannedRun, layers: [Int], _ values: OptionValues, _ appearance: PlotAppearance,
    in context: inout PlanningContext
  ) {
    RowSet.check(values, ImagesPlot.rows, of: run.data, in: &context)
    let titles = run.layers.enumerated().map { "\($0.offset + 1) \($0.element.title)" }
    let list = "layers: \(titles.joined(separator: ", "))"
    let range = values.valueRange(of: ImagesPlot.layer)
    for layer in layers {
      if layer > run.layers.count {
        context.report(
          .error(
            .outOfRange, "`\(run.name)` has \(ValueText.counted(run.layers.count, "layer"))",
            at: range, notes: [list]))
      } else if run.layers[layer - 1].outputShape.rank != 3 {
        context.report(
          .error(
            .wrongType, "layer \(layer) of `\(run.name)` makes no feature maps", at: range,
            notes: [list]))
      }
    }
    guard !context.hasErrors, let row = values[ImagesPlot.row] else { return nil }
    self.run = run
    self.layers = layers.map { $0 - 1 }
    self.row = row
    self.appearance = appearance
    rows = values[ImagesPlot.rows]
    place =
      values.isGiven(ImagesPlot.row) ? values.valueRange(of: ImagesPlot.row) : appearance.range
  }

  func draw(in context: ExecutionContext) -> PlotOutcome {
    let completed = context.run(run)
    let data = completed.trainingData
    let set = rows ?? (data.testRowCount > 0 ? .test : .training)
    let range = set.rows(of: data)
    guard row < range.count else {
      return PlotOutcome(
        nil,
        diagnostics: [
          .error(
            .outOfRange, "there are \(ValueText.counted(range.count, "\(set.rawValue) row"))",
            at: place)
        ])
    }
    let width = data.columns.count
    let start = (range.lowerBound + row) * width
    let input = Array(data.inputs[start..<start + width])
    var notes: [String] = []
    let groups = layers.map { layer in
      let maps = completed.model.activations(ofLayer: layer, for: input)
      return group(layer, maps, completed.model.layers[layer].title, &notes)
    }
    let largest = groups.flatMap(\.tiles).flatMap(\.values).filter(\.isFinite).map(abs).max() ?? 0
    let hasNegative = groups.contains { $0.tiles.contains { $0.values.contains { $0 < 0 } } }
    let bound = largest > 0 ? largest : 1
    return PlotOutcome(
      ImageGrid(
        kind: "Feature maps of \(run.name) for \(set.rawValue) row \(row)",
        title: appearance.title ?? "", groups: [picture(input, data)] + groups,
        map: hasNegative ? .strongDiverging : .sequential,
        range: (hasNegative ? -bound : 0)...bound,
        colorBar: "activation", columns: appearance.columns,
        note: notes.joined(separator: " "), width: appearance.width))
  }

  /// The image itself, the mean of its channels, stretched to the scale of the maps.
  private func picture(_ input: [Double], _ data: Dataset) -> ImageGrid.Group {
    let shape = data.imageShape ?? Dataset.ImageShape(channels: 1, height: 1, width: input.count)
    let plane = shape.height * shape.width
    let pixels = (0..<plane).map { pixel in
      (0..<shape.channels).reduce(0.0) { $0 + input[$1 * plane + pixel] } / Double(shape.channels)
    }
    let (low, high) = (data.inputs.min() ?? 0, data.inputs.max() ?? 1)
    return ImageGrid.Group(
      title: "input",
      tiles: [ImageGrid.Tile(columns: shape.width, rows: shape.height, values: pixels)],
      scale: ImageGrid.Scale(map: .gray, range: low < high ? low...high : low...low + 1))
  }

  private func group(
    _ layer: Int, _ maps: Tensor, _ title: String, _ notes: inout [String]
  ) -> ImageGrid.Group {
    let extents = maps.shape.extents
    let (channels, height, width) = (extents[1], extents[2], extents[3])
    let shown = min(channels, Self.mostMaps)
    if shown < channels { notes.append("\(title): the first \(shown) of \(channels) maps.") }
    let tiles = (0..<shown).map { channel in
      ImageGrid.Tile(
        columns: width, rows: height,
        values: Array(maps.values[channel * height * width..<(channel + 1) * height * width]))
    }
    return ImageGrid.Group(
      title: "\(layer + 1): \(title), \(channels) × \(height) × \(width)", tiles: tiles)
  }
}
