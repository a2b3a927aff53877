extension SourceText {
  /// The most bytes of Markdown that a notebook may hold unless the user says otherwise.
  package static let defaultByteLimit = 4 << 20

  /// Decodes a file's bytes, which must be UTF-8 text.
  ///
  /// A byte order mark is dropped. A file that is not UTF-8 (NB003), holds nothing but white space
  /// (NB004) or is larger than `byteLimit` (NB120) gives an error; the source then holds what could
  /// be decoded, so that the error can be rendered.
  package static func decode(
    name: String, bytes: [UInt8], byteLimit: Int = defaultByteLimit
  ) -> (source: SourceText, diagnostics: [Diagnostic]) {
    guard bytes.count <= byteLimit else {
      let problem = Diagnostic.error(
        .limitExceeded, "the notebook has \(bytes.count) bytes, the limit is \(byteLimit)", at: nil,
        notes: ["split it, or move data into files beside it"])
      return (SourceText(name: name, utf8: []), [problem])
    }
    if let offset = firstInvalidOffset(in: bytes) {
      return (undecodable(name: name, bytes: bytes, offset: offset))
    }
    let source = SourceText(name: name, utf8: bytes)
    if source.utf8.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
      let problem = Diagnostic.error(
        .emptyNotebook, "the notebook is empty", at: nil,
        notes: ["a notebook is Markdown: a heading and a sentence make a first one"])
      return (source, [problem])
    }
    return (source, [])
  }

  /// Returns the offset of the first byte that is not UTF-8 text, a NUL included.
  private static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte < 0x80 {
        if byte == 0 { return offset }
        offset += 1
        continue
      }
      let (length, second): (Int, ClosedRange<UInt8>)
      switch byte {
      case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
      case 0xE0: (length, second) = (3, 0xA0...0xBF)
      case 0xE1...0xEC, 0xEE...0xEF: (length, second) = (3, 0x80...0xBF)
      case 0xED: (length, second) = (3, 0x80...0x9F)
      case 0xF0: (length, second) = (4, 0x90...0xBF)
      case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
      case 0xF4: (length, second) = (4, 0x80...0x8F)
      default: return offset
      }
      guard offset + length <= bytes.count, second.contains(bytes[offset + 1]),
        bytes[(offset + 2)..<max(offset + 2, offset + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
      else { return offset }
      offset += length
    }
    return nil
  }

  /// Returns a source that shows the text around the first wrong byte, and the error there.
  private static func undecodable(
    name: String, bytes: [UInt8], offset: Int
  ) -> (source: SourceText, diagnostics: [Diagnostic]) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = bytes.starts(with: mark) ? mark.count : 0
    var end = offset
    while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
    let tail = String(decoding: bytes[offset..<end], as: UTF8.self)
    let source = SourceText(name: name, utf8: Array(bytes[start..<offset]) + Array(tail.utf8))
    let first = tail.unicodeScalars.first.map { UTF8.width($0) } ?? 0
    let range = SourceRange(offset - start, offset - start + first)
    let looksLikeUTF16 =
      bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      || bytes[offset] == 0
    let hexadecimal = String(bytes[offset], radix: 16, uppercase: true)
    let padded = hexadecimal.count < 2 ? "0" + hexadecimal : hexadecimal
    let note =
      looksLikeUTF16
      ? "this looks like UTF-16 or a binary file; save it as UTF-8" : "save the file as UTF-8"
    let problem = Diagnostic.error(
      .notUTF8, "the file is not UTF-8 text: byte 0x\(padded) at offset \(offset)", at: range,
      notes: [note])
    return (source, [problem])
  }
}
