extension [Diagnostic] {
  /// True where at least one problem is an error.
  package var hasErrors: Bool { contains { $0.severity == .error } }

  /// Returns the problems in the order of their places in the source, those of the file as a whole
  /// first, each one once.
  package func inSourceOrder() -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    let unique = filter { seen.insert($0).inserted }
    return unique.enumerated().sorted { first, second in
      let (a, b) = (first.element, second.element)
      let left = (a.range?.lower ?? -1, a.range?.upper ?? -1, first.offset)
      let right = (b.range?.lower ?? -1, b.range?.upper ?? -1, second.offset)
      return left < right
    }.map(\.element)
  }
}
