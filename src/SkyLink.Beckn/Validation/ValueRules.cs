using System.Globalization;
using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>Text of a length; of an id also without control characters.</summary>
internal sealed class TextRule(int lengthMin, int lengthMax, bool isId = false) : Rule
{
    internal override void Apply(JsonElement value, Check check)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            check.Report(ErrorKind.WrongType, "Text is needed here.");
            return;
        }

        var text = value.GetString()!;
        if (text.Length < lengthMin || text.Length > lengthMax)
        {
            check.Report(ErrorKind.OutOfRange, $"{lengthMin} to {lengthMax} characters.");
        }
        else if (isId && text.Any(char.IsControl))
        {
            check.Report(ErrorKind.BadFormat, "Control characters are not allowed.");
        }
    }
}

/// <summary>Text that some parser must be able to read.</summary>
internal sealed class FormatRule(string expected, Predicate<string> isRight) : Rule
{
    private const int LengthMax = 2048;

    internal override void Apply(JsonElement value, Check check)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            check.Report(ErrorKind.WrongType, $"Text is needed here: {expected}.");
        }
        else if (value.GetString() is not { Length: <= LengthMax } text || !isRight(text))
        {
            check.Report(ErrorKind.BadFormat, $"Not {expected}.");
        }
    }
}

/// <summary>One of some words.</summary>
internal sealed class WordRule(params string[] words) : Rule
{
    internal override void Apply(JsonElement value, Check check)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            check.Report(ErrorKind.WrongType, "Text is needed here.");
        }
        else if (!System.Array.Exists(words, word => value.ValueEquals(word)))
        {
            check.Report(ErrorKind.OutOfRange, $"One of {string.Join(", ", words)}.");
        }
    }
}

/// <summary>A decimal number as text. As a JSON number it is read too, unless all is to be as documented.</summary>
internal sealed class DecimalRule(decimal min, decimal max) : Rule
{
    internal const string AsText = "decimal-as-text";

    internal override IEnumerable<string> StrictNames => [AsText];

    internal override void Apply(JsonElement value, Check check)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        if (text is null || (value.ValueKind == JsonValueKind.Number && check.Demands(AsText)))
        {
            check.Report(ErrorKind.WrongType, "A decimal number as text is needed here.");
        }
        else if (!ExactDecimal.TryParse(text, out var number))
        {
            check.Report(ErrorKind.BadFormat, "Not a decimal number of at most 28 digits.");
        }
        else if (number < min || number > max)
        {
            check.Report(ErrorKind.OutOfRange, $"{min} to {max}.");
        }
    }
}

/// <summary>A whole number, or the same as text.</summary>
internal sealed class IntegerRule(long min, long max) : Rule
{
    internal override void Apply(JsonElement value, Check check)
    {
        long number = 0;
        var isRead = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt64(out number),
            JsonValueKind.String => long.TryParse(
                value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
        {
            check.Report(ErrorKind.WrongType, "A whole number is needed here.");
        }
        else if (!isRead || number < min || number > max)
        {
            check.Report(ErrorKind.OutOfRange, $"A whole number of {min} to {max}.");
        }
    }
}

/// <summary>True or false, or the same as text.</summary>
internal sealed class FlagRule : Rule
{
    internal override void Apply(JsonElement value, Check check)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
            && !(value.ValueKind == JsonValueKind.String
                && (value.ValueEquals("true"u8) || value.ValueEquals("false"u8))))
        {
            check.Report(ErrorKind.WrongType, "True or false is needed here.");
        }
    }
}

/// <summary>Both rules of a choice by type: a text here, something else there.</summary>
internal sealed class TextOrRule(Rule text, Rule other) : Rule
{
    internal override IEnumerable<string> StrictNames => other.StrictNames;

    internal override void Apply(JsonElement value, Check check) =>
        (value.ValueKind == JsonValueKind.String ? text : other).Apply(value, check);
}
