import Diagnostics

/// Parses the text of a call: `name positional… key=value…`.
struct CallParser {
  /// The most brackets inside brackets of a value.
  private static let depthLimit = 16

  private let text: ScalarText
  private let bytes: [UInt8]
  private var index = 0
  private(set) var diagnostics: [Diagnostic] = []

  init(_ text: ScalarText) {
    self.text = text
    bytes = Array(text.text.utf8)
  }

  static func parse(_ text: ScalarText) -> (call: Call?, diagnostics: [Diagnostic]) {
    var parser = CallParser(text)
    let call = parser.takeCall()
    return (call, parser.diagnostics)
  }

  /// True for a word of letters, digits, `-`, `_` and `.` that begins with a letter.
  static func isName(_ name: some StringProtocol) -> Bool {
    guard let first = name.unicodeScalars.first, first.properties.isAlphabetic else { return false }
    return name.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || scalar == "-" || scalar == "_" || scalar == "."
    }
  }

  static func badName(_ name: Located<String>) -> Diagnostic {
    .error(
      .badCall, "`\(name.value)` is not a name", at: name.range,
      notes: ["a name begins with a letter and has letters, digits, `-` and `_`"])
  }

  private mutating func takeCall() -> Call? {
    skipSpaces()
    let start = index
    while index < bytes.count, !Self.isSpace(bytes[index]) { index += 1 }
    let name = located(start..<index)
    guard !name.value.isEmpty else {
      report("a name is missing", start..<start)
      return nil
    }
    guard Self.isName(name.value) else {
      diagnostics.append(advice(for: name) ?? Self.badName(name))
      return nil
    }
    var call = Call(name: name, positional: [], named: [], range: name.range)
    takeArguments(into: &call)
    return call
  }

  /// Reads the arguments up to the end of the text.
  mutating func takeArguments(into call: inout Call) {
    while true {
      skipSpaces()
      guard index < bytes.count else { break }
      let start = index
      if bytes[index] == UInt8(ascii: "=") {
        while index < bytes.count, !Self.isSpace(bytes[index]) { index += 1 }
        report("`=` stands between a key and its value without spaces", start..<index)
        continue
      }
      if let key = takeKey() {
        takeNamedValue(key, from: start, into: &call)
      } else if let value = takeValue() {
        call.positional.append(value)
      }
    }
    let end = bytes.lastIndex { !Self.isSpace($0) }.map { $0 + 1 } ?? 0
    call.range = call.range.union(place(max(0, end - 1)..<end))
  }

  private mutating func takeNamedValue(
    _ key: Located<String>, from start: Int, into call: inout Call
  ) {
    guard index < bytes.count, !Self.isSpace(bytes[index]) else {
      report("a value is missing after `\(key.value)=`", start..<index)
      return
    }
    guard let value = takeValue() else { return }
    guard !call.named.contains(where: { $0.key.value == key.value }) else {
      diagnostics.append(
        .error(.badCall, "`\(key.value)` is given twice", at: key.range, label: "remove one"))
      return
    }
    call.named.append(YAMLNode.Entry(key: key, value: value))
  }

  // MARK: - Words

  /// Reads `key=`, which must not be `key==`.
  private mutating func takeKey() -> Located<String>? {
    var end = index
    while end < bytes.count, Self.isKeyByte(bytes[end]) { end += 1 }
    guard end > index, end < bytes.count, bytes[end] == UInt8(ascii: "="),
      !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]),
      !(end + 1 < bytes.count && bytes[end + 1] == UInt8(ascii: "="))
    else { return nil }
    let key = located(index..<end)
    index = end + 1
    return key
  }

  /// Reads one value: a quoted text, a list or a bare word, in which brackets hold spaces.
  private mutating func takeValue() -> YAMLNode? {
    let start = index
    if bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'") {
      return takeQuoted(end: bytes.count)
    }
    var open: [(byte: UInt8, offset: Int)] = []
    while index < bytes.count {
      let byte = bytes[index]
      if Self.isSpace(byte), open.isEmpty { break }
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): open.append((byte, index))
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): _ = open.popLast()
      default: break
      }
      index += 1
    }
    if let bracket = open.last {
      let character = Character(Unicode.Scalar(bracket.byte))
      report("`\(character)` is never closed", bracket.offset..<(bracket.offset + 1))
      return nil
    }
    return value(of: start..<index, depth: 0)
  }

  /// Returns the value of a word: a list where it stands in square brackets, else a scalar.
  private mutating func value(of part: Range<Int>, depth: Int) -> YAMLNode? {
    guard let first = part.first, bytes[first] == UInt8(ascii: "["),
      bytes[part.upperBound - 1] == UInt8(ascii: "]"), part.count >= 2
    else {
      let slice = text.slice(part)
      return YAMLNode(.scalar(slice, isQuoted: false), at: slice.range)
    }
    guard depth < Self.depthLimit else {
      diagnostics.append(
        .error(
          .limitExceeded, "a list has more than \(Self.depthLimit) levels", at: place(part)))
      return nil
    }
    var elements: [YAMLNode] = []
    for element in elementRanges((part.lowerBound + 1)..<(part.upperBound - 1)) {
      guard !element.isEmpty else {
        report("an element is missing", part)
        return nil
      }
      let quote = bytes[element.lowerBound]
      if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
        let resume = index
        index = element.lowerBound
        let node = takeQuoted(end: element.upperBound)
        index = resume
        guard let node else { return nil }
        elements.append(node)
      } else {
        guard let node = value(of: element, depth: depth + 1) else { return nil }
        elements.append(node)
      }
    }
    return YAMLNode(.sequence(elements), at: place(part))
  }

  /// Splits the inside of a list at its commas; spaces at the ends of the parts are dropped.
  private func elementRanges(_ part: Range<Int>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = part.lowerBound
    var depth = 0
    var quote: UInt8?
    for position in part {
      let byte = bytes[position]
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ",") where depth == 0:
        ranges.append(trimmed(start..<position))
        start = position + 1
      default: break
      }
    }
    let last = trimmed(start..<part.upperBound)
    if !(last.isEmpty && ranges.isEmpty) { ranges.append(last) }
    return ranges
  }

  /// Reads text in quotes: `''` is a quote within single ones, a backslash escapes in double ones.
  private mutating func takeQuoted(end: Int) -> YAMLNode? {
    let start = index
    let quote = bytes[start]
    var content = MappedText()
    index += 1
    while index < end {
      let byte = bytes[index]
      let next = index + 1 < end ? bytes[index + 1] : nil
      if byte == quote {
        if quote == UInt8(ascii: "'"), next == quote {
          content.append([quote], for: place(index..<(index + 2)))
          index += 2
          continue
        }
        index += 1
        let node = YAMLNode(
          .scalar(content.scalarText(at: place(start..<index)), isQuoted: true),
          at: place(start..<index))
        if index < end, !Self.isSpace(bytes[index]) {
          report("a space is missing after the quote", index..<(index + 1))
          while index < end, !Self.isSpace(bytes[index]) { index += 1 }
        }
        return node
      }
      if quote == UInt8(ascii: "\""), byte == UInt8(ascii: "\\"), let next {
        let decoded: UInt8 =
          switch next {
          case UInt8(ascii: "n"): 0x0A
          case UInt8(ascii: "t"): 0x09
          default: next
          }
        content.append([decoded], for: place(index..<(index + 2)))
        index += 2
        continue
      }
      content.append(verbatim: [byte], at: place(index..<(index + 1)).lower)
      index += 1
    }
    report("the quote is never closed", start..<(start + 1))
    return nil
  }

  // MARK: - Places and messages

  private mutating func skipSpaces() {
    while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
  }

  private func trimmed(_ part: Range<Int>) -> Range<Int> {
    var (lower, upper) = (part.lowerBound, part.upperBound)
    while lower < upper, Self.isSpace(bytes[lower]) { lower += 1 }
    while upper > lower, Self.isSpace(bytes[upper - 1]) { upper -= 1 }
    return lower..<upper
  }

  private func place(_ part: Range<Int>) -> SourceRange {
    text.sourceRange(part.lowerBound, part.upperBound)
  }

  private func located(_ part: Range<Int>) -> Located<String> {
    Located(String(decoding: bytes[part], as: UTF8.self), at: place(part))
  }

  private mutating func report(_ message: String, _ part: Range<Int>) {
    diagnostics.append(.error(.badCall, message, at: place(part)))
  }

  /// Returns what to write instead of the spellings of other languages, such as `adam(lr=0.03)`.
  private func advice(for name: Located<String>) -> Diagnostic? {
    let word = name.value.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    guard CallParser.isName(word), let next = name.value.dropFirst(word.count).first else {
      return nil
    }
    switch next {
    case "(":
      return .error(
        .badCall, "options follow the name without parentheses", at: name.range,
        label: "write `\(word) key=value`")
    case "=":
      return .error(
        .badCall, "a name is missing before `\(word)=`", at: name.range)
    case ",", ":", ";":
      return .error(
        .badCall, "`\(next)` does not belong after a name", at: name.range,
        label: "write `\(word) key=value`")
    default: return nil
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...0xFF:
      true
    default: false
    }
  }
}
