using System.CommandLine;
using System.Globalization;

namespace SkyLink.Cli;

/// <summary>Options and arguments that several nouns have.</summary>
internal static class Inputs
{
    public const int LimitMax = 10_000;

    /// <summary>Adds arguments and options in their order.</summary>
    public static void AddAll(this Command command, IEnumerable<Symbol> inputs)
    {
        foreach (var input in inputs)
        {
            if (input is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)input);
            }
        }
    }

    public static Option<int> Limit()
    {
        var option = new Option<int>("--limit", "-n")
        {
            Description = $"How many at most, up to {LimitMax}.",
            HelpName = "count",
            DefaultValueFactory = _ => 50,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token]
                && (!int.TryParse(token.Value, out var count) || count is < 1 or > LimitMax))
            {
                result.AddError($"--limit must be 1 to {LimitMax}.");
            }
        });
        return option;
    }

    /// <summary>A filter, or a piece of text.</summary>
    public static Option<string?> Text(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName };

    public static Argument<string> Required(string name, string description) =>
        new(name) { Description = description };

    /// <summary>A moment such as 2026-01-31T08:00:00Z, or a span before now such as 15m, 2h or 3d.</summary>
    public static Option<DateTimeOffset?> Moment(string name, string description, TimeProvider clock) => new(name)
    {
        Description = description,
        HelpName = "time",
        CustomParser = parsed =>
        {
            var text = parsed.Tokens.Single().Value;
            if (Ago(text) is { } span)
            {
                return clock.GetUtcNow() - span;
            }

            if (DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var moment))
            {
                return moment;
            }

            parsed.AddError($"{name} is a time such as 2026-01-31T08:00:00Z, or how long ago: 15m, 2h, 3d.");
            return null;
        },
    };

    /// <summary>A span such as 30s, 15m, 2h or 3d.</summary>
    public static Option<TimeSpan?> Span(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "span",
        CustomParser = parsed =>
        {
            if (Ago(parsed.Tokens.Single().Value) is { } span)
            {
                return span;
            }

            parsed.AddError($"{name} is a span such as 30s, 15m, 2h or 3d.");
            return null;
        },
    };

    private static TimeSpan? Ago(string text) =>
        text.Length is > 1 and < 7
        && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? text[^1] switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(number),
                _ => null,
            }
            : null;
}
