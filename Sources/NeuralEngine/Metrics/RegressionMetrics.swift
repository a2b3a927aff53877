/// How close predicted numbers are to the true ones; definitions are scikit-learn's, sums in double
/// precision. Metrics of several targets are means over the targets.
package struct RegressionMetrics: Sendable, Equatable {
  /// The mean of (p − y)².
  package let mse: Double
  /// The mean of |p − y|.
  package let mae: Double
  /// The root of the mean of (p − y)².
  package let rmse: Double
  /// 1 − Σ(p − y)²/Σ(y − ȳ)²: 1 for right predictions, 0 for those of the mean ȳ, negative for worse
  /// ones. Where all y are equal it is 1 for right predictions, otherwise 0.
  package let r2: Double

  /// Compares row-major predictions `[rows, columns]` with targets.
  ///
  /// - Precondition: There is at least one row.
  package init(predicted: [Double], actual: [Double], columns: Int = 1) {
    precondition(predicted.count == actual.count, "a prediction for each target")
    precondition(columns > 0 && actual.count >= columns, "at least one row")
    let rows = Double(actual.count / columns)
    var (squares, absolutes, roots, shares) = (0.0, 0.0, 0.0, 0.0)
    for column in 0..<columns {
      let indices = stride(from: column, to: actual.count, by: columns)
      let mean = indices.reduce(0.0) { $0 + actual[$1] } / rows
      var (square, absolute, spread) = (0.0, 0.0, 0.0)
      for index in indices {
        let error = predicted[index] - actual[index]
        square += error * error
        absolute += error.magnitude
        spread += (actual[index] - mean) * (actual[index] - mean)
      }
      squares += square / rows
      absolutes += absolute / rows
      roots += (square / rows).squareRoot()
      shares += spread > 0 ? 1 - square / spread : square == 0 ? 1 : 0
    }
    let count = Double(columns)
    mse = squares / count
    mae = absolutes / count
    rmse = roots / count
    r2 = shares / count
  }
}
