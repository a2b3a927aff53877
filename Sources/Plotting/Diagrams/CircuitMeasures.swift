/// The sizes of a circuit's parts in CSS pixels, all proportional to one scale.
struct CircuitMeasures {
  /// The scale at which labels are 11 px tall, the least that is read with ease.
  static let smallest = 11 / 13.5

  var scale: Double
  /// Whether columns stand closer, for circuits that are wide even at the smallest scale.
  var isCompact = false

  var labelSize: Double { 13.5 * scale }
  var nameSize: Double { 15 * scale }
  var symbolSize: Double { 17 * scale }
  var mediumSymbolSize: Double { 15 * scale }
  var smallSymbolSize: Double { 12.5 * scale }
  var gateRadius: Double { (isCompact ? 16 : 17) * scale }
  var margin: Double { 14 * scale }
  var lineHeight: Double { 16.5 * scale }
  /// Between a wire and the labels above and below it.
  var wireGap: Double { 5 * scale }
  /// Between the things of one column.
  var rowGap: Double { 9 * scale }
  /// What a wire that passes a column keeps free on each side.
  var wireClearance: Double { 4 * scale }
  /// Between a label and the ends of the straight piece of wire it stands on.
  var labelPadding: Double { (isCompact ? 4 : 7) * scale }
  var shortestStem: Double { (isCompact ? 9 : 14) * scale }
  /// The least distance between columns, which holds an arrow head.
  var shortestChannel: Double { (isCompact ? 16 : 22) * scale }
  var cellGap: Double { 8 * scale }
  var bracketWidth: Double { 6 * scale }
  var arrowLength: Double { 8.5 * scale }
  var wireWidth: Double { 1.5 * scale }
  var dotRadius: Double { 3 * scale }

  /// Returns the advance width of a line of text.
  func width(_ text: String, size: Double, weight: TextRun.Weight = .regular) -> Double {
    TextMetrics.width(of: text, size: size, weight: weight)
  }

  /// The widths of a quantity's columns and of the whole.
  struct Widths {
    var columns: [Double] = []
    var total = 0.0
  }

  /// Returns the widths of a quantity's columns and of the whole.
  func widths(of quantity: CircuitDiagram.Quantity) -> Widths {
    let count = quantity.rows.map(\.count).max() ?? 0
    var columns = [Double](repeating: 0, count: count)
    for row in quantity.rows {
      for (index, cell) in row.enumerated() {
        columns[index] = max(columns[index], width(cell, size: labelSize))
      }
    }
    let brackets = quantity.isBracketed ? 2 * bracketWidth : 0
    let gaps = Double(max(count - 1, 0)) * cellGap
    return Widths(columns: columns, total: columns.reduce(0, +) + gaps + brackets)
  }

  /// Returns the height of a quantity.
  func height(of quantity: CircuitDiagram.Quantity) -> Double {
    Double(quantity.rows.count) * lineHeight
  }
}
