/// Lays out and draws a network.
struct NetworkPainter {
  let diagram: NetworkDiagram
  let theme: Theme
  private let slots: [[Slot]]
  private let columnX: [Double]
  private let spacing: Double
  /// Half the size of the neurons of each column.
  private let radii: [Double]
  private let width: Double
  private let height: Double

  /// A place in a column: a neuron, or the dots that stand for those left out.
  private enum Slot {
    case neuron(Int)
    case dots
  }

  private static let most = 16
  private static let titleSize = 14.0
  private static let textSize = 12.5
  private static let nameSize = 14.0
  private static let margin = 18.0
  private static let titleHeight = 46.0
  private static let legendHeight = 30.0
  private static let braceWidth = 14.0

  init(diagram: NetworkDiagram, theme: Theme) {
    self.diagram = diagram
    self.theme = theme
    let slots = diagram.layers.map(Self.slots(of:))
    self.slots = slots
    let tallest = Double(slots.map(\.count).max() ?? 1)
    let hasImages = diagram.layers.contains { !$0.images.isEmpty }
    let spacing =
      hasImages ? min(max(540 / tallest, 40), 60) : min(max(380 / tallest, 27), 64)
    self.spacing = spacing
    let radius = hasImages ? spacing * 0.4 : min(spacing * 0.36, 20)
    let radii = diagram.layers.enumerated().map { index, layer in
      // What the network answers in the end is worth a larger map.
      let isAnswer =
        !layer.images.isEmpty && layer.count == 1 && index == diagram.layers.count - 1
      return isAnswer ? min(2.6 * radius, tallest * spacing / 2) : radius
    }
    self.radii = radii
    let (firstRadius, lastRadius) = (radii.first ?? radius, radii.last ?? radius)

    let left = Self.margin + Self.sideWidth(of: diagram.layers.first, slots.first ?? []) + 8
    let right = Self.margin + Self.sideWidth(of: diagram.layers.last, slots.last ?? []) + 8
    let titles = diagram.layers.map { layer in
      max(
        TextMetrics.width(of: layer.name, size: Self.titleSize, weight: .bold),
        TextMetrics.width(of: Self.subtitle(of: layer), size: Self.textSize))
    }
    let gaps = Double(max(diagram.layers.count - 1, 1))
    let half = (titles.max() ?? 0) / 2
    let leftEdge = max(left + firstRadius, Self.margin + (titles.first ?? 0) / 2)
    let rightEdge = max(right + lastRadius, Self.margin + (titles.last ?? 0) / 2)
    let room = (diagram.width - leftEdge - rightEdge) / gaps
    let gap = max(min(room, 230), 2 * half + 16, 3.2 * radius + lastRadius)
    let used = leftEdge + rightEdge + gap * Double(diagram.layers.count - 1)
    width = max(used, hasWeights(diagram) ? 400 : 0).rounded(.up)
    let shift = (width - used) / 2
    columnX = diagram.layers.indices.map { shift + leftEdge + gap * Double($0) }
    height =
      Self.titleHeight + tallest * spacing + Self.margin
      + (hasWeights(diagram) ? Self.legendHeight : 0)
  }

  private static func slots(of layer: NetworkDiagram.Layer) -> [Slot] {
    if layer.count <= most { return (0..<layer.count).map { .neuron($0) } }
    // Fewer than fit, so that the dots are seen to stand for many.
    return (0..<6).map { .neuron($0) } + [.dots]
      + (layer.count - 4..<layer.count).map { .neuron($0) }
  }

  private static func subtitle(of layer: NetworkDiagram.Layer) -> String {
    let count = "\(layer.count)"
    return layer.activation.isEmpty ? count : "\(count) · \(layer.activation)"
  }

  private static func isTruncated(_ slots: [Slot]) -> Bool {
    slots.contains { if case .dots = $0 { true } else { false } }
  }

  /// The room beside the first or last column for names and a brace.
  private static func sideWidth(of layer: NetworkDiagram.Layer?, _ slots: [Slot]) -> Double {
    guard let layer else { return 0 }
    let names =
      layer.neuronNames.map { TextMetrics.width(of: DiagramName.typeset($0), size: nameSize) }.max()
      ?? 0
    var width = names > 0 ? names + 8 : 0
    if isTruncated(slots) {
      width += braceWidth + 8 + TextMetrics.width(of: "\(layer.count)", size: nameSize)
    }
    return width
  }

  // MARK: Picture

  func picture() -> Picture {
    var commands: [DrawCommand] = []
    drawConnections(into: &commands)
    for layer in diagram.layers.indices { drawColumn(layer, into: &commands) }
    if hasWeights(diagram) { drawLegend(into: &commands) }
    return Picture(
      width: width, height: height.rounded(.up), background: theme.background, commands: commands)
  }

