import Diagnostics
import NeuralEngine
import NotebookSyntax
import Testing

@testable import Execution

/// Runs notebooks of one block.
enum TraceSupport {
  /// Runs a notebook with one `backprop-trace t` block of this body.
  static func run(_ body: String) async -> (run: NotebookRun, source: SourceText) {
    await notebook("```backprop-trace t\n\(body)\n```\n")
  }

  /// Runs a notebook.
  static func notebook(_ text: String) async -> (run: NotebookRun, source: SourceText) {
    let source = SourceText(name: "test.md", text: text)
    let (notebook, problems) = Notebook.parse(source)
    let plan = NotebookPlanner.plan(notebook, diagnostics: problems)
    return (await NotebookExecutor.run(plan, jobs: 1), source)
  }

  /// Lowers statements over inputs.
  static func trace(
    _ statements: String, _ inputs: [(String, Tensor)], wrt: [String]? = nil
  ) throws -> TracePass {
    let (parsed, problems) = Statement.parseList(ScalarText(verbatim: statements, at: 0))
    #expect(problems.isEmpty)
    let (trace, mistakes) = TraceGraph.make(
      parsed, inputs: inputs.map { (name: $0.0, shape: $0.1.shape) })
    #expect(mistakes.isEmpty)
    return try TracePass.make(
      #require(trace), at: inputs.map(\.1),
      wanting: inputs.map { wrt?.contains($0.0) ?? true }
    ).get()
  }
}
