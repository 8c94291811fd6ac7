using System.Buffers;
using System.Globalization;
using System.Text;

namespace SkyLink.Beckn;

/// <summary>ISO 8601 durations: <c>PT30S</c>, <c>P1DT12H</c>, <c>P2W</c>, <c>P1M</c>.</summary>
public static class IsoDuration
{
    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.");

    // Times the ticks of a week it still fits into a decimal.
    private const int NumberLengthMax = 14;

    private const string DateUnits = "YMWD";
    private const string TimeUnits = "HMS";

    /// <summary>
    /// Reads a duration that starts at <paramref name="start"/>: years and months are counted on the calendar from
    /// there. Without a start a duration with years or months has no length and is refused. Never negative.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, DateTimeOffset? start, out TimeSpan duration)
    {
        duration = default;
        if (text.Length is < 3 or > 40 || text[0] != 'P' || text[^1] is 'T' or 'P')
        {
            return false;
        }

        var (months, ticks, units, next, isTime) = (0m, 0m, DateUnits, 0, false);
        for (var at = 1; at < text.Length;)
        {
            if (text[at] == 'T' && !isTime)
            {
                (units, next, isTime, at) = (TimeUnits, 0, true, at + 1);
                continue;
            }

            var end = at + text[at..].IndexOfAnyExcept(NumberLetters);
            if (end <= at || !TryNumber(text[at..end], out var number))
            {
                return false;
            }

            var unit = units[next..].IndexOf(text[end], StringComparison.Ordinal);
            if (unit < 0 || (number != decimal.Truncate(number) && text[end..] is not "S"))
            {
                return false;
            }

            next += unit + 1;
            months += (isTime, text[end]) switch { (false, 'Y') => number * 12, (false, 'M') => number, _ => 0 };
            ticks += number * TicksPer(isTime, text[end]);
            at = end + 1;
        }

        return TryAdd(months, ticks, start, out duration);
    }

    /// <summary>The shortest exact form: <c>PT1M30S</c>, <c>P1D</c>, <c>PT0S</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (duration == TimeSpan.Zero)
        {
            return "PT0S";
        }

        var text = new StringBuilder("P");
        Append(duration.Days, 'D');
        var seconds = (decimal)(duration.Ticks % TimeSpan.TicksPerMinute) / TimeSpan.TicksPerSecond;
        if (duration.Ticks % TimeSpan.TicksPerDay != 0)
        {
            text.Append('T');
            Append(duration.Hours, 'H');
            Append(duration.Minutes, 'M');
            Append(seconds, 'S');
        }

        return text.ToString();

        void Append(decimal number, char unit)
        {
            if (number != 0)
            {
                text.Append(number.ToString("0.#######", CultureInfo.InvariantCulture)).Append(unit);
            }
        }
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return text.Length <= NumberLengthMax && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1])
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static decimal TicksPer(bool isTime, char unit) => (isTime, unit) switch
    {
        (false, 'W') => 7 * TimeSpan.TicksPerDay,
        (false, 'D') => TimeSpan.TicksPerDay,
        (true, 'H') => TimeSpan.TicksPerHour,
        (true, 'M') => TimeSpan.TicksPerMinute,
        (true, 'S') => TimeSpan.TicksPerSecond,
        _ => 0,
    };

    private static bool TryAdd(decimal months, decimal ticks, DateTimeOffset? start, out TimeSpan duration)
    {
        duration = default;
        if (ticks > TimeSpan.MaxValue.Ticks || (months > 0 && start is null))
        {
            return false;
        }

        duration = new TimeSpan((long)ticks);
        if (months == 0)
        {
            return true;
        }

        var from = start!.Value;
        if (months > 12 * (DateTime.MaxValue.Year - from.Year - 1))
        {
            return false;
        }

        var calendar = from.AddMonths((int)months) - from;
        if (duration > TimeSpan.MaxValue - calendar)
        {
            return false;
        }

        duration += calendar;
        return true;
    }
}
