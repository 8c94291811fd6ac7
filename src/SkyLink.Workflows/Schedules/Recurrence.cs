using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Workflows.Schedules;

/// <summary>
/// When something happens again and again: a <see cref="CronSchedule"/> or an <see cref="IntervalSchedule"/>, no third
/// kind. Two are equal when their text is.
/// <para>
/// The text, for columns and YAML, is one line: <c>cron 0 9 * * MON-FRI in Europe/Berlin</c>, or
/// <c>every 1h30m from 2026-01-01T00:00:00Z</c>. <c>in</c> and <c>from</c> with what follows may be left out when read,
/// which means UTC and 1970-01-01T00:00:00Z; they are always written.
/// </para>
/// </summary>
public abstract class Recurrence : IEquatable<Recurrence>
{
    private protected Recurrence()
    {
    }

    /// <summary>
    /// The first time strictly after a moment, a whole second with offset zero; null where none follows.
    /// </summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>The text that <see cref="TryParse"/> reads back to an equal recurrence.</summary>
    public abstract override string ToString();

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">One line.</param>
    /// <param name="recurrence">The recurrence.</param>
    /// <param name="fault">What is wrong with the text.</param>
    /// <returns>False for everything that is not one whole recurrence; never throws.</returns>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out Recurrence? recurrence,
        [NotNullWhen(false)] out RecurrenceFault? fault)
    {
        var reader = new RecurrenceReader(text ?? "");
        recurrence = reader.Read();
        fault = recurrence is null ? reader.Fault! : null;
        return recurrence is not null;
    }

    /// <summary>Reads a recurrence that the program itself names.</summary>
    /// <exception cref="FormatException">The text is no recurrence; the message says where and why.</exception>
    public static Recurrence Parse(string text) =>
        TryParse(text, out var recurrence, out var fault) ? recurrence : throw new FormatException(fault.ToString());

    /// <summary>Whether both have the same text.</summary>
    public bool Equals(Recurrence? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Recurrence);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);
}

/// <summary>Times by a cron expression on the clock of a zone.</summary>
public sealed class CronSchedule : Recurrence
{
    /// <param name="expression">The fields.</param>
    /// <param name="zone">Whose clock they are read on; a zone of the system, since its id is what is written.</param>
    public CronSchedule(CronExpression expression, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(zone);
        Expression = expression;
        Zone = zone;
    }

    /// <summary>The fields.</summary>
    public CronExpression Expression { get; }

    /// <summary>Whose clock they are read on.</summary>
    public TimeZoneInfo Zone { get; }

    /// <inheritdoc/>
    public override DateTimeOffset? Next(DateTimeOffset after) => Expression.Next(after, Zone);

    /// <inheritdoc/>
    public override string ToString() => $"cron {Expression} in {Zone.Id}";
}

/// <summary>
/// Times at an even distance in real time, whatever any clock shows: the anchor, and so on from there.
/// </summary>
public sealed class IntervalSchedule : Recurrence
{
    /// <summary>The shortest distance.</summary>
    public static readonly TimeSpan ShortestPeriod = TimeSpan.FromSeconds(1);

    /// <summary>The longest distance, ten years of 365 days.</summary>
    public static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(3650);

    /// <param name="period">Whole seconds, <see cref="ShortestPeriod"/> to <see cref="LongestPeriod"/>.</param>
    /// <param name="anchor">The first time, a whole second; null for 1970-01-01T00:00:00Z.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period or the anchor is none of these.</exception>
    public IntervalSchedule(TimeSpan period, DateTimeOffset? anchor = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, ShortestPeriod);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, LongestPeriod);
        ArgumentOutOfRangeException.ThrowIfNotEqual(period.Ticks % TimeSpan.TicksPerSecond, 0, nameof(period));
        Period = period;
        Anchor = (anchor ?? DateTimeOffset.UnixEpoch).ToUniversalTime();
        ArgumentOutOfRangeException.ThrowIfNotEqual(Anchor.UtcTicks % TimeSpan.TicksPerSecond, 0, nameof(anchor));
    }

    /// <summary>The distance between two times.</summary>
    public TimeSpan Period { get; }

    /// <summary>The first time, with offset zero.</summary>
    public DateTimeOffset Anchor { get; }

    /// <inheritdoc/>
    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        if (after < Anchor)
        {
            return Anchor;
        }

        var past = (after - Anchor).Ticks / Period.Ticks * Period.Ticks;
        var left = DateTimeOffset.MaxValue.UtcTicks - Anchor.UtcTicks - past;
        return left < Period.Ticks ? null : Anchor.AddTicks(past + Period.Ticks);
    }

    /// <inheritdoc/>
    public override string ToString() => $"every {Written()} from {Anchor:yyyy-MM-dd'T'HH:mm:ss'Z'}";

    private string Written()
    {
        ReadOnlySpan<(int Count, char Unit)> parts =
            [(Period.Days, 'd'), (Period.Hours, 'h'), (Period.Minutes, 'm'), (Period.Seconds, 's')];
        var text = "";
        foreach (var (count, unit) in parts)
        {
            text += count > 0 ? $"{count}{unit}" : "";
        }

        return text;
    }
}
