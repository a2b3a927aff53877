#if canImport(Glibc) && arch(x86_64)
  import Glibc
  import Testing

  @testable import NeuralEngine

  /// Steps leave the heap as it was. Other tests allocate at the same time, so that the smallest of
  /// many measurements counts.
  struct TrainingAllocationTests {
    /// Returns the bytes in use by glibc's `mallinfo2`, whose header Swift does not import: a
    /// structure of ten sizes, returned through a hidden first argument, the eighth of which counts.
    private static func bytesInUse() throws -> Int {
      typealias Function = @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer
      let symbol = try #require(dlsym(nil, "mallinfo2"))
      let function = unsafeBitCast(symbol, to: Function.self)
      var sizes = [Int](repeating: 0, count: 10)
      _ = sizes.withUnsafeMutableBytes { function($0.baseAddress!) }
      return sizes[7]
    }

    @Test func stepsAllocateNothing() throws {
      let configuration = TrainingConfiguration(
        model: TrainingTests.small, optimizer: TrainingTests.adam, batch: .rows(7),
        stream: "allocations")
      let takeSteps = try Trainer.steps(configuration, on: TrainingTests.rings(60))
      try takeSteps(100)
      var smallest = Int.max
      for _ in 0..<200 {
        let before = try Self.bytesInUse()
        try takeSteps(20)
        smallest = min(smallest, abs(try Self.bytesInUse() - before))
      }
      #expect(smallest == 0)
    }
  }
#endif
