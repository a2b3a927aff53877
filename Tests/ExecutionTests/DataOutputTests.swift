import Plotting
import Testing

@testable import Execution

@Suite("The numbers behind figures")
struct DataOutputTests {
  private func output(_ count: Int) throws -> DataOutput {
    let x = (0..<count).map { Double($0) }
    let figure = Figure(
      kind: "Curve",
      panels: [
        Panel(
          x: Axis("epoch"),
          marks: [
            .line(LineMark(x: x, y: x.map { 1 - $0 / 3 }, name: "a \"b\", c", ink: .muted)),
            .line(LineMark(x: [0, 1], y: [.nan, -.infinity], name: "$-d$", ink: .muted)),
          ])
      ])
    return DataOutput(try #require(figure.data))
  }

  @Test("A short table has all rows, in four digits with a real minus sign")
  func short() throws {
    let output = try output(4)
    #expect(output.columns == ["epoch", "a \"b\", c", "−d"])
    #expect(
      output.rows == [
        ["0", "1", "–"], ["1", "0.6667", "−∞"], ["2", "0.3333", ""], ["3", "0", ""],
      ])
  }

  @Test("The file has all rows in the digits of single precision and a quoted header")
  func csv() throws {
    #expect(
      try output(4).csv == """
        epoch,"a ""b"", c",-d
        0,1,nan
        1,0.6666667,-inf
        2,0.3333333,
        3,0,

        """)
    #expect(try output(1_000).csv.split(separator: "\n").count == 1_001)
  }

  @Test("A long table is thinned to evenly spread rows, the first and the last among them")
  func long() throws {
    let output = try output(1_000)
    #expect(output.rowCount == 1_000 && output.rows.count == 21)
    #expect(output.rows.first?[0] == "0" && output.rows.last?[0] == "999")
  }

  @Test("A plot's numbers come with it; the author's words stand for the computed ones")
  func executed() async throws {
    let text = """
      ```train line
      data: and
      model: logistic
      epochs: 30
      ```

      ```plot loss
      of: line
      alt: The loss falls.
      ```
      """
    let run = await NotebookExecutor.run(plan(text), jobs: 1)
    guard case .figure(let figure)? = run.results.last?.outputs.first else {
      throw MissingOutput()
    }
    #expect(figure.alternativeText == "The loss falls.")
    #expect(figure.data?.columns == ["epoch", "training"])
    #expect(figure.data?.rowCount == 31)
  }
}
