/// An sRGB colour with straight alpha, 8 bits a channel.
package struct Color: Hashable, Sendable {
  package var red: UInt8
  package var green: UInt8
  package var blue: UInt8
  package var alpha: UInt8

  /// Creates a colour from channels.
  package init(red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8 = 255) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// Creates an opaque colour from `0xRRGGBB`.
  package init(_ hex: UInt32) {
    self.init(
      red: UInt8(hex >> 16 & 0xFF), green: UInt8(hex >> 8 & 0xFF), blue: UInt8(hex & 0xFF))
  }

  /// Returns the colour with another opacity, 0 to 1.
  package func opacity(_ value: Double) -> Color {
    var copy = self
    copy.alpha = UInt8(min(max(value, 0), 1) * 255 + 0.5)
    return copy
  }
}
