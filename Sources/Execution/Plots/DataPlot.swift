import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot data`: the points of a data set.
struct DataPlot: PlotKind {
  static let name = "data"
  static let meaning = "draws the points of a data set"
  static let of = Option.required(
    "of", .oneOrMore(of: .data, atMost: 12), meaning: "the data set or data sets, a panel each",
    example: "circles n=200")
  static let options: [any OptionDeclaration] = [of]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let sets = values[of] else { return nil }
    return Plan(sets: sets, appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var sets: [PlannedDataset]
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      var scatters = sets.map { set in
        ScatterFigure(
          title: sets.count > 1 ? set.name : "", data: context.data(set).data,
          xRange: appearance.xRange, yRange: appearance.yRange, xLabel: appearance.xLabel,
          yLabel: appearance.yLabel)
      }
      let labels = ClassPoints.labels(of: scatters.map(\.data))
      for index in scatters.indices { scatters[index].classLabels = labels }
      if scatters.allSatisfy(\.hasEqualScales) {
        let planes = PlaneRange.alike(scatters.map { PlaneRange(of: $0.data) })
        for (index, plane) in planes.enumerated() {
          scatters[index].xRange = appearance.xRange ?? plane.x
          scatters[index].yRange = appearance.yRange ?? plane.y
        }
      }
      let panels = scatters.map { $0.panel() }
      return PlotOutcome(
        appearance.figure(
          kind: "Data", panels: panels,
          naturalHeight: panels.count == 1
            ? nil : appearance.naturalHeight(panels: panels.count, aspect: 1.05)))
    }
  }
}
