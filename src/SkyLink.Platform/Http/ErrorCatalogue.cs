using System.Reflection;

namespace SkyLink.Platform.Http;

/// <summary>
/// Every refusal the code declares: the static fields of type <see cref="Error"/>. docs/errors.md and the documents
/// of the API are made of it.
/// </summary>
public static class ErrorCatalogue
{
    private const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>By code; one declared in two places counts twice.</summary>
    public static IReadOnlyList<DeclaredError> In(IEnumerable<Assembly> assemblies) =>
    [
        .. assemblies.Distinct().SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(Declared))
            .Where(field => field.FieldType == typeof(Error))
            .Select(field => new DeclaredError((Error)field.GetValue(null)!, field.DeclaringType!))
            .OrderBy(declared => declared.Error.Code, StringComparer.Ordinal),
    ];

    /// <summary>The assemblies that modules and the platform declare refusals in.</summary>
    public static IReadOnlyList<Assembly> AssembliesOf(IEnumerable<IModule> modules) =>
        [.. modules.Select(module => module.GetType().Assembly).Append(typeof(ErrorCatalogue).Assembly).Distinct()];
}

/// <param name="In">The class whose field it is.</param>
public sealed record DeclaredError(Error Error, Type In);
