/// The part of an axis that some data fills.
struct DataExtent: Equatable {
  /// The extremes of data that may touch the ends of the axis.
  private var tightLow = Double.infinity
  private var tightHigh = -Double.infinity
  /// The extremes of data that needs room around it.
  private var looseLow = Double.infinity
  private var looseHigh = -Double.infinity
  private let isLogarithmic: Bool

  /// Values beyond are left out as infinite ones are: spans between them must stay finite.
  static let largest = 1e300
  /// Shorter ranges are as good as constants: a length divided by them must stay finite.
  static let smallestSpan = 1e-290

  init(isLogarithmic: Bool) { self.isLogarithmic = isLogarithmic }

  mutating func add(_ value: Double, isTight: Bool) {
    guard Self.canShow(value, isLogarithmic: isLogarithmic) else { return }
    if isTight {
      tightLow = min(tightLow, value)
      tightHigh = max(tightHigh, value)
    } else {
      looseLow = min(looseLow, value)
      looseHigh = max(looseHigh, value)
    }
  }

  mutating func add(_ values: [Double], isTight: Bool) {
    for value in values { add(value, isTight: isTight) }
  }

  mutating func formUnion(_ other: DataExtent) {
    tightLow = min(tightLow, other.tightLow)
    tightHigh = max(tightHigh, other.tightHigh)
    looseLow = min(looseLow, other.looseLow)
    looseHigh = max(looseHigh, other.looseHigh)
  }

  static func canShow(_ value: Double, isLogarithmic: Bool) -> Bool {
    abs(value) <= largest && (!isLogarithmic || value > 1e-300)
  }

  /// The range of the axis: the data with room of 4% where it needs some.
  var range: ClosedRange<Double> {
    let low = min(tightLow, looseLow)
    let high = max(tightHigh, looseHigh)
    guard low <= high else { return isLogarithmic ? 0.1...1 : 0...1 }
    if isLogarithmic { return logarithmicRange(low, high) }
    let span = high - low
    // Rounding noise around a constant is not a range worth magnifying.
    guard span > max(abs(low), abs(high)) * 1e-12, span > Self.smallestSpan else {
      let room = abs(low) < Self.smallestSpan ? 1 : abs(low) * 0.1
      return low - room...high + room
    }
    let room = span * 0.04
    var lower = looseLow <= tightLow ? low - room : low
    let upper = looseHigh >= tightHigh ? high + room : high
    // Data that has no negative values, such as a loss, gets no negative axis.
    if low >= 0, lower < 0 { lower = 0 }
    return lower...upper
  }

  private func logarithmicRange(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    guard high / low > 1.001 else { return low / 2...high * 2 }
    let room = PortableMath.exp(PortableMath.log(high / low) * 0.04)
    let lower = looseLow <= tightLow ? low / room : low
    return max(lower, 1e-305)...(looseHigh >= tightHigh ? high * room : high)
  }
}

extension Panel {
  /// Returns what the marks fill of an axis that has no fixed range.
  func extent(_ dimension: Dimension) -> DataExtent {
    let axis = dimension == .x ? x : y
    var extent = DataExtent(isLogarithmic: axis.scale == .logarithmic)
    for mark in marks { mark.add(dimension, to: &extent) }
    if axis.includesZero || (frame == .throughZero && axis.scale == .linear) {
      extent.add(0, isTight: true)
    }
    return extent
  }

  /// How many values of the marks the panel cannot show, and why.
  var omissions: (notFinite: Int, notPositive: Int) {
    var notFinite = 0
    var notPositive = 0
    func count(_ xs: [Double], _ ys: [Double]) {
      for (x, y) in zip(xs, ys) {
        if abs(x) <= DataExtent.largest, abs(y) <= DataExtent.largest {
          if (self.x.scale == .logarithmic && x <= 0) || (self.y.scale == .logarithmic && y <= 0) {
            notPositive += 1
          }
        } else {
          notFinite += 1
        }
      }
    }
    for mark in marks {
      switch mark {
      case .line(let line): count(line.x, line.y)
      case .points(let points): count(points.x, points.y)
      case .trajectory(let path): count(path.x, path.y)
      case .bars(let bars):
        for series in bars.series { notFinite += series.values.count { !$0.isFinite } }
      case .heatMap(let map): notFinite += map.field.values.count { !$0.isFinite }
      default: break
      }
    }
    return (notFinite, notPositive)
  }
}

extension Mark {
  /// Adds what the mark fills of one axis.
  fileprivate func add(_ dimension: Dimension, to extent: inout DataExtent) {
    let isX = dimension == .x
    switch self {
    case .line(let line): extent.add(isX ? line.x : line.y, isTight: isX)
    case .points(let points): extent.add(isX ? points.x : points.y, isTight: false)
    case .bars(let bars): bars.add(dimension, to: &extent)
    case .histogram(let histogram):
      if isX {
        extent.add(histogram.edges, isTight: true)
      } else {
        extent.add(0, isTight: true)
        extent.add(histogram.counts.map(Double.init), isTight: false)
      }
    case .band(let band):
      if isX {
        extent.add(band.x, isTight: true)
      } else {
        extent.add(band.lower, isTight: false)
        extent.add(band.upper, isTight: false)
      }
    case .heatMap(let map): extent.add(map.field, dimension)
    case .contours(let contours): extent.add(contours.field, dimension)
    case .regions(let regions): if let field = regions.scores.first { extent.add(field, dimension) }
    case .rule(let rule): if rule.dimension == dimension { extent.add(rule.value, isTight: false) }
    case .span, .text: break
    case .arrow(let arrow):
      extent.add(isX ? [arrow.fromX, arrow.toX] : [arrow.fromY, arrow.toY], isTight: false)
    case .trajectory(let path): extent.add(isX ? path.x : path.y, isTight: false)
    case .polygon(let polygon): extent.add(isX ? polygon.x : polygon.y, isTight: false)
    }
  }
}

extension DataExtent {
  fileprivate mutating func add(_ field: ScalarField, _ dimension: Dimension) {
    let range = dimension == .x ? field.x : field.y
    add([range.lowerBound, range.upperBound], isTight: true)
  }
}

extension BarMark {
  fileprivate func add(_ dimension: Dimension, to extent: inout DataExtent) {
    if (dimension == .x) != isHorizontal {
      extent.add([-0.6, Double(categories.count) - 0.4], isTight: true)
    } else {
      extent.add(baseline, isTight: true)
      for group in series {
        extent.add(group.values, isTight: false)
        guard showsValues else { continue }
        // Room for the numbers beyond the ends.
        let finite = group.values.filter { abs($0) <= DataExtent.largest } + [baseline]
        let span = (finite.max() ?? 0) - (finite.min() ?? 0)
        // Above a panel there is room anyway, below it stands the axis.
        let (below, above) = isHorizontal ? (0.1, 0.1) : (0.1, 0.05)
        for value in finite where value != baseline {
          extent.add(value + span * (value < baseline ? -below : above), isTight: false)
        }
      }
    }
  }
}
