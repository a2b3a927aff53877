/// One name in a legend with a sample of what it stands for.
struct LegendEntry: Equatable {
  enum Sample: Equatable {
    case line(LineStyle, width: Double)
    case point(PointMark.Shape, PointMark.Style)
    case area
    case region
  }

  var name: String
  var ink: Ink
  var sample: Sample

  /// The width of the sample: lines need some length to show their dashes.
  var sampleWidth: Double {
    if case .line = sample { 24 } else { 12 }
  }

  static let lineHeight = 18.0

  var width: Double {
    sampleWidth + 6 + TextMetrics.width(of: name, size: Typography.label)
  }

  /// Returns the entries of all named marks, each name and look once. An entry whose look has
  /// another colour in every panel is drawn in the foreground.
  static func entries(of panels: [Panel], omittingLines: [Bool]) -> [LegendEntry] {
    var entries: [LegendEntry] = []
    func add(_ entry: LegendEntry) {
      guard !entry.name.isEmpty else { return }
      if let index = entries.firstIndex(where: {
        $0.name == entry.name && $0.sample == entry.sample
      }) {
        if entries[index].ink != entry.ink { entries[index].ink = .foreground }
      } else {
        entries.append(entry)
      }
    }
    for (panel, omitsLines) in zip(panels, omittingLines) {
      for mark in panel.marks {
        switch mark {
        case .line(let line):
          guard !omitsLines else { continue }
          add(
            LegendEntry(
              name: line.name, ink: line.ink, sample: .line(line.style, width: line.width)))
        case .points(let points):
          add(
            LegendEntry(
              name: points.name, ink: points.ink, sample: .point(points.shape, points.style)))
        case .bars(let bars):
          for group in bars.series {
            add(LegendEntry(name: group.name, ink: group.ink, sample: .area))
          }
        case .histogram(let histogram):
          add(LegendEntry(name: histogram.name, ink: histogram.ink, sample: .area))
        case .band(let band):
          add(LegendEntry(name: band.name, ink: band.ink.opacity(0.2), sample: .region))
        case .contours(let contours):
          add(
            LegendEntry(
              name: contours.name, ink: contours.ink,
              sample: .line(contours.style, width: contours.width)))
        case .trajectory(let path):
          add(LegendEntry(name: path.name, ink: path.ink, sample: .line(.solid, width: 2)))
        case .polygon(let polygon):
          add(
            LegendEntry(
              name: polygon.name, ink: polygon.outline ?? polygon.fill ?? .foreground,
              sample: .line(.solid, width: 2)))
        case .span(let span):
          // In one panel alone there is room for the name in the range itself.
          guard panels.count > 1 else { continue }
          add(LegendEntry(name: span.name, ink: span.ink.opacity(0.2), sample: .region))
        case .heatMap, .regions, .rule, .text, .arrow: break
        }
      }
    }
    return entries
  }

  /// Returns the entries in lines no wider than `width`.
  static func rows(of entries: [LegendEntry], width: Double) -> [[LegendEntry]] {
    var rows: [[LegendEntry]] = []
    var used = 0.0
    for source in entries {
      var entry = source
      entry.name = TextMetrics.shortened(
        entry.name, width: max(width - entry.sampleWidth - 6, 20), size: Typography.label)
      let needed = entry.width + 18
      if rows.isEmpty || used + needed > width + 18 {
        rows.append([entry])
        used = needed
      } else {
        rows[rows.count - 1].append(entry)
        used += needed
      }
    }
    return rows
  }

  /// Returns the sample and the name, their middle at the given height.
  ///
  /// - Parameter sampleSpace: The width kept for samples where names stand in a column.
  func commands(
    x start: Double, middle: Double, sampleSpace: Double? = nil, theme: Theme
  ) -> [DrawCommand] {
    var commands: [DrawCommand] = []
    let color = ink.color(in: theme)
    let space = sampleSpace ?? sampleWidth
    let x = start + (space - sampleWidth) / 2
    let center = start + space / 2
    switch sample {
    case .line(let style, let width):
      commands.append(
        .stroke(
          Path(polyline: [Point(x, middle), Point(x + sampleWidth, middle)]),
          style.stroke(width: width), color))
    case .point(let shape, let style):
      let marker = PointMark.marker(shape, style, size: 8, color: color, theme: theme)
      commands.append(.markers(marker, at: [Point(center, middle)]))
    case .area, .region:
      commands.append(
        .fill(Path(Rect(x: center - 6, y: middle - 6, width: 12, height: 12)), color))
    }
    commands.append(
      .text(
        TextRun(
          name,
          at: Point(
            start + space + 6, middle + Typography.label * TextMetrics.capHeight / 2),
          size: Typography.label, color: theme.foreground)))
    return commands
  }
}

extension LineStyle {
  /// Returns the stroke of a line in this style.
  func stroke(width: Double) -> Stroke {
    switch self {
    case .solid: Stroke(width: width, cap: .round)
    case .dashed: Stroke(width: width, dash: [5.5, 3.5])
    case .dotted: Stroke(width: width, dash: [0.1, width * 2], cap: .round)
    }
  }
}
