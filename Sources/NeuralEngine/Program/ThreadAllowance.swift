/// The threads that a run has taken from a budget; they go back when it ends.
final class ThreadAllowance: Sendable {
  /// The threads together, nil where there is only the caller's.
  let team: ThreadTeam?
  private let budget: ThreadBudget
  private let count: Int

  /// Takes threads for programs of so many floating-point operations: one for small ones.
  init(from budget: ThreadBudget, work: Int) {
    let minimum = Program.teamworkMinimum
    let wanted = work < minimum ? 1 : min(8, max(2, work / minimum))
    self.budget = budget
    count = budget.take(wanted)
    team = count > 1 ? ThreadTeam(threadCount: count) : nil
  }

  deinit { budget.giveBack(count) }
}
