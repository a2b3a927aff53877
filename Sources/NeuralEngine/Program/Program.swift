package import Kernels

/// A static schedule of kernel instructions over preallocated memory. Running it allocates nothing,
/// counts no references and dispatches through no existential.
@safe
package struct Program: ~Copyable {
  private let instructions: UnsafeMutableBufferPointer<Instruction>
  private let execute: Executor
  /// Keeps alive what the instructions point to.
  private let memory: TensorMemory
  /// Who runs which shares of the instructions; nil for one thread.
  private let teamwork: (team: ThreadTeam, shares: ProgramShares)?

  /// The floating-point operations from which on threads gain more than they wait for each other.
  static let teamworkMinimum = 16_000_000

  /// Creates a program from instructions whose operands lie in the memory.
  ///
  /// - Parameter independent: Those of them that may run at the same time.
  init(
    _ instructions: [Instruction], independent: Range<Int> = 0..<0, memory: TensorMemory,
    kernels: Processor.InstructionSetKernels, team: ThreadTeam? = nil
  ) {
    unsafe self.instructions = .allocate(capacity: instructions.count)
    _ = unsafe self.instructions.initialize(fromContentsOf: instructions)
    unsafe execute = kernels.run
    self.memory = memory
    let work = instructions.reduce(0) { $0 + $1.work }
    if let team, team.threadCount > 1, work >= Self.teamworkMinimum {
      unsafe teamwork = (
        team,
        ProgramShares(
          instructions, independent: independent, threadCount: team.threadCount,
          execute: kernels.run)
      )
    } else {
      teamwork = nil
    }
  }

  deinit { unsafe instructions.deallocate() }

  /// The number of instructions of one run.
  package var instructionCount: Int { unsafe instructions.count }

  /// Whether more than one thread runs it.
  var usesTeam: Bool { teamwork != nil }

  /// One line for each instruction: its name and extents.
  package var listing: String {
    unsafe instructions.map {
      "\($0.opcode) \($0.rows)×\($0.columns)" + ($0.inner > 0 ? "×\($0.inner)" : "")
    }.joined(separator: "\n")
  }

  /// Runs all instructions in order.
  package func run() {
    if let teamwork {
      teamwork.team.run(teamwork.shares)
      return
    }
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
