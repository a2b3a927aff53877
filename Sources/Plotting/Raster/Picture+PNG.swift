extension Picture {
  /// Returns the picture as a PNG file.
  ///
  /// - Parameter scale: Device pixels a CSS pixel.
  package func png(scale: Int = 2) -> [UInt8] { [] }
}
