/// Lays out and draws a timeline.
///
/// A flag stands to the right of its pole. Going from the last event to the first, a flag only has
/// to be higher than the flags whose poles it covers: no pole ever crosses a flag.
struct TimelinePainter {
  /// An event's words and their place.
  struct Flag: Equatable {
    var event: Int
    /// The pole's place.
    var x: Double
    var lines: [String]
    /// The width of the widest line.
    var width: Double
    var isAbove: Bool
    /// The distance from the line to the flag's nearer side.
    var distance = 0.0

    var height: Double { TimelinePainter.lineHeight * Double(lines.count + 1) }
  }

  private let timeline: Timeline
  private let theme: Theme
  private(set) var flags: [Flag] = []
  private let years: ClosedRange<Double>
  private let start: Double
  private let end: Double

  static let textSize = 12.0
  static let lineHeight = 15.5
  private static let margin = 16.0
  private static let mostText = 138.0
  private static let gap = 10.0
  /// Between the line and the first flags, where years of the axis stand below.
  private static let clearance = 30.0

  init(timeline: Timeline, theme: Theme) {
    self.timeline = timeline
    self.theme = theme
    let first = timeline.events[0].year
    let last = timeline.events[timeline.events.count - 1].year
    years = first < last ? first...last : first - 1...last + 1
    let widths = timeline.events.map { Self.words($0, width: Self.mostText).width }
    // The last flags must fit between their poles and the edge.
    start = Self.margin + 4
    var end = timeline.width - Self.margin - (widths.last ?? 0) - 8
    for (event, width) in zip(timeline.events, widths) {
      let share = (event.year - years.lowerBound) / (years.upperBound - years.lowerBound)
      guard share > 0 else { continue }
      end = min(end, start + (timeline.width - Self.margin - width - 8 - start) / share)
    }
    self.end = max(end, start + 40)
    flags = timeline.events.indices.map { index in
      Flag(
        event: index, x: position(timeline.events[index].year), lines: [], width: widths[index],
        isAbove: true)
    }
    raise()
  }

  /// Breaks text into lines of about the same length.
  private static func balanced(_ text: String, width: Double) -> [String] {
    let lines = TextMetrics.lines(of: text, width: width, size: textSize, maximum: 4)
    guard lines.count > 1 else { return lines }
    var narrow = width
    while narrow > width / 2 {
      let next = TextMetrics.lines(of: text, width: narrow - 6, size: textSize, maximum: 4)
      let isWhole =
        next.count == lines.count
        && next.allSatisfy { TextMetrics.width(of: $0, size: textSize) <= narrow - 6 }
        && !next.contains { $0.hasSuffix("…") }
      guard isWhole else { break }
      narrow -= 6
    }
    return TextMetrics.lines(of: text, width: narrow, size: textSize, maximum: 4)
  }

  private func position(_ year: Double) -> Double {
    start + (year - years.lowerBound) / (years.upperBound - years.lowerBound) * (end - start)
  }

  /// Gives every flag a side, a width and a distance from the line: the least distance, and of
  /// equal ones the widest flag, above and below in turn.
  private mutating func raise() {
    for index in flags.indices.reversed() {
      let wasAbove = index + 1 < flags.count ? flags[index + 1].isAbove : false
      var best: Flag?
      for width in [Self.mostText, 0.75 * Self.mostText, 0.55 * Self.mostText] {
        for isAbove in [!wasAbove, wasAbove] {
          var flag = flags[index]
          flag.isAbove = isAbove
          (flag.lines, flag.width) = Self.words(timeline.events[flag.event], width: width)
          flag.distance = distance(of: flag, among: flags[(index + 1)...])
          // A narrow flag has to gain more than its additional lines take.
          guard let current = best else {
            best = flag
            continue
          }
          let isCut = flag.lines.contains { $0.hasSuffix("…") }
          if !isCut, flag.distance + flag.height + 6 < current.distance + current.height {
            best = flag
          }
        }
      }
      if let best { flags[index] = best }
    }
  }

  /// The least distance at which a flag covers no pole of those to its right on its side.
  private func distance(of flag: Flag, among others: ArraySlice<Flag>) -> Double {
    others.reduce(Self.clearance) { distance, other in
      let isBelowIt = other.isAbove == flag.isAbove && other.x < flag.x + 6 + flag.width + Self.gap
      return isBelowIt ? max(distance, other.distance + other.height + Self.gap) : distance
    }
  }

  /// An event's lines and the width of the widest, its year included.
  private static func words(
    _ event: Timeline.Event, width: Double
  ) -> (lines: [String], width: Double) {
    let lines = balanced(event.text, width: width)
    let year = TextMetrics.width(
      of: Timeline.text(ofYear: event.year), size: textSize, weight: .bold)
    return (lines, lines.reduce(year) { max($0, TextMetrics.width(of: $1, size: textSize)) })
  }

