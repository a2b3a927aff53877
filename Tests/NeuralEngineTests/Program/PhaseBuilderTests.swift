import Kernels
import Testing

@testable import NeuralEngine

/// Threads wait for each other only where one needs what another does.
struct PhaseBuilderTests {
  private let memory = TensorMemory()

  private func map(_ a: TensorMemory.Region, _ c: TensorMemory.Region) -> Instruction {
    var instruction = Instruction(.map, columns: a.count)
    unsafe instruction.a = memory.pointer(to: a)
    unsafe instruction.c = memory.pointer(to: c)
    return instruction
  }

  /// How many instructions each of two threads has in each phase, where parts that cannot join a phase
  /// begin one.
  private func counts(_ instructions: [[Instruction]]) -> [[Int]] {
    var builder = PhaseBuilder(threadCount: 2)
    for parts in instructions where !builder.appendWithoutWaiting(parts) {
      builder.append(parts.map { [$0] })
    }
    return builder.phases.map { $0.map(\.count) }
  }

  @Test func chainsOfEqualPartsAreOnePhase() {
    let regions = (0..<3).map { _ in memory.allocate(256) }
    let first = map(regions[0], regions[1]).parts(2, minimumWork: 0)
    let second = map(regions[1], regions[2]).parts(2, minimumWork: 0)
    #expect(counts([first, second]) == [[2, 2]])
    // The first thread alone would read what the second one writes.
    let whole = [map(regions[2], regions[0])]
    #expect(counts([first, second, whole]) == [[2, 2], [1, 0]])
    #expect(counts([first, second, whole, whole]) == [[2, 2], [2, 0]])
  }

  @Test func reusedMemoryIsWaitedFor() {
    let region = memory.allocate(512)
    let lower = region.part(0, 256)
    let upper = region.part(256, 256)
    // In parts of another size, the first would write where the second one reads.
    let shifted = map(upper.part(0, 192), lower.part(64, 192))
    #expect(
      counts([map(lower, upper), shifted].map { $0.parts(2, minimumWork: 0) }) == [
        [1, 1], [1, 1],
      ])
  }

  @Test func unknownInstructionsAreWaitedFor() {
    let regions = (0..<2).map { _ in memory.allocate(256) }
    let unknown = [Instruction(.crossEntropy, rows: 2, columns: 3)]
    let parts = map(regions[0], regions[1]).parts(2, minimumWork: 0)
    #expect(counts([unknown, parts, unknown, unknown]) == [[1, 0], [1, 1], [2, 0]])
  }
}
