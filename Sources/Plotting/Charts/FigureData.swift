/// The numbers behind a figure's curves: what they run over, then a column for each series.
package struct FigureData: Sendable, Equatable {
  package struct Column: Sendable, Equatable {
    package var title: String
    /// A value for each row; nil where the series has none.
    package var values: [Double?]
  }

  /// The first one runs upwards.
  package let columns: [Column]

  package var rowCount: Int { columns[0].values.count }

  /// Creates the table of a figure; nil for figures without curves and for those over a map.
  init?(_ figure: Figure) {
    let hasCurve = figure.panels.contains { panel in
      panel.marks.contains { mark in
        if case .line(let line) = mark { line.x.count > 1 } else { false }
      }
    }
    guard hasCurve, !figure.panels.contains(where: { $0.marks.contains { $0.isOverPlane } }) else {
      return nil
    }
    var series: [Series] = []
    for panel in figure.panels {
      let prefix = figure.panels.count > 1 ? MathText.plainText(panel.title) : ""
      for part in panel.series {
        var named = part
        named.title = [prefix, part.title].filter { !$0.isEmpty }.joined(separator: ": ")
        series.append(named)
      }
    }
    let keys = Set(series.flatMap { $0.keys }).sorted { ($0.x, $0.turn) < ($1.x, $1.turn) }
    var rows: [Key: Int] = [:]
    for (row, key) in keys.enumerated() { rows[key] = row }
    let labels = Set(figure.panels.map { MathText.plainText($0.x.label) })
    let title = labels.count == 1 ? labels.first ?? "" : ""
    var columns = [Column(title: title.isEmpty ? "x" : title, values: keys.map { $0.x })]
    var taken: Set<String> = [columns[0].title]
    for part in series {
      var values = [Double?](repeating: nil, count: keys.count)
      for (key, value) in zip(part.keys, part.values) {
        if let row = rows[key] { values[row] = value }
      }
      // Equal names would be one column to most readers of tables.
      var title = part.title
      var copy = 2
      while !taken.insert(title).inserted {
        title = "\(part.title) (\(copy))"
        copy += 1
      }
      columns.append(Column(title: title, values: values))
    }
    self.columns = columns
  }

  /// A row's place: where a series has one place several times, its turn.
  fileprivate struct Key: Hashable {
    var x: Double
    var turn: Int
  }

  fileprivate struct Series {
    var title: String
    var keys: [Key]
    var values: [Double]

    init(_ title: String, _ x: [Double], _ y: [Double]) {
      self.title = title
      keys = []
      values = []
      var turns: [Double: Int] = [:]
      for (x, y) in zip(x, y) where x.isFinite {
        // Zero has two signs and one place.
        let place = x == 0 ? 0 : x
        let turn = turns[place, default: 0]
        turns[place] = turn + 1
        keys.append(Key(x: place, turn: turn))
        values.append(y)
      }
    }
  }
}

extension Panel {
  /// The panel's curves, then its bands, then its named points.
  fileprivate var series: [FigureData.Series] {
    let quantity = MathText.plainText(y.label)
    let ordered = marks.filter(\.isLine) + marks.filter { !$0.isLine && !$0.isPoints }
    return (ordered + marks.filter(\.isPoints)).flatMap { mark -> [FigureData.Series] in
      switch mark {
      case .line(let line):
        let name = MathText.plainText(line.name.isEmpty ? line.series : line.name)
        return [.init(name.isEmpty ? (quantity.isEmpty ? "y" : quantity) : name, line.x, line.y)]
      case .band(let band):
        let name = MathText.plainText(band.name.isEmpty ? band.series : band.name)
        let prefix = name.isEmpty ? "" : name + ", "
        return [
          .init(prefix + "lower", band.x, band.lower), .init(prefix + "upper", band.x, band.upper),
        ]
      case .points(let points) where !points.name.isEmpty:
        return [.init(MathText.plainText(points.name), points.x, points.y)]
      default: return []
      }
    }
  }
}

extension Mark {
  fileprivate var isLine: Bool { if case .line = self { true } else { false } }
  fileprivate var isPoints: Bool { if case .points = self { true } else { false } }

  /// Whether the mark shows a function of both axes.
  fileprivate var isOverPlane: Bool {
    switch self {
    case .heatMap, .regions, .contours: true
    default: false
    }
  }
}

extension Figure {
  package var data: FigureData? { FigureData(self) }
}
