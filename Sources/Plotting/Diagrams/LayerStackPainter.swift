/// Lays out and draws a network of images.
struct LayerStackPainter {
  private let diagram: LayerStackDiagram
  private let theme: Theme
  /// The front sheet or the bar of each stage.
  private let fronts: [Rect]
  /// How many sheets of each stage are drawn.
  private let sheets: [Int]
  private let centers: [Double]
  private let width: Double
  private let height: Double

  private static let margin = 16.0
  private static let largestSide = 96.0
  private static let smallestSide = 13.0
  private static let mostSheets = 7
  /// How far each sheet stands behind the one before it, to the right and upwards.
  private static let offset = 4.5
  private static let barWidth = 13.0
  private static let longestBar = 128.0
  private static let shapeSize = 13.0
  private static let textSize = 11.5
  private static let lineHeight = 15.0
  private static let gap = 14.0
  private static let middle = 118.0

  init(diagram: LayerStackDiagram, theme: Theme) {
    self.diagram = diagram
    self.theme = theme
    let stages = diagram.stages
    let largest = stages.filter(\.isImages).map { max($0.extents[1], $0.extents[2]) }.max() ?? 1
    let longest = stages.filter { !$0.isImages }.map(\.count).max() ?? 1
    let sheets = stages.map { $0.isImages ? min($0.extents[0], Self.mostSheets) : 1 }
    let sizes = stages.map { stage in
      guard stage.isImages else {
        let share = (Double(stage.count) / Double(longest)).squareRoot()
        return (width: Self.barWidth, height: max(Self.longestBar * share, 18))
      }
      return (
        width: Self.side(stage.extents[2], of: largest),
        height: Self.side(stage.extents[1], of: largest)
      )
    }
    // A column is as wide as its words or its drawing.
    let columns = stages.indices.map { index in
      let depth = Self.offset * Double(sheets[index] - 1)
      let words =
        stages[index].operations.map { TextMetrics.width(of: $0, size: Self.textSize) }
        + [TextMetrics.width(of: stages[index].shape, size: Self.shapeSize, weight: .bold)]
      return max(sizes[index].width + depth, words.max() ?? 0)
    }
    let natural = columns.reduce(0, +) + 2 * Self.margin
    let gaps = Double(max(stages.count - 1, 1))
    let gap = min(max((diagram.width - natural) / gaps, Self.gap), 60)
    let used = natural + gap * Double(stages.count - 1)
    width = max(used, diagram.width).rounded(.up)
    var x = Self.margin + (width - used) / 2
    var fronts: [Rect] = []
    var centers: [Double] = []
    for index in stages.indices {
      let depth = Self.offset * Double(sheets[index] - 1)
      let center = x + columns[index] / 2
      let size = sizes[index]
      fronts.append(
        Rect(
          x: center - (size.width + depth) / 2, y: Self.middle - (size.height - depth) / 2,
          width: size.width, height: size.height
        ).roundedToHalf)
      centers.append(center)
      x += columns[index] + gap
    }
    self.sheets = sheets
    self.fronts = fronts
    self.centers = centers
    let lines = stages.map(\.operations.count).max() ?? 0
    height = (Self.captionTop + Self.lineHeight * Double(lines) + 8).rounded(.up)
  }

  /// The baseline of the first line below the drawings.
  private static let captionTop = 206.0

  /// Returns the length of an image's side; small images are drawn a little larger than they are.
  private static func side(_ extent: Int, of largest: Int) -> Double {
    let share = PortableMath.pow(Double(extent) / Double(largest), 0.7)
    return max(largestSide * share, smallestSide)
  }

