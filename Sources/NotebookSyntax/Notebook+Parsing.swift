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
    return (notebook, (sectionProblems + headerProblems + problems).inSourceOrder())
  }
}
