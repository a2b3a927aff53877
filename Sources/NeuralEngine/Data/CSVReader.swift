/// Reads the records of a CSV file one after the other (RFC 4180).
///
/// Lines end with LF, CRLF or CR; lines without anything on them are skipped, as is a byte order
/// mark. A quote inside of a field that does not begin with one is a character like others.
struct CSVReader {
  /// A field of the current record.
  struct Field {
    /// Where the text stands in `text`, quotes undone.
    var range: Range<Int>
    var isQuoted: Bool
  }

  private let bytes: [UInt8]
  private var index = 0
  private var nextLine = 1
  /// The line on which the current record begins, from 1.
  private(set) var line = 0
  private(set) var fields: [Field] = []
  /// The bytes of the current record's fields.
  private(set) var text: [UInt8] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  /// Moves to the next record; false at the end of the file.
  mutating func next() throws(CSVError) -> Bool {
    skipEmptyLines()
    guard index < bytes.count else { return false }
    line = nextLine
    fields.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
    while true {
      try takeField()
      guard index < bytes.count else { return true }
      if bytes[index] == UInt8(ascii: ",") {
        index += 1
      } else {
        skipLineEnd()
        return true
      }
    }
  }

  /// Returns the text of a field without spaces at the ends of an unquoted one; nil where it is no
  /// UTF-8.
  func string(_ field: Field) -> String? {
    String(validating: text[trimmed(field)], as: UTF8.self)
  }

  /// Returns the finite decimal number that a field is, nil where it is none.
  func number(_ field: Field) -> Double? {
    let range = trimmed(field)
    guard !range.isEmpty, range.count <= 400 else { return nil }
    var whole = 0
    var isWhole = range.count <= 15
    for byte in text[range] {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if isWhole { whole = whole * 10 + Int(byte - UInt8(ascii: "0")) }
      case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"),
        UInt8(ascii: "E"):
        isWhole = false
      default: return nil
      }
    }
    if isWhole { return Double(whole) }
    guard let number = Double(String(decoding: text[range], as: UTF8.self)), number.isFinite else {
      return nil
    }
    return number
  }

  /// Whether a field stands for a missing value.
  func isMissing(_ field: Field) -> Bool {
    let range = trimmed(field)
    if range.isEmpty { return true }
    guard range.count <= 4 else { return false }
    return Self.missingTexts.contains { $0.elementsEqual(text[range]) }
  }

  /// What stands for a missing value, besides nothing.
  private static let missingTexts: [[UInt8]] = [
    "?", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null",
  ].map { Array($0.utf8) }

  private func trimmed(_ field: Field) -> Range<Int> {
    var range = field.range
    guard !field.isQuoted else { return range }
    while let first = range.first, Self.isSpace(text[first]) {
      range = first + 1..<range.upperBound
    }
    while let last = range.last, Self.isSpace(text[last]) { range = range.lowerBound..<last }
    return range
  }

  // MARK: Bytes

  private mutating func takeField() throws(CSVError) {
    let start = text.count
    let isQuoted = index < bytes.count && bytes[index] == UInt8(ascii: "\"")
    if isQuoted {
      try takeQuoted()
    } else {
      let first = index
      while index < bytes.count, !Self.endsField(bytes[index]) { index += 1 }
      text += bytes[first..<index]
    }
    fields.append(Field(range: start..<text.count, isQuoted: isQuoted))
  }

  private mutating func takeQuoted() throws(CSVError) {
    let openLine = nextLine
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") {
        guard index < bytes.count, bytes[index] == byte else {
          guard index == bytes.count || Self.endsField(bytes[index]) else {
            throw .textAfterQuote(line: nextLine)
          }
          return
        }
        index += 1
      } else if byte == 0x0A
        || (byte == 0x0D && !(index < bytes.count && bytes[index] == 0x0A))
      {
        nextLine += 1
      }
      text.append(byte)
    }
    throw .unclosedQuote(line: openLine)
  }

  private mutating func skipEmptyLines() {
    while index < bytes.count, bytes[index] == 0x0A || bytes[index] == 0x0D { skipLineEnd() }
  }

  private mutating func skipLineEnd() {
    let isReturn = bytes[index] == 0x0D
    index += 1
    if isReturn, index < bytes.count, bytes[index] == 0x0A { index += 1 }
    nextLine += 1
  }

  private static func endsField(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
