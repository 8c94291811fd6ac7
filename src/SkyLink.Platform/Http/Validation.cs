using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SkyLink.Platform.Http;

/// <summary>
/// Checks the annotations of our own request records before the handler runs. Not the AddValidation of ASP.NET Core 10:
/// it skips, without a word, internal types and endpoints of other assemblies (dotnet/aspnetcore#64243).
/// </summary>
public static class Validation
{
    private static readonly Error Invalid =
        new("platform.invalid_request", 400, "One or more values are not acceptable.");

    private static readonly ConcurrentDictionary<Type, Shape> Shapes = new();

    public static TBuilder Validated<TBuilder>(this TBuilder group)
        where TBuilder : IEndpointConventionBuilder => group.AddEndpointFilterFactory((endpoint, next) =>
    {
        var parameters = endpoint.MethodInfo.GetParameters();
        int[] records = [.. parameters.Where(it => Of(it.ParameterType).IsOurs).Select(it => it.Position)];
        return records.Length == 0 ? next : call =>
        {
            var errors = records.Select(at => call.Arguments[at]).OfType<object>()
                .SelectMany(argument => Errors(argument, path: "")).ToList();
            return errors.Count == 0 ? next(call) : ValueTask.FromResult<object?>(Refuse(errors));
        };
    });

    private static ValidationProblem Refuse(List<(string Path, string Message)> errors) =>
        TypedResults.ValidationProblem(
            errors.GroupBy(error => error.Path, error => error.Message).ToDictionary(of => of.Key, of => of.ToArray()),
            title: Invalid.Title,
            type: $"https://skylink.example/problems/{Invalid.Code}",
            extensions: new Dictionary<string, object?> { ["code"] = Invalid.Code });

    private static IEnumerable<(string Path, string Message)> Errors(object value, string path)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(value, new ValidationContext(value), results, validateAllProperties: true);
        var inner = Of(value.GetType()).Properties
            .SelectMany(property => Parts(property.GetValue(value), path + CamelCase(property.Name)))
            .Where(part => Of(part.Value.GetType()).IsOurs)
            .SelectMany(part => Errors(part.Value, $"{part.Path}."));
        return results
            .SelectMany(result =>
                result.MemberNames.Select(name => (path + CamelCase(name), result.ErrorMessage ?? "wrong")))
            .Concat(inner);
    }

    private static Shape Of(Type type) => Shapes.GetOrAdd(type, static it => new Shape(it));

    private static IEnumerable<(string Path, object Value)> Parts(object? value, string path) => value switch
    {
        null or string => [],
        IEnumerable many => many.OfType<object>().Select((item, index) => ($"{path}[{index}]", item)),
        _ => [(path, value)],
    };

    internal static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>What reflection says of a type, asked once.</summary>
    private sealed class Shape(Type type)
    {
        /// <summary>Records only: services are arguments too.</summary>
        public bool IsOurs { get; } = type is { IsEnum: false, IsClass: true, Namespace: { } name }
            && name.StartsWith("SkyLink", StringComparison.Ordinal) && type.GetMethod("<Clone>$") is not null;

        /// <summary>Without what is computed: that may throw on values not yet checked.</summary>
        public PropertyInfo[] Properties { get; } = [.. type.GetProperties().Where(property => property.CanWrite)];
    }
}
