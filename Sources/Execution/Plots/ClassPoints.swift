import NeuralEngine
import Plotting

/// The points of classes: training points with a light rim, test points with a dark one, each class
/// with its own colour and shape.
struct ClassPoints {
  var data: Dataset
  /// The positions of all rows.
  var xs: [Double]
  var ys: [Double]
  /// What the classes are called, if not by their own names.
  var labels: [String]?

  private var classes: [Int] {
    if case .classes(let classes, _) = data.target { classes } else { [] }
  }

  private var names: [String] {
    if case .classes(_, let names) = data.target { names } else { [] }
  }

  /// The marks, test points above training points.
  var marks: [Mark] {
    let hasTest = data.testRowCount > 0
    var marks: [Mark] = []
    for isTest in [false, true] {
      let candidates = isTest ? data.trainingRowCount..<data.rowCount : 0..<data.trainingRowCount
      for (index, name) in (labels ?? names.map(FigureText.name)).enumerated() {
        let rows = candidates.filter { classes[$0] == index }
        guard !rows.isEmpty else { continue }
        marks.append(
          .points(
            PointMark(
              x: rows.map { xs[$0] }, y: rows.map { ys[$0] },
              name: !hasTest ? name : "\(name), \(isTest ? "test" : "train")",
              ink: Self.ink(ofClass: index, among: names.count),
              shape: .ofClass(index), style: isTest ? .ringed : .filled)))
      }
    }
    return marks
  }

  /// Returns one name for the classes of several data sets that have the same look; nil where they have
  /// the same names, or another number of classes.
  static func labels(of sets: [Dataset]) -> [String]? {
    let names: [[String]] = sets.map { set in
      guard case .classes(_, let names) = set.target else { return [] }
      return names.map(FigureText.name)
    }
    guard let first = names.first, names.contains(where: { $0 != first }),
      names.allSatisfy({ $0.count == first.count })
    else { return nil }
    return first.indices.map { index in
      var distinct: [String] = []
      for name in names.map({ $0[index] }) where !distinct.contains(name) { distinct.append(name) }
      return distinct.joined(separator: " or ")
    }
  }

  /// Returns the ink of a class: the two ends of the diverging map where there are two classes.
  static func ink(ofClass index: Int, among count: Int) -> Ink {
    guard count == 2 else { return .category(index) }
    return index == 0 ? .negativeClass : .positiveClass
  }
}
