import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many threads all training runs of a process may keep busy together. A run takes more than its
/// own only while others leave them, and the numbers do not depend on it.
package final class ThreadBudget: Sendable {
  /// The budget of the process: all cores until something sets a limit.
  package static let shared = ThreadBudget(
    limit: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))),
    forced: unsafe getenv("NBRUN_THREADS").flatMap { unsafe Int(String(cString: $0)) })

  private let limit: Atomic<Int>
  private let busy = Atomic<Int>(0)
  /// What `NBRUN_THREADS` asks for: so many threads for every large program, whatever others do.
  private let forced: Int?

  /// Creates a budget of so many threads.
  package init(limit: Int, forced: Int? = nil) {
    self.limit = Atomic(max(1, limit))
    self.forced = forced.map { min(max($0, 1), 64) }
  }

  /// Sets how many threads may be busy at once.
  package func setLimit(_ count: Int) { limit.store(max(1, count), ordering: .relaxed) }

  /// Takes threads for a run, one of them the caller's own, until it gives them back.
  ///
  /// - Parameter wanted: How many the run can use.
  /// - Returns: How many it gets, at least 1.
  func take(_ wanted: Int) -> Int {
    let count =
      forced.map { min($0, max(wanted, 1)) }
      ?? max(1, min(wanted, limit.load(ordering: .relaxed) - busy.load(ordering: .relaxed)))
    busy.add(count, ordering: .relaxed)
    return count
  }

  /// Gives back what `take` returned.
  func giveBack(_ count: Int) { busy.subtract(count, ordering: .relaxed) }
}
