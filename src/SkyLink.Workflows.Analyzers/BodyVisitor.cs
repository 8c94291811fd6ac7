using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace SkyLink.Workflows.Analyzers;

/// <summary>Looks at one operation after the other and writes what it finds into a body.</summary>
internal sealed partial class BodyVisitor(Body body, DelegateUse delegates, IAssemblySymbol assembly)
{
    private ISymbol? _localFunction;

    /// <summary>Before the operations of a method or local function.</summary>
    public void Begin(ISymbol function)
    {
        if (function is IMethodSymbol { IsAsync: true, ReturnsVoid: true })
        {
            AddFinding(DeterminismRule.Threads, "async void " + function.Name, function.Locations.FirstOrDefault());
        }

        if (function is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
            && constructor.DeclaringSyntaxReferences is [var declaration, ..]
            && declaration.GetSyntax() is ConstructorDeclarationSyntax { Initializer: null })
        {
            FollowBaseConstructor(constructor);
        }
    }

    /// <returns>Whether what is inside counts as well.</returns>
    public bool Visit(IOperation operation)
    {
        switch (operation)
        {
            case INameOfOperation or ILocalFunctionOperation:
                return false;
            case IAnonymousFunctionOperation lambda:
                return EntersLambda(lambda);
            case IMethodReferenceOperation group:
                VisitMethodGroup(group);
                break;
            case IInvocationOperation call:
                VisitCall(call);
                break;
            case IObjectCreationOperation { Constructor: { } constructor } creation:
                VisitCreation(creation, constructor);
                break;
            case IPropertyReferenceOperation reference:
                VisitProperty(reference);
                break;
            case IFieldReferenceOperation reference:
                VisitField(reference);
                break;
            case IEventReferenceOperation { Event.IsStatic: true } reference:
                AddFinding(DeterminismRule.Statics, SymbolNames.Of(reference.Event), reference);
                break;
            case IAwaitOperation wait:
                VisitAwait(wait);
                break;
            default:
                VisitStatement(operation);
                break;
        }

        return true;
    }

    /// <summary>The local function that the operation visited last uses, once.</summary>
    public ISymbol? TakeLocalFunction()
    {
        var taken = _localFunction;
        _localFunction = null;
        return taken;
    }

    private void VisitStatement(IOperation operation)
    {
        switch (operation)
        {
            case ILockOperation { Syntax: LockStatementSyntax syntax }:
                AddFinding(DeterminismRule.Blocking, "lock", syntax.LockKeyword.GetLocation());
                break;
            case IForEachLoopOperation loop:
                VisitLoop(loop);
                break;
            case ISpreadOperation spread when UnorderedCollections.Of(spread) is { } order:
                AddFinding(DeterminismRule.Order, order, spread.Operand.Syntax.GetLocation());
                break;
            case IUsingOperation { Resources: IVariableDeclarationGroupOperation group } block:
                FollowDisposal(group, block.IsAsynchronous);
                break;
            case IUsingOperation block:
                FollowDisposal(block.Resources.Type, block.IsAsynchronous, block.Resources);
                break;
            case IUsingDeclarationOperation declaration:
                FollowDisposal(declaration.DeclarationGroup, declaration.IsAsynchronous);
                break;
            case IBinaryOperation { OperatorMethod: { } method }:
                Follow(method, isDispatched: false, operation);
                break;
            case IUnaryOperation { OperatorMethod: { } method }:
                Follow(method, isDispatched: false, operation);
                break;
            case IConversionOperation { OperatorMethod: { } method }:
                Follow(method, isDispatched: false, operation);
                break;
            case ICompoundAssignmentOperation { OperatorMethod: { } method }:
                Follow(method, isDispatched: false, operation);
                break;
            case IIncrementOrDecrementOperation { OperatorMethod: { } method }:
                Follow(method, isDispatched: false, operation);
                break;
        }
    }

    private bool EntersLambda(IAnonymousFunctionOperation lambda)
    {
        if (Contract.IsWorkflow(lambda.Symbol) || delegates.IsOutside(lambda))
        {
            return false;
        }

        if (lambda.Symbol is { IsAsync: true, ReturnsVoid: true })
        {
            AddFinding(DeterminismRule.Threads, "async void lambda", lambda);
        }

        return true;
    }

