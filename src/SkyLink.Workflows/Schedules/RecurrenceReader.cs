using System.Globalization;

namespace SkyLink.Workflows.Schedules;

/// <summary>Why a text is no recurrence, in words for the person who wrote it.</summary>
/// <param name="Column">Where in the text, counted from 1; one past the end where something is missing.</param>
/// <param name="Expected">What should stand there.</param>
public sealed record RecurrenceFault(int Column, string Expected)
{
    /// <summary>"Column 6: expected a zone…" for example.</summary>
    public override string ToString() => $"Column {Column}: expected {Expected}";
}

/// <summary>Reads the text form of a <see cref="Recurrence"/>.</summary>
internal ref struct RecurrenceReader(string text)
{
    /// <summary>The longest cron expression, and room for the words and a zone around it.</summary>
    private const int LongestText = CronExpression.LongestText + 100;

    /// <summary>The longest name in the IANA database has 32 characters.</summary>
    private const int LongestZone = 64;

    private const string Cron = "cron ";
    private const string Every = "every ";
    private const string In = " in ";
    private const string From = " from ";
    private const string AnchorFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string UnitsInOrder = "dhms";

    /// <summary>Why the last reading failed.</summary>
    public RecurrenceFault? Fault { get; private set; }

    /// <returns>Null for what is no recurrence; <see cref="Fault"/> says why.</returns>
    public Recurrence? Read()
    {
        if (text.Length > LongestText)
        {
            return Refuse(LongestText, $"at most {LongestText} characters");
        }

        if (text.StartsWith(Cron, StringComparison.Ordinal))
        {
            return ReadCron();
        }

        return text.StartsWith(Every, StringComparison.Ordinal)
            ? ReadInterval()
            : Refuse(0, "'cron' and an expression, or 'every' and a period");
    }

    private CronSchedule? ReadCron()
    {
        var end = text.IndexOf(In, Cron.Length, StringComparison.Ordinal);
        var zone = TimeZoneInfo.Utc;
        if (end >= 0 && !TryFindZone(text[(end + In.Length)..], out zone))
        {
            Refuse(end + In.Length, "a zone of the IANA time zone database, Europe/Berlin for example");
            return null;
        }

        var fields = end < 0 ? text[Cron.Length..] : text[Cron.Length..end];
        if (CronExpression.TryParse(fields, out var expression, out var fault))
        {
            return new CronSchedule(expression, zone);
        }

        Refuse(Cron.Length + fault.Column - 1, $"{fault.Expected} ({fault.Field})");
        return null;
    }

    /// <summary>Only what can be the name of a zone is looked up, since a name is a path below the database.</summary>
    private static bool TryFindZone(string name, out TimeZoneInfo zone)
    {
        zone = TimeZoneInfo.Utc;
        if (name.Length is 0 or > LongestZone || !char.IsAsciiLetter(name[0]))
        {
            return false;
        }

        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('/' or '_' or '-' or '+'))
            {
                return false;
            }
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found))
        {
            return false;
        }

        zone = found;
        return true;
    }

    private IntervalSchedule? ReadInterval()
    {
        var end = text.IndexOf(From, Every.Length, StringComparison.Ordinal);
        var anchor = DateTimeOffset.UnixEpoch;
        if (end >= 0 && !DateTimeOffset.TryParseExact(
            text.AsSpan(end + From.Length), AnchorFormat, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out anchor))
        {
            Refuse(end + From.Length, "a time in UTC such as 2026-01-01T00:00:00Z");
            return null;
        }

        var seconds = ReadSeconds(end < 0 ? text.Length : end);
        return seconds > 0 ? new IntervalSchedule(TimeSpan.FromSeconds(seconds), anchor) : null;
    }

    /// <summary>Days, hours, minutes and seconds in this order, each at most once.</summary>
    /// <returns>0 where the text is no period.</returns>
    private long ReadSeconds(int end)
    {
        const string Period = "a period from 1s to 3650d, such as 90s, 15m, 1h30m or 7d";
        var (position, units, total) = (Every.Length, 0, 0L);
        while (position < end)
        {
            var digits = position;
            var count = 0L;
            while (position < end && char.IsAsciiDigit(text[position]) && position - digits < 9)
            {
                count = count * 10 + (text[position++] - '0');
            }

            var unit = position < end ? UnitsInOrder.IndexOf(text[position], units) : -1;
            if (digits == position || unit < 0)
            {
                Refuse(position, Period);
                return 0;
            }

            total += count * (UnitsInOrder[unit] switch { 'd' => 86_400, 'h' => 3600, 'm' => 60, _ => 1 });
            units = unit + 1;
            position++;
        }

        if (total >= 1 && total <= (long)IntervalSchedule.LongestPeriod.TotalSeconds)
        {
            return total;
        }

        Refuse(Every.Length, Period);
        return 0;
    }

    private Recurrence? Refuse(int position, string expected)
    {
        Fault = new RecurrenceFault(position + 1, expected);
        return null;
    }
}
