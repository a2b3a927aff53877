import Kernels

/// Makes the programs of a run: training steps of some number of rows, and the evaluation.
struct TrainingPrograms {
  let plan: TrainingPlan
  let kernels: Processor.InstructionSetKernels
  let memory: TensorMemory
  let threads: ThreadAllowance
  let parameters: ParameterMemory
  let inputs: TensorMemory.Table
  let targets: TensorMemory.Region
  /// Class numbers, for the accuracy.
  let classes: TensorMemory.Region
  /// The running means and variances of each batch normalisation.
  let statistics: [TensorMemory.Region]
  /// The numbers of the next masks of each dropout layer.
  let maskNumbers: [TensorMemory.Region]
  /// The order of the training rows.
  let order: TensorMemory.Region
  /// The first row of the next step in `order`.
  let cursor: TensorMemory.Region
  /// The numbers of the next update of penalised parameters, or of all.
  let settings: TensorMemory.Region
  /// Those of the others where only weights shrink.
  let unshrunkSettings: TensorMemory.Region
  /// The loss of the last step.
  let loss: TensorMemory.Region
  /// Sums of losses and counts of right rows in double precision, set by set.
  let totals: TensorMemory.Region

  /// Lays out the memory of a run whose steps take so many rows, and takes threads where they are
  /// large.
  init(
    _ plan: TrainingPlan, _ kernels: Processor.InstructionSetKernels, batchRows: Int = 1,
    budget: ThreadBudget = .shared
  ) {
    self.plan = plan
    self.kernels = kernels
    threads = ThreadAllowance(from: budget, work: batchRows * plan.layout.operationsPerRow)
    memory = TensorMemory()
    parameters = ParameterMemory(
      plan.layout.parameters, plan.configuration.optimizer.rule, in: memory)
    inputs = memory.adopt(plan.inputs)
    targets = memory.allocate(plan.targets.count)
    classes = memory.allocate(plan.classes?.count ?? 0)
    order = memory.allocate(plan.trainingRowCount)
    cursor = memory.allocate(1)
    settings = memory.allocate(MemoryLayout<UpdateSettings>.size / 4)
    unshrunkSettings = memory.allocate(settings.count)
    loss = memory.allocate(1)
    totals = memory.allocate(4 * RowSet.allCases.count)
    statistics = plan.layout.statistics.map { [memory] in memory.allocate(2 * $0.count) }
    maskNumbers = plan.layout.dropouts.map { [memory] _ in memory.allocate(1) }
    for region in statistics {
      let count = region.count / 2
      memory.write(Array(repeating: 1, count: count), to: region.part(count, count))
    }
    memory.write(plan.targets, to: targets)
    memory.write((plan.classes ?? []).map(Double.init), to: classes)
  }

  private var inputCount: Int { plan.layout.inputCount }
  private var targetWidth: Int { plan.targetWidth }

  /// Returns the program of a training step: forward, backward, update.
  ///
  /// - Parameters:
  ///   - rows: How many rows it takes.
  ///   - gathers: Whether they are those named in `order`, otherwise the first ones.
  func step(rows: Int, gathers: Bool) -> Program {
    var builder = backward(rows: rows, gathers: gathers)
    appendUpdate(to: &builder)
    return builder.build(kernels)
  }

  /// Returns the program that computes the loss and its gradients for the first rows and updates
  /// nothing.
  func gradient(rows: Int) -> Program {
    backward(rows: rows, gathers: false).build(kernels)
  }

  /// Returns a program under construction that computes a step's loss and its gradients.
  private func backward(rows: Int, gathers: Bool) -> ProgramBuilder {
    var builder = ProgramBuilder(memory: memory, team: threads.team)
    let x = builder.temporary(rows * inputCount)
    var y = ProgramBuilder.Operand(targets)
    builder.emitRows(
      of: inputs, rows: rows, columns: inputCount, indices: gathers ? order : nil,
      cursor: gathers ? cursor : nil, to: x)
    if gathers {
      y = builder.temporary(rows * targetWidth)
      builder.emitGather(
        from: targets, rows: rows, columns: targetWidth, indices: order, cursor: cursor, to: y)
    }
    var graph = Graph()
    let (input, target, network) = appendNetwork(to: &graph, rows: rows, .training)
    let (_, lossNode) = appendLoss(to: &graph, network.output, target)
    let gradients = graph.gradients(of: lossNode, withRespectTo: network.parameters)
    var lowering = GraphLowering(graph, into: builder)
    lowering.bind(input, to: x)
    lowering.bind(target, to: y)
    bindParameters(of: network, in: &lowering)
    for (index, mask) in network.masks.enumerated() { emitMask(index, mask, in: &lowering) }
    lowering.lower(
      [(lossNode, ProgramBuilder.Operand(loss))]
        + gradients.enumerated().map { index, node in
          (node, ProgramBuilder.Operand(parameters.gradient(of: index)))
        })
    for (index, node) in network.normalized.enumerated() {
      lowering.emitRunningStatistics(
        of: node, ProgramBuilder.Operand(statistics[index]), momentum: Layer.momentum)
    }
    return lowering.builder
  }

  private func bindParameters(of network: NetworkNodes, in lowering: inout GraphLowering) {
    lowering.bind(
      network, parameters: network.parameters.indices.map { parameters.values(of: $0) },
      statistics: statistics)
  }