  func picture() -> Picture {
    var commands: [DrawCommand] = []
    for index in diagram.stages.indices.dropLast() {
      if diagram.stages[index + 1].window == nil {
        commands += fan(from: index)
      }
    }
    for index in diagram.stages.indices { commands += drawing(of: index) }
    for index in diagram.stages.indices.dropLast() {
      if let window = diagram.stages[index + 1].window {
        commands += self.window(window, from: index)
      }
    }
    for index in diagram.stages.indices { commands += words(of: index) }
    return Picture(
      width: width, height: height, background: theme.background, commands: commands)
  }

  private func color(_ kind: LayerStackDiagram.Kind) -> Color {
    switch kind {
    case .input: theme.muted
    case .convolution: theme.categories[0]
    case .pooling: theme.categories[2]
    case .dense: theme.categories[1]
    case .other: theme.categories[3]
    }
  }

  private func drawing(of index: Int) -> [DrawCommand] {
    let color = color(diagram.stages[index].kind)
    return (0..<sheets[index]).reversed().flatMap { sheet -> [DrawCommand] in
      let shift = Self.offset * Double(sheet)
      let front = fronts[index]
      let path = Path(
        Rect(x: front.x + shift, y: front.y - shift, width: front.width, height: front.height))
      return [
        .fill(path, theme.background), .fill(path, color.opacity(0.24)),
        .stroke(path, Stroke(width: 1.2), color),
      ]
    }
  }

  /// Draws that every number of a stage sees all of the one before.
  private func fan(from index: Int) -> [DrawCommand] {
    let (from, to) = (fronts[index], fronts[index + 1])
    let depth = Self.offset * Double(sheets[index] - 1)
    let (start, end) = (from.maxX + depth, to.x)
    let (top, bottom) = (from.y - depth, from.maxY - depth)
    let shape = Path(polygon: [
      Point(start, top), Point(end, to.y), Point(end, to.maxY), Point(start, bottom),
    ])
    let edges = [
      Path(polyline: [Point(start, top), Point(end, to.y)]),
      Path(polyline: [Point(start, bottom), Point(end, to.maxY)]),
    ]
    return [.fill(shape, theme.muted.opacity(0.1))]
      + edges.map { .stroke($0, Stroke(width: 1), theme.muted.opacity(0.6)) }
  }

  /// Draws a window on the front sheet and the number of the next stage that sees it.
  private func window(_ window: LayerStackDiagram.Window, from index: Int) -> [DrawCommand] {
    let (from, to) = (fronts[index], fronts[index + 1])
    let extents = diagram.stages[index].extents
    guard extents.count == 3 else { return [] }
    let width = from.width * min(Double(window.width) / Double(extents[2]), 1)
    let height = from.height * min(Double(window.height) / Double(extents[1]), 1)
    let rect = Rect(
      x: from.x + (from.width - width) * 0.7, y: from.y + (from.height - height) * 0.6,
      width: width, height: height
    ).roundedToHalf
    let target = Point(to.x + to.width * 0.3, to.y + to.height * 0.45)
    let color = theme.foreground
    let lines = [Point(rect.maxX, rect.y), Point(rect.maxX, rect.maxY)].map {
      Path(polyline: [$0, target])
    }
    return lines.map { .stroke($0, Stroke(width: 1), color.opacity(0.55)) } + [
      .fill(Path(rect), color.opacity(0.12)),
      .stroke(Path(rect), Stroke(width: 1.2), color),
      .fill(Path(circleAt: target, radius: 2.4), color),
    ]
  }

  private func words(of index: Int) -> [DrawCommand] {
    let stage = diagram.stages[index]
    let title = TextRun(
      stage.shape, at: Point(centers[index], 24), size: Self.shapeSize, color: theme.foreground,
      alignment: .center, weight: .bold)
    let lines = stage.operations.enumerated().map { line, text in
      TextRun(
        text, at: Point(centers[index], Self.captionTop + Self.lineHeight * Double(line)),
        size: Self.textSize, color: line == 0 ? theme.foreground : theme.muted,
        alignment: .center)
    }
    return ([title] + lines).map { .text($0) }
  }
}
