import Kernels
import NeuralEngine

/// Elementary functions on arrays that the first cache holds.
enum KernelBenchmarks {
  static var cases: [Benchmark] {
    [
      function("exp", .exp, -5, 5), function("tanh", .tanh, -5, 5),
      function("sigmoid", .sigmoid, -5, 5), function("log", .log, 0, 100),
      function("gelu", .gelu, -5, 5),
    ]
  }

  private static func function(
    _ name: String, _ function: ElementaryFunction, _ low: Float, _ high: Float
  ) -> Benchmark {
    let count = 4_096
    return Benchmark("kernel/\(name)", unit: .nanoseconds, parts: count) {
      let memory = TensorMemory()
      let x = memory.allocate(count)
      let y = memory.allocate(count)
      memory.write(
        (1...count).map { Double(low + (high - low) * Float($0) / Float(count)) }, to: x)
      let program = Program.mapping(function, x, to: y, in: memory)
      return { repetitions in
        for _ in 0..<repetitions { program.run() }
      }
    }
  }
}
