import Kernels

/// Collects what each thread of a team runs between two barriers.
struct PhaseBuilder {
  /// The instructions of each phase, thread by thread.
  private(set) var phases: [[[Instruction]]] = []
  private let threadCount: Int
  /// What each thread reads and writes in the last phase; nil for what is not known.
  private var footprints: [[Footprint?]] = []

  /// Creates a builder without phases.
  init(threadCount: Int) { self.threadCount = threadCount }

  /// Appends a phase, for which all threads wait.
  ///
  /// - Parameter threads: The instructions of as many threads as have any.
  mutating func append(_ threads: [[Instruction]]) {
    let idle = Array(repeating: [Instruction](), count: threadCount - threads.count)
    phases.append(threads + idle)
    footprints = (threads + idle).map { $0.map(\.footprint) }
  }

  /// Appends parts of an instruction to the last phase, each to its thread, if none of them depends on
  /// what another thread does there.
  ///
  /// - Returns: Whether they were appended.
  mutating func appendWithoutWaiting(_ parts: [Instruction]) -> Bool {
    if phases.isEmpty { return false }
    let added = parts.map(\.footprint)
    for (thread, own) in added.enumerated() {
      for other in footprints.indices where other != thread {
        for footprint in footprints[other] {
          guard let own, let footprint, !own.conflicts(with: footprint) else { return false }
        }
      }
    }
    for (thread, part) in parts.enumerated() {
      phases[phases.count - 1][thread].append(part)
      footprints[thread].append(added[thread])
    }
    return true
  }
}
