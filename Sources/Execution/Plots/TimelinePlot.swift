import Diagnostics
import NotebookSyntax
import Plotting

/// `plot timeline`: events on a line of years.
struct TimelinePlot: PlotKind {
  static let name = "timeline"
  static let meaning = "draws events on a line of years"
  static let events = Option.required(
    "events", .events, meaning: "years with what happened then; a list for several events a year",
    example: "{1943: McCulloch and Pitts, 1957: Rosenblatt}")
  static let options: [any OptionDeclaration] = [events]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let events = values[events] else { return nil }
    return Plan(
      timeline: Timeline(events: events, title: appearance.title ?? "", width: appearance.width))
  }

  private struct Plan: PlannedPlot {
    var timeline: Timeline

    func draw(in context: ExecutionContext) -> PlotOutcome { PlotOutcome(timeline) }
  }
}

extension ValueType where Value == [Timeline.Event] {
  /// A mapping of years to what happened: text, or a list of texts.
  static var events: ValueType {
    let expectation = "a mapping of years to events"
    let words = ValueType<[String]>.oneOrMore(of: .text)
    return ValueType(expectation, form: .mapping(words.form)) { node, subject, context in
      guard let entries = node.entries, !entries.isEmpty else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      var events: [Timeline.Event] = []
      let errorCount = context.errorCount
      for entry in entries {
        let year = Double(entry.key.value).flatMap { $0.isFinite ? $0 : nil }
        if year == nil {
          context.report(
            .error(
              .wrongType, "`\(entry.key.value)` is not a year", at: entry.key.range,
              label: "such as `1986: Backpropagation`"))
        }
        guard let texts = words.decode(entry.value, "`\(entry.key.value)`", &context), let year
        else { continue }
        events += texts.map { Timeline.Event(year: year, text: $0) }
      }
      return context.errorCount == errorCount ? events : nil
    }
  }
}
