package import Diagnostics

extension Notebook {
  /// Parses a notebook. Parsing never fails: it gives a tree and the problems found, in the order of
  /// the source.
  ///
  /// `overrides` are the command line's `-P name=value`, in order.
  package static func parse(
    _ source: SourceText, overrides: [(String, String)] = []
  ) -> (notebook: Notebook, diagnostics: [Diagnostic]) {
    let (section, sectionProblems) = FrontMatter.find(in: source)
    let (frontMatter, headerProblems) = FrontMatter.parse(
      section, in: source, overrides: overrides)
    let (blocks, problems) = BlockBuilder.blocks(
      of: source, firstLine: section?.nextLine ?? 0, frontMatter: frontMatter)
    let notebook = Notebook(source: source, frontMatter: frontMatter, blocks: blocks)
    let footnoteProblems = notebook.droppedFootnotes(from: section?.nextLine ?? 0)
    let all = sectionProblems + headerProblems + problems + footnoteProblems
    return (notebook, all.inSourceOrder())
  }

  /// Returns warnings about footnotes that cmark leaves out because nothing refers to them or their
  /// name is taken.
  private func droppedFootnotes(from firstLine: Int) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for index in source.lineStarts.indices.dropFirst(firstLine) {
      let line = source.lineRange(index)
      let text = source.text(in: line)
      let indentation = text.prefix { $0 == " " }.count
      let definition = text.dropFirst(indentation)
      guard indentation < 4, definition.hasPrefix("[^"),
        let close = definition.firstIndex(of: "]"), definition[close...].hasPrefix("]:"),
        !blocks.contains(where: { $0.range.lower <= line.upper && line.lower <= $0.range.upper })
      else { continue }
      let name = definition[..<close].dropFirst(2)
      let isTaken = blocks.contains { block in
        if case .footnoteDefinition(String(name), _) = block.kind { true } else { false }
      }
      let start = line.lower + indentation
      diagnostics.append(
        .warning(
          .unknownFootnote,
          isTaken ? "the footnote `\(name)` is defined twice" : "nothing refers to this footnote",
          at: SourceRange(start, start + 3 + name.utf8.count),
          label: isTaken ? "this one is left out" : "refer to it with `[^\(name)]`"))
    }
    return diagnostics
  }
}
