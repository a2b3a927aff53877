/// The address of a link, known to be harmless to follow.
struct LinkAddress: Sendable, Hashable {
  let text: String

  /// Accepts an author's address unless it would run a script: `javascript:`, `vbscript:` and
  /// `data:` other than bitmap images are refused.
  init?(_ address: String) {
    if let scheme = Self.scheme(of: address) {
      switch scheme {
      case "javascript", "vbscript": return nil
      case "data": if !Self.isBitmapData(address) { return nil }
      default: break
      }
    }
    text = Self.withoutControls(address)
  }

  private init(trusted text: String) { self.text = text }

  /// The address of a place on the same page.
  static func fragment(_ id: String) -> LinkAddress { LinkAddress(trusted: "#" + id) }

  /// The address of a file that it holds itself.
  static func file(_ text: String, type: String) -> LinkAddress {
    let digits = Array("0123456789ABCDEF".utf8)
    var address = Array("data:\(type),".utf8)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: ","):
        address.append(byte)
      default: address += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return LinkAddress(trusted: String(decoding: address, as: UTF8.self))
  }

  /// Returns an address's scheme as browsers read it: in lower case, blind to blanks and controls
  /// before it and to line breaks and tabs within.
  static func scheme(of address: String) -> String? {
    var scheme = ""
    for scalar in address.unicodeScalars {
      switch scalar {
      case ":": return scheme.isEmpty ? nil : scheme.lowercased()
      case "a"..."z", "A"..."Z": scheme.unicodeScalars.append(scalar)
      case "0"..."9", "+", "-", ".":
        if scheme.isEmpty { return nil }
        scheme.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{20}", "\u{7F}"..."\u{A0}", "\u{AD}", "\u{200B}"..."\u{200F}",
        "\u{2028}"..."\u{202E}", "\u{2060}", "\u{FEFF}":
        continue
      default: return nil
      }
    }
    return nil
  }

  /// Whether a `data:` address holds a bitmap.
  private static func isBitmapData(_ address: String) -> Bool {
    let lowered = withoutControls(address).lowercased()
    return ["png", "jpeg", "gif", "webp", "avif"].contains { lowered.hasPrefix("data:image/" + $0) }
  }

  private static func withoutControls(_ address: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in address.unicodeScalars where scalar.value > 0x20 && scalar.value != 0x7F {
      result.append(scalar)
    }
    return String(result)
  }
}

/// Where an image comes from.
enum ImageSource: Sendable, Hashable {
  /// The image itself in its address.
  case data(String)
  case remote(LinkAddress)
  /// A path in the notebook's folder, percent signs decoded.
  case local(String)
  /// An address that a page must not use.
  case refused

  init(_ source: String) {
    switch LinkAddress.scheme(of: source) {
    case "data":
      self = source.lowercased().hasPrefix("data:image/") ? .data(source) : .refused
    case "http", "https": self = LinkAddress(source).map(ImageSource.remote) ?? .refused
    case nil:
      if source.hasPrefix("//") {
        self = LinkAddress(source).map(ImageSource.remote) ?? .refused
      } else {
        self = .local(Self.decodingPercents(source))
      }
    default: self = .refused
    }
  }

  private static func decodingPercents(_ text: String) -> String {
    var bytes: [UInt8] = []
    let source = Array(text.utf8)
    var index = 0
    while index < source.count {
      if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
        let high = Character(Unicode.Scalar(source[index + 1])).hexDigitValue,
        let low = Character(Unicode.Scalar(source[index + 2])).hexDigitValue
      {
        bytes.append(UInt8(high * 16 + low))
        index += 3
      } else {
        bytes.append(source[index])
        index += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