  private func y(_ slot: Int, in layer: Int) -> Double {
    let tallest = Double(slots.map(\.count).max() ?? 1)
    let offset = (tallest - Double(slots[layer].count)) / 2
    return Self.titleHeight + (offset + Double(slot) + 0.5) * spacing
  }

  private func isSquare(_ layer: Int) -> Bool { !diagram.layers[layer].images.isEmpty }

  private func drawConnections(into commands: inout [DrawCommand]) {
    for (layer, matrix) in diagram.weights.enumerated() {
      let columns = diagram.layers[layer + 1].count
      let largest = matrix?.reduce(0) { max($0, abs($1)) } ?? 0
      let range = widthRange(layer)
      var lines: [(strength: Double, path: Path, color: Color, width: Double)] = []
      for (first, from) in slots[layer].enumerated() {
        guard case .neuron(let row) = from else { continue }
        for (second, to) in slots[layer + 1].enumerated() {
          guard case .neuron(let column) = to else { continue }
          let path = Path(polyline: [
            Point(columnX[layer] + radii[layer], y(first, in: layer)),
            Point(columnX[layer + 1] - radii[layer + 1], y(second, in: layer + 1)),
          ])
          if let matrix, largest > 0 {
            let weight = matrix[row * columns + column]
            let strength = abs(weight) / largest
            lines.append(
              (
                strength, path, color(weight).opacity(0.15 + 0.8 * strength),
                0.5 + range * strength
              ))
          } else {
            lines.append((0, path, theme.muted.opacity(lineOpacity(layer)), 1))
          }
        }
      }
      // Strong weights over weak ones; equal ones keep their order.
      for line in lines.enumerated().sorted(by: {
        ($0.element.strength, $0.offset) < ($1.element.strength, $1.offset)
      }).map(\.element) {
        commands.append(.stroke(line.path, Stroke(width: line.width), line.color))
      }
    }
  }

  /// Many lines are drawn fainter, so that neurons stay in front.
  private func lineOpacity(_ layer: Int) -> Double {
    let count = slots[layer].count * slots[layer + 1].count
    return count > 80 ? 0.35 : 0.6
  }

  /// How much wider the strongest line is than the weakest: less where many lines cross, so that the
  /// strong ones can be told from each other and paper shows between them.
  private func widthRange(_ layer: Int) -> Double {
    let count = Double(slots[layer].count * slots[layer + 1].count)
    return 3.2 * min(1, (48 / count).squareRoot())
  }

  private func color(_ weight: Double) -> Color { theme.categories[weight < 0 ? 1 : 0] }

  private func drawColumn(_ layer: Int, into commands: inout [DrawCommand]) {
    let description = diagram.layers[layer]
    let x = columnX[layer]
    commands.append(
      .text(
        TextRun(
          description.name, at: Point(x, 20), size: Self.titleSize, color: theme.foreground,
          alignment: .center, weight: .bold)))
    commands.append(
      .text(
        TextRun(
          Self.subtitle(of: description), at: Point(x, 37), size: Self.textSize,
          color: theme.muted, alignment: .center)))
    let largestBias = diagram.layers.flatMap { $0.biases ?? [] }.reduce(0) { max($0, abs($1)) }
    for (slot, content) in slots[layer].enumerated() {
      let center = Point(x, y(slot, in: layer))
      switch content {
      case .dots:
        for offset in [-0.24, 0.0, 0.24] {
          commands.append(
            .fill(
              Path(circleAt: Point(x, center.y + offset * spacing), radius: 2.2),
              theme.foreground))
        }
      case .neuron(let index):
        drawNeuron(index, layer: layer, at: center, largestBias, into: &commands)
        drawName(index, layer: layer, at: center, into: &commands)
      }
    }
    if Self.isTruncated(slots[layer]) { drawBrace(layer, into: &commands) }
  }

  private func drawNeuron(
    _ index: Int, layer: Int, at center: Point, _ largestBias: Double,
    into commands: inout [DrawCommand]
  ) {
    let description = diagram.layers[layer]
    let radius = radii[layer]
    let square = Rect(
      x: center.x - radius, y: center.y - radius, width: 2 * radius, height: 2 * radius)
    let outline = isSquare(layer) ? Path(square) : Path(circleAt: center, radius: radius)
    commands.append(.fill(outline, theme.background))
    if isSquare(layer), index < description.images.count {
      commands.append(
        .image(description.images[index].pixels(in: theme), in: square, isSmooth: true))
    }
    if let bias = description.biases?[index], largestBias > 0, !isSquare(layer) {
      commands.append(
        .fill(outline, color(bias).opacity(0.55 * abs(bias) / largestBias)))
    }
    commands.append(.stroke(outline, Stroke(width: 1.6), theme.foreground))
  }

