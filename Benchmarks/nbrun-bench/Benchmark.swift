/// Something whose time matters.
struct Benchmark {
  /// How a time is printed.
  enum Unit: String {
    case nanoseconds = "ns"
    case microseconds = "µs"
    case milliseconds = "ms"
    /// Floating-point operations of a time instead of the time.
    case gigaflops = "GFLOP/s"
  }

  /// What is measured, such as `step/2-8-8-1/b10/adam`.
  let name: String
  let unit: Unit
  /// Of how many equal parts, such as elements or floating-point operations, one repetition consists:
  /// the time is that of a part.
  let parts: Int
  /// Prepares the case and returns a closure that does the work so many times.
  let prepare: () -> (_ repetitions: Int) -> Void

  /// Creates a case.
  init(
    _ name: String, unit: Unit, parts: Int = 1,
    prepare: @escaping () -> (_ repetitions: Int) -> Void
  ) {
    self.name = name
    self.unit = unit
    self.parts = parts
    self.prepare = prepare
  }

  /// Returns the time of one part of a repetition, or how many billions of parts a second has: the best
  /// of many runs, each so short that other processes leave some of them alone.
  func measure() -> Double {
    let work = prepare()
    let clock = ContinuousClock()
    var repetitions = 1
    var seconds = Self.seconds(clock.measure { work(1) })
    while seconds < 0.001 {
      repetitions *= 2
      seconds = Self.seconds(clock.measure { work(repetitions) })
    }
    var best = seconds / Double(repetitions)
    let start = clock.now
    var runCount = 0
    while runCount < 5 || (runCount < 500 && clock.now - start < .seconds(1)) {
      best = min(best, Self.seconds(clock.measure { work(repetitions) }) / Double(repetitions))
      runCount += 1
    }
    let part = best / Double(parts)
    return switch unit {
    case .nanoseconds: part * 1e9
    case .microseconds: part * 1e6
    case .milliseconds: part * 1e3
    case .gigaflops: 1e-9 / part
    }
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
