import Diagnostics
import NeuralEngine
import Testing

@testable import Execution

@Suite("Runs of several seeds")
struct TrainSeedsTests {
  private func outcome(_ rest: String) throws -> BlockOutcome {
    try lastOutcome(
      "```train net\ndata: xor n=40\nmodel: [dense 3, tanh, dense 1]\nepochs: 4\n\(rest)\n```")
  }

  private func array(_ outcome: BlockOutcome, _ path: String) throws -> [Double] {
    guard case .array(_, let values)? = outcome.values[path] else { throw MissingOutput() }
    return values
  }

  private func number(_ outcome: BlockOutcome, _ path: String) throws -> Double {
    guard case .number(let value)? = outcome.values[path] else { throw MissingOutput() }
    return value
  }

  @Test("each seed gives what a run of that seed gives, the first is the run's own")
  func seeds() throws {
    let three = try outcome("seed: 7\nseeds: 3")
    let losses = try array(three, "seeds.test.loss")
    #expect(losses.count == 3 && Set(losses).count == 3)
    #expect(try number(three, "test.loss") == losses[0])
    for (index, loss) in losses.enumerated() {
      #expect(try number(try outcome("seed: \(7 + index)"), "test.loss") == loss)
    }
    #expect(try number(three, "seeds.test.loss.max") == losses.max())
    #expect(try number(three, "seeds.test.loss.min") == losses.min())
    #expect(
      abs(try number(three, "seeds.test.loss.mean") - losses.reduce(0, +) / 3) < 1e-15)
    #expect(try array(three, "seeds.train.accuracy").count == 3)
  }

  @Test("the table of metrics shows means over the seeds; one seed shows and offers nothing more")
  func table() throws {
    func rows(_ outcome: BlockOutcome) -> [String] {
      outcome.outputs.flatMap { output in
        if case .table(let table) = output, table.role == .metrics {
          table.rows.map { $0[0] }
        } else {
          [String]()
        }
      }
    }
    #expect(
      rows(try outcome("seeds: 2")) == ["training", "test", "test, 2 seeds"])
    #expect(rows(try outcome("")) == ["training", "test"])
    #expect(try outcome("").values["seeds.test.loss"] == nil)
  }

  @Test("a solution without steps does not depend on seeds")
  func exact() {
    let problems = plan(
      "```train line\ndata: line\nmodel: linear\noptimizer: exact\nseeds: 3\n```"
    ).diagnostics
    #expect(problems.map(\.code) == [.conflictingOptions])
  }

  @Test("a table of runs names the statistic over the seeds")
  func titles() throws {
    let table = try lastTable(
      """
      ```train net
      data: xor n=40
      model: [dense 3, tanh, dense 1]
      epochs: 1
      seeds: 2
      ```
      ```table runs
      of: net
      columns: [test.loss, seeds.test.loss.max]
      ```
      """)
    #expect(table.columns.map(\.title) == ["run", "test loss", "test loss (max)"])
  }
}
