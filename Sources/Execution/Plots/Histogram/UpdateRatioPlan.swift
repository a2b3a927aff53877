import NeuralEngine
import Plotting

/// How far each step of a run moved the weights of each layer, compared with their length:
/// log₁₀(‖Δw‖ / ‖w‖) by step. A value about −3 is a common rule of thumb for a healthy learning rate.
struct UpdateRatioPlan: PlannedPlot {
  var runs: [PlannedRun]
  var appearance: PlotAppearance

  func draw(in context: ExecutionContext) -> PlotOutcome {
    let panels = runs.map { plan in
      let model = context.run(plan).model
      return panel(plan.name, model)
    }
    return PlotOutcome(
      appearance.figure(
        kind: "Update ratios", panels: panels, sharesX: true, sharesY: true,
        naturalHeight: panels.count == 1
          ? 0.55 * appearance.width
          : appearance.naturalHeight(panels: panels.count, aspect: 0.9)))
  }

  private func panel(_ name: String, _ model: TrainedModel) -> Panel {
    let matrices = model.parameters.indices.filter { model.parameters[$0].shape.rank > 1 }
    let steps = model.snapshots.dropFirst().map { Double($0.step) }
    var marks: [Mark] = [
      .rule(RuleMark(.y, -3, name: "1 : 1,000"))
    ]
    // Room below the rule for nothing but itself.
    var all = [-3.0]
    for (series, index) in matrices.enumerated() {
      let values = zip(model.snapshots, model.snapshots.dropFirst()).map { before, after in
        Self.ratio(before.parameters[index].values, after.parameters[index].values)
      }
      all += values
      marks.append(
        .line(
          LineMark(
            x: steps, y: values, name: model.parameters[index].name, ink: .category(series),
            width: values.count > 300 ? 1.2 : 2)))
    }
    return Panel(
      title: runs.count > 1 ? name : "",
      x: Axis(appearance.xLabel ?? "step", range: appearance.xRange),
      y: Axis(
        appearance.yLabel ?? "$\\log_{10}$ ‖Δw‖ / ‖w‖",
        range: appearance.yRange ?? PlotRange.covering(all, padding: 0.08)),
      marks: marks)
  }

  /// log₁₀ of the length of the difference by the length before; not finite where one is 0.
  private static func ratio(_ before: Numbers, _ after: Numbers) -> Double {
    let (moved, length) = zip(before, after).reduce(into: (0.0, 0.0)) { sums, pair in
      sums.0 += (pair.1 - pair.0) * (pair.1 - pair.0)
      sums.1 += pair.0 * pair.0
    }
    return length > 0 ? HistogramGroup.log10((moved / length).squareRoot()) : .nan
  }
}
