extension Dataset {
  /// Creates points of a curve, all of which train.
  ///
  /// - Parameters:
  ///   - x: The inputs.
  ///   - y: The targets before noise, one for each input.
  ///   - noise: The standard deviation of the normal noise added to the targets.
  ///   - seed: The seed of the notebook.
  ///   - name: The name of the data set, from which the random stream derives.
  package init(x: [Double], y: [Double], noise: Double = 0, seed: UInt64, name: String) {
    precondition(x.count == y.count, "a curve needs a target for each input")
    var stream = RandomStream(seed: seed, name: name, purpose: .noise)
    let targets = noise == 0 ? y : y.map { $0 + noise * stream.normal() }
    self.init(
      columns: ["x"], inputs: x, target: .numbers(targets, columns: ["y"]),
      trainingRowCount: x.count)
  }

  /// Creates a table of input rows and numeric targets, all of which train.
  package init(
    columns: [String], rows: [[Double]], targets: [Double], targetColumn: String = "y"
  ) {
    precondition(rows.count == targets.count, "a table needs a target for each row")
    self.init(
      columns: columns, inputs: rows.flatMap { $0 },
      target: .numbers(targets, columns: [targetColumn]), trainingRowCount: rows.count)
  }

  /// Creates a table of input rows and labels, all of which train; classes stand in the order of
  /// their first row.
  package init(columns: [String], rows: [[Double]], labels: [String]) {
    precondition(rows.count == labels.count, "a table needs a label for each row")
    var names: [String] = []
    let classes = labels.map { label in
      if let index = names.firstIndex(of: label) { return index }
      names.append(label)
      return names.count - 1
    }
    self.init(
      columns: columns, inputs: rows.flatMap { $0 }, target: .classes(classes, names: names),
      trainingRowCount: rows.count)
  }
}