  /// How far the flags of a side reach from the line.
  private func reach(above: Bool) -> Double {
    flags.filter { $0.isAbove == above }.map { $0.distance + $0.height }.max() ?? 0
  }

  /// The box of a flag's words, given the height of the line.
  func box(of flag: Flag, line: Double) -> Rect {
    Rect(
      x: flag.x + 6, y: flag.isAbove ? line - flag.distance - flag.height : line + flag.distance,
      width: flag.width, height: flag.height)
  }

  func picture() -> Picture {
    var commands: [DrawCommand] = []
    var top = Self.margin
    let title = TextBlock(
      timeline.title, width: timeline.width - 2 * Self.margin, size: Typography.title,
      weight: .bold)
    commands += title.commands(x: Self.margin, top: top, theme: theme)
    if title.height > 0 { top += title.height + 8 }
    let line = (top + max(reach(above: true), 8)).roundedToHalf
    let height = line + max(reach(above: false), 24) + Self.margin
    commands += axis(at: line)
    for flag in flags.reversed() { commands += self.commands(for: flag, line: line) }
    return Picture(
      width: timeline.width, height: max(height, 60).rounded(.up), background: theme.background,
      commands: commands)
  }

  /// The line with an arrow into the future and round years.
  private func axis(at y: Double) -> [DrawCommand] {
    var commands = DrawCommand.arrow(
      from: Point(Self.margin, y), to: Point(timeline.width - Self.margin, y), width: 2,
      color: theme.muted, headLength: 10)
    let size = Typography.tick
    var right = 0.0
    for year in roundYears {
      let x = position(year).roundedToHalf
      let text = Timeline.text(ofYear: year)
      let half = TextMetrics.width(of: text, size: size) / 2
      guard let place = place(at: x, halfWidth: half, after: right) else { continue }
      right = place.x + half
      commands.append(
        .fill(
          Path(Rect(x: x - 0.5, y: place.isAbove ? y - 5 : y, width: 1, height: 5)), theme.muted))
      let baseline = place.isAbove ? y - 9 : y + 8 + size * 0.9
      commands.append(
        .text(
          TextRun(
            text, at: Point(place.x, baseline), size: size, color: theme.muted,
            alignment: .center)))
    }
    return commands
  }

  /// The round years between the first and the last event, and the one that follows soon after.
  private var roundYears: [Double] {
    let ticks = Ticks.linear(years, limit: max(Int((end - start) / 80), 2), isInteger: true)
    let rounded = ticks.major.map(\.value)
    guard rounded.count > 1, let last = rounded.last else { return rounded }
    let step = rounded[1] - rounded[0]
    return last + step - years.upperBound < step / 4 ? rounded + [last + step] : rounded
  }

  /// Returns where the number of a round year stands: below the line or else above, as near to the
  /// year's place as poles allow; nil where it would be too far away.
  private func place(
    at x: Double, halfWidth: Double, after right: Double
  ) -> (x: Double, isAbove: Bool)? {
    for isAbove in [false, true] {
      for shift in [0.0, 3, -3, 6, -6, 9, -9, 12, -12] {
        let center = x + shift
        let isFree = !flags.contains {
          $0.isAbove == isAbove && abs($0.x - center) < halfWidth + 3.5
        }
        if isFree, center - halfWidth > right + 6, center + halfWidth < timeline.width - 4 {
          return (center, isAbove)
        }
      }
    }
    return nil
  }

  private func commands(for flag: Flag, line: Double) -> [DrawCommand] {
    let box = box(of: flag, line: line)
    let event = timeline.events[flag.event]
    let color = Ink.category(0).color(in: theme)
    let x = flag.x.roundedToHalf
    let far = flag.isAbove ? box.y : box.maxY
    var commands: [DrawCommand] = [
      .fill(
        Path(Rect(x: x - 0.75, y: min(far, line), width: 1.5, height: abs(far - line))),
        color.opacity(0.55)),
      .fill(Path(circleAt: Point(x, line), radius: 6.5), theme.background),
      .fill(Path(circleAt: Point(x, line), radius: 4.75), color),
    ]
    let baseline = box.y + Self.textSize
    commands.append(
      .text(
        TextRun(
          Timeline.text(ofYear: event.year), at: Point(box.x, baseline), size: Self.textSize,
          color: color, weight: .bold)))
    for (index, text) in flag.lines.enumerated() {
      commands.append(
        .text(
          TextRun(
            text, at: Point(box.x, baseline + Self.lineHeight * Double(index + 1)),
            size: Self.textSize, color: theme.foreground)))
    }
    return commands
  }
}
