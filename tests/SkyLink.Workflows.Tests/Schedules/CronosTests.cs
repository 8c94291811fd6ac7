using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Workflows.Schedules;

/// <summary>
/// The same questions to the independent library Cronos. It differs on purpose in two things. Where both fields of days
/// are restricted it wants both to match; Vixie's either is asked of it as two expressions. And it lets a rhythm that
/// runs in every hour fire once more right after a gap ("30 * * * *" at 03:00 and 03:30); here it goes on with 03:30.
/// Dublin and Casablanca are left out: their daylight saving time is negative, TimeZoneInfo does not tell which of their
/// times are skipped or repeated, and Cronos follows it. ClockChangeTests walks through all zones minute by minute.
/// </summary>
public sealed class CronosTests
{
    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] ZoneIds = [.. Texts.Zones.Except(["Europe/Dublin", "Africa/Casablanca"])];

    private static readonly (TimeZoneInfo Zone, DateTimeOffset Change)[] Changes =
        [.. ZoneIds.Select(TimeZoneInfo.FindSystemTimeZoneById).SelectMany(ChangesOf)];

    private static readonly int[] MinutesAround =
        [-3000, -1500, -200, -121, -120, -91, -61, -60, -31, -30, -16, -1, 0, 1, 14, 29, 30, 31, 59, 60, 61, 90, 119, 120, 1500];

    [Fact]
    public void Zones_of_the_comparison_change_their_clocks_many_times_in_a_decade()
    {
        Assert.InRange(Changes.Length, 120, 160);
        Assert.DoesNotContain(Changes, item => item.Zone.Id == "Asia/Karachi");
        Assert.Equal(20, Changes.Count(item => item.Zone.Id == "Australia/Lord_Howe"));
    }

    [Fact]
    public void Around_every_change_of_a_decade_both_agree() =>
        Prop.ForAll(Texts.WithOneDayField.ToArbitrary(), text =>
        {
            foreach (var (zone, change) in Changes)
            {
                foreach (var minutes in MinutesAround)
                {
                    Agrees(text, zone, change.AddMinutes(minutes));
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void At_any_moment_of_a_decade_both_agree()
    {
        var cases =
            from text in Texts.WithOneDayField
            from zone in Gen.Elements(ZoneIds)
            from seconds in Gen.Choose(0, (int)(End - Start).TotalSeconds)
            from ticks in Gen.Elements(0, 1, 9_999_999)
            select (text, zone, after: Start.AddSeconds(seconds).AddTicks(ticks));
        Prop.ForAll(cases.ToArbitrary(), item =>
                Agrees(item.text, TimeZoneInfo.FindSystemTimeZoneById(item.zone), item.after))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
    }

    [Fact]
    public void Two_restricted_fields_of_days_are_the_earlier_of_two_expressions()
    {
        var cases =
            from time in Texts.TimeOfDay
            from month in Texts.Month
            from dayOfMonth in Texts.DayOfMonth
            from dayOfWeek in Texts.DayOfWeek
            where !dayOfMonth.StartsWith('*') && !dayOfWeek.StartsWith('*')
            from seconds in Gen.Choose(0, (int)(End - Start).TotalSeconds)
            select (time, month, dayOfMonth, dayOfWeek, after: Start.AddSeconds(seconds));
        Prop.ForAll(cases.ToArbitrary(), item =>
        {
            var ours = CronExpression.Parse($"{item.time} {item.dayOfMonth} {item.month} {item.dayOfWeek}");
            var byMonth = Theirs($"{item.time} {item.dayOfMonth} {item.month} *", TimeZoneInfo.Utc, item.after);
            var byWeek = Theirs($"{item.time} * {item.month} {item.dayOfWeek}", TimeZoneInfo.Utc, item.after);
            var earlier = byMonth is null || byWeek < byMonth ? byWeek : byMonth;
            Assert.Equal(earlier, ours.Next(item.after, TimeZoneInfo.Utc));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void A_field_of_days_that_begins_with_a_star_must_match_as_well_as_the_other()
    {
        var cases =
            from time in Texts.TimeOfDay
            from every in Gen.Choose(1, 31)
            from dayOfWeek in Texts.DayOfWeek
            from seconds in Gen.Choose(0, (int)(End - Start).TotalSeconds)
            select ($"{time} */{every} * {dayOfWeek}", Start.AddSeconds(seconds));
        Prop.ForAll(cases.ToArbitrary(), item => Agrees(item.Item1, TimeZoneInfo.Utc, item.Item2))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    private static void Agrees(string text, TimeZoneInfo zone, DateTimeOffset after)
    {
        var ours = CronExpression.Parse(text).Next(after, zone);
        var theirs = Theirs(text, zone, after);
        if (ours != theirs && theirs is { } extra && IsAddedAfterGap(text, zone, extra))
        {
            theirs = Theirs(text, zone, extra);
        }

        Assert.True(ours == theirs, $"\"{text}\" in {zone.Id} after {after:O}: {ours:O}, Cronos says {theirs:O}");
    }

    /// <summary>The run that Cronos puts at the end of a gap for a rhythm of every hour.</summary>
    private static bool IsAddedAfterGap(string text, TimeZoneInfo zone, DateTimeOffset time)
    {
        var isGapEnd = zone.GetUtcOffset(time) > zone.GetUtcOffset(time.AddSeconds(-1));
        return isGapEnd && Texts.IsEveryHour(text);
    }

    private static DateTimeOffset? Theirs(string text, TimeZoneInfo zone, DateTimeOffset after) =>
        Cronos.CronExpression.Parse(text, Cronos.CronFormat.IncludeSeconds).GetNextOccurrence(after, zone);

    private static IEnumerable<(TimeZoneInfo Zone, DateTimeOffset Change)> ChangesOf(TimeZoneInfo zone)
    {
        for (var time = Start; time < End; time = time.AddMinutes(15))
        {
            if (zone.GetUtcOffset(time) != zone.GetUtcOffset(time.AddMinutes(-15)))
            {
                yield return (zone, time);
            }
        }
    }
}