  private func drawName(
    _ index: Int, layer: Int, at center: Point, into commands: inout [DrawCommand]
  ) {
    let names = diagram.layers[layer].neuronNames
    guard index < names.count, layer == 0 || layer == diagram.layers.count - 1 else { return }
    let isFirst = layer == 0
    commands.append(
      .text(
        TextRun(
          DiagramName.typeset(names[index]),
          at: Point(
            isFirst ? center.x - radii[layer] - 8 : center.x + radii[layer] + 8,
            center.y + 0.36 * Self.nameSize),
          size: Self.nameSize, color: theme.foreground, alignment: isFirst ? .end : .start)))
  }

  /// Draws a curly brace over the whole column with the true count: outside for the first and last
  /// columns, right of hidden ones.
  private func drawBrace(_ layer: Int, into commands: inout [DrawCommand]) {
    let description = diagram.layers[layer]
    let isFirst = layer == 0
    let isHidden = !isFirst && layer < diagram.layers.count - 1
    let names =
      isHidden
      ? 0
      : description.neuronNames.map {
        TextMetrics.width(of: DiagramName.typeset($0), size: Self.nameSize)
      }.max() ?? 0
    let side = isFirst ? -1.0 : 1.0
    let radius = radii[layer]
    let start = columnX[layer] + side * (radius + 6 + (names > 0 ? names + 8 : 0))
    let (top, bottom) = (
      y(0, in: layer) - radius, y(slots[layer].count - 1, in: layer) + radius
    )
    // Of a hidden column at the dots, where no connection starts.
    let middle = isHidden ? y(6, in: layer) : (top + bottom) / 2
    let bend = side * Self.braceWidth / 2
    let step = Self.braceWidth / 2
    var path = Path()
    path.move(to: Point(start, top))
    path.cubic(
      Point(start + bend, top), Point(start + bend, top), to: Point(start + bend, top + step))
    path.line(to: Point(start + bend, middle - step))
    path.cubic(
      Point(start + bend, middle), Point(start + bend, middle), to: Point(start + 2 * bend, middle))
    path.cubic(
      Point(start + bend, middle), Point(start + bend, middle),
      to: Point(start + bend, middle + step))
    path.line(to: Point(start + bend, bottom - step))
    path.cubic(
      Point(start + bend, bottom), Point(start + bend, bottom), to: Point(start, bottom))
    commands.append(.stroke(path, Stroke(width: 1.5), theme.foreground))

    let text = TextRun(
      "\(description.count)",
      at: Point(start + 2 * bend + side * 4, middle + 0.36 * Self.nameSize), size: Self.nameSize,
      color: theme.foreground, alignment: isFirst ? .end : .start, weight: .bold)
    if isHidden {
      commands.append(
        .fill(Path(TextMetrics.box(of: text).inset(by: -3)), theme.background))
    }
    commands.append(.text(text))
  }

  private func drawLegend(into commands: inout [DrawCommand]) {
    let hasImages = diagram.layers.contains { !$0.images.isEmpty }
    let hasBiases =
      !hasImages && diagram.layers.contains { $0.biases?.contains { $0 != 0 } ?? false }
    let words =
      ["negative", "positive weight" + (hasImages ? ", output" : "")]
      + (hasBiases ? ["tint: bias"] : [])
    let line = 26.0
    let widths = words.map { TextMetrics.width(of: $0, size: Self.textSize) }
    var total = widths.reduce(0, +) + Double(words.count - 1) * 20 + 2 * (line + 6)
    if hasBiases { total += 18 }
    var x = (width - total) / 2
    let y = height - Self.margin * 0.75
    for (index, word) in words.enumerated() {
      if index < 2 {
        // A wedge: thin for weak, thick for strong.
        commands.append(
          .fill(
            Path(polygon: [
              Point(x, y - 4.5 - 0.4), Point(x + line, y - 4.5 - 2.2),
              Point(x + line, y - 4.5 + 2.2), Point(x, y - 4.5 + 0.4),
            ]), color(index == 0 ? -1 : 1)))
        x += line + 6
      } else {
        for (offset, sign) in [(0.0, -1.0), (0.0, 1.0)] where sign > 0 {
          let dot = Path(circleAt: Point(x + 6 + offset, y - 4.5), radius: 5.5)
          commands.append(.fill(dot, color(sign).opacity(0.4)))
          commands.append(.stroke(dot, Stroke(width: 1.2), theme.foreground))
        }
        x += 18
      }
      commands.append(
        .text(TextRun(word, at: Point(x, y), size: Self.textSize, color: theme.muted)))
      x += widths[index] + 20
    }
  }
}

private func hasWeights(_ diagram: NetworkDiagram) -> Bool {
  diagram.weights.contains { $0?.contains { $0 != 0 } ?? false }
}
