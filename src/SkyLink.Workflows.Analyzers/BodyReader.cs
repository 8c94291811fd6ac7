using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SkyLink.Workflows.Analyzers;

/// <summary>
/// Reads the operations of one member and says what each of its bodies finds and calls. It goes through them without
/// recursion, so that no source exhausts the stack.
/// </summary>
internal sealed class BodyReader
{
    private readonly DelegateUse _delegates = new();
    private readonly Dictionary<ISymbol, IOperation> _localFunctions = new(SymbolEqualityComparer.Default);
    private readonly List<(IMethodSymbol Symbol, IOperation Code)> _innerWorkflows = [];
    private readonly CancellationToken _cancellation;

    private BodyReader(CancellationToken cancellation) => _cancellation = cancellation;

    /// <param name="owner">A method, accessor, or the field or property of an initializer.</param>
    /// <param name="blocks">Its operations.</param>
    /// <param name="assembly">The assembly in the making: its code is followed, that of others has facts.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>The member's own body first, then those inside that are workflow code on their own.</returns>
    public static List<Body> Read(
        ISymbol owner, IReadOnlyCollection<IOperation> blocks, IAssemblySymbol assembly, CancellationToken cancellation)
    {
        var reader = new BodyReader(cancellation);
        foreach (var block in blocks)
        {
            reader.NoteDelegates(block);
        }

        var own = new Body(
            SymbolNames.Definition(owner), owner is IMethodSymbol method && Contract.IsWorkflow(method));
        reader.Read(new BodyVisitor(own, reader._delegates, assembly), owner, blocks);
        var bodies = new List<Body> { own };
        foreach (var (symbol, code) in reader._innerWorkflows)
        {
            var inner = new Body(symbol, IsWorkflow: true);
            reader.Read(new BodyVisitor(inner, reader._delegates, assembly), symbol, [code]);
            bodies.Add(inner);
        }

        return bodies;
    }

    private void NoteDelegates(IOperation block)
    {
        foreach (var operation in block.DescendantsAndSelf())
        {
            switch (operation)
            {
                case ILocalReferenceOperation reference:
                    _delegates.Note(reference);
                    break;
                case ILocalFunctionOperation { Body: { } body } function:
                    _localFunctions[function.Symbol] = body;
                    if (Contract.IsWorkflow(function.Symbol))
                    {
                        _innerWorkflows.Add((function.Symbol, body));
                    }

                    break;
                case IAnonymousFunctionOperation lambda when Contract.IsWorkflow(lambda.Symbol):
                    _innerWorkflows.Add((lambda.Symbol, lambda.Body));
                    break;
            }
        }
    }

    private void Read(BodyVisitor visitor, ISymbol owner, IEnumerable<IOperation> blocks)
    {
        visitor.Begin(owner);
        var waiting = new Stack<IOperation>(blocks.Reverse());
        var functions = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { owner };
        while (waiting.Count > 0)
        {
            _cancellation.ThrowIfCancellationRequested();
            var operation = waiting.Pop();
            if (!visitor.Visit(operation))
            {
                continue;
            }

            foreach (var child in operation.ChildOperations.Reverse())
            {
                waiting.Push(child);
            }

            // A local function counts where it is used, and not at all if only steps use it.
            if (visitor.TakeLocalFunction() is { } used
                && functions.Add(used) && _localFunctions.TryGetValue(used, out var body))
            {
                visitor.Begin(used);
                waiting.Push(body);
            }
        }
    }
}
