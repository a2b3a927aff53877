import NeuralEngine
import NotebookSyntax
import Plotting

/// Numbers of traces as text.
enum TraceNumber {
  private static let sixDigits = FormatSpec.parse(".6g") ?? FormatSpec()

  /// Returns the shortest decimal that reads back the same, with a real minus sign.
  static func exact(_ value: Double) -> String {
    PrintedNumber.typeset(FormatSpec.shortest(value))
  }

  /// Returns a number with six significant digits, as tables show it.
  static func table(_ value: Double) -> String {
    PrintedNumber.typeset(sixDigits.format(value == 0 ? 0 : value))
  }

  /// Returns a tensor as a table's cell: elements where they are few, otherwise their number.
  static func table(_ tensor: Tensor, limit: Int = 16) -> String {
    guard tensor.shape != .scalar else { return table(tensor.values[0]) }
    guard tensor.values.count <= limit, tensor.shape.rank <= 2 else {
      return size(tensor)
    }
    return nested(tensor) { table($0) }
  }

  /// Returns how many numbers a tensor has, such as `4 × 9`; 0 where all of them are.
  private static func size(_ tensor: Tensor) -> String {
    if tensor.values.allSatisfy({ $0 == 0 }) { return "0" }
    let extents = tensor.shape.extents
    return extents.count == 1
      ? "\(extents[0]) numbers" : extents.map { "\($0)" }.joined(separator: " × ")
  }

  /// Returns a tensor as a label of a circuit.
  static func label(_ tensor: Tensor) -> CircuitDiagram.Quantity {
    let extents = tensor.shape.extents
    if extents.isEmpty { return CircuitDiagram.Quantity(DiagramNumber.text(tensor.values[0])) }
    guard extents.count <= 2, extents.allSatisfy({ (1...4).contains($0) }),
      tensor.values.count <= 12
    else { return CircuitDiagram.Quantity(size(tensor)) }
    let columns = extents[extents.count - 1]
    let cells = cells(tensor.values)
    return CircuitDiagram.Quantity(
      rows: stride(from: 0, to: cells.count, by: columns).map {
        Array(cells[$0..<$0 + columns])
      })
  }

  /// Returns numbers with one count of decimals where two suffice for all, so that columns align.
  private static func cells(_ values: [Double]) -> [String] {
    if values.allSatisfy({ $0 == $0.rounded() && abs($0) < 1e7 }) {
      return values.map { DiagramNumber.text($0) }
    }
    return values.map { value in
      value == 0 || (abs(value) >= 0.005 && abs(value) < 1e5)
        ? DiagramNumber.text(value, decimals: 2) : DiagramNumber.text(value)
    }
  }

  private static func nested(_ tensor: Tensor, _ text: (Double) -> String) -> String {
    let columns = tensor.shape.extents.last ?? 1
    guard columns > 0 else { return "[]" }
    let rows = stride(from: 0, to: tensor.values.count, by: columns).map { start in
      "[" + tensor.values[start..<start + columns].map(text).joined(separator: ", ") + "]"
    }
    return tensor.shape.rank == 1 ? rows[0] : "[" + rows.joined(separator: ", ") + "]"
  }
}

extension TraceNumber {
  /// Returns the size of an error with two significant digits, such as `3.2 × 10⁻¹¹`.
  static func magnitude(_ value: Double) -> String {
    value == 0
      ? "0" : PrintedNumber.typeset((FormatSpec.parse(".1e") ?? FormatSpec()).format(value))
  }

  private static let fourDigits = FormatSpec.parse(".4g") ?? FormatSpec()

  /// Returns a number as TeX with four significant digits; powers of ten as such.
  static func tex(_ value: Double) -> String {
    let text = fourDigits.format(value == 0 ? 0 : value)
    guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...])
    else { return text }
    return text[..<mark] + " \\times 10^{\(exponent)}"
  }
}
