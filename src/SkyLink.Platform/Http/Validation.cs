using System.Collections;

namespace SkyLink.Platform.Http;

/// <summary>
/// Checks the annotations of our own request records before the handler runs. Not the AddValidation of ASP.NET Core 10:
/// it skips, without a word, internal types and endpoints of other assemblies (dotnet/aspnetcore#64243).
/// </summary>
public static class Validation
{
    private static readonly Error Invalid =
        new("platform.invalid_request", 400, "One or more values are not acceptable.");

    public static TBuilder Validated<TBuilder>(this TBuilder group)
        where TBuilder : IEndpointConventionBuilder => group.AddEndpointFilter((call, next) =>
    {
        var errors = call.Arguments.OfType<object>().Where(IsOurs).SelectMany(argument => Errors(argument, path: ""))
            .GroupBy(error => error.Path, error => error.Message)
            .ToDictionary(of => of.Key, of => of.ToArray());
        return errors.Count == 0 ? next(call) : ValueTask.FromResult<object?>(TypedResults.ValidationProblem(
            errors,
            title: Invalid.Title,
            type: $"https://skylink.example/problems/{Invalid.Code}",
            extensions: new Dictionary<string, object?> { ["code"] = Invalid.Code }));
    });

    private static bool IsOurs(object value) =>
        value.GetType() is { IsEnum: false, IsClass: true, Namespace: { } name } type
        && name.StartsWith("SkyLink", StringComparison.Ordinal)
        && type.GetMethod("<Clone>$") is not null; // records only: services are arguments too

    private static IEnumerable<(string Path, string Message)> Errors(object value, string path)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(value, new ValidationContext(value), results, validateAllProperties: true);
        var inner = value.GetType().GetProperties()
            .Where(property => property.CanWrite) // what is computed may throw on values not yet checked
            .SelectMany(property => Parts(property.GetValue(value), path + CamelCase(property.Name)))
            .Where(part => IsOurs(part.Value))
            .SelectMany(part => Errors(part.Value, $"{part.Path}."));
        return results
            .SelectMany(result =>
                result.MemberNames.Select(name => (path + CamelCase(name), result.ErrorMessage ?? "wrong")))
            .Concat(inner);
    }

    private static IEnumerable<(string Path, object Value)> Parts(object? value, string path) => value switch
    {
        null or string => [],
        IEnumerable many => many.OfType<object>().Select((item, index) => ($"{path}[{index}]", item)),
        _ => [(path, value)],
    };

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
