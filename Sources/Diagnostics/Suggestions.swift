/// Finds the known names that an unknown one was probably meant to be.
package enum Suggestions {
  /// Returns the plausible candidates nearest to a name, best first, at most four.
  ///
  /// The distance is Damerau–Levenshtein's (insertions, deletions, substitutions and swaps of
  /// neighbours), blind to case and to the difference between `-` and `_`. A candidate is plausible
  /// within a third of the longer name's letters, or where one is the start of the other.
  package static func nearest(to name: String, in candidates: some Sequence<String>) -> [String] {
    let wanted = folded(name)
    guard !wanted.isEmpty else { return [] }
    var found: [(candidate: String, distance: Int)] = []
    for candidate in candidates where candidate != name {
      let letters = folded(candidate)
      let longest = max(wanted.count, letters.count)
      let distance = distance(from: wanted, to: letters)
      let isStart =
        min(wanted.count, letters.count) >= 2
        && (letters.starts(with: wanted) || wanted.starts(with: letters))
      guard distance * 3 <= longest || (longest < 3 && distance < longest) || isStart else {
        continue
      }
      if !found.contains(where: { $0.candidate == candidate }) {
        found.append((candidate, isStart ? min(distance, max(1, longest / 3)) : distance))
      }
    }
    found.sort { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }
    return found.prefix(4).map(\.candidate)
  }

  /// Returns a question such as "did you mean `adam` or `adamw`?", nil where nothing is near.
  package static func question(
    for name: String, in candidates: some Sequence<String>
  ) -> String? {
    let names = nearest(to: name, in: candidates).map { "`\($0)`" }
    guard let last = names.last else { return nil }
    let others = names.dropLast().joined(separator: ", ")
    return "did you mean \(others.isEmpty ? last : "\(others) or \(last)")?"
  }

  /// Returns the number of edits between two words: insertions, deletions, substitutions and swaps
  /// of neighbouring letters, no part being edited twice.
  ///
  /// - Complexity: O(n · m) time, O(m) memory.
  package static func distance(from source: [Character], to target: [Character]) -> Int {
    guard !source.isEmpty, !target.isEmpty else { return max(source.count, target.count) }
    var beforePrevious = [Int](repeating: 0, count: target.count + 1)
    var previous = Array(0...target.count)
    for row in 1...source.count {
      var current = [row]
      current.reserveCapacity(target.count + 1)
      for column in 1...target.count {
        let isSame = source[row - 1] == target[column - 1]
        var best = min(
          previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (isSame ? 0 : 1))
        if row > 1, column > 1, source[row - 1] == target[column - 2],
          source[row - 2] == target[column - 1]
        {
          best = min(best, beforePrevious[column - 2] + 1)
        }
        current.append(best)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[target.count]
  }

  /// The letters that matter for likeness; a name's first 64, so that time is bounded.
  private static func folded(_ name: String) -> [Character] {
    name.lowercased().prefix(64).map { $0 == "_" ? "-" : $0 }
  }
}
