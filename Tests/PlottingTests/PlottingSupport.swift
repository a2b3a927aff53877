@testable import Plotting

/// A generator of reproducible numbers (SplitMix64).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    Double.random(in: range, using: &self)
  }
}

let black = Color(0x000000)
let white = Color(0xFFFFFF)

/// Returns a white picture of some commands.
func picture(_ width: Double, _ height: Double, _ commands: [DrawCommand]) -> Picture {
  Picture(width: width, height: height, background: white, commands: commands)
}

/// Returns the area that black commands cover on white, in CSS pixels.
func inkArea(_ width: Double, _ height: Double, scale: Int = 1, _ commands: [DrawCommand])
  -> Double
{
  let canvas = Renderer.render(picture(width, height, commands), scale: scale)
  var sum = 0.0
  for y in 0..<canvas.height {
    for x in 0..<canvas.width { sum += 1 - Double(canvas[x, y] & 255) / 255 }
  }
  return sum / Double(scale * scale)
}

/// Returns the darkness of one pixel, 0 to 1.
func darkness(_ width: Double, _ height: Double, _ commands: [DrawCommand], x: Int, y: Int)
  -> Double
{
  let canvas = Renderer.render(picture(width, height, commands), scale: 1)
  return 1 - Double(canvas[x, y] & 255) / 255
}

/// Returns the boxes of a picture's texts.
func textBoxes(of picture: Picture) -> [(text: String, box: Rect)] {
  picture.commands.compactMap { command in
    guard case .text(let run) = command, !run.text.isEmpty else { return nil }
    return (run.text, TextMetrics.box(of: run))
  }
}
