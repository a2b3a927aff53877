import CCMarkGFM
import Synchronization

/// cmark-gfm: turns Markdown into events that hold no pointer.
///
/// cmark keeps the characters at which inline extensions begin in one table for the whole process,
/// so parsing happens under a lock.
struct MarkdownLibrary: ~Copyable {
  private static let shared = Mutex(MarkdownLibrary())

  /// A syntax extension, which lives as long as the process.
  @safe
  private struct SyntaxExtension {
    let pointer: OpaquePointer
  }

  private let extensions: [SyntaxExtension]

  /// Returns the walk over a document. The bytes must be UTF-8 without NULs.
  static func events(of markdown: [UInt8]) -> [MarkdownEvent] {
    shared.withLock { $0.events(of: markdown) }
  }

  private init() {
    cmark_gfm_core_extensions_ensure_registered()
    var found: [SyntaxExtension] = []
    for name in ["table", "strikethrough", "autolink", "tasklist"] {
      if let pointer = unsafe cmark_find_syntax_extension(name) {
        unsafe found.append(SyntaxExtension(pointer: pointer))
      }
    }
    if let notebookSyntax = Self.makeNotebookSyntax() { found.append(notebookSyntax) }
    extensions = found
  }

  // MARK: - The inline extension

  /// The first byte of a raw HTML node's text that stands for an `InlineMatch`. Real raw HTML
  /// begins with `<`. The kind of node is one that a table's cell accepts too.
  private static let matchMark: UInt8 = 1

  private static func makeNotebookSyntax() -> SyntaxExtension? {
    guard let syntax = unsafe cmark_syntax_extension_new("notebook") else { return nil }
    let memory = unsafe cmark_get_default_mem_allocator()
    var characters: UnsafeMutablePointer<cmark_llist>?
    for character in InlineSyntax.firstCharacters {
      unsafe characters = cmark_llist_append(
        memory, characters, UnsafeMutableRawPointer(bitPattern: Int(character)))
    }
    unsafe cmark_syntax_extension_set_special_inline_chars(syntax, characters)
    unsafe cmark_syntax_extension_set_match_inline_func(syntax) { _, _, _, character, scanner in
      // cmark asks at every character that any extension handles.
      guard let scanner = unsafe scanner, InlineSyntax.firstCharacters.contains(character) else {
        return nil
      }
      let start = Int(unsafe cmark_inline_parser_get_offset(scanner))
      let match = InlineSyntax.match(at: start) { offset in
        unsafe cmark_inline_parser_peek_at(scanner, Int32(offset))
      }
      guard let match, let node = unsafe cmark_node_new(CMARK_NODE_HTML_INLINE) else { return nil }
      let (lower, upper) = (match.range.lowerBound, match.range.upperBound)
      let mark = Character(Unicode.Scalar(MarkdownLibrary.matchMark))
      _ = unsafe cmark_node_set_literal(node, "\(mark)\(match.kind.rawValue) \(lower) \(upper)")
      unsafe cmark_inline_parser_set_offset(scanner, Int32(upper))
      return unsafe node
    }
    return unsafe SyntaxExtension(pointer: syntax)
  }

  /// Returns the match that a raw HTML node stands for.
  private static func match(in literal: String) -> InlineMatch? {
    guard literal.utf8.first == matchMark else { return nil }
    let parts = literal.dropFirst().split(separator: " ")
    guard parts.count == 3, let kind = parts[0].first.flatMap(InlineMatch.Kind.init),
      let lower = Int(parts[1]), let upper = Int(parts[2]), lower <= upper
    else { return nil }
    return InlineMatch(kind: kind, range: lower..<upper)
  }

  // MARK: - Parsing

  private func events(of markdown: [UInt8]) -> [MarkdownEvent] {
    guard let parser = unsafe cmark_parser_new(CMARK_OPT_FOOTNOTES) else { return [] }
    defer { unsafe cmark_parser_free(parser) }
    for syntax in extensions {
      _ = unsafe cmark_parser_attach_syntax_extension(parser, syntax.pointer)
    }
    unsafe markdown.withUnsafeBytes { bytes in
      let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      if let start = unsafe start { unsafe cmark_parser_feed(parser, start, bytes.count) }
    }
    guard let root = unsafe cmark_parser_finish(parser) else { return [] }
    defer { unsafe cmark_node_free(root) }
    guard let iterator = unsafe cmark_iter_new(root) else { return [] }
    defer { unsafe cmark_iter_free(iterator) }
    var events: [MarkdownEvent] = []
    while true {
      let step = unsafe cmark_iter_next(iterator)
      guard step == CMARK_EVENT_ENTER || step == CMARK_EVENT_EXIT,
        let node = unsafe cmark_iter_get_node(iterator)
      else { break }
      guard step == CMARK_EVENT_ENTER else {
        events.append(MarkdownEvent(phase: .exit))
        continue
      }
      events.append(
        MarkdownEvent(
          phase: .enter, kind: unsafe Self.kind(of: node),
          startLine: Int(unsafe cmark_node_get_start_line(node)),
          endLine: Int(unsafe cmark_node_get_end_line(node)),
          startColumn: Int(unsafe cmark_node_get_start_column(node))))
    }
    return events
  }

