package import Diagnostics
package import Execution
package import NotebookSyntax
import TeXMath

/// The problems of the parts of a notebook that only the report looks at.
package enum ReportChecks {
  /// Returns warnings about raw HTML, unsafe links, remote images and unknown TeX, in source order.
  ///
  /// - Parameters:
  ///   - notebook: The notebook.
  ///   - results: What its directives produced, whose captions are text as well.
  ///   - allowsHTML: Whether raw HTML becomes part of the page.
  package static func diagnostics(
    of notebook: Notebook, results: [BlockResult] = [], allowsHTML: Bool = false
  ) -> [Diagnostic] {
    var found: [Diagnostic] = []
    func check(_ inline: Inline) {
      found += diagnostics(of: inline, in: notebook.source, allowsHTML: allowsHTML)
    }
    DocumentWalk.visit(notebook.blocks) { block in
      if case .html(let html) = block.kind, !allowsHTML, !HTMLComment.isOnlyComments(html) {
        found.append(rawHTML(at: block.range))
      }
    } inline: { inline in
      check(inline)
    }
    for caption in captions(of: results) { DocumentWalk.visit(caption, inline: check) }
    return found.inSourceOrder()
  }

  /// Returns the local images that a notebook shows, in document order, percent signs decoded; each
  /// path once, with the place of its first use.
  package static func localImages(
    in notebook: Notebook, results: [BlockResult] = []
  ) -> [Located<String>] {
    var found: [Located<String>] = []
    var seen: Set<String> = []
    func check(_ inline: Inline) {
      guard case .image(let source, _, _) = inline.kind,
        case .local(let path) = ImageSource(source),
        seen.insert(path).inserted
      else { return }
      found.append(Located(path, at: inline.range))
    }
    DocumentWalk.visit(notebook.blocks, inline: check)
    for caption in captions(of: results) { DocumentWalk.visit(caption, inline: check) }
    return found
  }

  private static func captions(of results: [BlockResult]) -> [[Inline]] {
    results.flatMap { result in
      result.outputs.map { output in
        switch output {
        case .figure(let figure): figure.caption
        case .table(let table): table.caption
        case .math, .remark: []
        }
      }
    }
  }

  private static func diagnostics(
    of inline: Inline, in source: SourceText, allowsHTML: Bool
  ) -> [Diagnostic] {
    switch inline.kind {
    case .math(let tex, let isDisplayed, _):
      let location = TeXLocation(of: tex, in: inline.range, of: source)
      let masked = maskingValues(in: tex)
      return TeXMath.convert(masked, isDisplayed: isDisplayed, at: location).diagnostics
    case .html(let html):
      // A pair of tags is one problem.
      if allowsHTML || html.hasPrefix("</") || HTMLComment.isOnlyComments(html) { return [] }
      return [rawHTML(at: inline.range)]
    case .link(let destination, _, _):
      if LinkAddress(destination) != nil { return [] }
      let scheme = LinkAddress.scheme(of: destination) ?? ""
      return [
        .warning(
          .unsafeLink, "a link to a `\(scheme):` address is dropped", at: inline.range,
          notes: ["such links can run code in the reader's browser"])
      ]
    case .image(let address, _, _):
      switch ImageSource(address) {
      case .data, .local: return []
      case .remote:
        return [
          .warning(
            .imageProblem, "a remote image is shown as a link", at: inline.range,
            notes: ["pages make no requests; save the image in the notebook's folder to embed it"])
        ]
      case .refused:
        let scheme = LinkAddress.scheme(of: address) ?? ""
        return [
          .warning(
            .unsafeLink, "an image with a `\(scheme):` address is dropped", at: inline.range)
        ]
      }
    default: return []
    }
  }

  /// Returns TeX with a number of the same length in the place of each `{{ path }}`, whose names are
  /// no commands of TeX.
  private static func maskingValues(in tex: String) -> String {
    var bytes = Array(tex.utf8)
    var index = 0
    while index + 1 < bytes.count {
      guard bytes[index] == UInt8(ascii: "{"), bytes[index + 1] == UInt8(ascii: "{") else {
        index += 1
        continue
      }
      var end = index + 2
      var hasDot = false
      while end < bytes.count, !"{}\\".utf8.contains(bytes[end]) {
        hasDot = hasDot || bytes[end] == UInt8(ascii: ".")
        end += 1
      }
      let isValue =
        hasDot && end + 1 < bytes.count && bytes[end] == UInt8(ascii: "}")
        && bytes[end + 1] == UInt8(ascii: "}")
      if isValue {
        for masked in index..<end + 2 { bytes[masked] = UInt8(ascii: "0") }
      }
      index = max(end, index + 2)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func rawHTML(at range: SourceRange) -> Diagnostic {
    .warning(
      .rawHTML, "raw HTML is shown as text", at: range,
      notes: ["`--allow-html` makes it part of the page"])
  }
}
