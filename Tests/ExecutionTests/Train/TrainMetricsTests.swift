import Diagnostics
import Testing

@testable import Execution

/// Metrics of runs as values and in tables.
struct TrainMetricsTests {
  private func result(_ text: String) async throws -> (NotebookRun, BlockResult) {
    let result = await run(text)
    let errors = result.diagnostics.filter { $0.severity == .error }
    try #require(errors.isEmpty, "\(errors)")
    return (result, try #require(result.results.last))
  }

  private func tables(_ result: BlockResult) -> [TableOutput] {
    result.outputs.compactMap { if case .table(let table) = $0 { table } else { nil } }
  }

  @Test("a regression offers and shows its errors, by hand")
  func regression() async throws {
    // y = x² at −2 … 2 fitted by the constant 2: errors 2, −1, −2, −1, 2 have mean square 14/5 and
    // mean magnitude 8/5; Σ(y − 2)² is 14 too, so that R² is 0.
    let (_, block) = try await result(
      """
      ```data points
      x: -2..2 step 1
      y: x^2
      ```

      ```train t
      data: points
      model: polynomial degree=0
      optimizer: exact
      expect:
        w0: 2
        train.mse: 2.8
        train.rmse: 1.6733200530681511
        train.mae: 1.6
        train.r2: 0
      ```
      """)
    let table = tables(block)[1]
    #expect(table.columns.map(\.title) == ["set", "rows", "loss (mse)", "RMSE", "MAE", "R²"])
    #expect(table.rows.count == 1)
    #expect(Array(table.rows[0].prefix(5)) == ["training", "5", "2.8", "1.673", "1.6"])
  }

  @Test("two classes offer scores of the second, of each class and their means")
  func binary() async throws {
    // Predicted `yes` for x > 0 and `no`, the second class, otherwise. Of the 5 rows with x > 0, 3 are `yes`; of 4 `yes`, 3
    // have x > 0: precision 3/5, recall 3/4, F1 = 6/9; of `no`: precision 1/2, recall 1/3, F1 = 2/5.
    let (_, block) = try await result(
      """
      ```data points
      columns: [x, y]
      rows: [[1, yes], [2, yes], [3, yes], [-1, yes], [4, no], [5, no], [-2, no]]
      ```

      ```train t
      data: points
      model: {expression: -w*x}
      init: {w: 1}
      epochs: 0
      expect:
        train.accuracy: 0.5714285714285714
        train.confusion: [[3, 1], [2, 1]]
        train.precision: 0.5
        train.recall: 0.3333333333333333
        train.f1: 0.4
        train.class.precision: [0.6, 0.5]
        train.class.recall: [0.75, 0.3333333333333333]
        train.class.f1[0]: 0.6666666666666666
        train.class.support: [4, 3]
        train.macro.precision: 0.55
        train.macro.f1: 0.5333333333333333
      ```
      """)
    let table = tables(block)[1]
    #expect(
      table.columns.map(\.title) == [
        "set", "rows", "loss (bce)", "accuracy", "precision", "recall", "F1",
      ])
    #expect(Array(table.rows[0].suffix(4)) == ["57.1%", "50.0%", "33.3%", "40.0%"])
    #expect(tables(block).count == 2)
  }

  @Test("more classes have a table of their own, of the test set")
  func classes() async throws {
    let (run, block) = try await result(
      """
      ```train t
      data: iris
      model: softmax
      optimizer: adam lr=0.05
      epochs: 20
      ```
      """ + "\n\n{{ t.test.macro.f1:.3f }} {{ t.test.f1:.3f }} {{ t.test.confusion[0,0] }}\n")
    let values = run.inlineValues.sorted { $0.key.lower < $1.key.lower }.map(\.value)
    #expect(values[0] == values[1])
    let all = tables(block)
    try #require(all.count == 3)
    #expect(all[1].columns.last?.title == "macro F1")
    #expect(
      all[2].columns.map(\.title) == ["class (test)", "rows", "precision", "recall", "F1"])
    #expect(all[2].rows.map { $0[0] } == ["setosa", "versicolor", "virginica"])
    #expect(all[2].rows.compactMap { Int($0[1]) }.reduce(0, +) == 30)
  }

  @Test("the penalty stands beside the loss and not in it")
  func penalty() async throws {
    // w = 2 and b = 1 fit exactly: the loss is 0, the penalty 0.5·2² + 0.25·2.
    let (_, block) = try await result(
      """
      ```data points
      x: 0..1 step 0.25
      y: 2*x + 1
      ```

      ```train t
      data: points
      model: linear
      init: {w: [[2]], b: [1]}
      l2: 0.5
      l1: 0.25
      epochs: 0
      expect: {loss: 0, train.loss: 0, penalty: 2.5}
      ```
      """)
    let table = tables(block)[1]
    #expect(table.rows.map { $0[0] } == ["training", "penalty"])
    #expect(table.rows.map { $0[2] } == ["0", "2.5"])
    #expect(table.rows.allSatisfy { $0.count == table.columns.count })
  }

  @Test("what a run does not offer is an error with the nearest names")
  func unknown() throws {
    let notebook = plan(
      "```train t\ndata: line\nmodel: linear\n```\n\n{{ t.test.r3 }} {{ t.r2 }} {{ t.test.f1 }}\n")
    #expect(notebook.diagnostics.map(\.code) == [.unknownValue, .unknownValue, .unknownValue])
    #expect(notebook.diagnostics[1].label?.contains("train.r2") == true)
  }
}
