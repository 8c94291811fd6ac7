using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace SkyLink.Workflows.Analyzers;

/// <summary>What a body calls without saying so, and how what is found is written down.</summary>
internal sealed partial class BodyVisitor
{
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

    /// <summary>
    /// A constructor without an initializer calls the one of the base class, whether it is written or not.
    /// </summary>
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

    private void AddFinding(DeterminismRule rule, string chain, IOperation use) =>
        AddFinding(rule, chain, LocationOf(use));

    private void AddFinding(DeterminismRule rule, string chain, Location? location, IFieldSymbol? field = null) =>
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
        call.Instance is not null
        || call is { TargetMethod.IsExtensionMethod: true, Arguments: [{ IsImplicit: true }, ..] };

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
