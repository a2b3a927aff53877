/// Events on a line of years, each with a flag that no other flag or pole crosses.
package struct Timeline: Sendable {
  /// One thing that happened.
  package struct Event: Sendable, Equatable {
    /// The place on the line; years before our era are negative.
    package var year: Double
    /// May hold `$…$`.
    package var text: String

    /// Creates an event.
    package init(year: Double, text: String) {
      self.year = year
      self.text = text
    }
  }

  /// From the earliest to the latest.
  package let events: [Event]
  package var title: String
  /// In CSS pixels; the height follows from the events.
  package var width: Double

  /// Creates a timeline; events of one year keep their order.
  ///
  /// - Precondition: There is at least one event, and all years are finite.
  package init(events: [Event], title: String = "", width: Double = 720) {
    precondition(!events.isEmpty && events.allSatisfy { $0.year.isFinite })
    self.events = events.enumerated().sorted {
      ($0.element.year, $0.offset) < ($1.element.year, $1.offset)
    }.map(\.element)
    self.title = title
    self.width = width
  }

  /// A year as it is written: without thousands separators, `300 BC` for −300.
  static func text(ofYear year: Double) -> String {
    let digits = abs(year) < 1e9 && year == year.rounded()
    let number =
      digits
      ? String(Int(abs(year)))
      : NumberText.compact(abs(year), significant: 6, groupsThousands: false)
    return year < 0 ? "\(number) BC" : number
  }
}

extension Timeline: Drawable {
  package var alternativeText: String {
    let name = title.isEmpty ? "Timeline" : "Timeline: \(MathText.plainText(title))"
    let parts = events.map { event in
      "\(Self.text(ofYear: event.year)) \(MathText.plainText(event.text))"
    }
    return "\(name). \(events.count) \(events.count == 1 ? "event" : "events"): "
      + "\(parts.joined(separator: "; "))."
  }

  package func picture(in theme: Theme) -> Picture {
    TimelinePainter(timeline: self, theme: theme).picture()
  }
}
