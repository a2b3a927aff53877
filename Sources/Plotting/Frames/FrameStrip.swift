/// A sequence of frames as files: layers that, painted one over the other, give each frame's pixels.
///
/// What all frames share is stored once; what changes is stored frame by frame, as images with one
/// palette or as lines. Where a change is the same in both themes but for its colours, both themes
/// share it: an image's head holds the colours, its body the pixels. Heads are a multiple of three
/// bytes long, so that their base64 and a body's can be put together as text.
package struct FrameStrip: Sendable {
  /// A rectangle of the canvas in device pixels.
  package struct Area: Sendable, Equatable {
    package var x: Int
    package var y: Int
    package var width: Int
    package var height: Int
  }

  /// The PNG files of a layer in one theme.
  package struct Images: Sendable, Equatable {
    /// What all files begin with: signature, size and colours. Empty where bodies are whole files.
    package var head: [UInt8]
    /// One for each frame, or one for all.
    package var bodies: [[UInt8]]
  }

  package enum Content: Sendable {
    /// Images whose pixels are `cell` device pixels wide and high, the top left one at `x` and `y`.
    /// Where the dark images have no bodies, they have the light ones'.
    case images(light: Images, dark: Images, x: Int, y: Int, cell: Int)
    /// Lines as SVG path data in halves of device pixels, one for each frame; the stroke is in device
    /// pixels.
    case lines(light: Color, dark: Color, Stroke, paths: [String])
  }

  package struct Layer: Sendable {
    /// Nothing of the layer shows outside of it.
    package var area: Area
    package var content: Content
  }

  /// In device pixels.
  package let width: Int
  package let height: Int
  package let frameCount: Int
  /// From the bottom to the top.
  package let layers: [Layer]
}

extension FrameSequence {
  /// Returns the frames in both themes as few bytes.
  ///
  /// - Parameter scale: Device pixels a CSS pixel.
  package func strip(scale: Int = 2) -> FrameStrip {
    let (light, dark) = pictures
    let layers =
      FrameLayers(light, dark, scale: scale)?.layers()
      ?? FrameChanges.layers(light, dark, scale: scale)
      ?? FrameStrip.wholeFrames(light, dark, scale: scale)
    let (width, height) = Renderer.extent(of: light[0], scale: scale)
    return FrameStrip(width: width, height: height, frameCount: frames.count, layers: layers)
  }

  private var pictures: (light: [Picture], dark: [Picture]) {
    let charts = frames.compactMap { $0.figure as? Figure }
    if charts.count == frames.count { return Figure.pictures(of: charts) }
    return (
      frames.map { $0.figure.picture(in: .light) }, frames.map { $0.figure.picture(in: .dark) }
    )
  }
}

extension FrameStrip {
  /// Returns frames that have too little in common as a file each.
  fileprivate static func wholeFrames(
    _ light: [Picture], _ dark: [Picture], scale: Int
  ) -> [Layer] {
    let (width, height) = Renderer.extent(of: light[0], scale: scale)
    return [
      Layer(
        area: Area(x: 0, y: 0, width: width, height: height),
        content: .images(
          light: Images(head: [], bodies: light.map { $0.png(scale: scale) }),
          dark: Images(head: [], bodies: dark.map { $0.png(scale: scale) }), x: 0, y: 0, cell: 1))
    ]
  }
}
