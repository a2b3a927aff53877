/// Figures that follow each other on the same canvas, such as a model after each epoch: a page
/// shows them one at a time with a slider, a still picture shows the last one.
package struct FrameSequence: Drawable {
  /// One figure of a sequence.
  package struct Frame: Sendable {
    /// Says which frame it is in a few words, such as `epoch 40`.
    package var label: String
    package var figure: any Drawable

    /// Creates a frame.
    package init(_ label: String, _ figure: any Drawable) {
      self.label = label
      self.figure = figure
    }
  }

  /// What paper shows of a sequence.
  package enum Printing: String, Sendable {
    /// The last frame alone, where the others lead up to it.
    case last
    /// All frames below each other, where each says something of its own.
    case stacked
  }

  /// At least one frame, all of one size.
  package let frames: [Frame]
  package let printing: Printing

  /// Creates a sequence of at least one frame.
  package init(_ frames: [Frame], printing: Printing = .last) {
    precondition(!frames.isEmpty, "a sequence has frames")
    self.frames = frames
    self.printing = printing
  }

  private var last: Frame { frames[frames.count - 1] }

  package func picture(in theme: Theme) -> Picture { last.figure.picture(in: theme) }

  /// The last frame's text, and how many frames lead up to it.
  package var alternativeText: String {
    let text = last.figure.alternativeText
    guard frames.count > 1 else { return text }
    return "\(text) The last of \(frames.count) frames, from \(frames[0].label) to \(last.label)."
  }

  package var sequence: FrameSequence? { self }

  /// Returns the places of at most so many of `count` things, evenly spread, the first and the last
  /// among them.
  package static func thinned(_ count: Int, atMost limit: Int) -> [Int] {
    guard count > limit, limit > 1 else { return Array(0..<count) }
    return (0..<limit).map { ($0 * (count - 1) + (limit - 1) / 2) / (limit - 1) }
  }
}
