extension Figure {
  /// Lays out figures of a sequence in both themes. Where they differ in nothing but the values of
  /// maps and contour lines, everything else is laid out once.
  static func pictures(of figures: [Figure]) -> (light: [Picture], dark: [Picture]) {
    guard let first = figures.first else { return ([], []) }
    var layouts = (FigureLayout(first, theme: .light), FigureLayout(first, theme: .dark))
    let pictures = (layouts.0.picture(), layouts.1.picture())
    let frame = first.withoutValues
    var (light, dark) = ([pictures.0], [pictures.1])
    for figure in figures.dropFirst() {
      var next = pictures
      let isAlike = frame != nil && figure.withoutValues == frame
      if isAlike, figure.replaceFields(layouts.0.fields, layouts.1.fields, in: &next) {
        light.append(next.0)
        dark.append(next.1)
      } else {
        light.append(figure.picture(in: .light))
        dark.append(figure.picture(in: .dark))
      }
    }
    return (light, dark)
  }

  /// Puts this figure's maps and contour lines into pictures of a figure that differs in nothing
  /// else; returns whether they fit.
  private func replaceFields(
    _ light: [FigureLayout.Field], _ dark: [FigureLayout.Field],
    in pictures: inout (Picture, Picture)
  ) -> Bool {
    guard light.count == dark.count else { return false }
    for (lightField, darkField) in zip(light, dark) {
      let mark = panels[lightField.panel].marks[lightField.mark]
      let lightCommands = lightField.drawing.commands(for: mark)
      let darkCommands =
        mark.recolored(lightCommands, in: .dark) ?? darkField.drawing.commands(for: mark)
      guard lightCommands.count == lightField.commands.count,
        darkCommands.count == darkField.commands.count
      else { return false }
      pictures.0.commands.replaceSubrange(lightField.commands, with: lightCommands)
      pictures.1.commands.replaceSubrange(darkField.commands, with: darkCommands)
    }
    return true
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

extension Mark {
  /// Returns the commands of a map or of contour lines in another theme than the one they were made
  /// for; nil where more than colours would change.
  fileprivate func recolored(_ commands: [DrawCommand], in theme: Theme) -> [DrawCommand]? {
    guard commands.count == 1 else { return nil }
    switch (self, commands[0]) {
    case (.heatMap(let map), .image(let image, let rect, let isSmooth)):
      guard case .places(let places, _) = image.pixels else { return nil }
      let copy = PixelImage(
        width: image.width, height: image.height, places: places, palette: map.palette(in: theme))
      return [.image(copy, in: rect, isSmooth: isSmooth)]
    case (.contours(let contours), .stroke(let path, let stroke, _)):
      return [.stroke(path, stroke, contours.ink.color(in: theme))]
    default: return nil
    }
  }
}
