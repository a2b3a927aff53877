import Diagnostics
import NotebookSyntax

@testable import Execution

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A notebook that states its own diagnostics.
///
/// `# error NB031 text` at the end of a YAML line expects an error with this code whose message
/// contains the text on that line; several are separated by `; error`. `<!-- next: error … -->` in
/// the Markdown expects it on the following line.
struct DiagnosticFixture {
  struct Expected: Equatable, CustomStringConvertible {
    var line: Int
    var severity: String
    var code: String
    var text: String

    var description: String { "line \(line): \(severity) \(code) \(text)" }
  }

  let source: SourceText
  let expected: [Expected]

  init(_ name: String, beside testFile: String = #filePath) throws {
    let folder = testFile.split(separator: "/").dropLast().joined(separator: "/")
    let path = "/\(folder)/Fixtures/\(name)"
    guard let file = fopen(path, "rb") else { throw MissingFixture(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    self.init(text: String(decoding: bytes, as: UTF8.self), name: name)
  }

  init(text: String, name: String = "fixture.md") {
    source = SourceText(name: name, text: text)
    var expected: [Expected] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if let (_, rest) = String(line).split(at: "<!-- next: ") {
        let list = rest.split(at: " -->")?.0 ?? rest
        expected += Self.parse(list, line: index + 2)
      } else if let (_, list) = String(line).split(at: "# error ") {
        expected += Self.parse("error " + list, line: index + 1)
      } else if let (_, list) = String(line).split(at: "# warning ") {
        expected += Self.parse("warning " + list, line: index + 1)
      }
    }
    self.expected = expected
  }

  private static func parse(_ list: String, line: Int) -> [Expected] {
    var rest = list
    var found: [Expected] = []
    while true {
      let (first, others) = rest.split(at: "; error ") ?? (rest, "")
      let words = first.split(separator: " ", maxSplits: 2).map(String.init)
      found.append(
        Expected(
          line: line, severity: words[0], code: words[1], text: words.count > 2 ? words[2] : ""))
      if others.isEmpty { return found }
      rest = "error " + others
    }
  }

  /// Returns what was expected but not found, and what was found but not expected.
  func mismatches(with diagnostics: [Diagnostic]) -> (missing: [Expected], surplus: [String]) {
    var rest = diagnostics
    var missing: [Expected] = []
    for wanted in expected {
      let index = rest.firstIndex { diagnostic in
        let line = diagnostic.range.map { source.position(of: $0.lower).line } ?? 0
        return line == wanted.line && diagnostic.severity.rawValue == wanted.severity
          && diagnostic.code.rawValue == wanted.code && diagnostic.message.contains(wanted.text)
      }
      if let index { rest.remove(at: index) } else { missing.append(wanted) }
    }
    let surplus = rest.map { diagnostic in
      let line = diagnostic.range.map { source.position(of: $0.lower).line } ?? 0
      return "line \(line): \(diagnostic.severity.rawValue) \(diagnostic.code.rawValue) "
        + diagnostic.message
    }
    return (missing, surplus)
  }
}

struct MissingFixture: Error {
  var path: String
}

/// Parses and plans a notebook.
func plan(_ text: String, files: [String: DataFile] = [:]) -> NotebookPlan {
  plan(SourceText(name: "test.md", text: text), files: files)
}

/// Parses and plans a notebook.
func plan(_ source: SourceText, files: [String: DataFile] = [:]) -> NotebookPlan {
  let (notebook, diagnostics) = Notebook.parse(source)
  return NotebookPlanner.plan(notebook, diagnostics: diagnostics, files: files)
}

/// Parses, plans and runs a notebook.
func run(_ text: String, jobs: Int = 2, files: [String: DataFile] = [:]) async -> NotebookRun {
  await NotebookExecutor.run(plan(text, files: files), jobs: jobs)
}
