import Diagnostics
import Testing

@testable import Execution

@Suite("Planning finds every mistake at its place")
struct PlanningDiagnosticsTests {
  static let fixtures = [
    "data-errors.md", "train-errors.md", "results-errors.md", "plots-errors.md",
    "traces-errors.md",
  ]

  @Test(
    "a fixture's own comments are its diagnostics",
    arguments: Self.fixtures)
  func fixtureStatesItsDiagnostics(name: String) throws {
    let fixture = try DiagnosticFixture(name)
    let diagnostics = plan(fixture.source).diagnostics
    let (missing, surplus) = fixture.mismatches(with: diagnostics)
    #expect(missing.isEmpty, "missing:\n\(missing.map(\.description).joined(separator: "\n"))")
    #expect(surplus.isEmpty, "surplus:\n\(surplus.joined(separator: "\n"))")
  }

  @Test("diagnostics come in source order with ranges inside of the file")
  func rangesAreInsideTheFile() throws {
    for name in Self.fixtures {
      let fixture = try DiagnosticFixture(name)
      let ranges = plan(fixture.source).diagnostics.compactMap(\.range)
      #expect(ranges.allSatisfy { $0.lower >= 0 && $0.upper <= fixture.source.utf8.count })
      #expect(ranges.map(\.lower) == ranges.map(\.lower).sorted())
    }
  }
}
