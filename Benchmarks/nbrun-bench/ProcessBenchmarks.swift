/// Whole runs of the `nbrun` command that was built beside this program, on one core.
enum ProcessBenchmarks {
  static var cases: [Benchmark] {
    [
      Benchmark("startup", unit: .milliseconds) { run(["--version"]) },
      Benchmark("page/lecture", unit: .milliseconds) {
        run(["render", "Benchmarks/lecture.md", "-o", "-", "--quiet", "-j", "1"])
      },
    ]
  }

  /// Returns what starts the command so many times; it has to succeed.
  private static func run(_ arguments: [String]) -> (_ repetitions: Int) -> Void {
    let program = ChildProcess.sibling("nbrun")
    return { repetitions in
      for _ in 0..<repetitions where !ChildProcess.run(program, arguments) {
        fatalError("\(program) \(arguments.joined(separator: " ")) failed")
      }
    }
  }
}
