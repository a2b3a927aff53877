/// The alphabets of `\mathbf` and its relatives as Unicode's mathematical alphanumeric symbols:
/// MathML Core knows no `mathvariant` but `normal`.
enum MathAlphabet {
  case roman
  case bold
  case italic
  case boldItalic
  case doubleStruck
  case calligraphic
  case fraktur
  case sansSerif
  case monospace

  /// Whether neighbouring letters form one word, as in `\mathrm{Var}`.
  var joinsLetters: Bool {
    switch self {
    case .roman, .bold, .italic, .sansSerif, .monospace: true
    case .boldItalic, .doubleStruck, .calligraphic, .fraktur: false
    }
  }

  /// The alphabet that a command selects.
  static func named(_ command: String) -> MathAlphabet? {
    switch command {
    case "mathrm", "mathup", "rm": .roman
    case "mathbf", "bf", "mathbfup": .bold
    case "mathit", "it": .italic
    case "boldsymbol", "bm", "pmb", "mathbfit": .boldItalic
    case "mathbb", "Bbb": .doubleStruck
    case "mathcal", "mathscr", "cal": .calligraphic
    case "mathfrak", "frak": .fraktur
    case "mathsf", "sf": .sansSerif
    case "mathtt", "tt": .monospace
    default: nil
    }
  }

  /// Returns a letter or digit in this alphabet, nil where Unicode has none.
  func variant(of character: Character) -> Character? {
    guard let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1 else {
      return nil
    }
    if let exception = exception(for: character) { return exception }
    let code = scalar.value
    let mapped: UInt32?
    switch code {
    case 0x41...0x5A: mapped = latinBase.map { $0 + code - 0x41 }
    case 0x61...0x7A: mapped = latinBase.map { $0 + 26 + code - 0x61 }
    case 0x30...0x39: mapped = digitBase.map { $0 + code - 0x30 }
    case 0x391...0x3A9: mapped = greekBase(isCapital: true).map { $0 + code - 0x391 }
    case 0x3B1...0x3C9: mapped = greekBase(isCapital: false).map { $0 + 26 + code - 0x3B1 }
    default:
      // ∂ ϵ ϑ ϰ ϕ ϱ ϖ follow the small Greek letters in this order.
      let order: [UInt32] = [0x2202, 0x3F5, 0x3D1, 0x3F0, 0x3D5, 0x3F1, 0x3D6]
      if code == 0x2207 {
        mapped = self == .bold || self == .boldItalic ? 0x1D6C1 : nil
      } else if let index = order.firstIndex(of: code) {
        mapped = greekBase(isCapital: false).map { $0 + 51 + UInt32(index) }
      } else {
        mapped = nil
      }
    }
    return mapped.flatMap(Unicode.Scalar.init).map(Character.init)
  }

  private var latinBase: UInt32? {
    switch self {
    case .roman: nil
    case .bold: 0x1D400
    case .italic: 0x1D434
    case .boldItalic: 0x1D468
    case .calligraphic: 0x1D49C
    case .fraktur: 0x1D504
    case .doubleStruck: 0x1D538
    case .sansSerif: 0x1D5A0
    case .monospace: 0x1D670
    }
  }

  private var digitBase: UInt32? {
    switch self {
    case .bold, .boldItalic: 0x1D7CE
    case .doubleStruck: 0x1D7D8
    case .sansSerif: 0x1D7E2
    case .monospace: 0x1D7F6
    case .roman, .italic, .calligraphic, .fraktur: nil
    }
  }

  /// The code of a capital alpha; TeX's small Greek letters stay slanted when bold.
  private func greekBase(isCapital: Bool) -> UInt32? {
    switch self {
    case .bold: isCapital ? 0x1D6A8 : 0x1D71C
    case .boldItalic: isCapital ? 0x1D6A8 : 0x1D71C
    case .italic: 0x1D6E2
    default: nil
    }
  }

  /// Letters that Unicode had before it had the alphabets.
  private func exception(for character: Character) -> Character? {
    switch self {
    case .italic: character == "h" ? "ℎ" : nil
    case .calligraphic:
      Self.lookUp(character, in: "BEFHILMRego", values: "ℬℰℱℋℐℒℳℛℯℊℴ")
    case .fraktur: Self.lookUp(character, in: "CHIRZ", values: "ℭℌℑℜℨ")
    case .doubleStruck: Self.lookUp(character, in: "CHNPQRZ", values: "ℂℍℕℙℚℝℤ")
    default: nil
    }
  }

  private static func lookUp(
    _ character: Character, in keys: String, values: String
  ) -> Character? {
    zip(keys, values).first { $0.0 == character }?.1
  }
}
