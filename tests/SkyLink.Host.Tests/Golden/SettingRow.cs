using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace SkyLink.Host.Golden;

/// <summary>One setting of an options class; those of nested classes stand in the same list.</summary>
internal sealed record SettingRow(string Key, string Type, string Default, string Rule, string Sentence)
{
    /// <summary>Options nest two deep today; more is a mistake.</summary>
    private const int DepthMax = 4;

    public static IEnumerable<SettingRow> Of(Settings settings) =>
        Of(settings.Type, settings.Section, Activator.CreateInstance(settings.Type, nonPublic: true)!, DepthMax);

    private static IEnumerable<SettingRow> Of(Type type, string section, object usual, int depth)
    {
        foreach (var property in type.GetProperties().Where(property => property.SetMethod is not null))
        {
            var key = $"{section}:{property.Name}";
            var value = property.GetValue(usual);
            var element = ElementOf(property.PropertyType);
            var nested = IsOptions(property.PropertyType) ? property.PropertyType : IsOptions(element) ? element : null;
            if (nested is not null && depth > 0)
            {
                var inner = nested == element ? $"{key}:<n>" : key;
                var its = nested == element || value is null ? Activator.CreateInstance(nested, nonPublic: true)! : value;
                foreach (var row in Of(nested, inner, its, depth - 1))
                {
                    yield return row;
                }

                continue;
            }

            yield return new SettingRow(
                key, NameOf(property.PropertyType), Text(value),
                string.Join("; ", property.GetCustomAttributes<ValidationAttribute>().Select(RuleOf).Where(it => it.Length > 0)),
                SourceComments.Of(type, property.Name));
        }
    }

    private static bool IsOptions(Type? type) =>
        type is { IsClass: true } && type.Namespace!.StartsWith("SkyLink", StringComparison.Ordinal);

    private static Type? ElementOf(Type type) => type == typeof(string) ? null
        : type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) ? type.GenericTypeArguments[^1]
        : null;

    private static string NameOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var it when ElementOf(it) is { } element => $"list of {NameOf(element)}",
        { IsEnum: true } it => $"one of {string.Join(", ", Enum.GetNames(it))}",
        var it when it == typeof(string) => "text",
        var it when it == typeof(Uri) => "URI",
        var it when it == typeof(bool) => "yes or no",
        var it when it == typeof(TimeSpan) => "duration",
        var it when it == typeof(int) || it == typeof(long) => "whole number",
        var it when it == typeof(decimal) || it == typeof(double) => "number",
        var it => it.Name,
    };

    private static string Text(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "`true`" : "`false`",
        string { Length: 0 } => "",
        string or Uri => $"`{value}`",
        IEnumerable many => string.Join(", ", many.Cast<object>().Select(Text)),
        _ => $"`{value}`",
    };

    private static string RuleOf(ValidationAttribute rule) => rule switch
    {
        RequiredAttribute => "needed",
        RangeAttribute range => $"{range.Minimum} to {range.Maximum}",
        StringLengthAttribute length => $"{length.MinimumLength} to {length.MaximumLength} characters",
        MinLengthAttribute length => $"at least {length.Length}",
        MaxLengthAttribute length => $"at most {length.Length}",
        RegularExpressionAttribute pattern => $"`{pattern.Pattern}`",
        EnumDataTypeAttribute => "", // the type says it
        EmailAddressAttribute => "an e-mail address",
        UrlAttribute => "a URL",
        _ => rule.GetType().Name.Replace("Attribute", "", StringComparison.Ordinal).ToLowerInvariant(),
    };
}
