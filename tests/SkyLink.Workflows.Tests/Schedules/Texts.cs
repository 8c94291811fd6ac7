using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Workflows.Schedules;

/// <summary>Random expressions that every cron with seconds reads, and the zones they are tried in.</summary>
internal static class Texts
{
    /// <summary>
    /// One hour, half an hour, a month of standard time in Ramadan, none at all, midnight, the southern half, and a
    /// zone whose offset is no whole hour.
    /// </summary>
    public static readonly string[] Zones =
    [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Karachi", "UTC",
        "America/Santiago", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Chatham", "Europe/Dublin", "America/St_Johns",
    ];

    private static readonly string[] MonthNames = ["jan", "FEB", "Mar", "APR", "may", "JUN", "Oct", "NOV", "dec"];
    private static readonly string[] DayNames = ["sun", "MON", "Tue", "WED", "thu", "FRI", "Sat"];

    /// <summary>Days of the month alone, days of the week alone, or neither.</summary>
    public static Gen<string> WithOneDayField =>
        from time in TimeOfDay
        from month in Month
        from days in Gen.OneOf(
            from day in DayOfMonth select (day, "*"),
            from day in DayOfWeek select ("?", day),
            Gen.Constant(("*", "?")))
        select $"{time} {days.Item1} {month} {days.Item2}";

    /// <summary>Seconds, minutes, hours; the hours of the night, when clocks change, more often than others.</summary>
    public static Gen<string> TimeOfDay =>
        from second in Gen.Frequency((5, Gen.Constant("0")), (1, Field(0, 59)))
        from minute in Field(0, 59)
        from hour in Gen.Frequency((2, Field(0, 23)), (3, Field(0, 3)))
        select $"{second} {minute} {hour}";

    public static Gen<string> Month =>
        Gen.Frequency((4, Gen.Constant("*")), (1, Field(1, 12)), (1, Gen.Elements(MonthNames)));

    public static Gen<string> DayOfMonth => Gen.Frequency(
        (3, Field(1, 31)),
        (1, Gen.Elements("L", "LW", "l-3", "L-30", "1W", "15w", "30W", "31W")));

    public static Gen<string> DayOfWeek => Gen.Frequency(
        (2, Field(0, 6)),
        (1, Gen.Elements(DayNames)),
        (1, Gen.Elements("7", "5-7", "0L", "5L", "friL", "7L", "1#1", "5#5", "SUN#2", "7#3", "MON-FRI", "fri-mon", "1/2")));

    /// <summary>Whether seconds, minutes or hours are more than lists of numbers.</summary>
    public static bool IsInterval(string text) => text.Split(' ')[..3].Any(field => field.AsSpan().ContainsAny("*-/"));

    public static bool IsEveryHour(string text) => IsInterval(text)
        && Cronos.CronExpression.Parse($"0 {text.Split(' ')[2]} * * *")
            .GetOccurrences(DateTime.UnixEpoch, DateTime.UnixEpoch.AddDays(1)).Count() == 24;

    private static Gen<string> Field(int lowest, int highest)
    {
        var value = Gen.Choose(lowest, highest);
        var step = Gen.Choose(1, highest);
        return Gen.Frequency(
            (2, Gen.Constant("*")),
            (4, value.Select(number => $"{number}")),
            (2, from every in step select $"*/{every}"),
            (1, from low in value from every in step select $"{low}/{every}"),
            (1, from low in value from high in value select $"{low}-{high}"),
            (1, from low in value from high in value from every in step select $"{low}-{high}/{every}"),
            (2, from size in Gen.Choose(2, 4) from numbers in value.ListOf(size) select string.Join(',', numbers)));
    }
}
