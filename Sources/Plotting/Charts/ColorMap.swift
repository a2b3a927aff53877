/// A way from numbers to colours, even to the eye (computed in Oklab).
package enum ColorMap: Sendable, Equatable {
  /// From orange (`Ink.negativeClass`) over a neutral middle to blue (`Ink.positiveClass`).
  case diverging
  /// From the page's background to a strong blue.
  case sequential
  /// From the page's background to the foreground.
  case gray
}
