import Diagnostics

/// Builds the nodes of one YAML document from libyaml's events, without recursion.
struct YAMLParser {
  /// The most levels of sequences and mappings.
  static let depthLimit = 256
  /// The most nodes after aliases are expanded.
  static let nodeLimit = 100_000

  private let text: MappedText
  private let whole: SourceRange
  private let source: SourceText
  /// The code of what is not YAML here.
  private let code: DiagnosticCode
  private var diagnostics: [Diagnostic] = []
  private var frames: [Frame] = []
  private var anchors: [String: (node: YAMLNode, size: Int)] = [:]
  private var root: YAMLNode?
  private var nodeCount = 0

  private struct Frame {
    var isMapping: Bool
    var isFlow: Bool
    var start: SourceRange
    var anchor: String?
    var size = 1
    var elements: [YAMLNode] = []
    var entries: [YAMLNode.Entry] = []
    var key: Key?

    enum Key {
      case name(Located<String>)
      /// A key that was reported; its value is dropped.
      case rejected
    }
  }

  private struct Stop: Error {}

  private init(
    _ text: MappedText, within whole: SourceRange, source: SourceText, code: DiagnosticCode
  ) {
    self.text = text
    self.whole = whole
    self.source = source
    self.code = code
  }

  /// Parses a document. Mistakes in the YAML get `code`, repeated keys NB023 (the first one counts),
  /// and what passes a limit NB120; the node is nil where there is no document or it is broken.
  static func parse(
    _ text: MappedText, within whole: SourceRange, source: SourceText,
    code: DiagnosticCode = .badYAML
  ) -> (node: YAMLNode?, diagnostics: [Diagnostic]) {
    var parser = YAMLParser(text, within: whole, source: source, code: code)
    let (events, problem) = YAMLEvents.read(text.bytes, depthLimit: depthLimit)
    do {
      for event in events { try parser.take(event) }
    } catch {
      return (nil, parser.diagnostics)
    }
    if let problem {
      parser.report(problem)
      return (nil, parser.diagnostics)
    }
    return (parser.root, parser.diagnostics)
  }

  private func place(_ range: Range<Int>) -> SourceRange {
    text.sourceRange(range.lowerBound, range.upperBound, within: whole)
  }

  // MARK: - Events

  private mutating func take(_ event: YAMLEvent) throws(Stop) {
    let range = place(event.range)
    switch event.kind {
    case .documentStart:
      guard root == nil else {
        throw stop(.error(code, "one YAML document is expected", at: range, label: "remove `---`"))
      }
    case .alias(let name):
      guard let anchored = anchors[name] else {
        throw stop(.error(code, "no value is anchored as `\(name)`", at: range))
      }
      var node = anchored.node
      node.range = range
      try add(node, size: anchored.size)
    case .scalar(let bytes, let style, let tag, let anchor):
      let written = Self.written(
        event.range, style: style, hasProperties: tag != nil || anchor != nil, in: text.bytes)
      let scalar = YAMLScalarMap.map(bytes, style: style, written: written, in: text)
      let isText = tag == "tag:yaml.org,2002:str" || tag == "!"
      if let tag, !isText, !tag.hasPrefix("tag:yaml.org,2002:") {
        diagnostics.append(.error(code, "the tag `\(tag)` means nothing here", at: range))
      }
      let place = self.place(written)
      let node = YAMLNode(
        .scalar(scalar.scalarText(at: place), isQuoted: style != .plain || isText), at: place)
      if let anchor { anchors[anchor] = (node, 1) }
      try add(node, size: 1)
    case .sequenceStart(let isFlow, let anchor):
      try open(Frame(isMapping: false, isFlow: isFlow, start: range, anchor: anchor))
    case .mappingStart(let isFlow, let anchor):
      try open(Frame(isMapping: true, isFlow: isFlow, start: range, anchor: anchor))
    case .end: try close(range)
    }
  }

  private mutating func open(_ frame: Frame) throws(Stop) {
    guard frames.count < Self.depthLimit else {
      let message = "the YAML is nested more than \(Self.depthLimit) levels deep"
      throw stop(.error(.limitExceeded, message, at: frame.start))
    }
    frames.append(frame)
  }

  private mutating func close(_ end: SourceRange) throws(Stop) {
    guard let frame = frames.popLast() else { return }
    var range = frame.start
    if frame.isFlow {
      range = range.union(end)
    } else if frame.isMapping {
      // A block's end mark is where the next thing begins.
      range = frame.entries.reduce(
        frame.entries.first.map { SourceRange($0.key.range.lower, $0.key.range.lower) } ?? range
      ) { $0.union($1.key.range).union($1.value.range) }
    } else {
      range = frame.elements.reduce(range) { $0.union($1.range) }
    }
    let node = YAMLNode(
      frame.isMapping ? .mapping(frame.entries) : .sequence(frame.elements), at: range)
    if let anchor = frame.anchor { anchors[anchor] = (node, frame.size) }
    try add(node, size: frame.size)
  }