  private static func kind(of node: OpaquePointer) -> MarkdownEvent.Kind {
    switch unsafe cmark_node_get_type(node) {
    case CMARK_NODE_DOCUMENT: return .document
    case CMARK_NODE_BLOCK_QUOTE: return .blockQuote
    case CMARK_NODE_LIST:
      let isOrdered = unsafe cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      let start = isOrdered ? Int(unsafe cmark_node_get_list_start(node)) : nil
      return .list(start: start, isTight: unsafe cmark_node_get_list_tight(node) != 0)
    case CMARK_NODE_ITEM:
      let isTask = unsafe text(cmark_node_get_type_string(node)) == "tasklist"
      return .item(
        isChecked: isTask ? unsafe cmark_gfm_extensions_get_tasklist_item_checked(node) : nil)
    case CMARK_NODE_CODE_BLOCK:
      var length: Int32 = 0
      var offset: Int32 = 0
      var character: CChar = 0
      let literal = unsafe bytes(cmark_node_get_literal(node))
      guard unsafe cmark_node_get_fenced(node, &length, &offset, &character) != 0 else {
        return .indentedCode(literal: literal)
      }
      return .fencedCode(literal: literal, fenceLength: Int(length), fenceOffset: Int(offset))
    case CMARK_NODE_HTML_BLOCK:
      return .htmlBlock(literal: unsafe bytes(cmark_node_get_literal(node)))
    case CMARK_NODE_PARAGRAPH:
      return .paragraph(content: unsafe bytes(cmark_node_get_string_content(node)))
    case CMARK_NODE_HEADING:
      return .heading(
        level: Int(unsafe cmark_node_get_heading_level(node)),
        content: unsafe bytes(cmark_node_get_string_content(node)))
    case CMARK_NODE_THEMATIC_BREAK: return .thematicBreak
    case CMARK_NODE_FOOTNOTE_DEFINITION: return .footnoteDefinition
    case CMARK_NODE_TEXT: return .text(unsafe text(cmark_node_get_literal(node)))
    case CMARK_NODE_SOFTBREAK: return .softBreak
    case CMARK_NODE_LINEBREAK: return .hardBreak
    case CMARK_NODE_CODE: return .code(unsafe text(cmark_node_get_literal(node)))
    case CMARK_NODE_HTML_INLINE:
      let literal = unsafe text(cmark_node_get_literal(node))
      return match(in: literal).map { .match($0) } ?? .html(literal)
    case CMARK_NODE_EMPH: return .emphasis
    case CMARK_NODE_STRONG: return .strong
    case CMARK_NODE_LINK:
      return .link(
        destination: unsafe text(cmark_node_get_url(node)),
        title: unsafe text(cmark_node_get_title(node)))
    case CMARK_NODE_IMAGE:
      return .image(
        source: unsafe text(cmark_node_get_url(node)),
        title: unsafe text(cmark_node_get_title(node)))
    case CMARK_NODE_FOOTNOTE_REFERENCE: return .footnoteReference
    default: return unsafe extensionKind(of: node)
    }
  }

  /// Returns the kind of a node that an extension of cmark-gfm made.
  private static func extensionKind(of node: OpaquePointer) -> MarkdownEvent.Kind {
    switch unsafe text(cmark_node_get_type_string(node)) {
    case "table":
      let count = Int(unsafe cmark_gfm_extensions_get_table_columns(node))
      guard let letters = unsafe cmark_gfm_extensions_get_table_alignments(node) else {
        return .table(alignments: Array(repeating: .none, count: count))
      }
      return .table(
        alignments: (0..<count).map { column -> TableBlock.Alignment in
          switch unsafe letters[column] {
          case UInt8(ascii: "l"): .left
          case UInt8(ascii: "c"): .center
          case UInt8(ascii: "r"): .right
          default: .none
          }
        })
    case "table_header", "table_row":
      return .tableRow(isHeader: unsafe cmark_gfm_extensions_get_table_row_is_header(node) != 0)
    case "table_cell":
      return .tableCell(content: unsafe bytes(cmark_node_get_string_content(node)))
    case "strikethrough": return .strikethrough
    default: return .other
    }
  }

  private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
    guard let pointer = unsafe pointer else { return "" }
    return unsafe String(cString: pointer)
  }

  private static func bytes(_ pointer: UnsafePointer<CChar>?) -> [UInt8] {
    unsafe Array(text(pointer).utf8)
  }
}
