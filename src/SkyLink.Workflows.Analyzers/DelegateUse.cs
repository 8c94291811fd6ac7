using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SkyLink.Workflows.Analyzers;

/// <summary>
/// Tells where the delegates that a body makes go: into a step, into an expression tree, or anywhere.
/// </summary>
internal sealed class DelegateUse
{
    private readonly Dictionary<ISymbol, bool> _locals = new(SymbolEqualityComparer.Default);

    /// <summary>Takes note of a use of a local variable; all uses must be noted before anything is asked.</summary>
    public void Note(ILocalReferenceOperation reference)
    {
        if (reference.Type?.TypeKind != TypeKind.Delegate
            || reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference)
        {
            return;
        }

        var isOutside = IsOutsideArgument(reference);
        _locals[reference.Local] = isOutside && (!_locals.TryGetValue(reference.Local, out var all) || all);
    }

    /// <summary>
    /// Whether a lambda or method group is code that never runs inside the workflow: it is given for a parameter with
    /// [RunsOutside], or held by a local variable that is only used so, or it is an expression tree.
    /// </summary>
    public bool IsOutside(IOperation lambdaOrMethodGroup)
    {
        var value = lambdaOrMethodGroup;
        while (value.Parent is IConversionOperation or IDelegateCreationOperation)
        {
            value = value.Parent;
        }

        return value is IConversionOperation { Type.Name: "Expression" }
            || IsOutsideArgument(lambdaOrMethodGroup)
            || HolderOf(value) is { } local && _locals.TryGetValue(local, out var isOutside) && isOutside;
    }

    private static ILocalSymbol? HolderOf(IOperation value) => value.Parent switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } => target.Local,
        _ => null,
    };

    private static bool IsOutsideArgument(IOperation value)
    {
        for (var parent = value.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case IArgumentOperation argument:
                    return Contract.RunsOutsideWorkflow(argument.Parameter);
                case IConversionOperation or IDelegateCreationOperation or IConditionalOperation or ICoalesceOperation
                    or IArrayCreationOperation or IArrayInitializerOperation or ICollectionExpressionOperation
                    or IParenthesizedOperation:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }
}
