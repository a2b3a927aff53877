/// A colour by its role, resolved when a figure is drawn in a theme.
package struct Ink: Hashable, Sendable {
  package enum Role: Hashable, Sendable {
    /// One of the theme's hues for series and classes, repeating after the last.
    case category(Int)
    case foreground, muted, grid, background
    /// A circuit's values and gradients.
    case value, gradient
    case fixed(light: Color, dark: Color)
  }

  package var role: Role
  /// 0 to 1.
  package var opacity: Double

  /// Creates an ink.
  package init(_ role: Role, opacity: Double = 1) {
    self.role = role
    self.opacity = opacity
  }

  /// The n-th hue for series and classes.
  package static func category(_ index: Int) -> Ink { Ink(.category(index)) }
  /// The colours of a binary classifier's classes 0 and 1, which are the ends of the diverging map.
  package static let negativeClass = Ink.category(1)
  package static let positiveClass = Ink.category(0)
  package static let foreground = Ink(.foreground)
  package static let muted = Ink(.muted)
  package static let grid = Ink(.grid)
  package static let background = Ink(.background)

  /// Returns the ink with another opacity, 0 to 1.
  package func opacity(_ value: Double) -> Ink { Ink(role, opacity: value) }

  /// Returns the colour in a theme.
  package func color(in theme: Theme) -> Color {
    let color =
      switch role {
      case .category(let index):
        theme.categories[
          ((index % theme.categories.count) + theme.categories.count) % theme.categories.count]
      case .foreground: theme.foreground
      case .muted: theme.muted
      case .grid: theme.grid
      case .background: theme.background
      case .value: theme.value
      case .gradient: theme.gradient
      case .fixed(let light, let dark): theme.name == "dark" ? dark : light
      }
    return opacity == 1 ? color : color.opacity(opacity)
  }
}
