using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace SkyLink.Workflows.Analyzers;

/// <summary>Looks at one operation after the other and writes what it finds into a body.</summary>
internal sealed class BodyVisitor(Body body, DelegateUse delegates, IAssemblySymbol assembly)
{
    private ISymbol? _localFunction;

    /// <summary>Before the operations of a method or local function.</summary>
    public void Begin(ISymbol function)
    {
        if (function is IMethodSymbol { IsAsync: true, ReturnsVoid: true })
        {
            AddFinding(Rule.Threads, "async void " + function.Name, function.Locations.FirstOrDefault());
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
                AddFinding(Rule.Statics, SymbolNames.Of(reference.Event), reference);
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
                AddFinding(Rule.Blocking, "lock", syntax.LockKeyword.GetLocation());
                break;
            case IForEachLoopOperation loop:
                VisitLoop(loop);
                break;
            case ISpreadOperation spread when UnorderedCollections.Of(spread) is { } order:
                AddFinding(Rule.Order, order, spread.Operand.Syntax.GetLocation());
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
            AddFinding(Rule.Threads, "async void lambda", lambda);
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
            AddFinding(Rule.Threads, "ConfigureAwait(false)", call);
        }
        else if (UnorderedCollections.Of(call) is { } order)
        {
            AddFinding(Rule.Order, order, call);
        }
        else if (AddFromCatalogue(method, call, call.Instance))
        {
            return;
        }
        else if (ForeignTasks.IsStartedBy(method))
        {
            AddFinding(Rule.ForeignTask, SymbolNames.Of(method), call);
        }

        Follow(method, call.IsVirtual, call);
    }

    private void VisitCreation(IObjectCreationOperation creation, IMethodSymbol constructor)
    {
        if (UnorderedCollections.Of(creation) is { } order)
        {
            AddFinding(Rule.Order, order, creation);
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
            AddFinding(Rule.Statics, SymbolNames.Of(property), reference);
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
            AddFinding(Rule.Statics, SymbolNames.Of(field), reference);
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
            AddFinding(Rule.ForeignTask, name, LocationOf(reference), reference.Field.OriginalDefinition);
        }
    }

    private void VisitLoop(IForEachLoopOperation loop)
    {
        if (UnorderedCollections.Of(loop) is { } order)
        {
            AddFinding(Rule.Order, order, LocationOf(loop.Collection));
        }

        if (loop is { Syntax: CommonForEachStatementSyntax syntax, SemanticModel: { } model })
        {
            var parts = model.GetForEachStatementInfo(syntax);
            Follow(parts.GetEnumeratorMethod, IsDispatched(parts.GetEnumeratorMethod), loop.Collection);
            Follow(parts.MoveNextMethod, IsDispatched(parts.MoveNextMethod), loop.Collection);
            Follow(parts.CurrentProperty?.GetMethod, IsDispatched(parts.CurrentProperty), loop.Collection);
        }
    }

    private void FollowDisposal(IVariableDeclarationGroupOperation group, bool isAsynchronous)
    {
        foreach (var declarator in group.Declarations.SelectMany(declaration => declaration.Declarators))
        {
            FollowDisposal(declarator.Symbol.Type, isAsynchronous, declarator);
        }
    }

