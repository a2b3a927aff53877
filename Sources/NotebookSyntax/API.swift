package import Diagnostics

extension Notebook {
  /// Parses a notebook. Parsing never fails: it gives a tree and the problems found.
  ///
  /// `overrides` are the command line's `-P name=value`, in order.
  package static func parse(
    _ source: SourceText, overrides: [(String, String)] = []
  ) -> (notebook: Notebook, diagnostics: [Diagnostic]) {
    (Notebook(source: source, frontMatter: FrontMatter(), blocks: []), [])
  }

  /// Returns a stable text of the whole tree with the place of every node.
  package func dump() -> String { "" }
}

extension Inline {
  /// Parses the Markdown of a caption or an alt text, inline values and math included.
  package static func parse(markdown: ScalarText) -> (inlines: [Inline], diagnostics: [Diagnostic])
  {
    ([], [])
  }
}
