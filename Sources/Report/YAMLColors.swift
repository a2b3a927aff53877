/// Colours of YAML listings: keys, strings, numbers and comments, found line by line.
enum YAMLColors {
  /// Returns the nodes of a listing; their text joined is the listing itself.
  static func nodes(of text: String) -> [HTMLNode] {
    var nodes: [HTMLNode] = []
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.popFirst() {
      append(line, to: &nodes)
      if !lines.isEmpty { nodes.append(.text("\n")) }
    }
    return nodes
  }

  private static func append(_ line: Substring, to nodes: inout [HTMLNode]) {
    if line.hasPrefix("```") || line.hasPrefix("~~~") {
      nodes.append(.span("y-fence", text: String(line)))
      return
    }
    var rest = line
    var pending = ""
    var mayBeKey = true
    func flush() {
      if !pending.isEmpty { nodes.append(.text(pending)) }
      pending = ""
    }
    while let character = rest.first {
      let follows = pending.last
      let isBoundary = follows == nil || follows == " " || "[{(,:".contains(follows ?? " ")
      if character == "#", follows == nil || follows == " " {
        flush()
        nodes.append(.span("y-comment", text: String(rest)))
        return
      }
      if mayBeKey, isBoundary, let key = key(at: rest) {
        flush()
        nodes.append(.span("y-key", text: String(key)))
        rest = rest.dropFirst(key.count)
        mayBeKey = false
        continue
      }
      if character == "\"" || character == "'", isBoundary {
        flush()
        let end = rest.dropFirst().firstIndex(of: character).map { rest.index(after: $0) }
        let literal = rest[..<(end ?? rest.endIndex)]
        nodes.append(.span("y-string", text: String(literal)))
        rest = rest[literal.endIndex...]
        continue
      }
      if isBoundary || "=-".contains(follows ?? " "), let number = number(at: rest) {
        flush()
        nodes.append(.span("y-number", text: String(number)))
        rest = rest[number.endIndex...]
        continue
      }
      if character == "{" || character == "," { mayBeKey = true }
      pending.append(character)
      rest = rest.dropFirst()
    }
    flush()
  }

  /// A word that a colon and a blank follow.
  private static func key(at text: Substring) -> Substring? {
    let word = text.prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }
    let after = text[word.endIndex...]
    guard let first = word.first, first.isLetter || first.isNumber, after.first == ":" else {
      return nil
    }
    let next = after.dropFirst().first
    return next == nil || next == " " ? word : nil
  }

  /// A number that no letter follows.
  private static func number(at text: Substring) -> Substring? {
    var end = text.startIndex
    if let sign = text.first, sign == "-" || sign == "+" { end = text.index(after: end) }
    let digits = text[end...].prefix { $0.isASCII && $0.isNumber || $0 == "_" }
    guard digits.first?.isNumber == true else { return nil }
    end = digits.endIndex
    let rest = text[end...]
    if rest.first == ".", rest.dropFirst().first?.isNumber == true {
      end = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }.endIndex
    }
    if let mark = text[end...].first, mark == "e" || mark == "E" {
      var exponent = text[end...].dropFirst()
      if let sign = exponent.first, sign == "-" || sign == "+" { exponent = exponent.dropFirst() }
      let digits = exponent.prefix { $0.isASCII && $0.isNumber }
      if !digits.isEmpty { end = digits.endIndex }
    }
    if let next = text[end...].first, next.isLetter { return nil }
    return text[..<end]
  }
}
