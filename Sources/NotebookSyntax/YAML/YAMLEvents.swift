import CYAML

/// One event of a YAML stream, with its UTF-8 offsets in the text.
struct YAMLEvent {
  enum Style { case plain, singleQuoted, doubleQuoted, literal, folded }

  enum Kind {
    case documentStart
    case alias(String)
    case scalar([UInt8], Style, tag: String?, anchor: String?)
    case sequenceStart(isFlow: Bool, anchor: String?)
    case mappingStart(isFlow: Bool, anchor: String?)
    case end
  }

  var kind: Kind
  var range: Range<Int>
}

/// Why libyaml stopped.
struct YAMLProblem: Error {
  /// libyaml's own words.
  var text: String
  var offset: Int
  /// What libyaml was reading, such as "while parsing a flow sequence", and where that began.
  var context: (text: String, offset: Int)?
}

/// libyaml: turns YAML into events that hold no pointer.
enum YAMLEvents {
  /// The most events of one document, so that memory is bounded.
  static let countLimit = 1_000_000

  /// Returns the events of a text up to its end, its first problem, or the first event that is more
  /// than `depthLimit` levels deep, whose cost libyaml multiplies by the depth.
  static func read(
    _ text: [UInt8], depthLimit: Int
  ) -> (events: [YAMLEvent], problem: YAMLProblem?) {
    let offsets = characterOffsets(of: text)
    func offset(_ mark: yaml_mark_t) -> Int { offsets[min(mark.index, offsets.count - 1)] }
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { unsafe parser.deallocate() }
    guard unsafe yaml_parser_initialize(parser) != 0 else {
      return ([], YAMLProblem(text: "out of memory", offset: 0, context: nil))
    }
    defer { unsafe yaml_parser_delete(parser) }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    return unsafe text.withUnsafeBufferPointer { buffer in
      var empty: UInt8 = 0
      return unsafe withUnsafePointer(to: &empty) { fallback in
        unsafe yaml_parser_set_input_string(parser, buffer.baseAddress ?? fallback, buffer.count)
        var events: [YAMLEvent] = []
        var depth = 0
        while depth <= depthLimit, events.count < countLimit {
          var event = unsafe yaml_event_t()
          guard unsafe yaml_parser_parse(parser, &event) != 0 else {
            return (events, unsafe problem(of: parser, offset))
          }
          defer { unsafe yaml_event_delete(&event) }
          if unsafe event.type == YAML_STREAM_END_EVENT { return (events, nil) }
          if let kind = unsafe kind(of: event) {
            let start = unsafe offset(event.start_mark)
            let end = unsafe offset(event.end_mark)
            events.append(YAMLEvent(kind: kind, range: start..<max(start, end)))
            switch kind {
            case .sequenceStart, .mappingStart: depth += 1
            case .end: depth -= 1
            case .documentStart, .alias, .scalar: break
            }
          }
        }
        if depth > depthLimit { return (events, nil) }
        let problem = YAMLProblem(text: "too many values", offset: 0, context: nil)
        return (events, problem)
      }
    }
  }

  /// The offset of each character, as libyaml counts in characters; the last is the text's length.
  private static func characterOffsets(of text: [UInt8]) -> [Int] {
    var offsets: [Int] = []
    offsets.reserveCapacity(text.count + 1)
    for (offset, byte) in text.enumerated() where byte & 0xC0 != 0x80 { offsets.append(offset) }
    offsets.append(text.count)
    return offsets
  }

  private static func problem(
    of parser: UnsafeMutablePointer<yaml_parser_t>, _ offset: (yaml_mark_t) -> Int
  ) -> YAMLProblem {
    let words = unsafe text(parser.pointee.problem) ?? "not YAML"
    if unsafe parser.pointee.error == YAML_READER_ERROR {
      let place = Int(unsafe parser.pointee.problem_offset)
      return YAMLProblem(text: words, offset: place, context: nil)
    }
    let context = unsafe text(parser.pointee.context).map { words in
      (words, unsafe offset(parser.pointee.context_mark))
    }
    return YAMLProblem(
      text: words, offset: unsafe offset(parser.pointee.problem_mark), context: context)
  }

  private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind? {
    switch unsafe event.type {
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_ALIAS_EVENT: return .alias(unsafe text(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let bytes = unsafe Array(UnsafeBufferPointer(start: scalar.value, count: scalar.length))
      let style: YAMLEvent.Style =
        switch unsafe scalar.style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
      return .scalar(
        bytes, style, tag: unsafe text(scalar.tag), anchor: unsafe text(scalar.anchor))
    case YAML_SEQUENCE_START_EVENT:
      let start = unsafe event.data.sequence_start
      let isFlow = unsafe start.style == YAML_FLOW_SEQUENCE_STYLE
      return .sequenceStart(isFlow: isFlow, anchor: unsafe text(start.anchor))
    case YAML_MAPPING_START_EVENT:
      let start = unsafe event.data.mapping_start
      let isFlow = unsafe start.style == YAML_FLOW_MAPPING_STYLE
      return .mappingStart(isFlow: isFlow, anchor: unsafe text(start.anchor))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
    default: return nil
    }
  }

  private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe String(cString: pointer)
  }

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe String(cString: UnsafePointer(pointer))
  }
}