    private void VisitMethodGroup(IMethodReferenceOperation group)
    {
        if (!delegates.IsOutside(group) && !AddFromCatalogue(group.Method, group, group.Instance))
        {
            Follow(group.Method, group.IsVirtual, group);
        }
    }

    private void VisitCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (Catalogue.LeavesContext(call))
        {
            AddFinding(DeterminismRule.Threads, "ConfigureAwait(false)", call);
        }
        else if (UnorderedCollections.Of(call) is { } order)
        {
            AddFinding(DeterminismRule.Order, order, call);
        }
        else if (AddFromCatalogue(method, call, call.Instance))
        {
            return;
        }
        else if (ForeignTasks.IsStartedBy(method))
        {
            AddFinding(DeterminismRule.ForeignTask, SymbolNames.Of(method), call);
        }

        Follow(method, call.IsVirtual, call);
    }

    private void VisitCreation(IObjectCreationOperation creation, IMethodSymbol constructor)
    {
        if (UnorderedCollections.Of(creation) is { } order)
        {
            AddFinding(DeterminismRule.Order, order, creation);
        }

        if (!AddFromCatalogue(constructor, creation, receiver: null))
        {
            Follow(constructor, isDispatched: false, creation);
            FollowBaseConstructor(constructor, creation);
        }
    }

    private void VisitProperty(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        if (AddFromCatalogue(property, reference, reference.Instance))
        {
            return;
        }

        if (property is { IsStatic: true, SetMethod: not null } && !IsInitializedHere(property))
        {
            AddFinding(DeterminismRule.Statics, SymbolNames.Of(property), reference);
            return;
        }

        var isTarget = reference.Parent is IAssignmentOperation assignment && assignment.Target == reference;
        var isReadToo = !isTarget || reference.Parent is not ISimpleAssignmentOperation;
        var isWritten = isTarget || reference.Parent is IIncrementOrDecrementOperation;
        var isDispatched = IsDispatched(property, reference.Instance);
        if (isReadToo && property.GetMethod is { } getter)
        {
            Follow(getter, isDispatched, reference);
        }

        if (isWritten && property.SetMethod is { } setter)
        {
            Follow(setter, isDispatched, reference);
        }

        if (property.IsStatic)
        {
            Follow(property, isDispatched: false, reference);
        }
    }

    private void VisitField(IFieldReferenceOperation reference)
    {
        var field = reference.Field;
        if (reference.Parent is IAssignmentOperation assignment && assignment.Target == reference)
        {
            body.Assigned.Add(field.OriginalDefinition);
        }

        if (!field.IsStatic || field.IsConst || IsInitializedHere(field))
        {
            return;
        }

        if (!field.IsReadOnly)
        {
            AddFinding(DeterminismRule.Statics, SymbolNames.Of(field), reference);
            return;
        }

        Follow(field, isDispatched: false, reference);
        foreach (var constructor in field.ContainingType.StaticConstructors)
        {
            Follow(constructor, isDispatched: false, reference);
        }
    }

    private void VisitAwait(IAwaitOperation wait)
    {
        if (ForeignTasks.AwaitedField(wait) is { Field: { IsStatic: false } or { IsReadOnly: true } } reference)
        {
            var name = SymbolNames.Of(reference.Field);
            AddFinding(DeterminismRule.ForeignTask, name, LocationOf(reference), reference.Field.OriginalDefinition);
        }
    }

    private void VisitLoop(IForEachLoopOperation loop)
    {
        if (UnorderedCollections.Of(loop) is { } order)
        {
            AddFinding(DeterminismRule.Order, order, LocationOf(loop.Collection));
        }

        if (loop is { Syntax: CommonForEachStatementSyntax syntax, SemanticModel: { } model })
        {
            var parts = model.GetForEachStatementInfo(syntax);
            Follow(parts.GetEnumeratorMethod, IsDispatched(parts.GetEnumeratorMethod), loop.Collection);
            Follow(parts.MoveNextMethod, IsDispatched(parts.MoveNextMethod), loop.Collection);
            Follow(parts.CurrentProperty?.GetMethod, IsDispatched(parts.CurrentProperty), loop.Collection);
        }
    }
}
