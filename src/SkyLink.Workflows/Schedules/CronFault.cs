namespace SkyLink.Workflows.Schedules;

/// <summary>The part of a cron expression that a fault is about.</summary>
public enum CronField
{
    /// <summary>The text as a whole: its length, the number of its fields, the name of a macro.</summary>
    Expression,

    /// <summary>0 to 59; the first of six fields, absent where there are five.</summary>
    Second,

    /// <summary>0 to 59.</summary>
    Minute,

    /// <summary>0 to 23.</summary>
    Hour,

    /// <summary>1 to 31, <c>L</c>, <c>L-3</c>, <c>15W</c>, <c>LW</c>.</summary>
    DayOfMonth,

    /// <summary>1 to 12, or JAN to DEC.</summary>
    Month,

    /// <summary>0 to 7, Sunday being 0 and 7, or SUN to SAT; <c>5L</c>, <c>5#2</c>.</summary>
    DayOfWeek,
}

/// <summary>Why a text is no cron expression, in words for the person who wrote it.</summary>
/// <param name="Field">The field that cannot be read.</param>
/// <param name="Column">Where in the text, counted from 1; one past the end where something is missing.</param>
/// <param name="Expected">What should stand there, "a number from 0 to 59" for example.</param>
public sealed record CronFault(CronField Field, int Column, string Expected)
{
    /// <summary>"Minute, column 1: expected a number from 0 to 59" for example.</summary>
    public override string ToString() => $"{Field}, column {Column}: expected {Expected}";
}
