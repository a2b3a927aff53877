/// The kinds of plot, in the order of the reference.
package enum PlotKinds {
  package static let all: [any PlotKind.Type] = [
    LossPlot.self, MetricPlot.self, DecisionBoundaryPlot.self, ConfusionPlot.self,
    ActivationsPlot.self, OverfitPlot.self, FitPlot.self, CoefficientsPlot.self,
    ValidationCurvePlot.self, SchedulePlot.self, FunctionPlot.self, ContourPlot.self,
    LossSurfacePlot.self, DataPlot.self, ImagesPlot.self, NetworkPlot.self,
    EmbeddingPlot.self, WeightsPlot.self,
    HistogramPlot.self, BarPlot.self, TimelinePlot.self,
  ]
}
