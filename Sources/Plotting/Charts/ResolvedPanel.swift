/// A panel with its ranges known and, step by step, its place on the picture.
struct ResolvedPanel {
  /// Room that a panel's surroundings take, in CSS pixels.
  struct Margins: Equatable {
    var left = 0.0
    var top = 0.0
    var right = 0.0
    var bottom = 0.0

    mutating func formMaximum(_ other: Margins) {
      left = max(left, other.left)
      top = max(top, other.top)
      right = max(right, other.right)
      bottom = max(bottom, other.bottom)
    }
  }

  /// A map's scale beside the panel.
  struct ColorBar {
    var map: ColorMap
    var range: ClosedRange<Double>
    var levels: Int?
    /// The values between the steps of a map with uneven ones; steps are equally long.
    var bounds: [Double] = []
    var label: String
    var ticks = Ticks()

    /// The numbers beside the bar.
    var axis: Axis {
      guard !bounds.isEmpty else { return Axis() }
      return Axis(
        ticks: .labeled(
          zip(bounds, texts).enumerated().map { Axis.Label(Double($0 + 1), $1.1) }))
    }

    /// Even steps have one number of decimals, uneven ones one number of digits.
    private var texts: [String] {
      let texts = bounds.map { NumberText.compact($0) }
      let largest = bounds.map { abs($0) }.max() ?? 0
      guard bounds.count > 1, !texts.contains(where: { $0.contains("$") }) else { return texts }
      let step = (bounds[bounds.count - 1] - bounds[0]) / Double(bounds.count - 1)
      let isEven = bounds.indices.allSatisfy {
        abs(bounds[$0] - bounds[0] - step * Double($0)) <= 1e-9 * largest
      }
      guard isEven else { return texts }
      let decimals = texts.map { NumberText.decimals(in: $0) }.max() ?? 0
      return bounds.map { NumberText.fixed($0, decimals: decimals) }
    }

    static let width = 12.0
    static let gap = 12.0

    /// The width of everything right of the plot.
    var space: Double {
      let labels =
        ticks.major.map { TextMetrics.width(of: $0.text, size: Typography.tick) }.max() ?? 0
      return Self.gap + Self.width + 7 + labels
        + (label.isEmpty ? 0 : 8 + Typography.label * Typography.leading)
    }
  }

  let panel: Panel
  var x: ClosedRange<Double>
  var y: ClosedRange<Double>
  /// Whether numbers and names stand at the axes; inner panels of shared axes have none.
  var showsX = true
  var showsY = true
  /// Whether lines are named at their ends.
  var labelsEnds = false
  var plot = Rect(x: 0, y: 0, width: 1, height: 1)
  var xTicks = Ticks()
  var yTicks = Ticks()
  var title = TextBlock("", width: 0, size: Typography.panelTitle)
  var subtitle = TextBlock("", width: 0, size: Typography.label)
  var colorBar: ColorBar?

  init(_ source: Panel) {
    var panel = source
    for case .bars(let bars) in source.marks {
      let names = Axis.Ticks.labeled(
        bars.categories.enumerated().map { Axis.Label(bars.place(of: $0.offset), $0.element) })
      if bars.isHorizontal {
        if panel.y.ticks == .automatic { panel.y.ticks = names }
      } else if panel.x.ticks == .automatic {
        panel.x.ticks = names
      }
    }
    self.panel = panel
    x = Self.range(panel.x, panel.extent(.x))
    y = Self.range(panel.y, panel.extent(.y))
    for case .heatMap(let map) in panel.marks {
      if let label = map.colorBar {
        colorBar = ColorBar(
          map: map.map, range: map.resolvedRange,
          levels: map.bounds.isEmpty ? map.levels : map.colorCount, bounds: map.bounds,
          label: label)
      }
    }
  }

  /// Returns the author's range if it can be drawn, else the data's.
  static func range(_ axis: Axis, _ extent: DataExtent) -> ClosedRange<Double> {
    let isLog = axis.scale == .logarithmic
    if let fixed = axis.range,
      fixed.upperBound - fixed.lowerBound > (isLog ? 0 : DataExtent.smallestSpan),
      DataExtent.canShow(fixed.lowerBound, isLogarithmic: isLog),
      DataExtent.canShow(fixed.upperBound, isLogarithmic: isLog)
    {
      return fixed
    }
    return extent.range
  }

  var xScale: AxisScale {
    AxisScale(
      range: x, isLogarithmic: panel.x.scale == .logarithmic, start: plot.x, end: plot.maxX)
  }

  var yScale: AxisScale {
    AxisScale(
      range: y, isLogarithmic: panel.y.scale == .logarithmic, start: plot.maxY, end: plot.y)
  }

