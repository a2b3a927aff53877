import Kernels

/// What each thread of a team runs of a program: phases of instructions whose parts depend on
/// nothing in the same phase.
@safe
final class ProgramShares {
  let phaseCount: Int
  private let execute: Executor
  private let threadCount: Int
  private let instructions: UnsafeMutableBufferPointer<Instruction>
  /// Where the instructions of phase p for thread t begin: at p · `threadCount` + t; those of the
  /// next one follow.
  private let starts: UnsafeMutableBufferPointer<Int>

  /// Divides instructions among threads. Those that are small or indivisible are left to the first,
  /// unless their parts need not wait for other threads.
  ///
  /// - Parameter independent: Instructions of which some may run while others do.
  init(
    _ instructions: [Instruction], independent: Range<Int> = 0..<0, threadCount: Int,
    execute: @escaping Executor
  ) {
    unsafe self.execute = execute
    self.threadCount = threadCount
    var builder = PhaseBuilder(threadCount: threadCount)
    let whole = Self.sideBySide(instructions[independent], threadCount: threadCount)
    for index in instructions.indices {
      if let whole, independent.contains(index) {
        if index == independent.lowerBound { builder.append(whole) }
        continue
      }
      let instruction = instructions[index]
      let parts = instruction.parts(threadCount, minimumWork: 0)
      if parts.count == 1 || !builder.appendWithoutWaiting(parts) {
        let parts = instruction.parts(threadCount)
        if !builder.appendWithoutWaiting(parts) { builder.append(parts.map { [$0] }) }
      }
    }
    let phases = builder.phases
    phaseCount = phases.count
    let all = phases.flatMap { $0.flatMap { $0 } }
    unsafe self.instructions = .allocate(capacity: all.count)
    _ = unsafe self.instructions.initialize(fromContentsOf: all)
    var starts = [0]
    for index in phases.indices {
      for thread in 0..<threadCount {
        starts.append(starts[starts.count - 1] + phases[index][thread].count)
      }
    }
    unsafe self.starts = .allocate(capacity: starts.count)
    _ = unsafe self.starts.initialize(fromContentsOf: starts)
  }

  /// Deals independent instructions out, the longest ones first, each to the thread with the least to
  /// do. Returns nil where threads would wait longer than if they shared every instruction.
  private static func sideBySide(
    _ instructions: ArraySlice<Instruction>, threadCount: Int
  ) -> [[Instruction]]? {
    if instructions.isEmpty { return nil }
    var threads = [[Instruction]](repeating: [], count: threadCount)
    var loads = [Int](repeating: 0, count: threadCount)
    let order = instructions.indices.sorted {
      (instructions[$1].work, $0) < (instructions[$0].work, $1)
    }
    for index in order {
      let thread = loads.indices.reduce(0) { loads[$1] < loads[$0] ? $1 : $0 }
      threads[thread].append(instructions[index])
      loads[thread] += instructions[index].work
    }
    let total = loads.reduce(0, +)
    let longest = loads.reduce(0, max)
    // Parts of a gradient repeat about a third of its work.
    return 3 * longest * threadCount <= 4 * total ? threads : nil
  }

  deinit {
    unsafe instructions.deallocate()
    unsafe starts.deallocate()
  }

  /// Runs what a thread does in a phase.
  func run(phase: Int, thread: Int) {
    let index = phase * threadCount + thread
    let start = unsafe starts[index]
    let count = unsafe starts[index + 1] - start
    if count > 0, let base = unsafe instructions.baseAddress {
      unsafe execute(base + start, count)
    }
  }
}
