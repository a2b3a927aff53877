import Diagnostics
import NotebookSyntax
import Plotting
import Testing

@testable import Execution

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reads a file whose place is told from that of a test.
func contents(of path: String, beside testFile: String = #filePath) -> [UInt8]? {
  let folder = testFile.split(separator: "/").dropLast().joined(separator: "/")
  guard let file = fopen("/\(folder)/\(path)", "rb") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&chunk, 1, chunk.count, file)
    if count == 0 { return bytes }
    bytes += chunk[..<count]
  }
}

/// Writes a file and says whether that worked.
func write(_ bytes: [UInt8], to path: String) -> Bool {
  guard let file = fopen(path, "wb") else { return false }
  defer { fclose(file) }
  return fwrite(bytes, 1, bytes.count, file) == bytes.count
}

/// Plans and runs a notebook and returns its figures with their labels, before they are drawn.
func figures(of text: String, name: String) throws -> [(label: String, figure: any Drawable)] {
  let notebook = plan(SourceText(name: name, text: text))
  try #require(
    !notebook.hasErrors,
    "\(notebook.diagnostics.filter { $0.severity == .error }.map(\.message))")
  var outcomes: [UnitID: BlockOutcome] = [:]
  for data in notebook.unnamedData { outcomes[data.id] = data.evaluate() }
  var found: [(label: String, figure: any Drawable)] = []
  for (index, block) in notebook.blocks.enumerated() {
    guard let work = block.work else { continue }
    let outcome = work.run(
      in: ExecutionContext(outcomes: outcomes, seed: notebook.notebook.frontMatter.seed))
    outcomes[UnitID(index)] = outcome
    var labels = block.figures.makeIterator()
    for case .figure(let figure) in outcome.outputs {
      if let label = labels.next()?.label { found.append((label, figure)) }
    }
  }
  return found
}
