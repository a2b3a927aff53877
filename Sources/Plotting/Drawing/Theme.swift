/// The colours of figures on light or dark pages.
package struct Theme: Sendable, Equatable {
  /// The name used in file names and attributes.
  package var name: String
  package var background: Color
  /// Text and axes.
  package var foreground: Color
  /// Secondary text and ticks.
  package var muted: Color
  package var grid: Color
  /// Twelve hues that stand out at least 3:1 from the background: first those of Okabe and Ito, then
  /// red, violet, olive, purple, cyan and brown, chosen to be as far from each other and from the
  /// first as can be, also for readers who cannot tell red from green.
  package var categories: [Color]
  /// Values above a circuit's wires.
  package var value: Color
  /// Gradients below a circuit's wires.
  package var gradient: Color

  /// Figures on white.
  package static let light = Theme(
    name: "light", background: Color(0xFFFFFF), foreground: Color(0x1F2328),
    muted: Color(0x59636E), grid: Color(0xE4E7EB),
    categories: [
      Color(0x0072B2), Color(0xD55E00), Color(0x008A64), Color(0xB5588A), Color(0x9A7300),
      Color(0x5F5F5F), Color(0xAF1407), Color(0x3D20C0), Color(0x3C5100), Color(0x6F2474),
      Color(0x229EC5), Color(0x432C20),
    ],
    value: Color(0x00734D), gradient: Color(0xC22F1F))

  /// Figures on near-black.
  package static let dark = Theme(
    name: "dark", background: Color(0x15191F), foreground: Color(0xE6EAEF),
    muted: Color(0x9BA6B2), grid: Color(0x2C333C),
    categories: [
      Color(0x56B4E9), Color(0xFF8A3D), Color(0x2CC79A), Color(0xE08BBB), Color(0xF0C54A),
      Color(0xBFC5CC), Color(0xD8366E), Color(0x6C5DD5), Color(0x8E960F), Color(0xCD41D7),
      Color(0x05808B), Color(0x915B22),
    ],
    value: Color(0x3FCB94), gradient: Color(0xFF7B6B))
}
