import Plotting
import Testing

@testable import Execution

@Suite("Learning rates by step")
struct SchedulePlotTests {
  private func lines(_ text: String) throws -> [LineMark] {
    try lastFigure(text).panels[0].marks.compactMap {
      if case .line(let line) = $0 { line } else { nil }
    }
  }

  @Test("Schedules are compared epoch by epoch")
  func schedules() throws {
    let lines = try lines(
      """
      ```plot schedule
      schedules: [constant, step every=2 factor=0.5, exponential rate=0.9, cosine, warmup steps=4]
      lr: 0.4
      epochs: 5
      ```
      """)
    #expect(
      lines.map(\.name) == [
        "constant", "step every=2 factor=0.5", "exponential rate=0.9", "cosine", "warmup steps=4",
      ])
    #expect(lines[0].y == [0.4, 0.4, 0.4, 0.4, 0.4])
    #expect(lines[1].y == [0.4, 0.4, 0.2, 0.2, 0.1])
    #expect(lines[2].y[1] == 0.4 * 0.9)
    #expect(lines[3].y[0] == 0.4 && lines[3].y[4] < 0.05)
    for (rate, expected) in zip(lines[4].y, [0.1, 0.2, 0.3, 0.4, 0.4]) {
      #expect(abs(rate - expected) < 1e-12)
    }
  }

  @Test("Runs show the rates of their own steps")
  func runs() throws {
    let lines = try lines(
      """
      ```train decayed
      data: circles n=40
      model: logistic
      optimizer: sgd lr=0.1
      schedule: step every=2 factor=0.1
      epochs: 4
      batch: 10
      ```

      ```plot schedule
      of: decayed
      ```
      """)
    #expect(lines.map(\.name) == [""])
    #expect(lines[0].x == [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(
      lines[0].y.map { ($0 * 1e6).rounded() / 1e6 } == [0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.01])
  }

  @Test("A long run is drawn by evenly spread steps")
  func long() throws {
    let lines = try lines("```plot schedule\nschedules: cosine\nepochs: 50000\n```")
    #expect(lines[0].x.count == 4_000)
    #expect(lines[0].x.first == 0 && lines[0].x.last == 49_999)
  }
}

@Suite("Polynomial fits with an l1 penalty")
struct PenalisedOverfitTests {
  @Test("The lasso leaves fewer wiggles and a larger training error")
  func lasso() throws {
    func outcome(_ penalty: String) throws -> BlockOutcome {
      try lastOutcome(
        """
        ```data points
        x: 0..1.8 step 0.1
        y: sin(2.5*x)
        noise: 0.1
        ```

        ```plot overfit
        data: points
        degrees: [0, 9]
        \(penalty)
        ```
        """)
    }
    let (plain, penalised) = (try outcome(""), try outcome("l1: 0.01"))
    #expect(penalised.diagnostics.isEmpty)
    guard case .number(let free)? = plain.values["degree9.train.error"],
      case .number(let held)? = penalised.values["degree9.train.error"]
    else { throw MissingOutput() }
    #expect(held > free)
    guard case .number(let constant)? = plain.values["degree0.train.error"],
      case .number(let same)? = penalised.values["degree0.train.error"]
    else { throw MissingOutput() }
    #expect(abs(constant - same) < 1e-12)
  }
}
