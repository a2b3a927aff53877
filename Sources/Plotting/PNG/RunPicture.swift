/// A picture of at most 256 colours as runs of equal pixels, row by row.
///
/// Figures are mostly runs: a tenth of the pixels or less starts one, and many rows repeat the one
/// above. What works on runs costs a fraction of what works on pixels.
struct RunPicture {
  /// Neighbouring pixels of one colour.
  struct Run: Equatable {
    /// The number of the colour: its place in the palette, once there is one.
    var number: UInt16
    var length: UInt16

    /// Creates a run of pixels with a number that may not fit a palette yet.
    init(number: UInt16, length: UInt16) {
      self.number = number
      self.length = length
    }

    /// Creates a run of pixels with a place in a palette.
    init(index: UInt8, length: UInt16) { self.init(number: UInt16(index), length: length) }

    /// The colour's place in the palette.
    var index: UInt8 { UInt8(truncatingIfNeeded: number) }
  }

  /// Pixels a row.
  let width: Int
  /// For each row where its runs lie in `runs`; a row that repeats the one above has the same range.
  let rows: [Range<Int>]
  let runs: [Run]
}
