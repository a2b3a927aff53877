/// One axis of a panel: what it measures and how values become positions.
package struct Axis: Sendable, Equatable {
  package enum Scale: Sendable, Equatable {
    case linear
    /// Powers of ten; values that are not positive leave gaps and a note.
    case logarithmic
  }

  package enum Ticks: Sendable, Equatable {
    /// Round numbers, as many as fit.
    case automatic
    /// No ticks, numbers or grid lines.
    case none
    /// Names at positions, such as a bar chart's categories.
    case labeled([Label])
  }

  package struct Label: Sendable, Equatable {
    package var value: Double
    package var text: String

    /// Creates a label.
    package init(_ value: Double, _ text: String) {
      self.value = value
      self.text = text
    }
  }

  /// The quantity and its unit, such as `epoch`; may hold `$…$`.
  package var label: String
  package var scale: Scale
  /// The values at the two ends; nil takes them from the marks.
  package var range: ClosedRange<Double>?
  package var ticks: Ticks
  /// Whether an automatic range includes 0.
  package var includesZero: Bool
  /// Whether ticks are whole numbers, as of epochs.
  package var isInteger: Bool

  /// Creates an axis.
  package init(
    _ label: String = "", scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    ticks: Ticks = .automatic, includesZero: Bool = false, isInteger: Bool = false
  ) {
    self.label = label
    self.scale = scale
    self.range = range
    self.ticks = ticks
    self.includesZero = includesZero
    self.isInteger = isInteger
  }
}