  /// Emits the next mask of a dropout layer; its stream derives from the block's name and the number
  /// of the layer among those.
  private func emitMask(
    _ index: Int, _ mask: Graph.NodeID, in lowering: inout GraphLowering
  ) {
    let probability = plan.layout.dropouts[index]
    let stream = RandomStream.identity(
      name: plan.configuration.stream + (index == 0 ? "" : ".\(index + 1)"), purpose: .dropout)
    let words = [plan.configuration.seed, stream].flatMap { word in
      [word, word >> 32].map { Int(Int32(truncatingIfNeeded: $0)) }
    }
    let count = lowering.graph.shape(of: mask).count
    let place = lowering.builder.temporary(count)
    lowering.builder.emit(
      .dropoutMask, columns: count, s0: Float(probability), s1: Float(1 / (1 - probability)),
      a: place, c: place, table: words, cursor: maskNumbers[index])
    lowering.bind(mask, to: place, in: .any)
  }

  /// The rows that an evaluation takes at a time.
  static let evaluationRows = 256

  /// Returns the program that adds up losses and right rows over every set.
  func evaluation() -> Program {
    var builder = ProgramBuilder(memory: memory, team: threads.team)
    for (index, set) in RowSet.allCases.enumerated() {
      let rows = plan.rows(of: set)
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: 1_024) {
        let chunk = start..<min(start + 1_024, rows.upperBound)
        appendEvaluation(of: chunk, to: &builder, totals.part(index * 4, 4))
      }
    }
    return builder.build(kernels)
  }

  /// Adds up the losses of some rows, computed a few rows at a time so that they take little room.
  private func appendEvaluation(
    of rows: Range<Int>, to builder: inout ProgramBuilder, _ totals: TensorMemory.Region
  ) {
    typealias Operand = ProgramBuilder.Operand
    let perRow = plan.lossesPerRow
    let losses = builder.temporary(rows.count * perRow)
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.evaluationRows) {
      let part = start..<min(start + Self.evaluationRows, rows.upperBound)
      let values = appendLosses(of: part, to: &builder, totals)
      builder.emit(
        .map, columns: part.count * perRow, function: ElementaryFunction.identity.rawValue,
        a: values, c: losses.advanced(by: (start - rows.lowerBound) * perRow))
    }
    builder.emit(
      .accumulate, columns: rows.count * perRow, s0: plan.loss == .halfMSE ? 0.5 : 1, a: losses,
      c: Operand(totals.part(0, 2)))
  }

  /// Computes losses, counts right rows and returns where the losses lie.
  private func appendLosses(
    of rows: Range<Int>, to builder: inout ProgramBuilder, _ totals: TensorMemory.Region
  ) -> ProgramBuilder.Operand {
    typealias Operand = ProgramBuilder.Operand
    var graph = Graph()
    let (input, target, network) = appendNetwork(to: &graph, rows: rows.count, .evaluation)
    let (mean, _) = appendLoss(to: &graph, network.output, target)
    let x = builder.temporary(rows.count * inputCount)
    builder.emitRows(
      of: inputs, from: rows.lowerBound, rows: rows.count, columns: inputCount, to: x)
    var lowering = GraphLowering(graph, into: builder)
    lowering.bind(input, to: x)
    let y = Operand(
      targets.part(rows.lowerBound * targetWidth, rows.count * targetWidth))
    lowering.bind(target, to: y)
    bindParameters(of: network, in: &lowering)
    let (output, losses) = lowering.lower(network.output, lossesOf: mean)
    builder = lowering.builder
    let outputs = plan.layout.outputCount
    switch plan.accuracy {
    case .threshold(let threshold, let middle)?:
      builder.emit(
        .countThresholdMatches, columns: rows.count, s0: threshold, s1: middle, a: output, b: y,
        c: Operand(totals.part(2, 2)))
    case .largest?:
      builder.emit(
        .countArgmaxMatches, rows: rows.count, columns: outputs, a: output,
        b: Operand(classes.part(rows.lowerBound, rows.count)), c: Operand(totals.part(2, 2)))
    case nil: break
    }
    return losses
  }

  private func appendNetwork(
    to graph: inout Graph, rows: Int, _ mode: NetworkLayout.Mode
  ) -> (input: Graph.NodeID, target: Graph.NodeID, network: NetworkNodes) {
    let x = graph.input("x", Shape([rows, inputCount]))
    let network = plan.layout.append(to: &graph, x, mode)
    let y = graph.input("y", Shape(plan.hasClassNumbers ? [rows] : [rows, targetWidth]))
    return (x, y, network)
  }

  /// Appends the loss and the mean that it is, but for the factor of `halfMSE`.
  private func appendLoss(
    to graph: inout Graph, _ output: Graph.NodeID, _ y: Graph.NodeID
  ) -> (mean: Graph.NodeID, loss: Graph.NodeID) {
    do throws(ShapeError) {
      let mean = try graph.meanLoss(plan.loss, output, y)
      return (mean, try graph.scaled(mean, for: plan.loss))
    } catch {
      preconditionFailure("targets have the shape of outputs")
    }
  }

  private func appendUpdate(to builder: inout ProgramBuilder) {
    let configuration = plan.configuration
    let isShrinking = configuration.optimizer.shrinkage != 0
    let isPenalized = configuration.l1 != 0 || configuration.l2 != 0 || isShrinking
    let total = parameters.values.count
    let penalizedCount = isPenalized ? parameters.penalizedCount : 0
    for (start, count, l1, l2, settings) in [
      (0, penalizedCount, configuration.l1, configuration.l2, settings),
      (penalizedCount, total - penalizedCount, 0, 0, isShrinking ? unshrunkSettings : settings),
    ] {
      builder.emitUpdate(
        configuration.optimizer.rule, settings: settings, l1: Float(l1), l2: Float(l2),
        parameters: parameters.values.part(start, count),
        gradients: parameters.gradients.part(start, count),
        first: parameters.firstMoments?.part(start, count),
        second: parameters.secondMoments?.part(start, count))
    }
  }
}
