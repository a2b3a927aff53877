extension Figure {
  /// Lays out figures of a sequence. Where they differ in nothing but the values of maps and contour
  /// lines, everything else is laid out once.
  static func pictures(of figures: [Figure], in theme: Theme) -> [Picture] {
    guard let first = figures.first else { return [] }
    var layout = FigureLayout(first, theme: theme)
    let picture = layout.picture()
    guard let frame = first.withoutValues else {
      return [picture] + figures.dropFirst().map { $0.picture(in: theme) }
    }
    let others = figures.dropFirst().map { figure in
      guard figure.withoutValues == frame else { return figure.picture(in: theme) }
      var other = picture
      for field in layout.fields {
        let commands = field.drawing.commands(for: figure.panels[field.panel].marks[field.mark])
        guard commands.count == field.commands.count else { return figure.picture(in: theme) }
        other.commands.replaceSubrange(field.commands, with: commands)
      }
      return other
    }
    return [picture] + others
  }

  /// The figure with empty maps and contour lines; nil where their values decide on more than their
  /// own pixels.
  private var withoutValues: Figure? {
    var copy = self
    for panel in copy.panels.indices {
      for mark in copy.panels[panel].marks.indices {
        switch copy.panels[panel].marks[mark] {
        case .heatMap(var map):
          guard map.range != nil || !map.bounds.isEmpty, !map.showsValues,
            map.field.values.allSatisfy(\.isFinite)
          else { return nil }
          map.field.values = []
          copy.panels[panel].marks[mark] = .heatMap(map)
        case .contours(var contours):
          contours.field.values = []
          copy.panels[panel].marks[mark] = .contours(contours)
        case .regions(var regions):
          for index in regions.scores.indices { regions.scores[index].values = [] }
          copy.panels[panel].marks[mark] = .regions(regions)
        default: break
        }
      }
    }
    return copy
  }
}
