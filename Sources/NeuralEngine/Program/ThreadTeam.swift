import CCPU
import Kernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Threads that run a program's instructions together, each its share, and wait for each other
/// between dependent ones. Waiting spins for some microseconds, then parks, so that idle threads take
/// no time from other runs. Running a program allocates nothing.
///
/// Safe to share because a program runs from one thread at a time and everything that threads pass
/// each other is ordered by `arrivals`.
@safe
package final class ThreadTeam: @unchecked Sendable {
  /// How many threads run a program, the caller's among them.
  package let threadCount: Int

  /// How often threads have arrived at a barrier, all barriers together: barrier i is open once it
  /// reaches i · `threadCount`.
  private let arrivals = Atomic<Int>(0)
  private let parkedCount = Atomic<Int>(0)
  /// The barriers that the caller's thread has passed.
  private var passed = 0
  /// What to run; nil ends the workers.
  private var job: ProgramShares?
  /// The workers, one fewer than there are threads.
  private let workers: UnsafeMutablePointer<pthread_t>
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>

  /// How often a waiting thread looks before it parks: about 100 µs, longer than the parts of a step
  /// that one thread does alone.
  private static let spinCount = 3_000

  /// Starts the threads.
  package init(threadCount: Int) {
    self.threadCount = max(1, threadCount)
    unsafe mutex = .allocate(capacity: 1)
    unsafe condition = .allocate(capacity: 1)
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(condition, nil)
    unsafe workers = .allocate(capacity: self.threadCount)
    for index in 0..<(self.threadCount - 1) { start(index) }
  }

  deinit {
    job = nil
    arrive(&passed)
    for index in 0..<(threadCount - 1) { unsafe pthread_join(workers[index], nil) }
    unsafe workers.deallocate()
    unsafe pthread_mutex_destroy(mutex)
    unsafe pthread_cond_destroy(condition)
    unsafe mutex.deallocate()
    unsafe condition.deallocate()
  }

  /// What a worker gets to know; it does not keep the team alive.
  private final class Start {
    unowned(unsafe) let team: ThreadTeam
    let index: Int

    init(_ team: ThreadTeam, _ index: Int) {
      unsafe self.team = team
      self.index = index
    }
  }

  private func start(_ index: Int) {
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread: pthread_t = 0
    #endif
    let argument = unsafe Unmanaged.passRetained(Start(self, index + 1)).toOpaque()
    let result = unsafe pthread_create(
      &thread, nil,
      { argument in
        let address: UnsafeMutableRawPointer? = unsafe argument
        if let address = unsafe address {
          let start = unsafe Unmanaged<Start>.fromOpaque(address).takeRetainedValue()
          unsafe start.team.work(start.index)
        }
        return nil
      }, argument)
    precondition(result == 0, "the system starts no more threads")
    #if canImport(Darwin)
      guard let thread = unsafe thread else { preconditionFailure("a thread has no identity") }
    #endif
    unsafe (workers + index).initialize(to: thread)
  }

  /// Runs a program's shares to their end.
  func run(_ shares: ProgramShares) {
    job = shares
    arrive(&passed)
    wait(for: passed)
    run(shares, thread: 0, &passed)
  }

  /// A worker's life: waits for a program, runs its share, until there is none.
  private func work(_ index: Int) {
    var passed = 0
    while true {
      arrive(&passed)
      wait(for: passed)
      guard let job else { return }
      run(job, thread: index, &passed)
    }
  }

  private func run(_ shares: ProgramShares, thread: Int, _ passed: inout Int) {
    for phase in 0..<shares.phaseCount {
      shares.run(phase: phase, thread: thread)
      arrive(&passed)
      wait(for: passed)
    }
  }

  private func arrive(_ passed: inout Int) {
    passed += 1
    let (_, count) = arrivals.add(1, ordering: .sequentiallyConsistent)
    if count == passed * threadCount, parkedCount.load(ordering: .sequentiallyConsistent) > 0 {
      unsafe pthread_mutex_lock(mutex)
      unsafe pthread_cond_broadcast(condition)
      unsafe pthread_mutex_unlock(mutex)
    }
  }

  private func wait(for barrier: Int) {
    let count = barrier * threadCount
    for _ in 0..<Self.spinCount {
      if arrivals.load(ordering: .acquiring) >= count { return }
      ccpu_pause()
    }
    unsafe pthread_mutex_lock(mutex)
    parkedCount.add(1, ordering: .sequentiallyConsistent)
    while arrivals.load(ordering: .sequentiallyConsistent) < count {
      unsafe pthread_cond_wait(condition, mutex)
    }
    parkedCount.subtract(1, ordering: .sequentiallyConsistent)
    unsafe pthread_mutex_unlock(mutex)
  }
}
