/// Writes nodes as HTML that is also well-formed XML.
struct HTMLFormatter {
  private var output: [UInt8] = []

  /// Returns a document with its type declaration.
  static func document(_ root: HTMLNode) -> String {
    var formatter = HTMLFormatter()
    formatter.write("<!DOCTYPE html>\n")
    formatter.write([root])
    formatter.write("\n")
    return String(decoding: formatter.output, as: UTF8.self)
  }

  /// Returns nodes without a document around them.
  static func fragment(_ nodes: [HTMLNode]) -> String {
    var formatter = HTMLFormatter()
    formatter.write(nodes)
    return String(decoding: formatter.output, as: UTF8.self)
  }

  private enum Step {
    case node(HTMLNode)
    case close(String)
  }

  private mutating func write(_ nodes: [HTMLNode]) {
    var pending = nodes.reversed().map(Step.node)
    while let step = pending.popLast() {
      switch step {
      case .close(let name):
        write("</\(name)>")
        if Self.endsLine.contains(name) { write("\n") }
      case .node(.text(let text)): escape(text, quotes: false)
      case .node(.authorHTML(let html)): write(html)
      case .node(.code(let code)): write(code)
      case .node(.element(let name, let attributes, let children)):
        write("<\(name)")
        for attribute in attributes {
          write(" \(attribute.name)=\"")
          escape(attribute.value, quotes: true)
          write("\"")
        }
        if Self.void.contains(name) {
          write("/>")
          if Self.endsLine.contains(name) { write("\n") }
          continue
        }
        write(">")
        pending.append(.close(name))
        for child in children.reversed() { pending.append(.node(child)) }
      }
    }
  }

  private mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }

  /// Writes text with markup escaped and characters that neither HTML nor XML allows replaced.
  private mutating func escape(_ text: String, quotes: Bool) {
    // Data addresses are long and never need an escape.
    if !text.utf8.contains(where: Self.needsCare) {
      write(text)
      return
    }
    var afterReturn = false
    for scalar in text.unicodeScalars {
      defer { afterReturn = scalar == "\r" }
      switch scalar {
      case "&": write("&amp;")
      case "<": write("&lt;")
      case ">": write("&gt;")
      case "\"" where quotes: write("&quot;")
      case "\n" where afterReturn: continue
      case "\n" where quotes: write("&#10;")
      case "\r": write(quotes ? "&#10;" : "\n")
      case "\t" where quotes: write("&#9;")
      case "\t", "\n": write(String(scalar))
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": write("\u{FFFD}")
      default: output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }

  /// Whether a byte may begin something that cannot be copied: markup, controls, U+0080 and up.
  private static func needsCare(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte > 0x7E || byte == 0x22 || byte == 0x26 || byte == 0x3C || byte == 0x3E
  }

  /// Elements that have no end tag.
  private static let void: Set<String> = ["br", "hr", "img", "input", "meta", "source"]

  /// Elements after which a line break cannot be seen.
  private static let endsLine: Set<String> = [
    "html", "head", "body", "title", "meta", "style", "script", "header", "footer", "main",
    "article", "section", "aside", "nav", "div", "p", "ul", "ol", "li", "dl", "dt", "dd", "table",
    "thead", "tbody", "tr", "figure", "figcaption", "picture", "source", "details", "summary",
    "blockquote", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6",
  ]
}
