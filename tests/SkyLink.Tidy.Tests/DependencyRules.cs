using Mono.Cecil;
using Mono.Cecil.Cil;

namespace SkyLink.Tidy;

/// <summary>
/// Who knows whom inside one assembly, where the compiler allows all: a type of one service may name no type of
/// another. A service is a namespace with a module in it; other namespaces of an area are its shared ground.
/// </summary>
internal static class DependencyRules
{
    /// <summary>The services of an assembly: "SkyLink.Settle.Payments" for SkyLink.Settle.Payments.PaymentsModule.</summary>
    public static List<string> Services(ModuleDefinition assembly) =>
    [
        .. assembly.GetTypes()
            .Where(type => type is { IsInterface: false, IsAbstract: false }
                && type.Interfaces.Any(item => item.InterfaceType.Name == "IModule"))
            .Select(type => type.Namespace)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>"A.X -> B.Y" for each type of a service that names a type of another.</summary>
    public static IEnumerable<string> Crossings(ModuleDefinition assembly, IReadOnlyCollection<string> services) =>
        from type in assembly.GetTypes()
        let @from = ServiceOf(type, services)
        where @from is not null
        from named in NamedBy(type).Distinct()
        let to = ServiceOf(named, services)
        where to is not null && to != @from
        select $"{type.FullName} -> {named.FullName}: services meet through SkyLink.Contracts or an event";

    /// <summary>A service shows its module and nothing else.</summary>
    public static IEnumerable<string> NeedlesslyPublic(ModuleDefinition assembly, IReadOnlyCollection<string> services) =>
        assembly.Types
            .Where(type => type.IsPublic && services.Contains(type.Namespace))
            .Where(type => !type.Interfaces.Any(item => item.InterfaceType.Name == "IModule"))
            .Select(type => $"{type.FullName}: make it internal; what others may know stands in SkyLink.Contracts");

    /// <summary>Shared ground may not lean on what stands on it.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="services">Its services.</param>
    /// <param name="ground">The namespaces everybody may use, "SkyLink.Platform.Data" for example.</param>
    public static IEnumerable<string> GroundOnServices(
        ModuleDefinition assembly, IReadOnlyCollection<string> services, IReadOnlyCollection<string> ground) =>
        from type in assembly.GetTypes()
        where ServiceOf(type, ground) is not null
        from named in NamedBy(type).Distinct()
        where ServiceOf(named, services) is not null
        select $"{type.FullName} -> {named.FullName}: shared ground knows no service";

    private static string? ServiceOf(TypeReference type, IReadOnlyCollection<string> services)
    {
        var outermost = type;
        while (outermost.DeclaringType is { } declaring)
        {
            outermost = declaring;
        }

        return services.FirstOrDefault(service => outermost.Namespace == service
            || outermost.Namespace.StartsWith(service + ".", StringComparison.Ordinal));
    }

    private static IEnumerable<TypeReference> NamedBy(TypeDefinition type) => new[] { type.BaseType }
        .Concat(type.Interfaces.Select(item => item.InterfaceType))
        .Concat(type.Fields.Select(field => field.FieldType))
        .Concat(type.Methods.SelectMany(NamedBy))
        .Concat(type.CustomAttributes.SelectMany(NamedBy))
        .Concat(type.GenericParameters.SelectMany(parameter => parameter.Constraints.Select(it => it.ConstraintType)))
        .OfType<TypeReference>()
        .SelectMany(Opened);

    private static IEnumerable<TypeReference> NamedBy(MethodDefinition method) => method.Parameters
        .Select(parameter => parameter.ParameterType)
        .Append(method.ReturnType)
        .Concat(method.CustomAttributes.SelectMany(NamedBy))
        .Concat(method.GenericParameters.SelectMany(parameter => parameter.Constraints.Select(it => it.ConstraintType)))
        .Concat(method.HasBody ? NamedBy(method.Body) : []);

    private static IEnumerable<TypeReference> NamedBy(MethodBody body) => body.Variables
        .Select(variable => variable.VariableType)
        .Concat(body.ExceptionHandlers.Select(handler => handler.CatchType).OfType<TypeReference>())
        .Concat(body.Instructions.SelectMany(NamedBy));

    private static IEnumerable<TypeReference> NamedBy(CustomAttribute attribute) => attribute.ConstructorArguments
        .Select(argument => argument.Value)
        .OfType<TypeReference>()
        .Append(attribute.AttributeType);

    private static IEnumerable<TypeReference> NamedBy(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod generic => [generic.DeclaringType, generic.ReturnType, .. generic.GenericArguments],
        MethodReference method => [method.DeclaringType, method.ReturnType],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Opened(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Opened).Append(generic.ElementType),
        TypeSpecification specification => Opened(specification.ElementType),
        _ => [type],
    };
}
