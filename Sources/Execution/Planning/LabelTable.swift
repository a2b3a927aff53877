import Diagnostics
import NotebookSyntax

/// What the labels of a notebook refer to.
struct LabelTable {
  let source: SourceText
  private(set) var targets: [String: LabelTarget] = [:]
  private(set) var diagnostics: [Diagnostic] = []
  /// In the order of their definition.
  private var names: [String] = []
  private var places: [String: SourceRange] = [:]

  /// Creates a table without labels.
  init(source: SourceText) { self.source = source }

  /// Adds the label of a block; the first of equal labels holds.
  mutating func add(_ label: Label, _ target: LabelTarget) {
    if let place = places[label.value] {
      diagnostics.append(
        .error(
          .duplicateLabel, "the label `\(label.value)` is taken", at: label.range,
          label: "line \(source.position(of: place.lower).line) defines it"))
      return
    }
    targets[label.value] = target
    places[label.value] = label.range
    names.append(label.value)
  }

  /// Numbers equations and sections in document order and adds their labels.
  ///
  /// Displayed equations with a label are numbered 1, 2, …. Sections are numbered from the highest
  /// level that the notebook uses; a heading of level 1 at the top of the page is its title.
  mutating func add(_ inlines: NotebookInlines, numbersSections: Bool) {
    for (index, label) in inlines.equations.enumerated() {
      add(label, LabelTarget(kind: .equation, number: "\(index + 1)"), as: .equation)
    }
    let numbers = SectionNumbers.numbers(ofLevels: inlines.headings.map(\.level))
    for (heading, number) in zip(inlines.headings, numbers) {
      guard let label = heading.label else { continue }
      add(
        label,
        LabelTarget(
          kind: .section, number: numbersSections ? number : "", title: heading.title),
        as: .section)
    }
  }

  private mutating func add(_ label: Label, _ target: LabelTarget, as kind: LabelTarget.Kind) {
    guard LabelTarget.Kind(label: label.value) == kind else {
      diagnostics.append(
        .error(
          .badName, "`\(label.value)` cannot label this", at: label.range,
          label: "its label starts with `\(kind.prefix)`"))
      return
    }
    add(label, target)
  }

  /// Returns an error for each reference that names no label.
  func brokenReferences(in references: [Located<String>]) -> [Diagnostic] {
    references.filter { targets[$0.value] == nil }.map { reference in
      .error(
        .brokenReference, "nothing has the label `\(reference.value)`", at: reference.range,
        label: Suggestions.question(for: reference.value, in: names),
        notes: [
          names.isEmpty
            ? "the notebook has no labels" : "labels: \(names.joined(separator: ", "))"
        ])
    }
  }
}

/// The numbers of sections.
package enum SectionNumbers {
  /// Returns `1`, `1.1`, `1.2`, `2`, … for headings of these levels in document order.
  ///
  /// The highest level in use counts first; a heading of level 1 that stands first and alone in its
  /// level is the title, whose number is empty. A skipped level counts as 1.
  package static func numbers(ofLevels levels: [Int]) -> [String] {
    let hasTitle = levels.first == 1 && levels.filter { $0 == 1 }.count == 1
    let sections = hasTitle ? levels.dropFirst() : levels[...]
    let top = sections.min() ?? 1
    var counters: [Int] = []
    var numbers: [String] = hasTitle ? [""] : []
    for level in sections {
      let depth = level - top + 1
      if counters.count > depth { counters.removeLast(counters.count - depth) }
      while counters.count < depth - 1 { counters.append(1) }
      if counters.count == depth { counters[depth - 1] += 1 } else { counters.append(1) }
      numbers.append(counters.map(String.init).joined(separator: "."))
    }
    return numbers
  }
}
