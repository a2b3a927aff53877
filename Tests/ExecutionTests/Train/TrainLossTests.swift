import Diagnostics
import Testing

@testable import Execution

/// Losses as authors write them.
struct TrainLossTests {
  private static let classes = """
    ```data points
    columns: [x1, x2, y]
    rows: [[0, 0, -1], [0, 1, -1], [1, 0, -1], [1, 1, 1]]
    ```

    """

  /// Runs a block after the points and returns what it showed and offered.
  private func train(_ body: String, data: String = classes) async throws -> BlockResult {
    let result = await run(data + "\n```train t\n\(body)\n```\n")
    let errors = result.diagnostics.filter { $0.severity == .error }
    try #require(errors.isEmpty, "\(errors)")
    return try #require(result.results.last)
  }

  private func metrics(_ result: BlockResult) throws -> TableOutput {
    let tables = result.outputs.compactMap { output in
      if case .table(let table) = output, table.role == .metrics { table } else { nil }
    }
    return try #require(tables.first)
  }

  @Test(
    "targets −1 and 1 are classes to losses that want them",
    arguments: ["hinge", "perceptron", "bce", "(1 - y*p)^2"])
  func signs(loss: String) async throws {
    let result = try await train(
      """
      data: points
      model: [dense 1]
      loss: \(loss)
      optimizer: adam lr=0.1
      epochs: 200
      batch: full
      """)
    let table = try metrics(result)
    #expect(table.columns[2].title == "loss (\(loss))")
    // A formula does not say that −1 and 1 are classes.
    #expect(table.columns[3].title == (loss.contains("(") ? "RMSE" : "accuracy"))
    if !loss.contains("(") { #expect(table.rows[0][3] == "100.0%") }
  }

  @Test("every loss of numbers finds a line", arguments: ["mae", "huber", "mse", "half-mse"])
  func numbers(loss: String) async throws {
    _ = try await train(
      """
      data: points
      model: linear
      loss: \(loss)
      optimizer: adam lr=0.05
      epochs: 400
      expect: {loss: 0..0.03}
      """,
      data: "```data points\nx: 0..1 step 0.1\ny: 3*x - 2\n```\n")
  }

  @Test("classes train with `nll` after a softmax, with `hinge` and `perceptron` of scores")
  func scores() async throws {
    for (model, loss) in [
      ("[dense 3, softmax]", "nll"), ("softmax", "nll"), ("[dense 3]", "hinge"),
      ("[dense 3]", "perceptron"),
    ] {
      _ = try await train(
        """
        data: iris
        model: \(model)
        loss: \(loss)
        optimizer: adam lr=0.05
        epochs: 60
        expect: {train.accuracy: "> 0.8"}
        """, data: "")
    }
  }

  @Test("an expression without a value at the start is an error at its very characters")
  func undefined() async throws {
    let text = """
      ```data points
      x: 0..1 step 0.1
      y: 3*x
      ```

      ```train t
      data: points
      model: linear
      loss: (y - p)^2 - log(p + 1 - 1)
      init: zeros
      ```
      """
    let result = await run(text)
    let error = try #require(result.diagnostics.first)
    #expect(error.code == .domainError)
    let source = SourceText(name: "test.md", text: text)
    #expect(source.text(in: try #require(error.range)) == "p + 1 - 1")
    #expect(error.notes.contains { $0.contains("before the first step") })
  }
}
