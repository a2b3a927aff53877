/// The kinds of plot, in the order of the reference.
package enum PlotKinds {
  package static let all: [any PlotKind.Type] = [
    LossPlot.self, DecisionBoundaryPlot.self, ActivationsPlot.self, OverfitPlot.self,
    FitPlot.self, FunctionPlot.self, DataPlot.self, NetworkPlot.self,
  ]
}
