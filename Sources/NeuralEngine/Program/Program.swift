package import Kernels

/// A static schedule of kernel instructions over preallocated memory. Running it allocates nothing,
/// counts no references and dispatches through no existential.
@safe
package struct Program: ~Copyable {
  private let instructions: UnsafeMutableBufferPointer<Instruction>
  private let execute: Executor
  /// Keeps alive what the instructions point to.
  private let memory: TensorMemory

  /// Creates a program from instructions whose operands lie in the memory.
  init(
    _ instructions: [Instruction], memory: TensorMemory, kernels: Processor.InstructionSetKernels
  ) {
    unsafe self.instructions = .allocate(capacity: instructions.count)
    _ = unsafe self.instructions.initialize(fromContentsOf: instructions)
    unsafe execute = kernels.run
    self.memory = memory
  }

  deinit { unsafe instructions.deallocate() }

  /// The number of instructions of one run.
  package var instructionCount: Int { unsafe instructions.count }

  /// One line for each instruction: its name and extents.
  package var listing: String {
    unsafe instructions.map {
      "\($0.opcode) \($0.rows)×\($0.columns)" + ($0.inner > 0 ? "×\($0.inner)" : "")
    }.joined(separator: "\n")
  }

  /// Runs all instructions in order.
  package func run() {
    guard let start = unsafe instructions.baseAddress else { return }
    unsafe execute(start, instructions.count)
  }
}

extension Program {
  /// Returns what applies a function to all elements of a region with the chosen instruction set.
  package static func mapping(
    _ function: ElementaryFunction, _ source: TensorMemory.Region, to result: TensorMemory.Region,
    in memory: TensorMemory
  ) -> Program {
    var builder = ProgramBuilder(memory: memory)
    builder.emit(
      .map, columns: source.count, function: function.rawValue,
      a: ProgramBuilder.Operand(source), c: ProgramBuilder.Operand(result))
    return builder.build(Processor.chosen)
  }
}
