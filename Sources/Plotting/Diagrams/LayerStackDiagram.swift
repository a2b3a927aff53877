/// A network of images as the shapes that pass from layer to layer, in the manner of LeNet's figure:
/// feature maps as stacked sheets, vectors as bars, and below each what made it.
package struct LayerStackDiagram: Sendable {
  /// What a stage is coloured by.
  package enum Kind: Sendable, Equatable { case input, convolution, pooling, dense, other }

  /// The part of the stage before that one number of a stage sees.
  package struct Window: Sendable, Equatable {
    package var height: Int
    package var width: Int

    /// Creates a window.
    package init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  /// What passes from one layer to the next.
  package struct Stage: Sendable, Equatable {
    package var kind: Kind
    /// What made it, a line each: `conv 5×5`, `tanh`.
    package var operations: [String]
    /// `[channels, height, width]`, or other extents, which are drawn as a vector.
    package var extents: [Int]
    /// Nil where each number sees all of the stage before.
    package var window: Window?

    /// Creates a stage.
    package init(kind: Kind, operations: [String], extents: [Int], window: Window? = nil) {
      precondition(extents.allSatisfy { $0 > 0 })
      self.kind = kind
      self.operations = operations
      self.extents = extents
      self.window = window
    }

    /// Whether the stage is a stack of images.
    var isImages: Bool { extents.count == 3 }
    /// How many numbers it holds.
    var count: Int { extents.reduce(1, *) }
    /// Its extents as they are written: `6 × 8 × 8`.
    var shape: String { extents.map(String.init).joined(separator: " × ") }
  }

  package var stages: [Stage]
  package var parameterCount: Int
  /// The least width in CSS pixels; many stages take more.
  package var width: Double

  /// Creates a diagram.
  package init(stages: [Stage], parameterCount: Int, width: Double = 720) {
    self.stages = stages
    self.parameterCount = parameterCount
    self.width = width
  }
}

extension LayerStackDiagram: Drawable {
  package var alternativeText: String {
    guard let first = stages.first else { return "A network without layers." }
    var text = "Network diagram: \(first.operations.joined(separator: ", ")) of \(first.shape)"
    for stage in stages.dropFirst() {
      text += ", then \(stage.operations.joined(separator: ", ")) to \(stage.shape)"
    }
    return text + "; \(NumberText.count(parameterCount)) parameters."
  }

  package func picture(in theme: Theme) -> Picture {
    LayerStackPainter(diagram: self, theme: theme).picture()
  }
}
