import Diagnostics
import NotebookSyntax
import Testing

/// What authors of the course keep to, beyond the language.
@Suite("The course's text") struct CourseTextTests {
  private static let names = [
    "01-linear-models", "02-overfitting", "03-gradient-descent", "04-neural-networks",
    "05-activations", "06-cross-entropy", "07-backpropagation", "08-matrix-form", "09-playground",
    "10-convolutions", "reference-plots",
  ]

  private func notebook(_ name: String) throws -> Notebook {
    let bytes = try #require(contents(of: "../../Notebooks/\(name).md", beside: #filePath))
    return Notebook.parse(
      SourceText(name: name, text: String(decoding: bytes, as: UTF8.self))
    ).notebook
  }

  @Test("a check whose block shows nothing stands by the words that use it", arguments: names)
  func orphans(name: String) throws {
    let blocks = try notebook(name).blocks
    for (heading, block) in zip(blocks, blocks.dropFirst()) {
      guard case .heading = heading.kind, case .directive(let directive) = block.kind else {
        continue
      }
      let entries = directive.body.entries ?? []
      let hidden = entries.filter { $0.value.text == "hide" }.map(\.key.value)
      #expect(!Set(hidden).isSuperset(of: ["output", "echo"]), "\(directive.text)")
    }
  }

  @Test("prose spells optimisers in one way", arguments: names)
  func spelling(name: String) throws {
    let bytes = try #require(contents(of: "../../Notebooks/\(name).md", beside: #filePath))
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      // The option of `train` is spelt as in the libraries.
      let prose = line.replacing("optimizer:", with: "")
      let words = prose.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset.isMultiple(of: 2) }.map(\.element)
      #expect(!words.contains { $0.contains("optimizer") }, "\(line)")
    }
  }
}
