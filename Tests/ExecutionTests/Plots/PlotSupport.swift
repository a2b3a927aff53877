import Diagnostics
import NotebookSyntax
import Plotting
import Testing

@testable import Execution

/// Plans and runs a notebook whose last block draws or prints something, and returns what that
/// block produced.
func lastOutcome(_ text: String) throws -> BlockOutcome {
  let notebook = plan(text)
  try #require(notebook.diagnostics.isEmpty, "\(notebook.diagnostics.map(\.message))")
  var outcomes: [UnitID: BlockOutcome] = [:]
  for data in notebook.unnamedData { outcomes[data.id] = data.evaluate() }
  var last = BlockOutcome()
  for (index, block) in notebook.blocks.enumerated() {
    let work = try #require(block.work)
    last = work.run(in: ExecutionContext(outcomes: outcomes, seed: 0))
    outcomes[UnitID(index)] = last
  }
  return last
}

/// Returns the chart that a notebook's last block draws.
func lastFigure(_ text: String) throws -> Figure {
  let outcome = try lastOutcome(text)
  #expect(outcome.diagnostics.isEmpty, "\(outcome.diagnostics.map(\.message))")
  guard case .figure(let figure)? = outcome.outputs.first else { throw MissingOutput() }
  return try #require(figure as? Figure)
}

/// Returns the table that a notebook's last block prints.
func lastTable(_ text: String) throws -> TableOutput {
  guard case .table(let table)? = try lastOutcome(text).outputs.last else { throw MissingOutput() }
  return table
}

struct MissingOutput: Error {}

/// Returns an expression as a function of the plane.
func planeFunction(_ text: String) throws -> PlaneFunction {
  let (expression, problems) = Expression.parse(ScalarText(verbatim: text, at: 0))
  try #require(problems.isEmpty)
  let (function, diagnostics) = ColumnFunction.checked(
    try #require(expression), columns: ["x", "y"])
  try #require(diagnostics.isEmpty)
  return PlaneFunction(function: try #require(function))
}