  /// An axis's name with the power of ten that its numbers leave out.
  static func label(_ axis: Axis, _ ticks: Ticks) -> String {
    guard ticks.exponent != 0 else { return axis.label }
    let power = "$\\times 10^{\(ticks.exponent)}$"
    return axis.label.isEmpty ? power : "\(axis.label) (\(power))"
  }

  /// Chooses ticks for the present size of the plot.
  mutating func chooseTicks() {
    let size = Typography.tick
    xTicks = Ticks.fitting(panel.x, range: x, length: plot.width, isVertical: false, size: size)
    yTicks = Ticks.fitting(panel.y, range: y, length: plot.height, isVertical: true, size: size)
    guard panel.hasEqualScales, panel.x.ticks == .automatic, panel.y.ticks == .automatic else {
      return
    }
    // Axes of one unit look best with ticks of one step: the wider one.
    let count = min(xTicks.major.count, yTicks.major.count)
    xTicks = Ticks.fitting(
      panel.x, range: x, length: plot.width, isVertical: false, size: size, atMost: count)
    yTicks = Ticks.fitting(
      panel.y, range: y, length: plot.height, isVertical: true, size: size, atMost: count)
  }

  /// Chooses ticks and titles for the present size of the plot and returns the room they need.
  mutating func measure() -> Margins {
    let size = Typography.tick
    chooseTicks()
    if let bar = colorBar {
      colorBar?.ticks = Ticks.fitting(
        bar.axis, range: bar.range, length: plot.height, isVertical: true, size: size)
    }
    title = TextBlock(
      panel.title, width: plot.width, size: Typography.panelTitle, weight: .bold)
    subtitle = TextBlock(panel.subtitle, width: plot.width, size: Typography.label, ink: .muted)
    var margins = Margins()
    let lines = title.height + subtitle.height
    margins.top = lines > 0 ? lines + 6 : 8
    if showsY {
      let widest = yTicks.major.map { TextMetrics.width(of: $0.text, size: size) }.max()
      if let widest { margins.left += widest + Typography.tickGap + 4 }
      if !Self.label(panel.y, yTicks).isEmpty {
        margins.left += Typography.label * Typography.leading + 4
      }
    }
    if showsX {
      if !xTicks.major.isEmpty {
        margins.bottom += Typography.tickLength + Typography.tickGap + size * Typography.leading
      }
      if !Self.label(panel.x, xTicks).isEmpty {
        margins.bottom += Typography.label * Typography.leading + 4
      }
      for tick in xTicks.major {
        let center = xScale.position(tick.value)
        let half = TextMetrics.width(of: tick.text, size: size) / 2
        margins.left = max(margins.left, half - (center - plot.x))
        margins.right = max(margins.right, half - (plot.maxX - center))
      }
    }
    margins.bottom = max(margins.bottom, 6)
    if labelsEnds {
      // Labels are spread for the size at hand; ticks of the final one differ little.
      let gap = EndLabel.gap(of: EndLabel.placed(in: self, theme: .light))
      margins.right = max(margins.right, EndLabel.width(in: self) + gap + 2)
    }
    if let colorBar { margins.right = max(margins.right, colorBar.space) }
    return margins
  }
}

extension BarMark {
  /// The position of a category on its axis: the first is at the left or at the top.
  func place(of category: Int) -> Double {
    Double(isHorizontal ? categories.count - 1 - category : category)
  }
}

extension HeatMapMark {
  /// Shades of a map that varies smoothly: too fine to be seen apart, few enough for a palette.
  static let smoothLevels = 64

  /// How many colours the map has.
  var colorCount: Int {
    if !bounds.isEmpty { return bounds.count + 1 }
    return levels ?? (field.sampling == .nodes ? Self.smoothLevels : 256)
  }

  /// Where a value stands between the ends of the map: in the middle of its step where there are
  /// bounds, else at the value itself.
  func place(of value: Double) -> Double {
    guard !bounds.isEmpty, value.isFinite else { return value }
    var (low, high) = (0, bounds.count)
    while low < high {
      let middle = (low + high) / 2
      if bounds[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return Double(low) + 0.5
  }

  /// The values at the ends of the map; the first and the last step where there are bounds.
  var resolvedRange: ClosedRange<Double> {
    if !bounds.isEmpty { return 0...Double(bounds.count + 1) }
    if let range, range.upperBound - range.lowerBound > DataExtent.smallestSpan,
      abs(range.lowerBound) <= DataExtent.largest, abs(range.upperBound) <= DataExtent.largest
    {
      return range
    }
    let shown = field.values.filter { abs($0) <= DataExtent.largest }
    guard let low = shown.min(), let high = shown.max() else { return 0...1 }
    if map.isDiverging {
      let bound = max(abs(low), abs(high))
      return bound > DataExtent.smallestSpan ? -bound...bound : -1...1
    }
    return high - low > DataExtent.smallestSpan ? low...high : low - 0.5...low + 0.5
  }
}
