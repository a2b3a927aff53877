import Kernels

/// The order in which the rows of a training set are visited, shuffled again for each epoch by
/// Fisher and Yates's method with the `shuffle` stream of the block.
struct RowOrder: ~Copyable {
  private let shuffling: Program

  /// Creates the order 0, 1, 2, … in a region of as many floats.
  init(
    in memory: TensorMemory, _ region: TensorMemory.Region, seed: UInt64, stream name: String,
    _ kernels: Processor.InstructionSetKernels
  ) {
    memory.write(integers: Array(0..<region.count), to: region)
    let identity = RandomStream.identity(name: name, purpose: .shuffle)
    let sequence = memory.allocate(MemoryLayout<WordSequence>.size / 4)
    memory.write(
      WordSequence(
        key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)),
        stream: SIMD2(
          UInt32(truncatingIfNeeded: identity), UInt32(truncatingIfNeeded: identity >> 32))),
      to: sequence)
    var builder = ProgramBuilder(memory: memory)
    builder.emit(
      .shuffle, columns: region.count, a: ProgramBuilder.Operand(sequence),
      c: ProgramBuilder.Operand(region))
    shuffling = builder.build(kernels)
  }

  /// Shuffles; every order is equally likely.
  func shuffle() { shuffling.run() }
}
