import Diagnostics
import Testing

@testable import Execution

/// Features and given values of parameters.
struct TrainInputTests {
  private func firstError(_ text: String) async -> (code: DiagnosticCode, place: String)? {
    let result = await run(text)
    let error = result.diagnostics.first { $0.severity == .error }
    let source = SourceText(name: "test.md", text: text)
    return error.map { ($0.code, $0.range.map(source.text(in:)) ?? "") }
  }

  @Test("a feature without a value at some row is an error at its very characters")
  func undefinedFeature() async throws {
    let error = try #require(
      await firstError(
        """
        ```data points
        x: -1..1 step 0.5
        y: 3*x
        ```

        ```train t
        data: points
        model: linear
        features: [x, log(x)]
        epochs: 1
        ```
        """))
    #expect(error.code == .domainError && error.place == "x")
  }

  @Test(
    "what is wrong with features and given values is an error at its place",
    arguments: [
      ("features: []", "[]", DiagnosticCode.outOfRange),
      ("features: [\"[x, x]\"]", "[x, x]", .notScalar),
      ("features: [x, {a: 1}]", "{a: 1}", .wrongType),
      ("features: [\"max(x, x, 1)\"]", "1", .wrongArgumentCount),
      ("init: {w: [[1, 2]]}", "[[1, 2]]", .shapeMismatch),
      ("init: {w: [[one]]}", "one", .wrongType),
      ("init: {w: [[1], [2, 3]]}", "[2, 3]", .shapeMismatch),
      ("init: {v: 1}", "v", .unknownParameter),
      ("init: normal std=0", "0", .outOfRange),
      ("init: [1, 2]", "[1, 2]", .badCall),
    ])
  func mistakes(option: String, place: String, code: DiagnosticCode) async throws {
    let error = try #require(
      await firstError(
        "```data points\nx: 0..1 step 0.5\ny: 3*x\n```\n\n"
          + "```train t\ndata: points\nmodel: linear\n\(option)\n```\n"))
    #expect(error.code == code)
    #expect(error.place == place)
  }

  @Test("features replace the columns; a given start holds for single numbers and whole matrices")
  func features() async throws {
    let result = await run(
      """
      ```data points
      x: -2..2 step 0.5
      y: 3*x^2 - x
      ```

      ```train fitted
      data: points
      model: linear
      features: [x, x^2]
      optimizer: exact
      expect:
        w: [[-1], [3]]
        b[0]: 0 ± 1e-9
        train.r2: 1
      ```

      ```train given
      data: points
      model: linear
      features: [x, x^2]
      init: {w: [[-1], [3]], b: 0}
      epochs: 0
      expect: {loss: < 1e-12, w: [[-1], [3]]}
      ```
      """)
    #expect(result.diagnostics.isEmpty, "\(result.diagnostics)")
  }
}
