/// A length or a distance as a symbol with extra bits (RFC 1951, section 3.2.5).
struct DeflateSymbol {
  let symbol: Int
  let extra: UInt64
  let extraBits: Int

  /// Creates the symbol of a repetition's length, 3 to 258.
  init(length: Int) {
    guard length < 258 else {
      (symbol, extra, extraBits) = (285, 0, 0)
      return
    }
    (symbol, extra, extraBits) = Self.split(length - 3, base: 257, mantissaBits: 2)
  }

  /// Creates the symbol of the distance to what is repeated, 1 to 32,768.
  init(distance: Int) {
    (symbol, extra, extraBits) = Self.split(distance - 1, base: 0, mantissaBits: 1)
  }

  /// Small numbers have symbols of their own, larger ones share one by their leading bits.
  private static func split(_ value: Int, base: Int, mantissaBits: Int) -> (Int, UInt64, Int) {
    let groups = 1 << mantissaBits
    guard value >= 2 * groups else { return (base + value, 0, 0) }
    let extraBits = Int.bitWidth - 1 - value.leadingZeroBitCount - mantissaBits
    let symbol = base + extraBits * groups + (value >> extraBits)
    return (symbol, UInt64(value & (1 << extraBits - 1)), extraBits)
  }

  /// The bits that are written: the symbol's code, then the extra ones.
  func word(_ code: HuffmanCode) -> BitWriter.Word {
    let length = Int(code.lengths[symbol])
    return BitWriter.Word(
      UInt64(code.codes[symbol]) | extra << UInt64(length), length + extraBits)
  }
}
