using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace SkyLink.Workflows.Analyzers;

/// <summary>
/// Finds what makes a workflow differ when it is replayed: in code that takes a WorkflowContext, and in all that it
/// calls, through this project and, by the facts of <see cref="FactsGenerator"/>, through those it references.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeterminismAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Rules.All;

    public override void Initialize(AnalysisContext context)
    {
        // Generated code is followed, but whoever wrote the workflow cannot change it.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (Contract.IsUsed(start.Compilation))
            {
                var search = new Search();
                start.RegisterOperationBlockAction(search.Read);
                start.RegisterSymbolAction(search.Note, SymbolKind.NamedType);
                start.RegisterCompilationEndAction(search.Report);
            }
        });
    }

    /// <summary>The search through one compilation.</summary>
    private sealed class Search
    {
        private readonly ConcurrentBag<Body> _bodies = [];
        private readonly ConcurrentBag<INamedTypeSymbol> _types = [];

        public void Note(SymbolAnalysisContext context) => _types.Add((INamedTypeSymbol)context.Symbol);

        /// <summary>
        /// Reports at once what workflow code does itself, so that an editor shows it while one writes.
        /// </summary>
        public void Read(OperationBlockAnalysisContext context)
        {
            foreach (var body in BodyReader.Read(
                context.OwningSymbol, context.OperationBlocks, context.Compilation.Assembly, context.CancellationToken))
            {
                _bodies.Add(body);
                if (body is { IsWorkflow: true, Owner: IMethodSymbol workflow })
                {
                    foreach (var finding in body.Findings.Where(finding => finding.Field is null))
                    {
                        var chain = finding.IsOfOtherProject
                            ? CallChain.Tell([SymbolNames.OfRoot(workflow), finding.Chain])
                            : finding.Chain;
                        context.ReportDiagnostic(Diagnostic.Create(finding.Rule.Descriptor(), finding.Location, chain));
                    }
                }
            }
        }

        /// <summary>Reports what workflow code does by calls.</summary>
        public void Report(CompilationAnalysisContext context)
        {
            var graph = Graph();
            var assigned = new HashSet<ISymbol>(
                Workflows().SelectMany(body => body.Assigned), SymbolEqualityComparer.Default);
            foreach (var body in Workflows())
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                foreach (var finding in body.Findings.Where(finding => IsForeign(finding.Field, assigned)))
                {
                    context.ReportDiagnostic(
                        Diagnostic.Create(finding.Rule.Descriptor(), finding.Location, finding.Chain));
                }

                Report(context, body, graph);
            }
        }

        private static void Report(CompilationAnalysisContext context, Body body, CallGraph<ISymbol> graph)
        {
            var told = new HashSet<(DeterminismRule, Location)>();
            foreach (var call in body.Calls)
            {
                foreach (var rule in graph.BrokenBy(call.Target, call.IsDispatched))
                {
                    if (told.Add((rule, call.Location)))
                    {
                        var names = rule == DeterminismRule.Dispatch
                            ? graph.DispatchedChain(call.Target, call.IsDispatched)
                            : graph.Chain(call.Target, rule);
                        context.ReportDiagnostic(Diagnostic.Create(
                            rule.Descriptor(), call.Location,
                            CallChain.Tell([SymbolNames.OfRoot((IMethodSymbol)body.Owner), .. names])));
                    }
                }
            }
        }

        private IEnumerable<Body> Workflows() =>
            _bodies.Where(body => body is { IsWorkflow: true, Owner: IMethodSymbol });

        private CallGraph<ISymbol> Graph()
        {
            var graph = new CallGraph<ISymbol>(SymbolEqualityComparer.Default, SymbolNames.Of);
            var dispatched = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
            foreach (var body in _bodies)
            {
                if (body.IsWorkflow)
                {
                    graph.AddWorkflow(body.Owner);
                }
                else if (!body.IsEmpty)
                {
                    Add(graph, body);
                }

                dispatched.UnionWith(body.Calls.Where(call => call.IsDispatched).Select(call => call.Target));
            }

            var implementations = new Implementations(_types);
            foreach (var target in dispatched)
            {
                foreach (var implementation in implementations.Of(target))
                {
                    graph.AddImplementation(target, implementation);
                }
            }

            graph.Close();
            return graph;
        }

        private static void Add(CallGraph<ISymbol> graph, Body body)
        {
            foreach (var rule in Allowances.Of(body.Owner))
            {
                graph.Allow(body.Owner, rule);
            }

            foreach (var finding in body.Findings)
            {
                graph.AddFinding(body.Owner, finding.Rule, finding.Chain);
            }

            foreach (var call in body.Calls)
            {
                graph.AddCall(body.Owner, call.Target, call.IsDispatched);
            }

            foreach (var constructor in Initializers.ConstructorsOf(body.Owner))
            {
                graph.AddCall(constructor, body.Owner, isDispatched: false);
            }
        }

        /// <summary>A field that workflow code assigns may well hold a task of the context.</summary>
        private static bool IsForeign(IFieldSymbol? field, HashSet<ISymbol> assigned) =>
            field is not null && !assigned.Contains(field);
    }
}
