/// The kinds of plot, in the order of the reference.
package enum PlotKinds {
  package static let all: [any PlotKind.Type] = []
}
