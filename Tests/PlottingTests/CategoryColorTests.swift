import Foundation
import Testing

@testable import Plotting

@Suite("Hues of series and classes")
struct CategoryColorTests {
  /// Returns what a reader without the cones for medium wavelengths sees.
  ///
  /// Source: Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color
  /// Vision Deficiency (2009), severity 1.
  private func deuteranopic(_ color: Color) -> Color {
    let channels = [color.red, color.green, color.blue].map(Oklab.linear)
    let matrix = [
      [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
      [-0.011820, 0.042940, 0.968881],
    ]
    let seen = matrix.map { row -> UInt8 in
      let value = min(max(zip(row, channels).map(*).reduce(0, +), 0), 1)
      let encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055
      return UInt8((encoded * 255).rounded())
    }
    return Color(red: seen[0], green: seen[1], blue: seen[2])
  }

  private func distance(_ first: Color, _ second: Color) -> Double {
    let (a, b) = (Oklab(first), Oklab(second))
    return hypot(a.lightness - b.lightness, hypot(a.a - b.a, a.b - b.b))
  }

  private func pairs(_ colors: [Color]) -> [(Int, Int)] {
    colors.indices.flatMap { first in (first + 1..<colors.count).map { (first, $0) } }
  }

  @Test("No two of twelve hues look alike", arguments: [Theme.light, .dark])
  func distances(theme: Theme) {
    let colors = theme.categories
    #expect(colors.count == 12)
    for (first, second) in pairs(colors) {
      #expect(distance(colors[first], colors[second]) >= 0.11, "\(first) and \(second)")
      let (a, b) = (deuteranopic(colors[first]), deuteranopic(colors[second]))
      // A just noticeable difference is some 0.02.
      #expect(distance(a, b) >= 0.04, "\(first) and \(second), deuteranopia")
    }
  }

  @Test("Every hue stands out from the page", arguments: [Theme.light, .dark])
  func contrast(theme: Theme) {
    for color in theme.categories { #expect(color.contrast(with: theme.background) >= 3) }
  }

  @Test("Classes whose hues are nearest without red and green differ in their shapes")
  func shapes() {
    for theme in [Theme.light, .dark] {
      let seen = theme.categories.map(deuteranopic)
      for (first, second) in pairs(seen) where distance(seen[first], seen[second]) < 0.07 {
        #expect(PointMark.Shape.ofClass(first) != PointMark.Shape.ofClass(second))
      }
    }
  }
}