  /// Puts a finished node where it belongs.
  private mutating func add(_ node: YAMLNode, size: Int) throws(Stop) {
    nodeCount += size
    guard nodeCount <= Self.nodeLimit else {
      let message = "the YAML has more than \(Self.nodeLimit) values, those of aliases included"
      throw stop(.error(.limitExceeded, message, at: node.range))
    }
    guard !frames.isEmpty else {
      root = node
      return
    }
    let top = frames.count - 1
    frames[top].size += size
    guard frames[top].isMapping else {
      frames[top].elements.append(node)
      return
    }
    switch frames[top].key {
    case nil: frames[top].key = key(node, in: frames[top])
    case .rejected: frames[top].key = nil
    case .name(let name):
      frames[top].entries.append(YAMLNode.Entry(key: name, value: node))
      frames[top].key = nil
    }
  }

  private mutating func key(_ node: YAMLNode, in frame: Frame) -> Frame.Key {
    guard let name = node.text else {
      var braces = frame.start.union(node.range)
      if source.text(in: braces).hasPrefix("{{") {
        let closing = SourceRange(braces.upper, braces.upper + 1)
        if source.text(in: closing) == "}" { braces.upper += 1 }
        diagnostics.append(
          .error(
            .badInlineValue, "only `{{ params.name }}` can stand for an option's value",
            at: braces, notes: [Self.quotingNote]))
      } else {
        diagnostics.append(
          .error(code, "a key is text, not \(node.kindDescription)", at: node.range))
      }
      return .rejected
    }
    if let first = frame.entries.first(where: { $0.key.value == name }) {
      let line = source.position(of: first.key.range.lower).line
      diagnostics.append(
        .error(
          .duplicateKey, "the key `\(name)` is repeated", at: node.range,
          label: "first on line \(line)"))
      return .rejected
    }
    return .name(Located(name, at: node.range))
  }

  /// Returns the part of the text that a scalar takes, without its tag and anchor and without a
  /// block's last line ends.
  private static func written(
    _ range: Range<Int>, style: YAMLEvent.Style, hasProperties: Bool, in bytes: [UInt8]
  ) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    if style == .literal || style == .folded || style == .plain {
      while end > start, InlineSyntax.isSpace(bytes[end - 1]) { end -= 1 }
    }
    while hasProperties, start < end,
      bytes[start] == UInt8(ascii: "!") || bytes[start] == UInt8(ascii: "&")
    {
      while start < end, !InlineSyntax.isSpace(bytes[start]) { start += 1 }
      while start < end, InlineSyntax.isSpace(bytes[start]) { start += 1 }
    }
    return start..<end
  }

  // MARK: - Messages

  static let quotingNote = "a text that begins with `{{` needs quotes: `caption: \"{{ … }} …\"`"

  private mutating func stop(_ diagnostic: Diagnostic) -> Stop {
    diagnostics.append(diagnostic)
    return Stop()
  }

  private mutating func report(_ problem: YAMLProblem) {
    let bytes = text.bytes
    var offset = min(problem.offset, bytes.count)
    // At the end of the text the beginning of what is not finished says more.
    if let context = problem.context,
      bytes[offset...].allSatisfy(InlineSyntax.isSpace), context.offset < offset
    {
      offset = context.offset
    }
    var end = min(offset + 1, bytes.count)
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    let isLineEnd = offset < bytes.count && (bytes[offset] == 0x0A || bytes[offset] == 0x0D)
    let range = place(offset..<(isLineEnd ? offset : end))
    var notes = [hint(for: problem, at: offset)].compactMap { $0 }
    if let context = problem.context {
      let line = source.position(of: place(context.offset..<context.offset).lower).line
      notes.append("\(context.text), which begins on line \(line)")
    }
    diagnostics.append(.error(code, "not YAML: \(problem.text)", at: range, notes: notes))
  }

  /// Returns the likely cause of a problem.
  private func hint(for problem: YAMLProblem, at offset: Int) -> String? {
    let bytes = text.bytes
    var start = min(offset, bytes.count)
    while start > 0, bytes[start - 1] != 0x0A, bytes[start - 1] != 0x0D { start -= 1 }
    var end = min(offset, bytes.count)
    while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
    let line = String(decoding: bytes[start..<end], as: UTF8.self)
    let first = offset < bytes.count ? bytes[offset] : 0
    // A list's or quote's indentation has taken its part of the tab away: look at the source.
    let place = self.place(offset..<offset)
    let written = source.text(in: source.lineRange(source.lineIndex(of: place.lower)))
    let indentation = written.prefix { $0 == " " || $0 == "\t" || $0 == ">" }
    if indentation.contains("\t") || first == 0x09 {
      return "YAML indents with spaces, not tabs"
    }
    if line.contains("{{") { return Self.quotingNote }
    if problem.text.contains("mapping values are not allowed") {
      let before = String(decoding: bytes[start..<min(offset, bytes.count)], as: UTF8.self)
      return before.contains(": ")
        ? "a text that contains `: ` needs quotes" : "the keys of a block begin at the same column"
    }
    if problem.text.contains("cannot start any token") {
      let character = Character(Unicode.Scalar(first))
      return "a text that begins with `\(character)` needs quotes"
    }
    if line.contains("=[") || line.contains("=(") {
      return "inside a list, a call that has brackets needs quotes: `[\"conv 6 size=[3, 3]\"]`"
    }
    if problem.text.contains("could not find expected ':'") {
      return "each line is `key: value`, with a space after the colon"
    }
    return nil
  }
}
