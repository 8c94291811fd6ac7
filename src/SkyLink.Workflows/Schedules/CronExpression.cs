using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Workflows.Schedules;

/// <summary>
/// Times given by fields: minute, hour, day of month, month, day of week; with six fields, seconds come first. A field
/// is a list of numbers, ranges and steps (<c>0,30</c>, <c>MON-FRI</c>, <c>*/5</c>, <c>10-20/3</c>, <c>7/2</c> to the
/// end of the field); a range that ends before it begins goes on from the start of the field (<c>22-2</c>). Months and
/// days of the week have names of three letters in any case; Sunday is 0 and 7.
/// <para>
/// Days of the month may also be <c>L</c> (the last), <c>L-3</c> (three days before the last), <c>15W</c> (the Monday
/// to Friday nearest to the 15th in the same month) and <c>LW</c> (the last Monday to Friday); days of the week
/// <c>5L</c> (the last Friday) and <c>5#2</c> (the second Friday). What a month does not have is left out:
/// <c>31W</c> never fires in June. <c>?</c> stands for <c>*</c> in either field of days.
/// </para>
/// <para>
/// Where both fields of days are restricted, a day matches when either of them matches, as in the cron of Vixie:
/// <c>0 0 13 * FRI</c> is every 13th and every Friday. Where one begins with <c>*</c>, both must match:
/// <c>0 0 */2 * FRI</c> is the Fridays with an odd date.
/// </para>
/// <para>
/// <c>@yearly</c>, <c>@annually</c>, <c>@monthly</c>, <c>@weekly</c>, <c>@daily</c>, <c>@midnight</c> and
/// <c>@hourly</c> stand for the first moment of each such period, a week beginning on Sunday.
/// </para>
/// <para>
/// When clocks change. An expression whose seconds, minutes and hours are only numbers names times of the day. One
/// that the clock jumps over fires once, at the first moment after the gap, however many of its times lie in the gap.
/// One that the clock shows twice fires once, the first time. An expression with <c>*</c>, a range or a step among
/// seconds, minutes or hours is a rhythm: it fires both times the clock shows a matching time. If every hour matches,
/// its rhythm goes on across a gap with its next time (<c>30 * * * *</c> after 01:30 at 03:30); if only some hours
/// match, times in a gap fire once after it, so that no night is left out.
/// </para>
/// </summary>
public sealed class CronExpression : IEquatable<CronExpression>
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int LongestText = 200;

    private readonly CronFields fields;

    private CronExpression(string text, CronFields fields)
    {
        Text = text;
        this.fields = fields;
    }

    /// <summary>The expression as it was written, without blanks at its ends and with one between fields.</summary>
    public string Text { get; }

    /// <summary>Reads an expression. Fields are separated by blanks or tabs.</summary>
    /// <param name="text">At most <see cref="LongestText"/> characters.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="fault">What is wrong with the text.</param>
    /// <returns>False for everything that is not one whole expression; never throws.</returns>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out CronExpression? expression,
        [NotNullWhen(false)] out CronFault? fault)
    {
        expression = null;
        if (text is null || text.Length > LongestText)
        {
            var column = text is null ? 1 : LongestText + 1;
            fault = new CronFault(CronField.Expression, column, $"at most {LongestText} characters");
            return false;
        }

        var trimmed = text.AsSpan().Trim(" \t");
        var isMacro = trimmed.StartsWith('@');
        if (isMacro && FieldsOf(trimmed) is null)
        {
            fault = new CronFault(
                CronField.Expression, text.IndexOf('@', StringComparison.Ordinal) + 1,
                "@yearly, @annually, @monthly, @weekly, @daily, @midnight or @hourly");
            return false;
        }

        var reader = new CronReader(isMacro ? FieldsOf(trimmed) : text);
        if (reader.Read() is not { } fields)
        {
            fault = reader.Fault!;
            return false;
        }

        var written = string.Join(' ', text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
        expression = new CronExpression(written, fields);
        fault = null;
        return true;
    }

    /// <summary>Reads an expression that the program itself names.</summary>
    /// <exception cref="FormatException">The text is no expression; the message says where and why.</exception>
    public static CronExpression Parse(string text) =>
        TryParse(text, out var expression, out var fault) ? expression : throw new FormatException(fault.ToString());

    /// <summary>The first time strictly after a moment.</summary>
    /// <param name="after">The moment.</param>
    /// <param name="zone">Whose clock the fields are read on.</param>
    /// <returns>
    /// A whole second with offset zero; null where none follows within 50 years (31 February) or before the year 10000.
    /// </returns>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var next = Next(after.UtcTicks / TimeSpan.TicksPerSecond, new ZoneClock(zone));
        return next is < 0 or > ZoneClock.LastSecond
            ? null
            : new DateTimeOffset(next * TimeSpan.TicksPerSecond, TimeSpan.Zero);
    }

    /// <summary>The times after one moment and up to another, found one by one as they are asked for.</summary>
    /// <param name="from">Exclusive.</param>
    /// <param name="to">Inclusive.</param>
    /// <param name="zone">Whose clock the fields are read on.</param>
    /// <returns>In order, as <see cref="Next(DateTimeOffset, TimeZoneInfo)"/> gives them.</returns>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return Walk();

        IEnumerable<DateTimeOffset> Walk()
        {
            for (var next = Next(from, zone); next <= to; next = Next(next.Value, zone))
            {
                yield return next.Value;
            }
        }
    }

    /// <summary>Whether both were written alike, but for the blanks between fields.</summary>
    public bool Equals(CronExpression? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CronExpression);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc cref="Text"/>
    public override string ToString() => Text;

    /// <summary>
    /// A local time fires when the clock first reaches or passes it: this alone is the rule for fixed times. A rhythm
    /// also fires in the second pass of a repeated hour; only one that began less than a day ago or begins within
    /// the next day can hold the next time, since any other passes first what it then repeats.
    /// </summary>
    private long Next(long after, ZoneClock clock)
    {
        var offset = clock.Offset(after);
        var local = after + offset + 1;
        if (clock.Offset(after - ZoneClock.Day) > offset)
        {
            var change = clock.Change(after - ZoneClock.Day, after);
            var repeatedUntil = change + clock.Offset(change - 1);
            if (fields.IsInterval && RepeatedTime(local, repeatedUntil, offset) is { } repeated)
            {
                return repeated;
            }

            local = Math.Max(local, repeatedUntil);
        }

        var next = FirstReached(local, clock);
        if (fields.IsInterval && clock.Offset(after + ZoneClock.Day) is var later && later < offset)
        {
            var change = clock.Change(after, after + ZoneClock.Day);
            var comesFirst = next >= 0 && next < change;
            return comesFirst ? next : RepeatedTime(change + later, change + offset, later) ?? next;
        }

        return next;
    }

    /// <summary>The first match in a repeated hour, on the second pass.</summary>
    private long? RepeatedTime(long from, long until, long offset) =>
        from < until && fields.NextLocal(from) is >= 0 and var local && local < until ? local - offset : null;

    private long FirstReached(long from, ZoneClock clock)
    {
        var local = fields.NextLocal(from);
        if (local < 0)
        {
            return -1;
        }

        var moment = clock.FirstReached(local, out var shown);
        if (shown == local || !fields.IsEveryHour)
        {
            return moment;
        }

        local = fields.NextLocal(shown);
        return local < 0 ? -1 : clock.FirstReached(local, out _);
    }

    private static string? FieldsOf(ReadOnlySpan<char> macro)
    {
        Span<char> lower = stackalloc char[LongestText];
        return lower[..macro.ToLowerInvariant(lower)] switch
        {
            "@yearly" or "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" or "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            _ => null,
        };
    }
}
