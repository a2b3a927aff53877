/// A picture of at most 256 colours as runs of equal pixels, row by row.
///
/// Figures are mostly runs: a tenth of the pixels or less starts one, and many rows repeat the one
/// above. What works on runs costs a fraction of what works on pixels.
struct RunPicture {
  /// Neighbouring pixels of one colour.
  struct Run: Equatable {
    /// The colour's place in the palette.
    var index: UInt8
    var length: UInt16
  }

  /// Pixels a row.
  let width: Int
  /// For each row where its runs lie in `runs`; a row that repeats the one above has the same range.
  let rows: [Range<Int>]
  let runs: [Run]
  /// Red, green and blue of each colour.
  let palette: [UInt8]
}
