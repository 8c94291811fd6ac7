using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Workflows.Schedules;

/// <summary>What the days on which clocks change do to a schedule.</summary>
public sealed class ClockChangeTests
{
    [Theory]
    // A fixed time in the gap: once, right after it.
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T01:00Z 2026-03-30T00:30Z")]
    [InlineData("0,15,30,45 2 * * *", "Europe/Berlin", "2026-03-29T00:00Z", "2026-03-29T01:00Z 2026-03-30T00:00Z")]
    [InlineData("30 2 * * *", "America/New_York", "2026-03-08T05:00Z", "2026-03-08T07:00Z 2026-03-09T06:30Z")]
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00Z", "2026-10-03T15:30Z 2026-10-04T15:15Z")]
    [InlineData("30 2 * * *", "Africa/Casablanca", "2026-03-22T00:00Z", "2026-03-22T02:00Z 2026-03-23T01:30Z")]
    [InlineData("30 1 * * *", "Europe/Dublin", "2026-03-28T12:00Z", "2026-03-29T01:00Z 2026-03-30T00:30Z")]
    [InlineData("30 0 * * *", "Africa/Cairo", "2026-04-23T12:00Z", "2026-04-23T22:00Z 2026-04-24T21:30Z")]
    // A fixed time that comes twice: once, the first time.
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-25T00:30Z 2026-10-26T01:30Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T01:10Z", "2026-10-26T01:30Z")]
    [InlineData("30 1 * * *", "America/New_York", "2026-10-31T12:00Z", "2026-11-01T05:30Z 2026-11-02T06:30Z")]
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T12:00Z", "2026-04-04T14:45Z 2026-04-05T15:15Z")]
    [InlineData("30 2 * * *", "Africa/Casablanca", "2026-02-15T00:00Z", "2026-02-15T01:30Z 2026-02-16T02:30Z")]
    // A rhythm of every hour keeps its pace through both.
    [InlineData("30 * * * *", "Europe/Berlin", "2026-03-29T00:00Z", "2026-03-29T00:30Z 2026-03-29T01:30Z")]
    [InlineData("30 * * * *", "Europe/Berlin", "2026-10-25T00:00Z", "2026-10-25T00:30Z 2026-10-25T01:30Z")]
    [InlineData("*/20 * * * *", "Australia/Lord_Howe", "2026-04-04T14:30Z", "2026-04-04T14:40Z 2026-04-04T15:10Z 2026-04-04T15:30Z")]
    // A rhythm of some hours fires in both passes, and after a gap that swallows it.
    [InlineData("*/30 2 * * *", "Europe/Berlin", "2026-10-25T00:00Z", "2026-10-25T00:30Z 2026-10-25T01:00Z 2026-10-25T01:30Z")]
    [InlineData("*/30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T01:00Z 2026-03-30T00:00Z")]
    // Pakistan has not changed its clocks since 2009.
    [InlineData("30 2 * * *", "Asia/Karachi", "2026-03-28T22:00Z", "2026-03-29T21:30Z 2026-03-30T21:30Z")]
    public void Clocks_change(string text, string zone, string after, string expected)
    {
        var expression = CronExpression.Parse(text);
        var time = Moment(after);
        foreach (var next in expected.Split(' ').Select(Moment))
        {
            Assert.Equal(next, expression.Next(time, TimeZoneInfo.FindSystemTimeZoneById(zone)));
            time = next;
        }
    }

    [Fact]
    public void A_day_that_a_country_left_out_moves_its_times_to_the_next_one()
    {
        var apia = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Apia");
        var next = CronExpression.Parse("0 9 30 12 *").Next(Moment("2011-12-29T00:00Z"), apia);
        Assert.Equal(Moment("2011-12-30T10:00Z"), next);
    }

    [Fact]
    public void Nothing_differs_from_a_walk_through_every_minute_of_three_days()
    {
        var days =
            from zone in Gen.Elements(Texts.Zones)
            from day in Gen.Choose(0, 3652)
            select (TimeZoneInfo.FindSystemTimeZoneById(zone), Moment("2020-01-01T00:00Z").AddDays(day));
        var changes = Texts.Zones.Select(TimeZoneInfo.FindSystemTimeZoneById)
            .SelectMany(zone => Enumerable.Range(0, 3652)
                .Select(day => (zone, Moment("2020-01-01T00:00Z").AddDays(day)))
                .Where(item => zone.GetUtcOffset(item.Item2) != zone.GetUtcOffset(item.Item2.AddDays(1))))
            .ToArray();
        var cases =
            from text in Texts.WithOneDayField
            from day in Gen.Frequency((1, days), (4, Gen.Elements(changes)))
            from minutes in Gen.Choose(-1440, 1440)
            select (text: "0" + text[text.IndexOf(' ', StringComparison.Ordinal)..], zone: day.Item1, after: day.Item2.AddMinutes(minutes));
        Prop.ForAll(cases.ToArbitrary(), item =>
        {
            var until = item.after.AddDays(3);
            var walked = Walk(item.text, item.zone, item.after, until);
            var found = CronExpression.Parse(item.text).Between(item.after, until, item.zone);
            Assert.Equal(walked, found);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(600));
    }

    /// <summary>The rule, minute by minute; what matches on the clock is asked of Cronos, which knows no zone here.</summary>
    private static List<DateTimeOffset> Walk(string text, TimeZoneInfo zone, DateTimeOffset after, DateTimeOffset until)
    {
        var start = after.AddDays(-2);
        var onClock = Cronos.CronExpression.Parse(text, Cronos.CronFormat.IncludeSeconds)
            .GetOccurrences(Utc(start.UtcDateTime.AddDays(-1)), Utc(until.UtcDateTime.AddDays(1)))
            .ToHashSet();
        var (isInterval, isEveryHour) = (Texts.IsInterval(text), Texts.IsEveryHour(text));
        var times = new List<DateTimeOffset>();
        var furthest = Shown(start, zone);
        for (var time = start.AddMinutes(1); time <= until; time = time.AddMinutes(1))
        {
            var shown = Shown(time, zone);
            var skips = false;
            for (var skipped = furthest.AddMinutes(1); skipped < shown; skipped = skipped.AddMinutes(1))
            {
                skips |= onClock.Contains(skipped);
            }

            var fires = onClock.Contains(shown) && (isInterval || shown > furthest);
            if (time > after && (fires || skips && !isEveryHour))
            {
                times.Add(time);
            }

            furthest = shown > furthest ? shown : furthest;
        }

        return times;
    }

    private static DateTime Shown(DateTimeOffset time, TimeZoneInfo zone) =>
        Utc(time.UtcDateTime + zone.GetUtcOffset(time.UtcDateTime));

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
