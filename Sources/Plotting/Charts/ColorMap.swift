/// A way from numbers to colours, even to the eye (computed in Oklab).
package enum ColorMap: Sendable, Equatable {
  /// From orange (`Ink.negativeClass`) over a neutral middle to blue (`Ink.positiveClass`).
  case diverging
  /// The same hues with strong ends, for images on which nothing else is drawn.
  case strongDiverging
  /// From the page's background to a strong blue.
  case sequential
  /// From the page's background to the foreground.
  case gray
  /// Quiet greys for a landscape below curves: valleys like the page, heights a little off it.
  case relief

  /// Whether the middle of the map stands for 0.
  var isDiverging: Bool { self == .diverging || self == .strongDiverging }

  /// Returns the stops of a map from orange to blue.
  ///
  /// - Parameters:
  ///   - ends: The lightness of both ends.
  ///   - orange: The chroma of the orange end.
  ///   - blue: The chroma of the blue end.
  ///   - middle: The lightness of the middle.
  ///   - tint: The chroma of the middle, on both sides.
  private static func diverging(
    ends: Double, orange: Double, blue: Double, middle: Double, tint: Double
  ) -> [Oklab] {
    [
      Oklab(lightness: ends, hue: Self.orange, chroma: orange),
      Oklab(lightness: middle, hue: Self.orange, chroma: tint),
      Oklab(lightness: middle, hue: Self.blue, chroma: tint),
      Oklab(lightness: ends, hue: Self.blue, chroma: blue),
    ]
  }

  /// Returns `count` colours at equal distances from one end of the map to the other.
  package func colors(in theme: Theme, count: Int = 256) -> [Color] {
    let isDark = theme.name == "dark"
    let stops: [Oklab]
    switch self {
    case .diverging:
      stops =
        isDark
        ? Self.diverging(ends: 0.49, orange: 0.105, blue: 0.098, middle: 0.275, tint: 0.008)
        : Self.diverging(ends: 0.80, orange: 0.108, blue: 0.085, middle: 0.995, tint: 0)
    case .strongDiverging:
      stops =
        isDark
        ? Self.diverging(ends: 0.76, orange: 0.13, blue: 0.11, middle: 0.24, tint: 0.006)
        : Self.diverging(ends: 0.56, orange: 0.14, blue: 0.13, middle: 0.99, tint: 0)
    case .sequential:
      stops =
        isDark
        ? [
          Oklab(lightness: 0.24, hue: Self.blue, chroma: 0.015),
          Oklab(lightness: 0.54, hue: Self.blue, chroma: 0.11),
          Oklab(lightness: 0.88, hue: Self.blue, chroma: 0.07),
        ]
        : [
          Oklab(lightness: 0.985, hue: Self.blue, chroma: 0.005),
          Oklab(lightness: 0.68, hue: Self.blue, chroma: 0.11),
          Oklab(lightness: 0.37, hue: Self.blue, chroma: 0.105),
        ]
    case .relief:
      let valley = Oklab(theme.background)
      stops = [valley, valley.mixed(with: Oklab(theme.foreground), isDark ? 0.34 : 0.3)]
    case .gray: stops = [Oklab(theme.background), Oklab(theme.foreground)]
    }
    return (0..<count).map { index in
      let t = count > 1 ? Double(index) / Double(count - 1) : 0.5
      // A diverging map's two middle stops are one place with two hues.
      if isDiverging {
        return
          (t < 0.5
          ? stops[0].mixed(with: stops[1], t * 2)
          : stops[2].mixed(with: stops[3], t * 2 - 1)).color
      }
      let scaled = t * Double(stops.count - 1)
      let segment = min(Int(scaled), stops.count - 2)
      return stops[segment].mixed(with: stops[segment + 1], scaled - Double(segment)).color
    }
  }

  /// Unit vectors of hue in Oklab's a and b.
  private static let orange = SIMD2(0.620, 0.785)
  private static let blue = SIMD2(-0.345, -0.939)
}

/// A colour in Björn Ottosson's Oklab, where equal distances look equal.
///
/// Source: https://bottosson.github.io/posts/oklab/
struct Oklab: Equatable {
  var lightness: Double
  var a: Double
  var b: Double

  init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  init(lightness: Double, hue: SIMD2<Double>, chroma: Double) {
    let length = (hue * hue).sum().squareRoot()
    self.init(lightness: lightness, a: hue.x / length * chroma, b: hue.y / length * chroma)
  }

  init(_ color: Color) {
    let r = Self.linear(color.red)
    let g = Self.linear(color.green)
    let b = Self.linear(color.blue)
    let l = Self.cubeRoot(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let m = Self.cubeRoot(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let s = Self.cubeRoot(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    self.init(
      lightness: 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      a: 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      b: 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
  }

  /// The nearest colour of sRGB, channel by channel.
  var color: Color {
    let l = lightness + 0.3963377774 * a + 0.2158037573 * b
    let m = lightness - 0.1055613458 * a - 0.0638541728 * b
    let s = lightness - 0.0894841775 * a - 1.2914855480 * b
    let (l3, m3, s3) = (l * l * l, m * m * m, s * s * s)
    return Color(
      red: Self.encoded(4.0767416621 * l3 - 3.3077115913 * m3 + 0.2309699292 * s3),
      green: Self.encoded(-1.2684380046 * l3 + 2.6097574011 * m3 - 0.3413193965 * s3),
      blue: Self.encoded(-0.0041960863 * l3 - 0.7034186147 * m3 + 1.7076147010 * s3))
  }

  func mixed(with other: Oklab, _ share: Double) -> Oklab {
    Oklab(
      lightness: lightness + (other.lightness - lightness) * share,
      a: a + (other.a - a) * share, b: b + (other.b - b) * share)
  }

  static func linear(_ channel: UInt8) -> Double {
    let value = Double(channel) / 255
    return value <= 0.04045 ? value / 12.92 : PortableMath.pow((value + 0.055) / 1.055, 2.4)
  }

  private static func encoded(_ value: Double) -> UInt8 {
    let clamped = min(max(value, 0), 1)
    let encoded =
      clamped <= 0.0031308
      ? clamped * 12.92 : 1.055 * PortableMath.pow(clamped, 1 / 2.4) - 0.055
    return UInt8((encoded * 255).rounded())
  }

  private static func cubeRoot(_ value: Double) -> Double { PortableMath.pow(value, 1.0 / 3) }
}

extension Color {
  /// The relative luminance of WCAG, 0 to 1.
  var luminance: Double {
    0.2126 * Oklab.linear(red) + 0.7152 * Oklab.linear(green) + 0.0722 * Oklab.linear(blue)
  }

  /// Returns the contrast ratio of WCAG, 1 to 21.
  package func contrast(with other: Color) -> Double {
    let (a, b) = (luminance + 0.05, other.luminance + 0.05)
    return max(a, b) / min(a, b)
  }

  /// Returns a mixture that is even to the eye.
  func mixed(with other: Color, _ share: Double) -> Color {
    Oklab(self).mixed(with: Oklab(other), share).color
  }
}