    private void FollowDisposal(ITypeSymbol? type, bool isAsynchronous, IOperation use)
    {
        var name = isAsynchronous ? "DisposeAsync" : "Dispose";
        for (; type is { TypeKind: TypeKind.Class or TypeKind.Struct }; type = type.BaseType)
        {
            if (type.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.IsEmpty)
                is { } dispose)
            {
                Follow(dispose, IsDispatched(dispose), use);
                return;
            }
        }
    }

    /// <summary>A constructor without an initializer calls the one of the base class, whether it is written or not.</summary>
    private void FollowBaseConstructor(IMethodSymbol constructor, IOperation? use = null)
    {
        while (use is null || constructor.IsImplicitlyDeclared)
        {
            if (constructor.ContainingType?.BaseType is not { SpecialType: SpecialType.None } ancestor
                || ancestor.InstanceConstructors.FirstOrDefault(each => each.Parameters.IsEmpty) is not { } inherited)
            {
                return;
            }

            Follow(inherited, isDispatched: false, use, constructor.Locations.FirstOrDefault());
            if (!inherited.IsImplicitlyDeclared)
            {
                return;
            }

            constructor = inherited;
        }
    }

    private void Follow(ISymbol? target, bool isDispatched, IOperation? use, Location? otherwise = null)
    {
        if (target is null || Contract.IsContext(target.ContainingType)
            || target is IMethodSymbol called && Contract.IsWorkflow(called))
        {
            return;
        }

        if (target is IMethodSymbol { MethodKind: MethodKind.LocalFunction })
        {
            _localFunction = target.OriginalDefinition;
            return;
        }

        var definition = SymbolNames.Definition(target);
        var location = use is null ? otherwise ?? Location.None : LocationOf(use);
        if (SymbolEqualityComparer.Default.Equals(definition.ContainingAssembly, assembly))
        {
            body.Calls.Add(new Call(definition, isDispatched, location));
            return;
        }

        foreach (var fact in NondeterministicMethods.Of(definition))
        {
            body.Findings.Add(new Finding(fact.Rule, fact.Chain, location) { IsOfOtherProject = true });
        }

        if (isDispatched && !ForeignTasks.IsOfFramework(definition.ContainingAssembly))
        {
            body.Calls.Add(new Call(definition, IsDispatched: true, location));
        }
    }

    private bool AddFromCatalogue(ISymbol member, IOperation use, IOperation? receiver)
    {
        if (Catalogue.Find(member, use) is not { } entry)
        {
            return false;
        }

        // Two uses of one type in one expression, such as Thread.CurrentThread.Name, are one finding: the outer.
        var outer = use.Parent switch
        {
            IInvocationOperation call when call.Instance == use => call.TargetMethod,
            IPropertyReferenceOperation property when property.Instance == use => property.Property,
            _ => (ISymbol?)null,
        };
        if (!entry.IsWholeType || outer is null || Catalogue.Find(outer, use.Parent!) != entry)
        {
            AddFinding(entry.Rule, SymbolNames.Of(member), use);
        }

        return true;
    }

    private void AddFinding(Rule rule, string chain, IOperation use) => AddFinding(rule, chain, LocationOf(use));

    private void AddFinding(Rule rule, string chain, Location? location, IFieldSymbol? field = null) =>
        body.Findings.Add(new Finding(rule, chain, location ?? Location.None, field));

    /// <summary>Static initializers may write what they initialize: they run once, before anybody reads it.</summary>
    private bool IsInitializedHere(ISymbol member) =>
        body.Owner is IMethodSymbol { MethodKind: MethodKind.StaticConstructor } or IFieldSymbol { IsStatic: true }
            or IPropertySymbol { IsStatic: true }
        && SymbolEqualityComparer.Default.Equals(body.Owner.ContainingType, member.ContainingType.OriginalDefinition);

    private static bool IsDispatched(ISymbol? member, IOperation? receiver = null) =>
        member is { IsStatic: false, IsSealed: false, ContainingType.IsSealed: false }
        && (member.IsVirtual || member.IsAbstract || member.IsOverride)
        && receiver is not IInstanceReferenceOperation { Syntax: BaseExpressionSyntax };

    private static bool IsOnObject(IInvocationOperation call) =>
        call.Instance is not null || call is { TargetMethod.IsExtensionMethod: true, Arguments: [{ IsImplicit: true }, ..] };

    private static Location LocationOf(IOperation operation) => operation.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }
            when operation is IInvocationOperation call && IsOnObject(call) => access.Name.GetLocation(),
        InvocationExpressionSyntax invocation => invocation.Expression.GetLocation(),
        ObjectCreationExpressionSyntax creation => creation.Type.GetLocation(),
        LambdaExpressionSyntax lambda => lambda.ArrowToken.GetLocation(),
        var syntax => syntax.GetLocation(),
    };
}
