import NotebookSyntax
import Plotting

extension PlotAppearance {
  /// Returns a figure of panels with the author's title, size and arrangement.
  ///
  /// - Parameter naturalHeight: The height for an author who chose no size, in CSS pixels; less where
  ///   equal scales keep the panels lower.
  func figure(
    kind: String, panels: [Panel], sharesX: Bool = false, sharesY: Bool = false,
    naturalHeight: Double? = nil, note: String = ""
  ) -> Figure {
    let figure = Figure(
      kind: kind, title: title ?? "", panels: panels, columns: columns,
      legend: showsLegend.map { $0 ? .top : .none } ?? .automatic, sharesX: sharesX,
      sharesY: sharesY, note: note, width: width,
      height: isSizeGiven ? height : naturalHeight ?? height)
    return isSizeGiven ? figure : figure.fittedToPanels()
  }

  /// The author's range of the horizontal axis.
  var xRange: ClosedRange<Double>? { x.map { $0.lower...$0.upper } }

  /// The author's range of the vertical axis.
  var yRange: ClosedRange<Double>? { y.map { $0.lower...$0.upper } }

  /// The scale of the vertical axis.
  var verticalScale: Axis.Scale { scale == .log ? .logarithmic : .linear }

  /// Returns the height at which a grid of panels keeps them in good shape.
  ///
  /// - Parameters:
  ///   - count: The number of panels.
  ///   - aspect: A panel's height by its width, axes and titles included.
  func naturalHeight(panels count: Int, aspect: Double) -> Double {
    let across = columns ?? PlotAppearance.naturalColumns(count)
    let rows = (count + across - 1) / across
    let panelWidth = width / Double(min(count, across))
    let height = (panelWidth * aspect * Double(rows)).rounded()
    return min(max(height, 240), 1_400)
  }

  /// Returns how many panels stand side by side where the author did not say.
  static func naturalColumns(_ count: Int) -> Int {
    switch count {
    case ...3: max(1, count)
    case 4: 2
    default: 3
    }
  }
}
