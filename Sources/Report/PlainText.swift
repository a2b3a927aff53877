import Diagnostics
import Execution
import NotebookSyntax

/// What inlines say without markup: for titles, alternative texts and anchors.
struct PlainText {
  /// The texts of inline values, by the range of their braces.
  var values: [SourceRange: String] = [:]
  /// Math with its values in place, by the range of the math.
  var mathTexts: [SourceRange: String] = [:]
  var labels: [String: LabelTarget] = [:]
  var words = ReportWords.of(language: "en")

  /// Returns the words of inlines; footnote marks and HTML say nothing.
  func text(of inlines: [Inline]) -> String {
    var result = ""
    DocumentWalk.visit(inlines) { inline in
      switch inline.kind {
      case .text(let text), .code(let text): result += text
      case .math(let tex, _, _): result += mathTexts[inline.range] ?? tex
      case .value(let path, let format):
        result += values[inline.range] ?? Self.source(of: path.value, format: format?.value)
      case .reference(let label, let isBare):
        guard let target = labels[label] else {
          result += "@" + label
          return
        }
        result += isBare ? target.number : words.name(of: target)
      case .softBreak, .hardBreak: result += " "
      case .emphasis, .strong, .strikethrough, .link, .image, .footnoteReference, .html: break
      }
    }
    return result
  }

  /// Returns an inline value as the author wrote it.
  static func source(of path: String, format: String?) -> String {
    "{{ " + path + (format.map { ":" + $0 } ?? "") + " }}"
  }

  /// Returns an anchor made of a heading's letters and digits, such as `gradient-descent`.
  static func slug(_ text: String) -> String {
    var slug = ""
    var needsHyphen = false
    for character in text.lowercased() {
      if character.isLetter || character.isNumber || character == "_" {
        if needsHyphen, !slug.isEmpty { slug += "-" }
        needsHyphen = false
        slug.append(character)
      } else {
        needsHyphen = true
      }
    }
    return slug.isEmpty ? "section" : slug
  }
}
